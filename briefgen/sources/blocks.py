"""Building a text block by block, for formats whose text is put together from parts."""

from __future__ import annotations

from briefgen.documents import ParagraphKind
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
