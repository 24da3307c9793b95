"""otterwiki, which serves its repository over HTTP: published with a password and read as its readers do."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from hypothesis import example, given, settings
from lxml import html

from briefgen.brief import Warning
from briefgen.brief_io import brief_bytes
from briefgen.delivery.wiki.publishing import publish, try_login
from briefgen.errors import AuthenticationError, RefusedError
from tests.delivery.wiki.benches import SECRET, Bench, git
from tests.delivery.wiki.conftest import PDF, Desk
from tests.delivery.wiki.hostile import EVERYTHING, HARMLESS, brief_of, elements, expected, joined, text_of, texts
from tests.delivery.wiki.php_servers import free_port
from tests.delivery.wiki.test_markup import BY_SERVER

FLASK = Path(os.environ.get("BRIEFGEN_TEST_OTTERWIKI", Path(sys.prefix) / "otterwiki")) / "bin" / "flask"
USER, PASSWORD = "desk@example.org", "otter-pass-12345"


class OtterwikiBench(Bench):
    """A running otterwiki."""

    secret = PASSWORD

    def __init__(self, url: str, repository: Path) -> None:
        self.url = url
        self.repository = repository
        self.table: dict[str, Any] = {
            "kind": "git",
            "url": f"{url}/.git",
            "software": "otterwiki",
            "user": USER,
            "index": "Briefs",
        }

    def text(self, name: str) -> str | None:
        done = git("show", f"HEAD:{name}.md", cwd=self.repository, check=False)
        return done.stdout if done.returncode == 0 else None

    def revisions(self, name: str) -> int:
        return len(git("log", "--format=%H", "--", f"{name}.md", cwd=self.repository).stdout.split())

    def edit(self, name: str, text: str) -> None:
        raise NotImplementedError("people edit in otterwiki's own pages")

    def upload(self, page_name: str, file_name: str, data: bytes) -> None:
        raise NotImplementedError("people upload in otterwiki's own pages")

    def attachments(self, page_name: str, file_name: str) -> list[bytes]:
        name = file_name.rpartition("/")[2]
        return [requests.get(f"{self.url}/{page_name}/a/{name}", timeout=30).content]

    def page(self, name: str) -> html.HtmlElement:
        """The page as a reader gets it."""
        answer = requests.get(f"{self.url}/{name}", timeout=30)
        assert answer.status_code == 200
        return html.fromstring(answer.text).xpath("//article[@class='page']")[0]


@pytest.fixture(scope="module")
def otterwiki(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OtterwikiBench]:
    if not FLASK.exists():
        pytest.skip(f"otterwiki is not installed at {FLASK.parent.parent}: run `make test`")
    folder = tmp_path_factory.mktemp("otterwiki")
    repository = folder / "repository"
    git("init", "--quiet", "--initial-branch=main", str(repository), cwd=folder)
    port = free_port()
    environment = {
        "REPOSITORY": str(repository),
        "SQLALCHEMY_DATABASE_URI": f"sqlite:///{folder}/users.sqlite",
        "SECRET_KEY": "0123456789abcdef",
        "GIT_WEB_SERVER": "true",
        "WTF_CSRF_ENABLED": "false",
        "EMAIL_NEEDS_CONFIRMATION": "false",
        "WRITE_ACCESS": "REGISTERED",
        "ATTACHMENT_ACCESS": "REGISTERED",
    }
    with (folder / "log").open("wb") as log:
        command = [str(FLASK), "--app", "otterwiki.server", "run", "--port", str(port)]
        process = subprocess.Popen(command, env=os.environ | environment, stdout=log, stderr=log)
    try:
        url = f"http://127.0.0.1:{port}"
        _wait_for(url, process, folder / "log")
        account = {"email": USER, "name": "Desk", "password1": PASSWORD, "password2": PASSWORD}
        requests.post(f"{url}/-/register", data=account, timeout=30, allow_redirects=False).raise_for_status()
        yield OtterwikiBench(url, repository)
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            requests.get(url, timeout=30)
            return
        except requests.exceptions.ConnectionError:
            assert process.poll() is None, log.read_text()
            time.sleep(0.1)


@pytest.fixture
def desk(otterwiki: OtterwikiBench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setenv(SECRET, PASSWORD)
    return Desk(otterwiki, tmp_path, "Water shared: states agree on 50 % [of it]")


def test_page_pdf_and_index_are_there_for_readers(desk: Desk, otterwiki: OtterwikiBench) -> None:
    assert try_login(desk.target)
    assert desk.publish().action == "created"
    assert desk.publish().action == "unchanged"
    page = otterwiki.page(desk.page)
    assert desk.brief.title in page.text_content()
    (link,) = page.xpath(".//a[text()='Brief as PDF']/@href")
    assert requests.get(f"{otterwiki.url}{link}", timeout=30).content == PDF
    (entry,) = otterwiki.page(desk.index).xpath(".//a[contains(text(), 'Water shared')]/@href")
    assert requests.get(f"{otterwiki.url}{entry}", timeout=30).status_code == 200
    desk.save(warnings=(Warning(text="A second look found nothing new."),))
    assert desk.publish().action == "updated"
    assert "A second look found nothing new" in otterwiki.page(desk.page).text_content()


def test_a_wrong_password_pushes_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.save(title="Never seen")
    monkeypatch.setenv(SECRET, "wrong-password-9")
    with pytest.raises((AuthenticationError, RefusedError)) as caught:
        desk.publish()
    assert "wrong-password-9" not in str(caught.value)
    assert desk.bench.text(desk.page) is None


@given(pieces=texts)
@settings(BY_SERVER, max_examples=2)
@example(pieces=EVERYTHING)
def test_markdown_is_inert_in_otterwiki(desk: Desk, otterwiki: OtterwikiBench, pieces: list[str]) -> None:
    text = joined(pieces)

    def shown(word: str) -> str:
        brief = brief_of(word).model_copy(update={"title": word})
        (desk.folder / "brief.json").write_bytes(brief_bytes(brief))
        desk.table["page"] = "Inert"
        publish(desk.folder, desk.target)
        page = otterwiki.page("inert")
        return html.tostring(page, encoding="unicode")

    harmless, hostile = shown(HARMLESS), shown(text)
    assert elements(hostile) == elements(harmless)
    assert text_of(hostile) == expected(text_of(harmless), text)
