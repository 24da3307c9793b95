"""The title of a source: its first heading, or its first line when that reads like one."""

from __future__ import annotations

import re

from briefgen.sources.dates import dates_in
from briefgen.sources.protocol import Block

_INLINE = re.compile(r"!?\[([^\]]*)\]\([^)]*\)|[*_`]{1,3}")
_LABELLED = re.compile(r"(?:subject|title|headline|re)\s*:\s*(?=\S)", re.IGNORECASE)
_CLASSIFICATION = re.compile(
    r"(?:confidential|restricted|secret|unclas\w*|in confidence|for immediate release|embargoed?|memorandum|memo|draft|"
    r"(?:press|news|media) (?:release|statement)|press statement|analysis|obituary|opinion|sensitive)\b[^a-z]*",
    re.IGNORECASE,
)
_LOOK_AT = 12
_LENGTH = 200


def source_title(text: str, blocks: list[Block]) -> str | None:
    """The title, inline marks removed, or None when nothing at the top reads like one; its block becomes a heading."""
    for block in blocks[:_LOOK_AT]:
        if block.kind in ("boilerplate", "code", "byline", "caption", "table", "item") or block.speaker:
            continue
        line = " ".join(_INLINE.sub(r"\1", text[block.start : block.end]).split())
        if label := _LABELLED.match(line):
            line = line[label.end() :]
        elif _CLASSIFICATION.fullmatch(line):
            continue
        if block.kind == "heading":
            return line[:_LENGTH]
        if len(line) > _LENGTH or (line.endswith((".", ":", ";", ",")) and not label):
            return None
        if any(len(line) - len(found.text) < 15 for found in dates_in(line)):
            continue
        block.kind, block.level = "heading", 1
        return line
    return None
