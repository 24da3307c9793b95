"""What is asked of a Confluence over its REST interfaces, and how; `confluence_editions` has the paths of each edition.

Uploads, labels and search are alike in both (https://developer.atlassian.com/server/confluence/rest/).
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import requests
from pydantic import SecretStr

from briefgen.delivery.secrets import redact
from briefgen.delivery.wiki.http import (
    as_list,
    as_number,
    as_text,
    check_status,
    json_answer,
    told_apart,
    understood,
)
from briefgen.delivery.wiki.protocol import StaleError
from briefgen.delivery.wiki.retrying import persistently
from briefgen.delivery.wiki.targets import ConfluenceTarget
from briefgen.errors import RefusedError

Result = TypeVar("Result")


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
        path = f"/rest/api/content/{page_id}/label"
        return self.ask(
            lambda answer: {as_text(label["name"]) for label in as_list(answer["results"])},
            *("GET", path),
            params={"limit": 200},
        )

    def add_labels(self, page_id: str, labels: list[str]) -> None:
        """Give a page more labels."""
        entries = [{"prefix": "global", "name": label} for label in labels]
        self.ask(_anything, "POST", f"/rest/api/content/{page_id}/label", json=entries)

    def labelled(self, label: str) -> str | None:
        """Id of the page in the target's space with this label, or None."""
        space = self._target.space.replace('"', "")
        query = f'type = page and space = "{space}" and label = "{label}"'
        return self.ask(
            lambda answer: next((identifier(found) for found in as_list(answer["results"])), None),
            *("GET", "/rest/api/content/search"),
            params={"cql": query, "limit": 1},
        )

    def upload(self, method: str, path: str, name: str, data: bytes, comment: str) -> None:
        """Send a file to ``path`` with a comment on it."""
        files = {"file": (name, data, "application/pdf")}
        self.ask(_anything, method, path, files=files, data={"comment": comment, "minorEdit": "true"})

    def first_page(self, answer: Any) -> Content | None:
        """The first page of a list of results."""
        return next(map(self.content, as_list(answer["results"])), None)

    def content(self, answer: Any) -> Content:
        """The page in an answer."""
        links = answer.get("_links", {})
        webui = links.get("webui") or f"/pages/viewpage.action?pageId={identifier(answer)}"
        return Content(
            identifier(answer),
            as_text(answer["title"]),
            as_number(answer["version"]["number"]),
            as_text(answer.get("body", {}).get("storage", {}).get("value", "")),
            redact(as_text(links.get("base") or self._target.url) + as_text(webui), [self._secret]),
        )

    def ask_if_there(self, read: Callable[[Any], Result], method: str, path: str, **options: Any) -> Result | None:
        """As `ask`, but None for a 404."""
        try:
            return self.ask(read, method, path, **options)
        except _NothingThereError:
            return None

    def ask(self, read: Callable[[Any], Result], method: str, path: str, **options: Any) -> Result:
        """What ``read`` makes of the JSON answer to a request, which is tried again while Confluence is busy.

        Raises StaleError for a version, title or file name that is taken (409, or 400 with such a message), and
        UnreachableError when ``read`` cannot make sense of the answer.
        """
        answer = persistently(self._target.attempts, self._once, method, path, **options)
        with understood(self._target):
            return read(answer)

    def _once(self, method: str, path: str, **options: Any) -> Any:
        headers = {"X-Atlassian-Token": "no-check", "Accept": "application/json"}
        with told_apart(self._target):
            response = self._session.request(
                method, self._target.url + path, headers=headers, timeout=self._target.timeout, **options
            )
        if response.status_code == 404:
            raise _NothingThereError(
                f"{self._target.url} has nothing at {path}, or nothing that the account may see (HTTP 404).",
                "Check url, edition, space and the account's rights.",
            )
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
        return json_answer(response) if response.content else {}

    def _message(self, response: requests.Response) -> str:
        said: object = None
        try:
            answer = response.json()
            said = answer["errors"][0]["title"] if answer.get("errors") else answer["message"]
        except (requests.exceptions.JSONDecodeError, LookupError, TypeError, AttributeError):
            pass
        text = said if isinstance(said, str) and said else "no reason given"
        return redact(" ".join(text.split())[:300].rstrip("."), [self._secret])


class _NothingThereError(RefusedError):
    pass


def _anything(_answer: Any) -> None:
    return None


def identifier(answer: Any) -> str:
    """The id in an answer, a number or a text; raises LookupError or TypeError."""
    value = answer["id"]
    return str(value) if isinstance(value, int) else as_text(value)
