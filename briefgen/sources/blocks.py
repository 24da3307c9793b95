"""Putting blocks together, for formats whose text is built from parts, and taking overlong ones apart."""

from __future__ import annotations

import re
from dataclasses import replace

from briefgen.documents import ParagraphKind
from briefgen.sources.lines import LABEL, WIDEST
from briefgen.sources.protocol import Block


class TextBuilder:
    """Writes blocks one below the other, a blank line between them, and notes where each lies."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._parts: list[str] = []
        self._length = 0

    @property
    def text(self) -> str:
        """What was written."""
        return "".join(self._parts)

    def add(self, content: str, kind: ParagraphKind = "text", level: int = 0) -> None:
        """Add ``content`` as a block; nothing when it is blank."""
        content = content.strip()
        if not content:
            return
        separator = "\n\n" if self._parts else ""
        self._parts.append(separator + content)
        start = self._length + len(separator)
        self._length = start + len(content)
        self.blocks.append(Block(start, self._length, kind, level))


def join_lines(lines: list[str]) -> list[str]:
    """The paragraphs that ``lines`` make, which a format would run on into one.

    A line that opens a turn of speech or a "Field: value" opens a paragraph, as does the line under a short field. An
    empty line parts, and in a text whose lines are too long to have been wrapped by an editor each is a paragraph.
    """
    unwrapped = any(len(line) > WIDEST for line in lines)
    paragraphs: list[str] = []
    part, field = True, False
    for line in map(str.strip, lines):
        if not line:
            part = True
        elif part or LABEL.match(line) or line.startswith("{:") or ((unwrapped or field) and not line[0].islower()):
            paragraphs.append(line)
            part = line.startswith("{:")
            field = len(line) <= _FIELD and bool(LABEL.match(line))
        else:
            paragraphs[-1] += " " + line
            field = False
    return paragraphs


_FIELD = 40
_LONGEST = 10_000
"""Characters of a block, three pages: parsers need memory in proportion to the longest."""
_SENTENCE_END = re.compile(r"[.!?][\"'”’)\]]*\s+(?=[\"'“‘(\[]?[A-Z0-9])")


def split_long(text: str, blocks: list[Block]) -> list[Block]:
    """The blocks, those of more than 10,000 characters parted between sentences, or else words, near the middle."""
    result: list[Block] = []
    for block in blocks:
        while block.end - block.start > _LONGEST:
            window = block.start + _LONGEST // 2, block.start + _LONGEST
            sentence = _SENTENCE_END.search(text, *window)
            cut = sentence.end() if sentence else text.rfind(" ", *window) + 1 or window[1]
            result.append(replace(block, end=block.start + len(text[block.start : cut].rstrip())))
            block = replace(block, start=cut)
        result.append(block)
    return result
