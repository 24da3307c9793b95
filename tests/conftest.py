"""What tests of all stages share."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples"
SAMPLE = ROOT / "tests" / "data" / "sample" / "brief.json"

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command of briefgen in an empty folder: ``run("build", path)``; it must not end in a traceback."""
    from briefgen.cli import main

    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))  # where an outbox would be made

    def run_command(*arguments: str | Path, stdin: bytes | None = None) -> Result:
        result = CliRunner().invoke(main, [str(argument) for argument in arguments], input=stdin, prog_name="briefgen")
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        assert "Traceback" not in result.output
        assert "did not foresee" not in result.output
        return result

    return run_command


@pytest.fixture
def sample() -> dict[str, Any]:
    """The values of a brief written by hand, to change and save."""
    values: dict[str, Any] = json.loads(SAMPLE.read_bytes())
    return values
