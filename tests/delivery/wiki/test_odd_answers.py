"""Answers that are well-formed and yet not what was asked for: told in a sentence, and nothing is lost by them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from briefgen.errors import RefusedError, UnreachableError
from tests.conftest import Run
from tests.delivery.wiki.benches import SECRET, Bench
from tests.delivery.wiki.conftest import Desk
from tests.delivery.wiki.dokuwiki_fake import TOKEN, json_rpc_bench
from tests.delivery.wiki.fault_proxy import Fault, FaultProxy, before
from tests.delivery.wiki.test_cli_publish import configure

JSON = {"Content-Type": "application/json"}
XML = {"Content-Type": "text/xml"}
SHAPES = [
    "[]",
    "{}",
    "null",
    '"hello"',
    "[[1, 2]]",
    '{"query": "x", "results": "x", "result": {"a": 1}, "edit": "x", "id": {}, "error": "x"}',
    '{"query": {"pages": {}, "tokens": {}}, "results": [7], "result": [7], "upload": [], "id": 7, "title": [7]}',
    "<html>Please log in</html>",
]
VALUES = ["<array><data/></array>", "<struct/>", "<int>7</int>", "<string>hello</string>"]
XML_SHAPES = [
    f"<?xml version='1.0'?><methodResponse><params><param><value>{value}</value></param></params></methodResponse>"
    for value in VALUES
] + ["<methodResponse/>", "<html>", "hello"]


@pytest.fixture
def json_rpc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """DokuWiki's JSON-RPC."""
    with json_rpc_bench() as bench:
        monkeypatch.setenv(SECRET, TOKEN)
        bench.table["api"] = "jsonrpc"
        yield Desk(bench, tmp_path, "Odd")


def publish_through(desk: Desk, proxy: FaultProxy, shapes: list[str], headers: dict[str, str], step: int) -> int:
    """Let each request of a publish in turn be answered by each of ``shapes``; how many were."""
    desk.table |= {"url": proxy.url, "attempts": 1}
    asked = 0
    while True:
        fault = Fault("", 200, headers, shapes[asked % len(shapes)], skip=asked * step)
        proxy.faults[:] = [fault]
        desk.save(title=f"Odd answer {asked}")
        with suppress(UnreachableError):  # an empty list is a fine answer to some questions
            desk.publish()
        if proxy.faults:
            return asked
        # The next publish makes the page whole.
        desk.publish()
        assert "Odd answer" in desk.text()
        asked += 1


@pytest.mark.parametrize(
    ("bench", "step"), [("mediawiki", 3), ("dokuwiki", 2), ("cloud", 1), ("data-center", 1)], indirect=["bench"]
)
def test_every_request_may_be_answered_oddly(desk: Desk, bench: Bench, pauses: list[float], step: int) -> None:  # noqa: ARG001
    shapes, headers = (XML_SHAPES, XML) if desk.table["kind"] == "dokuwiki" else (SHAPES, JSON)
    desk.table |= {"api": "xmlrpc"} if desk.table["kind"] == "dokuwiki" else {}
    with before(desk.table["url"]) as proxy:
        assert publish_through(desk, proxy, shapes, headers, step) > 3


@pytest.mark.parametrize("turn", [0, 3, 6])
def test_every_request_may_be_answered_oddly_by_json_rpc(json_rpc: Desk, pauses: list[float], turn: int) -> None:  # noqa: ARG001
    with before(json_rpc.table["url"]) as proxy:
        assert publish_through(json_rpc, proxy, SHAPES[turn:] + SHAPES[:turn], JSON, 1) > 8


@pytest.mark.parametrize("bench", ["cloud", "data-center"], indirect=True)
@pytest.mark.parametrize("skip", [0, 1, 3])
def test_a_confluence_that_is_not_there_is_refused(desk: Desk, skip: int) -> None:
    with before(desk.table["url"]) as proxy:
        desk.table["url"] = proxy.url
        proxy.faults[:] = [Fault("", 404, {}, "<html>Not found</html>", skip=skip)]
        with pytest.raises(RefusedError, match=r"HTTP 404|no space") as caught:
            desk.publish()
        assert "space" in caught.value.remedy


@pytest.mark.parametrize("bench", ["mediawiki", "dokuwiki", "cloud", "data-center"], indirect=True)
def test_the_command_ends_in_the_documented_exit_code(run: Run, desk: Desk, pauses: list[float]) -> None:  # noqa: ARG001
    with before(desk.table["url"]) as proxy:
        proxy.faults[:] = [Fault("", 200, JSON, '{"login": [], "results": {"0": []}, "result": 7}')] * 30
        configure(desk, url=proxy.url)
        result = run("publish", desk.folder)
    assert result.exit_code == 7, result.output
    assert result.stderr.startswith("briefgen: ")
    assert "url" in result.stderr
