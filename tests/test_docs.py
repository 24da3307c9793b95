"""The documentation says what the program does."""

from __future__ import annotations

import re
import subprocess

import click
import pytest

from briefgen.cli import COMMANDS, main
from briefgen.config import BUILD_KEYS, Config
from scripts.generate_docs import DOCS, generate
from tests.conftest import ROOT

CLI = (DOCS / "cli.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", sorted(DOCS.glob("*.md")), ids=lambda path: path.name)
def test_generated_parts_are_up_to_date(path: object) -> None:
    page = (DOCS / str(path)).read_text(encoding="utf-8")
    assert page == generate(page), "run `make docs`"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_a_section_and_every_option_a_help(name: str) -> None:
    assert f"\n## briefgen {name}\n" in CLI
    command = main.get_command(click.Context(main), name)
    assert command is not None
    assert command.help
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, parameter.name


def test_every_setting_is_listed_with_its_default() -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \| ([^|]+) \|", CLI, flags=re.MULTILINE))
    assert set(rows) == set(BUILD_KEYS)
    defaults = Config()
    for key in ("page_size", "language_model", "max_characters", "summary_words", "most_items"):
        assert rows[key].strip('`" ') == str(getattr(defaults, key))


def test_links_between_pages_lead_somewhere() -> None:
    listed = subprocess.run(["git", "ls-files", "*.md"], cwd=ROOT, capture_output=True, text=True, check=True)
    pages = [ROOT / name for name in listed.stdout.split() if not name.startswith(("tests/", "examples/"))]
    assert pages
    for page in pages:
        for target in re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"
