"""MediaWiki, through its action API (https://www.mediawiki.org/wiki/API) and mwclient.

Edits name the revision they build on: MediaWiki would otherwise overwrite an edit of the same account without
a word. Requests ask for ``maxlag`` and wait as told when the server lags or limits the rate.
"""

from __future__ import annotations

import hashlib
import io
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, TypeVar
from urllib.parse import quote, urlsplit

import mwclient
from pydantic import SecretStr

from briefgen.delivery.secrets import redact
from briefgen.delivery.wiki.http import as_list, as_number, as_text, understood
from briefgen.delivery.wiki.markup.wikitext import Wikitext
from briefgen.delivery.wiki.mediawiki_api import UPLOAD_REMEDY, opened_site, told_apart
from briefgen.delivery.wiki.protocol import AttachmentState, Page, StaleError, WikiKind
from briefgen.delivery.wiki.retrying import persistently
from briefgen.delivery.wiki.sections import Section
from briefgen.delivery.wiki.targets import MediaWikiTarget
from briefgen.errors import ConfigurationError, RefusedError

Result = TypeVar("Result")

MAXLAG = 5
"""Seconds the database copies may lag before MediaWiki asks to wait (https://www.mediawiki.org/wiki/Manual:Maxlag)."""
HISTORY = 20
"""Revisions looked through for the last one of briefgen's."""


class MediaWiki:
    """A MediaWiki, logged in."""

    attaches_to_page = False

    def __init__(self, target: MediaWikiTarget, site: mwclient.Site, secrets: list[SecretStr]) -> None:
        self.markup = markup(target)
        self._target = target
        self._site = site
        self._secrets = secrets

    def read(self, name: str) -> Page | None:
        """The page called ``name``, or None."""
        return next(self._revisions(name, 1), None)

    def history(self, page: Page) -> Iterator[Page]:
        """Earlier revisions, newest first."""
        return (earlier for earlier in self._revisions(page.name, HISTORY) if earlier.revision != page.revision)

    def _revisions(self, name: str, limit: int) -> Iterator[Page]:
        def pages(answer: Any) -> list[Page] | None:
            page = answer["query"]["pages"][0]
            if page.get("invalid"):
                return None
            return [
                Page(name, as_text(found["slots"]["main"].get("content", "")), str(as_number(found["revid"])))
                for found in as_list(page.get("revisions", []))
            ]

        wanted = {"prop": "revisions", "rvprop": "ids|content", "rvslots": "main", "rvlimit": limit}
        found = self._ask(pages, "query", titles=name, formatversion=2, **wanted)
        if found is None:
            raise ConfigurationError(f"{self._host} allows no page called {name}.", "Correct page or index.")
        return iter(found)

    def _latest_revision(self, name: str) -> str:
        return self._ask(
            lambda answer: str(answer["query"]["pages"][0].get("lastrevid", "")),
            "query",
            titles=name,
            prop="info",
            formatversion=2,
        )

    def is_intact(self, page: Page, section: Section) -> bool:  # noqa: ARG002 (the protocol's signature)
        """Whether the text is the one that its marker has the digest of."""
        return section.is_as_digested

    def next_revision(self, base: Page | None) -> str:  # noqa: ARG002
        """Nothing: it shows only afterwards."""
        return ""

    def attachment(self, page_name: str, file_name: str, data: bytes, noted: str) -> AttachmentState:  # noqa: ARG002
        """What there is of the file, told by its SHA-1 and the comment on its latest version."""
        found = self._ask(
            lambda answer: [
                (as_text(info["sha1"]), as_text(info["comment"]))
                for info in answer["query"]["pages"][0].get("imageinfo", [])
            ],
            *("query",),
            titles=f"File:{file_name}",
            formatversion=2,
            prop="imageinfo",
            iiprop="sha1|comment",
            iilimit=1,
        )
        if not found:
            return "absent"
        ((sha1, comment),) = found
        if sha1 == _sha1(data):
            return "same"
        return "ours" if comment.endswith(_note(sha1)) else "foreign"

    def attach(self, page_name: str, file_name: str, data: bytes, summary: str) -> None:  # noqa: ARG002
        """Upload the file, as a new version of one that exists."""
        about = self.markup.escape(summary)
        comment = f"{inert_summary(summary)} {_note(_sha1(data))}"

        def upload() -> Any:
            with self._told_apart(f"take the file {file_name}"):
                return self._site.upload(
                    io.BytesIO(data), filename=file_name, description=about, comment=comment, ignore=True
                )

        answer = persistently(self._target.attempts, upload)
        with understood(self._target):
            # Of a file of more than a megabyte, which goes in pieces, mwclient returns the answer one level up.
            answer = answer.get("upload", answer)
            result = as_text(answer["result"])
            warnings = ", ".join(map(as_text, answer.get("warnings", {}))) or result
        if result != "Success":
            raise RefusedError(f"{self._host} did not take the file {file_name} ({warnings}).", UPLOAD_REMEDY)

    def write(self, name: str, text: str, base: Page | None, summary: str) -> str:
        """Save the page, if its latest revision is still that of ``base``."""
        text = unicodedata.normalize("NFC", text)  # as MediaWiki does before it compares the MD5
        guard = {"createonly": 1} if base is None else {"nocreate": 1, "baserevid": base.revision}
        if base is not None and self._latest_revision(name) != base.revision:
            # The edit itself would be merged with the person's where the two do not touch.
            raise StaleError(name)
        edit = self._ask(
            lambda answer: dict(answer["edit"]),
            "edit",
            title=name,
            text=text,
            summary=inert_summary(summary),
            md5=hashlib.md5(text.encode(), usedforsecurity=False).hexdigest(),
            token=self._token(),
            **({"assert": "user"} if self._target.user or self._target.auth != "password" else {}),
            **guard,
        )
        if edit.get("result") != "Success":
            reason = edit.get("code") or edit.get("info") or "a check that only a person can pass"
            said = redact(str(reason), self._secrets)
            raise RefusedError(
                f"{self._host} did not save the page {name} ({said}).",
                "Ask the wiki's administrator.",
            )
        return str(edit.get("newrevid", base.revision if base else ""))

    def label(self, page_name: str, labels: tuple[str, ...]) -> None:
        """Nothing: categories are part of the text."""

    def finish(self, summary: str) -> None:
        """Nothing: every edit is final at once."""

    def address(self, name: str) -> str:
        """The page's address."""
        with understood(self._target):
            about = self._site.site
            path = as_text(about["articlepath"]).replace("$1", quote(name.replace(" ", "_"), safe="/:"))
            server = as_text(about["server"])
        return f"{urlsplit(self._target.url).scheme}:{server}{path}" if server.startswith("//") else server + path

    @property
    def account(self) -> str:
        """Who the wiki takes the account for."""
        return str(self._site.username)

    @property
    def rights(self) -> frozenset[str]:
        """What the account may do."""
        return frozenset(self._site.rights)

    @property
    def _host(self) -> str:
        return urlsplit(self._target.url).netloc

    def _token(self) -> str:
        with self._told_apart("give an edit token"):
            return str(self._site.get_token("csrf"))

    def _ask(self, read: Callable[[Any], Result], action: str, **parameters: Any) -> Result:
        """What ``read`` makes of the answer to a request."""

        def call() -> Any:
            with self._told_apart(f"answer the request {action}"):
                return self._site.api(action, maxlag=MAXLAG, **parameters)

        answer = persistently(self._target.attempts, call)
        with understood(self._target):
            return read(answer)

    def _told_apart(self, what: str) -> AbstractContextManager[None]:
        return told_apart(self._target, what, self._secrets)


