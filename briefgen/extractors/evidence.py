"""Evidence from sentences: exact, at most a sentence, never so long that it copies instead of pointing."""

from __future__ import annotations

from briefgen.analysis.model import Analysis, Sentence
from briefgen.brief import Evidence

EVIDENCE_LIMIT = 390
"""Characters of source text one piece of evidence may have."""


def evidence_tokens(sentence: Sentence) -> tuple[int, int]:
    """The tokens of a sentence to quote: all, or those up to the last break that keeps within the limit."""
    count = len(sentence.tokens)
    if sentence.end - sentence.start <= EVIDENCE_LIMIT:
        return 0, count
    best = fallback = 1
    for position in range(1, count):
        start, end = sentence.span_of(0, position)
        if end - start > EVIDENCE_LIMIT:
            break
        fallback = position
        if sentence.tokens[position].text in {",", ";", ":", ".", "–", "—", "-", "(", '"'}:
            best = position
    return 0, best if best > fallback // 2 else fallback


def evidence_of(analysis: Analysis, index: int) -> Evidence:
    """Sentence ``index`` as evidence, with the one who claims it where it is all direct speech."""
    sentence = analysis.sentences[index]
    first, last = evidence_tokens(sentence)
    attribution = speaker_of(analysis, index)
    if (first, last) == (0, len(sentence.tokens)):
        return sentence.evidence(attribution=attribution)
    return sentence.evidence(first, last, attribution)


def speaker_of(analysis: Analysis, index: int) -> str | None:
    """Who says the sentence: the speaker of the turn, or of a quote that makes up most of it."""
    sentence = analysis.sentences[index]
    turn = analysis.speaker_of(index)
    if turn or sentence.speaker:
        return turn.name if turn else sentence.speaker
    for quote in analysis.quotes_in(index):
        if quote.speaker is not None and quote.end - quote.start > len(sentence.tokens) / 2:
            return analysis.entities[quote.speaker].name
    return None
