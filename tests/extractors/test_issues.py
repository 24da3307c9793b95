"""The open issues of a brief: one line, why it is open, whom it divides, and exact evidence."""

from __future__ import annotations

from typing import get_args

import pytest

from briefgen.analysis import Analysis, analyse
from briefgen.brief import Issue, IssueKind
from briefgen.config import Config
from briefgen.extractors.issues import extract, make_issue
from tests.analysis.test_entities import document

SOURCE = document(
    "Norway and Iceland met in Bergen on Monday to talk about herring.",
    "It was not enough.",
    "Foreign Minister Ingrid Halvorsen opposes the quota that Iceland demands, but Iceland insists on it.",
    "They have not agreed.",
    "Should the quota be measured again before the summer?",
    "The board is still waiting for an answer from the port office, and no date has been set.",
    "The weather was " + ", ".join(f"good on the {n}th morning of the long voyage" for n in range(4, 20)) + ".",
)


@pytest.fixture(scope="module")
def analysis() -> Analysis:
    return analyse([SOURCE])


def issue_on(analysis: Analysis, *words: str) -> Issue:
    indices = [next(s.index for s in analysis.sentences if word in s.text) for word in words]
    issue = make_issue(analysis, indices)
    assert issue is not None
    return issue


def test_the_weightiest_sentence_speaks_for_the_issue(analysis: Analysis) -> None:
    issue = issue_on(analysis, "opposes the quota", "measured again")
    assert issue.text.startswith("Foreign Minister Ingrid Halvorsen opposes the quota")
    assert [evidence.quote for evidence in issue.evidence] == [
        "Foreign Minister Ingrid Halvorsen opposes the quota that Iceland demands, but Iceland insists on it.",
        "Should the quota be measured again before the summer?",
    ]


def test_a_sentence_that_cannot_be_read_alone_gives_way_to_one_that_can(analysis: Analysis) -> None:
    issue = issue_on(analysis, "It was not enough", "opposes the quota")
    assert "opposes the quota" in issue.text
    assert issue.evidence[0].quote == "It was not enough."


def test_the_actors_are_those_that_the_evidence_names(analysis: Analysis) -> None:
    assert {"Ingrid Halvorsen", "Iceland"} <= set(issue_on(analysis, "opposes the quota").actors)


def test_kinds_tell_a_reply_awaited_from_a_question_and_a_disagreement(analysis: Analysis) -> None:
    assert issue_on(analysis, "still waiting").kind == "awaited"
    assert issue_on(analysis, "measured again").kind == "question"
    assert issue_on(analysis, "opposes the quota").kind == "disagreement"


def test_evidence_points_and_does_not_copy(analysis: Analysis) -> None:
    issue = issue_on(analysis, "The weather")
    assert len(issue.evidence[0].quote) <= 400
    assert SOURCE.text[issue.evidence[0].start : issue.evidence[0].end] == issue.evidence[0].quote
    assert len(issue.text) <= 300


def test_the_section_holds_issues_with_exact_evidence(analysis: Analysis) -> None:
    issues = extract(analysis, Config())
    assert issues
    for issue in issues:
        assert issue.kind in get_args(IssueKind)
        assert 1 <= len(issue.evidence) <= 3
        assert all(SOURCE.text[e.start : e.end] == e.quote for e in issue.evidence)


def test_a_line_without_content_is_no_issue() -> None:
    assert make_issue(analyse([document("The council met on Monday.", "Neither can we.")]), [1]) is None


def test_no_actor_is_called_after_a_pronoun() -> None:
    source = document(
        "Zambian Water Minister Beatrice Mulenga led the talks.",
        "Mulenga denied the charge, and said her ministry had not decided when it would hold hearings.",
    )
    issue = make_issue(analyse([source]), [1])
    assert issue is not None
    assert not any(name.startswith("her ") for name in issue.actors)
