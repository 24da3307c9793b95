"""Markdown: blocks from the tokens of markdown-it-py, text without its inline marks."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from briefgen.sources.blocks import TextBuilder, join_lines
from briefgen.sources.decoding import decode
from briefgen.sources.front_matter import read_front_matter
from briefgen.sources.protocol import Content
from briefgen.sources.text import find_blocks

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_UNCLOSED = re.compile(r"(?:\[[^\[\]\n]{0,20}){500}")
"""Hundreds of brackets that nothing closes take the parser minutes: such a file is read as plain text."""


def read(data: bytes, name: str) -> Content:
    """The text of Markdown ``data``, marks stripped, with its blocks. Raises SourceError when it is no text."""
    source, warnings = decode(data, name)
    front = read_front_matter(source)
    built: TextBuilder | None = None
    if _UNCLOSED.search(source) is None:
        built = _Walk().take(_parser().parse(source[front.end :]))
    return Content(
        text=built.text if built else source,
        blocks=built.blocks if built else find_blocks(source, front.end),
        media_type="text/markdown",
        title=front.title,
        date=front.date,
        publisher=front.publisher,
        author=front.author,
        url=front.url,
        language=front.language,
        warnings=tuple(warnings),
    )


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark").enable(["table", "strikethrough"])


class _Walk:
    """Goes through the tokens and builds the text."""

    def __init__(self) -> None:
        self.builder = TextBuilder()
        self.lists = 0
        self.heading = 0
        self.in_item = False
        self.cells: list[str] | None = None

    def take(self, tokens: list[Token]) -> TextBuilder:
        for token in tokens:
            self._take(token)
        return self.builder

    def _take(self, token: Token) -> None:
        match token.type:
            case "heading_open":
                self.heading = int(token.tag[1])
            case "heading_close":
                self.heading = 0
            case "bullet_list_open" | "ordered_list_open":
                self.lists += 1
            case "bullet_list_close" | "ordered_list_close":
                self.lists -= 1
            case "list_item_open":
                self.in_item = True
            case "list_item_close":
                self.in_item = False
            case "tr_open":
                self.cells = []
            case "tr_close":
                self.builder.add(" | ".join(self.cells or []), "table")
                self.cells = None
            case "fence" | "code_block":
                self.builder.add(token.content, "code")
            case "html_block":
                self.builder.add(token.content, "boilerplate")
            case "inline":
                self._inline(token)

    def _inline(self, token: Token) -> None:
        for line in join_lines(_inline_lines(token)):
            if self.cells is not None:
                self.cells.append(line)
            elif self.heading:
                self.builder.add(line, "heading", self.heading)
            elif self.lists and self.in_item:
                self.builder.add(line, "item", min(self.lists, 6))
                self.in_item = False
            else:
                self.builder.add(line, "text")


def _inline_lines(token: Token) -> list[str]:
    """The lines of an inline token: link texts kept, pictures and inline HTML dropped, a hard break an empty line."""
    lines = [""]
    for child in token.children or []:
        if child.type in ("text", "code_inline"):
            lines[-1] += child.content
        elif child.type == "softbreak":
            lines.append("")
        elif child.type == "hardbreak":
            lines += ["", ""]
    return lines
