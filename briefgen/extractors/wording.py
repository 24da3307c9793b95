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
    r"|He|She|It|They|We|I|This|That|These|Those|His|Her|Its|Their|Our|Nor|Neither|Which)\b"
    r"|(?:Under|In|For|With|By|At|On|Of|To|From|After|Before|Since|Despite|Without|Among|Behind|Against|Through|About)"
    r" (?:it|them|him|her|this|that|these|those)(?:,| (?:is|are|was|were|has|have|had|will|would|the|a|an)\b)"
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line in its parts, and whether it can be read alone."""

    body: str
    """The sentence, reworded."""
    topic: str | None
    """What it is about, where only its place in the source says so."""
    speaker: str | None
    """Who speaks, in minutes and interviews."""
    readable: bool
    """Whether it can be read alone; False when a reference could not be resolved."""

    @property
    def heading(self) -> str:
        """Topic and speaker in square brackets, or ""."""
        return _heading(self.topic, self.speaker)

    @property
    def text(self) -> str:
        """The line, at most LINE_LIMIT characters."""
        return f"{self.heading} {self.body}".strip()


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
    speaker_of = analysis.speaker_of(index)
    told = purpose in {"summary", "issue"} or (speaker_of is not None and speaker_of.id in met)
    speaking = told and topics.speaker_name(analysis, sentence) is not None
    readable = references.resolve_references(draft, analysis, met, speaking=speaking)
    text = draft.text()
    topic, speaker = _place(analysis, sentence, text, purpose)
    if _DANGLING.match(text) and not (topic or speaker):
        readable = False
        if purpose != "step":
            topic = topics.topic_of(sentence)
    room = LINE_LIMIT - len(_heading(topic, speaker)) - 2
    shorten(draft, ASIDES, min(_COMFORTABLE, room))
    body = _with_quotation_marks(_closed(fit(draft, room - 1), purpose))
    readable = (readable or topic is not None) and not (sentence.anchor and references.has_bare_weekday(body))
    return Line(body, topic, speaker, readable)


def _heading(topic: str | None, speaker: str | None) -> str:
    parts = [bracketed(topic) if topic else "", f"{bracketed(speaker)}:" if speaker else ""]
    return " ".join(part for part in parts if part)


def _place(analysis: Analysis, sentence: Sentence, body: str, purpose: Purpose) -> tuple[str | None, str | None]:
    """The topic of a bullet or turn, unless the line names it, and who speaks."""
    if purpose in {"step", "position"} or sentence.is_heading:
        return None, None
    speaker = topics.speaker_name(analysis, sentence)
    topic = topics.topic_of(sentence) if sentence.paragraph.kind == "item" or speaker else None
    quoted = None if speaker else _quoted_speaker(analysis, sentence)
    if not (speaker or quoted) and topics.needs_speaker(body):
        quoted = topics.author_speaking(sentence)
    return topic if topic and topics.needs_topic(body, topic) else None, speaker or quoted


def _quoted_speaker(analysis: Analysis, sentence: Sentence) -> str | None:
    """Who says a sentence that is all direct speech and names no speaker."""
    words = sum(not token.is_punct for token in sentence.tokens)
    for quote in analysis.quotes_in(sentence.index):
        spoken = sum(not token.is_punct for token in sentence.tokens[quote.start : quote.end])
        if quote.speaker is not None and spoken >= words:
            return analysis.entities[quote.speaker].name
    return None


def _with_quotation_marks(body: str) -> str:
    """A part of a longer quote, which keeps one of its marks only, with both."""
    if body.count('"') != 1:
        return body
    if re.search(r'(?:^|[\s(\[])"\S', body):
        return f'{body}"'
    return f'"{body}'


def _closed(text: str, purpose: Purpose) -> str:
    """The line with a full stop where it ends without one."""
    if purpose == "step" or not text or re.search(r"""[.?!…]["')\]]*$""", text):
        return text
    return text + "."
