"""The language of dates: which words are a time expression, and what they mean seen from the source's date.

The rules are one table, a pattern and its meaning a line; where two fit, the longer wins, then the more exact.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from briefgen.analysis import calendar_ranges as cal
from briefgen.analysis import time_meanings as meanings
from briefgen.analysis import time_periods as periods
from briefgen.analysis.calendar_ranges import Direction, Period
from briefgen.analysis.time_patterns import (
    BASE,
    CLOCK,
    COUNT,
    DAY,
    FULL_WEEKDAY,
    JOIN,
    MONTH,
    OF,
    ORDINAL_DAY,
    ORDINAL_WORD,
    PART,
    SEASON,
    THIS,
    UNIT,
    WEEKDAY,
    YEAR,
    count_of,
)
from briefgen.analysis.time_view import View

Meaning = Callable[["re.Match[str]", View], Period | None]


@dataclass(frozen=True, slots=True)
class Found:
    """A time expression in a text."""

    start: int
    """Offset of its first character."""
    end: int
    """Offset behind its last character."""
    period: Period | None
    """The days meant, or None."""
    rank: int
    """How exact the rule is: the higher, the more."""
    recurring: bool = False
    """Whether it comes again and again ("every Thursday")."""
    clock: bool = False
    """Whether it is a time of day alone."""


@dataclass(frozen=True, slots=True)
class _Rule:
    rank: int
    needs: frozenset[str]
    """Kinds of word that a text must hold for the pattern to be worth trying (groups of ``_CLUES``)."""
    pattern: re.Pattern[str]
    meaning: Meaning


def _rule(rank: int, needs: str, meaning: Meaning, pattern: str) -> _Rule:
    compiled = re.compile(rf"(?<![\w.])(?<!\d[/-])(?:{pattern})(?!\w)", re.IGNORECASE)
    return _Rule(rank, frozenset(needs.split()), compiled, meaning)


_ABOUT = (
    r"(?:(?:about|around|roughly|approximately|maybe|perhaps|another|at least|just|only|less than|no more than"
    r"|up to)\s+)*"
)
_SPAN = rf"{_ABOUT}(?P<count>{COUNT})\s+(?P<unit>{UNIT})s?"
_LATER = r"(?:'s?)?(?:\s+(?:time|from\s+now))?"
_WEEKDAY_BEFORE = rf"(?:(?P<weekday>{WEEKDAY}),?\s+(?:the\s+)?)?"
_YEAR_AFTER = rf"(?:,?\s+(?:of\s+)?(?P<year>{YEAR}))?"
_TIME_OF_DAY = r"(?:\s+(?:morning|afternoon|evening|night|noon|lunchtime|midday))?"
_NTH = r"(?P<nth>first|second|third|fourth|last)"
_NOT_CLOCK = rf"(?!\s*(?:[:.]\d|[ap]\.?m|UTC|GMT|{MONTH}))"
_DAYS_AHEAD = r"(?:in|over|within|during|for)"
_HOLIDAY = (
    r"christmas\s+(?:eve|day)|christmas|new\s+year's\s+(?:eve|day)|good\s+friday|easter\s+(?:sunday|monday)|easter"
)
_AFTER_PREPOSITION = (
    r"(?:(?<=\b(?:in|by|of) )|(?<=\bfor )|(?<=\b(?:till|from) )"
    r"|(?<=\b(?:since|until|after) )|(?<=\b(?:during|before) ))"
)
_AFTER_THE = r"(?:(?<=\b(?:on|by) )|(?<=\bthe )|(?<=\b(?:till|from) )|(?<=\buntil ))"

_RULES = (
    # Days of the calendar
    _rule(9, "number", meanings.iso_day, rf"(?P<year>{YEAR})[-/](?P<month>0\d|1[0-2])[-/](?P<day>[0-2]\d|3[01])"),
    _rule(9, "number month", meanings.full_day,
          rf"{_WEEKDAY_BEFORE}(?P<day>{DAY})(?:\s+of)?\s+(?P<month>{MONTH}){_YEAR_AFTER}"),
    _rule(9, "number month", meanings.full_day, rf"{_WEEKDAY_BEFORE}(?P<month>{MONTH})\s+(?P<day>{DAY}){_YEAR_AFTER}"),
    _rule(9, "number month", meanings.day_range,
          rf"(?P<from>{DAY}){JOIN}(?:{WEEKDAY},?\s+)?(?P<to>{DAY})(?:\s+of)?\s+(?P<month>{MONTH}){_YEAR_AFTER}"),
    _rule(9, "number month", meanings.day_range,
          rf"(?P<month>{MONTH})\s+(?P<from>{DAY}){JOIN}(?P<to>{DAY})(?!\s+{MONTH}){_YEAR_AFTER}"),
    _rule(7, "number", meanings.numeric_day, r"(?P<a>\d{1,2})[./](?P<b>\d{1,2})[./](?P<year>(?:19|20)?\d\d)"),
    _rule(5, "number", meanings.numeric_day, r"(?<=by )(?P<a>\d{1,2})/(?P<b>\d{1,2})(?P<year>(?!))?(?!\s+of\b)"),
    _rule(6, "number", meanings.ordinal_day,
          rf"(?<=on the )(?P<day>{ORDINAL_DAY})(?!\s+(?:of|floor|anniversary|century|hour|time|attempt|round|edition)\b"
          r"|\s+(?-i:[A-Z]))"),
    _rule(6, "number", meanings.ordinal_day,
          rf"{_AFTER_THE}(?P<day>(?:[0-2]?\d|3[01])(?:st|nd|rd|th))"
          r"(?=[.,;:)]|\s+(?:at|and|for|to|with|in|or|is|was|will)\b|\s*$)"),
    # Days of the week
    _rule(8, "weekday number", meanings.weekday_number_day,
          rf"(?P<weekday>{WEEKDAY}),?\s+\(?(?:the\s+)?(?P<day>{ORDINAL_DAY})\)?"),
    _rule(8, "weekday number", meanings.weekday_number_day,
          rf"(?P<weekday>{WEEKDAY})\s+\(?(?P<day>[0-2]?\d|3[01])\)?{_NOT_CLOCK}"),
    _rule(8, "weekday", meanings.nth_weekday,
          rf"(?:the\s+)?{_NTH}\s+(?P<weekday>{FULL_WEEKDAY})\s+(?:of|in)\s+(?:the\s+)?(?P<base>{BASE})"),
    _rule(8, "weekday unit", meanings.weekday_of_week,
          rf"(?P<weekday>{WEEKDAY}),?\s+(?:of\s+)?(?P<which>this|next|last|the\s+following)\s+week"),
    _rule(8, "weekday unit", meanings.weekday_of_week,
          rf"(?P<which>this|next|last)\s+week,?\s+(?:on\s+)?(?P<weekday>{FULL_WEEKDAY})"),
    _rule(8, "weekday unit", meanings.weekday_of_week,
          rf"(?P<weekday>{WEEKDAY}){JOIN}(?P<to>{WEEKDAY})\s+(?:of\s+)?(?P<which>this|next|last)\s+week"),
    _rule(8, "weekday unit", meanings.weekday_week, rf"(?P<weekday>{FULL_WEEKDAY})\s+(?P<unit>week|fortnight)"),
    _rule(8, "weekday unit", meanings.weekday_week,
          rf"a\s+(?P<unit>week|fortnight)\s+(?:on|from)\s+(?P<weekday>{FULL_WEEKDAY})"),
    _rule(7, "weekday", meanings.weekday_range,
          rf"(?P<from>{FULL_WEEKDAY})\s*(?:-|–|/|to|through|until|till)\s*(?P<to>{FULL_WEEKDAY})"),
    _rule(7, "weekday", meanings.this_weekday,
          rf"(?:(?P<which>this\s+coming|this|next|last|coming|past)\s+)?(?P<weekday>{FULL_WEEKDAY})"
          rf"(?:\s+(?P<after>next|last))?{_TIME_OF_DAY}"),
    _rule(8, "weekday", meanings.recurring, r"(?:mon|tues|wednes|thurs|fri|satur|sun)days"),
    # Weeks
    _rule(7, "unit number", periods.week_of,
          rf"(?:the\s+)?week\s+(?:of|commencing|beginning|starting|from)\s+(?:{WEEKDAY},?\s+)?(?P<day>{DAY})"
          rf"(?:(?:\s+of)?\s+(?P<month>{MONTH}){_YEAR_AFTER})?"),
    _rule(7, "unit number", periods.week_of,
          rf"(?:the\s+)?week\s+(?:of|commencing|beginning|starting|from)\s+(?P<month>{MONTH})\s+(?P<day>{DAY})"
          rf"{_YEAR_AFTER}"),
    _rule(7, "unit", periods.nth_week, rf"(?:the\s+)?{_NTH}\s+week\s+(?:of|in)\s+(?P<base>{BASE})"),
    _rule(6, "unit", periods.week_after_next, r"(?:the\s+)?week\s+after\s+next"),
    _rule(6, "unit", periods.weekend,
          r"(?:(?P<which>this|next|last|past|the\s+coming)\s+|(?:at|over|on)\s+the\s+)weekend"),
    # Months, quarters, seasons, years and their parts
    _rule(6, "", periods.part, rf"{PART}(?P<base>{BASE})"),
    _rule(7, "unit", periods.year_end, r"(?:at\s+)?(?:the\s+)?year(?:'s)?[\s-]end|end\s+of\s+year"),
    _rule(6, "unit", periods.named_quarter,
          r"(?:the\s+)?(?P<nth>first|second|third|fourth|1st|2nd|3rd|4th|last|final)\s+quarter"
          rf"(?:\s+of\s+(?P<base>{YEAR}|(?:this|next|last|the)\s+year))?"),
    _rule(6, "number", periods.half_year, rf"H(?P<half>[12])\s+(?P<year>{YEAR})"),
    _rule(3, "number", periods.decade, r"(?:the\s+)?(?P<decade>(?:1[6-9]|20)\d0)s"),
    _rule(5, "", periods.period,
          rf"(?P<base>{MONTH},?{OF}{YEAR}|Q[1-4](?:[\s,/-]*{YEAR})?|{SEASON}{OF}{YEAR}|{THIS}\s+{SEASON}"
          rf"|{THIS}\s+(?:week|month|quarter|year|decade))"),
    _rule(6, "unit", periods.before_period, r"(?<=before )(?P<base>next\s+(?:week|month|quarter|year))"),
    _rule(4, "month", periods.period, rf"(?P<base>{MONTH})"),
    _rule(4, "season", periods.period, rf"(?:(?<=\bthe )|{_AFTER_PREPOSITION})(?P<base>{SEASON})"),
    _rule(3, "number", periods.period, rf"{_AFTER_PREPOSITION}(?P<base>{YEAR})"),
    _rule(7, "", meanings.unknown,
          r"(?:(?:the\s+)?(?:beginning|start|middle|end|close)\s+of\s+)?(?:(?:this|next|the|last|our)\s+)?"
          rf"(?:fiscal|financial|school|academic|tax|parliamentary)\s+year(?:\s+{YEAR}(?:[-/]\d+)?)?|FY\s?\d\d(?:\d\d)?"),
    _rule(6, "feast", meanings.holiday, rf"(?P<holiday>{_HOLIDAY})(?:\s+(?P<year>{YEAR}))?"),
    # Seen from the day of the source
    _rule(6, "word", meanings.today,
          r"(?:later\s+)?(?:today|this\s+(?:morning|afternoon|evening)|tonight)"
          r"|(?:the\s+)?(?:EOD|COB|close\s+of\s+business|end\s+of\s+(?:the\s+)?day)(?:\s+today)?"),
    _rule(2, "word", meanings.today,
          r"(?:right\s+)?now|immediately|at\s+once|with\s+immediate\s+effect|straight\s+away"),
    _rule(4, "vague", meanings.today, r"(?:right\s+|straight\s+)?after\s+this\s+(?:\w+\s+)?(?:meeting|call|session)"),
    _rule(8, "unit", meanings.today, r"in\s+(?:a\s+few|several|(?:the\s+)?(?:next|coming)\s+few)\s+(?:hours|minutes)"),
    _rule(6, "word", meanings.tomorrow, rf"(?:late\s+|early\s+)?tomorrow{_TIME_OF_DAY}"),
    _rule(6, "word", meanings.after_tomorrow, r"(?:the\s+)?day\s+after\s+tomorrow"),
    _rule(6, "word", meanings.yesterday, r"yesterday(?:\s+(?:morning|afternoon|evening))?|last\s+night"),
    _rule(2, "", meanings.clock,
          rf"(?:(?:at|by|until|till|before|from)\s+)?{CLOCK}|at\s+(?:one|two|three|four|five|six|seven|eight|nine"
          r"|ten|eleven|twelve)(?=[.,;)]|\s*$|\s+(?:in\s+the\s+(?:morning|evening)|sharp))"),
    # Lengths of time
    _rule(6, "unit", periods.in_a_while, rf"in\s+{_SPAN}{_LATER}"),
    _rule(6, "unit", periods.in_a_while,
          rf"in\s+{_ABOUT}(?P<count>{COUNT})\s*(?:-|–|to|or)\s*(?P<to>{COUNT})\s+(?P<unit>{UNIT})s?{_LATER}"),
    _rule(6, "unit", periods.in_a_while, rf"in\s+{_ABOUT}(?P<count>{COUNT})\s+more\s+(?P<unit>{UNIT})s?"),
    _rule(5, "unit", periods.in_a_while, rf"(?:for\s+)?{_ABOUT}(?P<count>{COUNT})\s+more\s+(?P<unit>{UNIT})s?"),
    _rule(6, "unit", periods.in_a_while, rf"{_SPAN}\s+(?:from|after)\s+(?:now|today)"),
    _rule(6, "unit", periods.within, rf"within\s+(?:the\s+)?(?:next\s+)?{_SPAN}"),
    _rule(6, "unit", periods.within,
          rf"(?:{_DAYS_AHEAD}|by)?\s*\bthe\s+(?:next|coming)\s+(?:(?P<count>{COUNT})\s+)?(?P<unit>{UNIT})"
          r"(?:(?<=[a-z])s)?(?P<half>\s+and\s+a\s+half)?"),
    _rule(6, "unit", periods.within, rf"{_DAYS_AHEAD}\s+(?:next|coming)\s+(?P<count>{COUNT})\s+(?P<unit>{UNIT})s?"),
    _rule(4, "unit", periods.for_a_while, rf"for\s+(?:the\s+next\s+)?{_SPAN}"),
    _rule(6, "unit", periods.ago, rf"{_SPAN}\s+(?:ago|earlier)"),
    _rule(6, "unit", periods.lately, rf"(?:the\s+)?(?:last|past)\s+(?P<count>{COUNT})\s+(?P<unit>{UNIT})s"),
    _rule(7, "unit", meanings.unknown,
          rf"(?:for\s+|in\s+|within\s+)?{_ABOUT}(?:{COUNT})\s+(?:business|working|sitting|trading)\s+days"),
    _rule(7, "unit", meanings.unknown,
          rf"(?:for\s+|in\s+|within\s+)?{_ABOUT}(?:{COUNT})\s+{UNIT}s?\s+(?:of|following|after|from|before)\b"),
    _rule(7, "unit", meanings.unknown,
          rf"{_DAYS_AHEAD}\s+(?:the\s+)?(?:next\s+|coming\s+)*(?:a\s+)?(?:few\s+|several\s+|coming\s+|next\s+)"
          rf"{UNIT}s(?:'\s+time)?"),
    # Again and again
    _rule(7, "every", meanings.recurring,
          rf"(?:every|each)\s+(?:(?:other|second|third|first|last|single|{COUNT})\s+)*(?:{FULL_WEEKDAY}|{UNIT}s?"
          rf"|morning|evening|{MONTH}|{SEASON})(?:\s+(?:of|in)\s+(?:the\s+)?(?:{UNIT}|{MONTH}))?"),
    _rule(7, "unit", meanings.recurring, rf"(?:once|twice|\w+\s+times)\s+(?:a|per|every)\s+{UNIT}"),
    # Seen from the days last spoken of
    _rule(3, "then", meanings.then,
          r"(?:by|before|until|till|from|on|since)\s+(?:then|that\s+(?:day|date))|(?:the\s+)?same\s+"
          r"(?:day|night|evening|morning)|at\s+that\s+(?:hour|time)|that\s+(?:evening|afternoon)"),
    _rule(3, "unit", meanings.day_after,
          r"the\s+(?P<unit>day|morning|night|week)\s+after|the\s+(?:next|following)\s+(?P<unit2>day|morning)"),
    _rule(5, "unit then", periods.some_time_after, rf"{_SPAN}\s+(?:later|afterwards|after\s+that|thereafter)"),
    # Vague
    _rule(2, "vague", meanings.unknown,
          r"(?:at\s+|in\s+|before\s+|by\s+|for\s+|until\s+)?(?:the\s+|our\s+)?next\s+(?:[a-z]+\s+){0,2}?"
          r"(?:meeting|call|session|time|sprint|summit|sitting|agenda)"),
    _rule(2, "vague", meanings.unknown,
          r"(?:very\s+)?soon|shortly|in\s+due\s+course|in\s+the\s+(?:near\s+)?future|as\s+soon\s+as\s+possible|asap"
          r"|until\s+further\s+notice|going\s+forward|sooner\s+(?:rather\s+)?than\s+later"),
)  # fmt: skip

_CLUES = re.compile(
    rf"(?P<number>\d|\b{ORDINAL_WORD}\b)|(?P<month>\b{MONTH})|(?P<season>\b{SEASON}\b)"
    rf"|(?P<weekday>\b{WEEKDAY}|\b(?:mon|tues|wednes|thurs|fri|satur|sun)days\b)"
    rf"|(?P<unit>\b(?:{UNIT}s?|weekend|Q[1-4])\b|\bFY)|(?P<feast>\b(?:christmas|new\s+year|easter|good\s+friday)\b)"
    r"|(?P<word>\b(?:today|tonight|tomorrow|yesterday|now|immediate(?:ly)?|at\s+once|straight\s+away|morning|afternoon"
    r"|evening|night|EOD|COB|close\s+of|noon|midnight|midday|at\s+(?:one|two|three|four|five|six|seven|eight|nine|ten"
    r"|eleven|twelve))\b)|(?P<every>\b(?:every|each)\b)|(?P<then>\b(?:then|that|same|later|afterwards|thereafter)\b)"
    r"|(?P<vague>\b(?:soon(?:er)?|shortly|due\s+course|future|asap|notice|forward|next|meeting|call|session)\b)",
    re.IGNORECASE,
)


def scan(text: str, view: View, direction_at: Callable[[int], Direction] | None = None) -> list[Found]:
    """Find the time expressions in ``text``, in order and without overlap.

    ``direction_at`` tells for an offset whether the text looks ahead or back there; without it the direction
    of ``view`` holds everywhere.
    """
    clues = {match.lastgroup for match in _CLUES.finditer(text)}
    if not clues:
        return []
    candidates = [
        (match, rule)
        for rule in _RULES
        if rule.needs <= clues
        for match in rule.pattern.finditer(text)
        if match.end() > match.start()
    ]
    candidates.sort(key=lambda c: (c[0].start() - c[0].end(), -c[1].rank, c[0].start()))
    chosen: list[tuple[re.Match[str], _Rule]] = []
    for match, rule in candidates:
        if all(match.end() <= other.start() or other.end() <= match.start() for other, _ in chosen):
            chosen.append((match, rule))
    found: list[Found] = []
    for match, rule in sorted(chosen, key=lambda c: c[0].start()):
        if direction_at is not None:
            view = replace(view, direction=direction_at(match.start()))
        period = _meaning(rule.meaning, match, view)
        found.append(
            Found(
                match.start(),
                match.end(),
                period,
                rule.rank,
                rule.meaning is meanings.recurring,
                rule.meaning is meanings.clock,
            )
        )
        if period is not None:
            view = replace(view, previous=period)
    return list(_joined(text, found))


def _meaning(meaning: Meaning, match: re.Match[str], view: View) -> Period | None:
    try:
        return meaning(match, view)
    except (ValueError, OverflowError):
        # No date of the source to count from, or no such day: recognised all the same.
        return None


def duration(text: str, view: View) -> Period | None:
    """The days of a bare length of time ("ten days"), counted from the source's date."""
    match = re.fullmatch(rf"{_ABOUT}(?P<count>{COUNT})\s+(?P<unit>{UNIT})s?", text.strip(), re.IGNORECASE)
    if match is None or view.anchor is None or view.direction == "past":
        return None
    try:
        return view.anchor, cal.add(view.anchor, match["unit"].lower(), count_of(match["count"]))
    except (ValueError, OverflowError):
        return None


