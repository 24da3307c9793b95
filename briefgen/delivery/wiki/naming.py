"""Page names and edit summaries from the templates of a target."""

from __future__ import annotations

import unicodedata

from briefgen.brief import Brief

LONGEST_VALUE = 120
"""Characters of a title that go into a name."""


def page_name(template: str, brief: Brief) -> str:
    """`filled`, for the name of a page: a title that stands first cannot choose a namespace ("Template: …")."""
    name = filled(template, brief)
    if not template.startswith("{"):
        return name
    first, slash, rest = name.partition("/")
    return first.replace(":", " -") + slash + rest


def filled(template: str, brief: Brief) -> str:
    """``template`` with the fields of ``brief``, each made safe to be one part of a path.

    A brief without a date is "undated". No wiki is minded yet: see `Markup.page_name`.
    """
    date = brief.date or "undated"
    values = {
        "date": date,
        "year": date[:4] if brief.date else date,
        "month": date[:7] if brief.date else date,
        "title": brief.title,
        "marking": brief.marking or "",
    }
    return template.format(**{name: _part(value) for name, value in values.items()})


_DIRECTIONS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])


def plain(text: str) -> str:
    """``text`` on one line, without control characters and code points that are no characters.

    Marks that turn the direction of writing are dropped too: they would reach into the text around.
    """
    visible = text.translate(_DIRECTIONS)
    return " ".join("".join(" " if _is_unwanted(character) else character for character in visible).split())


def _is_unwanted(character: str) -> bool:
    code = ord(character)
    return (
        unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp")
        or code & 0xFFFE == 0xFFFE
        or 0xFDD0 <= code <= 0xFDEF
    )


def shortened(text: str, longest: int) -> str:
    """``text`` cut at a word to at most ``longest`` bytes of UTF-8."""
    if len(text.encode()) <= longest:
        return text
    cut = text.encode()[:longest].decode(errors="ignore")
    return (cut.rpartition(" ")[0] or cut).rstrip(" ,;:-–—")


def _part(value: str) -> str:
    text = plain(unicodedata.normalize("NFC", value)).replace("/", "-").replace("\\", "-")
    if len(text) > LONGEST_VALUE:
        text = text[:LONGEST_VALUE].rpartition(" ")[0] or text[:LONGEST_VALUE]
    return text.strip(" .") or "brief"
