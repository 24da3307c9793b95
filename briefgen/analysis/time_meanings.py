"""What the patterns of time expressions mean: a match and a point of view in, the days meant out.

A meaning is None for an expression that has no days of its own: a recurring one ("every Thursday"), one that
counts from an unknown start ("within 14 days of the results"). ValueError is raised where the date of the
source is needed and not known, or where the calendar has no such day.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from dateutil.easter import easter

from briefgen.analysis import calendar_ranges as cal
from briefgen.analysis.calendar_ranges import Direction, Period
from briefgen.analysis.time_patterns import (
    MONTH,
    MONTHS,
    PARTS,
    YEAR,
    count_of,
    day_number,
    month_number,
    weekday_number,
)


@dataclass(frozen=True, slots=True)
class View:
    """From where a time expression is understood."""

    anchor: date | None
    """Date of the source."""
    direction: Direction = "future"
    """Whether the sentence looks ahead or back."""
    previous: Period | None = None
    """The days last spoken of, for "then" and "the day after"."""


def _known(view: View) -> date:
    """The anchor; a relative expression without one has no meaning."""
    if view.anchor is None:
        raise ValueError("no date of the source")
    return view.anchor


def _day(view: View, day: int, month: int, year: str | None, weekday: str | None = None) -> date:
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


def _single(day: date) -> Period:
    return day, day


def full_day(match: re.Match[str], view: View) -> Period | None:
    """As in "12 June", "Monday, July 5, 2021"."""
    return _single(_day(view, day_number(match["day"]), month_number(match["month"]), match["year"], match["weekday"]))


def day_range(match: re.Match[str], view: View) -> Period | None:
    """As in "24–26 November", "August 17 and 18"."""
    month = month_number(match["month"])
    last = _day(view, day_number(match["to"]), month, match["year"])
    first = last.replace(day=day_number(match["from"]))
    return (first, last) if first <= last else None


def numeric_day(match: re.Match[str], view: View) -> Period | None:
    """As in "28/1", "28.1.2025": day first, where the numbers allow no other reading."""
    a, b, year = int(match["a"]), int(match["b"]), match["year"]
    # Day first where the numbers allow no other reading; 3/4 may be either, and stays unresolved.
    if a <= 12 and b <= 12 and a != b and "." not in match[0]:
        return None
    day, month = (b, a) if b > 12 else (a, b)
    return _single(_day(view, day, month, ("20" + year if year and len(year) == 2 else year)))


def this_weekday(match: re.Match[str], view: View) -> Period | None:
    """As in "Friday", "next Tuesday" (of next week), "this Saturday"."""
    anchor, number = _known(view), weekday_number(match["weekday"])
    which = (match["which"] or match["after"] or "").lower()
    if which in {"last", "past"}:
        return _single(cal.weekday_near(cal.add_days(anchor, -1), number, "past"))
    if which == "next":
        return _single(cal.add_days(cal.week_of(anchor)[0], 7 + number))
    if which in {"this", "coming", "this coming"}:
        return _single(cal.weekday_near(cal.add_days(anchor, -1), number, "future"))
    return _single(cal.weekday_near(anchor, number, view.direction))


def weekday_of_week(match: re.Match[str], view: View) -> Period | None:
    """As in "Friday of next week"."""
    monday = cal.week_of(_known(view))[0]
    shift = {"next": 7, "last": -7, "this": 0, "the following": 7}[re.sub(r"\s+", " ", match["which"].lower())]
    first = cal.add_days(monday, shift + weekday_number(match["weekday"]))
    to = match.groupdict().get("to")
    return (first, cal.add_days(monday, shift + weekday_number(to))) if to else _single(first)


def weekday_week(match: re.Match[str], view: View) -> Period | None:
    """As in "Tuesday week": a week after that Tuesday."""
    day = cal.weekday_near(_known(view), weekday_number(match["weekday"]), "future")
    return _single(cal.add_days(day, 14 if match["unit"].lower() == "fortnight" else 7))


def weekday_range(match: re.Match[str], view: View) -> Period | None:
    """As in "Monday to Friday"."""
    first = cal.weekday_near(_known(view), weekday_number(match["from"]), view.direction)
    return first, cal.add_days(first, (weekday_number(match["to"]) - first.weekday()) % 7)


def weekday_number_day(match: re.Match[str], view: View) -> Period | None:
    """A weekday with a bare number ("Friday the 26th"): the nearest month where the two agree."""
    anchor, number, weekday = _known(view), day_number(match["day"]), weekday_number(match["weekday"])
    for offset in (0, 1, -1, 2, 3, 4, 5, 6):
        start = cal.add(anchor.replace(day=1), "month", offset)
        try:
            day = start.replace(day=number)
        except ValueError:
            continue
        if day.weekday() == weekday:
            return _single(day)
    return None


def nth_weekday(match: re.Match[str], view: View) -> Period | None:
    """As in "the third Thursday in September"."""
    period = _base(match["base"], view)
    if period is None:
        return None
    first, last = period
    weekday = weekday_number(match["weekday"])
    if match["nth"].lower() == "last":
        return _single(cal.add_days(last, -((last.weekday() - weekday) % 7)))
    offset = (weekday - first.weekday()) % 7 + 7 * (day_number(match["nth"]) - 1)
    return _single(cal.add_days(first, offset))


def ordinal_day(match: re.Match[str], view: View) -> Period | None:
    """As in "the 27th"."""
    day = cal.day_of_month_near(_known(view), day_number(match["day"]), view.direction)
    return _single(day) if day else None


def _base(text: str, view: View) -> Period | None:
    """A month, quarter, season, year, or a week, month or year seen from the source's date."""
    word = re.sub(r"\s+", " ", text.lower().replace(",", " ")).strip()
    year_text = re.search(rf"\b{YEAR}$", word)
    year = int(year_text[0]) if year_text else None
    head = word.split(" ")[0]
    if year is not None and word == str(year):
        return date(year, 1, 1), date(year, 12, 31)
    if re.fullmatch(r"q[1-4].*", word):
        return _quarter(int(word[1]), year, view)
    if head in cal.SEASONS:
        return cal.season(year, head) if year else _season(head, "", view)
    if head[:3] in MONTHS and re.match(MONTH, text.strip(), re.IGNORECASE):
        number = month_number(head)
        return cal.month(year or cal.year_of_month(_known(view), number, view.direction), number)
    which, _, unit = word.rpartition(" ")
    which = which.removeprefix("the ").removeprefix("calendar ")
    if unit in cal.SEASONS:
        return _season(unit, which, view)
    shift = {"next": 1, "coming": 1, "following": 1, "last": -1, "past": -1, "previous": -1}.get(which, 0)
    period = cal.unit_of(cal.add(_known(view), unit, shift), unit)
    ahead = which == "this" and unit == "week" and view.direction in {"future", "coming"}
    return (_known(view), period[1]) if ahead else period


