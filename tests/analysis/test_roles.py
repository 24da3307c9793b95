"""What a text calls those whom it names: roles read whole, of the right one, and none that is not stated."""

from __future__ import annotations

import pytest

from briefgen.analysis.entities import resolve_entities
from briefgen.analysis.model import Entity
from briefgen.analysis.sentences import parse
from briefgen.documents import Document, Paragraph
from tests.analysis.test_entities import document


def entities(*blocks: str | tuple[str, str] | Paragraph) -> dict[str, Entity]:
    """The entities of a document of the given paragraphs, by name."""
    return named(document(*blocks))


def named(source: Document) -> dict[str, Entity]:
    """The entities of a document, by name."""
    return {entity.name: entity for entity in resolve_entities(parse([source]))}


@pytest.mark.parametrize(
    ("text", "name", "role"),
    [
        ("Corin Ames, a convicted forger has sued the town of Elmfield.", "Corin Ames", "convicted forger"),
        ("Corin Ames, 41, a carpenter, refused to leave the quay.", "Corin Ames", "carpenter"),
        (
            "The Lomond Society's resident co-ordinator, Pia Holm, said that the hall would stay shut.",
            "Pia Holm",
            "Lomond Society's resident co-ordinator",
        ),
        (
            "Pia Holm, secretary-general of the Harbour Union, asked for a second vote.",
            "Pia Holm",
            "secretary-general of the Harbour Union",
        ),
        (
            "The letter was signed by the minister for rural roads, Pia Holm, on Monday.",
            "Pia Holm",
            "minister for rural roads",
        ),
        (
            '"We will mend it," said Pia Holm, Lowmark VP of Engineering.',
            "Pia Holm",
            "Lowmark VP of Engineering",
        ),
        ("Pia Holm was elected chair of the Harbour Board on Monday.", "Pia Holm", "chair of the Harbour Board"),
        ("Pia Holm, who heads the Harbour Board, refused to sign the lease.", "Pia Holm", "heads the Harbour Board"),
        ("Mayor Pia Holm of Elmfield refused to sign the lease.", "Pia Holm", "Mayor of Elmfield"),
    ],
)
def test_the_role_of_a_person_is_read_from_beside_the_name(text: str, name: str, role: str) -> None:
    assert entities(text)[name].role == role


@pytest.mark.parametrize(
    ("text", "name", "role"),
    [
        (
            "Lowmark Partners, LLC, owners of three quarries, will buy the mill.",
            "Lowmark Partners",
            "owners of three quarries",
        ),
        ("A court has fined the supermarket chain Harrow & Pike.", "Harrow & Pike", "supermarket chain"),
        ("Lowmark Corporation is the largest quarry operator.", "Lowmark Corporation", "largest quarry operator"),
        (
            "Lowmark, Gresk Stone, and Tavonia, three regional quarry operators, raised their prices.",
            "Gresk Stone",
            "regional quarry operator",
        ),
    ],
)
def test_the_role_of_a_body_is_read_from_beside_the_name(text: str, name: str, role: str) -> None:
    assert entities(text)[name].role == role


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Pia Holm met the treasurer and two clerks on Monday.", "Pia Holm"),
        ("Pia Holm could be elected chair of the Harbour Board next year.", "Pia Holm"),
        ("Pia Holm spoke of a man named Ames and of the flood.", "Ames"),
        ("Despite the protest of the Lowmark Bank (LB), the nine-member board of auditors voted no.", "Lowmark Bank"),
        ("Harbour Forum met the Lowmark board on Monday.", "Lowmark"),
    ],
)
def test_no_role_is_told_that_the_text_does_not_state(text: str, name: str) -> None:
    found = entities(text)
    assert name not in found or found[name].role is None


def test_a_private_tie_gives_way_to_an_office() -> None:
    found = entities("Corin Ames, 38, a sergeant, was charged on Friday. Ames is a married father of two.")
    assert found["Corin Ames"].role == "sergeant"


