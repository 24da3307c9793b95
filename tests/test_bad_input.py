"""Bad input gets one clear sentence, and nothing is lost."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import EXAMPLES, Run

NEWS = EXAMPLES / "river-accord.md"
FRENCH = (
    "Le ministre a déclaré mardi que le gouvernement ne signera pas l'accord avant la fin de l'année. "
    "Les syndicats demandent une réponse et les députés attendent le vote du budget depuis trois semaines. "
) * 4


def source(folder: Path, name: str, data: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def error_of(run: Run, *arguments: str | Path, code: int) -> str:
    """The error of a command that must end with ``code``, and must not have written any output."""
    result = run(*arguments)
    assert result.exit_code == code, result.output
    assert result.stdout == ""
    assert not Path("out").exists()
    error = result.stderr.splitlines()
    assert error[0].startswith("briefgen: ")
    assert len(error) <= 2
    return result.stderr


def test_missing_file(run: Run) -> None:
    assert "nowhere.txt" in error_of(run, "build", "nowhere.txt", code=1)
    assert "nowhere.json" in error_of(run, "render", "nowhere.json", code=1)


@pytest.mark.parametrize("data", [b"", b"\n \n"])
def test_empty_file(run: Run, tmp_path: Path, data: bytes) -> None:
    assert "'empty.txt' is empty" in error_of(run, "build", source(tmp_path, "empty.txt", data), code=1)


def test_binary_file(run: Run, tmp_path: Path) -> None:
    data = random.Random(4).randbytes(20_000)
    assert "binary data" in error_of(run, "build", source(tmp_path, "blob.txt", data), code=1)


def test_no_sentence(run: Run, tmp_path: Path) -> None:
    assert "holds no sentence" in error_of(run, "build", source(tmp_path, "x.txt", "1 2 3 4\n---\n***\n"), code=1)


def test_addresses_are_refused(run: Run) -> None:
    assert "Save the page" in error_of(run, "build", "https://news.example/story", code=2)


def test_bad_date(run: Run) -> None:
    result = run("build", NEWS, "--date", "11 March")
    assert result.exit_code == 2
    assert "'11 March' is no date; write it as 2025-03-11." in result.stderr


def test_wrong_encoding_is_read_and_said(run: Run, tmp_path: Path) -> None:
    text = NEWS.read_text(encoding="utf-8").replace("a percentage", "ein Prozentsatz für Öl")
    path = source(tmp_path, "latin.md", text.encode("cp1252"))
    result = run("build", path, "-f", "json")
    assert result.exit_code == 0
    assert "encoding" in result.stderr
    assert any("encoding" in warning["text"] for warning in read(tmp_path, "latin")["warnings"])


def test_another_language_is_said(run: Run, tmp_path: Path) -> None:
    result = run("build", source(tmp_path, "fr.txt", FRENCH), "-f", "json")
    assert result.exit_code == 0
    assert "(fr)" in result.stderr


def test_a_huge_text_is_cut_with_a_warning_and_in_bounded_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = "The council of the river met on Monday and will report to the three ministers by Friday.\n\n"
    path = source(tmp_path, "huge.txt", line * (20_000_000 // len(line)))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "briefgen.toml").write_text("[build]\nmax_characters = 20000\n")
    child = subprocess.run(
        [sys.executable, "-c", _MEASURED, "build", str(path), "-f", "json"], capture_output=True, text=True, check=False
    )
    assert child.returncode == 0, child.stderr
    assert "is longer than 20,000 characters" in child.stderr
    assert any("is longer than" in warning["text"] for warning in read(tmp_path, "huge")["warnings"])
    assert int(child.stdout.splitlines()[-1]) < 1_000_000, "KiB of memory"


_MEASURED = """
import atexit, resource
from briefgen.cli import main
atexit.register(lambda: print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss))
main(prog_name="briefgen")
"""


def test_a_folder_with_a_bad_file_gives_a_brief_of_the_rest(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    shutil.copy(EXAMPLES / "minutes.txt", folder)
    source(folder, "bad.txt", b"")
    result = run("build", folder, "-f", "json", "--title", "The rest")
    assert result.exit_code == 3
    assert "1 of 2 sources" in result.stderr
    brief = read(tmp_path, "the-rest")
    assert [found["path"] for found in brief["sources"]] == ["minutes.txt"]
    assert brief["warnings"][0]["text"].startswith("Left out: 'bad.txt' is empty")
    each = run("build", folder, "-f", "json", "--each")
    assert each.exit_code == 3
    assert "bad.txt" in each.stderr
    assert each.stdout == f"{Path('out/minutes/brief.json')}\n"


def test_an_output_folder_that_cannot_be_written(run: Run, tmp_path: Path) -> None:
    source(tmp_path, "file", b"")
    result = run("build", NEWS, "-o", "file/out", "-f", "json")
    assert result.exit_code == 1
    assert result.stderr.startswith("briefgen: file/out")
    assert "cannot be written" in result.stderr


@pytest.mark.parametrize("text", ["{{ brief.nothing }}", "{% if %}"])
def test_a_broken_template_is_named_with_its_line_and_the_old_brief_stays(run: Run, tmp_path: Path, text: str) -> None:
    assert run("build", NEWS).exit_code == 0
    old = {path: path.read_bytes() for path in (tmp_path / "out/river-accord").iterdir()}
    (tmp_path / "mine").mkdir()
    source(tmp_path, "mine/brief.md.j2", f"# Title\n\n{text}\n")
    result = run("build", NEWS, "--template", "mine", "--title", "Changed")
    assert result.exit_code == 1
    assert "mine/brief.md.j2, line 3" in result.stderr
    assert {path: path.read_bytes() for path in (tmp_path / "out/river-accord").iterdir()} == old


def test_a_style_or_template_folder_that_is_not_there(run: Run) -> None:
    assert "none.css" in error_of(run, "build", NEWS, "--style", "none.css", code=2)
    assert "none" in error_of(run, "build", NEWS, "--template", "none", code=2)


def test_a_file_name_that_is_no_text(run: Run, tmp_path: Path) -> None:
    name = os.fsdecode(b"\xff<b>\n.txt")
    shutil.copy(EXAMPLES / "minutes.txt", tmp_path / name)
    result = run("build", name)
    assert result.exit_code == 0
    assert result.stdout.splitlines()[0] == str(Path("out/-<b>-/brief.json"))
    assert "<b>" not in (tmp_path / "out/-<b>-/brief.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("source_and_redirection", "words"), [("- <&-", "input is closed"), (f"'{NEWS}' >/dev/full", "No space left")]
)
def test_standard_streams_that_fail(tmp_path: Path, source_and_redirection: str, words: str) -> None:
    command = f"'{sys.executable}' -m briefgen build -f json {source_and_redirection}"
    done = subprocess.run(["sh", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unknown_option_or_command(run: Run) -> None:
    assert run("build", NEWS, "--colour").exit_code == 2
    assert run("bild", NEWS).exit_code == 2
    assert run("build").exit_code == 2


def test_a_broken_settings_file(run: Run, tmp_path: Path) -> None:
    source(tmp_path, "briefgen.toml", "[build]\nfont = 3\n")
    assert "unknown key build.font" in error_of(run, "build", NEWS, code=4)


def read(folder: Path, name: str) -> dict[str, list[dict[str, str]]]:
    values: dict[str, list[dict[str, str]]] = json.loads((folder / "out" / name / "brief.json").read_bytes())
    return values
