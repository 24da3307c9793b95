"""Extractor of the section ``summary``: the sentences that tell what happened, within a budget of words.

Greedy selection by learned weight, with what has been said already counting less (maximal marginal
relevance, Carbonell and Goldstein 1998). Short notes on one topic, as in minutes, share a sentence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from briefgen.analysis.dates import format_day
from briefgen.analysis.model import Analysis, Sentence
from briefgen.brief import SummarySentence
from briefgen.config import Config
from briefgen.extractors.draft import LINE_LIMIT, bracketed
from briefgen.extractors.evidence import evidence_of, evidence_tokens
from briefgen.extractors.topics import needs_speaker
from briefgen.extractors.wording import Line, word

_SENTENCES = 6
_POOL = 30
"""Sentences that are looked at, the best ones."""
_PARTS = 3
"""Notes that may share a sentence."""
_NOTE_WORDS = 25
"""Words up to which a bullet or turn counts as a note that may share a sentence."""
_REDUNDANCY = 0.3
"""How much of a sentence's weight goes when all it says has been said."""
_UNREADABLE = 0.6
"""Share of its weight that a sentence keeps when it cannot be read alone."""
_BOTTOM_LINE = 0.6
"""Share of the greatest weight that the earliest sentence needs to open the summary."""
_LEAST_WORDS = 4
_OVERRUN = 15
"""Words by which the last sentence may run over."""


@dataclass
class _Part:
    """A sentence of the source that the summary uses."""

    sentence: Sentence
    line: Line
    weight: float
    words: int
    content: frozenset[str]


@dataclass
class _Group:
    """A sentence of the summary: one of the source, or notes on one topic."""

    parts: list[_Part] = field(default_factory=list)

    @property
    def weight(self) -> float:
        return max(part.weight for part in self.parts)

    @property
    def text(self) -> str:
        ordered = sorted(self.parts, key=lambda part: part.sentence.index)
        text, topic, speaker = ordered[0].line.text, ordered[0].line.topic, ordered[0].line.speaker
        for part in ordered[1:]:
            about = f"{bracketed(part.line.topic)} " if part.line.topic and part.line.topic != topic else ""
            said = f"{bracketed(part.line.speaker)}: " if part.line.speaker and part.line.speaker != speaker else ""
            topic, speaker = part.line.topic, part.line.speaker
            text = f"{re.sub(r'[.;]$', '', text)}; {about}{said}{part.line.body}"
        return text


def extract(analysis: Analysis, config: Config) -> list[SummarySentence]:
    """Three to six sentences of about ``config.summary_words`` words, the bottom line first."""
    pool = _candidates(analysis)
    lede = _lede(pool)
    groups = _choose(pool, config.summary_words)
    if not groups:
        return []
    if lede is not None and not any(lede in group.parts for group in groups):
        groups = [_Group([lede]), *sorted(groups, key=lambda group: -group.weight)[: max(2, len(groups) - 1)]]
    ordered = sorted(groups, key=_place)
    least = _BOTTOM_LINE * max(group.weight for group in groups)
    weighty = [group for group in ordered if group.weight >= least]
    told = next((group for group in groups if lede is not None and lede in group.parts), None)
    opening = [group for group in weighty if _can_open(group)]
    first = told or max(opening, key=_told_plainly, default=weighty[0])
    rest = [group for group in ordered if group is not first]
    return [_sentence(analysis, group, opens=group is first) for group in [first, *rest]]


def _lede(pool: list[_Part]) -> _Part | None:
    """The first sentence of a text in prose, which tells the news, when it has some weight and can be read alone."""
    prose = [part for part in pool if part.sentence.paragraph.kind == "text" and part.sentence.speaker is None]
    if len(prose) < 0.7 * len(pool) or not prose:
        return None
    first = min(prose, key=lambda part: part.sentence.index)
    weighty = first.weight >= _LEDE * max(part.weight for part in pool)
    return first if weighty and first.words >= 8 and _can_open(_Group([first])) else None


_LEDE = 0.4
"""Share of the best weight that makes the first sentence of a text its bottom line."""
_OPEN_REFERENCE = re.compile(r"\b(?:he|she|it|they|this|that|these|those|his|her|its|their)\b", re.IGNORECASE)


def _can_open(group: _Group) -> bool:
    """Whether a sentence can be the bottom line: one thing, told and not spoken, with nobody left to guess."""
    line = group.parts[0].line
    opening = " ".join(line.body.split()[:4])
    return (
        len(group.parts) == 1
        and line.readable
        and not line.body.startswith(('"', "'"))
        and not _OPEN_REFERENCE.search(re.sub(r"\[[^\]]*\]", " ", opening))
    )


