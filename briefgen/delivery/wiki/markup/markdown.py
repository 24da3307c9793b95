"""Markdown as the git wikis show it: CommonMark or GitHub's, with wiki links, mentions, emoji and formulas on top.

All special characters become character references, which none of these extensions looks into.
"""

from __future__ import annotations

import posixpath
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from briefgen.delivery.wiki.markup import Markup, encoded
from briefgen.delivery.wiki.naming import plain, shortened
from briefgen.delivery.wiki.sections import DIGEST

_SPECIAL = re.compile(
    r"""
    [\\`*_\[\]<>&~$|@^{}=\#]   # emphasis, code, links, tags, tables, mentions, formulas
    | ^[+\-!]                  # lists
    | ^\d{1,9}[.)](?=\s|$)    # numbered lists
    | !(?=\d)                  # merge requests
    | :(?=\S)                  # addresses, emoji
    | (?<=\bwww)\.             # addresses
    """,
    re.VERBOSE | re.IGNORECASE,
)
_UNSAFE = re.compile(r'[<>:"/\\|?*#%\[\]{}^~`$&;!\'=+,@]+')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)
LONGEST_PART = 150
"""Bytes of one part of a path."""


@dataclass(frozen=True)
class Software:
    """How a wiki over a git repository names and links its pages."""

    lower_case: bool = False
    """Whether it looks for file names in lower case only."""
    flat: bool = False
    """Whether it knows pages by their file name alone, whatever the folder."""
    rooted_links: bool = False
    """Whether links count from the root of the wiki and attachments are at PAGE/a/FILE."""
    dots: bool = True
    """Whether page names may have dots."""


SOFTWARE = {
    "gitlab": Software(),
    "gitea": Software(),
    "gollum": Software(),
    "github": Software(flat=True),
    "otterwiki": Software(lower_case=True, rooted_links=True, dots=False),
}


class Markdown(Markup):
    """Pages of a git wiki; a name is the path of the file without ".md"."""

    template = "wiki/markdown.j2"
    begin = (
        "<!-- briefgen:begin sha256={digest}{attachment} "
        "(text up to the end mark is replaced when the brief changes) -->\n"
    )
    bare_begin = "<!-- briefgen:begin -->"
    begin_pattern = re.compile(
        rf"<!-- briefgen:begin(?: sha256=(?P<digest>{DIGEST})(?: pdf=(?P<attachment>{DIGEST}))?[^\n>]*)? -->\n*"
    )
    attachment_mark = " pdf={fingerprint}"
    end = "\n<!-- briefgen:end -->"
    bare_end = "<!-- briefgen:end -->"
    end_pattern = re.compile(r"\n*<!-- briefgen:end -->")
    index_begin = "<!-- briefgen:index -->\n"
    index_begin_pattern = re.compile(re.escape("<!-- briefgen:index -->"))
    index_end = "\n<!-- briefgen:index end -->"
    index_end_pattern = re.compile(re.escape("<!-- briefgen:index end -->"))
    index_entry = re.compile(r"^[-*+] .*$", re.MULTILINE)

    def __init__(self, software: str, template_dir: Path | None = None, labels: tuple[str, ...] = ()) -> None:
        """``software`` is one of `SOFTWARE`; for the rest see `Markup`."""
        super().__init__(template_dir, labels)
        self._software = SOFTWARE[software]

    @staticmethod
    def escape(text: str) -> str:
        """``text`` with numeric character references for all that any of the Markdowns acts on."""
        return encoded(text, _SPECIAL)

    def link(self, address: str, label: str) -> str:
        """An inline link."""
        return f"[{self.escape(label)}](<{quote(plain(address), safe='/:?#@!$&*+,;=%-._~')}>)"

    def page_name(self, wanted: str) -> str:
        """A path that every file system and wiki can hold."""
        parts = [self._part(part) for part in plain(unicodedata.normalize("NFC", wanted)).split("/")]
        kept = [part for part in parts if part] or ["brief"]
        return "-".join(kept) if self._software.flat else "/".join(kept)

    def _part(self, part: str) -> str:
        text = _UNSAFE.sub(" ", part)
        if not self._software.dots:
            text = text.replace(".", " ")
        if self._software.lower_case:
            text = text.lower()
        text = "-".join(shortened(" ".join(text.split()), LONGEST_PART).split()).strip(".-_")
        return f"{text}-" if _RESERVED.match(text) else text

    def attachment_name(self, page_name: str) -> str:
        """The page's own name with another ending, in a folder of the page's name."""
        return f"{page_name}/{posixpath.basename(page_name)}.pdf"

    def attachment_link(self, page_name: str, file_name: str) -> str:
        """Address of the file as seen from the page."""
        if self._software.rooted_links:
            return quote(f"/{page_name}/a/{posixpath.basename(file_name)}")
        return quote(posixpath.relpath(file_name, posixpath.dirname(page_name) or "."))

    def entry(self, page_name: str, index_name: str, title: str, date: str | None) -> str:
        """An item of a list."""
        return f"- {date or 'undated'}: [{self.escape(title)}]({self._address(page_name, index_name)})"

    def names(self, entry: str, page_name: str, index_name: str) -> bool:
        """Whether the entry links to the page."""
        return f"]({self._address(page_name, index_name)})" in entry

    def _address(self, page_name: str, index_name: str) -> str:
        if self._software.rooted_links:
            return quote(f"/{page_name}")
        return quote(posixpath.relpath(page_name, posixpath.dirname(index_name) or "."))

    def new_index(self, title: str, section: str) -> str:
        """The list under a heading."""
        return f"# {self.escape(title)}\n\n{section}\n"
