"""The markup of DokuWiki (https://www.dokuwiki.org/wiki:syntax).

It has no character references and no comments. Text is therefore quoted with ``%%``, where nothing is
markup, and the markers are links within the page.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

from briefgen.delivery.wiki.markup import Markup
from briefgen.delivery.wiki.naming import plain
from briefgen.delivery.wiki.sections import DIGEST

LONGEST_PART = 200
"""Bytes of one part of a page's id, percent-encoded; it becomes a file name on the server."""


class DokuWikiMarkup(Markup):
    """Pages of a DokuWiki."""

    template = "wiki/dokuwiki.j2"
    begin = "[[#briefgen-begin-{digest}{attachment}|Written by briefgen]]\n"
    bare_begin = "[[#briefgen-begin|Written by briefgen]]"
    begin_pattern = re.compile(
        rf"\[\[#briefgen-begin(?:-(?P<digest>{DIGEST})(?:-(?P<attachment>{DIGEST}))?)?\|[^\]\n]*\]\][ \t]*\n*"
    )
    attachment_mark = "-{fingerprint}"
    end = "\n[[#briefgen-end|End of the brief]]"
    bare_end = "[[#briefgen-end|End of the brief]]"
    end_pattern = re.compile(r"\n*\[\[#briefgen-end\|[^\]\n]*\]\]")
    index_begin = "[[#briefgen-index|Newest first]]\n"
    index_begin_pattern = re.compile(re.escape("[[#briefgen-index|Newest first]]"))
    index_end = "\n[[#briefgen-index-end|End of the list]]"
    index_end_pattern = re.compile(re.escape("[[#briefgen-index-end|End of the list]]"))
    index_entry = re.compile(r"^ {2,}[*-].*$", re.MULTILINE)

    @staticmethod
    def escape(text: str) -> str:
        """``text`` between marks that switch all markup off."""
        text = plain(text)
        if not text:
            return ""
        if "%%" not in text and not text.startswith("%") and not text.endswith("%"):
            return f"%%{text}%%"
        pieces = re.split(r"(%+)", text)
        return "".join(
            f"<nowiki>{piece}</nowiki>" if piece.startswith("%") else f"%%{piece}%%" for piece in pieces if piece
        )

    def heading(self, text: str) -> str:
        """``text`` for a heading, where DokuWiki takes everything as it stands but the equals signs around it."""
        return plain(text).replace("=", "＝")

    def link(self, address: str, label: str) -> str:
        """An external link."""
        safe = quote(plain(address), safe="/:?#@!$&()*+,;=%-._~")
        return f"[[{safe}|{_label(label)}]]"

    def page_name(self, wanted: str) -> str:
        """A page id (https://www.dokuwiki.org/pagename), namespaces separated by colons."""
        text = unicodedata.normalize("NFKC", plain(wanted)).lower()
        parts = [re.sub(r"[^\w.-]+", "_", part).strip("_.-") for part in text.split("/")]
        return ":".join(_shortened(part) for part in parts if part) or "brief"

    def attachment_name(self, page_name: str) -> str:
        """A media id beside the page."""
        return f"{page_name}.pdf"

    def attachment_link(self, page_name: str, file_name: str) -> str:  # noqa: ARG002 (media ids are absolute)
        """Absolute media id, never shown within the page."""
        return f":{file_name}?linkonly"

    def entry(self, page_name: str, index_name: str, title: str, date: str | None) -> str:  # noqa: ARG002
        """An item of a list."""
        return f"  * {date or 'undated'}: [[:{page_name}|{_label(title)}]]"

    def names(self, entry: str, page_name: str, index_name: str) -> bool:  # noqa: ARG002
        """Whether the entry links to the page."""
        return f"[[:{page_name}|" in entry or f"[[{page_name}|" in entry or f"[[{page_name}]]" in entry

    def new_index(self, title: str, section: str) -> str:
        """The list under a heading."""
        return f"====== {self.heading(title)} ======\n\n{section}\n"


def _label(text: str) -> str:
    """``text`` as the label of a link, where there is no quoting: brackets are made round."""
    return plain(text).translate(str.maketrans("[]{}", "()()")) or "…"


def _shortened(part: str) -> str:
    while len(quote(part)) > LONGEST_PART:
        part = part[:-1]
    return part.strip("_.-") or "_"
