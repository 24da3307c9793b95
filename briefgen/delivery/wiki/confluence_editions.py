"""The REST interfaces of Confluence Data Center and Confluence Cloud.

Data Center speaks version 1 (https://developer.atlassian.com/server/confluence/rest/). Cloud has moved pages to
version 2 (https://developer.atlassian.com/cloud/confluence/rest/v2/) and keeps uploads, labels and search in
version 1.
"""

from __future__ import annotations

from typing import Any

from typing_extensions import override

from briefgen.delivery.wiki.confluence_api import Attachment, ConfluenceApi, Content, identifier
from briefgen.delivery.wiki.http import as_list, as_number, as_text
from briefgen.delivery.wiki.targets import ConfluenceTarget
from briefgen.errors import RefusedError


class DataCenter(ConfluenceApi):
    """Version 1 of the interface."""

    _EXPAND = "version,body.storage"

    @override
    def check_space(self) -> str:
        path = f"/rest/api/space/{self._target.space}"
        name = self.ask_if_there(lambda space: as_text(space["name"]), "GET", path)
        if name is None:
            raise _no_space(self._target)
        return name

    @override
    def page(self, title: str) -> Content | None:
        wanted = {"spaceKey": self._target.space, "title": title, "type": "page", "expand": self._EXPAND}
        return self.ask(self.first_page, "GET", "/rest/api/content", params=wanted)

    @override
    def by_id(self, page_id: str, version: int | None = None) -> Content | None:
        past = {"status": "historical", "version": version} if version is not None else {}
        wanted = {"expand": self._EXPAND, **past}
        return self.ask_if_there(self.content, "GET", f"/rest/api/content/{page_id}", params=wanted)

    @override
    def create(self, title: str, text: str, parent: str | None) -> Content:
        body = {
            "type": "page",
            "title": title,
            "space": {"key": self._target.space},
            "body": {"storage": {"value": text, "representation": "storage"}},
            **({"ancestors": [{"id": parent}]} if parent else {}),
        }
        return self.ask(self.content, "POST", "/rest/api/content", json=body, params={"expand": self._EXPAND})

    @override
    def update(self, page: Content, text: str, message: str) -> Content:
        body = {
            "type": "page",
            "title": page.title,
            "version": {"number": page.version + 1, "message": message},
            "body": {"storage": {"value": text, "representation": "storage"}},
        }
        path = f"/rest/api/content/{page.id}"
        return self.ask(self.content, "PUT", path, json=body, params={"expand": self._EXPAND})

    @override
    def attachment(self, page_id: str, name: str) -> Attachment | None:
        path = f"/rest/api/content/{page_id}/child/attachment"
        return self.ask(_first_attachment, "GET", path, params={"filename": name, "expand": "version"})

    @override
    def attach(self, page_id: str, name: str, data: bytes, comment: str, old: Attachment | None) -> None:
        path = f"/rest/api/content/{page_id}/child/attachment" + (f"/{old.id}/data" if old is not None else "")
        self.upload("POST", path, name, data, comment)


class Cloud(ConfluenceApi):
    """Version 2 of the interface."""

    @override
    def check_space(self) -> str:
        return self._space()[1]

    def _space(self) -> tuple[str, str]:
        """Id and name of the target's space."""
        found = self.ask(
            lambda answer: [(identifier(space), as_text(space["name"])) for space in as_list(answer["results"])],
            *("GET", "/api/v2/spaces"),
            params={"keys": self._target.space},
        )
        if not found:
            raise _no_space(self._target)
        return found[0]

    @override
    def page(self, title: str) -> Content | None:
        wanted = {"space-id": self._space()[0], "title": title, "status": "current", "body-format": "storage"}
        return self.ask(self.first_page, "GET", "/api/v2/pages", params=wanted)

    @override
    def by_id(self, page_id: str, version: int | None = None) -> Content | None:
        wanted = {"body-format": "storage", **({"version": version} if version is not None else {})}
        return self.ask_if_there(self.content, "GET", f"/api/v2/pages/{page_id}", params=wanted)

    @override
    def create(self, title: str, text: str, parent: str | None) -> Content:
        body = {
            "spaceId": self._space()[0],
            "status": "current",
            "title": title,
            "body": {"representation": "storage", "value": text},
            **({"parentId": parent} if parent else {}),
        }
        return self.ask(self.content, "POST", "/api/v2/pages", json=body)

    @override
    def update(self, page: Content, text: str, message: str) -> Content:
        body = {
            "id": page.id,
            "status": "current",
            "title": page.title,
            "body": {"representation": "storage", "value": text},
            "version": {"number": page.version + 1, "message": message},
        }
        return self.ask(self.content, "PUT", f"/api/v2/pages/{page.id}", json=body)

    @override
    def attachment(self, page_id: str, name: str) -> Attachment | None:
        path = f"/api/v2/pages/{page_id}/attachments"
        return self.ask(_first_attachment, "GET", path, params={"filename": name})

    @override
    def attach(self, page_id: str, name: str, data: bytes, comment: str, old: Attachment | None) -> None:
        # PUT creates the file or adds a version to it.
        self.upload("PUT", f"/rest/api/content/{page_id}/child/attachment", name, data, comment)


def _first_attachment(answer: Any) -> Attachment | None:
    for found in as_list(answer["results"]):
        # Version 1 has size and comment in parts of their own.
        extensions, metadata = found.get("extensions", {}), found.get("metadata", {})
        size = found.get("fileSize", extensions.get("fileSize", -1))
        comment = found.get("comment") or metadata.get("comment") or extensions.get("comment") or ""
        return Attachment(identifier(found), as_number(size), as_text(comment))
    return None


def _no_space(target: ConfluenceTarget) -> RefusedError:
    return RefusedError(
        f"{target.url} has no space {target.space}, or none that the account may see.",
        "Correct space, user or password.",
    )
