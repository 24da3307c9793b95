"""From where a time expression is understood: the date of the source, and which way the sentence looks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from briefgen.analysis import calendar_ranges as cal
from briefgen.analysis.calendar_ranges import Direction, Period
from briefgen.analysis.time_patterns import weekday_number


@dataclass(frozen=True, slots=True)
class View:
    """From where a time expression is understood."""

    anchor: date | None
    """Date of the source."""
    direction: Direction = "future"
    """Whether the sentence looks ahead or back."""
    previous: Period | None = None
    """The days last spoken of, for "then" and "the day after"."""


def known(view: View) -> date:
    """The anchor; a relative expression without one has no meaning."""
    if view.anchor is None:
        raise ValueError("no date of the source")
    return view.anchor


def single(day: date) -> Period:
    """A period of one day."""
    return day, day


def named_day(view: View, day: int, month: int, year: str | None, weekday: str | None = None) -> date:
    """A day of a month; without a year the one that the weekday beside it, or the source's date, settles."""
    if year:
        return date(int(year), month, day)
    if view.anchor is None:
        raise ValueError("no year")
    if weekday:
        # A weekday beside the date settles the year.
        for offset in (0, 1, -1, 2, -2):
            try:
                candidate = date(view.anchor.year + offset, month, day)
            except ValueError:
                continue
            if candidate.weekday() == weekday_number(weekday) and abs((candidate - view.anchor).days) < 300:
                return candidate
    return date(cal.year_near(view.anchor, month, day, view.direction), month, day)
