"""Direct speech and who speaks."""

from __future__ import annotations

import pytest

from briefgen.analysis.entities import resolve_entities
from briefgen.analysis.quotes import find_quotes
from briefgen.analysis.sentences import parse
from tests.analysis.test_entities import document


def spoken(*paragraphs: str) -> list[tuple[str, str | None]]:
    """The quotes of a text, each with the name of its speaker."""
    sentences = parse([document(*paragraphs)])
    entities = resolve_entities(sentences)
    return [
        (sentences[quote.sentence].tokens[quote.start : quote.end].text, speaker_name)
        for quote in find_quotes(sentences, entities)
        for speaker_name in [entities[quote.speaker].name if quote.speaker is not None else None]
    ]


@pytest.mark.parametrize(
    "text",
    [
        'Lucia Brandt said on Monday: "The bridge will open in June."',
        '"The bridge will open in June," said Lucia Brandt.',
        '"The bridge will open in June," Lucia Brandt, the mayor, told reporters.',
        'Lucia Brandt welcomed the report, adding, "The bridge will open in June."',
        'Lucia Brandt read the letter aloud and said "the bridge will open in June".',
        "According to Lucia Brandt, “the bridge will open in June”.",
    ],
)
def test_the_speaker_is_the_subject_of_the_verb_of_speech(text: str) -> None:
    ((words, speaker),) = spoken(text)
    assert words.lower().startswith("the bridge will open in june")
    assert speaker == "Lucia Brandt"


def test_a_quote_over_several_sentences_keeps_its_speaker() -> None:
    found = spoken('"The bridge is safe," Lucia Brandt said. "We tested it twice. It will open in June."')
    assert len(found) == 3
    assert {speaker for _, speaker in found} == {"Lucia Brandt"}


def test_quotes_of_two_people_stay_apart() -> None:
    found = spoken(
        '"The bridge is safe and will open in June," said Lucia Brandt.',
        'Omar Haddad disagreed. "I would not send my children over it," he said.',
    )
    assert found[0][1] == "Lucia Brandt"
    assert found[1][1] != "Lucia Brandt"


def test_a_quote_that_nobody_says_has_no_speaker() -> None:
    assert spoken('A banner read "No bridge without a ferry" in three languages.')[0][1] is None
