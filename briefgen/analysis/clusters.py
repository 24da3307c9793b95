"""From mentions to clusters: which names and descriptions mean the same."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from briefgen.analysis.attendance import Attendee
from briefgen.analysis.gazetteer import State, find_state, lexicon
from briefgen.analysis.mentions import Candidate
from briefgen.analysis.names import (
    CONNECTORS,
    ORGANISATION_SUFFIXES,
    contains,
    fold,
    is_acronym,
    is_acronym_of,
    parts,
    same_person,
)
from briefgen.analysis.words import Words

_LOCATIVE = frozenset({"in", "at", "near", "around", "outside", "inside", "through", "across", "over", "via", "into"})
_CAMEL = re.compile(r"(?<=[a-z.])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


@dataclass
class Cluster:
    """Mentions that mean the same."""

    names: Counter[str] = field(default_factory=Counter)
    """Names as written, how often; handles and list entries included."""
    variants: Counter[str] = field(default_factory=Counter)
    """Descriptions as written."""
    keys: set[tuple[str, ...]] = field(default_factory=set)
    candidates: list[Candidate] = field(default_factory=list)
    labels: Counter[str] = field(default_factory=Counter)
    titles: Counter[str] = field(default_factory=Counter)
    attendance: list[Attendee] = field(default_factory=list)
    speaks: list[int] = field(default_factory=list)
    """Sentences of its turns."""
    state: State | None = None
    place: bool = False
    """A capital where things happen, apart from its state."""
    nominal: bool = False
    """Known by descriptions only."""
    head: str = ""
    """Lemma of the head noun of a description."""
    plural: bool = False

    def take(self, other: Cluster) -> None:
        """Add all that ``other`` holds."""
        for name in ("names", "variants", "labels", "titles"):
            getattr(self, name).update(getattr(other, name))
        self.keys |= other.keys
        self.candidates += other.candidates
        self.attendance += other.attendance
        self.speaks += other.speaks
        self.state = self.state or other.state
        self.nominal = self.nominal and other.nominal
        self.head = self.head or other.head

    @property
    def longest(self) -> tuple[str, ...]:
        """Its key of most words."""
        return max(self.keys, key=lambda key: (len(key), sum(map(len, key)), key), default=())

    @property
    def personal(self) -> bool:
        """Whether it is taken for a person when names are compared."""
        if self.attendance or self.titles or self.speaks:
            return True
        person = self.labels["PERSON"]
        return person > 0 and person >= sum(self.labels.values()) - person


def build_clusters(
    words: Sequence[Words],
    candidates: Iterable[Candidate],
    attendees: Sequence[Attendee],
    speakers: dict[str, list[int]],
) -> list[Cluster]:
    """Group the candidates, list entries and speakers of the sources into clusters."""
    clusters = [*_people_listed(attendees), *_speakers(speakers)]
    clusters = _merge_people(clusters)
    names = [candidate for candidate in candidates if candidate.kind == "name"]
    clusters = _name_clusters(words, names, clusters)
    descriptions = [candidate for candidate in candidates if candidate.kind == "nominal"]
    return [*clusters, *_describe(words, descriptions, clusters)]


def _people_listed(attendees: Sequence[Attendee]) -> list[Cluster]:
    found = []
    for attendee in attendees:
        cluster = Cluster()
        cluster.names[attendee.name] += 1
        for handle in attendee.handles:
            cluster.names[handle] += 1
            cluster.keys.add((fold(handle.lstrip("@")),))
        cluster.keys.add(parts(attendee.name))
        cluster.attendance.append(attendee)
        found.append(cluster)
    return found


def spoken_name(label: str) -> str:
    """A speaker's label as a name: "JackHerrick" is read as "Jack Herrick"."""
    label = label.strip().strip("*_:")
    return label if " " in label or label.isupper() else _CAMEL.sub(" ", label)


