"""Features of candidates that depend on each other: a candidate beside its rivals, and ways beside circumstances."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence

_COMPARED = (
    "salience", "mentions", "subject share", "nearness", "speaks", "here nsubj", "before", "here", "acts",
    "kind=person", "affinity",
)  # fmt: skip
_CIRCUMSTANCES = ("cue=", "form=", "subject=", "mood=")
_CONDITIONS = ("passive", "loose", "reported", "quoted")
_PLAIN = (
    "way=", "here", "kind=", "top ", "deed's", "governor's", "speaks of", "above", "nearest", "left", "first",
    "unknown", "titled", "by", "to", "address", "evidence", "agrees", "nobody", "before subject", "before first",
    "before sibling", "then ",
)  # fmt: skip
_CROSSED = (
    "way=", "nobody", "deed's", "governor's", "speaks of", "nearest", "here", "kind=", "titled", "top salience",
)  # fmt: skip
_AMOUNTS = {
    "salience": 1.0,
    "mentions": 1.0,
    "nearness": 1.0,
    "subject share": 1.0,
    "speaks": 1.0,
    "before": 0.25,
    "affinity": 2.0,
    "mean affinity": 2.0,
}
"""Scales of the features that are not flags."""
_WAY_SCALE = 3.0
"""Scale of the flags of rules, which holds the rarer of them back less."""


def compare(candidates: Sequence[dict[str, float]]) -> None:
    """Add to the features of each candidate how it stands among all of them."""
    for name in _COMPARED:
        values = [features.get(name, 0.0) for features in candidates]
        highest = max(values, default=0.0)
        ordered = sorted(values)
        for features, value in zip(candidates, values, strict=True):
            features[f"top {name}"] = float(value >= highest and value > 0)
            features[f"others {name}"] = float(len(ordered) - bisect_left(ordered, value) - 1)


def crossed(features: Mapping[str, float]) -> dict[str, float]:
    """The input of the linear part: flags, and flags that hold together."""
    circumstances = [name for name in features if name.startswith(_CIRCUMSTANCES)]
    circumstances += [name for name in _CONDITIONS if features.get(name)]
    rivals = [name for name in features if name.startswith("has=")]
    flags = [name for name, value in features.items() if value and name.startswith(_PLAIN)]
    row = {name: float(features[name]) * (_WAY_SCALE if name.startswith("way=") else 1.0) for name in flags}
    row |= {name: features.get(name, 0.0) * scale for name, scale in _AMOUNTS.items()}
    for name in flags:
        if name.startswith(_CROSSED):
            beside = circumstances + rivals if name.startswith(("way=", "nobody")) else circumstances
            row |= {f"{name}|{circumstance}": 1.0 for circumstance in beside}
    return row
