"""The REST interfaces of Confluence, as one set of calls.

Data Center speaks version 1 (https://developer.atlassian.com/server/confluence/rest/). Cloud has moved pages to
version 2 (https://developer.atlassian.com/cloud/confluence/rest/v2/) and keeps uploads, labels and search in
version 1.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any

import requests
from pydantic import SecretStr

from briefgen.delivery.secrets import redact
from briefgen.delivery.wiki.http import check_status, json_answer, told_apart
from briefgen.delivery.wiki.protocol import StaleError
from briefgen.delivery.wiki.retrying import persistently
from briefgen.delivery.wiki.targets import ConfluenceTarget
from briefgen.errors import RefusedError, UnreachableError


@dataclass(frozen=True)
class Content:
    """A page as Confluence knows it."""

    id: str
    """Id, which outlives a new title."""
    title: str
    """Title."""
    version: int
    """Version, counted from 1."""
    text: str
    """Storage format."""
    address: str
    """Where a person finds it."""


@dataclass(frozen=True)
class Attachment:
    """A file at a page."""

    id: str
    """Id."""
    size: int
    """Bytes."""
    comment: str
    """Comment on its latest version."""


class ConfluenceApi(ABC):
    """What is asked of a Confluence. All may raise AuthenticationError, RefusedError and UnreachableError."""

    def __init__(self, target: ConfluenceTarget, session: requests.Session, secret: SecretStr | None) -> None:
        self._target = target
        self._session = session
        self._secret = secret

    @abstractmethod
    def check_space(self) -> str:
        """The name of the target's space; raises RefusedError when there is none that the account may see."""

    @abstractmethod
    def page(self, title: str) -> Content | None:
        """The page with this title in the target's space, or None."""

    @abstractmethod
    def by_id(self, page_id: str, version: int | None = None) -> Content | None:
        """The page with this id, now or as it was at ``version``, or None."""

    @abstractmethod
    def create(self, title: str, text: str, parent: str | None) -> Content:
        """Create a page; ``parent`` is the id of another. Raises StaleError when the title is taken."""

    @abstractmethod
    def update(self, page: Content, text: str, message: str) -> Content:
        """Write the version after that of ``page``. Raises StaleError when there is one already."""

    @abstractmethod
    def attachment(self, page_id: str, name: str) -> Attachment | None:
        """The file called ``name`` at a page, or None."""

    @abstractmethod
    def attach(self, page_id: str, name: str, data: bytes, comment: str, old: Attachment | None) -> None:
        """Upload a file, as a new version of ``old`` if there is one."""

    def labels(self, page_id: str) -> set[str]:
        """The labels of a page."""
        answer = self.call("GET", f"/rest/api/content/{page_id}/label", params={"limit": 200})
        return {label["name"] for label in answer["results"]}

    def add_labels(self, page_id: str, labels: list[str]) -> None:
        """Give a page more labels."""
        entries = [{"prefix": "global", "name": label} for label in labels]
        self.call("POST", f"/rest/api/content/{page_id}/label", json=entries)

    def labelled(self, label: str) -> str | None:
        """Id of the page in the target's space with this label, or None."""
        space = self._target.space.replace('"', "")
        query = f'type = page and space = "{space}" and label = "{label}"'
        results = self.call("GET", "/rest/api/content/search", params={"cql": query, "limit": 1})["results"]
        return str(results[0]["id"]) if results else None

    def call(self, method: str, path: str, **options: Any) -> Any:
        """The JSON answer to a request, None for a 404 to a GET; tried again while Confluence is busy.

        Raises StaleError for a version, title or file name that is taken (409, or 400 with such a message).
        """
        return persistently(self._target.attempts, self._once, method, path, **options)

    def _once(self, method: str, path: str, **options: Any) -> Any:
        headers = {"X-Atlassian-Token": "no-check", "Accept": "application/json"}
        with told_apart(self._target):
            response = self._session.request(
                method,
                self._target.url + path,
                headers=headers,
                timeout=self._target.timeout,
                allow_redirects=False,
                **options,
            )
        if response.status_code == 404 and method == "GET":
            return None
        said = self._message(response) if response.status_code in (400, 403, 409, 413) else ""
        taken = re.search(r"already exists|same file name", said)
        if response.status_code == 409 or (response.status_code == 400 and taken):
            raise StaleError(said)
        if said:
            raise RefusedError(
                f"{self._target.url} refused {method} {path} (HTTP {response.status_code}: {said}).",
                "Check the account's rights, the space and the parent.",
            )
        check_status(response, f"answer {method} {path}")
        if 300 <= response.status_code < 400:
            raise UnreachableError(f"{self._target.url} leads elsewhere.", "Give the address it leads to as url.")
        return json_answer(response) if response.content else {}

    def _message(self, response: requests.Response) -> str:
        try:
            answer = response.json()
        except requests.exceptions.JSONDecodeError:
            return "no reason given"
        errors = answer.get("errors") if isinstance(answer, dict) else None
        first = errors[0].get("title") if errors and isinstance(errors[0], dict) else None
        said = str(first or (answer.get("message") if isinstance(answer, dict) else None) or "no reason given")
        return redact(" ".join(said.split())[:300].rstrip("."), [self._secret])


