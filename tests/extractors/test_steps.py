"""The next steps of a brief: owner, action, due date, status and condition of what a sentence announces."""

from __future__ import annotations

import re

import pytest

from briefgen.analysis import analyse
from briefgen.brief import Step
from briefgen.config import Config
from briefgen.documents import Document
from briefgen.extractors.steps import extract, make_steps
from tests.analysis.test_entities import document

NEWS = (
    "Norway's foreign minister, Ingrid Halvorsen, met her Icelandic colleague on Monday.",
    "Halvorsen said she will send a new proposal to Iceland by Friday.",
    "Iceland agreed to open its ports to trawlers next week if the quotas are signed.",
    "The report is to be published by the fisheries council on 9 April.",
    "Talks will resume in Oslo on Thursday.",
    "A second round of talks was postponed until 20 March.",
)
MINUTES = (
    "# Harbour Safety Board Meeting",
    "# Lighting on the east pier",
    "* Marta to ask the port office for a quotation by Thursday",
    "* Action: update the rota before next week",
    "* Close the issue once the lamps are fitted",
    "* Next meeting: 25 March",
    ("Jon Berg", "I'll write to the insurers tomorrow."),
)


def _step(source: Document, words: str) -> Step:
    analysis = analyse([source])
    index = next(sentence.index for sentence in analysis.sentences if words in sentence.text)
    return make_steps(analysis, [index])[0]


def test_a_pronoun_is_owned_by_the_one_it_stands_for() -> None:
    step = _step(document(*NEWS), "new proposal")
    assert step.owner == "Ingrid Halvorsen"
    assert step.action == "Send a new proposal to Iceland"
    assert step.status == "committed"
    assert step.due is not None
    assert (step.due.text, step.due.end) == ("by Friday", "2025-03-14")


def test_a_condition_makes_a_step_conditional_and_stands_apart() -> None:
    step = _step(document(*NEWS), "open its ports")
    assert step.owner == "Iceland"
    assert step.status == "conditional"
    assert step.condition == "if the quotas are signed"
    assert step.action.startswith("Open ")
    assert "if" not in step.action.split()
    assert step.due is not None
    assert (step.due.start, step.due.end) == ("2025-03-17", "2025-03-23")


def test_a_passive_is_owned_by_its_agent_and_worded_actively() -> None:
    step = _step(document(*NEWS), "The report")
    assert step.owner is not None
    assert "fisheries council" in step.owner
    assert step.action == "Publish the report"


def test_what_happens_to_a_thing_names_the_thing() -> None:
    assert _step(document(*NEWS), "Talks will").action == "Resume talks in Oslo"
    postponed = _step(document(*NEWS), "second round")
    assert postponed.action.startswith("[Hold] a second round of talks")
    assert postponed.due is not None
    assert postponed.due.end == "2025-03-20"


@pytest.mark.parametrize(
    ("words", "owner", "action"),
    [
        ("Marta to", "Marta", "Ask the port office for a quotation"),
        ("update the rota", "Harbour Safety Board", "Update the rota"),
        ("write to the insurers", "Jon Berg", "Write to the insurers"),
    ],
)
def test_the_forms_of_minutes_name_owner_and_deed(words: str, owner: str, action: str) -> None:
    step = _step(document(*MINUTES), words)
    assert step.owner == owner
    assert step.action.startswith(action)


def test_a_bullet_that_says_little_carries_its_topic_in_brackets() -> None:
    step = _step(document(*MINUTES), "Close the issue")
    assert step.action == "Close the issue [Lighting on the east pier]"
    assert step.condition == "once the lamps are fitted"


def test_a_meeting_named_by_its_noun_is_held() -> None:
    step = _step(document(*MINUTES), "Next meeting")
    assert step.action.lower().startswith("[hold] next meeting")
    assert step.due is not None
    assert step.due.end == "2025-03-25"