def _quarter(number: int, year: int | None, view: View) -> Period:
    if year is None:
        anchor = _known(view)
        year = anchor.year
        if view.direction in {"future", "coming"} and cal.quarter(year, number)[1] < anchor:
            year += 1
        elif view.direction == "past" and cal.quarter(year, number)[0] > anchor:
            year -= 1
    return cal.quarter(year, number)


def _season(name: str, which: str, view: View) -> Period:
    anchor = _known(view)
    periods = [cal.season(anchor.year + offset, name) for offset in (-2, -1, 0, 1, 2)]
    if which in {"next", "coming", "following"}:
        return next(p for p in periods if p[0] > anchor)
    if which in {"last", "past", "previous"} or (which != "this" and view.direction == "past"):
        return next(p for p in reversed(periods) if p[1] < anchor or (which == "" and p[0] <= anchor))
    return next(p for p in periods if p[1] >= anchor)


def period(match: re.Match[str], view: View) -> Period | None:
    """A month, quarter, season, week or year."""
    return _base(match["base"], view)


def part(match: re.Match[str], view: View) -> Period | None:
    """As in "early next week", "the end of October", "mid-April"."""
    word = re.sub(r"\s+", " ", (match["part"] or match["early"]).lower())
    base = re.sub(r"\s+", " ", match["base"].lower())
    part = PARTS[word]
    if word == "later":
        period = _base(match["base"], view)
        return (max(_known(view), period[0]), period[1]) if period else None
    if base == "this week":
        return cal.part_of(cal.week_of(_known(view)), part)
    period = _base(match["base"], view)
    if period is None:
        return None
    until = re.search(r"\b(?:until|till|up to)\s+$", match.string[: match.start()], re.IGNORECASE)
    days = cal.part_of(period, part)
    return (days[1], days[1]) if part == "end" and until else days


