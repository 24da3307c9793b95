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
            part = part + context_vectors(vectors[start:end]) @ model.vector_weights
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
        known = [(model.rows[name], value) for name, value in row.items() if name in model.rows]
        if known:
            rows = [row for row, _ in known]
            values = np.asarray([value for _, value in known])
            groups = np.asarray([model.groups[row] for row in rows])
            weighted = model.weights[rows] * values[:, None]
            for group in range(len(GROUPS)):
                mine = groups == group
                totals[group] = weighted[mine].sum(axis=0)
                squares[group] = (values[mine] ** 2).sum()
        result.append(model.intercepts + (totals * (GROUP_SCALE / np.sqrt(squares + 1e-9))[:, None]).sum(axis=0))
    return np.asarray(result, np.float64).reshape(len(result), len(SECTIONS))


GROUP_SCALE = np.asarray([2.0, 2.0, 1.5])
"""Length of the features of each group, so that the penalty on weights bears alike on all."""


def context_vectors(vectors: NDArray[np.float32]) -> Floats:
    """For each sentence of a document its vector, those of its neighbours and that of the document, side by side."""
    count = len(vectors)
    padded = np.pad(vectors.astype(np.float64), ((2, 2), (0, 0)))
    before = 0.5 * (padded[1 : count + 1] + 0.5 * padded[:count])
    after = 0.5 * (padded[3 : count + 3] + 0.5 * padded[4 : count + 4])
    whole = np.tile(vectors.mean(axis=0), (count, 1))
    return np.hstack([vectors, before, after, whole])
