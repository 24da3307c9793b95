"""Boosted trees read from JSON and evaluated with numpy.

Trees are stored breadth-first as flat lists, one value a node: the feature tested, the threshold (a value that is
less or equal goes left), the two children and the value of a leaf, as in J. H. Friedman, "Greedy function
approximation: a gradient boosting machine", Annals of Statistics 29 (2001).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from itertools import chain, repeat
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int32]
P = ParamSpec("P")
T = TypeVar("T")

_BLOCK = 1024
"""Rows evaluated at once; more of them gain nothing and take, with as many trees, hundreds of megabytes."""

_folder: Path | None = None
"""Where models are looked for before the shipped ones."""
_forgetters: list[Callable[[], None]] = []
"""What empties each memory of models."""


@dataclass(frozen=True)
class Forest:
    """An ensemble of trees whose values add up to a log-odds."""

    features: tuple[str, ...]
    """Names of the features, in the order of a row."""
    base: float
    roots: Integers
    feature: Integers
    """Feature tested at each node; -1 at a leaf."""
    threshold: Floats
    left: Integers
    right: Integers
    value: Floats

    @cached_property
    def _walk(self) -> tuple[Integers, Integers]:
        """The feature tested at each node, and where it leads if the value is not above the threshold and if it is.

        A leaf leads back to itself.
        """
        leaf = self.feature < 0
        here = np.arange(len(self.feature))
        ways = [np.where(leaf, here, self.left), np.where(leaf, here, self.right)]
        return np.maximum(self.feature, 0), np.stack(ways, axis=1).ravel()

    def probability(self, rows: Floats) -> Floats:
        """Probability of each row, 0 to 1."""
        scores: Floats = 1.0 / (1.0 + np.exp(-self.score(rows)))
        return scores

    def score(self, rows: Floats) -> Floats:
        """Log-odds of each row."""
        blocks = [self._score(rows[first : first + _BLOCK]) for first in range(0, len(rows), _BLOCK)]
        return np.concatenate(blocks) if blocks else np.zeros(0)

    def _score(self, rows: Floats) -> Floats:
        at = np.broadcast_to(self.roots, (len(rows), len(self.roots)))
        values, lines = rows.ravel(), (np.arange(len(rows)) * rows.shape[1])[:, None]
        tested, ways = self._walk
        while True:
            goes_right = values.take(tested.take(at) + lines) > self.threshold.take(at)
            on = ways.take(2 * at + goes_right)
            if (on == at).all():
                break
            at = on
        total: Floats = self.base + self.value[at].sum(axis=1)
        return total


def read_forest(data: dict[str, Any]) -> Forest:
    """A forest from its JSON form."""
    return Forest(
        features=tuple(data["features"]),
        base=float(data["base"]),
        roots=np.asarray(data["roots"], dtype=np.int32),
        feature=np.asarray(data["feature"], dtype=np.int32),
        threshold=np.asarray(data["threshold"], dtype=np.float64),
        left=np.asarray(data["left"], dtype=np.int32),
        right=np.asarray(data["right"], dtype=np.int32),
        value=np.asarray(data["value"], dtype=np.float64),
    )


def remembered(read: Callable[P, T]) -> Callable[P, T]:
    """Cache what a function makes of model files, until `models_from` changes where they are read."""
    memory = cache(read)
    _forgetters.append(memory.cache_clear)
    return memory  # type: ignore[return-value]  # a wrapper of the same signature


@remembered
def load_model(name: str) -> dict[str, Any]:
    """The JSON of ``briefgen/models/NAME.json``; read once."""
    own = _folder / f"{name}.json" if _folder else None
    source = own if own and own.is_file() else files("briefgen.models").joinpath(f"{name}.json")
    loaded: dict[str, Any] = json.loads(source.read_text("utf-8"))
    return loaded


@contextmanager
def models_from(folder: Path) -> Iterator[None]:
    """Within the block, read the models that ``folder`` has from there and the others as shipped.

    For evaluation and tests, with models that have not seen a document; not for use from several threads.
    """
    global _folder
    before = _folder
    _folder = folder
    _forget()
    try:
        yield
    finally:
        _folder = before
        _forget()


def _forget() -> None:
    for forget in _forgetters:
        forget()


@remembered
def load_forest(model: str, part: str) -> Forest:
    """The forest under the key ``part`` of ``briefgen/models/MODEL.json``; read once."""
    return read_forest(load_model(model)[part])


def rows_of(features: Sequence[Mapping[str, float]], names: Sequence[str]) -> Floats:
    """Feature dictionaries as rows; a feature that is not named in one counts as 0."""
    values = chain.from_iterable(map(row.get, names, repeat(0.0)) for row in features)
    return np.fromiter(values, np.float64, len(features) * len(names)).reshape(len(features), len(names))
