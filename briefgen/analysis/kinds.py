"""What an entity is: person, organisation, state, group, place or something else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from briefgen.analysis.clusters import Cluster
from briefgen.analysis.forest import Forest, load_forest, rows_of
from briefgen.analysis.gazetteer import THINGS, lexicon
from briefgen.brief import ActorKind

Kind = ActorKind | Literal["place", "other"]

CLASSES: dict[ActorKind, tuple[ActorKind, ...]] = {
    "person": ("person",),
    "organisation": ("organisation", "group"),
    "state": ("state",),
}
"""What the learned forests tell apart; a group is an organisation to them."""


def decide_kind(cluster: Cluster) -> Kind:
    """The kind by rule: gazetteer, head noun, titles and lists, then the vote of the recogniser's labels."""
    if cluster.state:
        return "state"
    if cluster.place:
        return "place"
    lists = lexicon()
    if cluster.nominal:
        if cluster.plural:
            return "group"
        return "person" if lists.nouns.get(cluster.head) == "person" else "organisation"
    if cluster.listed:
        return "person"
    last = cluster.longest[-1] if cluster.longest else ""
    if last in lists.group:
        return "organisation"
    votes = cluster.labels
    best = max(("PERSON", "ORG", "GPE", "NORP", "FAC", "LOC", ""), key=lambda label: votes[label])
    if best == "PERSON":
        return "person"
    if best in {"GPE", "LOC", "FAC"}:
        return "place"
    if best == "NORP":
        return "group"
    return "organisation" if best == "ORG" else "other"


def is_thing(cluster: Cluster) -> bool:
    """Whether a name is that of a ship, a storm, a river or a work, and not of a body concerned with one."""
    return not (cluster.listed or cluster.state or cluster.bodily) and names_thing(cluster.longest)


def names_thing(words: Sequence[str]) -> bool:
    """Whether the folded words of a name are those of a vehicle, a storm, a water or a work."""
    return len(words) > 1 and not THINGS.isdisjoint(words) and lexicon().group.isdisjoint(words)


def refine_kind(scores: Mapping[str, float], row: Mapping[str, float]) -> ActorKind:
    """The kind of an actor by the learned scores; a plural description or a people is a group."""
    best = max(CLASSES, key=lambda kind: scores[kind])
    if best == "organisation" and (row.get("is_group") or (row.get("nominal") and row.get("plural"))):
        return "group"
    return best


def learned_kinds(features: Sequence[Mapping[str, float]]) -> list[ActorKind]:
    """The kind of each cluster, supposing that it is an actor."""
    return kinds_by({kind: load_forest("actors", kind) for kind in CLASSES}, features)


def kinds_by(forests: Mapping[str, Forest], features: Sequence[Mapping[str, float]]) -> list[ActorKind]:
    """The kind of each cluster by one forest for each class."""
    scores = {kind: forest.score(rows_of(features, forest.features)) for kind, forest in forests.items()}
    return [refine_kind({kind: float(scores[kind][i]) for kind in scores}, row) for i, row in enumerate(features)]
