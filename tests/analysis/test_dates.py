"""Dates and periods: what a phrase means against the date of the source, and which phrases of a text are found."""

from __future__ import annotations

from datetime import date

import pytest

from briefgen.analysis import analyse
from briefgen.analysis.dates import dated, find_times, format_day, format_range, resolve
from briefgen.sources import read_bytes

TUESDAY = date(2025, 3, 11)

PHRASES = """
today                               | 2025-03-11 | 2025-03-11
immediately                         | 2025-03-11 | 2025-03-11
tomorrow morning                    | 2025-03-12 | 2025-03-12
later today or tomorrow             | 2025-03-11 | 2025-03-12
on Friday                           | 2025-03-14 | 2025-03-14
by Friday                           | 2025-03-14 | 2025-03-14
Tuesday                             | 2025-03-18 | 2025-03-18
next Friday                         | 2025-03-21 | 2025-03-21
Friday of next week                 | 2025-03-21 | 2025-03-21
Tuesday week                        | 2025-03-25 | 2025-03-25
Monday 31 March                     | 2025-03-31 | 2025-03-31
this week                           | 2025-03-11 | 2025-03-16
next week                           | 2025-03-17 | 2025-03-23
early next week                     | 2025-03-17 | 2025-03-19
by the end of the week              | 2025-03-16 | 2025-03-16
this weekend                        | 2025-03-15 | 2025-03-16
in the week of 3 April              | 2025-03-31 | 2025-04-06
in two weeks                        | 2025-03-25 | 2025-03-25
within 48 hours                     | 2025-03-11 | 2025-03-13
over the next couple of weeks       | 2025-03-11 | 2025-03-25
in a month                          | 2025-04-11 | 2025-04-11
10–12 May                           | 2025-05-10 | 2025-05-12
Jan. 14 and 15                      | 2026-01-14 | 2026-01-15
from 20 April to 20 May             | 2025-04-20 | 2025-05-20
by 9 April                          | 2025-04-09 | 2025-04-09
by noon on 24 April                 | 2025-04-24 | 2025-04-24
on the 27th                         | 2025-03-27 | 2025-03-27
the third Thursday in September     | 2025-09-18 | 2025-09-18
2025-08-31                          | 2025-08-31 | 2025-08-31
by 28/4                             | 2025-04-28 | 2025-04-28
February                            | 2026-02-01 | 2026-02-28
mid-April                           | 2025-04-11 | 2025-04-20
the end of April                    | 2025-04-21 | 2025-04-30
until the end of March              | 2025-03-31 | 2025-03-31
the first half of October           | 2025-10-01 | 2025-10-15
Q3                                  | 2025-07-01 | 2025-09-30
in the third quarter                | 2025-07-01 | 2025-09-30
next month                          | 2025-04-01 | 2025-04-30
this autumn                         | 2025-09-01 | 2025-11-30
spring 2027                         | 2027-03-01 | 2027-05-31
early 2026                          | 2026-01-01 | 2026-03-31
late 2026                           | 2026-10-01 | 2026-12-31
the middle of next year             | 2026-06-01 | 2026-06-30
by year end                         | 2025-12-31 | 2025-12-31
before the end of the year          | 2025-12-31 | 2025-12-31
2027                                | 2027-01-01 | 2027-12-31
"""


@pytest.mark.parametrize("line", PHRASES.strip().splitlines())
def test_phrases_mean_what_the_guide_decides(line: str) -> None:
    phrase, first, last = (part.strip() for part in line.split("|"))
    assert resolve(phrase, TUESDAY) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    "phrase",
    ["every Thursday", "within twenty working days", "twice a month", "until further notice", "in due course", "3/4/25",
     "within 14 days of the results", "at the end of the school year", "over the coming weeks", "30 February"],
)  # fmt: skip
def test_times_without_days_of_their_own_stay_unresolved(phrase: str) -> None:
    assert resolve(phrase, TUESDAY) is None


def test_the_past_is_told_from_the_future() -> None:
    assert resolve("Monday", TUESDAY, "past") == (date(2025, 3, 10), date(2025, 3, 10))
    assert resolve("Tuesday", TUESDAY, "past") == (TUESDAY, TUESDAY)
    assert resolve("December", TUESDAY, "past") == (date(2024, 12, 1), date(2024, 12, 31))
    assert resolve("two weeks ago", TUESDAY) == (date(2025, 2, 25), date(2025, 2, 25))


def test_without_a_date_of_the_source_only_dates_with_a_year_are_resolved() -> None:
    assert resolve("on Monday", None) is None
    assert resolve("this week", None) is None
    assert resolve("9 April", None) is None
    assert resolve("9 April 2025", None) == (date(2025, 4, 9), date(2025, 4, 9))
    assert resolve("in late 2016", None) == (date(2016, 10, 1), date(2016, 12, 31))


def _times(text: str) -> list[tuple[str, date | None]]:
    document = read_bytes(text.encode(), name="note.txt", document_id="s1", date="2025-03-11")
    analysis = analyse([document])
    return [(time.text, time.first) for time in find_times(analysis.sentences)]


def test_tense_decides_which_monday_is_meant() -> None:
    found = _times("The ministers met on Monday in the capital. The council will vote on Monday.")
    assert [day for _, day in found] == [date(2025, 3, 10), date(2025, 3, 17)]


def test_words_that_only_look_like_times_are_left_alone() -> None:
    assert _times("The board may march ahead and will not fall behind its second rival.") == []


def test_then_points_to_the_day_last_spoken_of() -> None:
    found = _times("The chamber votes on 9 April. Until then the shop stays shut.")
    assert found[-1][1] == date(2025, 4, 9)


def test_expressions_carry_their_preposition_and_clock_time() -> None:
    assert _times("Answers are due by Friday at 10 a.m. in writing.")[0][0] == "by Friday at 10 a.m."


def test_dates_are_printed_as_short_as_they_can_be_said() -> None:
    assert format_day(TUESDAY) == "11 March 2025"
    assert format_range(TUESDAY, date(2025, 3, 16)) == "11–16 March 2025"
    assert format_range(date(2025, 2, 28), date(2025, 3, 3)) == "28 February – 3 March 2025"
    assert format_range(date(2025, 3, 1), date(2025, 3, 31)) == "March 2025"
    assert format_range(date(2025, 7, 1), date(2025, 9, 30)) == "July–September 2025"
    assert format_range(date(2026, 1, 1), date(2026, 12, 31)) == "2026"


def test_a_date_with_its_year_needs_no_bracket() -> None:
    document = read_bytes(
        b"They meet on 9 April 2025 and on Friday.", name="n.txt", document_id="s1", date="2025-03-11"
    )
    times = find_times(analyse([document]).sentences)
    assert [dated(time) for time in times] == ["", "14 March 2025"]