def _speakers(speakers: dict[str, list[int]]) -> list[Cluster]:
    found = []
    for label, sentences in speakers.items():
        cluster = Cluster()
        cluster.names[label.strip().strip("*_:")] += len(sentences)
        cluster.keys.add(parts(spoken_name(label)))
        cluster.speaks += sentences
        found.append(cluster)
    return found


def _merge_people(clusters: list[Cluster]) -> list[Cluster]:
    """Merge list entries and speakers that are one person."""
    merged: list[Cluster] = []
    for cluster in sorted(clusters, key=lambda item: -len(item.longest)):
        for other in merged:
            if _same_listed(other, cluster):
                other.take(cluster)
                break
        else:
            merged.append(cluster)
    return merged


def _same_listed(first: Cluster, second: Cluster) -> bool:
    if first.keys & second.keys:
        return True
    one, two = first.longest, second.longest
    if not one or not two:
        return False
    if "".join(one) == "".join(two):
        return True
    if len(one) > 1 and len(two) > 1:
        return same_person(one, two)
    return False


def _name_clusters(words: Sequence[Words], names: list[Candidate], seeds: list[Cluster]) -> list[Cluster]:
    groups: dict[tuple[str, ...], Cluster] = {}
    places: dict[str, Cluster] = {}
    states: dict[str, Cluster] = {}
    for name in names:
        known = find_state(name.text)
        if known:
            state, relation = known
            if relation == "capital" and _located(words[name.sentence], name):
                cluster = places.setdefault(fold(name.text), Cluster(place=True))
            elif relation == "demonym" and not _stands_alone(words[name.sentence], name):
                cluster = states.setdefault(state.code, Cluster(state=state))
                cluster.candidates.append(name)
                continue
            else:
                cluster = states.setdefault(state.code, Cluster(state=state))
        else:
            key = parts(name.text.lstrip("@"))
            if not key:
                continue
            cluster = groups.setdefault(key, Cluster())
            cluster.keys.add(key)
        cluster.names[name.text] += 1
        cluster.labels[name.label] += 1
        if name.title:
            cluster.titles[name.title] += 1
        if name.long:
            cluster.variants[name.long] += 1
        cluster.candidates.append(name)
    merged = list(seeds)
    for _, cluster in sorted(groups.items(), key=lambda item: (-len(item[0]), -sum(item[1].names.values()), item[0])):
        target = _home(cluster, merged)
        if target is None:
            merged.append(cluster)
        else:
            target.take(cluster)
    return [*merged, *states.values(), *places.values()]


def _home(cluster: Cluster, others: list[Cluster]) -> Cluster | None:
    """The cluster a name belongs to: the same words, surname or first name, a shorter form or an acronym."""
    key = cluster.longest
    exact = [other for other in others if key in other.keys]
    if exact:
        return exact[0]
    joined = "".join(key)
    glued = [other for other in others if other.speaks and any("".join(k) == joined for k in other.keys)]
    if glued:
        return glued[0]
    if len(key) == 1:
        return _home_of_word(cluster, key[0], others)
    if cluster.personal or not cluster.labels["ORG"]:
        same = [
            other for other in others if other.personal and len(other.longest) > 1 and same_person(other.longest, key)
        ]
        if len(same) == 1:
            return same[0]
    if key[-1] in ORGANISATION_SUFFIXES:
        short = [other for other in others if key[:-1] in other.keys]
        if short:
            return short[0]
    if not cluster.personal:
        longer = [other for other in others if not other.personal and any(_shortens(key, k) for k in other.keys)]
        if len(longer) == 1:
            return longer[0]
    return None


