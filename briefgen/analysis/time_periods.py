"""What the patterns of weeks, months, seasons, years and spans mean; as in time_meanings.py, which has the days."""

from __future__ import annotations

import re
from datetime import date

from briefgen.analysis import calendar_ranges as cal
from briefgen.analysis.calendar_ranges import Period
from briefgen.analysis.time_patterns import MONTH, MONTHS, PARTS, YEAR, count_of, day_number, month_number
from briefgen.analysis.time_view import View, known, named_day, single


def base_period(text: str, view: View) -> Period | None:
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
        return cal.month(year or cal.year_of_month(known(view), number, view.direction), number)
    which, _, unit = word.rpartition(" ")
    which = which.removeprefix("the ").removeprefix("calendar ")
    if unit in cal.SEASONS:
        return _season(unit, which, view)
    shift = {"next": 1, "coming": 1, "following": 1, "last": -1, "past": -1, "previous": -1}.get(which, 0)
    period = cal.unit_of(cal.add(known(view), unit, shift), unit)
    ahead = which == "this" and unit == "week" and view.direction in {"future", "coming"}
    return (known(view), period[1]) if ahead else period


def _quarter(number: int, year: int | None, view: View) -> Period:
    if year is None:
        anchor = known(view)
        year = anchor.year
        if view.direction in {"future", "coming"} and cal.quarter(year, number)[1] < anchor:
            year += 1
        elif view.direction == "past" and cal.quarter(year, number)[0] > anchor:
            year -= 1
    return cal.quarter(year, number)


def _season(name: str, which: str, view: View) -> Period:
    anchor = known(view)
    periods = [cal.season(anchor.year + offset, name) for offset in (-2, -1, 0, 1, 2)]
    if which in {"next", "coming", "following"}:
        return next(p for p in periods if p[0] > anchor)
    if which in {"last", "past", "previous"} or (which != "this" and view.direction == "past"):
        return next(p for p in reversed(periods) if p[1] < anchor or (which == "" and p[0] <= anchor))
    return next(p for p in periods if p[1] >= anchor)


def period(match: re.Match[str], view: View) -> Period | None:
    """A month, quarter, season, week or year."""
    return base_period(match["base"], view)


def part(match: re.Match[str], view: View) -> Period | None:
    """As in "early next week", "the end of October", "mid-April"."""
    word = re.sub(r"\s+", " ", (match["part"] or match["early"]).lower())
    base = re.sub(r"\s+", " ", match["base"].lower())
    part = PARTS[word]
    if word == "later":
        period = base_period(match["base"], view)
        return (max(known(view), period[0]), period[1]) if period else None
    if base == "this week":
        return cal.part_of(cal.week_of(known(view)), part)
    period = base_period(match["base"], view)
    if period is None:
        return None
    until = re.search(r"\b(?:until|till|up to)\s+$", match.string[: match.start()], re.IGNORECASE)
    days = cal.part_of(period, part)
    return (days[1], days[1]) if part == "end" and until else days


def named_quarter(match: re.Match[str], view: View) -> Period | None:
    """As in "the third quarter of 2025"."""
    number = {"last": 4, "final": 4}.get(match["nth"].lower()) or day_number(match["nth"])
    base = match["base"]
    if base and (period := base_period(re.sub(r"^the\s+", "", base, flags=re.IGNORECASE), view)):
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
        return cal.week_of(named_day(view, day_number(match["day"]), month_number(match["month"]), match["year"]))
    day = cal.day_of_month_near(known(view), day_number(match["day"]), view.direction)
    return cal.week_of(day) if day else None


def nth_week(match: re.Match[str], view: View) -> Period | None:
    """As in "the second week of June"."""
    period = base_period(match["base"], view)
    if period is None:
        return None
    nth = re.sub(r"\s+", " ", match["nth"].lower())
    if nth == "last":
        return cal.add_days(period[1], -6), period[1]
    first = cal.add_days(period[0], 7 * (day_number(nth) - 1))
    return first, min(cal.add_days(first, 6), period[1])


def weekend(match: re.Match[str], view: View) -> Period | None:
    """Saturday and Sunday."""
    saturday = cal.add_days(cal.week_of(known(view))[0], 5)
    which = (match["which"] or "").lower()
    if which in {"last", "past"} or (not which and view.direction == "past"):
        saturday = cal.add_days(saturday, -7)
    elif which == "next":
        saturday = cal.add_days(saturday, 7)
    return saturday, cal.add_days(saturday, 1)


def year_end(_: re.Match[str], view: View) -> Period | None:
    """As in "by year end": 31 December."""
    return single(date(known(view).year, 12, 31))


def week_after_next(_: re.Match[str], view: View) -> Period | None:
    """Monday to Sunday, two weeks ahead."""
    return cal.week_of(cal.add_days(known(view), 14))


def in_a_while(match: re.Match[str], view: View) -> Period | None:
    """As in "in two weeks", "14 days from now": that day."""
    unit = match["unit"].lower()
    day = cal.add(known(view), unit, count_of(match["count"]))
    to = match.groupdict().get("to")
    return (day, cal.add(known(view), unit, count_of(to))) if to else single(day)


def within(match: re.Match[str], view: View) -> Period | None:
    """As in "within 48 hours", "over the next week": from the date of the source to that day."""
    if match["count"] is None and match[0].lower().endswith("s"):
        return None  # "the coming weeks": how many is not said
    count = count_of(match["count"] or "one")
    unit = match["unit"].lower()
    end = cal.add(known(view), unit, count)
    if match.groupdict().get("half"):
        end = cal.add_days(end, ((cal.add(end, unit, 1) - end).days + 1) // 2)
    return known(view), end


def for_a_while(match: re.Match[str], view: View) -> Period | None:
    """As in "for a week": from the date of the source to that day; longer times are no dates."""
    if view.direction == "past" or match["unit"].lower() not in {"hour", "day", "week"}:
        return None
    return within(match, view)


def ago(match: re.Match[str], view: View) -> Period | None:
    """As in "two weeks ago"."""
    unit, count = match["unit"].lower(), count_of(match["count"])
    day = cal.add(known(view), unit, -count)
    return cal.unit_of(day, unit) if unit in {"month", "year", "decade"} else single(day)


def lately(match: re.Match[str], view: View) -> Period | None:
    """As in "the past three months"."""
    return cal.add(known(view), match["unit"].lower(), -count_of(match["count"] or "one")), known(view)


def before_period(match: re.Match[str], view: View) -> Period | None:
    """The days left before a week, month or year begins."""
    period = base_period(match["base"], view)
    if period is None or period[0] <= known(view):
        return None
    return known(view), cal.add_days(period[0], -1)


def some_time_after(match: re.Match[str], view: View) -> Period | None:
    """As in "thirty days later"."""
    if view.previous is None:
        return None
    unit = match["unit"].lower()
    day = cal.add(view.previous[1], unit, count_of(match["count"]))
    return cal.unit_of(day, unit) if unit in {"week", "month", "year"} else single(day)
