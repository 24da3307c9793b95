"""The set-up on machines that lack something."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.conftest import ROOT

SCRIPT = ROOT / "scripts" / "debian-packages"


@pytest.fixture
def machine(tmp_path: Path) -> dict[str, str]:
    """A machine that has the package "there", without root."""
    commands = {
        "dpkg-query": '[ "$4" = there ] && printf installed || exit 1',
        "id": "echo 1000",
        "apt-get": "echo apt-get must not be run; exit 9",
    }
    for name, body in commands.items():
        path = tmp_path / name
        path.write_text(f"#!/bin/sh\n{body}\n")
        path.chmod(0o755)
    return {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"}


def install(machine: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([SCRIPT, *arguments], env=machine, capture_output=True, text=True, check=False)


def test_nothing_is_done_when_nothing_is_missing(machine: dict[str, str]) -> None:
    done = install(machine, "there")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_without_root_what_is_missing_is_named(machine: dict[str, str], tmp_path: Path) -> None:
    listing = tmp_path / "list.txt"
    listing.write_text("# needed\nthere   # this\naway    # and that\n")
    done = install(machine, f"@{listing}", "gone")
    assert done.returncode == 1
    assert "missing: away gone\n" in done.stderr
    assert "sudo apt-get install away gone" in done.stderr


def test_without_root_what_tests_need_is_named_and_done_without(machine: dict[str, str]) -> None:
    done = install(machine, "--optional", "away")
    assert done.returncode == 0
    assert "missing: away" in done.stderr


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_locks_pin_every_requirement_with_hashes(name: str) -> None:
    text = (ROOT / name).read_text()
    entries = re.findall(r"^(\S+?)==\S+(.*?)(?=^\S|\Z)", text, flags=re.MULTILINE | re.DOTALL)
    assert len(entries) > 40
    assert all("--hash=sha256:" in rest for _, rest in entries)
    assert len(re.findall(r"^[^\s#]", text, flags=re.MULTILINE)) == len(entries)


def test_the_lock_has_what_the_project_asks_for() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    locked = {
        name.lower() for name in re.findall(r"^([\w.-]+)==", (ROOT / "requirements.lock").read_text(), re.MULTILINE)
    }
    wanted = {re.match(r"[\w.-]+", requirement)[0].lower() for requirement in project["dependencies"]}  # type: ignore[index]
    assert wanted <= locked, "run `make lock`"
