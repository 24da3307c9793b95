"""briefgen's part of a wiki page: the text between two markers, and the digest by which an edit is noticed.

The begin marker carries a digest of the text that follows it. A page read back from the wiki, on whatever
machine, therefore tells whether anybody changed that text since briefgen wrote it.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

DIGEST = r"[0-9a-f]{32}"


@dataclass(frozen=True)
class Section:
    """A page taken apart at the markers."""

    before: str
    """What stands before the begin marker."""
    digest: str
    """Digest in the begin marker; empty when a person put the markers there for the first brief."""
    revision: str
    """Revision in the begin marker, for wikis that rewrite what they store; else empty."""
    attachment: str
    """Fingerprint of the PDF in the begin marker, for wikis that keep none themselves; else empty."""
    body: str
    """What stands between the markers."""
    after: str
    """What stands behind the end marker."""

    @property
    def is_as_digested(self) -> bool:
        """Whether the text is the one that the marker has the digest of, or there is neither yet."""
        return digest(self.body) == self.digest or not (self.digest or self.body.strip())


def digest(text: str) -> str:
    """The digest of a text, the same before and after a wiki stored it (NFC, no trailing blanks)."""
    lines = unicodedata.normalize("NFC", text).strip().splitlines()
    return hashlib.sha256("\n".join(line.rstrip() for line in lines).encode()).hexdigest()[:32]


def fingerprint(data: bytes) -> str:
    """What tells the content of a file from others."""
    return hashlib.sha256(data).hexdigest()[:32]


def told_by_content(current: bytes | None, wanted: bytes, noted: str) -> Literal["absent", "same", "ours", "foreign"]:
    """What a file with the content ``current`` is when it shall be ``wanted`` and ``noted`` was attached last."""
    if current is None:
        return "absent"
    if current == wanted:
        return "same"
    return "ours" if fingerprint(current) == noted else "foreign"


def split(text: str, begin: re.Pattern[str], end: re.Pattern[str]) -> Section | None:
    """The page ``text`` taken apart, or None when it has no pair of markers.

    ``begin`` may have groups ``digest``, ``revision`` and ``attachment``. Only the first begin marker and the last end
    marker count.
    """
    first = begin.search(text)
    if first is None:
        return None
    ends = list(end.finditer(text, first.end()))
    if not ends:
        return None
    groups = first.groupdict()
    return Section(
        before=text[: first.start()],
        digest=groups.get("digest") or "",
        revision=groups.get("revision") or "",
        attachment=groups.get("attachment") or "",
        body=text[first.end() : ends[-1].start()],
        after=text[ends[-1].end() :],
    )
