"""Precision, recall and F1 of found items against gold items, by evidence that overlaps.

A gold item is found when an item's evidence (the first three sentences, weightiest first) overlaps its own by half of
the shorter of the two; the matching is one to one. Recall counts tier 1 only, precision a hit on either tier.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.optimize import linear_sum_assignment

from training.corpus import Example, locate

GOLD = {"issue": "open_issues", "step": "next_steps"}


def item_figures(
    examples: Sequence[Example], section: str, found: Sequence[Sequence[tuple[int, ...]]]
) -> dict[str, dict[str, float]]:
    """Figures in percent for all documents and by genre; ``found`` has, for each example, sentences of each item."""
    counts: dict[str, np.ndarray] = {}
    for example, items in zip(examples, found, strict=True):
        row = _count(example, section, items)
        for group in ("all", example.genre, example.origin):
            counts[group] = counts.get(group, np.zeros(4)) + row
    return {group: _figures(*row) for group, row in sorted(counts.items())}


def _figures(good: float, found: float, hit: float, tier1: float) -> dict[str, float]:
    precision = good / found if found else 0.0
    recall = hit / tier1 if tier1 else 1.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return {name: round(100 * value, 1) for name, value in (("precision", precision), ("recall", recall), ("f1", f1))}


def _count(example: Example, section: str, items: Sequence[tuple[int, ...]]) -> np.ndarray:
    text = example.analysis.documents[0].text
    gold = example.gold[GOLD[section]]
    spans = [[span for quote in item["evidence"] if (span := locate(text, quote))] for item in gold]
    sentences = example.analysis.sentences
    match = np.zeros((len(gold), len(items)))
    for row, wanted in enumerate(spans):
        for column, item in enumerate(items):
            got = [(sentences[i].start, sentences[i].end) for i in item[:3]]
            if any(_overlap(a, b) for a in wanted for b in got):
                match[row, column] = 1000.0 if gold[row].get("tier", 1) == 1 else 1.0
    rows, columns = linear_sum_assignment(match, maximize=True)
    placed = [row for row, column in zip(rows, columns, strict=True) if match[row, column] > 0]
    tiers = [item.get("tier", 1) for item in gold]
    return np.array([len(placed), len(items), sum(tiers[row] == 1 for row in placed), tiers.count(1)])


def _overlap(gold: tuple[int, int], got: tuple[int, int]) -> bool:
    shared = min(gold[1], got[1]) - max(gold[0], got[0])
    length = gold[1] - gold[0]
    return shared >= 0.5 * min(length, got[1] - got[0]) and got[1] - got[0] <= max(400, 2 * length)


def table(figures: dict[str, Any]) -> str:
    """The figures as lines of text."""
    return "\n".join(f"{name:12}{values}" for name, values in figures.items())