def inert_summary(text: str) -> str:
    """``text`` as the summary of an edit, in which MediaWiki would act on links, names of sections and entities."""
    # It replaces entities before it looks for links, so a word joiner, which nobody sees, keeps the marks apart.
    return text.replace("&", "&amp;").replace("[[", "[\u2060[").replace("/*", "/\u2060*")


def _sha1(data: bytes) -> str:
    return hashlib.sha1(data, usedforsecurity=False).hexdigest()


def _note(sha1: str) -> str:
    """What an upload's comment ends with, so that a file that a person uploads is told from briefgen's."""
    return f"(briefgen {sha1})"


def markup(target: MediaWikiTarget) -> Wikitext:
    """The markup of ``target``."""
    return Wikitext(target.template, target.categories)


@contextmanager
def connect(target: MediaWikiTarget) -> Iterator[MediaWiki]:
    """A connection to ``target``, logged in. Raises AuthenticationError, ConfigurationError or UnreachableError."""
    with opened_site(target) as (site, secrets):
        yield MediaWiki(target, site, secrets)


def try_login(target: MediaWikiTarget) -> str:
    """Log in to ``target`` and say whether the account may edit and upload."""
    with connect(target) as wiki:
        wanted = ["edit", "createpage", *(["upload", "reupload"] if target.attach else [])]
        lacking = [right for right in wanted if right not in wiki.rights]
        if lacking:
            raise RefusedError(
                f"The account at {target.url} lacks the rights {', '.join(lacking)}.",
                "Grant them to the bot password or the account.",
            )
        return f"logged in to {target.url} as {wiki.account}, may {' and '.join(wanted)}"


KIND = WikiKind(MediaWikiTarget, markup, connect, try_login)