_RANGE = re.compile(r"\s*(?:-|–|—|to|through|until|till|up to)\s*", re.IGNORECASE)
_ALTERNATIVE = re.compile(r"\s*(?:and|or|/|,\s*and|&)\s*", re.IGNORECASE)


def _joined(text: str, found: list[Found]) -> Iterator[Found]:
    """Join the two ends of a range ("from 1 May to 3 June") and days named together ("today or tomorrow")."""
    index = 0
    while index < len(found):
        here = found[index]
        while index + 1 < len(found) and (joined := _join(text, here, found[index + 1])):
            here, index = joined, index + 1
        yield here
        index += 1


def _join(text: str, here: Found, there: Found) -> Found | None:
    if here.clock and there.period and re.fullmatch(r",?\s+(?:on\s+(?:the\s+)?)?", text[here.end : there.start]):
        return Found(here.start, there.end, there.period, there.rank)
    if here.period is None or there.period is None:
        return None
    first, last = here.period[0], there.period[1]
    between = text[here.end : there.start]
    close = last - first <= timedelta(days=4) and here.period[0] == here.period[1]
    opened = re.search(r"between\s+$", text[: here.start], re.IGNORECASE)
    fits = _RANGE.fullmatch(between) or (_ALTERNATIVE.fullmatch(between) and (close or opened))
    if not fits or first >= last:
        return None
    return Found(here.start, there.end, (first, last), max(here.rank, there.rank))


_EDGE_BEFORE = re.compile(
    r"(?:\b(?:(?:no|not)\s+later\s+than|by|until|till|up\s+to|before|after|from|since|starting|effective|between"
    r"|through|during|within)(?:\s+(?:at\s+least|on|in|at|about|around))?(?:\s+the)?"
    rf"|\b(?:by|until|at|before|from)\s+(?:{CLOCK}|the\s+evening\s+of|\w+)\s+on(?:\s+the)?|\bon\s+the|\bthe)\s*$",
    re.IGNORECASE,
)
_EDGE_AFTER = re.compile(rf",?\s*(?:(?:at|from|by)\s+)?{CLOCK}", re.IGNORECASE)


def edges(text: str, found: Found) -> tuple[int, int]:
    """Offsets of the expression with the preposition before it ("by", "until") and the clock time behind it."""
    start, end = found.start, found.end
    before = _EDGE_BEFORE.search(text[max(0, start - 40) : start])
    if before:
        start -= len(before[0])
    after = _EDGE_AFTER.match(text, end)
    return start, after.end() if after else end
