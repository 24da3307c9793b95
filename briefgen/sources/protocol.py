"""What a source reader takes and gives: bytes in, blocks of text out.

A reader knows one format. It is registered in the entry-point group ``briefgen.sources`` under every file
suffix that it reads, without the dot ("html", "md", "txt"); briefgen's own readers are registered in the
same way. It reports the text and its blocks as the format marks them up; what a block says (captions,
bylines, speakers, dates) is found afterwards, alike for all formats.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from briefgen.documents import ParagraphKind


@dataclass(slots=True)
class Block:
    """A stretch of a reader's text and what its markup says about it."""

    start: int
    """Offset of the first character, after any bullet or heading mark."""
    end: int
    """Offset behind the last character."""
    kind: ParagraphKind = "text"
    """What the markup says it is."""
    level: int = 0
    """Depth of a heading (1 to 6) or of a list item (1 for the outermost); 0 otherwise."""
    page: int | None = None
    """Page of the source, counted from 1, where it has pages."""
    speaker: str | None = None
    """Who speaks, when the format itself says so (subtitles, for example)."""
    time: str | None = None
    """Time in a recording, when the format itself says so."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a reader makes of a source: text, blocks in order without overlap, and what the format's metadata say."""

    text: str
    """The text that blocks point into, line breaks as "\\n"."""
    blocks: list[Block]
    """The blocks of the text, in order."""
    media_type: str
    """Media type of the source (RFC 6838)."""
    title: str | None = None
    """Title in the metadata."""
    date: str | None = None
    """Date in the metadata, in ISO 8601."""
    publisher: str | None = None
    """Publisher in the metadata."""
    author: str | None = None
    """Author in the metadata."""
    url: str | None = None
    """Address in the metadata."""
    language: str | None = None
    """Language in the metadata (BCP 47)."""
    warnings: tuple[str, ...] = ()
    """What the reader had to leave out or guess, in sentences."""


Reader = Callable[[bytes, str], Content]
"""Reads the bytes of a source; the second argument is its name, for messages. Raises SourceError when it cannot."""