def named_quarter(match: re.Match[str], view: View) -> Period | None:
    """As in "the third quarter of 2025"."""
    number = {"last": 4, "final": 4}.get(match["nth"].lower()) or day_number(match["nth"])
    base = match["base"]
    if base and (period := _base(re.sub(r"^the\s+", "", base, flags=re.IGNORECASE), view)):
        return cal.quarter(period[0].year, number)
    return _quarter(number, None, view)


def half_year(match: re.Match[str], _: View) -> Period | None:
    """As in "H1 2025"."""
    return cal.half(int(match["year"]), int(match["half"]))


def decade(match: re.Match[str], _: View) -> Period | None:
    """As in "the 1990s"."""
    return cal.unit_of(date(int(match["decade"]), 1, 1), "decade")


def week_of(match: re.Match[str], view: View) -> Period | None:
    """As in "the week of 21 September", "week commencing 20 January"."""
    if match["month"]:
        return cal.week_of(_day(view, day_number(match["day"]), month_number(match["month"]), match["year"]))
    day = cal.day_of_month_near(_known(view), day_number(match["day"]), view.direction)
    return cal.week_of(day) if day else None


def nth_week(match: re.Match[str], view: View) -> Period | None:
    """As in "the second week of June"."""
    period = _base(match["base"], view)
    if period is None:
        return None
    nth = re.sub(r"\s+", " ", match["nth"].lower())
    if nth == "last":
        return cal.add_days(period[1], -6), period[1]
    first = cal.add_days(period[0], 7 * (day_number(nth) - 1))
    return first, min(cal.add_days(first, 6), period[1])


def weekend(match: re.Match[str], view: View) -> Period | None:
    """Saturday and Sunday."""
    saturday = cal.add_days(cal.week_of(_known(view))[0], 5)
    which = (match["which"] or "").lower()
    if which in {"last", "past"} or (not which and view.direction == "past"):
        saturday = cal.add_days(saturday, -7)
    elif which == "next":
        saturday = cal.add_days(saturday, 7)
    return saturday, cal.add_days(saturday, 1)


def year_end(_: re.Match[str], view: View) -> Period | None:
    """As in "by year end": 31 December."""
    return _single(date(_known(view).year, 12, 31))


def today(_: re.Match[str], view: View) -> Period | None:
    """As in "today", "now", "end of day": the date of the source."""
    return _single(_known(view))


def tomorrow(_: re.Match[str], view: View) -> Period | None:
    """The day after the date of the source."""
    return _single(cal.add_days(_known(view), 1))


def after_tomorrow(_: re.Match[str], view: View) -> Period | None:
    """As in "the day after tomorrow"."""
    return _single(cal.add_days(_known(view), 2))


def yesterday(_: re.Match[str], view: View) -> Period | None:
    """The day before the date of the source."""
    return _single(cal.add_days(_known(view), -1))


def week_after_next(_: re.Match[str], view: View) -> Period | None:
    """Monday to Sunday, two weeks ahead."""
    return cal.week_of(cal.add_days(_known(view), 14))


def in_a_while(match: re.Match[str], view: View) -> Period | None:
    """As in "in two weeks", "14 days from now": that day."""
    unit = match["unit"].lower()
    day = cal.add(_known(view), unit, count_of(match["count"]))
    to = match.groupdict().get("to")
    return (day, cal.add(_known(view), unit, count_of(to))) if to else _single(day)