def _shortens(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """Whether a name of several words is the longer name without its beginning or its end, the head noun kept."""
    if len(short) >= len(long) or not contains(long, short):
        return False
    groups = lexicon().group
    return short[-1] in groups or (
        long[: len(short)] == short and long[len(short)] in CONNECTORS | ORGANISATION_SUFFIXES
    )


def _home_of_word(cluster: Cluster, word: str, others: list[Cluster]) -> Cluster | None:
    written = next(iter(cluster.names))
    if is_acronym(written):
        spelled = [other for other in others if any(is_acronym_of(written, k) for k in other.keys if len(k) > 1)]
        if spelled:
            return spelled[0]
    people = [other for other in others if other.personal and len(other.longest) > 1]
    surname = [other for other in people if other.longest[-1] == word]
    if len(surname) == 1:
        return surname[0]
    first = [other for other in people if other.longest[0] == word]
    if len(first) == 1 and not surname:
        return first[0]
    if len(first) > 1 or len(surname) > 1:
        # Of two people of one name the one who speaks or is present is meant; otherwise the first in the text.
        present = [other for other in [*surname, *first] if other.speaks]
        return present[0] if len(present) == 1 else None
    company = [
        other
        for other in others
        if any(k[0] == word and k[-1] in ORGANISATION_SUFFIXES for k in other.keys if len(k) == 2)
    ]
    return company[0] if len(company) == 1 else None


def _located(words: Words, name: Candidate) -> bool:
    """Whether a capital is a place here, not a government."""
    head = words.head[name.head]
    if words.dep[name.head] == "pobj":
        return words.lower[head] in _LOCATIVE or (
            words.lower[head] in {"from", "to", "on", "of"}
            and words.pos[words.head[head]] == "VERB"
            and words.lower[head] != "of"
            and words.lower[head] != "on"
        )
    return words.dep[name.head] in {"npadvmod", "appos"} or (words.dep[name.head] == "compound")


def _stands_alone(words: Words, name: Candidate) -> bool:
    """Whether a demonym is a noun of its own ("the Russians"), not an adjective."""
    return (
        words.dep[name.head] in {"nsubj", "nsubjpass", "dobj", "pobj", "conj"}
        and words.text[name.end - 1].endswith("s")
        and name.definite
    )


def _describe(words: Sequence[Words], descriptions: list[Candidate], clusters: list[Cluster]) -> list[Cluster]:
    """Attach descriptions to the names they stand for; gather the others by their head noun."""
    by_head: defaultdict[str, list[Cluster]] = defaultdict(list)
    for cluster in clusters:
        for key in cluster.keys:
            if len(key) > 1 and not cluster.personal:
                by_head[key[-1]].append(cluster)
                for at, word in enumerate(key):
                    if at > 0 and word in CONNECTORS:
                        by_head[key[at - 1]].append(cluster)
                        break
    offices: defaultdict[str, list[Cluster]] = defaultdict(list)
    for cluster in clusters:
        for title in cluster.titles:
            for word in title.split():
                offices[fold(word)].append(cluster)
    found: dict[tuple[str, tuple[str, ...]], Cluster] = {}
    latest: dict[tuple[str, bool], Cluster] = {}
    for description in descriptions:
        line = words[description.sentence]
        lemma = line.lemma[description.head]
        bare = parts(description.text)
        home: Cluster | None = None
        if description.definite and not description.plural and len(bare) <= 2:
            named = list(dict.fromkeys(map(id, by_head[lemma]))), list(by_head[lemma])
            if len(named[0]) == 1:
                home = named[1][0]
            elif lemma in offices and len({id(item) for item in offices[lemma]}) == 1:
                home = offices[lemma][0]
        if home is None and description.definite and len(bare) == 1:
            home = latest.get((lemma, description.plural))
        if home is None:
            home = found.get((lemma, bare))
        if home is None:
            home = Cluster(nominal=True, head=lemma, plural=description.plural)
            found[lemma, bare] = home
        home.variants[description.text] += 1
        if description.long:
            home.variants[description.long] += 1
        if home.nominal:
            home.labels[description.label] += 1
            latest[lemma, description.plural] = home
        home.candidates.append(description)
    return [cluster for cluster in found.values() if cluster.nominal]
