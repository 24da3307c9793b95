"""What the patterns of days mean: a match and a point of view in, the days meant out.

A meaning is None for an expression that has no days of its own: a recurring one ("every Thursday"), one that
counts from an unknown start ("within 14 days of the results"). ValueError is raised where the date of the
source is needed and not known, or where the calendar has no such day.
"""

from __future__ import annotations

import re
from datetime import date

from dateutil.easter import easter

from briefgen.analysis import calendar_ranges as cal
from briefgen.analysis.calendar_ranges import Period
from briefgen.analysis.time_patterns import day_number, month_number, weekday_number
from briefgen.analysis.time_periods import base_period
from briefgen.analysis.time_view import View, known, named_day, single


def full_day(match: re.Match[str], view: View) -> Period | None:
    """As in "12 June", "Monday, July 5, 2021"."""
    return single(
        named_day(view, day_number(match["day"]), month_number(match["month"]), match["year"], match["weekday"])
    )


def day_range(match: re.Match[str], view: View) -> Period | None:
    """As in "24–26 November", "August 17 and 18"."""
    month = month_number(match["month"])
    last = named_day(view, day_number(match["to"]), month, match["year"])
    first = last.replace(day=day_number(match["from"]))
    return (first, last) if first <= last else None


def numeric_day(match: re.Match[str], view: View) -> Period | None:
    """As in "28/1", "28.1.2025": day first, where the numbers allow no other reading."""
    a, b, year = int(match["a"]), int(match["b"]), match["year"]
    # Day first where the numbers allow no other reading; 3/4 may be either, and stays unresolved.
    if a <= 12 and b <= 12 and a != b and "." not in match[0]:
        return None
    day, month = (b, a) if b > 12 else (a, b)
    return single(named_day(view, day, month, ("20" + year if year and len(year) == 2 else year)))


def this_weekday(match: re.Match[str], view: View) -> Period | None:
    """As in "Friday", "next Tuesday" (of next week), "this Saturday"."""
    anchor, number = known(view), weekday_number(match["weekday"])
    which = (match["which"] or match["after"] or "").lower()
    if which in {"last", "past"}:
        return single(cal.weekday_near(cal.add_days(anchor, -1), number, "past"))
    if which == "next":
        return single(cal.add_days(cal.week_of(anchor)[0], 7 + number))
    if which in {"this", "coming", "this coming"}:
        return single(cal.weekday_near(cal.add_days(anchor, -1), number, "future"))
    return single(cal.weekday_near(anchor, number, view.direction))


def weekday_of_week(match: re.Match[str], view: View) -> Period | None:
    """As in "Friday of next week"."""
    monday = cal.week_of(known(view))[0]
    shift = {"next": 7, "last": -7, "this": 0, "the following": 7}[re.sub(r"\s+", " ", match["which"].lower())]
    first = cal.add_days(monday, shift + weekday_number(match["weekday"]))
    to = match.groupdict().get("to")
    return (first, cal.add_days(monday, shift + weekday_number(to))) if to else single(first)


def weekday_week(match: re.Match[str], view: View) -> Period | None:
    """As in "Tuesday week": a week after that Tuesday."""
    day = cal.weekday_near(known(view), weekday_number(match["weekday"]), "future")
    return single(cal.add_days(day, 14 if match["unit"].lower() == "fortnight" else 7))


def weekday_range(match: re.Match[str], view: View) -> Period | None:
    """As in "Monday to Friday"."""
    first = cal.weekday_near(known(view), weekday_number(match["from"]), view.direction)
    return first, cal.add_days(first, (weekday_number(match["to"]) - first.weekday()) % 7)


def weekday_number_day(match: re.Match[str], view: View) -> Period | None:
    """A weekday with a bare number ("Friday the 26th"): the nearest month where the two agree."""
    anchor, number, weekday = known(view), day_number(match["day"]), weekday_number(match["weekday"])
    for offset in (0, 1, -1, 2, 3, 4, 5, 6):
        start = cal.add(anchor.replace(day=1), "month", offset)
        try:
            day = start.replace(day=number)
        except ValueError:
            continue
        if day.weekday() == weekday:
            return single(day)
    return None


def nth_weekday(match: re.Match[str], view: View) -> Period | None:
    """As in "the third Thursday in September"."""
    period = base_period(match["base"], view)
    if period is None:
        return None
    first, last = period
    weekday = weekday_number(match["weekday"])
    if match["nth"].lower() == "last":
        return single(cal.add_days(last, -((last.weekday() - weekday) % 7)))
    offset = (weekday - first.weekday()) % 7 + 7 * (day_number(match["nth"]) - 1)
    return single(cal.add_days(first, offset))


def ordinal_day(match: re.Match[str], view: View) -> Period | None:
    """As in "the 27th"."""
    day = cal.day_of_month_near(known(view), day_number(match["day"]), view.direction)
    return single(day) if day else None


def today(_: re.Match[str], view: View) -> Period | None:
    """As in "today", "now", "end of day": the date of the source."""
    return single(known(view))


def tomorrow(_: re.Match[str], view: View) -> Period | None:
    """The day after the date of the source."""
    return single(cal.add_days(known(view), 1))


def after_tomorrow(_: re.Match[str], view: View) -> Period | None:
    """As in "the day after tomorrow"."""
    return single(cal.add_days(known(view), 2))


def yesterday(_: re.Match[str], view: View) -> Period | None:
    """The day before the date of the source."""
    return single(cal.add_days(known(view), -1))


def holiday(match: re.Match[str], view: View) -> Period | None:
    """Christmas, Easter and New Year."""
    anchor = known(view)
    name = re.sub(r"\s+", " ", match["holiday"].lower().replace("'s", ""))
    years = [int(match["year"])] if match["year"] else [anchor.year - 1, anchor.year, anchor.year + 1]
    days = [_holiday_of(name, year) for year in years]
    if view.direction == "past":
        day = next((d for d in reversed(days) if d <= anchor), days[0])
    else:
        day = next((d for d in days if d >= anchor), days[-1])
    before = re.search(r"\bbefore\s+$", match.string[: match.start()], re.IGNORECASE)
    return single(cal.add_days(day, -1) if before else day)


def _holiday_of(name: str, year: int) -> date:
    if "easter" in name or "friday" in name:
        return cal.add_days(easter(year), {"good friday": -2, "easter monday": 1}.get(name, 0))
    return date(
        year,
        *{"christmas eve": (12, 24), "new year eve": (12, 31), "new year day": (1, 1), "new year": (1, 1)}.get(
            name, (12, 25)
        ),
    )


def unknown(_: re.Match[str], __: View) -> Period | None:
    """A time that the text alone does not settle."""
    return None


def iso_day(match: re.Match[str], _: View) -> Period | None:
    """As in "2021-08-31"."""
    return single(date(int(match["year"]), int(match["month"]), int(match["day"])))


def clock(_: re.Match[str], view: View) -> Period | None:
    """A clock time alone, ahead, is one of the day of the source."""
    return single(known(view)) if view.direction in {"future", "coming"} else None


def then(_: re.Match[str], view: View) -> Period | None:
    """As in "by then", "that day": the days last spoken of."""
    return view.previous


def day_after(match: re.Match[str], view: View) -> Period | None:
    """As in "the day after", "the following day"."""
    if view.previous is None:
        return None
    unit = (match["unit"] or match["unit2"]).lower()
    next_one = cal.add_days(view.previous[1], 7 if unit == "week" else 1)
    return cal.week_of(next_one) if unit == "week" else single(next_one)


def recurring(_: re.Match[str], __: View) -> Period | None:
    """Times that come again and again have no days of their own."""
    return None
