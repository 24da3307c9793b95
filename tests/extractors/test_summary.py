"""The summary of a brief: a few sentences that read as prose, the first one as the bottom line."""

from __future__ import annotations

import re

import pytest

from briefgen.analysis import analyse
from briefgen.brief import SummarySentence
from briefgen.config import Config
from briefgen.documents import Document
from briefgen.extractors.draft import unsupported_words
from briefgen.extractors.summary import extract
from tests.analysis.test_entities import document

NEWS = document(
    "# Norway closes its northern harbours to trawlers",
    "Norway's government decided on Monday to close its northern harbours to foreign trawlers from 1 May, Fisheries "
    "Minister Ingrid Halvorsen announced in Bergen.",
    "She said the stock of cod had fallen by a third in two years.",
    "Iceland rejected the decision and asked for talks, its foreign ministry said on Tuesday.",
    "The weather in Bergen was fine.",
    "The European Commission has not yet said whether it will take part in talks.",
    "But the minister expects an agreement by the end of June, and a first meeting will be held in Oslo on 2 April.",
    "Harbour towns fear for 400 jobs.",
    "A band played at the quay while children waved flags.",
)
MINUTES = document(
    "# Harbour Board Meeting 2025-03-11",
    "# Lighting on the east pier",
    "* The board decided to replace all lamps",
    "* Marta Lind will ask the port office for a quotation",
    "* Costs are not known yet",
    "# Fees",
    "* The board agreed to raise mooring fees by 5 per cent",
    "* Jon Berg objects to the raise",
    "# Any other business",
    "* None",
).model_copy(update={"title": "Harbour Board Meeting 2025-03-11"})


def summary_of(source: Document, words: int = 150) -> list[SummarySentence]:
    return extract(analyse([source]), Config(summary_words=words))


@pytest.fixture(scope="module")
def news() -> list[SummarySentence]:
    return summary_of(NEWS)


def test_the_first_sentence_is_the_bottom_line(news: list[SummarySentence]) -> None:
    assert news[0].text.startswith("Norway's government decided on Monday [10 March 2025] to close")


def test_it_has_three_to_six_sentences_that_can_be_read_alone(news: list[SummarySentence]) -> None:
    assert 3 <= len(news) <= 6
    for sentence in news:
        assert not re.match(r"(?:But|She|It|They|This|However)\b", sentence.text)
        assert len(sentence.text) <= 300


def test_the_budget_bounds_the_words() -> None:
    short = summary_of(NEWS, words=40)
    assert sum(len(sentence.text.split()) for sentence in short) <= 70


@pytest.mark.parametrize("source", [NEWS, MINUTES])
def test_each_word_and_quote_is_the_sources(source: Document) -> None:
    for sentence in summary_of(source):
        quotes = [evidence.quote for evidence in sorted(sentence.evidence, key=lambda evidence: evidence.start)]
        assert all(source.text[e.start : e.end] == e.quote for e in sentence.evidence)
        assert unsupported_words(sentence.text, quotes) == []


def test_minutes_open_with_the_meeting_and_its_day() -> None:
    assert summary_of(MINUTES)[0].text.startswith("[Harbour Board Meeting, 11 March 2025] ")


def test_notes_on_one_topic_share_a_sentence() -> None:
    shared = [sentence for sentence in summary_of(MINUTES) if len(sentence.evidence) > 1]
    assert shared
    assert all("; " in sentence.text for sentence in shared)


def test_a_source_without_sentences_has_no_summary() -> None:
    assert summary_of(document("# Contents")) == []
