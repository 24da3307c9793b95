"""A proxy before a real wiki that answers wrongly, or loses the answer, when told to."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import requests


@dataclass
class Fault:
    """What to do with one request."""

    pattern: str
    """Found in "METHOD path\\n" and the body of the request that it is for."""
    status: int = 503
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""
    after: bool = False
    """Let the wiki have the request, then lose its answer."""
    skip: int = 0
    """How many such requests to let pass before."""


class FaultProxy:
    """Where it stands, and what it is to do wrong."""

    def __init__(self, upstream: str) -> None:
        parts = urlsplit(upstream)
        self.upstream = f"{parts.scheme}://{parts.netloc}"
        self.path = parts.path
        self.url = ""
        self.faults: list[Fault] = []

    def take(self, request: str) -> Fault | None:
        """The fault that is for ``request``, which is gone then."""
        for fault in self.faults:
            if re.search(fault.pattern, request, re.DOTALL):
                if fault.skip:
                    fault.skip -= 1
                    continue
                self.faults.remove(fault)
                return fault
        return None


class _Handler(BaseHTTPRequestHandler):
    wbufsize = -1  # an answer in one piece, which no delayed acknowledgement holds up
    proxy: FaultProxy
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._pass_on("GET")

    def do_POST(self) -> None:
        self._pass_on("POST")

    def do_PUT(self) -> None:
        self._pass_on("PUT")

    def log_message(self, *_: object) -> None:
        pass

    def _pass_on(self, method: str) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        fault = self.proxy.take(f"{method} {self.path}\n{body.decode(errors='replace')}")
        if fault is not None and not fault.after:
            self._answer(fault.status, fault.headers, fault.body.encode())
            return
        headers = {name: value for name, value in self.headers.items() if name.lower() not in ("host", "connection")}
        answer = requests.request(
            method, self.proxy.upstream + self.path, headers=headers, data=body, timeout=60, allow_redirects=False
        )
        if fault is not None:
            self.close_connection = True
            self.connection.close()
            return
        kept = {name: value for name, value in answer.headers.items() if name.lower() in ("content-type", "set-cookie")}
        self._answer(answer.status_code, kept, answer.content, answer.raw.headers.getlist("Set-Cookie"))

    def _answer(self, status: int, headers: dict[str, str], body: bytes, cookies: list[str] | None = None) -> None:
        self.send_response(status)
        for name, value in headers.items():
            if name.lower() != "set-cookie":
                self.send_header(name, value)
        for cookie in cookies or []:
            self.send_header("Set-Cookie", cookie)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def before(upstream: str) -> Iterator[FaultProxy]:
    """A proxy before ``upstream`` until the block ends."""
    proxy = FaultProxy(upstream)
    handler = type("Handler", (_Handler,), {"proxy": proxy})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    proxy.url = f"http://127.0.0.1:{server.server_address[1]}{proxy.path}"
    try:
        yield proxy
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
