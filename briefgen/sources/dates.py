"""The date of a source, from what it prints: dateline, dated header line, heading, or its metadata.

Only whole dates count (day, month and year), and nothing is filled in from the clock: general parsers of
dates complete what is missing from today's date, which would be a guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from briefgen.sources.protocol import Block

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<{0}>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_DATE = re.compile(
    r"(?<![\d./-])(?:"
    r"(?P<y1>(?:19|20)\d\d)(?P<s1>[-./])(?P<m1>\d{1,2})(?P=s1)(?P<d1>\d{1,2})(?=T\d|\D|$)(?![./-]\d)"
    r"|(?P<a>\d{1,2})(?P<s2>[-./])(?P<b>\d{1,2})(?P=s2)(?P<y2>(?:19|20)\d\d)(?!\d|[./-]\d)"
    rf"|(?:(?:\d{{1,2}}(?:st|nd|rd|th)?\s*(?:-|–|to|and|&)\s*)?(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?[ -](?:of )?{_MONTH.format('m3')}"
    r",?[ -](?P<y3>(?:19|20)\d\d)\b)"
    rf"|\b{_MONTH.format('m4')}[ -](?:\d{{1,2}}(?:st|nd|rd|th)?\s*(?:-|–|to|and|&)\s*)?(?P<d4>\d{{1,2}})(?:st|nd|rd|th)?,?[ ](?P<y4>(?:19|20)\d\d)\b"
    rf"|(?P<y5>(?:19|20)\d\d)[/ ,-]+{_MONTH.format('m5')}[/ -](?P<d5>\d{{1,2}})(?:st|nd|rd|th)?\b"
    r")",
    re.IGNORECASE,
)
_DTG = re.compile(rf"\b(?P<d>\d{{2}})\d{{4}}[A-Z]\s+{_MONTH.format('m')}\s+(?P<y>\d{{2}}|\d{{4}})\b", re.IGNORECASE)
"""Date-time group of military and diplomatic messages: day, hour, zone, month, year ("141530Z MAR 05")."""
_LABEL = re.compile(
    r"[*_]*(?:(?!next|due|end|closing)[\w/]+ ){0,2}"
    r"(?:date|dated|sent|published|posted|issued|held|released)\b(?! of next)[\w/ ]{0,12}[:*_ ]",
    re.IGNORECASE,
)
_DATELINE = re.compile(r"[^\W\d_][^\n—–]{2,120}?(?:\s[—–]|[—–]|\s--?(?=\s))\s*(?=\S)")
_PERIOD = re.compile(
    r"\b(?:ended|ending|until|since|by|before|after|from|due|deadline|next)\b[^\d]{0,20}$", re.IGNORECASE
)
_FILLER = re.compile(
    r"\b(?:mon|tues?|wed(?:nes)?|thurs?|fri|sat(?:ur)?|sun)(?:day)?\b|\b\d{1,2}[:.]\d\d\b|\W|_", re.IGNORECASE
)
_HEADER_LINE = 200
_HEADER_BLOCKS = 20
_SIGNATURE_BLOCKS = 6


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A whole date in a text."""

    iso: str | None
    """The date in ISO 8601; None when it can be read in two ways."""
    start: int
    """Offset of its first character."""
    end: int
    """Offset behind its last character."""
    text: str
    """As written."""


def whole_date(text: str) -> str | None:
    """The one whole date that ``text`` states, in ISO 8601; None when it states none, several, or an unclear one."""
    dates = {found.iso for found in dates_in(text)}
    return dates.pop() if len(dates) == 1 else None


def dates_in(text: str, start: int = 0, end: int | None = None) -> Iterator[FoundDate]:
    """The whole dates in ``text[start:end]``, in order; impossible ones (30 February) are passed over."""
    end = len(text) if end is None else end
    for match in _DATE.finditer(text, start, end):
        try:
            iso = _iso(match)
        except ValueError:
            continue
        yield FoundDate(iso, match.start(), match.end(), match[0])
    for match in _DTG.finditer(text, start, end):
        year = int(match["y"])
        century = 0 if year > 99 else 1900 if year >= 70 else 2000
        try:
            day = date(century + year, _month(match["m"]), int(match["d"]))
        except ValueError:
            continue
        yield FoundDate(day.isoformat(), match.start(), match.end(), match[0])


def _month(name: str) -> int:
    return _MONTHS.index(name[:3].lower()) + 1


