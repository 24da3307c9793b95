"""Plain-text cases: a title, the source, and the paragraphs that are expected of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from briefgen.documents import Document
from briefgen.sources import read_bytes

GOLDEN = Path(__file__).parent / "golden"
NAMES = {"markdown": "case.md", "html": "case.html"}


def cases() -> Iterator[object]:
    for path in sorted(GOLDEN.glob("*.txt")):
        lines = path.read_text("utf-8").split("\n")
        while any(line.strip() for line in lines):
            title, source, expected = (take(lines) for _ in range(3))
            yield pytest.param(
                NAMES.get(path.stem, "case.txt"), source, expected.split("\n"), id=f"{path.stem}: {title.strip()}"
            )


def take(lines: list[str]) -> str:
    end = lines.index(".")
    part = "\n".join(lines[:end])
    del lines[: end + 1]
    return part


def shown(document: Document) -> list[str]:
    rows = []
    for paragraph in document.paragraphs:
        parts = [paragraph.kind]
        if paragraph.level:
            parts.append(str(paragraph.level))
        if paragraph.speaker:
            parts.append(f"<{paragraph.speaker}>")
        if paragraph.time:
            parts.append(f"@{paragraph.time}")
        text = document.text[paragraph.start : paragraph.end].replace("\n", "⏎")
        rows.append(f"{' '.join(parts)} | {text}")
    return rows


@pytest.mark.parametrize(("name", "source", "expected"), list(cases()))
def test_paragraphs(name: str, source: str, expected: list[str]) -> None:
    document = read_bytes(source.encode(), name=name, document_id="s1")

    assert shown(document) == expected
