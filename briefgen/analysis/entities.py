"""Document-wide entity resolution: from mentions to entities under one name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from briefgen.analysis.attaching import attach_descriptions
from briefgen.analysis.attendance import find_attendees, label_alone
from briefgen.analysis.clusters import Cluster, drop_empty, people_present, spoken_name
from briefgen.analysis.coreference import resolve_references
from briefgen.analysis.descriptions import find_descriptions
from briefgen.analysis.encoder import LogOdds
from briefgen.analysis.forest import load_model
from briefgen.analysis.kinds import Kind, decide_kind, is_thing, learned_kinds
from briefgen.analysis.mentions import Candidate, find_names
from briefgen.analysis.merging import cluster_names
from briefgen.analysis.model import Entity, Mention, Sentence
from briefgen.analysis.names import parts
from briefgen.analysis.role_finding import RoleFinder
from briefgen.analysis.roles import affiliations, choose_role
from briefgen.analysis.salience import cluster_features, encoded_features, learned_salience
from briefgen.analysis.words import Words, read_words
from briefgen.brief import ActorKind

_PLAUSIBLE = 0.3
"""Salience from which an entity that looks like a place or a thing is taken for an actor after all."""


def resolve_entities(
    sentences: Sequence[Sentence], log_odds: Callable[[], LogOdds] | None = None
) -> tuple[Entity, ...]:
    """Find who and what the sentences speak of; every mention belongs to one entity at most.

    ``log_odds`` waits for what the encoder makes of the sentences; without it the saliences are less sure.
    """
    clusters, words = resolve_clusters(sentences)
    kinds = [decide_kind(cluster) for cluster in clusters]
    features = cluster_features(clusters, kinds, sentences, words, load_model("actors")["heads"])
    weighed = features
    if log_odds is not None and clusters:
        weighed = [one | more for one, more in zip(features, encoded_features(clusters, log_odds()), strict=True)]
    saliences = learned_salience(weighed, log_odds is not None)
    finder = RoleFinder(words, clusters)
    entities: list[Entity] = []
    for cluster, kind, actor_kind, salience in zip(clusters, kinds, learned_kinds(features), saliences, strict=True):
        name, aliases = name_and_aliases(cluster)
        sort = _kind(cluster, kind, actor_kind, salience)
        if sort == "organisation" and finder.holds_office(cluster):
            sort = "person"
        entities.append(
            Entity(
                id=len(entities),
                name=name,
                aliases=aliases,
                kind=sort,
                mentions=_mentions(cluster),
                role=choose_role(cluster, finder.roles(cluster, sort)),
                affiliation=next((body for _, body in cluster.affiliations), None),
                salience=salience,
            )
        )
    references = resolve_references(words, entities)
    return tuple(
        replace(entity, mentions=_ordered([*entity.mentions, *references[entity.id]]))
        if entity.id in references
        else entity
        for entity in entities
    )


def _kind(cluster: Cluster, kind: Kind, learned: ActorKind, salience: float) -> Kind:
    """The learned kind, unless the entity is no likely actor or the sources call it a body."""
    if salience < _PLAUSIBLE and kind in {"place", "other"}:
        return kind
    if is_thing(cluster):
        return "other"
    return "organisation" if learned == "person" and cluster.bodily and not cluster.listed else learned


def resolve_clusters(sentences: Sequence[Sentence]) -> tuple[list[Cluster], list[Words]]:
    """The clusters of all that is named or described, and the words of the sentences."""
    words = read_words(sentences)
    attendees = find_attendees(sentences)
    speakers: dict[str, list[int]] = {}
    for sentence in sentences:
        if sentence.speaker:
            speakers.setdefault(sentence.speaker, []).append(sentence.index)
    present = people_present(attendees, speakers)
    handles = frozenset(part for person in present for key in person.keys if len(key) == 1 for part in key)
    people = frozenset(part for person in present for key in person.keys for part in (key[:1] + key[-1:]))
    listed = {(item.sentence, token) for item in attendees for token in range(item.start, item.end)}
    names: list[Candidate] = []
    descriptions: list[Candidate] = []
    for line in words:
        if label_alone(line.sentence) and not line.sentence.text.endswith(":"):
            continue
        found = [name for name in find_names(line, handles, people) if (name.sentence, name.start) not in listed]
        taken = {token for name in found for token in range(name.first if name.first >= 0 else name.start, name.end)}
        names += [name for name in found if name.kind == "name"]
        descriptions += [name for name in found if name.kind == "nominal"]
        descriptions += find_descriptions(line, taken)
    clusters = cluster_names(words, names, present)
    for cluster in clusters:
        for name in cluster.candidates:
            if cluster.personal or words[name.sentence].text[name.end : name.end + 1] == [","]:
                cluster.affiliations += affiliations(words[name.sentence], name)
    return drop_empty([*clusters, *attach_descriptions(words, descriptions, clusters)]), words


def _mentions(cluster: Cluster) -> tuple[Mention, ...]:
    found = [Mention(c.sentence, c.start, c.end, c.text, c.kind) for c in cluster.candidates]
    found += [Mention(a.sentence, a.start, a.end, a.name, "name") for a in cluster.attendance]
    found += [Mention(sentence, 0, 0, "", "speaker") for sentence in cluster.speaks]
    return _ordered(found)


def _ordered(mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    return tuple(sorted(mentions, key=lambda mention: (mention.sentence, mention.start, mention.end)))


def name_and_aliases(cluster: Cluster) -> tuple[str, tuple[str, ...]]:
    """The fullest name and the other names, most used first; none twice for its article or its capitals."""
    written = cluster.names or cluster.variants
    if cluster.state:
        known = cluster.state.names
        order = sorted(written, key=lambda name: (name.lower().removeprefix("the ") not in known, -len(name)))
    elif cluster.names:
        order = sorted(written, key=lambda name: (name.startswith("@"), -len(parts(name)), -written[name], -len(name)))
    else:
        order = sorted(written, key=lambda name: (-len(name.split()), -written[name], name))
    name = _without_article(order[0]) if cluster.nominal else order[0]
    if cluster.speaks and name.isalpha():
        name = spoken_name(name)
    aliases: dict[str, str] = {}
    for other in [*cluster.names, *cluster.variants]:
        aliases.setdefault(_without_article(other).casefold(), other)
    aliases.pop(_without_article(name).casefold(), None)
    return name, tuple(aliases.values())


def _without_article(name: str) -> str:
    first, _, rest = name.partition(" ")
    return rest if rest and first.lower() in {"the", "a", "an"} else name
