"""From arguments to files."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefgen.errors import SourceError
from briefgen.sources import find_sources


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("b.txt", "a.md", "sub/c.html", "scan.pdf", "brief.json", "photo.png", ".hidden.txt", ".git/d.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("text")
    return tmp_path


def test_folder_gives_its_documents_in_stable_order(folder: Path) -> None:
    found = [path.relative_to(folder).as_posix() for path in find_sources([folder])]

    assert found == ["a.md", "b.txt", "scan.pdf", "sub/c.html"]


def test_files_keep_their_order_and_come_once(folder: Path) -> None:
    arguments = [folder / "b.txt", "-", str(folder / "*.md"), folder / "b.txt"]

    assert find_sources(arguments) == [folder / "b.txt", Path("-"), folder / "a.md"]


@pytest.mark.parametrize("argument", ["absent.txt", "*.absent"])
def test_what_names_nothing_is_an_error(folder: Path, argument: str) -> None:
    with pytest.raises(SourceError, match=r"absent"):
        find_sources([str(folder / argument)])


def test_folder_without_documents_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "photo.png").write_bytes(b"x")

    with pytest.raises(SourceError, match="holds no document"):
        find_sources([tmp_path])


def test_brackets_in_a_name_are_no_pattern(tmp_path: Path) -> None:
    path = tmp_path / "note [1].txt"
    path.write_text("text")

    assert find_sources([str(path)]) == [path]


def test_address_is_no_file() -> None:
    with pytest.raises(SourceError, match=r"'https://example\.org/a' is an address"):
        find_sources(["https://example.org/a"])
