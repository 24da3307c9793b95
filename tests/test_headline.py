"""Sentences as titles."""

from __future__ import annotations

import pytest

from briefgen.headline import LIMIT, headline


@pytest.mark.parametrize(
    ("sentence", "title"),
    [
        ("The two ministers signed.", "The two ministers signed"),
        ("[Mulenga] flies to Maputo on Friday [20 March 2026].", "Mulenga flies to Maputo on Friday 20 March 2026"),
        (
            "Zambia and Zimbabwe signed an accord on the river on Tuesday, ending years of talks that nearly failed.",
            "Zambia and Zimbabwe signed an accord on the river on Tuesday",
        ),
    ],
)
def test_headline(sentence: str, title: str) -> None:
    assert headline(sentence) == title


def test_a_long_sentence_without_clauses_ends_at_a_word() -> None:
    sentence = "The committee of the whole house " * 6
    title = headline(sentence)
    assert len(title) <= LIMIT
    assert title.endswith("…")
    assert sentence.startswith(title[:-1] + " ")
