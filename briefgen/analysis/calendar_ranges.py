"""Arithmetic of the calendar: the first and last day of weeks, months, quarters, seasons and their parts.

A period is a pair of days, both included. Weeks begin on Monday (ISO 8601); seasons are those of the
northern hemisphere, by whole months, as meteorologists count them.
"""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from typing import Literal

from dateutil.relativedelta import relativedelta

Period = tuple[date, date]
"""First and last day, both included."""

Direction = Literal["future", "past", "near", "coming"]
"""Where a time lies: ahead, behind, where it is nearest, or ahead unless it is the very day of the source ("agreed to
lift it on Tuesday", printed on a Tuesday)."""
"""Which of the recurring days is meant: the next one, the last one, or the nearer of the two."""

Part = Literal["early", "middle", "late", "first half", "second half", "start", "end"]
"""Part of a period."""

SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
"""First month of each season."""

_STALE = timedelta(days=31)
"""A day and month without a year that passed less than this ago is taken for the one just past."""


def add_days(day: date, count: int) -> date:
    """``day`` moved by ``count`` days; raises OverflowError beyond the calendar."""
    return day + timedelta(days=count)


def add(day: date, unit: str, count: int) -> date:
    """``day`` moved by ``count`` of the ``unit`` (minute to decade); only whole days of hours count."""
    if unit == "minute":
        return day
    if unit == "hour":
        return add_days(day, count // 24)
    if unit in {"day", "night", "week", "fortnight"}:
        return add_days(day, count * {"day": 1, "night": 1, "week": 7, "fortnight": 14}[unit])
    months = {"month": 1, "quarter": 3, "year": 12, "decade": 120, "season": 3}[unit]
    return day + relativedelta(months=months * count)


def week_of(day: date) -> Period:
    """Monday to Sunday of the week that holds ``day``."""
    monday = add_days(day, -day.weekday())
    return monday, add_days(monday, 6)


def month(year: int, number: int) -> Period:
    """The whole month."""
    return date(year, number, 1), date(year, number, calendar.monthrange(year, number)[1])


def quarter(year: int, number: int) -> Period:
    """Calendar quarter 1 to 4."""
    return date(year, 3 * number - 2, 1), month(year, 3 * number)[1]


def half(year: int, number: int) -> Period:
    """First or second half of a calendar year."""
    return (date(year, 1, 1), date(year, 6, 30)) if number == 1 else (date(year, 7, 1), date(year, 12, 31))


def season(year: int, name: str) -> Period:
    """Three whole months; winter begins in December of ``year``."""
    first = date(year, SEASONS[name], 1)
    return first, add_days(add(first, "month", 3), -1)


def unit_of(day: date, unit: str) -> Period:
    """The week, month, quarter, year or decade that holds ``day``."""
    if unit == "day":
        return day, day
    if unit == "week":
        return week_of(day)
    if unit == "month":
        return month(day.year, day.month)
    if unit == "quarter":
        return quarter(day.year, (day.month + 2) // 3)
    if unit == "decade":
        first = day.year - day.year % 10
        return date(first, 1, 1), date(first + 9, 12, 31)
    return date(day.year, 1, 1), date(day.year, 12, 31)


def part_of(period: Period, part: Part) -> Period:
    """A part of a period.

    Of a week, early is Monday to Wednesday and the end is Sunday; of a month, early is the first ten days
    and the end the last ten; of a year, early is the first quarter, late the last one, the middle June and
    the end 31 December. Other periods are cut in thirds.
    """
    first, last = period
    days = (last - first).days + 1
    if part == "first half":
        return first, _middle(period)
    if part == "second half":
        return add_days(_middle(period), 1), last
    if days == 7:
        cuts = {"early": (0, 2), "start": (0, 1), "middle": (2, 3), "late": (3, 6), "end": (6, 6)}
        return add_days(first, cuts[part][0]), add_days(first, cuts[part][1])
    if 28 <= days <= 31:
        if part in {"early", "start"}:
            return first, add_days(first, 9)
        return (add_days(first, 10), add_days(first, 19)) if part == "middle" else (add_days(last, -9), last)
    if days in {365, 366}:
        if part in {"early", "start"}:
            return quarter(first.year, 1)
        if part == "middle":
            return month(first.year, 6)
        return quarter(first.year, 4) if part == "late" else (last, last)
    third = days // 3
    if part in {"early", "start"}:
        return first, add_days(first, third - 1)
    return (add_days(first, third), add_days(last, -third)) if part == "middle" else (add_days(last, 1 - third), last)


def _middle(period: Period) -> date:
    """Last day of the first half: the 15th of a month, 30 June of a year, 15 August of a quarter."""
    first, last = period
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    if first.day != 1 or (months % 2 and months > 1):
        return add_days(first, ((last - first).days + 1) // 2 - 1)
    return add_days(first, 14) if months == 1 else add_days(add(first, "month", months // 2), -1)


def weekday_near(anchor: date, weekday: int, direction: Direction) -> date:
    """The day of the week (0 for Monday) that is meant seen from ``anchor``.

    The future one lies one to seven days ahead, the past one nought to six days back.
    """
    ahead = (weekday - anchor.weekday()) % 7
    if direction == "past":
        return add_days(anchor, ahead - 7 if ahead else 0)
    if direction == "future":
        return add_days(anchor, ahead or 7)
    if direction == "coming":
        return add_days(anchor, ahead)
    return add_days(anchor, ahead if ahead <= 3 else ahead - 7)


def year_near(anchor: date, number: int, day: int, direction: Direction) -> int:
    """The year that a month, or a day of it, without a year belongs to, seen from ``anchor``.

    A future day that passed within the last month is left in the past: a source that says so is late, not
    eleven months early.
    """
    candidates = {year: _clamped(year, number, day) for year in (anchor.year - 1, anchor.year, anchor.year + 1)}
    if direction in {"future", "coming"}:
        return next(year for year, day_ in candidates.items() if day_ >= anchor - _STALE)
    if direction == "past":
        return max(year for year, day_ in candidates.items() if day_ <= anchor or year < anchor.year)
    return min(candidates, key=lambda year: abs((candidates[year] - anchor).days))


def _clamped(year: int, number: int, day: int) -> date:
    return date(year, number, min(day, calendar.monthrange(year, number)[1]))


def day_of_month_near(anchor: date, day: int, direction: Direction) -> date | None:
    """The "8th" that is meant seen from ``anchor``, or None when no month near has it."""
    first = anchor.replace(day=1)
    found: list[date] = []
    for offset in (-2, -1, 0, 1, 2):
        start = add(first, "month", offset)
        if day <= calendar.monthrange(start.year, start.month)[1]:
            found.append(start.replace(day=day))
    if direction in {"future", "coming"}:
        return min((d for d in found if d >= anchor), default=None)
    if direction == "past":
        return max((d for d in found if d <= anchor), default=None)
    return min(found, key=lambda d: abs((d - anchor).days), default=None)


def year_of_month(anchor: date, number: int, direction: Direction) -> int:
    """The year of a month named without one: the coming one, the last one, or the nearer, this month included."""
    years = (anchor.year - 1, anchor.year, anchor.year + 1)
    if direction in {"future", "coming"}:
        return next(year for year in years if month(year, number)[1] >= anchor)
    if direction == "past":
        return max(year for year in years if month(year, number)[0] <= anchor)
    return min(years, key=lambda year: abs((date(year, number, 15) - anchor).days))
