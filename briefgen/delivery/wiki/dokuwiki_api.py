"""DokuWiki's two remote interfaces, as one set of calls.

XML-RPC (https://www.dokuwiki.org/devel:xmlrpc) is in every DokuWiki; JSON-RPC
(https://www.dokuwiki.org/devel:jsonrpc) came with the release of 2024 and also takes bearer tokens.
"""

from __future__ import annotations

import base64
from typing import Any, Protocol
from urllib.parse import urlsplit
from xml.parsers.expat import ExpatError
from xmlrpc.client import Fault, ResponseError, Transport, Unmarshaller

import dokuwiki
import requests
from pydantic import SecretStr

from briefgen.delivery.secrets import redact
from briefgen.delivery.wiki.http import BUSY, check_status, json_answer, told_apart
from briefgen.delivery.wiki.retrying import BusyError, persistently
from briefgen.delivery.wiki.targets import DokuWikiTarget
from briefgen.errors import AuthenticationError, RefusedError, UnreachableError

_LOCKED = 133
_MISSING_PAGES = {121, -32603}


class Api(Protocol):
    """What is asked of a DokuWiki. All may raise AuthenticationError, RefusedError and UnreachableError."""

    def is_logged_in(self) -> bool:
        """Whether the wiki takes the account for who it says it is."""
        ...

    def page(self, page: str, revision: int | None = None) -> str:
        """Text of a page; empty when there is none."""
        ...

    def revisions(self, page: str) -> list[int]:
        """Revisions of a page, newest first, the current one first of all; empty when there is no page."""
        ...

    def save(self, page: str, text: str, summary: str) -> None:
        """Save a page."""
        ...

    def lock(self, page: str) -> bool:
        """Lock a page for this account; False when somebody else edits it."""
        ...

    def unlock(self, page: str) -> None:
        """Give the lock back."""
        ...

    def permission(self, page: str) -> int:
        """What the account may do with a page: 1 read, 2 edit, 4 create, 8 upload, 16 delete."""
        ...

    def media(self, name: str) -> bytes | None:
        """Content of a media file, or None when there is none."""
        ...

    def save_media(self, name: str, data: bytes) -> None:
        """Save a media file, in place of an older one."""
        ...


def open_api(target: DokuWikiTarget, session: requests.Session, secret: SecretStr | None) -> Api:
    """The interface that ``target`` asks for, or the better one that the wiki has."""
    if target.api == "xmlrpc":
        return XmlRpc(target, session, secret)
    json_rpc = JsonRpc(target, session, secret)
    if target.api == "jsonrpc" or json_rpc.is_there():
        return json_rpc
    return XmlRpc(target, session, secret)


class JsonRpc:
    """The JSON-RPC interface, in its short form: the method in the path, the parameters as an object."""

    def __init__(self, target: DokuWikiTarget, session: requests.Session, secret: SecretStr | None) -> None:
        self._target = target
        self._session = session
        self._secret = secret

    def is_there(self) -> bool:
        """Whether the wiki has this interface."""

        def look() -> requests.Response:
            answer = self._post("core.getAPIVersion", {})
            if answer.status_code in BUSY:
                check_status(answer, "answer")
            return answer

        response = persistently(self._target.attempts, look)
        return response.status_code != 404 and "json" in response.headers.get("Content-Type", "")

    def is_logged_in(self) -> bool:  # noqa: D102
        return bool((self._call("core.whoAmI") or {}).get("login"))

    def page(self, page: str, revision: int | None = None) -> str:  # noqa: D102
        return str(self._call("core.getPage", page=page, rev=revision or 0) or "")

    def revisions(self, page: str) -> list[int]:  # noqa: D102
        return [int(entry["revision"]) for entry in self._call("core.getPageHistory", page=page, first=0) or []]

    def save(self, page: str, text: str, summary: str) -> None:  # noqa: D102
        self._call("core.savePage", page=page, text=text, summary=summary, isminor=False)

    def lock(self, page: str) -> bool:  # noqa: D102
        return page in (self._call("core.lockPages", pages=[page]) or [])

    def unlock(self, page: str) -> None:  # noqa: D102
        self._call("core.unlockPages", pages=[page])

    def permission(self, page: str) -> int:  # noqa: D102
        return int(self._call("core.aclCheck", page=page))

    def media(self, name: str) -> bytes | None:  # noqa: D102
        try:
            return base64.b64decode(self._call("core.getMedia", media=name, rev=0))
        except _NoSuchError:
            return None

    def save_media(self, name: str, data: bytes) -> None:  # noqa: D102
        self._call("core.saveMedia", media=name, base64=base64.b64encode(data).decode(), overwrite=True)

    def _post(self, method: str, parameters: dict[str, Any]) -> requests.Response:
        url = f"{self._target.url}/lib/exe/jsonrpc.php/{method}"
        with told_apart(self._target):
            return self._session.post(url, json=parameters, timeout=self._target.timeout, allow_redirects=False)

    def _call(self, method: str, **parameters: Any) -> Any:
        def call() -> Any:
            response = self._post(method, parameters)
            error = _error_in(response)
            if error is None:
                check_status(response, f"answer {method}")
                return json_answer(response)["result"]
            code, message = error
            if code == _LOCKED:
                raise BusyError(f"{self._target.url}: the page is locked by somebody who edits it.")
            if code in (221, 121):
                raise _NoSuchError(message)
            if response.status_code == 401:
                check_status(response, f"answer {method}")
            words = redact(message.rstrip("."), [self._secret])
            raise RefusedError(f"{self._target.url} refused {method} ({words}).", "Check the account's rights.")

        return persistently(self._target.attempts, call)