_DECIDED = re.compile(
    r"\b(?:resol(?:ved|ution)|agreed|approved|adopted|decided|accepted|voted|passed)\b", re.IGNORECASE
)


def _told_plainly(group: _Group) -> int:
    """How well a sentence opens a summary: 2 when it tells a decision, 0 for a question or talk of "I" and "we"."""
    body = group.parts[0].line.body
    if body.endswith("?") or needs_speaker(body):
        return 0
    return 2 if _is_note(group.parts[0]) and _DECIDED.search(body) else 1


def _candidates(analysis: Analysis) -> list[_Part]:
    best = sorted(
        (s for s in analysis.sentences if not s.is_heading and len(s.text.split()) >= _LEAST_WORDS),
        key=lambda sentence: (-analysis.scores[sentence.index].summary, sentence.index),
    )
    return [_part(analysis, sentence) for sentence in best[:_POOL]]


def _part(analysis: Analysis, sentence: Sentence) -> _Part:
    first, last = evidence_tokens(sentence)
    line = word(analysis, sentence.index, first=first, last=last, purpose="summary")
    weight = analysis.scores[sentence.index].summary * (1 if line.readable else _UNREADABLE)
    content = frozenset(t.lemma_.lower() for t in sentence.tokens if t.is_alpha and not t.is_stop)
    return _Part(sentence, line, weight, len(line.body.split()), content)


def _choose(pool: list[_Part], budget: int) -> list[_Group]:
    groups: list[_Group] = []
    chosen: list[_Part] = []
    words = 0
    while words < budget:
        open_to = {id(part): _home(part, groups) for part in pool if words + part.words <= budget + _OVERRUN}
        able = [part for part in pool if id(part) in open_to and (open_to[id(part)] or len(groups) < _SENTENCES)]
        if not able:
            break
        part = max(able, key=lambda p: p.weight * (1 - _REDUNDANCY * _repeated(p, chosen)))
        home = open_to[id(part)]
        if home is None:
            home = _Group()
            groups.append(home)
        home.parts.append(part)
        chosen.append(part)
        pool.remove(part)
        words += part.words
    return groups


def _home(part: _Part, groups: list[_Group]) -> _Group | None:
    """The sentence that a note may join: one of notes on the same topic, with room."""
    if not _is_note(part):
        return None
    for group in groups:
        if len(group.parts) < _PARTS and all(_is_note(p) and _together(p, part) for p in group.parts):
            trial = _Group([*group.parts, part])
            if len(trial.text) <= LINE_LIMIT:
                return group
    return None


def _is_note(part: _Part) -> bool:
    sentence = part.sentence
    return (sentence.paragraph.kind == "item" or sentence.speaker is not None) and part.words <= _NOTE_WORDS


def _together(one: _Part, other: _Part) -> bool:
    a, b = one.sentence, other.sentence
    first, last = (one.line, other.line) if a.index < b.index else (other.line, one.line)
    if (first.topic and not last.topic) or (first.speaker and not last.speaker):
        return False  # what the first is about, or who says it, would be read of the last as well
    return a.document.id == b.document.id and a.headings == b.headings and abs(a.index - b.index) <= 12


def _repeated(part: _Part, chosen: list[_Part]) -> float:
    """The largest share of a sentence's words that one chosen sentence has said already."""
    return max(
        (len(part.content & p.content) / max(1, min(len(part.content), len(p.content))) for p in chosen), default=0.0
    )


def _place(group: _Group) -> int:
    return min(part.sentence.index for part in group.parts)


def _sentence(analysis: Analysis, group: _Group, opens: bool) -> SummarySentence:
    weightiest = sorted(group.parts, key=lambda part: (-part.weight, part.sentence.index))
    text = group.text
    if opens:
        text = _with_occasion(group, text)
    return SummarySentence(text=text, evidence=tuple(evidence_of(analysis, part.sentence.index) for part in weightiest))


_MEETING = re.compile(r"\b(?:meeting|minutes|call|telco|teleconference|sync|session|triage)\b", re.IGNORECASE)


def _with_occasion(group: _Group, text: str) -> str:
    """The bottom line of minutes with the meeting and its day before it."""
    sentence = group.parts[0].sentence
    document = sentence.document
    if not document.title or not _MEETING.search(document.title):
        return text
    title = re.sub(r"\s*\(?\b\d{4}-\d\d-\d\d\b\)?|\s*[-–—:]\s*$", "", document.title).strip()
    occasion = f"{title}, {format_day(sentence.anchor)}" if sentence.anchor else title
    whole = f"{bracketed(occasion)} {text}"
    return whole if len(whole) <= LINE_LIMIT else text
