"""Briefs whose every text is hostile, and how to see that a wiki does nothing about it.

A brief is rendered twice in the same shape, once with a harmless word in every text and once with a hostile one.
The hostile one is inert when the wiki makes the same elements of both, and the texts differ by that word alone.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from hypothesis import strategies as st
from lxml import html
from pydantic import BaseModel

from briefgen.brief import Brief
from briefgen.brief_io import load_brief
from briefgen.delivery.wiki.naming import plain
from tests.conftest import SAMPLE

HARMLESS = "Qrxv"

_TOKENS = [
    *("[[File:x.png]]", "[[Category:x]]", "[[x|y]]", "[[x", "]]", "{{template}}", "{{{1}}}", "{{#if:1|2}}", "{{", "}}"),
    *("<script>alert(1)</script>", "<b>", "</b>", "<nowiki>", "</nowiki>", "<pre>", "<ref>", "<!--", "-->", "<br", "<"),
    *("'", "''", "'''", "~~~~", "~~NOCACHE~~", "~~NOTOC~~", "__NOTOC__", "__", "-{zh:x}-", "#REDIRECT [[x]]"),
    *("<php>", "<html>", "<code>", "<file>", "%", "%%", "((", "))", "//", "**", "==", "== x ==", "----", "\\\\", "^"),
    *("{{rss>https://x.example}}", "{{tag>x}}", "{{page>x}}", "{{:x.png}}", "FIXME", "CamelCase", "HTML", "640x480"),
    *("https://x.example/y", "//x.example", "www.x.example", "mailto:a@x.example", "a@x.example", "RFC 123", "PMID 12"),
    *("ISBN 978-3-16-148410-0", "|", "||", "!!", "!", "{|", "|}", "|-", "|+", "*", "#", ":", ";", "+", "-", "> ", ">!"),
    *("&lt;", "&#91;", "&nbsp;", "&", "\\", "`", "```", "$x$", "$$", "@user", "#12", "!12", ":smile:", "![x](y)"),
    *(
        "[x](y)",
        "[x]: y",
        "[^1]",
        "[x]",
        "1. ",
        "10) ",
        "1234567890. ",
        "- ",
        "+ ",
        "* ",
        "~~x~~",
        "==x==",
        "{.x}",
        ":::",
    ),
    *('<ac:structured-macro ac:name="html">', "<ri:page/>", "]]>", "<![CDATA[", "'\"`UNIQ--nowiki-00000000-QINU`\"'"),
    *(
        "\n",
        "\n\n",
        "\t",
        " ",
        "\u00a0",
        "\u2028",
        "\x00",
        "\x7f",
        "\ufffe",
        "e\u0301",
        "\u202e",
        "“",
        "…",
        "(c)",
        "->",
    ),
]

texts = st.lists(st.one_of(st.sampled_from(_TOKENS), st.characters(exclude_categories=["Cs"])), min_size=1, max_size=8)
"""Pieces of text that some markup acts on, to be joined."""

EVERYTHING = [" ".join(_TOKENS)]
"""All of them in one text."""


def joined(pieces: list[str]) -> str:
    """The pieces as one text that is not blank and has no space around it."""
    text = "".join(pieces)
    while text and not plain(text[0]):
        text = text[1:]
    while text and not plain(text[-1]):
        text = text[:-1]
    return text or "x"


def brief_of(text: str) -> Brief:
    """A brief of fixed shape with ``text`` for every text of a source."""
    values = _filled(load_brief(SAMPLE), text)
    assert isinstance(values, dict)
    return Brief.model_validate(values)


_KEPT = {"schema_version", "id", "source", "kind", "status", "start", "end", "date", "url", "sha256", "salience"}
_KEPT |= {"media_type", "language", "word_count", "page", "paragraph", "time", "generated_by", "marking"}


def _filled(value: Any, text: str) -> Any:
    if isinstance(value, BaseModel):
        fields = {name: getattr(value, name) for name in type(value).model_fields}
        # Who claims something is told or not by comparing names, and all names are the same here.
        fields = {name: None if name in ("attribution", "speaker") else inner for name, inner in fields.items()}
        filled = {
            name: inner if name in _KEPT else _filled(inner, text) for name, inner in _plain_values(fields).items()
        }
        if "quote" in filled:
            filled["end"] = filled["start"] + len(text)
        return filled
    if isinstance(value, (list, tuple)):
        return [_filled(inner, text) for inner in value]
    return text if isinstance(value, str) else value


def _plain_values(fields: dict[str, Any]) -> dict[str, Any]:
    return {
        name: inner.model_dump() if name in _KEPT and isinstance(inner, BaseModel) else inner
        for name, inner in fields.items()
    }


def elements(page: str) -> list[str]:
    """The names of the elements of an HTML page, in order."""
    return [
        str(element.tag)
        for element in html.fragment_fromstring(page, create_parent=True).iter()
        if _is_element(element)
    ]


def _is_element(element: Any) -> bool:
    return isinstance(element.tag, str)


def text_of(page: str) -> str:
    """The text of an HTML page, with single spaces."""
    root = html.fragment_fromstring(page, create_parent=True)
    return spaced("".join(root.itertext(with_tail=True)))


def spaced(text: str) -> str:
    """``text`` in NFC with single spaces in place of all space."""
    return " ".join(re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).split())


def expected(harmless_text: str, hostile: str) -> str:
    """What ``harmless_text`` reads with the hostile text in place of the harmless one."""
    return spaced(harmless_text.replace(HARMLESS, plain(hostile)))