def test_who_holds_an_office_is_a_person() -> None:
    found = entities(
        "The police arrested Velimira Ostoja on Monday. Velimira Ostoja, the deputy minister, denies it all."
    )
    assert found["Velimira Ostoja"].kind == "person"
    assert found["Velimira Ostoja"].role == "deputy minister"


def test_the_title_of_an_interview_tells_what_the_guests_are() -> None:
    found = entities(
        "# The Courier interviews glacier researchers",
        ("Courier", "Is the ice going?"),
        ("Holm", "It is going faster than we thought."),
        ("Ames", "We lost forty metres last year alone."),
    )
    assert found["Holm"].role == found["Ames"].role == "glacier researcher"
    assert found["Courier"].role is None


def test_a_speaker_may_tell_whom_he_or_she_acts_for() -> None:
    found = entities(
        ("Pia Holm", "Good morning. I'm a professor of soil science at Lomond University, and I object."),
        ("Corin Ames", "May it please the court, I'm appearing for the tenant Esme Dray."),
    )
    assert found["Pia Holm"].role == "professor of soil science at Lomond University"
    assert found["Corin Ames"].role == "appearing for the tenant Esme Dray"


def test_a_caption_tells_an_office() -> None:
    lines = [
        ("Pia Holm said that the paper would be printed. Holm has sold the press.", "text"),
        ("Managing Editor Pia Holm in the print room.", "caption"),
    ]
    text, paragraphs = "", []
    for line, kind in lines:
        paragraphs.append(Paragraph(start=len(text), end=len(text) + len(line), kind=kind))  # type: ignore[arg-type]
        text += line + "\n"
    assert named(Document(id="s1", text=text, paragraphs=tuple(paragraphs)))["Pia Holm"].role == "Managing Editor"


def test_labels_on_lines_of_their_own_tell_who_was_there_and_in_which_office() -> None:
    found = entities(
        "Present",
        "Pia Holm, Corin Ames, Tova Lind",
        "Regrets",
        "Esme Dray",
        "Organizer",
        "Pia Holm",
        "Scribe",
        "tova",
        ("Pia Holm", "Let us begin with the looms."),
        ("Corin Ames", "I will write the report."),
    )
    assert found["Pia Holm"].role == "Organizer"
    assert found["Tova Lind"].role == "Scribe"
    assert found["Corin Ames"].role is None
    assert not {"Present", "Regrets", "Organizer", "Scribe"} & set(found)


def test_a_label_with_a_hyphen_tells_the_note_taker() -> None:
    found = entities("# Meeting roles", "* Note-taker: Tova Lind", "* Chair: Pia Holm")
    assert found["Tova Lind"].role == "Note-taker"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The brother of Pia Holm is a doctor in Elmfield.", "Pia Holm"),
        ("The largest rival of Lowmark Ltd is the biggest quarry operator in the valley.", "Lowmark Ltd"),
        ("The opponent of the mayor is Pia Holm.", "Pia Holm"),
        ("If Pia Holm is elected president, the quarry will close.", "Pia Holm"),
        ("The council denied that Corin Ames is a spy.", "Corin Ames"),
        ("Pia Holm resigned as treasurer in 2019.", "Pia Holm"),
    ],
)
def test_what_is_said_of_somebody_else_or_only_supposed_is_no_role(text: str, name: str) -> None:
    found = entities(text)
    assert name not in found or found[name].role is None


def test_a_lesser_office_does_not_stand_for_the_higher() -> None:
    found = entities("President Pia Holm opened the fair.", "Pia Holm, vice president of Lowmark, cut the ribbon.")
    assert (found["Pia Holm"].role or "").startswith("President")


def test_what_another_said_is_not_what_the_speaker_is() -> None:
    source = document(
        ("Pia Holm", "As the president of the Harbour Board said, I think we must wait."),
        ("Corin Ames", "Then we wait."),
    )
    found = {entity.name: entity for entity in resolve_entities(parse([source]))}
    assert found["Pia Holm"].role is None
