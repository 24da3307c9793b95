"""What briefs of invented documents must find at least, by models that have not seen these documents.

The floors lie a few points below what was measured; a change that lowers one of them makes extraction worse. All
figures are those of ``make eval``, in percent.
"""

from __future__ import annotations

import pytest

from training.evaluate import COLLECTION, HELD_OUT, evaluate, names_in
from training.scoring import Counts, total

SAMPLE = r"[15]$"
"""Thirty documents of all kinds: those whose number ends in one of these digits."""

FLOORS = {
    "key_actors f1": 72,
    "open_issues f1": 62,
    "next_steps f1": 60,
    "rouge1": 49,
    "kind": 79,
    "role": 47,
    "owner": 48,
    "due": 63,
    "status": 75,
}

Counted = dict[str, Counts]


@pytest.fixture(scope="module")
def counted() -> Counted:
    return dict(evaluate(COLLECTION, names_in(COLLECTION, SAMPLE), HELD_OUT))


@pytest.mark.parametrize("figure", FLOORS)
def test_briefs_find_what_they_found(figure: str, counted: Counted) -> None:
    measured = total(counted.values()).figures[figure]
    assert measured is not None
    assert measured >= FLOORS[figure]


def test_hardly_a_line_makes_a_reader_stumble(counted: Counted) -> None:
    stumbles = total(counted.values()).figures["stumbles"]
    assert stumbles is not None
    assert stumbles <= 2


def test_every_quote_is_in_its_source(counted: Counted) -> None:
    assert {name for name, counts in counted.items() if counts.not_in_source} == set()


def test_every_document_has_a_summary_and_actors(counted: Counted) -> None:
    empty = {name for name, counts in counted.items() if not counts.lines or not counts.sections["key_actors"].found}
    assert empty == set()
