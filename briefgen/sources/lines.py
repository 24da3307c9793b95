"""The lines of a plain text and what their marks say: headings, bullets, quotes, tables, rules, fences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

QUOTE_MARKS = re.compile(r"[ \t]{0,3}(?:>[ \t]?)+(?![>=])")
BULLET = re.compile(r"(?:[-*+•‣◦▪●–·]|\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})[.)])(?:[ \t]+\[[ xX]\])?(?:[ \t]+(?=\S)|$)")
NUMBER = re.compile(r"\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})[.)][ \t]*")
HEADING = re.compile(r"(#{1,6})[ \t]+(?=\S)")
HEADING_TAIL = re.compile(r"(?:[ \t]+#+|[ \t]*<!--[^\n]*-->)+$")
NUMBERED_HEADING = re.compile(r"\d{1,2}(?:\.\d{1,2})+\.?[ \t]+(?=[A-Z])")
BOLD_LINE = re.compile(r"(\*\*|__)(?=\S)(?:(?!\1).)+\1:?$")
RULE = re.compile(r"(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|(?:=[ \t]*){3,}|(?:~[ \t]*){5,}|\+[-=+]{3,})$")
UNDERLINE = re.compile(r"(?:={3,}|-{3,}|~{3,})$")
FENCE = re.compile(r"(`{3,}|~{3,})[^`]*$")
TABLE_ROW = re.compile(r"\|.*\|$")
TABLE_RULE = re.compile(r"\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t]*:?-{2,}:?[ \t]*)*\|?$")
LABEL = re.compile(
    r"(?:\[?\(?\d{1,2}:\d{2}(?::\d{2})?[\])]?[ \t]+)?"
    r"(?:[*_]{1,2}[^*_:]{1,60}(?::[*_]{1,2}|[*_]{1,2}:)|@?[A-Z][\w.'’() -]{0,50}:|<[\w.-]+>)(?:[ \t]|$)"
    r"|[QA][.:][ \t]|…|\.\.\.[ \t]?\w|\[?\(?\d{1,2}:\d{2}:\d{2}"
)
"""What opens a turn of speech or a "Field: value" line: such a line never continues the one above."""
TERMINAL = re.compile(r"[.!?:;…][\"'”’)\]*_]*$")

WIDEST = 110
"""Columns of the longest line that an editor would have wrapped."""


@dataclass(slots=True)
class Line:
    """A line: offsets of its content, without quote marks and outer blanks."""

    start: int
    """Offset of its first character that is no blank and no quote mark."""
    end: int
    """Offset behind its last character that is no blank."""
    indent: int
    """Columns before the content, behind any quote marks; a tab counts to the next multiple of four."""
    quote: int
    """Depth of block quote."""
    width: int
    """Columns from the margin to its end."""
    text: str
    """The content."""
    page: int
    """Page, counted from 1: form feeds part the pages of a plain text."""


def split_lines(text: str) -> list[Line]:
    """The lines of ``text``; a blank one has an empty ``text``."""
    return list(_lines(text))


def _lines(text: str) -> Iterator[Line]:
    position, page = 0, 1
    for raw in text.split("\n"):
        page += raw.count("\f")
        content = raw.rstrip()
        marks = QUOTE_MARKS.match(content)
        begin = marks.end() if marks else 0
        body = content[begin:].lstrip()
        blanks = content[begin : len(content) - len(body)]
        quote = content[:begin].count(">")
        start = position + len(content) - len(body)
        indent = len(blanks.replace("\f", "").expandtabs(4))
        yield Line(start, start + len(body), indent, quote, len(content), body, page)
        position += len(raw) + 1


def is_capitals(text: str) -> bool:
    """Whether ``text`` is a short line in capitals that reads as a heading."""
    if not 4 <= len(text) <= 80 or text.endswith((".", "!", "?", ",", ";")) or text.upper() != text:
        return False
    letters = sum(character.isalpha() for character in text)
    return letters >= 4 and letters >= 0.5 * len(text) and bool(re.search(r"[A-Z]{4}", text))


def wrap_width(lines: list[Line]) -> int | None:
    """The column at which a hard-wrapped text breaks its lines; None when each line is a paragraph.

    Wrapped lines that go on below end near the same column, and hardly any is longer; lines that are paragraphs
    end anywhere.
    """
    short = sorted(line.width for line, below in pairwise(lines) if 45 <= line.width <= WIDEST and below.text)
    long = sum(1 for line in lines if line.width > WIDEST and " " in line.text)
    if len(short) < 2 or long > 0.5 * len(short):
        return None
    wrap = short[int(0.95 * (len(short) - 1))]
    near = sum(1 for width in short if width > wrap - 16)
    return wrap if near >= 0.5 * len(short) else None
