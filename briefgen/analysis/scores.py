"""Learned scores of the sentences: open issue, next step, summary."""

from __future__ import annotations

from collections.abc import Sequence

from briefgen.analysis.model import Entity, Quote, Scores, Sentence, TimeExpression


def score_sentences(
    sentences: Sequence[Sentence],
    entities: Sequence[Entity],
    quotes: Sequence[Quote],
    times: Sequence[TimeExpression],
) -> tuple[Scores, ...]:
    """Score each sentence; the result is parallel to ``sentences``."""
    return tuple(Scores(0.0, 0.0, 0.0) for _ in sentences)