@pytest.mark.parametrize("source", [document(*NEWS), document(*MINUTES)])
def test_every_word_outside_brackets_comes_from_the_evidence(source: Document) -> None:
    analysis = analyse([source])
    for sentence in analysis.sentences:
        step = next(iter(make_steps(analysis, [sentence.index])), None)
        if step is None:
            continue
        known = (
            set(re.findall(r"\w+", sentence.text.lower()))
            | {token.lemma_.lower() for token in sentence.tokens}
            | {"not"}
        )
        outside = re.findall(r"\w+", re.sub(r"\[[^\]]*\]", " ", step.action).lower())
        assert not set(outside) - known
        assert len(step.action) <= 200
        assert re.match(r"\[?[A-Z]", step.action)


def test_steps_come_soonest_first_with_exact_evidence_and_none_twice() -> None:
    source = document(*NEWS, "Halvorsen will send Iceland the new proposal by Friday.")
    steps = extract(analyse([source]), Config())
    dates = [step.due.end for step in steps if step.due and step.due.end]
    assert dates == sorted(dates)
    assert sum("proposal" in step.action for step in steps) == 1
    for step in steps:
        for evidence in step.evidence:
            assert source.text[evidence.start : evidence.end] == evidence.quote


def test_what_is_told_of_the_past_or_hoped_for_is_no_step() -> None:
    source = document(
        "The harbour masters met in Oslo and discussed the fees.",
        '"Hopefully the council will agree to that," Jon Berg said.',
        "Marta Lind will publish the report on Friday.",
    )
    analysis = analyse([source])
    made = [make_steps(analysis, [sentence.index]) for sentence in analysis.sentences]
    assert [len(steps) for steps in made] == [0, 0, 1]


@pytest.mark.parametrize(
    ("note", "owner", "action"),
    [
        ("* Action Items (individual): comment on the charter by Friday", None, "Comment on the charter"),
        ("* need to check the wiring of the pump", None, "Check the wiring of the pump"),
        ("* schedule a longer meeting with the insurers", None, "Schedule a longer meeting with the insurers"),
        ("* qxmarta to ask the port office for a quotation", "qxmarta", "Ask the port office for a quotation"),
    ],
)
def test_notes_begin_with_their_verb_whatever_the_tagger_takes_it_for(
    note: str, owner: str | None, action: str
) -> None:
    step = _step(document(note), note.split()[-1])
    assert step.action == action
    if owner:
        assert step.owner == owner


def test_a_gathering_that_takes_place_is_held() -> None:
    step = _step(document("Next year's rowing contest will take place in Bergen in June."), "contest")
    assert re.match(r"\[Hold\] next year's \[2026\] rowing contest in Bergen", step.action)


def test_a_faint_note_is_told_by_the_firm_one_beside_it() -> None:
    source = document("* The rota, again.", "* Marta will print the rota.")
    (step,) = make_steps(analyse([source]), [0, 1])
    assert step.action == "Print the rota"
    assert step.owner == "Marta"


def test_ornaments_and_stray_brackets_are_left_out() -> None:
    step = _step(document("* Marta will print the rota] ✪"), "rota")
    assert step.action == "Print the rota"


def test_what_a_speaker_needs_and_what_is_so_are_no_steps() -> None:
    source = document(
        '"We need more water, and we need it in October," the farmer Aino Salmi said.',
        "This time the two largest users are bound, and Norway has left its chair at the table.",
    )
    assert make_steps(analyse([source]), [0]) == []
    assert make_steps(analyse([source]), [1]) == []


def test_a_date_of_a_clause_below_is_not_that_of_the_deed() -> None:
    source = document(
        "Iceland will cut its quota once the council, which meets on 9 April, has measured the stock.",
        "The bank will lend the money if all parliaments ratify the accord by 30 May.",
    )
    for index in (0, 1):
        (step,) = make_steps(analyse([source]), [index])
        assert step.due is None


def test_a_clause_that_says_when_a_deed_comes_dates_it() -> None:
    source = document(
        "Iceland will settle the quota in a bill to be tabled in the Althing on 2 May.",
        "The council, which meets on 9 April, will measure the stock.",
        "The board decides on the quota when the council meets in Bergen on 9 April.",
    )
    dates = []
    for index in range(3):
        (step,) = make_steps(analyse([source]), [index])
        assert step.due is not None
        dates.append(step.due.start)
    assert dates == ["2025-05-02", "2025-04-09", "2025-04-09"]


