"""What an entity is: person, organisation, state, group, place or something else."""

from __future__ import annotations

from typing import Literal

from briefgen.analysis.clusters import Cluster
from briefgen.analysis.gazetteer import lexicon
from briefgen.brief import ActorKind

Kind = ActorKind | Literal["place", "other"]


def decide_kind(cluster: Cluster) -> Kind:
    """Vote over all mentions of the cluster."""
    if cluster.state:
        return "state"
    if cluster.place:
        return "place"
    lists = lexicon()
    if cluster.nominal:
        if cluster.plural:
            return "group"
        return "person" if cluster.head in lists.person else "organisation"
    if cluster.attendance or cluster.speaks or cluster.titles:
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
