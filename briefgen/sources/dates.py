"""The date of a source, from what it prints: dateline, dated header line, heading, or its metadata.

Only whole dates count (day, month and year), and nothing is filled in from the clock: general parsers of
dates complete what is missing from today's date, which would be a guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from briefgen.sources.lines import TERMINAL
from briefgen.sources.protocol import Block

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_YEAR = r"(?:19|20)\d\d"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_SEVERAL = rf"(?:{_DAY}\s*(?:-|–|to|and|&)\s*)?"
"""The days before the last of several ("21 and 22 November")."""
_DATE = re.compile(
    rf"(?<![\d./-])(?P<y1>{_YEAR})(?P<s1>[-./])(?P<m1>\d{{1,2}})(?P=s1)(?P<d1>\d{{1,2}})(?=T\d|\D|$)(?![./-]\d)"
    rf"|(?<![\d./-])(?P<a>\d{{1,2}})(?P<s2>[-./])(?P<b>\d{{1,2}})(?P=s2)(?P<y2>{_YEAR})(?!\d|[./-]\d)"
    rf"|(?<![\d.-]){_SEVERAL}(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?[ -](?:of )?(?P<m3>{_MONTH}),?[ -](?P<y3>{_YEAR})\b"
    rf"|\b(?P<m4>{_MONTH})[ -]{_SEVERAL}(?P<d4>\d{{1,2}})(?:st|nd|rd|th)?,?[ ](?P<y4>{_YEAR})\b"
    rf"|\b(?P<y5>{_YEAR})[/ ,-]{{1,2}}(?P<m5>{_MONTH})[/ -](?P<d5>\d{{1,2}})(?:st|nd|rd|th)?\b",
    re.IGNORECASE,
)
_DTG = re.compile(rf"\b(?P<d>\d{{2}})\d{{4}}[A-Z]\s+(?P<m>{_MONTH})\s+(?P<y>\d{{2}}|\d{{4}})\b", re.IGNORECASE)
"""Date-time group of military and diplomatic messages: day, hour, zone, month, year ("141530Z MAR 05")."""
_DAY_AND_MONTH = re.compile(rf"\b{_MONTH}\s+\d{{1,2}}\b|\b\d{{1,2}}\s+{_MONTH}", re.IGNORECASE)
_LABEL = re.compile(
    r"[*_]*(?:(?!next|due|end|closing)[\w/]+ ){0,2}"
    r"(?:date|dated|sent|published|posted|issued|held|released)\b(?! of next)[\w/ ]{0,12}[:*_ ]",
    re.IGNORECASE,
)
_DATELINE = re.compile(r"[^\W\d_][^\n—–]{2,120}?(?:\s[—–]|[—–]|\s--?(?=\s))\s*(?=\S)")
_PLACE = re.compile(r"[^\W\d_a-z](?:[^\W\d_a-z]|[.'’ -]){2,}")
_PERIOD = re.compile(
    r"\b(?:ended|ending|until|since|by|before|after|from|due|deadline|next|born|died)\b[^\d]{0,20}$", re.IGNORECASE
)
_NEXT = re.compile(r"\b(?:next|upcoming|future)\b", re.IGNORECASE)
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
    """The whole dates in ``text[start:end]``; impossible ones (30 February) are passed over."""
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
    if match["s2"] == ".":
        return date(year, second, first).isoformat()  # dots go with the day first wherever they are in use
    date(year, first, second)
    return None


def source_date(text: str, blocks: list[Block], metadata: str | None = None) -> tuple[str | None, list[str]]:
    """The date that the text prints, else ``metadata``, in ISO 8601 or None; and warnings about unclear ones.

    In this order: a dateline before the first words of the story, a labelled line ("Date: …"), a line of the
    header that is little else, a title, heading or letter's head, a line of its own at the end, the metadata. Of
    several of one rank (minutes of several meetings, letters) the latest counts.
    """
    ranks: list[list[FoundDate]] = [[], [], [], [], []]
    header_end = _header_end(blocks)
    for index, block in enumerate(blocks):
        if block.kind in ("code", "boilerplate", "table"):
            continue
        if index <= header_end and (end := dateline_end(text, block)):
            ranks[0] += dates_in(text, block.start, end)
        after_next = index > 0 and bool(_NEXT.search(text[blocks[index - 1].start : blocks[index - 1].end][:100]))
        at_end = index >= len(blocks) - _SIGNATURE_BLOCKS and not after_next
        if rank_and_date := _rank(text, block, in_header=index < header_end, at_end=at_end):
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


def _rank(text: str, block: Block, *, in_header: bool, at_end: bool) -> tuple[int, FoundDate] | None:
    """The date that ``block`` gives the source, with its rank (1 to 4, 1 is best)."""
    if block.end - block.start > _HEADER_LINE:
        return None
    line = text[block.start : block.end]
    found = [date for date in dates_in(line) if not _PERIOD.search(line[: date.start])]
    if not found:
        return None
    last = found[-1]
    rest = len(_FILLER.sub("", line)) - len(_FILLER.sub("", last.text))
    if _LABEL.match(line) and (in_header or block.kind != "item"):
        return 1, last
    before = line[: last.start]
    letter = block.kind in ("text", "byline") and last.end >= len(line) - 1 and re.search(r"\bto\b", before)
    sentence = len(line) > 90 and TERMINAL.search(line) and _FILLER.sub("", before)
    in_header = in_header and not sentence
    if in_header and block.kind != "heading" and rest <= 60 and not letter:
        return 2, last
    if in_header or block.kind == "heading" or letter:
        return 3, last
    if at_end and rest <= 40 and block.kind in ("text", "byline"):
        return 4, last
    return None


def dateline_end(text: str, block: Block) -> int | None:
    """Offset behind the dateline that opens the text ``block`` ("GENEVA, 3 May (Agency) — "), or None.

    It names a place, in capitals or with a date, before a dash and a sentence.
    """
    if block.kind not in ("text", "byline"):
        return None
    match = _DATELINE.match(text, block.start, block.end)
    if match is None or not TERMINAL.search(text, max(match.end(), block.end - 10), block.end):
        return None
    words = re.sub(r"\([^)]*\)", "", match[0]).strip(" —–-\n")
    place = words.split(",")[0].split("(")[0].strip()
    capitals = bool(_PLACE.fullmatch(place))
    dated = _DAY_AND_MONTH.search(words) or next(dates_in(words), None)
    if dated:
        return match.end() if len(words) <= 80 and (capitals or "," in words) else None
    return match.end() if capitals and len(words) <= 60 else None


def _settle(text: str, unclear: FoundDate, metadata: str | None) -> tuple[str | None, list[str]]:
    """Read "11/06/2025" by another whole date of the text or by the metadata; else leave it, and say so."""
    first, second, year = (int(part) for part in re.split(r"[-./]", unclear.text))
    readings = {date(year, second, first).isoformat(), date(year, first, second).isoformat()}
    agreed = readings & ({found.iso for found in dates_in(text) if found.iso} | {metadata})
    if len(agreed) == 1:
        return agreed.pop(), []
    return metadata, [f"The date '{unclear.text}' can be read in two ways and was left out; give it with --date."]
