from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from briefgen.brief import Brief
from tests.conftest import ROOT, SAMPLE

GOLDEN = ROOT / "tests" / "golden"

# What markups act on, and what readers of them have stumbled over.
HOSTILE = (
    "<script>alert(1)</script> </style> &amp; [x](javascript:y) ![i](http://e.example/p.png) *b* _i_ `c` | {{ 7*7 }} "
    "{% raw %} ~~s~~ $m$ # h :smile: https://e.example www.e.example \" ' \\"
)
TEXTS = {
    *("action", "affiliation", "attribution", "author", "bottom_line", "condition", "marking", "name", "owner"),
    *("path", "publisher", "quote", "role", "speaker", "text", "title", "value"),
}


@pytest.fixture(autouse=True)
def no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)


@pytest.fixture(scope="session")
def brief() -> Brief:
    return Brief.model_validate_json(SAMPLE.read_bytes())


@pytest.fixture(scope="session")
def hostile(brief: Brief) -> Brief:
    """The sample with something hostile at the end of each of its texts."""

    def spoil(value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            return {name: spoil(part, name) for name, part in value.items()}
        if isinstance(value, list | tuple):
            return [spoil(part, "text" if key in ("aliases", "actors") else "") for part in value]
        return f"{value} {HOSTILE}" if isinstance(value, str) and key in TEXTS else value

    return Brief.model_validate(spoil(brief.model_dump()))


@pytest.fixture
def golden() -> Callable[[str, str], None]:
    """Compare a text with a file of tests/golden; BRIEFGEN_UPDATE_GOLDEN=1 writes the file instead."""

    def compare(name: str, text: str) -> None:
        file = GOLDEN / name
        if os.environ.get("BRIEFGEN_UPDATE_GOLDEN"):
            file.write_text(text, encoding="utf-8")
        assert text == file.read_text(encoding="utf-8")

    return compare


def squeezed(text: str) -> str:
    """The text as a browser shows it: runs of white space are one space."""
    return re.sub(r"\s+", " ", text).strip()


def write(folder: Path, name: str, text: str) -> Path:
    """Write ``text`` to a file of ``folder`` and give the folder."""
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return folder
