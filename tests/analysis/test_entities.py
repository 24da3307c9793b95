"""Who and what a text speaks of: names merged, kinds and roles told, pronouns resolved or left open."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from briefgen.analysis.entities import resolve_entities
from briefgen.analysis.model import Entity
from briefgen.analysis.sentences import parse
from briefgen.documents import Document, Paragraph


def document(*blocks: str | tuple[str, str] | Paragraph) -> Document:
    """A document of paragraphs; a pair is a speaker and what they say, "# …" a heading, "* …" an item."""
    text = ""
    paragraphs = []
    for block in blocks:
        speaker, words = block if isinstance(block, tuple) else (None, str(block))
        kind, level = ("heading", words.count("#")) if words.startswith("#") else ("text", 0)
        kind, level = ("item", 1) if words.startswith("* ") else (kind, level)
        words = words.lstrip("#* ")
        start = len(text)
        text += words + "\n"
        paragraphs.append(
            Paragraph(start=start, end=start + len(words), kind=kind, level=level, speaker=speaker)  # type: ignore[arg-type]
        )
    return Document(id="s1", text=text, paragraphs=tuple(paragraphs), date="2025-03-11")


Named = Callable[..., dict[str, Entity]]


@pytest.fixture(scope="module")
def entities() -> Named:
    """The entities of a document of the given paragraphs, by name."""

    def resolve(*blocks: str | tuple[str, str]) -> dict[str, Entity]:
        return {entity.name: entity for entity in resolve_entities(parse([document(*blocks)]))}

    return resolve


def test_a_surname_is_the_person_named_in_full(entities: Named) -> None:
    found = entities(
        "Foreign Minister Ingrid Halvorsen met the envoy on Monday. Halvorsen said that the talks would go on.",
        "Ms Halvorsen did not say when.",
    )
    person = found["Ingrid Halvorsen"]
    assert person.kind == "person"
    assert person.role == "Foreign Minister"
    assert {"Halvorsen", "Ms Halvorsen"} <= set(person.aliases)
    assert "Halvorsen" not in found


def test_a_capital_that_acts_is_its_state_but_not_where_something_happens(entities: Named) -> None:
    found = entities(
        "Ukraine agreed to a truce, Kyiv said on Monday.",
        "The delegations met in Kyiv. France will send observers.",
    )
    assert found["Ukraine"].kind == "state"
    assert "Kyiv" in found["Ukraine"].aliases
    assert [mention.sentence for mention in found["Kyiv"].mentions] == [1]
    assert found["Kyiv"].kind == "place"


@pytest.mark.parametrize(
    ("text", "name", "role"),
    [
        ("The owner, Marit Solheim, will appeal.", "Marit Solheim", "owner"),
        ("Marit Solheim, head of the port authority, will appeal.", "Marit Solheim", "head of the port authority"),
        ("Marit Solheim, who is the mayor of Bergen, will appeal.", "Marit Solheim", "mayor of Bergen"),
        ("Deputy mayor Marit Solheim will appeal.", "Marit Solheim", "Deputy mayor"),
        ("U.S. Secretary of State Marit Solheim will appeal.", "Marit Solheim", "U.S. Secretary of State"),
        ("Minister of Education Marit Solheim will appeal.", "Marit Solheim", "Minister of Education"),
    ],
)
def test_a_role_is_told_as_the_source_states_it(entities: Named, text: str, name: str, role: str) -> None:
    assert entities(text)[name].role == role


def test_a_form_of_address_is_no_role(entities: Named) -> None:
    assert entities("Mrs Edith Farrow told the committee that the bridge was safe.")["Edith Farrow"].role is None


def test_an_acronym_stands_for_the_name_it_is_made_of(entities: Named) -> None:
    found = entities(
        "The Harbour Safety Board (HSB) refused the licence. The HSB will publish its reasons.",
        "The Board meets again in May.",
    )
    board = found["Harbour Safety Board"]
    assert "HSB" in board.aliases
    assert board.kind == "organisation"
    assert len(board.mentions) >= 4


def test_people_of_one_surname_stay_apart(entities: Named) -> None:
    found = entities(
        "Anna Lindqvist signed the contract. Her brother Erik Lindqvist refused.",
        "Erik Lindqvist has left the firm. Lindqvist said he would sue.",
    )
    assert {"Anna Lindqvist", "Erik Lindqvist"} <= set(found)
    assert "Lindqvist" in found["Erik Lindqvist"].aliases


def test_those_present_are_known_by_first_name_handle_and_role(entities: Named) -> None:
    found = entities(
        "# Tooling Group Meeting 2024-05-02",
        "## Present",
        "* Joana Ferreira @jferreira (Tooling Group)",
        "* Tom Okafor @tokafor (observer)",
        "## Agenda",
        "* jferreira to write the proposal",
        "* Tom will ask the board about the budget",
    )
    assert found["Joana Ferreira"].role == "Tooling Group"
    assert {mention.sentence for mention in found["Joana Ferreira"].mentions} == {2, 5}
    assert "Tom" in found["Tom Okafor"].aliases
    assert "Tooling Group" in found


def test_each_sentence_of_a_turn_belongs_to_its_speaker(entities: Named) -> None:
    found = entities(
        "Present: Rosa Quintero, Ilya Marsh",
        ("Rosa Quintero", "I will send the draft. It is short."),
        ("Ilya", "Thanks, Rosa."),
    )
    turns = {mention.sentence for mention in found["Rosa Quintero"].mentions if mention.kind == "speaker"}
    assert turns == {1, 2}
    assert [mention.text for mention in found["Rosa Quintero"].mentions if mention.kind == "pronoun"] == ["I"]
    assert [mention.kind for mention in found["Ilya Marsh"].mentions if mention.sentence == 3] == ["speaker"]


def test_groups_are_found_by_description(entities: Named) -> None:
    found = entities("Gun rights groups sued the state. Military chiefs from 30 countries met in Oslo.")
    assert found["Gun rights groups"].kind == "group"
    assert found["Military chiefs from 30 countries"].kind == "group"


def test_a_pronoun_is_resolved_when_one_person_stands_out(entities: Named) -> None:
    found = entities("Mayor Lucia Brandt opened the bridge on Monday. She promised a second one.")
    assert [mention.text for mention in found["Lucia Brandt"].mentions if mention.kind == "pronoun"] == ["She"]


def test_a_pronoun_is_left_open_between_two_people(entities: Named) -> None:
    found = entities("Karl Weber told Peter Lang on Monday that he had to go.")
    assert not [m for entity in found.values() for m in entity.mentions if m.kind == "pronoun"]


def test_no_token_belongs_to_two_entities() -> None:
    text = (
        "U.S. President Dana Whitfield and the Harbour Safety Board's lawyer, Omar Said, met Norwegian officials. "
        "The lawyer told the Board that Oslo would not pay."
    )
    tokens = [
        (mention.sentence, token)
        for entity in resolve_entities(parse([document(text)]))
        for mention in entity.mentions
        for token in range(mention.start, mention.end)
    ]
    assert len(tokens) == len(set(tokens))


def test_a_body_is_told_by_what_stands_before_its_name_and_is_no_person(entities: Named) -> None:
    found = entities(
        "The armed group Lashkar-e-Talvi attacked a convoy on Monday. The army said that Lashkar-e-Talvi had fled.",
    )
    body = next(entity for name, entity in found.items() if "Talvi" in name)
    assert body.role == "armed group"
    assert body.kind != "person"


@pytest.mark.parametrize(
    ("sentence", "name", "role"),
    [
        ("The petition was signed by academic Rosa Lindqvist and others.", "Rosa Lindqvist", "academic"),
        ("DEA Agent Vera Sandoval said that the search goes on.", "Vera Sandoval", "DEA Agent"),
        (
            "Henrik Aalto, the president of the Northern Lakes branch of the Anglers' Union, left on Monday.",
            "Henrik Aalto",
            "president of the Northern Lakes branch of the Anglers' Union",
        ),
    ],
)
def test_a_role_is_read_whole_from_beside_the_name(entities: Named, sentence: str, name: str, role: str) -> None:
    assert entities(sentence)[name].role == role


def test_a_label_without_spaces_is_read_as_a_name(entities: Named) -> None:
    found = entities(("IngridMcAllen", "I will write to the board."), ("JonBerg", "Thank you."))
    assert {"Ingrid McAllen", "Jon Berg"} <= found.keys()
    assert "IngridMcAllen" in found["Ingrid McAllen"].aliases


def test_ships_and_storms_act_in_no_brief_but_those_who_look_after_them_do(entities: Named) -> None:
    found = entities(
        "The ferry MV Northern Star will leave Bergen on Monday. MV Northern Star carries nine hundred people.",
        "The Northern Lakes River Authority said that it would inspect her. Hurricane Odile hit the coast on Friday.",
    )
    kinds = {name: entity.kind for name, entity in found.items()}
    assert all(kind in {"other", "place"} for name, kind in kinds.items() if "Star" in name or "Odile" in name)
    assert any(kind == "organisation" for name, kind in kinds.items() if "Authority" in name)