def within(match: re.Match[str], view: View) -> Period | None:
    """As in "within 48 hours", "over the next week": from the date of the source to that day."""
    if match["count"] is None and match[0].lower().endswith("s"):
        return None  # "the coming weeks": how many is not said
    count = count_of(match["count"] or "one")
    unit = match["unit"].lower()
    end = cal.add(_known(view), unit, count)
    if match.groupdict().get("half"):
        end = cal.add_days(end, ((cal.add(end, unit, 1) - end).days + 1) // 2)
    return _known(view), end


def for_a_while(match: re.Match[str], view: View) -> Period | None:
    """As in "for a week": from the date of the source to that day; longer times are no dates."""
    if view.direction == "past" or match["unit"].lower() not in {"hour", "day", "week"}:
        return None
    return within(match, view)


def ago(match: re.Match[str], view: View) -> Period | None:
    """As in "two weeks ago"."""
    unit, count = match["unit"].lower(), count_of(match["count"])
    day = cal.add(_known(view), unit, -count)
    return cal.unit_of(day, unit) if unit in {"month", "year", "decade"} else _single(day)


def lately(match: re.Match[str], view: View) -> Period | None:
    """As in "the past three months"."""
    return cal.add(_known(view), match["unit"].lower(), -count_of(match["count"] or "one")), _known(view)


def holiday(match: re.Match[str], view: View) -> Period | None:
    """Christmas, Easter and New Year."""
    anchor = _known(view)
    name = re.sub(r"\s+", " ", match["holiday"].lower().replace("'s", ""))
    years = [int(match["year"])] if match["year"] else [anchor.year - 1, anchor.year, anchor.year + 1]
    days = [_holiday_of(name, year) for year in years]
    if view.direction == "past":
        day = next((d for d in reversed(days) if d <= anchor), days[0])
    else:
        day = next((d for d in days if d >= anchor), days[-1])
    before = re.search(r"\bbefore\s+$", match.string[: match.start()], re.IGNORECASE)
    return _single(cal.add_days(day, -1) if before else day)


def _holiday_of(name: str, year: int) -> date:
    if "easter" in name or "friday" in name:
        return cal.add_days(easter(year), {"good friday": -2, "easter monday": 1}.get(name, 0))
    return date(
        year,
        *{"christmas eve": (12, 24), "new year eve": (12, 31), "new year day": (1, 1), "new year": (1, 1)}.get(
            name, (12, 25)
        ),
    )


def before_period(match: re.Match[str], view: View) -> Period | None:
    """The days left before a week, month or year begins."""
    period = _base(match["base"], view)
    if period is None or period[0] <= _known(view):
        return None
    return _known(view), cal.add_days(period[0], -1)


def unknown(_: re.Match[str], __: View) -> Period | None:
    """A time that the text alone does not settle."""
    return None


def iso_day(match: re.Match[str], _: View) -> Period | None:
    """As in "2021-08-31"."""
    return _single(date(int(match["year"]), int(match["month"]), int(match["day"])))


def clock(_: re.Match[str], view: View) -> Period | None:
    """A clock time alone, ahead, is one of the day of the source."""
    return _single(_known(view)) if view.direction in {"future", "coming"} else None


def then(_: re.Match[str], view: View) -> Period | None:
    """As in "by then", "that day": the days last spoken of."""
    return view.previous


def day_after(match: re.Match[str], view: View) -> Period | None:
    """As in "the day after", "the following day"."""
    if view.previous is None:
        return None
    unit = (match["unit"] or match["unit2"]).lower()
    next_one = cal.add_days(view.previous[1], 7 if unit == "week" else 1)
    return cal.week_of(next_one) if unit == "week" else _single(next_one)


def some_time_after(match: re.Match[str], view: View) -> Period | None:
    """As in "thirty days later"."""
    if view.previous is None:
        return None
    unit = match["unit"].lower()
    day = cal.add(view.previous[1], unit, count_of(match["count"]))
    return cal.unit_of(day, unit) if unit in {"week", "month", "year"} else _single(day)


def recurring(_: re.Match[str], __: View) -> Period | None:
    """Times that come again and again have no days of their own."""
    return None
