"""What keeps the code as it was designed: layers, late imports, nothing of one machine."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

HEAVY = {"jinja2", "lxml", "numpy", "onnxruntime", "pydantic", "rich", "spacy", "trafilatura", "weasyprint"}


def modules_after(code: str) -> set[str]:
    """The top-level modules that are loaded after ``code`` ran in a fresh process."""
    code = f"import sys, json\n{code}\njson.dump(sorted(sys.modules), sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return {name.partition(".")[0] for name in json.loads(done.stderr)}


def test_help_imports_nothing_heavy() -> None:
    loaded = modules_after('from briefgen.cli import main\nmain(["--help"], standalone_mode=False)')
    assert "click" in loaded
    assert not loaded & HEAVY


@pytest.mark.parametrize("module", ["briefgen.brief_io", "briefgen.config", "briefgen.sources"])
def test_reading_and_checking_do_without_the_language_pipeline(module: str) -> None:
    assert not modules_after(f"import {module}") & {"spacy", "weasyprint", "onnxruntime"}


def test_imports_point_one_way() -> None:
    lint_imports = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([lint_imports, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_nothing_committed_names_a_machine_or_a_package_index() -> None:
    pattern = re.compile(r"(?<![\w.])/(?:work|root|home|tmp)/\w|extra-index-url|--index-url|--find-links|/simple/")
    files = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")
    found = []
    for name in filter(None, files):
        path = ROOT / name
        if path == Path(__file__) or not path.is_file():
            continue
        text = path.read_bytes().decode("utf-8", errors="ignore")
        found += [f"{name}: {match.group()}" for match in pattern.finditer(text)]
    assert not found
