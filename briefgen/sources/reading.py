"""Reading a source: choose the reader, then find what the blocks say, alike for all formats."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import BinaryIO

from briefgen import registry
from briefgen.documents import EVIDENCE_KINDS, Document, Paragraph
from briefgen.errors import SourceError
from briefgen.sources.blocks import split_long
from briefgen.sources.dates import source_date
from briefgen.sources.imprint import source_imprint
from briefgen.sources.language import detect_language
from briefgen.sources.noise import mark_noise
from briefgen.sources.protocol import Block, Content, Reader
from briefgen.sources.speakers import find_speakers
from briefgen.sources.titles import source_title

MAX_CHARACTERS = 4_000_000
"""Characters of a source that are read by default: about 1,300 pages."""

_PLAIN = ("txt", "text", "md", "markdown")
_PAGES = ("html", "htm", "xhtml")
_SUFFIXES = {"text/plain": "txt", "text/markdown": "md", "text/html": "html", "application/xhtml+xml": "html"}
_HTML = re.compile(
    rb"\s*(?:<!--.{0,2000}?-->\s*)?(?:<\?xml[^>]*>\s*)?<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_SENTENCE = re.compile(r"[^\W\d_]{2,}\W+[^\W\d_]{2,}")
_CHUNK = 1 << 20


def read_source(
    path: Path | str, *, document_id: str, date: str | None = None, max_characters: int = MAX_CHARACTERS
) -> Document:
    """Read the file at ``path``.

    ``date`` (ISO 8601) wins over any date that the source states. Of a longer text at most the first
    ``max_characters`` characters are read, up to the end of a line, and a warning says so. Raises
    SourceError when the file is missing, unreadable, empty, binary or without a sentence.
    """
    path = Path(path)
    name = path.name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    if path.is_char_device() or path.is_block_device() or path.is_socket():
        raise SourceError(f"'{path}' is a device, not a file.", "Give a regular file.")
    try:
        with path.open("rb") as stream:
            data, whole, digest = _take(stream, _limit(path.suffix, max_characters))
    except FileNotFoundError as error:
        raise SourceError(f"'{path}' does not exist.", "Check the name and the working directory.") from error
    except IsADirectoryError as error:
        raise SourceError(f"'{path}' is a folder.", "Give the files in it.") from error
    except OSError as error:
        reason = error.strerror or "it is unreadable"
        raise SourceError(f"'{path}' cannot be read: {reason}.", "Check its permissions.") from error
    return _document(data, name, path.suffix, whole, digest, document_id, date, max_characters)


def read_bytes(
    data: bytes,
    *,
    name: str,
    document_id: str,
    media_type: str | None = None,
    date: str | None = None,
    max_characters: int = MAX_CHARACTERS,
) -> Document:
    """Read ``data``, such as standard input; ``name`` stands for it in messages.

    The format is that of ``media_type``, or else of the suffix of ``name``, or else recognised. The rest is as for
    ``read_source``.
    """
    suffix = _SUFFIXES.get((media_type or "").partition(";")[0].strip().lower(), Path(name).suffix)
    cut = data[: _limit(suffix, max_characters)]
    digest = hashlib.sha256(data).hexdigest()
    return _document(cut, name, suffix, len(cut) == len(data), digest, document_id, date, max_characters)


def _limit(suffix: str, max_characters: int) -> int | None:
    """Bytes of a file to keep; None for formats that make no sense cut."""
    format_name = _format(suffix)
    if format_name in _PLAIN:
        return 2 * max_characters
    return 4 * max_characters if format_name in (None, *_PAGES) else None


def _format(suffix: str) -> str | None:
    name = suffix.lstrip(".").lower()
    return name if name in registry.names("sources") else None


def _take(stream: BinaryIO, limit: int | None) -> tuple[bytes, bool, str]:
    """The first ``limit`` bytes, whether they are all, and the SHA-256 of the whole."""
    digest = hashlib.sha256()
    kept: list[bytes] = []
    size = 0
    while chunk := stream.read(_CHUNK):
        digest.update(chunk)
        if limit is None or size < limit:
            kept.append(chunk if limit is None else chunk[: limit - size])
        size += len(chunk)
    return b"".join(kept), limit is None or size <= limit, digest.hexdigest()


def _document(
    data: bytes,
    name: str,
    suffix: str,
    whole: bool,
    digest: str,
    document_id: str,
    date: str | None,
    max_characters: int,
) -> Document:
    if not data.strip():
        raise SourceError(f"'{name}' is empty.", "Give a source with text in it.")
    reader: Reader = registry.load("sources", _format(suffix) or ("html" if _HTML.match(data[:4096]) else "txt"))
    content = reader(data, name)
    text, blocks, warnings = content.text, content.blocks, list(content.warnings)
    if not whole or len(text) > max_characters:
        text, blocks = _cut(text, blocks, max_characters)
        warnings.append(
            f"'{name}' is longer than {max_characters:,} characters; only its first {len(text):,} were read."
        )
    find_speakers(text, blocks)
    blocks = split_long(text, mark_noise(text, blocks))
    publisher, author = source_imprint(text, blocks)
    title = source_title(text, blocks, content.title)
    evidence = "\n".join(text[block.start : block.end] for block in blocks if block.kind in EVIDENCE_KINDS)
    if not _SENTENCE.search(evidence):
        raise SourceError(f"'{name}' holds no sentence.", "Give a source with text in it.")
    language = _language(evidence, content, name, warnings)
    if date is None:
        date, unclear = source_date(text, blocks, content.date)
        warnings += unclear
    return Document(
        id=document_id,
        text=text,
        paragraphs=tuple(
            Paragraph(
                start=block.start,
                end=block.end,
                kind=block.kind,
                level=block.level,
                page=block.page,
                speaker=block.speaker,
                time=block.time,
            )
            for block in blocks
            if block.start < block.end
        ),
        title=title,
        date=date,
        publisher=content.publisher or publisher,
        author=content.author or author,
        url=content.url,
        path=name,
        media_type=content.media_type,
        sha256=digest,
        language=language,
        warnings=tuple(warnings),
    )


def _cut(text: str, blocks: list[Block], limit: int) -> tuple[str, list[Block]]:
    """At most the first ``limit`` characters, up to the end of a line where one is near, and the blocks in them."""
    line = text.rfind("\n", max(0, min(len(text), limit) - 10_000), limit)
    text = text[: line if line > 0 else limit]
    kept = [block for block in blocks if block.start < len(text)]
    for block in kept:
        block.end = min(block.end, len(text))
    return text, kept


def _language(evidence: str, content: Content, name: str, warnings: list[str]) -> str | None:
    language = detect_language(evidence) or content.language
    if language and language.split("-")[0].lower() != "en":
        warnings.append(f"'{name}' seems to be written in another language ({language}); the model knows English only.")
    return language
