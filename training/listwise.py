"""Learning to choose one of several candidates: a linear model and boosted trees under one listwise loss.

The loss of a list is the negative log of the softmax probability of its right candidates (Z. Cao et al., "Learning to
rank: from pairwise approach to listwise approach", ICML 2007); the trees take Newton steps on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sparse
from scipy.optimize import minimize
from sklearn.tree import DecisionTreeRegressor

TREES, RATE, DEPTH, LEAF, SHARE, STRENGTH = 150, 0.08, 5, 20, 0.2, 3.0
"""Trees, learning rate, depth, rows of a leaf, share of features a split looks at, regularisation of a leaf."""
SAMPLE = 0.6
"""Share of the lists that a tree is grown on."""
LINEAR_STRENGTH = 25.0
"""Regularisation of the linear weights."""


@dataclass(frozen=True)
class Lists:
    """Rows grouped into lists: ``starts`` has the first row of each list and, last, the number of rows."""

    starts: np.ndarray
    right: np.ndarray
    """1 for each row that is a right choice."""
    weight: np.ndarray
    """Weight of each list."""

    def probabilities(self, scores: np.ndarray) -> np.ndarray:
        """Softmax within each list."""
        sizes, first = np.diff(self.starts), self.starts[:-1]
        powers = np.exp(scores - np.repeat(np.maximum.reduceat(scores, first), sizes))
        return powers / np.repeat(np.add.reduceat(powers, first), sizes)

    def gradient(self, scores: np.ndarray) -> tuple[float, np.ndarray, np.ndarray]:
        """The loss, its negative gradient and the diagonal of its curvature."""
        sizes, first = np.diff(self.starts), self.starts[:-1]
        chance = self.probabilities(scores)
        hit = np.maximum(np.add.reduceat(chance * self.right, first), 1e-12)
        weight = np.repeat(self.weight, sizes)
        slope = weight * (chance * self.right / np.repeat(hit, sizes) - chance)
        return (
            float(-(self.weight * np.log(hit)).sum()),
            slope,
            weight * np.maximum(chance * (1 - chance), 1e-3),
        )


def fit_linear(rows: sparse.csr_matrix, lists: Lists) -> np.ndarray:
    """Weights of the features."""

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        value, slope, _ = lists.gradient(rows @ weights)
        return value + 0.5 * LINEAR_STRENGTH * weights @ weights, LINEAR_STRENGTH * weights - rows.T @ slope

    start = np.zeros(rows.shape[1])
    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 80}).x)


def fit_forest(rows: np.ndarray, lists: Lists, names: Sequence[str]) -> dict[str, Any]:
    """Trees in the JSON form that briefgen reads."""
    forest: dict[str, list[Any]] = {key: [] for key in ("roots", "feature", "threshold", "left", "right", "value")}
    scores, draw = np.zeros(len(rows)), np.random.default_rng(0)
    for _ in range(TREES):
        _, slope, curve = lists.gradient(scores)
        used = np.repeat(draw.random(len(lists.weight)) < SAMPLE, np.diff(lists.starts))
        grower = DecisionTreeRegressor(
            max_depth=DEPTH, min_samples_leaf=LEAF, max_features=SHARE, random_state=int(draw.integers(1 << 30))
        ).fit(rows[used], (slope / curve)[used], sample_weight=curve[used])
        tree, leaves = grower.tree_, grower.apply(rows)
        total = np.bincount(leaves[used], slope[used], tree.node_count)
        values = RATE * total / (np.bincount(leaves[used], curve[used], tree.node_count) + STRENGTH)
        scores += values[leaves]
        _append(forest, tree, values)
    return {"features": list(names), "base": 0.0} | forest


def _append(forest: dict[str, list[Any]], tree: Any, values: np.ndarray) -> None:
    offset = len(forest["feature"])
    leaf = tree.children_left < 0
    forest["roots"].append(offset)
    forest["feature"] += np.where(leaf, -1, tree.feature).tolist()
    forest["threshold"] += [
        0 if end else float(f"{value:.6g}") for value, end in zip(tree.threshold, leaf, strict=True)
    ]
    forest["left"] += np.where(leaf, 0, tree.children_left + offset).tolist()
    forest["right"] += np.where(leaf, 0, tree.children_right + offset).tolist()
    forest["value"] += [float(f"{value:.4g}") if end else 0 for value, end in zip(values, leaf, strict=True)]
