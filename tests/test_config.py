"""briefgen.toml."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefgen.config import Config, load_config
from briefgen.errors import ConfigurationError


def write(folder: Path, text: str) -> Path:
    path = folder / "briefgen.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_defaults_hold_without_a_file(tmp_path: Path) -> None:
    assert load_config(start=tmp_path) == Config()


def test_the_nearest_file_upwards_is_read(tmp_path: Path) -> None:
    write(tmp_path, '[build]\npage_size = "Letter"\n')
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    assert load_config(start=inner).page_size == "Letter"
    write(inner.parent, '[build]\npage_size = "A4"\n')
    assert load_config(start=inner).page_size == "A4"


def test_paths_count_from_the_folder_of_the_file(tmp_path: Path) -> None:
    path = write(tmp_path, '[build]\nout = "briefs"\nstyle = "house.css"\n')
    config = load_config(path)
    assert config.out == tmp_path / "briefs"
    assert config.style == tmp_path / "house.css"


def test_delivery_tables_are_kept_as_written(tmp_path: Path) -> None:
    path = write(tmp_path, '[mail.default]\nhost = "mail.example.org"\n[wiki.ops]\nkind = "git"\n')
    config = load_config(path)
    assert config.mail == {"default": {"host": "mail.example.org"}}
    assert config.wiki == {"ops": {"kind": "git"}}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('[mail]\nhost = "mail.example.org"\n', ["host stands in [mail]", "[mail.default]"]),
        ("[bild]\n", ["unknown key bild", "build, mail, wiki"]),
        ('[build]\npagesize = "A4"\n', ["unknown key build.pagesize", "page_size"]),
        ('[build]\npage_size = "A5"\n', ["build.page_size", "'A5'", "'A4'"]),
        ('[build]\nformats = ["docx"]\n', ["build.formats.0", "'docx'", "'pdf'"]),
        ("[build]\nmax_characters = 3\n", ["build.max_characters", "greater than or equal to 1000"]),
        ("build = 3\n", ["build must be a table"]),
        ('[mail.default]\npassword = "secret-word"\n', ["mail.default.password", "password_env"]),
        ('[build]\n[[wiki.default.more]]\nPassword = "secret-word"\n', ["wiki.default.more.Password"]),
        ("[build\n", ["not valid TOML", "line 1"]),
    ],
)
def test_what_is_wrong_is_named_with_file_and_key(tmp_path: Path, text: str, expected: list[str]) -> None:
    path = write(tmp_path, text)
    with pytest.raises(ConfigurationError) as caught:
        load_config(path)
    for words in [str(path), *expected]:
        assert words in str(caught.value)
    assert "secret-word" not in str(caught.value)


def test_a_file_that_was_named_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="cannot be read"):
        load_config(tmp_path / "other.toml")
