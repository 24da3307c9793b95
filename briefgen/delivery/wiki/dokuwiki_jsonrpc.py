"""DokuWiki's JSON-RPC (https://www.dokuwiki.org/devel:jsonrpc): in releases since 2024, and takes tokens."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any, TypeVar

import requests
from pydantic import SecretStr
from typing_extensions import override

from briefgen.delivery.secrets import redact
from briefgen.delivery.wiki.dokuwiki_api import LOCKED, Api
from briefgen.delivery.wiki.http import (
    BUSY,
    RedirectedError,
    as_list,
    as_number,
    as_text,
    check_status,
    json_answer,
    told_apart,
    understood,
)
from briefgen.delivery.wiki.retrying import BusyError, persistently
from briefgen.delivery.wiki.targets import DokuWikiTarget
from briefgen.errors import RefusedError

Result = TypeVar("Result")


class JsonRpc(Api):
    """The JSON-RPC interface, in its short form: the method in the path, the parameters as an object."""

    def __init__(self, target: DokuWikiTarget, session: requests.Session, secret: SecretStr | None) -> None:
        self._target = target
        self._session = session
        self._secret = secret

    def is_there(self) -> bool:
        """Whether the wiki has this interface."""

        def look() -> requests.Response | None:
            try:
                answer = self._post("core.getAPIVersion", {})
            except RedirectedError:
                return None
            if answer.status_code in BUSY:
                check_status(answer, "answer")
            return answer

        response = persistently(self._target.attempts, look)
        return (
            response is not None and response.status_code != 404 and "json" in response.headers.get("Content-Type", "")
        )

    @override
    def is_logged_in(self) -> bool:
        return self._ask(lambda who: bool(who and who["login"]), "core.whoAmI")

    @override
    def page(self, page: str, revision: int | None = None) -> str:
        return self._ask(lambda text: as_text(text or ""), "core.getPage", page=page, rev=revision or 0)

    @override
    def revisions(self, page: str) -> list[int]:
        return self._ask(
            lambda entries: [as_number(entry["revision"]) for entry in as_list(entries or [])],
            "core.getPageHistory",
            page=page,
            first=0,
        )

    @override
    def save(self, page: str, text: str, summary: str) -> None:
        self._ask(_done, "core.savePage", page=page, text=text, summary=summary, isminor=False)

    @override
    def lock(self, page: str) -> bool:
        return self._ask(lambda pages: page in as_list(pages or []), "core.lockPages", pages=[page])

    @override
    def unlock(self, page: str) -> None:
        self._ask(lambda _: None, "core.unlockPages", pages=[page])

    @override
    def permission(self, page: str) -> int:
        return self._ask(as_number, "core.aclCheck", page=page)

    @override
    def media(self, name: str) -> bytes | None:
        try:
            return self._ask(lambda data: base64.b64decode(as_text(data)), "core.getMedia", media=name, rev=0)
        except _NoSuchError:
            return None

    @override
    def save_media(self, name: str, data: bytes) -> None:
        encoded = base64.b64encode(data).decode()
        self._ask(_done, "core.saveMedia", media=name, base64=encoded, overwrite=True)

    def _post(self, method: str, parameters: dict[str, Any]) -> requests.Response:
        url = f"{self._target.url}/lib/exe/jsonrpc.php/{method}"
        with told_apart(self._target):
            return self._session.post(url, json=parameters, timeout=self._target.timeout)

    def _ask(self, read: Callable[[Any], Result], method: str, **parameters: Any) -> Result:
        """What ``read`` makes of the result of ``method``."""

        def call() -> Result:
            response = self._post(method, parameters)
            error = _error_in(response)
            if error is None:
                check_status(response, f"answer {method}")
                answer = json_answer(response)
                with understood(self._target):
                    return read(answer["result"])
            code, message = error
            if code == LOCKED:
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
        return (as_number(error["code"]), as_text(error["message"])) if error and error.get("code") else None
    except (requests.exceptions.JSONDecodeError, LookupError, TypeError, AttributeError, ValueError):
        return None


def _done(answer: Any) -> None:
    """Nothing, for an answer that says that it was done; raises ValueError for another."""
    if answer is not True:
        raise ValueError
