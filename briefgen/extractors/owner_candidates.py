"""Who might be to do a deed, and what speaks for each: the input of the learned choice of an owner."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from spacy.tokens import Token

from briefgen.analysis.model import Analysis, Entity, Mention
from briefgen.extractors.deeds import Deed
from briefgen.extractors.owners import ACTING, Owners
from briefgen.extractors.step_model import step_model

_CLEAR = {"named", "agent", "subject", "subject-one", "subject-many", "patient", "cell"}
_LOOKBACK = 3
"""Sentences before the deed whose actors are considered."""


@dataclass(slots=True)
class Candidate:
    """Somebody who might be the owner."""

    name: str
    """Name or description."""
    features: dict[str, float] = field(default_factory=dict)
    """What speaks for or against."""
    way: str = "mention"
    """The rule that finds it, or "mention" when none does."""


def choose_owner(analysis: Analysis, deed: Deed, sentences: Sequence[int], owners: Owners) -> tuple[str | None, str]:
    """The owner of ``deed`` and how it was found, or None and "" when nobody is likely enough."""
    model = step_model()
    candidates = find_candidates(analysis, deed, sentences, owners)
    best = max(candidates, key=lambda candidate: model.owner(candidate.features), default=None)
    if best is None or model.owner(best.features) < model.owner_cut:
        return None, ""
    return best.name, best.way


def find_candidates(analysis: Analysis, deed: Deed, sentences: Sequence[int], owners: Owners) -> list[Candidate]:
    """The candidates for the owner of ``deed``, each once, with all that speaks for it."""
    found: dict[str, Candidate] = {}

    def add(name: str, *features: str) -> None:
        candidate = found.setdefault(name.casefold(), Candidate(name))
        candidate.features.update(dict.fromkeys(features, 1.0))

    ways = owners.ways(deed)
    best = next((way for way, _ in ways if way in _CLEAR), "none")
    form = deed.sentence.paragraph.kind if deed.sentence.speaker is None else "turn"
    givens = ("", deed.cue, f"best={best}", f"{form}|best={best}", f"{form}|{deed.cue}")
    for way, name in ways:
        add(name, *(f"way={way}|{given}" for given in givens))
        if found[name.casefold()].way == "mention":
            found[name.casefold()].way = way
    for entity, mention, place in _mentions(analysis, deed, sentences):
        features = _place_features(analysis, deed, entity, mention, place)
        add(entity.name, *features, f"{place}|best={best}", f"{place}|{form}|best={best}")
    bodies = [entity for entity in analysis.entities if entity.kind in ACTING]
    for rank, entity in enumerate(sorted(bodies, key=lambda e: -len(e.mentions))[:3]):
        add(entity.name, f"salient{rank}", f"salient{rank}|best={best}")
    by_name = {entity.name.casefold(): entity for entity in analysis.entities}
    for key, candidate in found.items():
        owner = by_name.get(key)
        candidate.features["bias"] = 1.0
        if owner is None:
            candidate.features["unknown"] = 1.0
            continue
        candidate.features[f"kind={owner.kind}"] = 1.0
        candidate.features["mentions"] = math.log1p(len(owner.mentions))
        candidate.features["salience"] = owner.salience
    if len(found) == 1:
        next(iter(found.values())).features["alone"] = 1.0
    return list(found.values())


def _mentions(analysis: Analysis, deed: Deed, sentences: Sequence[int]) -> Iterator[tuple[Entity, Mention, str]]:
    """The actors mentioned in the sentence of the deed, in the rest of the evidence and just before."""
    here = deed.sentence.index
    before = [index for index in range(max(0, here - _LOOKBACK), here) if index not in sentences]
    places = {here: "here"} | {index: "evidence" for index in sentences if index != here}
    places |= {index: f"before{here - index}" for index in before}
    for index, place in places.items():
        if analysis.sentences[index].document is not deed.sentence.document:
            continue
        for entity in analysis.entities_in(index):
            for mention in entity.mentions:
                if mention.sentence == index and mention.kind != "speaker":
                    yield entity, mention, place


def _place_features(analysis: Analysis, deed: Deed, entity: Entity, mention: Mention, place: str) -> list[str]:
    """Where a mention stands, in which part of the sentence, and how far from the deed."""
    tokens = analysis.sentences[mention.sentence].tokens
    if mention.start >= mention.end or mention.end > len(tokens):
        return [place]
    root = tokens[mention.start : mention.end].root
    role = _role(root)
    features = [place, f"{place}|{role}", f"{place}|{mention.kind}", f"{place}|kind={entity.kind}"]
    if place != "here":
        return features
    side = "left" if mention.start < deed.start else "right"
    features += [
        f"here|{side}",
        f"here|{side}|{role}",
        f"here|{side}|passive={deed.passive}",
        f"here|{side}|cue={deed.cue}",
    ]
    first = not any(
        other.sentence == mention.sentence and other.kind != "speaker" and other.start < mention.start
        for rival in analysis.entities_in(mention.sentence)
        for other in rival.mentions
    )
    if first:
        features.append("here|first")
    if deed.verb is not None:
        head = next((node for node in root.ancestors if node.pos_ in {"VERB", "AUX"}), None)
        if head is not None and (head == deed.verb or head == deed.governor):
            features.append(f"deed's|{role}")
        elif head is not None and head in list(deed.verb.ancestors):
            features.append(f"above|{role}")
    return features


def _role(token: Token) -> str:
    """The part a mention plays: its dependency, that of what it is joined to, or the word it hangs on."""
    while token.dep_ in {"conj", "appos", "compound", "flat"} and token.head != token:
        token = token.head
    if token.dep_ == "pobj":
        return (
            f"pobj:{token.head.lower_}"
            if token.head.lower_ in {"by", "to", "with", "from", "of", "for", "in"}
            else "pobj"
        )
    return token.dep_
