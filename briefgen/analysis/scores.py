"""Learned scores of the sentences: open issue, next step, summary.

A logistic regression over the features of features.py, one for each section, trained by ``make train``.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt

from briefgen.analysis.features import sentence_features
from briefgen.analysis.model import Entity, Quote, Scores, Sentence, TimeExpression

CUTS: dict[str, tuple[float, int]] = {"issue": (0.27, 1), "step": (0.25, 0)}
"""For each section, the least score that is worth listing and how many sentences apart one item may reach."""


@lru_cache(maxsize=1)
def _weights() -> tuple[dict[str, int], npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    model = json.loads((files("briefgen.models") / "sentences.json").read_text("utf-8"))
    names = {name: row for row, name in enumerate(model["weights"])}
    return names, np.array(list(model["weights"].values()), np.float32), np.array(model["intercepts"], np.float32)


def score_sentences(
    sentences: Sequence[Sentence],
    entities: Sequence[Entity],
    quotes: Sequence[Quote],
    times: Sequence[TimeExpression],
) -> tuple[Scores, ...]:
    """Score each sentence; the result is parallel to ``sentences``."""
    names, weights, intercepts = _weights()
    result = []
    for features in sentence_features(sentences, entities, quotes, times):
        known = [(names[name], value) for name, value in features.items() if name in names]
        total = intercepts.copy()
        if known:
            rows, values = zip(*known, strict=True)
            total += np.array(values, np.float32) @ weights[list(rows)]
        issue, step, summary = 1 / (1 + np.exp(-total))
        result.append(Scores(float(issue), float(step), float(summary)))
    return tuple(result)
