"""Evidence sentences as lines that can be read alone, with no word that neither source nor bracket supplies."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from briefgen.analysis import Analysis, analyse
from briefgen.documents import Document
from briefgen.extractors.draft import LINE_LIMIT, unsupported_words
from briefgen.extractors.wording import Line, word
from briefgen.sources import read_source
from tests.analysis.test_entities import document

NEWS = (
    "Foreign Minister Ingrid Halvorsen met the envoy of Iceland in Bergen on Monday.",
    "However, she rejected the offer on Tuesday.",
    "But the talks will go on next week.",
    "It is unclear whether Iceland will sign the protocol.",
    "This proposal was not published.",
    "According to the fishermen, the quota was never measured.",
    'The envoy said: "We will not sign it."',
    "The two sides meet again on Thursday, 20 March.",
)
MINUTES = (
    "# Harbour Board Meeting 2025-03-11",
    "# Lighting on the east pier #412",
    "* No update this time",
    "* The lighting on the east pier is still out",
    ("Marta Lind", "I think we should wait for the port office."),
    "# Agenda",
    "* Nothing was decided",
)


@pytest.fixture(scope="module")
def news() -> Analysis:
    return analyse([document(*NEWS)])


@pytest.fixture(scope="module")
def minutes() -> Analysis:
    return analyse([document(*MINUTES)])


def line_of(analysis: Analysis, words: str) -> Line:
    return word(analysis, next(s.index for s in analysis.sentences if words in s.text))


def outside_brackets(line: str) -> str:
    return re.sub(r"\[[^\]]*\]", "", line)


def test_an_opening_pronoun_is_named_in_brackets_and_the_connecting_word_goes(news: Analysis) -> None:
    line = line_of(news, "rejected the offer")
    assert line.text == "[Ingrid Halvorsen] rejected the offer on Tuesday [11 March 2025]."
    assert line.readable


def test_a_relative_time_carries_its_days(news: Analysis) -> None:
    assert line_of(news, "will go on").text == "The talks will go on next week [17–23 March 2025]."


def test_a_weekday_beside_its_date_says_it_once(news: Analysis) -> None:
    text = line_of(news, "meet again").text
    assert "20 March" in text
    assert not re.search(r"Thursday(?! *\[)(?!,? *\d)", text)


def test_an_empty_it_is_left_out(news: Analysis) -> None:
    assert line_of(news, "unclear").text == "Unclear whether Iceland will sign the protocol."


def test_a_pointing_word_becomes_an_article_in_brackets(news: Analysis) -> None:
    assert line_of(news, "not published").text == "[The] proposal was not published."


def test_an_attribution_is_never_left_out(news: Analysis) -> None:
    assert line_of(news, "fishermen").text.startswith("According to the fishermen,")


def test_a_quote_stays_verbatim(news: Analysis) -> None:
    assert '"We will not sign it."' in line_of(news, "not sign it").text


def test_a_bullet_carries_its_topic_unless_it_names_it(minutes: Analysis) -> None:
    assert line_of(minutes, "No update").text == "[Lighting on the east pier] No update this time."
    assert line_of(minutes, "still out").text == "The lighting on the east pier is still out."


def test_a_heading_that_names_no_subject_is_no_topic(minutes: Analysis) -> None:
    assert line_of(minutes, "Nothing was decided").topic is None


def test_a_turn_carries_its_speaker(minutes: Analysis) -> None:
    assert "[Marta Lind]: I think we should wait" in line_of(minutes, "I think").text


def long_document() -> Document:
    aside = "which had been promised to the islanders by every government since the war"
    return document(
        f"Norway will close the harbour (the oldest one on the coast), {aside}, and the board, a body of eleven "
        f"members from all the villages of the county, will sell the cranes, {aside}, unless parliament, which meets "
        "in April, votes against it, and the islanders will be told by letter when the last ferry of the year sails."
    )


def test_a_long_sentence_loses_its_asides_and_keeps_its_condition() -> None:
    line = word(analyse([long_document()]), 0)
    assert len(line.text) <= LINE_LIMIT
    assert "unless parliament" in line.text
    assert "oldest one" not in line.text


def test_every_word_is_the_sources_or_in_brackets(news: Analysis, minutes: Analysis) -> None:
    for analysis in (news, minutes, analyse([long_document()])):
        for sentence in analysis.sentences:
            text = word(analysis, sentence.index).text
            assert unsupported_words(text, [sentence.text]) == []
            assert len(text) <= LINE_LIMIT
            assert outside_brackets(text).strip()


def test_a_word_from_nowhere_or_out_of_order_is_noticed() -> None:
    assert unsupported_words("Norway [today] will sign", ["Norway will not sign"]) == []
    assert unsupported_words("Norway never signs", ["Norway will not sign"]) != []
    assert unsupported_words("Will Norway sign", ["Norway will sign"]) != []


def test_a_verb_glued_to_a_pronoun_is_spelled_out() -> None:
    analysis = analyse([document("Ingrid Halvorsen met the envoy on Monday.", "She'll sign the protocol in Bergen.")])
    assert word(analysis, 1).body == "[Ingrid Halvorsen will] sign the protocol in Bergen."


def test_an_opening_that_points_back_cannot_be_read_alone() -> None:
    analysis = analyse([document("The plan was signed.", "Under it, the quotas of all fleets are cut by half.")])
    assert not word(analysis, 1, purpose="summary").readable


def test_headings_that_say_what_a_meeting_does_are_no_topic() -> None:
    analysis = analyse([document("# Harbour Board", "# Announcements & Reminders", "* The pier is closed for now")])
    assert word(analysis, 2).topic is None


def test_a_letter_says_who_speaks_of_himself(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text(
        "From: Jolanda Aalto <jolanda@example.org>\nTo: Piers Lund\nDate: 11 June 2021\n\n"
        "We open on the 24th of this month, with the globe in the hall or without the globe.\n\n"
        "I will have the old globe cleaned on Monday, in case yours is still held by the customs.\n",
        "utf-8",
    )
    analysis = analyse([read_source(path, document_id="s1")])
    index = next(sentence.index for sentence in analysis.sentences if "cleaned" in sentence.text)
    assert word(analysis, index).text.startswith("[Jolanda Aalto]: I will have the old globe cleaned on Monday")


def test_an_office_in_general_gets_no_name() -> None:
    source = document("The board's president, Olaf Berg, resigned.", "The town needs a full-time president.")
    assert "[Olaf Berg]" not in word(analyse([source]), 1).text
