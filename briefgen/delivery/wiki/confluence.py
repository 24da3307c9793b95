"""Confluence Cloud and Data Center.

Confluence rewrites what it stores, so an edit is noticed by the version: the marker in the page names the
version that briefgen wrote. A page that a person gave another title is found again by a label of its own.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager

from lxml import etree

from briefgen.delivery.wiki.confluence_api import ConfluenceApi, Content
from briefgen.delivery.wiki.confluence_editions import Cloud, DataCenter
from briefgen.delivery.wiki.http import Credentials, session
from briefgen.delivery.wiki.markup.storage import Storage, canonical, parse
from briefgen.delivery.wiki.protocol import AttachmentState, Page, StaleError, WikiKind
from briefgen.delivery.wiki.sections import DIGEST, Section, fingerprint
from briefgen.delivery.wiki.targets import ConfluenceTarget
from briefgen.errors import ConfigurationError, RefusedError


class Confluence:
    """A Confluence, logged in."""

    attaches_to_page = True

    def __init__(self, target: ConfluenceTarget, api: ConfluenceApi) -> None:
        self.markup = markup(target)
        self._target = target
        self._api = api
        self._known: dict[str, Content] = {}

    def read(self, name: str) -> Page | None:
        """The page with this title, or the one that once had it and was given another."""
        found = self._api.page(name)
        if found is None:
            page_id = self._api.labelled(_own_label(name))
            found = self._api.by_id(page_id) if page_id is not None else None
        if found is None:
            self._known.pop(name, None)
            return None
        self._known[name] = found
        return Page(name, found.text, str(found.version), found.id)

    def history(self, page: Page) -> Iterator[Page]:
        """The version that the marker names, then earlier ones."""
        section = self.markup.split(page.text)
        newest = int(section.revision) if section is not None and section.revision else int(page.revision) - 1
        for version in range(min(newest, int(page.revision) - 1), 0, -1)[:5]:
            earlier = self._api.by_id(page.id, version)
            if earlier is not None:
                yield Page(page.name, earlier.text, str(version), page.id)

    def is_intact(self, page: Page, section: Section) -> bool:
        """Whether the page is at the version that the marker names, or its section reads as it did then."""
        if not section.revision:
            return self.markup.is_blank(section.body)
        if section.revision == page.revision:
            return True
        written = self._api.by_id(page.id, int(section.revision))
        then = self.markup.split(written.text) if written is not None else None
        return then is not None and canonical(then.body) == canonical(section.body)

    def next_revision(self, base: Page | None) -> str:
        """The next version."""
        return "1" if base is None else str(int(base.revision) + 1)

    def attachment(self, page_name: str, file_name: str, data: bytes, noted: str) -> AttachmentState:  # noqa: ARG002 (protocol)
        """What there is of the file, told by the comment on its latest version."""
        page = self._known.get(page_name)
        found = self._api.attachment(page.id, file_name) if page is not None else None
        if found is None:
            return "absent"
        if found.size == len(data) and _note(data) in found.comment:
            return "same"
        return "ours" if _NOTE.search(found.comment) else "foreign"

    def attach(self, page_name: str, file_name: str, data: bytes, summary: str) -> None:
        """Upload the file to the page."""
        page_id = self._known[page_name].id
        old = self._api.attachment(page_id, file_name)
        self._api.attach(page_id, file_name, data, f"{summary} ({_note(data)})", old)

    def write(self, name: str, text: str, base: Page | None, summary: str) -> str:
        """Write the version after ``base``, or create the page under the parent."""
        try:
            parse(text)
        except etree.XMLSyntaxError as error:
            raise RefusedError(
                f"What people wrote in the page {name} does not go together with the brief ({error.msg}).",
                "Use --force, or mend the page.",
            ) from None
        if base is None:
            written = self._create(name, text)
        else:
            known = self._known[name]
            if str(known.version) != base.revision:
                raise StaleError(name)
            written = self._api.update(known, text, summary)
        self._known[name] = written
        return str(written.version)

    def _create(self, name: str, text: str) -> Content:
        try:
            return self._api.create(name, text, self._parent())
        except StaleError:
            if self._api.page(name) is not None:
                raise
            raise RefusedError(
                f"{self._target.url} has a page {name} that the account may not see.",
                "Change page, or ask who owns it.",
            ) from None

    def label(self, page_name: str, labels: tuple[str, ...]) -> None:
        """Add the labels that the page lacks, with one by which it is found under another title."""
        page_id = self._known[page_name].id
        wanted = [_as_label(label) for label in labels] + [_own_label(page_name)]
        lacking = [label for label in wanted if label not in self._api.labels(page_id)]
        if lacking:
            self._api.add_labels(page_id, lacking)

    def finish(self, summary: str) -> None:
        """Nothing: every version is final at once."""

    def address(self, name: str) -> str:
        """The page's address."""
        return self._known[name].address

    def _parent(self) -> str | None:
        if self._target.parent is None:
            return None
        parent = self._api.page(self._target.parent)
        if parent is None:
            raise ConfigurationError(
                f"The space {self._target.space} has no page {self._target.parent} to put briefs under.",
                "Create it or correct parent.",
            )
        return parent.id


_NOTE = re.compile(rf"\(sha256:{DIGEST}\)$")


def _note(data: bytes) -> str:
    return f"sha256:{fingerprint(data)}"


def _own_label(name: str) -> str:
    return f"briefgen-{hashlib.sha256(name.encode()).hexdigest()[:16]}"


def _as_label(label: str) -> str:
    """Labels are in lower case and have no spaces."""
    return "-".join(label.lower().split())


def markup(target: ConfluenceTarget) -> Storage:
    """The markup of ``target``."""
    return Storage(target.template, target.categories)


@contextmanager
def connect(target: ConfluenceTarget) -> Iterator[Confluence]:
    """A connection to ``target``. Raises AuthenticationError, RefusedError or UnreachableError."""
    secret = target.password()
    with session(target, Credentials(target.user, secret)) as opened:
        kind = Cloud if target.is_cloud else DataCenter
        yield Confluence(target, kind(target, opened, secret))


def try_login(target: ConfluenceTarget) -> str:
    """Log in to ``target`` and look at its space."""
    with connect(target) as wiki:
        name = wiki._api.check_space()
        wiki._parent()
        return f"logged in to {target.url} as {target.user or 'the owner of the token'}, space {target.space} ({name})"


KIND = WikiKind(ConfluenceTarget, markup, connect, try_login)
