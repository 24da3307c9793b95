"""Learned scores of the sentences: open issue, next step, summary.

First a logistic regression for each section over the features of features.py, and with the encoder the mean of its
log-odds and the encoder's; then, for the summary, boosted trees that see these scores in their place among all
others. Trained by ``make train``; the weights are those of models/sentences.json.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from briefgen.analysis.encoder import SECTIONS
from briefgen.analysis.features import GROUPS, Features, documents_of, each_features, group_of
from briefgen.analysis.forest import Forest, load_model, read_forest, remembered
from briefgen.analysis.model import Entity, Quote, Scores, Sentence, TimeExpression
from briefgen.analysis.standing import kept, standing

Floats = NDArray[np.float64]


ENCODER_SHARE = 0.5
"""Weight of the encoder's log-odds in the mean with those of the features."""


@dataclass(frozen=True)
class SecondStage:
    """What is learnt of scored sentences; scores with and without the encoder have one each."""

    summary: Forest
    cuts: dict[str, dict[str, tuple[float, float]]]
    """For "issue" and "step", by layout: the least score worth listing, and the least link that joins two sentences."""
    links: dict[str, Forest]
    """For "issue" and "step": whether two sentences tell of the same item."""


@dataclass(frozen=True)
class SentenceModel:
    """The weights of models/sentences.json, ready for use."""

    rows: dict[str, int]
    """Row of each feature in ``weights``."""
    groups: tuple[int, ...]
    """Group of each row."""
    weights: Floats
    intercepts: Floats
    with_encoder: SecondStage
    plain: SecondStage

    def second_stage(self, encoded: bool) -> SecondStage:
        """The part for scores with or without the encoder."""
        return self.with_encoder if encoded else self.plain


@remembered
def sentence_model() -> SentenceModel:
    """Read ``models/sentences.json``."""
    data = load_model("sentences")
    names = list(data["weights"])
    return SentenceModel(
        rows={name: row for row, name in enumerate(names)},
        groups=tuple(group_of(name) for name in names),
        weights=np.asarray(list(data["weights"].values()), np.float64),
        intercepts=np.asarray(data["intercepts"], np.float64),
        with_encoder=read_second_stage(data["encoder"]),
        plain=read_second_stage(data["plain"]),
    )


def read_second_stage(data: dict[str, Any]) -> SecondStage:
    """From its JSON form."""
    return SecondStage(
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
    encoded: NDArray[np.float32] | None = None,
) -> tuple[Scores, ...]:
    """Score each sentence; the result is parallel to ``sentences``, as are the encoder's log-odds ``encoded``."""
    if not sentences:
        return ()
    model = sentence_model()
    features: list[Features] = []

    def seen() -> Iterator[Features]:
        for row in each_features(sentences, entities, quotes, times):
            features.append(kept(row))
            yield row

    log_odds = with_encoder(first_scores(model, seen()), encoded)
    trees = model.second_stage(encoded is not None).summary
    result: list[Scores] = []
    for start, end in documents_of(sentences):
        part = log_odds[start:end]
        probabilities = 1 / (1 + np.exp(-part))
        summary = trees.probability(standing(sentences[start:end], features[start:end], part))
        result += [
            Scores(float(issue), float(step), float(weight))
            for (issue, step, _), weight in zip(probabilities, summary, strict=True)
        ]
    return tuple(result)


def with_encoder(log_odds: Floats, encoded: NDArray[np.float32] | None) -> Floats:
    """The mean of the log-odds of the features and of the encoder's, if there are any."""
    if encoded is None:
        return log_odds
    return (1 - ENCODER_SHARE) * log_odds + ENCODER_SHARE * encoded[:, : len(SECTIONS)]


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


GROUP_SCALE = np.asarray([2.0, 2.0, 1.5])
"""Length of the features of each group, so that the penalty on weights bears alike on all."""
