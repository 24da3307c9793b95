"""DokuWiki, through its remote interface.

DokuWiki has no edit that names its base. A page is therefore locked, read again, and written only if it is
still the one that was decided upon; the lock keeps people's edits out meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote

import requests
from pydantic import SecretStr

from briefgen.delivery.wiki.dokuwiki_api import Api
from briefgen.delivery.wiki.dokuwiki_jsonrpc import JsonRpc
from briefgen.delivery.wiki.dokuwiki_xmlrpc import XmlRpc
from briefgen.delivery.wiki.http import Credentials, session
from briefgen.delivery.wiki.markup.dokuwiki import DokuWikiMarkup
from briefgen.delivery.wiki.protocol import AttachmentState, Page, StaleError, WikiKind
from briefgen.delivery.wiki.retrying import BusyError, persistently
from briefgen.delivery.wiki.sections import Section, digest, told_by_content
from briefgen.delivery.wiki.targets import DokuWikiTarget
from briefgen.errors import AuthenticationError, RefusedError

HISTORY = 20
"""Revisions looked through for the last one of briefgen's."""
_EDIT, _CREATE, _UPLOAD = 2, 4, 8


class DokuWiki:
    """A DokuWiki, logged in."""

    attaches_to_page = False

    def __init__(self, target: DokuWikiTarget, api: Api) -> None:
        self.markup = markup(target)
        self._target = target
        self._api = api

    def read(self, name: str) -> Page | None:
        """The page called ``name``, or None; a page with no text is none to DokuWiki."""
        text = self._api.page(name)
        return Page(name, text, digest(text)) if text else None

    def history(self, page: Page) -> Iterator[Page]:
        """Earlier revisions, newest first."""
        for revision in self._api.revisions(page.name)[1 : HISTORY + 1]:
            yield Page(page.name, self._api.page(page.name, revision), str(revision))

    def is_intact(self, page: Page, section: Section) -> bool:  # noqa: ARG002 (the protocol's signature)
        """Whether the text is the one that its marker has the digest of."""
        return section.is_as_digested

    def next_revision(self, base: Page | None) -> str:  # noqa: ARG002 (the protocol's signature)
        """Nothing: it shows only afterwards."""
        return ""

    def attachment(self, page_name: str, file_name: str, data: bytes, noted: str) -> AttachmentState:  # noqa: ARG002
        """What there is of the media file, told by its content."""
        return told_by_content(self._api.media(file_name), data, noted)

    def attach(self, page_name: str, file_name: str, data: bytes, summary: str) -> None:  # noqa: ARG002
        """Save the media file, in place of an older one."""
        self._api.save_media(file_name, data)

    def write(self, name: str, text: str, base: Page | None, summary: str) -> str:
        """Save the page under a lock, if it still reads as ``base``."""
        persistently(self._target.attempts, self._lock, name)
        try:
            if self._api.page(name) != (base.text if base is not None else ""):
                raise StaleError(name)
            self._api.save(name, text, summary)
        finally:
            self._api.unlock(name)
        return digest(text)

    def _lock(self, name: str) -> None:
        if self._api.lock(name):
            return
        if self._api.permission(name) < _EDIT:
            problem = f"The account may not edit the page {name} at {self._target.url}."
            raise RefusedError(problem, "Grant it the right in the wiki's access control list.")
        raise BusyError(f"Somebody is editing the page {name} at {self._target.url} right now.")

    def label(self, page_name: str, labels: tuple[str, ...]) -> None:
        """Nothing: tags are part of the text."""

    def finish(self, summary: str) -> None:
        """Nothing: every edit is final at once."""

    def address(self, name: str) -> str:
        """The page's address."""
        return f"{self._target.url}/doku.php?id={quote(name, safe=':')}"


def markup(target: DokuWikiTarget) -> DokuWikiMarkup:
    """The markup of ``target``."""
    return DokuWikiMarkup(target.template, target.categories)


def open_api(target: DokuWikiTarget, session: requests.Session, secret: SecretStr | None) -> Api:
    """The interface that ``target`` asks for, or the better one that the wiki has."""
    if target.api == "xmlrpc":
        return XmlRpc(target, session, secret)
    json_rpc = JsonRpc(target, session, secret)
    if target.api == "jsonrpc" or json_rpc.is_there():
        return json_rpc
    return XmlRpc(target, session, secret)


@contextmanager
def connect(target: DokuWikiTarget) -> Iterator[DokuWiki]:
    """A connection to ``target``, logged in. Raises AuthenticationError, RefusedError or UnreachableError."""
    secret = target.password()
    with session(target, Credentials(target.user, secret)) as opened:
        api = open_api(target, opened, secret)
        if secret is not None and not api.is_logged_in():
            raise AuthenticationError(
                f"{target.url} does not accept the user {target.user or '(none)'} or the secret.",
                "Check user and password; XML-RPC takes no tokens.",
            )
        yield DokuWiki(target, api)


def try_login(target: DokuWikiTarget) -> str:
    """Log in to ``target`` and say whether the account may write where pages go."""
    with connect(target) as wiki:
        page = wiki.markup.page_name(target.page.replace("{", "").replace("}", ""))
        rights = wiki._api.permission(page)
        wanted = _UPLOAD if target.attach else _CREATE
        if rights < wanted:
            raise (RefusedError if target.user else AuthenticationError)(
                f"The account may not {'create pages and upload' if target.attach else 'create pages'} in "
                f"{page.rpartition(':')[0] or 'the root namespace'} at {target.url}.",
                "Grant it the right in the wiki's access control list.",
            )
        return f"logged in to {target.url} as {target.user or 'nobody'}, may edit and upload"


KIND = WikiKind(DokuWikiTarget, markup, connect, try_login)
