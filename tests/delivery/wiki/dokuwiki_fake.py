"""A stand-in for DokuWiki's JSON-RPC interface, which Debian's release does not have yet."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.delivery.wiki.benches import Bench

TOKEN = "doku-token-12345"


class JsonRpcBench(Bench):
    """Pages and media in memory."""

    secret = TOKEN

    def __init__(self) -> None:
        self.table: dict[str, Any] = {"kind": "dokuwiki"}
        self.pages: dict[str, list[str]] = {}
        self.media: dict[str, list[bytes]] = {}
        self.locked: set[str] = set()

    def text(self, name: str) -> str | None:
        return self.pages[name][-1] if name in self.pages else None

    def revisions(self, name: str) -> int:
        return len(self.pages.get(name, []))

    def edit(self, name: str, text: str) -> None:
        self.pages.setdefault(name, []).append(text)

    def upload(self, page_name: str, file_name: str, data: bytes) -> None:  # noqa: ARG002
        self.media.setdefault(file_name, []).append(data)

    def attachments(self, page_name: str, file_name: str) -> list[bytes]:  # noqa: ARG002
        return self.media.get(file_name, [])

    def answer(self, method: str, given: dict[str, Any]) -> tuple[int, Any]:
        """Status, and the result or an error."""
        match method:
            case "core.getAPIVersion":
                return 200, 14
            case "core.whoAmI":
                return 200, {"login": "briefs"}
            case "core.aclCheck":
                return 200, 8
            case "core.getPage":
                versions = self.pages.get(given["page"], [""])
                return 200, versions[given["rev"] - 1] if given["rev"] else versions[-1]
            case "core.getPageHistory":
                return 200, [{"revision": number} for number in range(len(self.pages[given["page"]]), 0, -1)]
            case "core.savePage":
                assert given["page"] in self.locked
                self.edit(given["page"], given["text"])
                return 200, True
            case "core.lockPages":
                self.locked |= set(given["pages"])
                return 200, given["pages"]
            case "core.unlockPages":
                self.locked -= set(given["pages"])
                return 200, given["pages"]
            case "core.getMedia" if given["media"] in self.media:
                return 200, base64.b64encode(self.media[given["media"]][-1]).decode()
            case "core.getMedia":
                return 400, {"code": 221, "message": "The requested media file does not exist"}
            case "core.saveMedia":
                self.media.setdefault(given["media"], []).append(base64.b64decode(given["base64"]))
                return 200, True
        return 404, {"code": -32603, "message": "Method does not exist"}


class _Handler(BaseHTTPRequestHandler):
    wbufsize = -1  # an answer in one piece, which no delayed acknowledgement holds up
    bench: JsonRpcBench

    def do_POST(self) -> None:
        given = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.headers.get("Authorization") != f"Bearer {TOKEN}":
            status, result = 401, {"code": -32603, "message": "server error. not authorized to call method"}
        else:
            status, result = self.bench.answer(self.path.rpartition("jsonrpc.php/")[2], given)
        fine = {"result": result, "error": {"code": 0, "message": "success"}}
        data = json.dumps(fine if status == 200 else {"error": result}).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def json_rpc_bench() -> Iterator[JsonRpcBench]:
    """The stand-in, served until the block ends."""
    bench = JsonRpcBench()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"bench": bench}))
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    bench.table["url"] = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield bench
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
