"""From scored sentences to items: which sentences tell of the same issue or step, and which items are worth listing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from briefgen.analysis.model import Analysis, Sentence
from briefgen.analysis.scores import CUTS

Section = Literal["issue", "step"]


@dataclass(frozen=True, slots=True)
class Selection:
    """The sentences one item rests on."""

    sentences: tuple[int, ...]
    """Indices, weightiest first."""
    score: float
    """Probability of the weightiest, 0 to 1."""


def select(analysis: Analysis, section: Section) -> list[Selection]:
    """The items of a section, most probable first.

    Sentences above the cut of the section are taken; those that follow each other closely enough tell of one item.
    """
    cut, reach = CUTS[section]
    scores = [getattr(scores, section) for scores in analysis.scores]
    groups: list[list[int]] = []
    for sentence in analysis.sentences:
        if scores[sentence.index] < cut:
            continue
        if groups and _follows(analysis.sentences, groups[-1][-1], sentence.index, reach):
            groups[-1].append(sentence.index)
        else:
            groups.append([sentence.index])
    chosen = [
        Selection(tuple(sorted(group, key=lambda i: -scores[i])), max(scores[i] for i in group)) for group in groups
    ]
    return sorted(chosen, key=lambda selection: -selection.score)


def _follows(sentences: Sequence[Sentence], before: int, index: int, reach: int) -> bool:
    return index - before <= reach and sentences[before].document.id == sentences[index].document.id