class _NoSuchError(Exception):
    pass


def _error_in(response: requests.Response) -> tuple[int, str] | None:
    try:
        error = response.json().get("error")
    except (requests.exceptions.JSONDecodeError, AttributeError):
        return None
    return (int(error["code"]), str(error["message"])) if error and error.get("code") else None


class XmlRpc:
    """The XML-RPC interface, through the dokuwiki package."""

    def __init__(self, target: DokuWikiTarget, session: requests.Session, secret: SecretStr | None) -> None:
        self._target = target
        self._secret = secret
        transport = _SessionTransport(target, session)
        # The session logs in, not the address: an address with a password in it would show up in errors.
        self._wiki = persistently(
            target.attempts, self._guarded, lambda: dokuwiki.DokuWiki(target.url, "", "", transport=transport)
        )

    def is_logged_in(self) -> bool:  # noqa: D102
        secret = self._secret.get_secret_value() if self._secret is not None else ""
        return bool(self._call(lambda wiki: wiki.login(self._target.user or "", secret)))

    def page(self, page: str, revision: int | None = None) -> str:  # noqa: D102
        return str(self._call(lambda wiki: wiki.pages.get(page, revision)) or "")

    def revisions(self, page: str) -> list[int]:  # noqa: D102
        return [int(entry["version"]) for entry in self._call(lambda wiki: wiki.pages.versions(page)) or []]

    def save(self, page: str, text: str, summary: str) -> None:  # noqa: D102
        self._call(lambda wiki: wiki.pages.set(page, text, sum=summary, minor=False))

    def lock(self, page: str) -> bool:  # noqa: D102
        answer = self._call(lambda wiki: wiki.send("dokuwiki.setLocks", lock=[page], unlock=[]))
        return not answer["lockfail"]

    def unlock(self, page: str) -> None:  # noqa: D102
        self._call(lambda wiki: wiki.send("dokuwiki.setLocks", lock=[], unlock=[page]))

    def permission(self, page: str) -> int:  # noqa: D102
        return int(self._call(lambda wiki: wiki.pages.permission(page)))

    def media(self, name: str) -> bytes | None:  # noqa: D102
        if not self._call(lambda wiki: wiki.medias.info(name)).get("size"):
            return None
        return bytes(self._call(lambda wiki: wiki.medias.get(name)))

    def save_media(self, name: str, data: bytes) -> None:  # noqa: D102
        self._call(lambda wiki: wiki.medias.set(name, data, overwrite=True))

    def _call(self, call: Any) -> Any:
        return persistently(self._target.attempts, self._guarded, lambda: call(self._wiki))

    def _guarded(self, call: Any) -> Any:
        try:
            return call()
        except dokuwiki.DokuWikiError as error:
            fault = error.args[0] if error.args else None
            code = fault.faultCode if isinstance(fault, Fault) else 0
            words = redact(str(fault.faultString if isinstance(fault, Fault) else fault).rstrip("."), [self._secret])
            if code == _LOCKED:
                raise BusyError(f"{self._target.url}: the page is locked by somebody who edits it.") from None
            raise RefusedError(
                f"{self._target.url} refused the request ({words}).", "Check the account's rights."
            ) from None
        except (ResponseError, ExpatError):
            raise UnreachableError(
                f"{self._target.url} gave no proper answer.", "Check the url, and that the wiki's remote API is on."
            ) from None


class _SessionTransport(Transport):
    """Carries XML-RPC over the session, for its time limits, certificates and credentials."""

    def __init__(self, target: DokuWikiTarget, session: requests.Session) -> None:
        super().__init__()
        self._target = target
        self._session = session

    def request(self, host: Any, handler: str, request_body: Any, verbose: bool = False) -> Any:  # noqa: ARG002
        """Post ``request_body`` and return what the answer holds."""
        parts = urlsplit(self._target.url)
        with told_apart(self._target):
            response = self._session.post(
                f"{parts.scheme}://{parts.netloc}{handler}",
                data=request_body,
                headers={"Content-Type": "text/xml"},
                timeout=self._target.timeout,
                allow_redirects=False,
            )
        if response.status_code == 403:
            raise AuthenticationError(
                f"{self._target.url} does not let the account use its remote interface.",
                "Add the account to remoteuser in the wiki's settings.",
            )
        check_status(response, "answer")
        parser, unmarshaller = self.getparser()
        assert isinstance(unmarshaller, Unmarshaller)
        parser.feed(response.content)
        parser.close()
        return unmarshaller.close()