def test_a_date_of_what_others_do_is_not_that_of_the_deed() -> None:
    words = "The islands will close the strait whenever ice passes a line that engineers are to draw by the end of May."
    assert _step(document(words), "close the strait").due is None
    words = "The limits take effect on 9 April, and Iceland will take its case to the tribunal in Hamburg."
    assert _step(document(words), "tribunal").due is None


def test_an_owner_tells_whom_it_belongs_to() -> None:
    source = document(
        "Norway's fisheries minister is Ingrid Halvorsen.", "Halvorsen said her ministry will publish the quotas."
    )
    assert _step(source, "her ministry").owner == "Ingrid Halvorsen's ministry"


def test_a_thing_does_nothing_and_who_is_sent_it_neither() -> None:
    source = document(
        "The harbour agency said that the old ships will be given away.",
        "The Steam Ferry Aurora will go on display at the Bergen Maritime Centre in June.",
        "Steam Ferry Solveig will be sent to the Narvik Science Centre in July.",
    )
    assert _step(source, "on display").owner not in {"Steam Ferry Aurora", "The Steam Ferry Aurora"}
    assert _step(source, "be sent").owner not in {"Steam Ferry Solveig", "Narvik Science Centre"}


def test_who_tells_of_what_is_to_come_need_not_do_it() -> None:
    source = document("The bank's chairman, Jon Berg, said the first payment would follow within 30 days of the vote.")
    step = _step(source, "first payment")
    assert step.action.startswith("[Expect] the first payment")
    assert step.owner is None


@pytest.mark.parametrize(
    ("line", "action"),
    [
        ("* Next report: 26 March", "[Expect] next report"),
        ("* 57.4 | Marta to test the new lamps on both stone piers", "Test the new lamps on both stone piers"),
        ("* 26 March", "[Expect] [Next inspection]"),
    ],
)
def test_a_date_or_a_number_in_front_leaves_the_words_as_they_are(line: str, action: str) -> None:
    source = document("# Harbour Safety Board Meeting", "# Next inspection", "* Marta is back.", line)
    assert _step(source, line.lstrip("* ")[:8]).action == action


def test_what_ends_is_not_promised() -> None:
    step = _step(document("Ingrid Halvorsen will no longer run the harbour archive in Bergen."), "no longer")
    assert step.action.startswith("Not run the harbour archive")


def test_a_condition_ends_where_the_deed_begins() -> None:
    step = _step(document("Once the new depot opens Ingrid Halvorsen will hand the keys to the council."), "keys")
    assert step.condition in {None, "Once the new depot opens"}
    assert step.action == "Hand the keys to the council"


def test_a_season_in_the_name_of_a_thing_is_no_date() -> None:
    assert _step(document("The council will mend the quay before the summer recess."), "mend").due is None


def test_a_list_of_tasks_gives_each_to_the_name_in_front() -> None:
    source = document(
        "# Harbour Safety Board Meeting",
        ("Jon Berg", "The lamps on the east pier are broken."),
        "# Actions",
        ("Jon Berg", "order four lamps for the east pier"),
    )
    assert _step(source, "order four").owner == "Jon Berg"


def test_a_full_sentence_of_a_turn_is_no_order() -> None:
    source = document(("Jon Berg", "Make no mistake, the council will repair the east pier in June."))
    assert _step(source, "east pier").action.startswith("Repair the east pier")


def test_what_the_list_of_tasks_says_again_is_told_once() -> None:
    source = document(
        "# Harbour Safety Board Meeting",
        ("Jon Berg", "The panels of the quay are cracked, and I will order four new panels by 25 March."),
        "# Actions",
        ("Jon Berg", "order four panels (25 March)"),
    )
    steps = [step for step in extract(analyse([source]), Config()) if "panels" in step.action]
    assert len(steps) == 1


def test_what_a_promise_rests_on_stands_apart_with_its_date() -> None:
    words = "The Harbour Bank has agreed to lend the money for gauges, so long as both councils vote by the end of May."
    step = _step(document(words), "Harbour Bank")
    assert step.action == "Lend the money for gauges"
    assert step.condition == "so long as both councils vote by the end of May"
    assert step.due is None
