"""Front matter: the YAML between two lines of "---" that opens a text or Markdown file (as Jekyll brought it in)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from briefgen.sources.protocol import Block

_FENCE = re.compile(r"\s*---[ \t]*\n((?:[^\n]*\n){0,200}?)(?:---|\.\.\.)[ \t]*(?:\n|$)")
_LIMIT = 65_536


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What front matter says; all empty when there is none."""

    end: int = 0
    """Offset behind it."""
    blocks: list[Block] = field(default_factory=list)
    """It as a block that gives no evidence."""
    title: str | None = None
    """``title``."""
    date: str | None = None
    """``date``, in ISO 8601, when it is a whole date."""
    publisher: str | None = None
    """``publisher`` or ``source``."""
    author: str | None = None
    """``author`` or ``authors``."""
    url: str | None = None
    """``url`` or ``link``."""
    language: str | None = None
    """``lang`` or ``language``."""


def read_front_matter(text: str) -> FrontMatter:
    """The front matter of ``text``; what cannot be read as YAML counts as text of the document."""
    found = _FENCE.match(text[:_LIMIT])
    if found is None or ":" not in found[1]:
        return FrontMatter()
    import yaml

    try:
        values = yaml.safe_load(found[1])
    except (yaml.YAMLError, ValueError, RecursionError):
        return FrontMatter()
    if not isinstance(values, Mapping):
        return FrontMatter()
    known = {str(key).lower(): value for key, value in values.items()}
    return FrontMatter(
        end=found.end(),
        blocks=[Block(found.start(1), found.end(1), "boilerplate")] if found[1].strip() else [],
        title=_string(known.get("title")),
        date=_date(known.get("date")),
        publisher=_string(known.get("publisher", known.get("source"))),
        author=_string(known.get("author", known.get("authors"))),
        url=_string(known.get("url", known.get("link"))),
        language=_string(known.get("lang", known.get("language"))),
    )


def _string(value: object) -> str | None:
    if isinstance(value, list):
        return ", ".join(part for part in map(_string, value[:20]) if part) or None
    if isinstance(value, str | int | float | date):
        return " ".join(str(value).split())[:500] or None
    return None


def _date(value: object) -> str | None:
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        from briefgen.sources.dates import whole_date

        return whole_date(value)
    return None
