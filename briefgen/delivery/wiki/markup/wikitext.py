"""Wikitext, the markup of MediaWiki (https://www.mediawiki.org/wiki/Specs/wikitext)."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

from briefgen.delivery.wiki.markup import Markup, encoded
from briefgen.delivery.wiki.naming import plain, shortened
from briefgen.delivery.wiki.sections import DIGEST

_SPECIAL = re.compile(
    r"""
    [&<>\[\]{}|~\x60]          # entities, tags, links, templates, tables, signatures
    | ^[*#:;=!+\-\s]           # lists, headings, rows of tables at the start of a line
    | ^'|'$|'(?=')|(?<=')'     # bold and italics
    | ^_|_$|_(?=_)|(?<=_)_     # behaviour switches (__NOTOC__)
    | !(?=!)|(?<=!)!           # cells of tables
    | =$                       # headings
    | (?<=\w):                 # addresses and namespaces
    | :(?=//)
    | [RPI](?=(?:FC|MID|SBN)\b)  # links to standards and books
    """,
    re.VERBOSE,
)
_ILLEGAL = str.maketrans(
    {"#": "№", "<": "(", ">": ")", "[": "(", "]": ")", "{": "(", "}": ")", "|": "-", "_": " ", "~": "-", "\u00a0": " "}
)
LONGEST = 230
"""Bytes of a name; MediaWiki allows 255 (240 for files)."""


class Wikitext(Markup):
    """Pages of a MediaWiki."""

    template = "wiki/mediawiki.j2"
    begin = "<!-- briefgen:begin sha256={digest} (text up to the end mark is replaced when the brief changes) -->"
    bare_begin = "<!-- briefgen:begin -->"
    begin_pattern = re.compile(rf"<!-- briefgen:begin(?: sha256=(?P<digest>{DIGEST})[^\n>]*)? -->\n?")
    end = "<!-- briefgen:end -->"
    bare_end = "<!-- briefgen:end -->"
    end_pattern = re.compile(r"\n?<!-- briefgen:end -->")
    index_begin = "<!-- briefgen:index -->"
    index_begin_pattern = re.compile(re.escape("<!-- briefgen:index -->"))
    index_end = "<!-- briefgen:index end -->"
    index_end_pattern = re.compile(re.escape("<!-- briefgen:index end -->"))
    index_entry = re.compile(r"^\*.*$", re.MULTILINE)

    @staticmethod
    def escape(text: str) -> str:
        """``text`` with numeric character references for all that wikitext acts on."""
        return encoded(text, _SPECIAL)

    def link(self, address: str, label: str) -> str:
        """An external link."""
        safe = quote(plain(address), safe="/:?#@!$&()*+,;=%-._~")
        return f"[{safe} {self.escape(label)}]"

    def page_name(self, wanted: str) -> str:
        """A legal title: https://www.mediawiki.org/wiki/Manual:Page_title."""
        name = plain(unicodedata.normalize("NFC", wanted)).translate(_ILLEGAL)
        name = re.sub(r"%(?=[0-9A-Fa-f]{2})", "% ", name)
        name = plain(re.sub(r"&(?=[^\s;]+;)", "& ", name)).replace("''", "'")
        parts = [part.strip(" .") for part in name.split("/")]
        return shortened("/".join(part for part in parts if part).lstrip(": "), LONGEST) or "Brief"

    def attachment_name(self, page_name: str) -> str:
        """A legal file name: no slashes and colons."""
        return re.sub(r"[/:\\]+", "-", page_name) + ".pdf"

    def attachment_link(self, page_name: str, file_name: str) -> str:  # noqa: ARG002 (one name for all pages)
        """Target of a link straight to the file."""
        return f"Media:{file_name}"

    def entry(self, page_name: str, index_name: str, title: str, date: str | None) -> str:  # noqa: ARG002
        """An item of a list."""
        return f"* {date or 'undated'}: [[:{page_name}|{self.escape(title)}]]"

    def names(self, entry: str, page_name: str, index_name: str) -> bool:  # noqa: ARG002
        """Whether the entry links to the page."""
        return f"[[:{page_name}|" in entry or f"[[{page_name}|" in entry or f"[[{page_name}]]" in entry

    def new_index(self, title: str, section: str) -> str:  # noqa: ARG002 (MediaWiki shows the name itself)
        """The list alone."""
        return section + "\n"
