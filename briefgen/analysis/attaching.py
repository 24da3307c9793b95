"""Which descriptions stand for a name ("the Council", "the Governor"), and which belong together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from briefgen.analysis.clusters import Cluster, Key
from briefgen.analysis.gazetteer import lexicon
from briefgen.analysis.mentions import Candidate
from briefgen.analysis.names import CONNECTORS, fold
from briefgen.analysis.roles import explained, is_human, names_by_place, role_head, role_text
from briefgen.analysis.words import Words


def attach_descriptions(
    words: Sequence[Words], descriptions: Sequence[Candidate], clusters: Sequence[Cluster]
) -> list[Cluster]:
    """Add each description to the name it stands for; return clusters of the others."""
    descriptions = sorted(descriptions, key=lambda item: (item.sentence, item.start))
    descriptions = _explaining(words, descriptions, clusters)
    bodies = _bodies_by_head(clusters)
    offices = _people_by_office(clusters)
    found: dict[tuple[str, bool, Key], Cluster] = {}
    by_head: defaultdict[tuple[str, bool], list[Cluster]] = defaultdict(list)
    for description in descriptions:
        lemma = words[description.sentence].lemma[description.head]
        bare = _without_articles(description.text)
        sort = lemma, description.plural
        home = None
        if description.definite and not description.plural:
            home = _named(lemma, bare, bodies, offices)
        if home is None:
            home = found.get((*sort, bare))
        if home is None and description.definite and len(bare) == 1 and by_head[sort]:
            home = by_head[sort][-1]
        if home is None:
            home = Cluster(nominal=True, head=lemma, plural=description.plural)
            found[*sort, bare] = home
            by_head[sort].append(home)
        home.variants[description.text] += 1
        if description.long:
            home.variants[description.long] += 1
        if home.nominal:
            home.labels[description.label] += 1
        home.candidates.append(description)
    return list(found.values())


def _explaining(
    words: Sequence[Words], descriptions: Sequence[Candidate], clusters: Sequence[Cluster]
) -> list[Candidate]:
    """Add the descriptions that explain a name to it, with the role they tell; return the others."""
    names = names_by_place(clusters)
    left = []
    for description in descriptions:
        line = words[description.sentence]
        holders = explained(line, description, names)
        if not holders:
            left.append(description)
        for cluster, name in holders:
            cluster.roles.append(role_text(line, description))
            if lexicon().nouns.get(line.lemma[description.head]) == "group":
                cluster.bodily = True
                cluster.labels["ORG"] += 1
            if not description.plural and name.start != description.end:
                cluster.variants[description.text] += 1
                cluster.candidates.append(description)
    return left


def _without_articles(text: str) -> Key:
    words = [folded for word in text.split() if (folded := fold(word))]
    while len(words) > 1 and words[0] in {"the", "a", "an", "this", "that", "these", "those", "its", "their", "our"}:
        words.pop(0)
    return tuple(words)


def _bodies_by_head(clusters: Sequence[Cluster]) -> dict[str, list[Cluster]]:
    """Named bodies by their head noun: "Joint Committee on Fisheries" under "committee"."""
    bodies: defaultdict[str, list[Cluster]] = defaultdict(list)
    for cluster in clusters:
        if cluster.personal or cluster.state:
            continue
        heads = set()
        for key in cluster.keys:
            if len(key) > 1:
                heads.add(key[-1])
                heads |= {key[at - 1] for at in range(1, len(key)) if key[at] in CONNECTORS}
        for head in heads:
            bodies[head].append(cluster)
    return bodies


def _people_by_office(clusters: Sequence[Cluster]) -> dict[str, list[Cluster]]:
    """People and bodies by the head nouns of their titles: "Prime Minister of Norway" under "minister"."""
    people: defaultdict[str, list[Cluster]] = defaultdict(list)
    for cluster in clusters:
        for office in {role_head(role) for role in [*cluster.titles, *cluster.roles]}:
            if is_human(office) or not (cluster.labels["PERSON"] or cluster.attendance or cluster.speaks):
                people[office].append(cluster)
    return people


def _named(
    lemma: str, bare: Key, bodies: dict[str, list[Cluster]], offices: dict[str, list[Cluster]]
) -> Cluster | None:
    """The one named body or office holder that a definite description can mean."""
    options = [cluster for cluster in bodies.get(lemma, []) if any(set(bare) <= set(key) for key in cluster.keys)]
    if not options:
        options = [cluster for cluster in offices.get(lemma, []) if _holds(cluster, bare)]
    return options[0] if len(options) == 1 else None


def _holds(cluster: Cluster, office: Key) -> bool:
    """Whether one of the person's titles has all the words of an office."""
    held = [{fold(word) for word in role.split()} for role in [*cluster.titles, *cluster.roles]]
    return any(set(office) - CONNECTORS <= words for words in held)
