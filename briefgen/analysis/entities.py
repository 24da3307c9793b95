"""Document-wide entity resolution: from mentions to entities under one name."""

from __future__ import annotations

from collections.abc import Sequence

from briefgen.analysis.attaching import attach_descriptions
from briefgen.analysis.attendance import find_attendees
from briefgen.analysis.clusters import Cluster, drop_empty, people_present
from briefgen.analysis.descriptions import find_descriptions
from briefgen.analysis.kinds import decide_kind
from briefgen.analysis.mentions import find_names
from briefgen.analysis.merging import cluster_names
from briefgen.analysis.model import Entity, Mention, Sentence
from briefgen.analysis.names import fold, parts
from briefgen.analysis.words import Words, read_words


def resolve_entities(sentences: Sequence[Sentence]) -> tuple[Entity, ...]:
    """Find who and what the sentences speak of; every mention belongs to one entity at most."""
    words = read_words(sentences)
    clusters = _clusters(sentences, words)
    entities: list[Entity] = []
    for cluster in clusters:
        mentions = _mentions(cluster)
        if not mentions:
            continue
        name, aliases = name_and_aliases(cluster)
        entities.append(
            Entity(
                len(entities),
                name,
                aliases,
                decide_kind(cluster),
                mentions,
                salience=_salience(cluster, len(sentences)),
            )
        )
    return tuple(entities)


def _clusters(sentences: Sequence[Sentence], words: list[Words]) -> list[Cluster]:
    attendees = find_attendees(sentences)
    speakers: dict[str, list[int]] = {}
    for sentence in sentences:
        if sentence.speaker:
            speakers.setdefault(sentence.speaker, []).append(sentence.index)
    known = {fold(handle.lstrip("@")) for attendee in attendees for handle in attendee.handles}
    known |= {attendee.name.lower() for attendee in attendees if " " not in attendee.name}
    known |= {label.lower() for label in speakers if " " not in label}
    listed = {(item.sentence, token) for item in attendees for token in range(item.start, item.end)}
    names = []
    descriptions = []
    for line in words:
        found = [name for name in find_names(line, frozenset(known)) if (name.sentence, name.start) not in listed]
        taken = {token for name in found for token in range(name.start, name.end)}
        names += [name for name in found if name.kind == "name"]
        descriptions += [name for name in found if name.kind == "nominal"]
        descriptions += find_descriptions(line, taken)
    clusters = cluster_names(words, names, people_present(attendees, speakers))
    return drop_empty([*clusters, *attach_descriptions(words, descriptions, clusters)])


def _mentions(cluster: Cluster) -> tuple[Mention, ...]:
    found = [Mention(c.sentence, c.start, c.end, c.text, c.kind) for c in cluster.candidates]
    found += [Mention(a.sentence, a.start, a.end, a.name, "name") for a in cluster.attendance]
    found += [Mention(sentence, 0, 0, "", "speaker") for sentence in cluster.speaks]
    return tuple(sorted(found, key=lambda mention: (mention.sentence, mention.start, mention.end)))


def name_and_aliases(cluster: Cluster) -> tuple[str, tuple[str, ...]]:
    """The fullest name and the other names, most used first."""
    written = cluster.names or cluster.variants
    if cluster.state:
        known = cluster.state.names
        order = sorted(written, key=lambda name: (name.lower().removeprefix("the ") not in known, -len(name)))
    elif cluster.names:
        order = sorted(written, key=lambda name: (name.startswith("@"), -len(parts(name)), -written[name], -len(name)))
    else:
        order = sorted(written, key=lambda name: (-len(name.split()), -written[name], name))
    name = order[0] if order else ""
    others = [*cluster.names, *cluster.variants]
    return name, tuple(dict.fromkeys(other for other in others if other != name))


def _salience(cluster: Cluster, size: int) -> float:
    count = len(cluster.candidates) + 0.5 * len(cluster.speaks)
    early = min((candidate.sentence for candidate in cluster.candidates), default=size) / max(1, size)
    return min(0.99, 0.12 * count + 0.25 * (1 - early))
