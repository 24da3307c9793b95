"""Publishing, the same for every wiki: once, whole, and never over a person's work."""

from __future__ import annotations

import logging

import pytest

from briefgen.brief import SummarySentence, Warning
from briefgen.delivery.wiki.deciding import PageEditedError
from briefgen.delivery.wiki.publishing import Published
from tests.delivery.wiki.benches import MediaWikiBench
from tests.delivery.wiki.conftest import PDF, Desk

ANOTHER_PDF = PDF.replace(b"1.7", b"1.6")


def changed(desk: Desk) -> None:
    desk.save(warnings=(Warning(text="A second look found nothing new."),))


def actions(published: Published) -> tuple[str | None, ...]:
    return published.action, published.attachment_action, published.index_action


def test_a_brief_becomes_a_page_with_its_pdf_and_a_line_in_the_index(desk: Desk) -> None:
    published = desk.publish()
    assert actions(published) == ("created", "updated", "created")
    assert "river" in desk.text().lower()
    assert desk.attachments() == [PDF]
    index = desk.bench.text(desk.index)
    assert index is not None
    assert index.count(f"{desk.brief.date}: ") == 1


def test_an_unchanged_brief_makes_no_edit(desk: Desk) -> None:
    desk.publish()
    before = desk.text(), desk.bench.text(desk.index)
    published = desk.publish()
    assert actions(published) == ("unchanged", "unchanged", "unchanged")
    assert desk.revisions() == 1
    assert desk.bench.revisions(desk.index) == 1
    assert desk.attachments() == [PDF]
    assert (desk.text(), desk.bench.text(desk.index)) == before


def test_a_title_that_the_wiki_stores_in_another_form_is_listed_once(desk: Desk) -> None:
    desk.save(title=f"{desk.brief.title} – the “minister’s” & Ann's <view>")
    desk.publish()
    assert desk.publish().index_action == "unchanged"
    index = desk.bench.text(desk.index)
    assert index is not None
    assert index.count(f"{desk.brief.date}: ") == 1
    assert desk.bench.revisions(desk.index) == 1


def test_a_changed_brief_makes_one_revision_and_replaces_the_pdf(desk: Desk) -> None:
    desk.publish()
    changed(desk)
    desk.save(pdf=ANOTHER_PDF)
    published = desk.publish()
    assert (published.action, published.attachment_action, published.index_action) == (
        "updated",
        "updated",
        "unchanged",
    )
    assert desk.revisions() == 2
    assert desk.attachments()[-1] == ANOTHER_PDF
    assert len(desk.attachments()) == 2
    assert "A second look found nothing new" in desk.text()


def test_an_edited_page_is_not_overwritten(desk: Desk) -> None:
    desk.publish()
    edited = desk.text().replace("Summary", "Summary, corrected by Ann", 1)
    desk.edit(edited)
    kept = desk.text()
    changed(desk)
    desk.save(pdf=ANOTHER_PDF)
    for section in (False, True):
        with pytest.raises(PageEditedError) as caught:
            desk.publish(section=section)
        assert caught.value.exit_code == 8
        assert "corrected by Ann" in caught.value.difference
        assert "A second look" not in caught.value.difference  # the person's edit, not briefgen's
    assert desk.text() == kept
    assert desk.revisions() == 2
    assert desk.attachments() == [PDF]


def test_force_overwrites_an_edited_page(desk: Desk) -> None:
    desk.publish()
    desk.edit(desk.text().replace("Summary", "Summary, corrected by Ann", 1))
    assert desk.publish(force=True).action == "updated"
    assert "corrected by Ann" not in desk.text()
    assert desk.publish().action == "unchanged"


def test_text_around_the_brief_stops_it_and_is_kept_with_section(desk: Desk) -> None:
    desk.publish()
    desk.edit(f"<p>Read before noon.</p>\n{desk.text()}\n<p>Call Ann.</p>\n")
    changed(desk)
    with pytest.raises(PageEditedError) as caught:
        desk.publish()
    assert "Read before noon" in caught.value.difference
    assert desk.publish(section=True).action == "updated"
    text = desk.text()
    assert text.index("Read before noon") < text.index("A second look") < text.index("Call Ann")
    revisions = desk.revisions()
    assert desk.publish(section=True).action == "unchanged"
    assert desk.revisions() == revisions
    with pytest.raises(PageEditedError):
        desk.publish()


def test_force_with_section_replaces_edits_within_and_keeps_the_rest(desk: Desk) -> None:
    desk.publish()
    edited = desk.text().replace("Summary", "Summary, corrected by Ann", 1)
    desk.edit(f"<p>Read before noon.</p>\n{edited}")
    assert desk.publish(force=True, section=True).action == "updated"
    assert "corrected by Ann" not in desk.text()
    assert "Read before noon" in desk.text()


def test_a_page_of_somebody_else_is_left_alone(desk: Desk) -> None:
    desk.edit("<p>Ann's own page.</p>\n")
    kept = desk.text()
    for section in (False, True):
        with pytest.raises(PageEditedError) as caught:
            desk.publish(section=section)
        assert "Ann's own page" in caught.value.difference
    assert desk.text() == kept
    assert desk.publish(force=True).action == "updated"
    assert "Ann's own page" not in desk.text()


