"""From an evidence sentence to a line that a reader who sees nothing else can understand."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from briefgen.analysis.model import Analysis, Sentence
from briefgen.extractors import references, topics
from briefgen.extractors.draft import LINE_LIMIT, Draft, bracketed
from briefgen.extractors.shortening import ASIDES, CutKind, drop_opener, fit, shorten

Purpose = Literal["summary", "issue", "step", "position"]

_COMFORTABLE = 200
"""Characters beyond which asides are left out of a line."""
_DANGLING = re.compile(
    r"(?:But|And|Or|So|However|Yet|In turn|Meanwhile|Also"
    r"|He|She|It|They|We|I|This|That|These|Those|His|Her|Its|Their|Our)\b"
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line and how well it can be read alone."""

    text: str
    """The line, at most LINE_LIMIT characters."""
    readable: bool
    """Whether it can be read alone; False when a reference could not be resolved."""


def reword(
    analysis: Analysis,
    index: int,
    *,
    first: int = 0,
    last: int | None = None,
    purpose: Purpose = "issue",
    met: Collection[int] = (),
) -> str:
    """Sentence ``index``, or its tokens ``first`` to ``last``, as a line; ``word`` also says whether it is readable."""
    return word(analysis, index, first=first, last=last, purpose=purpose, met=met).text


def word(
    analysis: Analysis,
    index: int,
    *,
    first: int = 0,
    last: int | None = None,
    purpose: Purpose = "issue",
    met: Collection[int] = (),
    cuts: Collection[CutKind] | None = None,
) -> Line:
    """Sentence ``index``, or its tokens ``first`` to ``last`` (exclusive), as a line.

    Connecting words at the start go, references, dates, speaker and topic are supplied in square
    brackets, and what is too long loses its asides; no other word is added or changed. ``met`` are ids
    of entities whose full name the reader has met; ``cuts`` names asides to leave out in any case.
    """
    sentence = analysis.sentences[index]
    draft = Draft(sentence, first, last)
    drop_opener(draft)
    if cuts:
        shorten(draft, cuts)
    references.date_times(draft, analysis)
    readable = references.resolve_references(draft, analysis, met)
    body = draft.text()
    draft.heading = _heading(analysis, sentence, body, purpose)
    shorten(draft, ASIDES, _COMFORTABLE)
    text = fit(draft, LINE_LIMIT - 1)
    if _DANGLING.match(text):
        readable = False
        if sentence.document.title and purpose != "step":
            topic = topics.topic_of(sentence)
            draft.heading = bracketed(topic or sentence.document.title)
            text = fit(draft, LINE_LIMIT - 1)
    return Line(_closed(text, purpose), (readable or bool(draft.heading)) and not _bare_weekday(sentence, text))


def _heading(analysis: Analysis, sentence: Sentence, body: str, purpose: Purpose) -> str:
    """What stands before the line in a bracket: its topic, in minutes, and who speaks."""
    if purpose == "step" or sentence.is_heading:
        return ""
    speaker = topics.speaker_name(analysis, sentence)
    note = ""
    if sentence.paragraph.kind == "item" or speaker:
        topic = topics.topic_of(sentence)
        if topic and topics.needs_topic(body, topic):
            note = bracketed(topic)
    if speaker and purpose != "position":
        note = f"{note} {bracketed(speaker)}:".strip()
    return note


def _bare_weekday(sentence: Sentence, text: str) -> bool:
    return sentence.anchor is not None and references.has_bare_weekday(text)


def _closed(text: str, purpose: Purpose) -> str:
    """The line with a full stop where it ends without one."""
    if purpose == "step" or not text or re.search(r"""[.?!…]["')\]]*$""", text):
        return text
    return text + "."
