"""How a sentence stands among the others of its document: its first scores beside theirs, and its place."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from briefgen.analysis.features import Features
from briefgen.analysis.model import Sentence

Floats = NDArray[np.float64]

_KEPT = (
    "place", "words", "quoted share", "salience", "entities", "centrality", "negated", "turn", "time",
    "opens paragraph", "closes paragraph", "block:item", "block:heading", "genre:turns", "genre:bullets",
    "tense:future", "tense:modal", "tense:past", "tense:present", "tense:perfect", "tense:none",
    "shape:question", "shape:number", "shape:to do", "time:past", "time:future",
)  # fmt: skip

STANDING: tuple[str, ...] = (
    *(f"{where} {section}" for where in ("own", "before", "after") for section in ("issue", "step", "summary")),
    *(f"rank {section}" for section in ("issue", "step", "summary")),
    *(f"below best {section}" for section in ("issue", "step", "summary")),
    *(f"best of paragraph {section}" for section in ("issue", "step", "summary")),
    "sentences", "expected issue", "expected step", "expected summary", "level", "depth",
    *_KEPT,
)  # fmt: skip
"""Names of the columns of `standing`."""

_NOBODY = -6.0
"""Log-odds of a neighbour that is not there."""


def kept(features: Features) -> Features:
    """Those of the features of a sentence that ``standing`` looks at."""
    return {name: features[name] for name in _KEPT if name in features}


def standing(sentences: Sequence[Sentence], features: Sequence[Features], log_odds: Floats) -> Floats:
    """One row of STANDING for each sentence of a document; of the features those that are ``kept`` are enough."""
    count = len(sentences)
    padded = np.pad(log_odds, ((1, 1), (0, 0)), constant_values=_NOBODY)
    ranks = np.argsort(np.argsort(-log_odds, axis=0), axis=0) / count
    expected = (1 / (1 + np.exp(-log_odds))).sum(axis=0)
    best: dict[int, Floats] = {}
    for sentence, odds in zip(sentences, log_odds, strict=True):
        known = best.get(sentence.paragraph_index)
        best[sentence.paragraph_index] = odds if known is None else np.maximum(known, odds)
    return np.hstack(
        [
            log_odds,
            padded[:-2],
            padded[2:],
            ranks,
            log_odds.max(axis=0) - log_odds,
            np.asarray([best[sentence.paragraph_index] for sentence in sentences]),
            np.tile([count, *expected], (count, 1)),
            np.asarray([[s.paragraph.level, len(s.headings)] for s in sentences], np.float64),
            np.asarray([[row.get(name, 0.0) for name in _KEPT] for row in features], np.float64),
        ]
    )
