"""The commands as a user meets them."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import EXAMPLES, SAMPLE, Run

FILES = ["brief.json", "brief.html", "brief.pdf", "brief.md"]
NEWS = EXAMPLES / "river-accord.md"


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_build_writes_four_files_and_prints_their_paths(run: Run, tmp_path: Path) -> None:
    result = run("build", NEWS)
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [str(Path("out/river-accord") / name) for name in FILES]
    assert names(tmp_path / "out" / "river-accord") == sorted(FILES)
    assert (tmp_path / "out/river-accord/brief.pdf").read_bytes().startswith(b"%PDF-")


def test_options_win_over_the_settings_file(run: Run, tmp_path: Path) -> None:
    (tmp_path / "briefgen.toml").write_text('[build]\nout = "a"\nmarking = "TLP:RED"\nformats = ["html"]\n')
    run("build", NEWS, "--marking", "TLP:GREEN", "-f", "json", "--title", "Water", "--date", "2026-03-18")
    brief = json.loads((tmp_path / "a/river-accord/brief.json").read_bytes())
    assert (brief["marking"], brief["title"], brief["date"]) == ("TLP:GREEN", "Water", "2026-03-18")
    assert names(tmp_path / "a/river-accord") == ["brief.json"]


def test_several_sources_make_one_brief_named_after_its_title(run: Run, tmp_path: Path) -> None:
    result = run("build", NEWS, EXAMPLES / "memo.html", "--title", "Water & cold", "-f", "json")
    assert result.exit_code == 0
    brief = json.loads((tmp_path / "out/water-cold/brief.json").read_bytes())
    assert [source["path"] for source in brief["sources"]] == ["river-accord.md", "memo.html"]


def test_each_makes_a_brief_of_each_source(run: Run, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    shutil.copy(EXAMPLES / "minutes.txt", tmp_path / "in" / "minutes.txt")
    shutil.copy(EXAMPLES / "minutes.txt", tmp_path / "in" / "minutes.md")
    assert run("build", "in", "--each", "-f", "md").exit_code == 0
    assert names(tmp_path / "out") == ["minutes", "minutes-2"]
    assert run("build", "in", "--each", "--title", "Both").exit_code == 2


def test_globs_and_standard_input(run: Run, tmp_path: Path) -> None:
    assert run("build", EXAMPLES / "m*.txt", "-f", "json").exit_code == 0
    assert names(tmp_path / "out") == ["minutes"]
    result = run("build", "-", "-f", "json", "--title", "From a pipe", stdin=NEWS.read_bytes())
    assert result.exit_code == 0
    assert (tmp_path / "out/from-a-pipe/brief.json").exists()


def test_json_reports_outputs_and_warnings(run: Run) -> None:
    (Path.cwd() / "undated.txt").write_text("The minister will answer the committee on Tuesday. Nobody knows more yet.")
    report = json.loads(run("build", "undated.txt", "--json", "-f", "md").stdout)
    (brief,) = report["briefs"]
    assert brief["outputs"] == [str(Path("out/undated/brief.md"))]
    assert any("does not say its date" in text for text in brief["warnings"])


def test_quiet_prints_nothing(run: Run) -> None:
    assert run("build", NEWS, "--quiet", "-f", "json").output == ""


def test_the_same_input_gives_the_same_bytes(run: Run, tmp_path: Path) -> None:
    """In another process with another hash seed, from another folder, and into another one."""
    run("build", NEWS, "-o", "first")
    shutil.copy(NEWS, tmp_path / NEWS.name)
    environment = {**os.environ, "PYTHONHASHSEED": "77"}
    command = [sys.executable, "-m", "briefgen", "build", NEWS.name, "-o", "second"]
    subprocess.run(command, check=True, capture_output=True, env=environment)
    for name in FILES:
        first, second = (tmp_path / folder / "river-accord" / name for folder in ("first", "second"))
        assert first.read_bytes() == second.read_bytes(), name


def test_render_prints_an_edited_brief_beside_it(run: Run, tmp_path: Path, sample: dict[str, Any]) -> None:
    sample["bottom_line"] = "Edited by a person."
    path = tmp_path / "brief.json"
    path.write_text(json.dumps(sample))
    before = path.read_bytes()
    result = run("render", path)
    assert result.exit_code == 0
    assert "Edited by a person." in (tmp_path / "brief.md").read_text(encoding="utf-8")
    assert names(tmp_path) == sorted(FILES)
    assert path.read_bytes() == before


def test_render_takes_folders_and_another_place(run: Run, tmp_path: Path) -> None:
    assert run("render", SAMPLE.parent, "-o", "new", "-f", "json", "-f", "md").exit_code == 0
    assert names(tmp_path / "new" / "sample") == ["brief.json", "brief.md"]


def test_render_checks_quotes_against_sources(run: Run, tmp_path: Path, sample: dict[str, Any]) -> None:
    evidence = sample["summary"][1]["evidence"][1]
    evidence["quote"] = evidence["quote"].replace("It leaves", "It mocks ")
    (tmp_path / "brief.json").write_text(json.dumps(sample))
    result = run("render", "brief.json", "--sources", SAMPLE.parent)
    assert result.exit_code == 1
    assert result.stderr.startswith(
        "briefgen: brief.json: summary[1].evidence[1].quote differs from the source at characters 484–573."
    )
    assert names(tmp_path) == ["brief.json"]


def test_an_edited_brief_is_kept_when_it_is_built_again(run: Run, tmp_path: Path) -> None:
    run("build", NEWS, "-f", "json")
    path = tmp_path / "out/river-accord/brief.json"
    assert "bak" not in run("build", NEWS, "-f", "json").stderr
    edited = path.read_bytes().replace(b"Zambezi", b"ZAMBEZI")
    path.write_bytes(edited)
    assert "brief.json.bak" in run("build", NEWS, "-f", "json").stderr
    assert path.with_name("brief.json.bak").read_bytes() == edited


def test_build_sends_and_publishes(run: Run, tmp_path: Path) -> None:
    """Into a Maildir and a git repository, found by the settings."""
    wiki = tmp_path / "wiki.git"
    subprocess.run(["git", "init", "--quiet", "--bare", wiki], check=True)
    (tmp_path / "briefgen.toml").write_text(
        f"""
        [mail.default]
        transport = "maildir"
        path = "{tmp_path / "mail"}"
        from = "Briefing desk <briefs@example.org>"
        to = ["minister@example.org"]

        [wiki.default]
        kind = "git"
        url = "{wiki}"
        page = "Briefs/{{title}}"
        """
    )
    result = run("build", NEWS, "--send", "--publish")
    assert result.exit_code == 0, result.output
    (message,) = (tmp_path / "mail" / "new").iterdir()
    assert b"minister@example.org" in message.read_bytes()
    log = ["git", "-C", wiki, "log", "--all", "--name-only", "--format="]
    assert "Briefs/" in subprocess.run(log, check=True, capture_output=True, text=True).stdout
    told = json.loads(run("build", NEWS, "--send", "--publish", "--json").stdout)  # one object for all three
    assert [told["briefs"][0]["outputs"][0], told["messages"][0]["earlier"], told["pages"][0]["action"]] == [
        "out/river-accord/brief.json",
        ["minister@example.org"],
        "unchanged",
    ]
    assert told["errors"] == []
    assert run("build", NEWS, "--send", "-f", "md").exit_code == 2


def test_schema_is_json(run: Run) -> None:
    assert json.loads(run("schema").stdout)["title"] == "Brief"


def test_check_finds_this_installation_in_order(run: Run) -> None:
    result = run("check")
    assert result.exit_code == 0
    assert "MISSING" not in result.stdout
    assert "Pango" in result.stdout


def test_check_names_what_is_missing_and_the_remedy(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "briefgen.toml").write_text('[build]\nlanguage_model = "en_core_web_none"\nout = "file/out"\n')
    result = run("check")
    assert result.exit_code == 1
    assert "MISSING  Language model: en_core_web_none is not installed" in result.stdout
    assert "pip install en-core-web-sm" in result.stdout
    assert "MISSING  Output folder" in result.stdout


def test_init_makes_a_folder_that_builds(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    result = run("init", "desk")
    assert result.exit_code == 0
    template = tmp_path / "desk/templates/brief.md.j2"
    template.write_text("OUR DESK\n" + template.read_text(encoding="utf-8"), encoding="utf-8")
    again = run("init", "desk")
    assert again.exit_code == 1
    assert "is there already" in again.stderr
    monkeypatch.chdir(tmp_path / "desk")
    monkeypatch.delenv("BRIEFGEN_CONFIG", raising=False)
    assert run("build", NEWS).exit_code == 0
    assert (tmp_path / "desk/out/river-accord/brief.md").read_text(encoding="utf-8").startswith("OUR DESK")


def test_progress_is_shown_on_a_terminal_only(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from briefgen.cli.report import Report

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stderr", terminal)
        patch.setenv("TERM", "xterm")
        with Report(quiet=False, as_json=False).progress() as progress:
            progress("reading the sources")
    assert "reading the sources" in terminal.getvalue()
    with Report(quiet=False, as_json=False).progress() as progress:
        progress("reading the sources")
    captured = capsys.readouterr()
    assert captured.out + captured.err == ""


def test_completion_scripts_are_there() -> None:
    for shell in ("bash", "zsh", "fish"):
        environment = {**os.environ, "_BRIEFGEN_COMPLETE": f"{shell}_source"}
        script = Path(sys.executable).with_name("briefgen")
        done = subprocess.run([script], env=environment, capture_output=True, text=True, check=False)
        assert "_BRIEFGEN_COMPLETE" in done.stdout, shell


def test_version(run: Run) -> None:
    from importlib.metadata import version

    assert run("--version").stdout == f"briefgen {version('briefgen')}\n"
