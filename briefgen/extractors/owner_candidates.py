"""Who might be to do a deed, and what speaks for each: the input of the learned choice of an owner."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from briefgen.analysis.kinds import names_thing
from briefgen.analysis.model import Analysis, Sentence
from briefgen.analysis.names import parts
from briefgen.extractors.cast import ACTING, Cast
from briefgen.extractors.deeds import Deed
from briefgen.extractors.owner_crosses import compare
from briefgen.extractors.owner_features import (
    Features,
    affinity_features,
    deed_features,
    is_sibling,
    place_features,
    standing_features,
)
from briefgen.extractors.owner_names import spelled_out
from briefgen.extractors.owner_ways import carried_on, charged
from briefgen.extractors.owners import Owners
from briefgen.extractors.step_model import step_model
from briefgen.extractors.topics import items_above

_LOOKBACK = 3
"""Sentences before the deed whose actors are considered."""
_LINES = 15
"""Sentences before the deed whose first words may name whom a list is about."""
_DOING = ("named", "agent", "subject", "patient")
"""Beginnings of the ways in which a deed itself names somebody."""
_SURE_WAYS = frozenset({"way=agent", "way=listed"})
"""Ways that leave no doubt: "sent by Ana Ribeiro", "Ana Ribeiro: send it" in a list of tasks."""
_SALIENT = 3
"""How many of the actors mentioned most are always considered."""


@dataclass(slots=True)
class Candidate:
    """Somebody who might be the owner, or nobody."""

    name: str
    """Name or description; "" for nobody."""
    features: Features = field(default_factory=dict)
    """What speaks for or against."""
    way: str = "mention"
    """The rule that finds it, or "mention" when none does."""


def choose_owner(analysis: Analysis, deed: Deed, sentences: Sequence[int], owners: Owners) -> tuple[str | None, str]:
    """The owner of ``deed``, or None when nobody is likelier; and the way in which the deed first points to one."""
    candidates = find_candidates(analysis, deed, sentences, owners)
    scores = step_model().owners([candidate.features for candidate in candidates])
    for number, candidate in enumerate(candidates):
        if not _SURE_WAYS.isdisjoint(candidate.features):
            scores[number] = np.inf
    scores[[not _is_told(analysis, deed, sentences, candidate) for candidate in candidates]] = -np.inf
    best = candidates[int(scores.argmax())]
    return spelled_out(owners.cast, deed.sentence, best.name) or None, deed_way(candidates)


def _is_told(analysis: Analysis, deed: Deed, sentences: Sequence[int], candidate: Candidate) -> bool:
    """Whether the evidence lets the candidate be the owner: in prose somebody that it does not mention cannot be."""
    if deed.sentence.paragraph.kind != "text" or deed.sentence.speaker is not None:
        return True
    receives = candidate.features.get("to") and not candidate.features.get("left")
    if receives and deed.passive and candidate.way in {"mention", "charged", "title"}:
        return False
    if candidate.way != "mention":
        return True
    places = [
        (mention.sentence, mention.start)
        for index in sentences
        for entity in analysis.entities_in(index)
        if entity.name.casefold() == candidate.name.casefold()
        for mention in analysis.mentions_of(entity, index)
    ]
    return any(not _is_scene(analysis.sentences[index], start) for index, start in places)


def _is_scene(sentence: Sentence, start: int) -> bool:
    """Whether a mention only says where something happens: "in Bergen"."""
    return start > 0 and sentence.tokens[start - 1].lower_ in {"in", "at", "near", "around", "outside"}


def deed_way(candidates: Sequence[Candidate]) -> str:
    """The rule that finds an owner first, "mention" or "" when none does."""
    return candidates[0].way


def find_candidates(analysis: Analysis, deed: Deed, sentences: Sequence[int], owners: Owners) -> list[Candidate]:
    """The candidates for the owner of ``deed``, each once, with all that speaks for it; nobody comes last."""
    cast = owners.cast
    found: dict[str, Candidate] = {}

    def add(name: str, way: str) -> None:
        candidate = found.setdefault(name.casefold(), Candidate(name, way=way))
        if candidate.way == "mention":
            candidate.way = way
        if way != "mention":
            candidate.features[f"way={way}"] = 1.0

    ways = owners.ways(deed)
    for way, name in ways:
        add(name, way)
    for way, name in (*_around(analysis, cast, deed.sentence), *_beside(analysis, deed, sentences, owners)):
        add(name, way)
    for way, name in (*charged(cast, deed.sentence), *carried_on(cast, deed)):
        add(name, way)
    near = _near(analysis, deed, sentences, owners)
    for index in near:
        for place in cast.places.get(index, ()):
            if place.entity.kind != "other" or not names_thing(parts(place.entity.name)):
                add(place.entity.name, "mention")
    for entity in cast.acting[:_SALIENT]:
        add(entity.name, "mention")
    common = deed_features(cast, deed, {way for way, _ in ways})
    common["candidates"] = float(len(found))
    for key, candidate in found.items():
        owner = cast.by_name.get(key)
        candidate.features |= common | standing_features(cast, deed, owner) | affinity_features(cast, deed, owner)
        if owner is not None:
            candidate.features |= place_features(cast, deed, owner, near, _LOOKBACK)
    compare([candidate.features for candidate in found.values()])
    return [*found.values(), Candidate("", common | {"nobody": 1.0}, "")]


def _near(analysis: Analysis, deed: Deed, sentences: Sequence[int], owners: Owners) -> list[int]:
    """The sentence of the deed, the rest of the evidence, and those just before."""
    here = deed.sentence.index
    before = range(here - 1, max(-1, here - _LOOKBACK - 1), -1)
    allies = (index for index in before if not _is_rival(analysis.sentences[index], deed, owners))
    near = dict.fromkeys([here, *sentences, *allies])
    return [index for index in near if analysis.sentences[index].document is deed.sentence.document]


def _is_rival(other: Sentence, deed: Deed, owners: Owners) -> bool:
    """Whether a sentence is an item beside that of the deed and names an owner of its own."""
    return is_sibling(other, deed.sentence) and owners.deeds(other)[0].owner is not None


def _beside(analysis: Analysis, deed: Deed, sentences: Sequence[int], owners: Owners) -> Iterator[tuple[str, str]]:
    """Who does what else the sentence announces, and what the rest of the evidence does."""
    for other in owners.deeds(deed.sentence)[1:3]:
        for way, name in owners.ways(other):
            if way.startswith(_DOING):
                yield f"other {way.partition('-')[0]}", name
    for index in sentences[1:3]:
        if index != deed.sentence.index:
            for way, name in owners.ways(owners.deeds(analysis.sentences[index])[0]):
                if way.startswith((*_DOING, "speaker")):
                    yield f"evidence {way.partition('-')[0]}", name


def _lines_above(analysis: Analysis, cast: Cast, sentence: Sentence) -> Iterator[tuple[str, str]]:
    """Whom the lines above, under the same heading, begin with: the nearest and the one before."""
    found: list[str] = []
    for index in range(sentence.index - 1, max(-1, sentence.index - _LINES), -1):
        other = analysis.sentences[index]
        if other.document is not sentence.document or other.is_heading:
            return
        if other.position > 0 or is_sibling(other, sentence):
            continue
        speaker = analysis.speaker_of(index)
        first = [place for place in cast.places.get(index, ()) if place.mention.start <= 1]
        name = speaker.name if speaker else first[0].entity.name if first and first[0].entity.kind in ACTING else None
        if name and name not in found:
            found.append(name)
            yield f"line above{len(found)}", name
            if len(found) == 2:
                return


def _around(analysis: Analysis, cast: Cast, sentence: Sentence) -> Iterator[tuple[str, str]]:
    """Whoever the headings and the bullets above name, and who speaks before and after."""
    headings = {heading.strip() for heading in sentence.headings}
    above = set(items_above(sentence)) if sentence.paragraph.kind == "item" else set()
    yield from _lines_above(analysis, cast, sentence)
    speakers: set[str] = set()
    for index in range(sentence.index - 1, -1, -1):
        other = analysis.sentences[index]
        if other.document is not sentence.document or (other.is_heading and not headings):
            break
        under = other.paragraph_index in above
        if under or (other.is_heading and other.text.strip() in headings):
            for place in cast.places.get(index, ()):
                if place.entity.kind in ACTING:
                    yield ("parent" if under else "heading"), place.entity.name
            speaker = analysis.speaker_of(index)
            if under and speaker is not None:
                yield "parent", speaker.name
        if sentence.index - index > 60:
            break
    for step, way in ((-1, "speaker before"), (1, "speaker after")):
        index = sentence.index
        while 0 <= index < len(analysis.sentences) and abs(index - sentence.index) < 12:
            other = analysis.sentences[index]
            speaker = analysis.speaker_of(index)
            if other.paragraph_index != sentence.paragraph_index and speaker is not None:
                if speaker.name not in speakers:
                    yield way, speaker.name
                    speakers.add(speaker.name)
                break
            index += step
