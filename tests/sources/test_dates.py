"""The date of a source: what is printed counts, nothing is guessed."""

from __future__ import annotations

import pytest

from briefgen.sources import read_bytes
from briefgen.sources.dates import whole_date

STORY = "The harbour board of Lindow voted on Tuesday to shut the old quay, after a survey found its piles rotten."


def date_of(source: str, name: str = "case.txt", date: str | None = None) -> tuple[str | None, tuple[str, ...]]:
    document = read_bytes(source.encode(), name=name, document_id="s1", date=date)
    return document.date, document.warnings


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("LINDOW, March 11, 2025 (Northern Wire) — ", "2025-03-11"),
        ("Lindow, Norrland, 11 March 2025 - ", "2025-03-11"),
        ("Tuesday, March 11, 2025\n\n", "2025-03-11"),
        ("The Lindow Courier, Tuesday, March 11, 2025\nBy Ada Lund\n\n", "2025-03-11"),
        ("Posted Jan. 17, 2018\n\n", "2018-01-17"),
        ("**Date:** 2019-03-29\n\n", "2019-03-29"),
        ("- Date: 2019.10.03\n\n", "2019-10-03"),
        ("### Meeting Date/Time: Thu, Sept 13, 2018 14:00 UTC\n\n", "2018-09-13"),
        ("# Weekly call, Thursday 2020/10/15\n\n", "2020-10-15"),
        ("# Minutes of 3 May 2024\n\n", "2024-05-03"),
        ("From: Ada\nSent: Friday, 11 June 2021 16:42\nTo: Ben\n\n", "2021-06-11"),
        ("Date: Tue, 3 May 2022 10:00:00 +0200\n\n", "2022-05-03"),
        ("OF 161130Z MAY 95\n\n", "1995-05-16"),
        ("Lindow, 25/12/2024\n\n", "2024-12-25"),
        ("Lindow, 3.4.2025\n\n", "2025-04-03"),
    ],
)
def test_printed_date(header: str, expected: str) -> None:
    assert date_of(f"Quay to close\n\n{header}{STORY}\n") == (expected, ())


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Tuesday\n\n",
        "March 11\n\n",
        "March 2025\n\n",
        "LINDOW, March 11 — ",
        "30 February 2025\n\n",
        "Next meeting: 3 June 2025\n\n",
        "Results for the year ended 31 December 2024\n\n",
    ],
)
def test_no_whole_date_is_no_date(header: str) -> None:
    assert date_of(f"Quay to close\n\n{header}{STORY}\n") == (None, ())


def test_date_within_the_story_is_not_that_of_the_source() -> None:
    assert date_of(
        f"Quay to close\n\n{STORY} The first survey, on 4 May 1998, had found nothing to complain of.\n"
    ) == (
        None,
        (),
    )


def test_date_with_two_readings_is_left_out_and_said() -> None:
    date, warnings = date_of(f"Quay to close\n\nLindow, 03/04/2025\n\n{STORY}\n")

    assert date is None
    assert "'03/04/2025' can be read in two ways" in warnings[0]


def test_date_with_two_readings_is_settled_by_another_date() -> None:
    later = "The board had met on 3 April 2025 for the purpose."

    assert date_of(f"Quay to close\n\nLindow, 03/04/2025\n\n{STORY} {later}\n") == ("2025-04-03", ())


def test_minutes_of_several_meetings_carry_the_last_date() -> None:
    assert date_of("## 2024-07-10\n\n- Nothing to report.\n\n## 2024-07-17\n\n- The roof was mended.\n") == (
        "2024-07-17",
        (),
    )


def test_letters_carry_the_date_of_the_last() -> None:
    first = f"Ada Lund to the Director, 18 September 2012\n\n{STORY} {STORY}"
    second = f"The Director to Ada Lund, 5 October 2012\n\n{STORY}"
    source = f"The picture\n\n{first}\n\n{second}\n"

    assert date_of(source) == ("2012-10-05", ())


def test_dateline_outranks_front_matter_and_option_outranks_all() -> None:
    source = f"---\ntitle: Quay\ndate: 2025-03-12\n---\nLINDOW, March 11, 2025 — {STORY}\n"

    assert date_of(source) == ("2025-03-11", ())
    assert date_of(source, name="case.md") == ("2025-03-11", ())
    assert date_of(source, date="2025-03-13") == ("2025-03-13", ())


def test_front_matter_date_counts_when_the_text_prints_none() -> None:
    assert date_of(f"---\ndate: March 12th, 2025\n---\n{STORY}\n") == ("2025-03-12", ())
    assert date_of(f"---\ndate: 2025-03-12T23:30:00+02:00\n---\n{STORY}\n", name="case.md") == ("2025-03-12", ())


def test_page_metadata_gives_date_publisher_and_author() -> None:
    page = (
        '<html><head><title>Quay to close | The Lindow Courier</title><meta name="author" content="Ada Lund">'
        '<meta property="og:site_name" content="The Lindow Courier">'
        '<meta property="article:published_time" content="2025-03-11T09:00:00Z"></head>'
        f"<body><article><h1>Quay to close</h1><p>{STORY}</p><p>{STORY}</p></article></body></html>"
    )
    document = read_bytes(page.encode(), name="case.html", document_id="s1")

    assert (document.title, document.date) == ("Quay to close", "2025-03-11")
    assert (document.publisher, document.author) == ("The Lindow Courier", "Ada Lund")


def test_whole_date_needs_exactly_one() -> None:
    assert whole_date("on 3 May 2024") == "2024-05-03"
    assert whole_date("3 May 2024 or 4 May 2024") is None
    assert whole_date("May 2024") is None
