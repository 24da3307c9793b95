"""From sources to a brief."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefgen import pipeline
from briefgen.brief import Brief
from briefgen.config import Config
from briefgen.errors import BriefError, SourceError
from tests.conftest import EXAMPLES


@pytest.fixture(scope="module")
def news() -> Brief:
    return pipeline.build([EXAMPLES / "river-accord.md"], Config()).brief


def test_title_date_and_source_come_from_the_document(news: Brief) -> None:
    assert news.title == "Three Neighbours Agree to Share the Zambezi, With One Signature Missing"
    assert news.date == "2026-03-17"
    (source,) = news.sources
    assert (source.id, source.path, source.media_type) == ("s1", "river-accord.md", "text/markdown")
    assert source.word_count > 600
    assert not news.warnings


def test_every_section_is_filled_and_the_first_sentence_is_the_bottom_line(news: Brief) -> None:
    assert 3 <= len(news.summary) <= 6
    assert news.bottom_line == news.summary[0].text
    assert {"Beatrice Mulenga", "Tomás Nhantumbo"} <= {actor.name for actor in news.key_actors}
    assert news.open_issues
    assert news.next_steps


def test_captions_and_photo_credits_are_no_evidence(news: Brief) -> None:
    printed = news.model_dump_json()
    assert "Delegates gather on the terrace" not in printed
    assert "R. Okello" not in printed


def test_several_sources_take_the_latest_date_and_the_news_as_title() -> None:
    brief = pipeline.build([EXAMPLES / "memo.html", EXAMPLES / "minutes.txt"], Config()).brief
    assert [source.id for source in brief.sources] == ["s1", "s2"]
    assert brief.date == "2026-06-22"
    assert brief.title not in {source.title for source in brief.sources}
    assert len(brief.title) <= 91


def test_a_brief_lists_the_most_certain_items_only_and_says_so(news: Brief) -> None:
    brief = pipeline.build([EXAMPLES / "river-accord.md"], Config(most_items=2)).brief
    assert brief.open_issues == news.open_issues[:2]
    assert len(brief.next_steps) == 2
    assert [warning.text for warning in brief.warnings] == [
        "No more than the 2 most certain open issues are listed.",
        "No more than the 2 most certain next steps are listed.",
    ]


def test_a_source_that_cannot_be_read_is_left_out_and_said_so(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    built = pipeline.build([tmp_path / "empty.txt", EXAMPLES / "minutes.txt"], Config())
    assert built.left_out == ("'empty.txt' is empty.",)
    assert built.brief.warnings[0].text == "Left out: 'empty.txt' is empty."
    assert built.brief.sources[0].id == "s1"
    with pytest.raises(SourceError, match="is empty"):
        pipeline.build([tmp_path / "empty.txt"], Config())


def test_an_item_that_its_source_does_not_hold_stops_the_build(monkeypatch: pytest.MonkeyPatch) -> None:
    """An extractor at fault must not get a made-up quote into a brief."""
    from briefgen import registry
    from briefgen.brief import Evidence, Step

    load = registry.load

    def invent(_analysis: object, _config: object) -> list[Step]:
        evidence = Evidence(source="s1", start=0, end=8, quote="invented")
        return [Step(action="invent", status="planned", evidence=(evidence,))]

    monkeypatch.setattr(registry, "load", lambda group, name: invent if name == "steps" else load(group, name))
    with pytest.raises(BriefError, match=r"next_steps\[0\]\.evidence\[0\]\.quote differs from the source"):
        pipeline.build([EXAMPLES / "minutes.txt"], Config())