class DataCenter(ConfluenceApi):
    """Version 1 of the interface."""

    _EXPAND = "version,body.storage"

    def check_space(self) -> str:  # noqa: D102
        space = self.call("GET", f"/rest/api/space/{self._target.space}")
        if space is None:
            raise _no_space(self._target)
        return str(space["name"])

    def page(self, title: str) -> Content | None:  # noqa: D102
        wanted = {"spaceKey": self._target.space, "title": title, "type": "page", "expand": self._EXPAND}
        answer = self.call("GET", "/rest/api/content", params=wanted)
        found = answer["results"] if answer is not None else []
        return self._content(found[0]) if found else None

    def by_id(self, page_id: str, version: int | None = None) -> Content | None:  # noqa: D102
        past = {"status": "historical", "version": version} if version is not None else {}
        answer = self.call("GET", f"/rest/api/content/{page_id}", params={"expand": self._EXPAND, **past})
        return self._content(answer) if answer is not None else None

    def create(self, title: str, text: str, parent: str | None) -> Content:  # noqa: D102
        body = {
            "type": "page",
            "title": title,
            "space": {"key": self._target.space},
            "body": {"storage": {"value": text, "representation": "storage"}},
            **({"ancestors": [{"id": parent}]} if parent else {}),
        }
        return self._content(self.call("POST", "/rest/api/content", json=body, params={"expand": self._EXPAND}))

    def update(self, page: Content, text: str, message: str) -> Content:  # noqa: D102
        body = {
            "type": "page",
            "title": page.title,
            "version": {"number": page.version + 1, "message": message},
            "body": {"storage": {"value": text, "representation": "storage"}},
        }
        path = f"/rest/api/content/{page.id}"
        return self._content(self.call("PUT", path, json=body, params={"expand": self._EXPAND}))

    def attachment(self, page_id: str, name: str) -> Attachment | None:  # noqa: D102
        path = f"/rest/api/content/{page_id}/child/attachment"
        answer = self.call("GET", path, params={"filename": name, "expand": "version"})
        found = answer["results"] if answer is not None else []
        if not found:
            return None
        extensions, metadata = found[0].get("extensions", {}), found[0].get("metadata", {})
        comment = metadata.get("comment") or extensions.get("comment") or ""
        return Attachment(str(found[0]["id"]), int(extensions.get("fileSize", -1)), str(comment))

    def attach(self, page_id: str, name: str, data: bytes, comment: str, old: Attachment | None) -> None:  # noqa: D102
        path = f"/rest/api/content/{page_id}/child/attachment" + (f"/{old.id}/data" if old is not None else "")
        files = {"file": (name, data, "application/pdf")}
        self.call("POST", path, files=files, data={"comment": comment, "minorEdit": "true"})

    def _content(self, answer: Any) -> Content:
        return Content(
            str(answer["id"]),
            str(answer["title"]),
            int(answer["version"]["number"]),
            str(answer.get("body", {}).get("storage", {}).get("value", "")),
            _address(self._target, answer),
        )


class Cloud(ConfluenceApi):
    """Version 2 of the interface."""

    def check_space(self) -> str:  # noqa: D102
        return str(self._space()["name"])

    def _space(self) -> Any:
        answer = self.call("GET", "/api/v2/spaces", params={"keys": self._target.space})
        if answer is None or not answer["results"]:
            raise _no_space(self._target)
        return answer["results"][0]

    def page(self, title: str) -> Content | None:  # noqa: D102
        wanted = {"space-id": self._space()["id"], "title": title, "status": "current", "body-format": "storage"}
        found = self.call("GET", "/api/v2/pages", params=wanted)["results"]
        return self._content(found[0]) if found else None

    def by_id(self, page_id: str, version: int | None = None) -> Content | None:  # noqa: D102
        past = {"version": version} if version is not None else {}
        answer = self.call("GET", f"/api/v2/pages/{page_id}", params={"body-format": "storage", **past})
        return self._content(answer) if answer is not None else None

    def create(self, title: str, text: str, parent: str | None) -> Content:  # noqa: D102
        body = {
            "spaceId": self._space()["id"],
            "status": "current",
            "title": title,
            "body": {"representation": "storage", "value": text},
            **({"parentId": parent} if parent else {}),
        }
        return self._content(self.call("POST", "/api/v2/pages", json=body))

    def update(self, page: Content, text: str, message: str) -> Content:  # noqa: D102
        body = {
            "id": page.id,
            "status": "current",
            "title": page.title,
            "body": {"representation": "storage", "value": text},
            "version": {"number": page.version + 1, "message": message},
        }
        return self._content(self.call("PUT", f"/api/v2/pages/{page.id}", json=body))

    def attachment(self, page_id: str, name: str) -> Attachment | None:  # noqa: D102
        answer = self.call("GET", f"/api/v2/pages/{page_id}/attachments", params={"filename": name})
        found = answer["results"] if answer is not None else []
        if not found:
            return None
        return Attachment(str(found[0]["id"]), int(found[0].get("fileSize", -1)), str(found[0].get("comment") or ""))

    def attach(self, page_id: str, name: str, data: bytes, comment: str, old: Attachment | None) -> None:  # noqa: ARG002, D102
        # PUT creates the file or adds a version to it.
        files = {"file": (name, data, "application/pdf")}
        fields = {"comment": comment, "minorEdit": "true"}
        self.call("PUT", f"/rest/api/content/{page_id}/child/attachment", files=files, data=fields)

    def _content(self, answer: Any) -> Content:
        return Content(
            str(answer["id"]),
            str(answer["title"]),
            int(answer["version"]["number"]),
            str(answer.get("body", {}).get("storage", {}).get("value", "")),
            _address(self._target, answer),
        )


def _no_space(target: ConfluenceTarget) -> RefusedError:
    return RefusedError(
        f"{target.url} has no space {target.space}, or none that the account may see.",
        "Correct space, user or password.",
    )


def _address(target: ConfluenceTarget, answer: Any) -> str:
    links = answer.get("_links", {})
    return str(links.get("base") or target.url) + str(
        links.get("webui") or f"/pages/viewpage.action?pageId={answer['id']}"
    )
