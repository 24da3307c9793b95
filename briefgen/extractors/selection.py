"""From scored sentences to items: which sentences tell of the same issue or step, and which items are worth listing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count
from typing import Literal

from briefgen.analysis.features import documents_of, layout_of
from briefgen.analysis.model import Analysis
from briefgen.analysis.scores import SecondStage, sentence_model
from briefgen.extractors.links import REACH, link_rows

Section = Literal["issue", "step"]

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Selection:
    """The sentences one item rests on."""

    sentences: tuple[int, ...]
    """Indices, weightiest first."""
    score: float
    """Probability of the weightiest, 0 to 1."""


def select(analysis: Analysis, section: Section) -> list[Selection]:
    """The items of a section, most probable first.

    Sentences above the learned cut of the section are taken; those that are likely to tell of the same item are
    joined, by average linkage.
    """
    model = sentence_model().second_stage(analysis.encoded is not None)
    found: list[Selection] = []
    for start, end in documents_of(analysis.sentences):
        cut, least_link = model.cuts[section][layout_of(analysis.sentences[start:end])]
        found += select_with(analysis, section, model, cut, least_link, range(start, end))
    return sorted(found, key=lambda selection: -selection.score)


def select_with(
    analysis: Analysis, section: Section, model: SecondStage, cut: float, least_link: float, among: Sequence[int]
) -> list[Selection]:
    """The items among some sentences, those of a document, with a given model, cut and least link."""
    scores = [getattr(scores, section) for scores in analysis.scores]
    chosen = [index for index in among if scores[index] >= cut]
    pairs = near_pairs(analysis, chosen)
    links = dict(zip(pairs, model.links[section].probability(link_rows(analysis, scores, pairs)), strict=True))
    groups = join(chosen, links, least_link)
    found = [
        Selection(tuple(sorted(group, key=lambda i: -scores[i])), max(scores[i] for i in group)) for group in groups
    ]
    return sorted(found, key=lambda selection: -selection.score)


def near_pairs(analysis: Analysis, chosen: Sequence[int]) -> list[Pair]:
    """The pairs of chosen sentences that stand in one document, near enough to tell of one item."""
    return [
        (one, other)
        for place, one in enumerate(chosen)
        for other in chosen[place + 1 : place + 1 + REACH]
        if other - one <= REACH and analysis.sentences[one].document is analysis.sentences[other].document
    ]


def join(chosen: Sequence[int], links: Mapping[Pair, float], least: float) -> list[list[int]]:
    """Join sentences to groups while the mean link between two groups is above ``least`` (average linkage).

    Source: R. R. Sokal and C. D. Michener, "A statistical method for evaluating systematic relationships", 1958.
    """
    groups = [[index] for index in chosen]
    place = {index: number for number, index in enumerate(chosen)}
    total: list[dict[int, float]] = [{} for _ in groups]
    queue: list[tuple[float, int, int, int]] = []
    order = count()

    def enqueue(one: int, other: int) -> None:
        mean = total[one][other] / (len(groups[one]) * len(groups[other]))
        heappush(queue, (-mean, next(order), min(one, other), max(one, other)))

    for (one, other), link in links.items():
        total[place[one]][place[other]] = total[place[other]][place[one]] = link
        enqueue(place[one], place[other])
    while queue:
        mean, _, keep, drop = heappop(queue)
        if -mean <= least:
            break
        # What was queued before one of the two grew or went is out of date.
        if drop not in total[keep] or -mean != total[keep][drop] / (len(groups[keep]) * len(groups[drop])):
            continue
        groups[keep] = sorted(groups[keep] + groups[drop])
        groups[drop] = []
        del total[keep][drop], total[drop][keep]
        for other, link in total[drop].items():
            del total[other][drop]
            total[keep][other] = total[other][keep] = total[keep].get(other, 0.0) + link
        total[drop] = {}
        for other in total[keep]:
            enqueue(keep, other)
    return [group for group in groups if group]