def test_a_pdf_that_a_person_replaced_is_not_overwritten(desk: Desk) -> None:
    desk.publish()
    changed(desk)
    desk.save(pdf=ANOTHER_PDF)
    annotated = PDF.replace(b"1.7", b"1.5")
    desk.upload(annotated)
    text = desk.text()
    for section in (False, True):
        with pytest.raises(PageEditedError) as caught:
            desk.publish(section=section)
        assert caught.value.exit_code == 8
        assert ".pdf was not put there by briefgen, or a person has replaced it since" in caught.value.message
        assert "--force" in caught.value.remedy
    assert desk.text() == text
    assert desk.attachments()[-1] == annotated
    assert desk.publish(force=True).attachment_action == "updated"
    assert desk.attachments()[-1] == ANOTHER_PDF
    assert actions(desk.publish()) == ("unchanged", "unchanged", "unchanged")


def test_another_pdf_of_the_same_brief_takes_its_place(desk: Desk) -> None:
    for pdf in (PDF, ANOTHER_PDF, PDF):
        desk.save(pdf=pdf)
        assert desk.publish().attachment_action == "updated"
        assert desk.publish().attachment_action == "unchanged"
    assert [pdf for pdf in desk.attachments() if pdf][-1] == PDF


def test_a_pdf_of_several_megabytes(desk: Desk) -> None:
    large = PDF + b"%" + b"x" * 3_000_000 + b"\n%%EOF\n"
    desk.save(pdf=large)
    assert actions(desk.publish()) == ("created", "updated", "created")
    assert desk.attachments() == [large]
    assert actions(desk.publish()) == ("unchanged", "unchanged", "unchanged")


@pytest.mark.parametrize("bench", ["mediawiki", "dokuwiki", "git"], indirect=True)
def test_a_persons_file_of_the_pdfs_name_is_left_alone(desk: Desk) -> None:
    own = PDF.replace(b"1.7", b"1.4")
    desk.upload(own)
    with pytest.raises(PageEditedError):
        desk.publish()
    assert desk.bench.text(desk.page) is None
    assert desk.attachments() == [own]
    assert desk.publish(force=True).action == "created"
    assert desk.attachments()[-1] == PDF


@pytest.mark.parametrize("bench", ["mediawiki"], indirect=True)
def test_a_title_is_inert_in_the_history_and_on_the_page_of_the_file(desk: Desk, bench: MediaWikiBench) -> None:
    desk.save(title="Inert [[Category:Evil]] {{Evil}} /* Evil */ &lt; <b>")
    published = desk.publish()
    asked = {"prop": "revisions|categories|templates|links", "rvprop": "parsedcomment", "formatversion": 2}
    pages = bench.person.api("query", titles=f"File:{published.attachment}|{published.page}", **asked)["query"]["pages"]
    for page in pages:
        (revision,) = page["revisions"]
        shown = revision["parsedcomment"].replace("\u2060", "")
        assert "Brief: Inert [[Category:Evil]] {{Evil}} -* Evil *- &amp;lt; &lt;b&gt;" in shown
        assert "<a" not in shown
        assert "Evil" not in f"{page.get('categories')} {page.get('templates')} {page.get('links')}"


def test_the_index_keeps_what_people_wrote_and_lists_newest_first(desk: Desk) -> None:
    first_date = desk.brief.date
    desk.publish()
    index = desk.bench.text(desk.index)
    assert index is not None
    desk.bench.edit(desk.index, f"<p>Our briefs.</p>\n{index}\n<p>Ask Ann.</p>\n")
    title = desk.brief.title
    desk.save(title=f"{title} later", date="2031-02-01")
    desk.publish()
    desk.save(title=f"{title} earlier", date="1999-02-01")
    desk.publish()
    index = desk.bench.text(desk.index)
    assert index is not None
    places = [
        index.index(part) for part in ("Our briefs", "2031-02-01: ", f"{first_date}: ", "1999-02-01: ", "Ask Ann")
    ]
    assert places == sorted(places)


def test_a_publish_that_died_halfway_is_finished_by_the_next(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from briefgen.delivery.wiki import publishing

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(publishing, "_update_index", die)
        with pytest.raises(KeyboardInterrupt):
            desk.publish()
    desk.publish()
    assert desk.revisions() == 1
    assert desk.attachments() == [PDF]
    index = desk.bench.text(desk.index)
    assert index is not None
    assert index.count(f"{desk.brief.date}: ") == 1
    assert desk.publish().action == "unchanged"


def test_an_edit_between_reading_and_writing_is_a_conflict(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from briefgen.delivery.wiki import publishing

    desk.publish()
    edited = desk.text().replace("Summary", "Summary, corrected by Ann", 1)
    changed(desk)
    decided = publishing._decide

    def decide_slowly(*arguments: object) -> object:
        decision = decided(*arguments)  # type: ignore[arg-type]
        desk.edit(edited)
        monkeypatch.setattr(publishing, "_decide", decided)
        return decision

    monkeypatch.setattr(publishing, "_decide", decide_slowly)
    with pytest.raises(PageEditedError) as caught:
        desk.publish()
    assert "corrected by Ann" in caught.value.difference
    assert "corrected by Ann" in desk.text()


def test_hostile_text_stays_text_and_leaves_the_page_publishable(desk: Desk) -> None:
    hostile = "[[File:x.png]] {{template}} <script>alert(1)</script> ~~NOCACHE~~ <!-- briefgen:end --> ]]> ''' %% |"
    sentence = SummarySentence(text=hostile, evidence=desk.brief.summary[0].evidence)
    desk.save(title=f"{desk.brief.title} [[x]] {{{{y}}}} <b> # | 100%", bottom_line=hostile, summary=(sentence,))
    assert desk.publish().action == "created"
    assert desk.publish().action == "unchanged"
    assert desk.revisions() == 1


def test_nothing_that_is_logged_or_stored_has_the_secret(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    published = desk.publish()
    if desk.bench.secret:
        assert desk.bench.secret not in caplog.text + repr(published) + repr(desk.target) + desk.text()
