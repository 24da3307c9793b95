"""A stand-in for Confluence, Data Center and Cloud: keeps versions, rewrites what it stores, fails on demand."""

from __future__ import annotations

import base64
import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from lxml import etree

from briefgen.delivery.wiki.markup.storage import parse

USER, TOKEN = "desk@example.org", "confluence-token-12345"


@dataclass
class StoredPage:
    """A page with all its versions."""

    id: str
    title: str
    versions: list[str]
    messages: list[str]
    parent: str | None = None
    labels: list[str] = field(default_factory=list)
    attachments: dict[str, list[tuple[bytes, str]]] = field(default_factory=dict)


class ConfluenceFake:
    """The state, and what to do wrong next."""

    def __init__(self) -> None:
        self.pages: dict[str, StoredPage] = {}
        self.requests: list[str] = []
        self.failures: list[tuple[str, int, dict[str, str]]] = []
        """(pattern of "METHOD path", status, headers): each answers one request and is gone."""
        self.before: Callable[[str], None] | None = None
        """Called with "METHOD path" before each request is answered."""
        self.bearer_only = False
        self.hidden: set[str] = set()
        """Ids of pages that the account may not see."""
        self._next = 1000

    def add(self, title: str, text: str, parent: str | None = None) -> StoredPage:
        self._next += 1
        page = StoredPage(str(self._next), title, [_stored(text)], [""], parent)
        self.pages[page.id] = page
        return page

    def named(self, title: str) -> StoredPage | None:
        return next((page for page in self.pages.values() if page.title == title), None)

    def edit(self, page: StoredPage, text: str, message: str = "") -> None:
        page.versions.append(_stored(text))
        page.messages.append(message)


def _stored(text: str) -> str:
    """As Confluence does: macros get ids and versions, attributes another order, some characters become entities."""
    parse(text)  # what is not well-formed is refused
    text = re.sub(
        r'<ac:structured-macro ac:name="([^"]+)">',
        r'<ac:structured-macro ac:macro-id="5f1d" ac:name="\1" ac:schema-version="1">',
        text,
    )
    return re.sub(r">\n<", "><", text).replace("–", "&ndash;")


class _Handler(BaseHTTPRequestHandler):
    wbufsize = -1  # an answer in one piece, which no delayed acknowledgement holds up
    fake: ConfluenceFake
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._handle("GET")

    def do_POST(self) -> None:
        self._handle("POST")

    def do_PUT(self) -> None:
        self._handle("PUT")

    def log_message(self, *_: Any) -> None:
        pass

    def _handle(self, method: str) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path = unquote(urlsplit(self.path).path)
        request = f"{method} {path}"
        self.fake.requests.append(request)
        if self.fake.before is not None:
            self.fake.before(request)
        for index, (pattern, status, headers) in enumerate(self.fake.failures):
            if re.search(pattern, request):
                del self.fake.failures[index]
                self._answer(status, {"message": "as told"}, headers)
                return
        if not self._may():
            self._answer(401, {"message": "who are you"})
            return
        query = {key: values[0] for key, values in parse_qs(urlsplit(self.path).query).items()}
        self._answer(*self._route(method, path.removeprefix("/wiki"), query, body))

    def _may(self) -> bool:
        given = self.headers.get("Authorization", "")
        basic = "Basic " + base64.b64encode(f"{USER}:{TOKEN}".encode()).decode()
        return given == f"Bearer {TOKEN}" or (given == basic and not self.fake.bearer_only)

    def _answer(self, status: int, value: Any, headers: dict[str, str] | None = None) -> None:
        data = json.dumps(value).encode()
        self.send_response(status)
        for name, content in {"Content-Type": "application/json", **(headers or {})}.items():
            self.send_header(name, content)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _route(self, method: str, path: str, query: dict[str, str], body: bytes) -> tuple[int, Any]:
        for pattern, handler in _ROUTES:
            found = re.fullmatch(pattern, f"{method} {path}")
            if found:
                if "multipart" in self.headers.get("Content-Type", ""):
                    if self.headers.get("X-Atlassian-Token") != "no-check":
                        return 403, {"message": "XSRF check failed"}
                    return handler(self.fake, found, query, _multipart(self.headers["Content-Type"], body))
                return handler(self.fake, found, query, json.loads(body) if body else None)
        return 404, {"message": f"no {method} {path}"}


def _multipart(content_type: str, body: bytes) -> dict[str, tuple[str | None, bytes]]:
    message = BytesParser(policy=HTTP).parsebytes(f"Content-Type: {content_type}\r\n\r\n".encode() + body)
    parts = {}
    for part in message.iter_parts():
        name = part.get_param("name", header="content-disposition")
        parts[str(name)] = (part.get_filename(), part.get_payload(decode=True))
    return parts


def _v1(page: StoredPage, version: int | None = None) -> dict[str, Any]:
    number = version or len(page.versions)
    return {
        "id": page.id,
        "title": page.title,
        "version": {"number": number, "message": page.messages[number - 1]},
        "body": {"storage": {"value": page.versions[number - 1], "representation": "storage"}},
        "_links": {"webui": f"/pages/{page.id}"},
    }


