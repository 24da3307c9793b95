"""The learned weights behind owners and statuses of steps, trained by ``training/steps.py``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from briefgen.analysis.forest import load_model, remembered


@dataclass(frozen=True)
class StepModel:
    """Two linear models: whether a candidate is the owner of a deed, and how firm the deed is."""

    owner_weights: Mapping[str, float]
    """Weight of each feature of a candidate."""
    owner_cut: float
    """Score below which nobody is named."""
    status_weights: Mapping[str, list[float]]
    """Weights of each feature of a step, one for each status."""
    status_intercepts: list[float]
    """Intercepts, one for each status."""

    def owner(self, features: Mapping[str, float]) -> float:
        """Score of a candidate: the higher, the likelier."""
        weights = self.owner_weights
        return sum(weights[name] * value for name, value in features.items() if name in weights)

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
    return StepModel(model["owner"], model["owner_cut"], model["status"], model["status_intercepts"])
