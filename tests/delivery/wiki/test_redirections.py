"""A wiki that leads elsewhere: what logs in is given to nobody but the host that the target names."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from briefgen.delivery.wiki.publishing import try_login
from briefgen.errors import BriefgenError, UnreachableError
from tests.delivery.wiki.benches import SECRET
from tests.delivery.wiki.conftest import Desk
from tests.delivery.wiki.fault_proxy import Fault, before

SECRET_WORD = "moved-secret-12345"


@contextmanager
def server(answer: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    serving = ThreadingHTTPServer(("127.0.0.1", 0), answer)
    thread = threading.Thread(target=serving.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"http://localhost:{serving.server_address[1]}"
    finally:
        serving.shutdown()
        thread.join()
        serving.server_close()


@pytest.fixture
def elsewhere() -> Iterator[tuple[str, list[str]]]:
    """The address of another host, and what it was asked."""
    asked: list[str] = []

    class Elsewhere(BaseHTTPRequestHandler):
        def _note(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            asked.append(f"{self.command} {self.path} {self.headers} {body!r}")
            self.send_response(401)
            self.send_header("WWW-Authenticate", "Basic")
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_GET = do_POST = do_PUT = _note  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    with server(Elsewhere) as url:
        yield url, asked


@pytest.mark.parametrize("bench", ["mediawiki", "dokuwiki", "cloud", "data-center"], indirect=True)
@pytest.mark.parametrize("status", [302, 308])
def test_a_redirection_is_told_and_not_followed(
    desk: Desk, elsewhere: tuple[str, list[str]], status: int, pauses: list[float]
) -> None:
    url, asked = elsewhere
    for skip in (0, 1, 2, 4):  # the login, the reading, the writing
        with before(desk.table["url"]) as proxy:
            real, desk.table["url"] = desk.table["url"], proxy.url
            proxy.faults += [Fault("", status, {"Location": f"{url}/elsewhere?x={SECRET_WORD}"}, skip=skip)] * 2
            with pytest.raises(UnreachableError) as caught:
                desk.publish()
            desk.table["url"] = real
        assert f"leads elsewhere, to {url}/elsewhere," in caught.value.message
        assert "url" in caught.value.remedy
        assert SECRET_WORD not in str(caught.value)
    assert asked == []
    assert pauses == []


@pytest.mark.parametrize("bench", ["git"], indirect=True)
@pytest.mark.parametrize("after_login", [False, True])
def test_git_does_not_follow_a_redirection_with_its_password(
    desk: Desk, elsewhere: tuple[str, list[str]], after_login: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, asked = elsewhere

    class Origin(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if after_login and "Authorization" not in self.headers:
                self.send_response(401)
                self.send_header("WWW-Authenticate", 'Basic realm="wiki"')
            else:
                self.send_response(307)
                self.send_header("Location", url + self.path)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    monkeypatch.setenv(SECRET, SECRET_WORD)
    with server(Origin) as origin:
        desk.table |= {"url": f"{origin}/wiki.git", "user": "desk", "password_env": SECRET, "attempts": 1}
        for action in (desk.publish, lambda: try_login(desk.target)):
            with pytest.raises(BriefgenError, match="leads elsewhere") as caught:
                action()
            assert caught.value.exit_code == 7
            assert SECRET_WORD not in str(caught.value)
    assert asked == []