def _space(_fake: ConfluenceFake, found: re.Match[str], query: dict[str, str], _body: Any) -> tuple[int, Any]:
    if "v2" in found[0]:
        known = query["keys"] == "OPS"
        return 200, {"results": [{"id": "77", "key": "OPS", "name": "Operations"}] if known else []}
    return (200, {"key": "OPS", "name": "Operations"}) if found[1] == "OPS" else (404, {"message": "no space"})


def _find(fake: ConfluenceFake, _found: re.Match[str], query: dict[str, str], _body: Any) -> tuple[int, Any]:
    page = fake.named(query["title"])
    page = None if page is not None and page.id in fake.hidden else page
    assert query.get("spaceKey") == "OPS" or query.get("space-id") == "77"
    return 200, {"results": [_v1(page)] if page else []}


def _get(fake: ConfluenceFake, found: re.Match[str], query: dict[str, str], _body: Any) -> tuple[int, Any]:
    page = fake.pages.get(found[1])
    if page is None:
        return 404, {"message": "no page"}
    return 200, _v1(page, int(query["version"]) if "version" in query else None)


def _create(fake: ConfluenceFake, found: re.Match[str], _query: dict[str, str], body: Any) -> tuple[int, Any]:
    if fake.named(body["title"]) is not None:
        return 400, {"message": "A page with this title already exists in this space."}
    text = body["body"]["value"] if "v2" in found[0] else body["body"]["storage"]["value"]
    parent = body.get("parentId") or (body.get("ancestors") or [{}])[0].get("id")
    try:
        return 200, _v1(fake.add(body["title"], text, parent))
    except etree.XMLSyntaxError as error:
        return 400, {"message": f"Error parsing xhtml: {error}"}


def _update(fake: ConfluenceFake, found: re.Match[str], _query: dict[str, str], body: Any) -> tuple[int, Any]:
    page = fake.pages[found[1]]
    if body["version"]["number"] != len(page.versions) + 1:
        return 409, {"message": f"Version must be incremented. Current version is: {len(page.versions)}"}
    text = body["body"]["value"] if "v2" in found[0] else body["body"]["storage"]["value"]
    fake.edit(page, text, body["version"]["message"])
    page.title = body["title"]
    return 200, _v1(page)


def _attachments(fake: ConfluenceFake, found: re.Match[str], query: dict[str, str], _body: Any) -> tuple[int, Any]:
    versions = fake.pages[found[1]].attachments.get(query["filename"])
    if not versions:
        return 200, {"results": []}
    data, comment = versions[-1]
    entry = {"id": f"att-{found[1]}", "title": query["filename"], "version": {"number": len(versions)}}
    if "v2" in found[0]:
        return 200, {"results": [entry | {"fileSize": len(data), "comment": comment}]}
    return 200, {"results": [entry | {"extensions": {"fileSize": len(data)}, "metadata": {"comment": comment}}]}


def _attach(fake: ConfluenceFake, found: re.Match[str], _query: dict[str, str], body: Any) -> tuple[int, Any]:
    name, data = body["file"]
    held = fake.pages[found[1]].attachments
    if found[0].startswith("POST") and "/data" not in found[0] and name in held:
        return 400, {"message": "Cannot add a new attachment with same file name as an existing attachment"}
    held.setdefault(name, []).append((data, body["comment"][1].decode()))
    return 200, {"results": []}


def _labels(fake: ConfluenceFake, found: re.Match[str], _query: dict[str, str], body: Any) -> tuple[int, Any]:
    page = fake.pages[found[1]]
    for entry in body or []:
        assert entry["prefix"] == "global"
        assert re.fullmatch(r"[^\sA-Z]+", entry["name"])
        page.labels.append(entry["name"])
    return 200, {"results": [{"prefix": "global", "name": name} for name in page.labels]}


def _search(fake: ConfluenceFake, _found: re.Match[str], query: dict[str, str], _body: Any) -> tuple[int, Any]:
    label = re.search(r'label = "([^"]+)"', query["cql"])
    assert label is not None
    return 200, {"results": [{"id": page.id} for page in fake.pages.values() if label[1] in page.labels]}


_ROUTES: list[tuple[str, Callable[..., tuple[int, Any]]]] = [
    (r"GET /rest/api/space/(\w+)", _space),
    (r"GET /api/v2/spaces", _space),
    (r"GET /rest/api/content/search", _search),
    (r"GET /(?:rest/api/content|api/v2/pages)", _find),
    (r"GET /(?:rest/api/content|api/v2/pages)/(\d+)", _get),
    (r"POST /(?:rest/api/content|api/v2/pages)", _create),
    (r"PUT /(?:rest/api/content|api/v2/pages)/(\d+)", _update),
    (r"GET /rest/api/content/(\d+)/child/attachment", _attachments),
    (r"GET /api/v2/pages/(\d+)/attachments", _attachments),
    (r"(?:POST|PUT) /rest/api/content/(\d+)/child/attachment(?:/[\w-]+/data)?", _attach),
    (r"(?:GET|POST) /rest/api/content/(\d+)/label", _labels),
]


@contextmanager
def served(fake: ConfluenceFake) -> Iterator[str]:
    """The address of ``fake`` until the block ends."""
    handler = type("Handler", (_Handler,), {"fake": fake})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
