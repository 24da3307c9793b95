"""Learned scores of the sentences: open issue, next step, summary.

First a logistic regression for each section over the features of features.py and the vectors of the
sentence, its neighbours and the document; then, for the summary, boosted trees that see these scores in
their place among all others. Trained by ``make train``; the weights are those of models/sentences.json, or
of models/sentences_plain.json when there are no vectors.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from briefgen.analysis.features import GROUPS, Features, documents_of, each_features, group_of
from briefgen.analysis.forest import Forest, load_model, read_forest, remembered
from briefgen.analysis.model import Entity, Quote, Scores, Sentence, TimeExpression
from briefgen.analysis.standing import kept, standing

Floats = NDArray[np.float64]

SECTIONS = ("issue", "step", "summary")


@dataclass(frozen=True)
class SentenceModel:
    """The weights of one model file, ready for use."""

    rows: dict[str, int]
    """Row of each feature in ``weights``."""
    groups: tuple[int, ...]
    """Group of each row."""
    weights: Floats
    intercepts: Floats
    vector_weights: Floats | None
    """Weights of the vectors of context_vectors, or None."""
    summary: Forest
    cuts: dict[str, dict[str, tuple[float, float]]]
    """For "issue" and "step", by layout: the least score worth listing, and the least link that joins two sentences."""
    links: dict[str, Forest]
    """For "issue" and "step": whether two sentences tell of the same item."""


def model_name(with_vectors: bool) -> str:
    """Name of the model file."""
    return "sentences" if with_vectors else "sentences_plain"


@remembered
def sentence_model(name: str) -> SentenceModel:
    """Read ``models/NAME.json``."""
    return read_sentence_model(load_model(name))


def read_sentence_model(data: dict[str, Any]) -> SentenceModel:
    """A model from its JSON form."""
    names = list(data["weights"])
    return SentenceModel(
        rows={name: row for row, name in enumerate(names)},
        groups=tuple(group_of(name) for name in names),
        weights=np.asarray(list(data["weights"].values()), np.float64),
        intercepts=np.asarray(data["intercepts"], np.float64),
        vector_weights=np.asarray(data["vector_weights"], np.float64) if data["vector_weights"] else None,
        summary=read_forest(data["summary"]),
        cuts={
            section: {layout: (cut, link) for layout, (cut, link) in cuts.items()}
            for section, cuts in data["cuts"].items()
        },
        links={section: read_forest(forest) for section, forest in data["links"].items()},
    )


def score_sentences(
    sentences: Sequence[Sentence],
    entities: Sequence[Entity],
    quotes: Sequence[Quote],
    times: Sequence[TimeExpression],
    vectors: NDArray[np.float32] | None = None,
) -> tuple[Scores, ...]:
    """Score each sentence; the result is parallel to ``sentences``, as ``vectors`` are."""
    if not sentences:
        return ()
    model = sentence_model(model_name(vectors is not None))
    features: list[Features] = []

    def seen() -> Iterator[Features]:
        for row in each_features(sentences, entities, quotes, times):
            features.append(kept(row))
            yield row

    log_odds = first_scores(model, seen())
    result: list[Scores] = []
    for start, end in documents_of(sentences):
        part = log_odds[start:end]
        if vectors is not None and model.vector_weights is not None:
            part = part + _context_scores(vectors[start:end], model.vector_weights)
        probabilities = 1 / (1 + np.exp(-part))
        summary = model.summary.probability(standing(sentences[start:end], features[start:end], part))
        result += [
            Scores(float(issue), float(step), float(weight))
            for (issue, step, _), weight in zip(probabilities, summary, strict=True)
        ]
    return tuple(result)


def first_scores(model: SentenceModel, features: Iterable[Features]) -> Floats:
    """Log-odds of each row of features for each section, shape (rows, SECTIONS)."""
    result: list[Floats] = []
    for row in features:
        totals = np.zeros((len(GROUPS), len(SECTIONS)))
        squares = np.zeros(len(GROUPS))
        rows: list[list[int]] = [[] for _ in GROUPS]
        amounts: list[list[float]] = [[] for _ in GROUPS]
        for name, value in row.items():
            known = model.rows.get(name)
            if known is not None:
                group = model.groups[known]
                rows[group].append(known)
                amounts[group].append(value)
        for group, mine in enumerate(rows):
            if mine:
                values = np.asarray(amounts[group])
                totals[group] = (model.weights.take(mine, axis=0) * values[:, None]).sum(axis=0)
                squares[group] = (values**2).sum()
        result.append(model.intercepts + (totals * (GROUP_SCALE / np.sqrt(squares + 1e-9))[:, None]).sum(axis=0))
    return np.asarray(result, np.float64).reshape(len(result), len(SECTIONS))


_BLOCK = 1024
"""Sentences whose neighbours' vectors are held at once."""

GROUP_SCALE = np.asarray([2.0, 2.0, 1.5])
"""Length of the features of each group, so that the penalty on weights bears alike on all."""


def _context_scores(vectors: NDArray[np.float32], weights: Floats) -> Floats:
    """The part of the log-odds of each sentence of a document that its vectors tell."""
    blocks = [
        context_vectors(vectors, range(first, min(first + _BLOCK, len(vectors)))) @ weights
        for first in range(0, len(vectors), _BLOCK)
    ]
    return np.vstack(blocks)


def context_vectors(vectors: NDArray[np.float32], rows: range | None = None) -> Floats:
    """For each sentence of a document its vector, those of its neighbours and that of the document, side by side.

    ``rows`` are the sentences wanted, all by default.
    """
    rows = rows or range(len(vectors))
    padded = np.zeros((len(rows) + 4, vectors.shape[1]))
    first, last = max(0, rows.start - 2), min(len(vectors), rows.stop + 2)
    padded[first - rows.start + 2 : last - rows.start + 2] = vectors[first:last]
    before = 0.5 * (padded[1:-3] + 0.5 * padded[:-4])
    after = 0.5 * (padded[3:-1] + 0.5 * padded[4:])
    whole = np.tile(vectors.mean(axis=0), (len(rows), 1))
    return np.hstack([vectors[rows.start : rows.stop], before, after, whole])
