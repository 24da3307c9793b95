"""DokuWiki's XML-RPC (https://www.dokuwiki.org/devel:xmlrpc): in every DokuWiki, through the dokuwiki package."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit
from xml.parsers.expat import ExpatError
from xmlrpc.client import Fault, ResponseError, Transport, Unmarshaller

import dokuwiki
import requests
from pydantic import SecretStr
from typing_extensions import override

from briefgen.delivery.secrets import redact
from briefgen.delivery.wiki.dokuwiki_api import LOCKED, Api
from briefgen.delivery.wiki.http import as_list, as_number, as_text, check_status, told_apart, understood
from briefgen.delivery.wiki.retrying import BusyError, persistently
from briefgen.delivery.wiki.targets import DokuWikiTarget
from briefgen.errors import AuthenticationError, RefusedError, UnreachableError

Result = TypeVar("Result")


class XmlRpc(Api):
    """The XML-RPC interface, through the dokuwiki package."""

    def __init__(self, target: DokuWikiTarget, session: requests.Session, secret: SecretStr | None) -> None:
        self._target = target
        self._secret = secret
        transport = _SessionTransport(target, session)
        # The session logs in, not the address: an address with a password in it would show up in errors.
        self._wiki = persistently(
            target.attempts, self._guarded, lambda: dokuwiki.DokuWiki(target.url, "", "", transport=transport)
        )

    @override
    def is_logged_in(self) -> bool:
        secret = self._secret.get_secret_value() if self._secret is not None else ""
        return self._ask(bool, lambda wiki: wiki.login(self._target.user or "", secret))

    @override
    def page(self, page: str, revision: int | None = None) -> str:
        return self._ask(lambda text: as_text(text or ""), lambda wiki: wiki.pages.get(page, revision))

    @override
    def revisions(self, page: str) -> list[int]:
        return self._ask(
            lambda entries: [as_number(entry["version"]) for entry in as_list(entries or [])],
            lambda wiki: wiki.pages.versions(page),
        )

    @override
    def save(self, page: str, text: str, summary: str) -> None:
        saved = self._ask(_as_saved, lambda wiki: wiki.pages.set(page, text, sum=summary, minor=False))
        if not saved:
            raise RefusedError(f"{self._target.url} did not save the page {page}.", "Check the account's rights.")

    @override
    def lock(self, page: str) -> bool:
        return self._ask(
            lambda answer: not answer["lockfail"],
            lambda wiki: wiki.send("dokuwiki.setLocks", lock=[page], unlock=[]),
        )

    @override
    def unlock(self, page: str) -> None:
        self._ask(lambda _: None, lambda wiki: wiki.send("dokuwiki.setLocks", lock=[], unlock=[page]))

    @override
    def permission(self, page: str) -> int:
        return self._ask(as_number, lambda wiki: wiki.pages.permission(page))

    @override
    def media(self, name: str) -> bytes | None:
        if not self._ask(lambda about: about.get("size"), lambda wiki: wiki.medias.info(name)):
            return None
        return self._ask(bytes, lambda wiki: wiki.medias.get(name))

    @override
    def save_media(self, name: str, data: bytes) -> None:
        self._ask(lambda _: None, lambda wiki: wiki.medias.set(name, data, overwrite=True))

    def _ask(self, read: Callable[[Any], Result], call: Callable[[Any], Any]) -> Result:
        """What ``read`` makes of the answer to ``call``."""
        answer = persistently(self._target.attempts, self._guarded, lambda: call(self._wiki))
        with understood(self._target):
            return read(answer)

    def _guarded(self, call: Callable[[], Any]) -> Any:
        try:
            with understood(self._target):
                return call()
        except dokuwiki.DokuWikiError as error:
            fault = error.args[0] if error.args else None
            if isinstance(fault, ExpatError):
                raise self._no_answer() from None
            code = fault.faultCode if isinstance(fault, Fault) else 0
            words = redact(str(fault.faultString if isinstance(fault, Fault) else fault).rstrip("."), [self._secret])
            if code == LOCKED:
                raise BusyError(f"{self._target.url}: the page is locked by somebody who edits it.") from None
            raise RefusedError(
                f"{self._target.url} refused the request ({words}).", "Check the account's rights."
            ) from None
        except (ResponseError, ExpatError):
            raise self._no_answer() from None

    def _no_answer(self) -> UnreachableError:
        return UnreachableError(
            f"{self._target.url} gave no proper answer.", "Check the url, and that the wiki's remote API is on."
        )


def _as_saved(answer: Any) -> bool:
    # The package gives None where a blank line precedes the answer.
    if not (answer is None or isinstance(answer, bool)):
        raise TypeError
    return answer is not False


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