def _iso(match: re.Match[str]) -> str | None:
    for index in "345":
        if match[f"y{index}"]:
            return date(int(match[f"y{index}"]), _month(match[f"m{index}"]), int(match[f"d{index}"])).isoformat()
    if match["y1"]:
        return date(int(match["y1"]), int(match["m1"]), int(match["d1"])).isoformat()
    first, second, year = int(match["a"]), int(match["b"]), int(match["y2"])
    if first > 12:
        return date(year, second, first).isoformat()
    if second > 12 or first == second:
        return date(year, first, second).isoformat()
    date(year, first, second)
    return None


def source_date(text: str, blocks: list[Block], metadata: str | None = None) -> tuple[str | None, list[str]]:
    """The date that the text prints, else ``metadata``, in ISO 8601 or None; and warnings about unclear ones.

    In this order: a dateline before the first words of a paragraph, a labelled line ("Date: …"), a line of
    the header that is little else, a heading or title, a line of its own at the end, the metadata. Of several of one
    rank spread over the text (minutes of several meetings, letters) the latest counts.
    """
    ranks: list[list[FoundDate]] = [[], [], [], [], []]
    header_end = _header_end(blocks)
    for index, block in enumerate(blocks):
        in_header = index < header_end
        at_end = index >= len(blocks) - _SIGNATURE_BLOCKS
        if block.kind in ("code", "boilerplate", "table"):
            continue
        rank_and_date = _rank(text, block, in_header=in_header, at_end=at_end, early=index <= header_end)
        if rank_and_date:
            ranks[rank_and_date[0]].append(rank_and_date[1])
    unclear: list[FoundDate] = []
    for found in ranks:
        clear = [candidate.iso for candidate in found if candidate.iso]
        if clear:
            return max(clear), []
        unclear += found
    if unclear:
        return _settle(text, unclear[0], metadata)
    return metadata, []


def _header_end(blocks: list[Block]) -> int:
    """Index of the first block that is running text: what stands before it is the header."""
    for index, block in enumerate(blocks[:_HEADER_BLOCKS]):
        if block.kind == "text" and block.end - block.start > _HEADER_LINE:
            return index
    return min(len(blocks), _HEADER_BLOCKS)


def _rank(text: str, block: Block, *, in_header: bool, at_end: bool, early: bool) -> tuple[int, FoundDate] | None:
    """The date of a block that dates the source, with its rank (0 is best)."""
    if early and block.kind == "text" and (dateline := dateline_end(text, block)):
        found = list(dates_in(text, block.start, dateline))
        if found:
            return 0, found[-1]
    length = block.end - block.start
    if length > _HEADER_LINE:
        return None
    found = [
        candidate
        for candidate in dates_in(text, block.start, block.end)
        if not _PERIOD.search(text[block.start : candidate.start])
    ]
    if not found:
        return None
    last = found[-1]
    line = text[block.start : block.end]
    rest = len(_FILLER.sub("", line)) - len(_FILLER.sub("", last.text))
    if _LABEL.match(line) and (in_header or block.kind != "item"):
        return 1, last
    if rest <= 60 and (in_header or block.kind == "heading"):
        return (2 if in_header and block.kind != "heading" else 3), last
    if block.kind == "heading" or in_header or (length <= 120 and last.end >= block.end - 1):
        return 3, last
    if at_end and rest <= 40:
        return 4, last
    return None


def dateline_end(text: str, block: Block) -> int | None:
    """Offset behind the dateline that opens ``block`` ("GENEVA, 3 May (Agency) — "), or None."""
    match = _DATELINE.match(text, block.start, block.end)
    if match is None:
        return None
    head = text[block.start : match.end()]
    words = re.sub(r"\([^)]*\)", "", head).strip(" —–-\n")
    place = words.split(",")[0].split("(")[0].strip()
    capitals = bool(re.match(r"[^\W\d_a-z][^\W\d_a-z.'’ -]*$", place)) and len(place) >= 3
    if any(True for _ in dates_in(head)) or re.search(
        rf"\b{_MONTH.format('m')}\s+\d{{1,2}}|\d{{1,2}}\s+{_MONTH.format('n')}", head, re.I
    ):
        return match.end() if len(words) <= 80 and (capitals or words.count(",") >= 1) else None
    return match.end() if capitals and len(words) <= 60 else None


def _settle(text: str, unclear: FoundDate, metadata: str | None) -> tuple[str | None, list[str]]:
    """Read "11/06/2025" by another whole date of the text or by the metadata; else leave it, and say so."""
    first, second, year = (int(part) for part in re.split(r"[-./]", unclear.text))
    readings = {date(year, second, first).isoformat(), date(year, first, second).isoformat()}
    known = {found.iso for found in dates_in(text) if found.iso} | {metadata}
    agreed = readings & known
    if len(agreed) == 1:
        return agreed.pop(), []
    return metadata, [f"The date '{unclear.text}' can be read in two ways and was left out; give it with --date."]
