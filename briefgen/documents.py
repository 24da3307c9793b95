"""Documents: a source once read, as plain text with the places its paragraphs came from.

A document is a pure value. All positions are offsets in characters into ``Document.text``; the quote
of a span is always ``text[start:end]``.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

ParagraphKind = Literal["text", "heading", "item", "table", "caption", "byline", "code", "boilerplate"]

EVIDENCE_KINDS: frozenset[ParagraphKind] = frozenset({"text", "heading", "item", "table"})
"""Kinds of paragraph that evidence may be taken from; the others are kept for the record only."""


class Frozen(BaseModel):
    """Base of all values: immutable, and an unknown field is an error that names it."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class Span(Frozen):
    """A stretch of a document's text."""

    document: str
    """Id of the document, e.g. "s1"."""
    start: int
    """Offset of the first character."""
    end: int
    """Offset behind the last character."""


class Paragraph(Frozen):
    """A block of a document's text: what it is and where it stood in the source."""

    start: int
    """Offset of the first character, after any bullet, heading mark or speaker label."""
    end: int
    """Offset behind the last character."""
    kind: ParagraphKind = "text"
    """What the block is; captions, bylines, code and boilerplate give no evidence."""
    level: int = 0
    """Depth of a heading (1 to 6) or of a list item (1 for the outermost); 0 otherwise."""
    page: int | None = None
    """Page of the source, counted from 1, where it has pages."""
    speaker: str | None = None
    """Who speaks, as the source writes it, in minutes, interviews and hearings."""
    time: str | None = None
    """Time in a recording, e.g. "00:12:31"."""


class Document(Frozen):
    """One source, read: its text, where the text came from and what is known about it."""

    id: str
    """Id within the brief: "s1", "s2" … in the order given."""
    text: str
    """The text that spans point into, line breaks as "\\n"."""
    paragraphs: tuple[Paragraph, ...]
    """The blocks of the text, in order, not overlapping."""
    title: str | None = None
    """Title from metadata, front matter or the first heading."""
    date: str | None = None
    """Date of the source, ISO 8601 ("2025-03-11"), or None when the source does not say."""
    publisher: str | None = None
    """Who published it."""
    author: str | None = None
    """Who wrote it."""
    url: str | None = None
    """Where it was published."""
    path: str | None = None
    """File name the user gave, without the directories of the build machine."""
    media_type: str = "text/plain"
    """Media type of the source as read (RFC 6838)."""
    sha256: str = ""
    """SHA-256 of the source's bytes, in hexadecimal."""
    language: str | None = None
    """Language of the text (BCP 47), e.g. "en"."""
    warnings: tuple[str, ...] = ()
    """What the reader of the source had to leave out or guess, in sentences."""

    def quote(self, span: Span) -> str:
        """The text of ``span``; raises ValueError when it lies outside this document."""
        if span.document != self.id or not 0 <= span.start < span.end <= len(self.text):
            raise ValueError(f"span {span.start}-{span.end} of {span.document} lies outside document {self.id}")
        return self.text[span.start : span.end]

    def paragraph_at(self, offset: int) -> int | None:
        """Index of the paragraph that holds the character at ``offset``, or None between paragraphs."""
        for index, paragraph in enumerate(self.paragraphs):
            if paragraph.start <= offset < paragraph.end:
                return index
        return None
