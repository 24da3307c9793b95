"""What every wiki offers to the publishing, whatever software it runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from briefgen.delivery.wiki.markup import Markup
from briefgen.delivery.wiki.sections import Section
from briefgen.delivery.wiki.targets import WikiTarget


@dataclass(frozen=True)
class Page:
    """A page as it stands in the wiki."""

    name: str
    """Its name, as `Markup.page_name` made it."""
    text: str
    """Its source."""
    revision: str
    """What tells this state from an earlier or later one: an id, a version number, a commit."""
    id: str = ""
    """What the wiki itself calls the page, where that is not the name."""


AttachmentState = Literal["absent", "same", "ours", "foreign"]
"""absent: there is no such file; same: it has the wanted content; ours: briefgen put it there, with another content;
foreign: somebody else put it there, or replaced briefgen's."""


class StaleError(Exception):
    """The page changed between reading and writing; nothing was written."""


class Wiki(Protocol):
    """A connection to a wiki, logged in.

    All methods may raise AuthenticationError, RefusedError and UnreachableError. What ``attach`` and ``write``
    were told is in the wiki for sure only once ``finish`` has returned; both may be repeated.
    """

    @property
    def markup(self) -> Markup:
        """The markup of its pages."""
        ...

    @property
    def attaches_to_page(self) -> bool:
        """Whether a page must exist before something can be attached to it."""
        ...

    def read(self, name: str) -> Page | None:
        """The page called ``name`` as it stands now, or None."""
        ...

    def history(self, page: Page) -> Iterator[Page]:
        """Earlier states of ``page``, newest first, as far back as is cheap."""
        ...

    def is_intact(self, page: Page, section: Section) -> bool:
        """Whether ``section`` of ``page`` is as briefgen wrote it."""
        ...

    def next_revision(self, base: Page | None) -> str:
        """The revision that writing upon ``base`` will make, where the wiki tells beforehand; else empty."""
        ...

    def attachment(self, page_name: str, file_name: str, data: bytes, noted: str) -> AttachmentState:
        """What there is of an attachment that shall be ``data``.

        ``noted`` is the fingerprint that the page's marker has of the file attached last (see `Markup.noted`).
        """
        ...

    def attach(self, page_name: str, file_name: str, data: bytes, summary: str) -> None:
        """Upload an attachment, in place of an older one of that name."""
        ...

    def write(self, name: str, text: str, base: Page | None, summary: str) -> str:
        """Write the page and return its new revision; ``base`` is its state when read, None for a new page.

        Raises StaleError when it is no longer in that state.
        """
        ...

    def label(self, page_name: str, labels: tuple[str, ...]) -> None:
        """Give the page its labels, where they are no part of its source; those it has already stay."""
        ...

    def finish(self, summary: str) -> None:
        """Make the changes final. Raises StaleError when another change came first: then do all of it again."""
        ...

    def address(self, name: str) -> str:
        """Where a person finds the page."""
        ...


@dataclass(frozen=True)
class WikiKind:
    """One kind of wiki, as registered in the entry-point group ``briefgen.deliveries``."""

    target: type[WikiTarget]
    """Model of its table in the configuration."""
    markup: Callable[[Any], Markup]
    """From a target to the markup and the names of its pages; opens no connection."""
    connect: Callable[[Any], AbstractContextManager[Wiki]]
    """From a target to a connection, logged in, closed when the block ends."""
    try_login: Callable[[Any], str]
    """Log in to a target, send nothing, and say in one sentence what was found."""
