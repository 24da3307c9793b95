"""The key actors of a brief."""

from __future__ import annotations

import pytest

from briefgen.analysis import analyse
from briefgen.analysis.model import Analysis
from briefgen.brief import Actor
from briefgen.config import Config
from briefgen.extractors.actors import extract
from tests.analysis.test_entities import document

STORY = (
    "Norway's foreign minister, Ingrid Halvorsen, refused on Monday to reopen the fisheries accord with Iceland.",
    '"We signed it two years ago and we will keep to it," Halvorsen said. Iceland wants larger quotas. Iceland will'
    " send its proposal to Oslo on Friday.",
    "The Nordic Fishing Council warned that the quarrel harms both countries. The sun was out.",
)


@pytest.fixture(scope="module")
def analysis() -> Analysis:
    return analyse([document(*STORY)])


@pytest.fixture(scope="module")
def actors(analysis: Analysis) -> list[Actor]:
    return extract(analysis, Config())


def test_those_who_act_are_listed_with_kind_and_role(actors: list[Actor]) -> None:
    by_name = {actor.name: actor for actor in actors}
    assert {"Ingrid Halvorsen", "Iceland"} <= set(by_name)
    assert by_name["Ingrid Halvorsen"].kind == "person"
    assert by_name["Ingrid Halvorsen"].role == "Norway's foreign minister"
    assert by_name["Iceland"].kind == "state"


def test_the_most_salient_comes_first_and_nobody_twice(actors: list[Actor]) -> None:
    saliences = [actor.salience for actor in actors]
    assert saliences == sorted(saliences, reverse=True)
    names = [name.casefold() for actor in actors for name in (actor.name, *actor.aliases)]
    assert len(names) == len(set(names))


def test_evidence_is_exact_and_names_the_actor_acting(analysis: Analysis, actors: list[Actor]) -> None:
    text = analysis.documents[0].text
    for actor in actors:
        assert 1 <= len(actor.evidence) <= 3
        for evidence in [*actor.evidence, *(piece for told in actor.position for piece in told.evidence)]:
            assert text[evidence.start : evidence.end] == evidence.quote


def test_positions_tell_what_was_said_and_wanted(actors: list[Actor]) -> None:
    told = {(actor.name, position.kind) for actor in actors for position in actor.position}
    assert ("Ingrid Halvorsen", "said") in told
    assert ("Iceland", "wants") in told


def test_a_direct_quote_is_kept_word_for_word(actors: list[Actor]) -> None:
    halvorsen = next(actor for actor in actors if actor.name == "Ingrid Halvorsen")
    said = next(told for told in halvorsen.position if told.kind == "said")
    assert said.text.startswith('"We signed it two years ago ')
    assert said.text.endswith('and we will keep to it," Halvorsen said.')


def test_a_description_before_the_name_gets_no_bracket(actors: list[Actor]) -> None:
    halvorsen = next(actor for actor in actors if actor.name == "Ingrid Halvorsen")
    assert all("minister [" not in told.text for told in halvorsen.position)


def test_a_text_without_actors_gives_none() -> None:
    assert extract(analyse([document("It rained. The river rose by two metres.")]), Config()) == []


def test_to_call_something_a_name_is_to_say_so_and_to_call_for_it_is_to_want_it() -> None:
    source = document("Ingrid Halvorsen called the quota a fair one.", "Ingrid Halvorsen called for a fair quota.")
    (actor,) = extract(analyse([source]), Config())
    assert {position.text: position.kind for position in actor.position} == {
        "Ingrid Halvorsen called the quota a fair one.": "said",
        "Ingrid Halvorsen called for a fair quota.": "wants",
    }
