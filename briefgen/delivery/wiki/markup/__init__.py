"""The markups of the wikis: how a brief, briefgen's markers and an index are written in each.

Nothing here opens a connection. In every markup the escaping leaves nothing of a source's text that the
wiki would act on.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from pathlib import Path
from typing import ClassVar

from markupsafe import Markup as Trusted

from briefgen.brief import Brief
from briefgen.delivery.wiki.naming import plain
from briefgen.delivery.wiki.sections import Section, digest, fingerprint, split
from briefgen.renderers.endnotes import Endnotes
from briefgen.renderers.templating import environment, render
from briefgen.renderers.wording import web_address


class Markup(ABC):
    """A wiki's markup, names of pages and way to mark a part of a page.

    A subclass sets the class variables and writes out the abstract methods.
    """

    template: ClassVar[str]
    """Template of a page."""
    begin: ClassVar[str]
    """Begin marker, to be formatted with ``digest``, ``revision`` and ``attachment``."""
    attachment_mark: ClassVar[str] = ""
    """What the begin marker says of the PDF, to be formatted with ``fingerprint``, where the wiki itself keeps no
    note with a file; else empty."""
    bare_begin: ClassVar[str]
    """Begin marker as a person may write it."""
    begin_pattern: ClassVar[re.Pattern[str]]
    """Finds either begin marker."""
    end: ClassVar[str]
    """End marker."""
    end_pattern: ClassVar[re.Pattern[str]]
    """Finds the end marker."""
    bare_end: ClassVar[str]
    """End marker as a person may write it."""
    index_begin: ClassVar[str]
    """Begin marker of the list in an index."""
    index_begin_pattern: ClassVar[re.Pattern[str]]
    """Finds it."""
    index_end: ClassVar[str]
    """End marker of the list in an index."""
    index_end_pattern: ClassVar[re.Pattern[str]]
    """Finds it."""
    index_entry: ClassVar[re.Pattern[str]]
    """Finds an entry of an index, with what separates it from the next."""

    def __init__(self, template_dir: Path | None = None, labels: tuple[str, ...] = ()) -> None:
        """Templates in ``template_dir`` take the place of briefgen's; ``labels`` are the categories of pages."""
        self._template_dir = template_dir
        self.labels = labels

    @staticmethod
    @abstractmethod
    def escape(text: str) -> str:
        """``text`` with every special character inert."""

    @abstractmethod
    def link(self, address: str, label: str) -> str:
        """A link to a web address, in markup."""

    @abstractmethod
    def page_name(self, wanted: str) -> str:
        """The name nearest to ``wanted`` ("Briefs/2025-03-11/Title") that the wiki allows."""

    @abstractmethod
    def attachment_name(self, page_name: str) -> str:
        """The file name of the PDF of a page."""

    @abstractmethod
    def attachment_link(self, page_name: str, file_name: str) -> str:
        """What a page's template needs to link to its PDF, in markup."""

    @abstractmethod
    def entry(self, page_name: str, index_name: str, title: str, date: str | None) -> str:
        """The line of a brief in the index page ``index_name``."""

    @abstractmethod
    def names(self, entry: str, page_name: str, index_name: str) -> bool:
        """Whether ``entry`` of an index links to the page."""

    def same(self, old: str, new: str) -> bool:
        """Whether ``old``, an entry of an index as the wiki stored it, is ``new``."""
        return old == new

    @abstractmethod
    def new_index(self, title: str, section: str) -> str:
        """The text of a new index page around the marked list."""

    def body(self, brief: Brief, page_name: str, file_name: str | None) -> str:
        """The brief in this markup, to stand between the markers; ``file_name`` is that of its PDF, if any.

        Raises RenderError for a template that stops the rendering.
        """

        def link(address: str | None, label: str) -> Trusted:
            target = web_address(address)
            return Trusted(self.link(target, label) if target else self.escape(label))

        text = render(
            environment(self.escape, self._template_dir),
            self.template,
            brief=brief,
            notes=Endnotes(),
            link=link,
            heading=lambda text: Trusted(self.heading(text)),
            pdf=Trusted(self.attachment_link(page_name, file_name)) if file_name is not None else None,
            labels=self.labels,
        )
        return text.strip()

    def heading(self, text: str) -> str:
        """``text`` to stand in a heading."""
        return self.escape(text)

    def noted(self, pdf: bytes) -> str:
        """The fingerprint of ``pdf`` that the marker carries; empty without a PDF, and where the wiki keeps it."""
        return fingerprint(pdf) if pdf and self.attachment_mark else ""

    def wrap(self, body: str, revision: str, attachment: str = "") -> str:
        """``body`` between the markers; ``attachment`` is what `noted` gives of its PDF."""
        mark = self.attachment_mark.format(fingerprint=attachment) if attachment else ""
        return f"{self.begin.format(digest=digest(body), revision=revision, attachment=mark)}\n{body}\n{self.end}"

    def split(self, text: str) -> Section | None:
        """The page ``text`` taken apart at the markers, or None when it has none."""
        return split(text, self.begin_pattern, self.end_pattern)

    def lines(self, text: str) -> list[str]:
        """The page ``text`` in lines that a person can compare."""
        return text.splitlines()

    def is_blank(self, text: str) -> bool:
        """Whether a reader sees nothing of ``text``."""
        return not text.strip()


def encoded(text: str, special: re.Pattern[str]) -> str:
    """``text`` on one line, with each match of ``special`` as numeric character references."""
    return special.sub(lambda match: "".join(f"&#{ord(character)};" for character in match[0]), plain(text))
