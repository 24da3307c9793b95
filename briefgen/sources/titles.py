"""The title of a source: its first heading, or its first line when that reads like one."""

from __future__ import annotations

import re

from briefgen.sources.dates import dates_in
from briefgen.sources.protocol import Block

_INLINE = re.compile(r"!?\[([^\]]*)\]\([^)]*\)|[*_`]{1,3}")
_LABELLED = re.compile(r"(?:(?:subject|title|headline|re|fwd?|aw|wg)\s*:\s*)+(?=\S)", re.IGNORECASE)
_ADDRESS = re.compile(
    r"(?:from|to|cc|bcc|sent|date|time|place|reply-to|message-id|ref|present|attendees|chair|scribe)\s*:", re.IGNORECASE
)
_CLASSIFICATION = re.compile(
    r"(?:confidential|restricted|secret|unclas\w*|in confidence|for immediate release|embargoed?|memorandum|memo|draft|"
    r"(?:press|news|media) (?:release|statement)|press statement|analysis|obituary|opinion|sensitive)\b[^a-z]*",
    re.IGNORECASE,
)
_LOOK_AT = 12
_LENGTH = 200


def source_title(text: str, blocks: list[Block], known: str | None = None) -> str | None:
    """The title, inline marks removed, or None when nothing at the top reads like one; its block becomes a heading.

    ``known`` is the title in the metadata, if any: then no other line is taken for one. A line in capitals over
    another line is the masthead: the line below it is the title.
    """
    top = [block for block in blocks[:_LOOK_AT] if block.kind not in ("boilerplate", "code", "caption")]
    if known:
        for block in top:
            if block.kind == "text" and _line(text, block).casefold() == known.casefold():
                block.kind, block.level = "heading", 1
        return known
    for block, below in zip(top, [*top[1:], None], strict=False):
        line = _line(text, block)
        label = _LABELLED.match(line)
        if (
            block.kind in ("byline", "table", "item")
            or block.speaker
            or (not label and (_CLASSIFICATION.fullmatch(line) or _ADDRESS.match(line)))
        ):
            continue
        if block.kind != "heading" and not label and not _reads_like_title(line):
            return None
        if below and not label and _is_masthead(text, block, below):
            below.kind, below.level = "heading", 1
            return _line(text, below)
        block.kind, block.level = "heading", block.level or 1
        return line[label.end() if label else 0 :][:_LENGTH]
    return None


def _line(text: str, block: Block) -> str:
    return " ".join(_INLINE.sub(r"\1", text[block.start : block.end]).split())


def _reads_like_title(line: str) -> bool:
    dated = any(len(line) - len(found.text) < 15 for found in dates_in(line))
    return len(line) <= _LENGTH and not line.endswith((".", ":", ";", ",")) and not dated


def _is_masthead(text: str, block: Block, below: Block) -> bool:
    line = _line(text, below)
    return (
        text[block.start : block.end].isupper()
        and text[block.end : below.start].count("\n") == 1
        and not line.isupper()
        and below.kind in ("text", "byline", "heading")
        and len(line.split()) >= 4
        and (below.kind != "byline" or not line.lower().startswith("by "))
        and len(line) <= _LENGTH
        and not line.endswith((".", ":", ";", ","))
    )
