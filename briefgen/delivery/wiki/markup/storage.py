"""Confluence's storage format: XHTML with elements of Confluence's own.

Reference: https://confluence.atlassian.com/doc/confluence-storage-format-790796544.html. The begin marker
carries the version of the page that briefgen wrote, because Confluence rewrites what it stores and a digest
of the text would not survive.
"""

from __future__ import annotations

import re
import unicodedata
from html import unescape
from html.entities import html5

from lxml import etree
from markupsafe import escape as escape_html

from briefgen.brief import Brief
from briefgen.delivery.wiki.markup import Markup
from briefgen.delivery.wiki.naming import plain, shortened
from briefgen.delivery.wiki.sections import DIGEST
from briefgen.errors import RenderError

LONGEST = 240
"""Characters of a title; Confluence allows 255."""


def _anchor(name: str) -> str:
    return (
        '<p><ac:structured-macro ac:name="anchor">'
        f'<ac:parameter ac:name="">{name}</ac:parameter></ac:structured-macro></p>'
    )


def _anchor_pattern(name: str) -> re.Pattern[str]:
    return re.compile(
        r'\s*<p[^>]*>\s*<ac:structured-macro[^>]*ac:name="anchor"[^>]*>\s*'
        rf'<ac:parameter ac:name="">\s*{name}\s*</ac:parameter>\s*</ac:structured-macro>\s*</p>\s*'
    )


def parse(text: str) -> etree._Element:
    """The storage format ``text`` as the children of one element; raises XMLSyntaxError when it is not well-formed."""
    namespaces = 'xmlns:ac="http://atlassian.com/content" xmlns:ri="http://atlassian.com/resource/identifier"'
    numbered = re.sub(r"&(\w+);", _numeric, text)
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    return etree.fromstring(f"<page {namespaces}>{numbered}</page>", parser)


def _numeric(entity: re.Match[str]) -> str:
    """XML knows five of HTML's entities; Confluence stores the others too."""
    if entity[1] in ("amp", "lt", "gt", "quot", "apos") or entity[0][1:] not in html5:
        return entity[0]
    return "".join(f"&#{ord(character)};" for character in html5[entity[0][1:]])


def canonical(text: str) -> str:
    """``text`` without what Confluence adds when it stores a page: ids, versions of macros, space between tags."""
    try:
        root = parse(text)
    except etree.XMLSyntaxError:
        return text
    for element in root.iter(etree.Element):
        for name in [name for name in element.attrib if _ADDED.search(str(name))]:
            del element.attrib[name]
        element.text = " ".join((element.text or "").split())
        element.tail = " ".join((element.tail or "").split())
    return bytes(etree.tostring(root, method="c14n")).decode()


_ADDED = re.compile(r"(?:macro-id|schema-version|local-id|version-at-save)$")


class Storage(Markup):
    """Pages of a Confluence."""

    template = "wiki/confluence.j2"
    begin = _anchor("briefgen-begin-{revision}-{digest}")
    bare_begin = "an anchor briefgen-begin"
    begin_pattern = _anchor_pattern(rf"briefgen-begin(?:-(?P<revision>\d+)-(?P<digest>{DIGEST}))?")
    end = _anchor("briefgen-end")
    end_pattern = _anchor_pattern("briefgen-end")
    bare_end = "an anchor briefgen-end"
    index_begin = _anchor("briefgen-index") + "\n<ul>"
    index_begin_pattern = re.compile(_anchor_pattern("briefgen-index").pattern + r"(?:<ul\b[^>]*>)?")
    index_end = "</ul>\n" + _anchor("briefgen-index-end")
    index_end_pattern = re.compile(r"(?:</ul>)?" + _anchor_pattern("briefgen-index-end").pattern)
    index_entry = re.compile(r"<li\b[^>]*>.*?</li>", re.DOTALL)

    @staticmethod
    def escape(text: str) -> str:
        """``text`` as element content or attribute value."""
        return str(escape_html(plain(text)))

    def link(self, address: str, label: str) -> str:
        """A link."""
        return f'<a href="{self.escape(address)}">{self.escape(label)}</a>'

    def page_name(self, wanted: str) -> str:
        """A title; unique within its space."""
        return shortened(plain(unicodedata.normalize("NFC", wanted)), LONGEST) or "Brief"

    def attachment_name(self, page_name: str) -> str:
        """A file name."""
        return re.sub(r'[/\\:*?"<>|#%&]+', "-", page_name).strip(" .-") + ".pdf"

    def attachment_link(self, page_name: str, file_name: str) -> str:  # noqa: ARG002 (attached to the page)
        """The file name as an attribute value."""
        return self.escape(file_name)

    def entry(self, page_name: str, index_name: str, title: str, date: str | None) -> str:  # noqa: ARG002
        """An item of a list."""
        return (
            f"<li>{date or 'undated'}: <ac:link>{self._page(page_name)}"
            f"<ac:link-body>{self.escape(title)}</ac:link-body></ac:link></li>"
        )

    def names(self, entry: str, page_name: str, index_name: str) -> bool:  # noqa: ARG002
        """Whether the entry links to the page."""
        # Confluence chooses other character references than ours when it stores a page.
        return f'ri:content-title="{page_name}"' in unescape(entry)

    def same(self, old: str, new: str) -> bool:
        """Whether Confluence may have made ``old`` of ``new``."""
        return canonical(old) == canonical(new)

    def _page(self, page_name: str) -> str:
        return f'<ri:page ri:content-title="{self.escape(page_name)}" />'

    def new_index(self, title: str, section: str) -> str:  # noqa: ARG002 (Confluence shows the title itself)
        """The list alone."""
        return section + "\n"

    def body(self, brief: Brief, page_name: str, file_name: str | None) -> str:
        """As `Markup.body`; raises RenderError also when the template's result is not well-formed."""
        text = super().body(brief, page_name, file_name)
        try:
            parse(text)
        except etree.XMLSyntaxError as error:
            raise RenderError(
                f"The template {self.template} gives no well-formed XML ({error.msg}).", "Correct the template."
            ) from None
        return text

    def lines(self, text: str) -> list[str]:
        """A line for each block; Confluence stores a page as a single line."""
        blocks = r"(?:p|h\d|li|ul|ol|tr|table)\b"
        return [line for line in re.split(rf"\n|(?=<{blocks})|(?<=>)(?=</{blocks})|(?<=</li>)", text) if line.strip()]

    def is_blank(self, text: str) -> bool:
        """Whether ``text`` has no words, pictures or macros."""
        return not re.sub(r"</?p\b[^>]*>|<br\b[^>]*>|&nbsp;|\s", "", text)
