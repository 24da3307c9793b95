"""How much the sentences of the sources have in common: the cosine of their words, rare ones counting more.

Source: G. Salton and C. Buckley, "Term-weighting approaches in automatic text retrieval", 1988 (tf-idf).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property

from briefgen.analysis.model import Analysis, Sentence

_COMMON = 0.1
"""Share of the sentences from which on a word that stands in them tells nothing."""
_FEW = 30
"""Sentences below which no word is too common."""


class Likeness:
    """Compares sentences of one analysis."""

    def __init__(self, analysis: Analysis) -> None:
        self._words = [content_words(sentence) for sentence in analysis.sentences]
        self._last: tuple[int, Mapping[int, float]] = (-1, {})
        """The sentence asked about last and its answer: all answers of a long report would take gigabytes."""

    def of(self, index: int) -> Mapping[int, float]:
        """The sentences that have words in common with the one at ``index``, with their likeness, 0 to 1."""
        if index != self._last[0]:
            shared: dict[int, float] = defaultdict(float)
            for word in sorted(self._words[index]):
                weight = self._weight(word)
                if weight:
                    for other in self._places[word]:
                        shared[other] += weight**2
            length = self._lengths[index]
            likeness = {o: v / (length * self._lengths[o]) for o, v in shared.items() if o != index}
            self._last = index, likeness
        return self._last[1]

    def _weight(self, word: str) -> float:
        places, count = len(self._places[word]), len(self._words)
        return 0.0 if places > max(_FEW, _COMMON * count) else math.log(1 + count / places)

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        places: dict[str, list[int]] = defaultdict(list)
        for index, words in enumerate(self._words):
            for word in words:
                places[word].append(index)
        return places

    @cached_property
    def _lengths(self) -> list[float]:
        return [math.sqrt(math.fsum(self._weight(word) ** 2 for word in words)) or 1.0 for words in self._words]


def content_words(sentence: Sentence) -> frozenset[str]:
    """The lemmas of a sentence that tell what it is about."""
    return frozenset(token.lemma_.lower() for token in sentence.tokens if token.is_alpha and not token.is_stop)
