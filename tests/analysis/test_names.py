"""When two names mean the same."""

from __future__ import annotations

import pytest

from briefgen.analysis.gazetteer import find_state
from briefgen.analysis.names import is_acronym_of, is_handle_of, parts, same_person


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        ("Ana Ribeiro", "Ana Maria Ribeiro", True),
        ("A. Ribeiro", "Ana Ribeiro", True),
        ("Kristen Wallis", "Kristin Wallis", True),
        ("Pierre Antoine", "Pierre-Antoine Morel", True),
        ("Jan Ribeiro", "Ana Ribeiro", False),
        ("Ana Ribeiro", "Ana Robles", False),
    ],
)
def test_full_names_of_one_person(one: str, two: str, same: bool) -> None:
    assert same_person(parts(one), parts(two)) is same


@pytest.mark.parametrize(
    ("handle", "name", "same"),
    [
        ("jferreira", "Joana Ferreira", True),
        ("joanaf", "Joana Ferreira", True),
        ("ferreira", "Joana Ferreira", True),
        ("bigbird", "Joana Ferreira", False),
        ("jose", "Joana Ferreira", False),
    ],
)
def test_handles_built_from_a_name(handle: str, name: str, same: bool) -> None:
    assert is_handle_of(handle, parts(name)) is same


def test_an_acronym_may_leave_out_connectors_and_the_beginning() -> None:
    assert is_acronym_of("MOF", parts("Ministry of Finance"))
    assert is_acronym_of("MF", parts("Ministry of Finance"))
    assert is_acronym_of("CPC", parts("Open Tools Foundation Cross Project Council"))
    assert not is_acronym_of("MD", parts("Ministry of Finance"))


def test_titles_and_articles_are_no_part_of_a_name() -> None:
    assert parts("the Rev. Dr. Ana Ribeiro") == ("ana", "ribeiro")


@pytest.mark.parametrize(
    ("words", "code", "relation"),
    [
        ("The United States", "US", "name"),
        ("U.K.", "GB", "name"),
        ("Kyiv", "UA", "capital"),
        ("Kremlin", "RU", "seat"),
        ("Kazakh", "KZ", "demonym"),
    ],
)
def test_states_are_known_by_name_capital_seat_and_demonym(words: str, code: str, relation: str) -> None:
    found = find_state(words)
    assert found is not None
    assert (found[0].code, found[1]) == (code, relation)
