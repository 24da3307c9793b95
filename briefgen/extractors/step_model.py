"""The learned weights behind owners and statuses of steps, trained by ``training/steps.py``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from briefgen.analysis.forest import Forest, load_model, read_forest, remembered, rows_of
from briefgen.extractors.owner_crosses import crossed


@dataclass(frozen=True)
class StepModel:
    """Which candidate is the owner of a deed, by weights and trees; and how firm the deed is, by weights."""

    owner_weights: Mapping[str, float]
    """Weight of each crossed feature of a candidate."""
    owner_forest: Forest
    """Trees over the plain features; their scores add to the weights."""
    nobody: float
    """What is added to the score of nobody."""
    status_weights: Mapping[str, list[float]]
    """Weights of each feature of a step, one for each status."""
    status_intercepts: list[float]
    """Intercepts, one for each status."""

    def owners(self, candidates: Sequence[Mapping[str, float]]) -> NDArray[np.float64]:
        """Scores of all candidates for one deed, nobody last: the higher, the likelier."""
        weights = self.owner_weights
        linear = [sum(weights.get(n, 0.0) * v for n, v in crossed(features).items()) for features in candidates]
        scores = np.asarray(linear) + self.owner_forest.score(rows_of(candidates, self.owner_forest.features))
        scores[-1] += self.nobody
        return scores

    def statuses(self, features: Mapping[str, float]) -> list[float]:
        """Scores of the statuses, in the order of ``STATUSES``."""
        totals = list(self.status_intercepts)
        for name, value in features.items():
            for index, weight in enumerate(self.status_weights.get(name, ())):
                totals[index] += weight * value
        return totals


@remembered
def step_model() -> StepModel:
    """The model; read once."""
    model = load_model("steps")
    owner = model["owner"]
    return StepModel(
        owner["weights"], read_forest(owner["forest"]), owner["nobody"], model["status"], model["status_intercepts"]
    )
