"""From mentions to clusters: which names and descriptions mean the same."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from briefgen.analysis.attendance import Attendee
from briefgen.analysis.gazetteer import State
from briefgen.analysis.mentions import Candidate
from briefgen.analysis.names import TITLES, is_handle_of, parts, same_person

_CAMEL = re.compile(r"(?<=[a-z.])(?<!Mc)(?<!Mac)(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")

Key = tuple[str, ...]


@dataclass
class Cluster:
    """Mentions that mean the same."""

    names: Counter[str] = field(default_factory=Counter)
    """Names as written, how often; handles and list entries included."""
    variants: Counter[str] = field(default_factory=Counter)
    """Descriptions as written, and names with what belongs to them."""
    keys: set[Key] = field(default_factory=set)
    """Folded words of each name."""
    candidates: list[Candidate] = field(default_factory=list)
    labels: Counter[str] = field(default_factory=Counter)
    titles: Counter[str] = field(default_factory=Counter)
    roles: list[str] = field(default_factory=list)
    """Roles that descriptions tell, in the order of the text."""
    bodily: bool = False
    """Whether a description explains it as a body: "the terrorist group …"."""
    affiliations: list[tuple[str, str]] = field(default_factory=list)
    """What it belongs to, each with the preposition in front ("of", "Western Plains University")."""
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

    def add(self, candidate: Candidate) -> None:
        """Add a mention by name."""
        self.names[candidate.text] += 1
        self.labels[candidate.label] += 1
        if candidate.title:
            self.titles[candidate.title] += 1
        if candidate.long:
            self.variants[candidate.long] += 1
        self.candidates.append(candidate)

    def take(self, other: Cluster) -> None:
        """Add all that ``other`` holds."""
        for name in ("names", "variants", "labels", "titles"):
            getattr(self, name).update(getattr(other, name))
        self.keys |= other.keys
        self.candidates += other.candidates
        self.roles += other.roles
        self.affiliations += other.affiliations
        self.attendance += other.attendance
        self.speaks += other.speaks
        self.state = self.state or other.state
        self.nominal = self.nominal and other.nominal
        self.bodily = self.bodily or other.bodily
        self.head = self.head or other.head

    @property
    def longest(self) -> Key:
        """Its key of most words."""
        if len(self.keys) == 1:
            return next(iter(self.keys))
        return max(self.keys, key=lambda key: (len(key), sum(map(len, key)), key), default=())

    @property
    def listed(self) -> bool:
        """Whether it is known as a person without asking the recogniser."""
        return bool(self.attendance or self.titles or self.speaks or (self.roles and not self.bodily))

    @property
    def personal(self) -> bool:
        """Whether it is taken for a person when names are compared."""
        person = self.labels["PERSON"]
        return self.listed or person > max(0, self.labels.total() - person - 1)


def people_present(attendees: Sequence[Attendee], speakers: dict[str, list[int]]) -> list[Cluster]:
    """The people of attendance lists and turns, each once."""
    merged: list[Cluster] = []
    found = [*map(_attendee, attendees), *(_speaker(label, turns) for label, turns in speakers.items())]
    for cluster in sorted(found, key=lambda item: -len(item.longest)):
        for other in merged:
            if _same_listed(other, cluster):
                other.take(cluster)
                break
        else:
            merged.append(cluster)
    return merged


def _attendee(attendee: Attendee) -> Cluster:
    cluster = Cluster(attendance=[attendee])
    for name in (attendee.name, *attendee.handles):
        cluster.names[name] += 1
        cluster.keys.add(parts(name.lstrip("@")))
    return cluster


def spoken_name(label: str) -> str:
    """A speaker's label as a name: "JackHerrick" is read as "Jack Herrick"."""
    label = label.strip().strip("*_:")
    return label if " " in label or label.isupper() else _CAMEL.sub(" ", label)


_BRACKETED = re.compile(r"(?P<before>[^()]+?)\s*\((?P<inside>[^()]+)\)\s*")


def _speaker(label: str, turns: list[int]) -> Cluster:
    cluster = Cluster(speaks=list(turns))
    name = label.strip().strip("*_:")
    bracketed = _BRACKETED.fullmatch(name)
    if bracketed:
        before, inside = bracketed["before"], bracketed["inside"]
        titled = inside.split()[0].lower() in TITLES or (before.isupper() and not inside.isupper())
        # "HYDROLOGY (Dr Pell)" speaks for an office, "Preston (Prylabs)" has an affiliation.
        name, role = (inside, before) if titled else (before, inside)
        name, _, office = name.partition(", ")
        role = office or role
        cluster.roles.append(role.capitalize() if role.isupper() and len(role) > 4 else role)
    cluster.names[name] += len(turns)
    cluster.keys.add(parts(spoken_name(name)))
    return cluster


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
    if len(two) != 1:
        return False
    return two[0] in {one[0], one[-1]} or is_handle_of(two[0], one) or (len(one) == 1 and is_handle_of(one[0], two))


def drop_empty(clusters: Iterable[Cluster]) -> list[Cluster]:
    """The clusters that have a mention."""
    return [cluster for cluster in clusters if cluster.candidates or cluster.attendance or cluster.speaks]
