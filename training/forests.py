"""Histogram-boosted trees of scikit-learn in the JSON form that briefgen reads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier


def forest_data(model: HistGradientBoostingClassifier, names: Sequence[str]) -> dict[str, Any]:
    """The trees of a fitted two-class model, breadth and order kept; values to five digits."""
    lists: dict[str, list[Any]] = {key: [] for key in ("roots", "feature", "threshold", "left", "right", "value")}
    for stage in model._predictors:
        nodes = stage[0].nodes
        offset = len(lists["feature"])
        lists["roots"].append(offset)
        leaf = nodes["is_leaf"].astype(bool)
        lists["feature"] += np.where(leaf, -1, nodes["feature_idx"].astype(int)).tolist()
        lists["threshold"] += [
            0 if end else float(f"{v:.6g}") for v, end in zip(nodes["num_threshold"], leaf, strict=True)
        ]
        lists["left"] += np.where(leaf, 0, nodes["left"].astype(int) + offset).tolist()
        lists["right"] += np.where(leaf, 0, nodes["right"].astype(int) + offset).tolist()
        lists["value"] += [float(f"{v:.5g}") if end else 0 for v, end in zip(nodes["value"], leaf, strict=True)]
    return {"features": list(names), "base": round(float(model._baseline_prediction.ravel()[0]), 5)} | lists
