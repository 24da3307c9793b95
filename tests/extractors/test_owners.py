"""Who might be to do a deed: what notes and turns leave unsaid, and the group whose meeting is recorded."""

from __future__ import annotations

import pytest

from briefgen.analysis import analyse
from briefgen.documents import Document
from briefgen.extractors.owners import Owners
from tests.analysis.test_entities import document

PEOPLE = ("* Nina Falk, Jonas Beck and Marta Ruud were present.", "* Nina Falk will chair, Jonas Beck will write.")


def _ways(source: Document, words: str) -> set[tuple[str, str]]:
    analysis = analyse([source])
    owners = Owners(analysis)
    sentence = next(sentence for sentence in analysis.sentences if words in sentence.text)
    return set(owners.ways(owners.deeds(sentence)[0]))


def test_a_turn_without_subject_is_told_of_its_speaker() -> None:
    source = document(("Nina Falk", "Will fix the broken link."), ("Jonas Beck", "Let's close the old issue."))
    assert ("subject-one", "Nina Falk") in _ways(source, "broken link")
    assert not any(way == "subject-one" for way, _ in _ways(source, "old issue"))


def test_a_report_of_work_belongs_to_the_name_above_it() -> None:
    source = document("# Call of the client teams", "# Updates", "## Zenfold", "* Working on a smaller database.")
    assert ("topic", "Zenfold") in _ways(source, "smaller database")


def test_a_topic_above_a_task_is_nobody() -> None:
    source = document("# Call of the client teams", "# Updates", "## Zenfold", "* Database to be made smaller.")
    assert not any(name == "Zenfold" for _, name in _ways(source, "made smaller"))


@pytest.mark.parametrize(
    "note",
    ["* Move the archive to the new server (Nina Falk) this week", "* Who moves the archive to the server: Nina Falk"],
)
def test_a_known_name_in_brackets_or_behind_a_colon_is_named(note: str) -> None:
    assert ("named", "Nina Falk") in _ways(document(*PEOPLE, note), "archive")


def test_a_word_in_brackets_that_is_nobody_known_is_not_named() -> None:
    assert not any(way == "named" for way, _ in _ways(document(*PEOPLE, "* Move the archive (fullstore)"), "archive"))


def test_a_first_name_finds_the_handle_that_ends_with_it() -> None:
    source = document("* The patch of zqjonas is not merged.", "* Jonas to merge the patch")
    assert ("named", "zqjonas") in _ways(source, "merge the patch")


@pytest.mark.parametrize(
    ("title", "group"),
    [
        ("Harbour Safety Board, March 2025", "Harbour Safety Board"),
        ("Meetings of the Pilot Council, October 2023", "Pilot Council"),
        ("Tide Project Steering Committee (TSC) Meeting 2025-03-04", "Tide Project Steering Committee"),
        ("Storm closes the harbour", None),
    ],
)
def test_the_group_that_meets_is_the_body_the_title_names(title: str, group: str | None) -> None:
    source = document("The Tide Project Steering Committee met on Monday.", "The lamps will be fitted in May.")
    source = source.model_copy(update={"title": title})
    assert Owners(analyse([source])).group(source) == group
