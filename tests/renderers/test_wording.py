from __future__ import annotations

import pytest

from briefgen.brief import Actor, Brief, Due, Evidence, Locator, Source, SummarySentence
from briefgen.renderers import wording


def evidence(quote: str = "It rained.", attribution: str | None = None, source: str = "s1") -> Evidence:
    return Evidence(source=source, start=0, end=len(quote), quote=quote, attribution=attribution)


@pytest.mark.parametrize(
    ("text", "start", "end", "shown"),
    [
        ("by Friday", "2025-03-11", "2025-03-14", "by 14 March 2025"),
        ("within 48 hours", "2025-03-11", "2025-03-13", "by 13 March 2025"),
        ("next week", "2025-03-17", "2025-03-23", "17 to 23 March 2025"),
        ("this week", "2025-03-31", "2025-04-06", "31 March to 6 April 2025"),
        ("over the new year", "2025-12-30", "2026-01-02", "30 December 2025 to 2 January 2026"),
        ("Tuesday", "2025-03-11", "2025-03-11", "11 March 2025"),
        ("on 11 March", "2025-03-11", "2025-03-11", ""),
        ("by March 14", None, "2025-03-14", "by 14 March 2025"),
        ("from Monday", "2025-03-17", None, "from 17 March 2025"),
        ("every Thursday", None, None, ""),
    ],
)
def test_due_dates(text: str, start: str | None, end: str | None, shown: str) -> None:
    assert wording.due_dates(Due(text=text, start=start, end=end)) == shown


def test_dates_that_are_no_days_stay_as_they_are() -> None:
    assert [wording.day(text) for text in ("2025-03", "2025", "11 March", "2025-13-01", "2025-03-11T10:00:00Z")] == [
        "March 2025", "2025", "11 March", "2025-13-01", "11 March 2025",
    ]  # fmt: skip


def test_a_claim_names_who_makes_it_once() -> None:
    claim = [evidence(attribution="the Kremlin")]
    assert wording.claimants("The dam is safe.", claim) == "the Kremlin"
    assert wording.claimants("The dam is safe, the Kremlin said.", claim) == ""
    assert wording.claimants("The dam is safe.", [*claim, evidence(attribution="Ilse Andrade")]) == (
        "the Kremlin and Ilse Andrade"
    )


def test_what_a_source_says_itself_is_no_claim() -> None:
    assert wording.claimants("The dam is safe.", [evidence(attribution="the Kremlin"), evidence()]) == ""


def test_an_actors_own_words_are_not_attributed_again() -> None:
    actor = Actor(name="Ilse Andrade", aliases=("the minister",), kind="person", evidence=(evidence(),))
    assert wording.claimants("The dam is safe.", [evidence(attribution="Andrade")], actor) == ""
    assert wording.claimants("The dam is safe.", [evidence(attribution="the minister")], actor) == ""
    assert wording.claimants("Opposed the dam.", [evidence(attribution="Petar Vukonic")], actor) == "Petar Vukonic"


def test_place_of_a_quote() -> None:
    one, two = Source(id="s1", title="Minutes", publisher="Council"), Source(id="s2", title="News", publisher="Gazette")
    piece = Evidence(
        source="s1", start=0, end=2, quote="It", locator=Locator(page=4, speaker="the Chair", time="00:12:31"),
        attribution="a resident",
    )  # fmt: skip
    where = "the Chair, 00:12:31, p.\N{NO-BREAK SPACE}4; according to a resident"
    assert wording.place(piece, Brief(title="x", sources=(one,))) == where
    assert wording.place(piece, Brief(title="x", sources=(one, two))) == f"Council, {where}"
    same = Source(id="s2", title="Agenda", publisher="Council")
    assert wording.place(piece, Brief(title="x", sources=(one, same))) == f"Minutes, {where}"


def test_statement_on_a_single_source() -> None:
    source = Source(id="s1", date="2025-03-11", word_count=1830)
    assert wording.source_statement(Brief(title="x", sources=(source,))) == (
        "This brief rests on a single source (1,830 words), dated 11 March 2025. Nothing in it is confirmed by another."
    )
    undated = wording.source_statement(Brief(title="x", sources=(Source(id="s1"),)))
    assert undated.startswith("This brief rests on a single source; it gives no date.")


def test_statement_on_several_sources_counts_what_can_be_counted() -> None:
    brief = Brief(
        title="x",
        sources=(Source(id="s1", publisher="A", date="2025-03-11"), Source(id="s2", publisher="A"), Source(id="s3")),
        summary=(
            SummarySentence(text="It rained.", evidence=(evidence(), evidence(source="s2"))),
            SummarySentence(text="It poured.", evidence=(evidence(), evidence("It poured."))),
        ),
    )
    assert wording.source_statement(brief) == (
        "This brief rests on 3 sources from 1 publisher, dated 11 March 2025. 2 sources give no date. Of 2 statements "
        "in the summary, open issues and next steps, 1 rests on more than one source."
    )


def test_standing_does_not_say_the_affiliation_twice() -> None:
    def actor(role: str | None, affiliation: str | None) -> Actor:
        return Actor(name="x", kind="person", role=role, affiliation=affiliation, evidence=(evidence(),))

    assert wording.standing(actor("U.S. Secretary of State", "U.S.")) == "U.S. Secretary of State"
    assert wording.standing(actor("Chair", "River Commission")) == "Chair, River Commission"
    assert wording.standing(actor(None, "River Commission")) == "River Commission"
    assert wording.standing(actor(None, None)) == ""
    assert wording.standing(actor("X", None)) == "", "a role that is the name says nothing"
