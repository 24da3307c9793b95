"""Servers that are busy, lose answers, refuse or are not there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
import tenacity.nap

from briefgen.brief import Warning
from briefgen.delivery.wiki.deciding import PageEditedError
from briefgen.delivery.wiki.publishing import try_login
from briefgen.errors import AuthenticationError, BriefgenError, RefusedError, UnreachableError
from tests.delivery.wiki.benches import SECRET, Bench, ConfluenceBench, DokuWikiBench, MediaWikiBench
from tests.delivery.wiki.conftest import PDF, Desk
from tests.delivery.wiki.fault_proxy import Fault, FaultProxy, before
from tests.delivery.wiki.php_servers import free_port

HTTP_WIKIS = ["mediawiki", "dokuwiki", "cloud", "data-center"]


@pytest.fixture
def proxy(desk: Desk) -> Iterator[FaultProxy]:
    """Between the desk and its wiki."""
    with before(desk.table["url"]) as opened:
        desk.table["url"] = opened.url
        yield opened


def api_error(code: str) -> str:
    return json.dumps({"error": {"code": code, "info": "Please wait."}})


@pytest.mark.parametrize("bench", HTTP_WIKIS, indirect=True)
def test_a_busy_server_is_asked_again_when_it_wishes(desk: Desk, proxy: FaultProxy, pauses: list[float]) -> None:
    proxy.faults += [
        Fault("", 429, {"Retry-After": "7"}),
        Fault("", 503, {"Retry-After": "11"}),
        Fault("", 502),
    ]
    assert desk.publish().action == "created"
    assert desk.revisions() == 1
    assert pauses[:2] == [7.0, 11.0]
    assert 0 < pauses[2] < 10


@pytest.mark.parametrize("bench", HTTP_WIKIS, indirect=True)
def test_a_server_that_stays_busy_is_given_up(desk: Desk, proxy: FaultProxy, pauses: list[float]) -> None:
    proxy.faults += [Fault("", 503, {"Retry-After": "3"}) for _ in range(50)]
    desk.table["attempts"] = 3
    with pytest.raises(UnreachableError):
        desk.publish()
    assert pauses == [3.0, 3.0]


@pytest.mark.parametrize("bench", HTTP_WIKIS, indirect=True)
def test_a_server_that_asks_for_an_hour_is_not_waited_for(desk: Desk, proxy: FaultProxy, pauses: list[float]) -> None:
    proxy.faults.append(Fault("", 429, {"Retry-After": "3600"}))
    with pytest.raises(UnreachableError):
        desk.publish()
    assert pauses == []


_WRITES = {
    "mediawiki": ['action=upload|name="filename"', "action=edit.*title=Briefs|title=Briefs.*action=edit"],
    "dokuwiki": ["wiki.putAttachment", "wiki.putPage"],
    "cloud": ["POST /wiki/api/v2/pages"],
    "data-center": ["POST /rest/api/content\\b", "POST /rest/api/content/\\d+/child"],
}


@pytest.mark.parametrize("bench", HTTP_WIKIS, indirect=True)
def test_an_answer_lost_after_the_wiki_took_the_page_makes_no_second_revision(
    desk: Desk, proxy: FaultProxy, pauses: list[float], request: pytest.FixtureRequest
) -> None:
    kind = request.node.callspec.params["bench"]
    proxy.faults += [Fault(pattern, after=True) for pattern in _WRITES[kind]]
    desk.publish()
    assert proxy.faults == []
    assert desk.revisions() == 1
    assert desk.attachments()[-1] == PDF
    assert desk.publish().action == "unchanged"
    assert pauses


@pytest.mark.parametrize("bench", ["mediawiki"], indirect=True)
@pytest.mark.parametrize("code", ["maxlag", "ratelimited", "readonly"])
def test_mediawikis_own_words_for_busy_are_understood(
    desk: Desk, proxy: FaultProxy, pauses: list[float], code: str
) -> None:
    proxy.faults.append(Fault("action=edit", 200, {"Content-Type": "application/json"}, api_error(code)))
    lag = {"Content-Type": "application/json", "X-Database-Lag": "9", "Retry-After": "5"}
    proxy.faults.append(Fault("action=edit", 200, lag, api_error("maxlag")))
    assert desk.publish().action == "created"
    assert desk.revisions() == 1
    assert len(pauses) == 2
    assert pauses[1] == 5.0


@pytest.mark.parametrize("bench", ["mediawiki", "dokuwiki", "cloud", "data-center"], indirect=True)
def test_a_wrong_password_is_told_without_the_password(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SECRET, "a-wrong-password-9")
    for action in (desk.publish, lambda: try_login(desk.target)):
        with pytest.raises(AuthenticationError) as caught:
            action()
        assert "a-wrong-password-9" not in _all_of(caught.value)
    assert desk.bench.text(desk.page) is None


@pytest.mark.parametrize("bench", ["mediawiki", "dokuwiki", "git", "cloud", "data-center"], indirect=True)
def test_a_server_that_is_not_there_is_told(desk: Desk, pauses: list[float]) -> None:
    address = f"http://127.0.0.1:{free_port()}"
    desk.table["url"] = f"{address}/api.php" if desk.table["kind"] == "mediawiki" else address
    desk.table["attempts"] = 2
    with pytest.raises(UnreachableError) as caught:
        desk.publish()
    assert "127.0.0.1" in caught.value.message
    assert len(pauses) == 1


@pytest.mark.parametrize("bench", ["mediawiki", "dokuwiki", "cloud", "data-center"], indirect=True)
def test_a_page_that_is_no_wiki_is_told(desk: Desk, proxy: FaultProxy, pauses: list[float]) -> None:
    page = Fault("", 200, {"Content-Type": "text/html"}, "<html>Please log in</html>")
    proxy.faults += [page] * 20
    with pytest.raises(BriefgenError) as caught:
        desk.publish()
    assert caught.value.exit_code in (5, 6, 7)
    assert "url" in caught.value.remedy
    assert pauses == []


@pytest.mark.parametrize("bench", ["mediawiki"], indirect=True)
def test_two_uploads_within_a_second_are_no_refusal(desk: Desk, proxy: FaultProxy, pauses: list[float]) -> None:
    fault = api_error("backend-fail-alreadyexists")
    proxy.faults.append(Fault('name="filename"', 200, {"Content-Type": "application/json"}, fault))
    assert desk.publish().attachment_action == "updated"
    assert len(pauses) == 1
    assert desk.attachments() == [PDF]


@pytest.mark.parametrize("bench", ["mediawiki"], indirect=True)
def test_a_protected_page_is_refused(desk: Desk, bench: MediaWikiBench, proxy: FaultProxy) -> None:
    answer = json.dumps({"error": {"code": "protectedpage", "info": f"Protected from {bench.secret}."}})
    proxy.faults.append(Fault("action=edit", 200, {"Content-Type": "application/json"}, answer))
    with pytest.raises(RefusedError) as caught:
        desk.publish()
    assert "protectedpage" in caught.value.message
    assert bench.secret not in caught.value.message


@pytest.mark.parametrize("bench", ["mediawiki"], indirect=True)
def test_uploads_that_the_wiki_does_not_take_are_refused(desk: Desk) -> None:
    desk.save(pdf=b"%PDF-<html><script>alert(1)</script></html>")
    with pytest.raises(RefusedError) as caught:
        desk.publish()
    assert "attach = false" in caught.value.remedy
    desk.table["attach"] = False
    assert desk.publish().attachment is None
    assert "PDF" not in desk.text()


@pytest.mark.parametrize("bench", ["dokuwiki"], indirect=True)
def test_a_page_that_a_person_is_editing_is_waited_for(
    desk: Desk, bench: DokuWikiBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.person.pages.lock(desk.page)
    finished = SimpleNamespace(sleep=lambda _: bench.person.pages.unlock(desk.page))
    monkeypatch.setattr(tenacity.nap, "time", finished)
    assert desk.publish().action == "created"


@pytest.mark.parametrize("bench", ["dokuwiki"], indirect=True)
def test_an_account_without_rights_is_refused(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.table["user"] = "reader"
    monkeypatch.setenv(SECRET, "reader-pass-12345")
    for action in (desk.publish, lambda: try_login(desk.target)):
        with pytest.raises((RefusedError, AuthenticationError)):
            action()
    assert desk.bench.text(desk.page) is None


@pytest.mark.parametrize("bench", ["cloud", "data-center"], indirect=True)
def test_a_page_with_another_title_is_found_again(desk: Desk, bench: ConfluenceBench) -> None:
    desk.publish()
    page = bench.page(desk.page)
    page.title = "Ann's title"
    desk.save(warnings=(Warning(text="A second look."),))
    assert desk.publish().action == "updated"
    assert (len(bench.fake.pages), page.title) == (2, "Ann's title")  # the page and the index
    assert "press-briefs" in page.labels


@pytest.mark.parametrize("bench", ["cloud", "data-center"], indirect=True)
def test_a_title_that_is_taken_where_the_account_cannot_see_is_refused(desk: Desk, bench: ConfluenceBench) -> None:
    hidden = bench.fake.add(desk.page, "<p>Hidden.</p>")
    bench.fake.hidden.add(hidden.id)
    with pytest.raises(RefusedError, match="may not see"):
        desk.publish()
    assert len(hidden.versions) == 1


@pytest.mark.parametrize("bench", ["cloud", "data-center"], indirect=True)
def test_a_difference_in_storage_format_is_shown_block_by_block(desk: Desk, bench: ConfluenceBench) -> None:
    desk.publish()
    bench.edit(desk.page, desk.text().replace("<h2>Summary</h2>", "<h2>Summary by Ann</h2>"))
    with pytest.raises(PageEditedError) as caught:
        desk.publish()
    assert "\n-<h2>Summary</h2>\n+<h2>Summary by Ann</h2>\n" in caught.value.difference
    assert len(caught.value.difference) < len(desk.text()) / 2


@pytest.mark.parametrize("bench", ["cloud", "data-center"], indirect=True)
def test_new_pages_go_under_the_parent(desk: Desk, bench: ConfluenceBench) -> None:
    desk.table["parent"] = "Press"
    with pytest.raises(BriefgenError) as caught:
        desk.publish()
    assert caught.value.exit_code == 4
    parent = bench.fake.add("Press", "<p>Press</p>")
    desk.publish()
    assert bench.page(desk.page).parent == parent.id


def test_a_login_is_tried_without_a_change(desk: Desk, bench: Bench) -> None:
    assert try_login(desk.target)
    assert bench.text(desk.page) is None
    assert bench.text(desk.index) is None


def _all_of(error: BaseException | None) -> str:
    """Everything that could be printed of an error and what caused it."""
    text = ""
    while error is not None:
        text += f"{error!r} {error}"
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return text


@pytest.mark.parametrize("bench", ["mediawiki"], indirect=True)
def test_a_brief_without_a_pdf_is_published_without_one(desk: Desk, tmp_path: Path) -> None:
    (desk.folder / "brief.pdf").unlink()
    assert tmp_path in desk.folder.parents
    assert desk.publish().attachment is None
