"""Naming and writing outputs."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefgen.errors import OutputError
from briefgen.outputs import slug, write_files


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Three Neighbours Agree, With One Signature Missing", "three-neighbours-agree-with-one-signature-missing"),
        ("../../etc/passwd", "etc-passwd"),
        ("Київ: «мир»", "київ-мир"),
        ("…", ""),
        ("word " * 40, "-".join(["word"] * 12)),
    ],
)
def test_slug(title: str, name: str) -> None:
    assert slug(title) == name


def test_files_are_written_and_nothing_else_is_left(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "folder"
    paths = write_files(folder, {"b.txt": b"2", "a.txt": b"1"})
    assert paths == [folder / "b.txt", folder / "a.txt"]
    assert sorted(path.name for path in folder.iterdir()) == ["a.txt", "b.txt"]


def test_a_failure_leaves_the_old_files(tmp_path: Path) -> None:
    write_files(tmp_path, {"a.txt": b"old"})
    too_long = "x" * 300
    with pytest.raises(OutputError, match="cannot be written"):
        write_files(tmp_path, {"a.txt": b"new", too_long: b"new"})
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a.txt", b"old")]


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(OutputError, match="file"):
        write_files(tmp_path / "file" / "out", {"a.txt": b""})
