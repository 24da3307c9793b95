"""Which names mean the same: surnames and first names, short forms, acronyms, handles, states and their capitals."""

from __future__ import annotations

from collections.abc import Sequence

from briefgen.analysis.clusters import Cluster, Key
from briefgen.analysis.gazetteer import find_state, lexicon
from briefgen.analysis.mentions import Candidate
from briefgen.analysis.names import (
    CONNECTORS,
    ORGANISATION_SUFFIXES,
    contains,
    fold,
    is_acronym,
    is_acronym_of,
    is_handle_of,
    parts,
    same_person,
)
from briefgen.analysis.words import Words

_PLACES = frozenset({"in", "at", "near", "around", "outside", "inside", "through", "across", "over", "via", "into"})
_NOUN_ROLES = frozenset({"nsubj", "nsubjpass", "dobj", "pobj", "conj"})


def cluster_names(words: Sequence[Words], names: Sequence[Candidate], people: list[Cluster]) -> list[Cluster]:
    """Group the names of the sources; ``people`` are the clusters known beforehand and are added to."""
    groups: dict[Key, Cluster] = {}
    states: list[Candidate] = []
    first_names = {word for cluster in people for key in cluster.keys for word in (key[:1] + key[-1:])}
    for name in names:
        if find_state(name.text) and fold(name.text) not in first_names and not name.title:
            states.append(name)
        elif key := parts(name.text.lstrip("@")):
            groups.setdefault(key, Cluster(keys={key})).add(name)
    merged = list(people)
    for cluster in sorted(groups.values(), key=_order):
        homes = _homes(cluster, merged)
        if len(homes) == 1:
            homes[0].take(cluster)
        elif len(homes) > 1:
            _share_out(cluster, homes)
        else:
            merged.append(cluster)
    _join_abbreviations(words, merged)
    return [*merged, *_state_clusters(words, states)]


def _order(cluster: Cluster) -> tuple[int, int, Key]:
    """Long names first, so that short ones find them; the more frequent first."""
    key = cluster.longest
    return -len(key), -cluster.names.total(), key


def _homes(cluster: Cluster, others: list[Cluster]) -> list[Cluster]:
    """The clusters that a name may belong to; several when it is ambiguous."""
    key = cluster.longest
    exact = [other for other in others if key in other.keys]
    if exact:
        return exact[:1]
    joined = "".join(key)
    glued = [other for other in others if other.listed and any("".join(known) == joined for known in other.keys)]
    if glued:
        return glued[:1]
    if len(key) == 1:
        return _homes_of_word(cluster, key[0], others)
    if cluster.personal or not cluster.labels["ORG"]:
        same = [
            other for other in others if other.personal and len(other.longest) > 1 and same_person(other.longest, key)
        ]
        if len(same) == 1:
            return same
    ending = [
        other
        for other in others
        if other.personal and len(other.longest) > len(key) and other.longest[-len(key) :] == key
    ]
    if len(ending) == 1:
        return ending
    if key[-1] in ORGANISATION_SUFFIXES:
        short = [other for other in others if key[:-1] in other.keys]
        if short:
            return short[:1]
    if not cluster.personal:
        longer = [
            other for other in others if not other.personal and any(_shortens(key, known) for known in other.keys)
        ]
        if len(longer) == 1:
            return longer
    return []


def _shortens(short: Key, long: Key) -> bool:
    """Whether a name of several words is the longer name without its beginning or its end, the head noun kept."""
    if len(short) >= len(long) or not contains(long, short):
        return False
    if long[: len(short)] == short:
        after = long[len(short)]
        return after in CONNECTORS | ORGANISATION_SUFFIXES or (len(long) == len(short) + 1 and after in lexicon().group)
    return long[-len(short) :] == short and short[-1] in lexicon().group


def _homes_of_word(cluster: Cluster, word: str, others: list[Cluster]) -> list[Cluster]:
    written = next(iter(cluster.names))
    if is_acronym(written):
        homes = _homes_of_acronym(written, word, others)
        if homes:
            return homes
    people = [other for other in others if other.personal and len(other.longest) > 1]
    surname = [other for other in people if other.longest[-1] == word]
    if surname:
        return _preferred(surname)
    first = [other for other in people if other.longest[0] == word]
    if first:
        return _preferred(first)
    present = [other for other in others if other.attendance or other.speaks]
    if written.islower() or written.startswith("@") or cluster.personal:
        handles = [other for other in present if is_handle_of(word, other.longest)]
        if len(handles) == 1:
            return handles
    nicknames = [
        other for other in present if any(len(key) == 1 and is_handle_of(key[0], (word,)) for key in other.keys)
    ]
    if len(nicknames) == 1:
        return nicknames
    if word in lexicon().common:
        return []
    companies = [other for other in others if any(_is_company(key, word) for key in other.keys)]
    if companies:
        return companies[:1]
    longer = [other for other in others if not other.state and 2 <= len(other.longest) <= 4]
    ends = [other for other in longer if other.longest[-1] == word]
    begins = [other for other in longer if other.longest[0] == word and not other.personal]
    if len(ends) == 1:
        return ends
    place = cluster.labels["GPE"] + cluster.labels["LOC"] > cluster.labels.total() / 2
    return begins if len(begins) == 1 and not place else []


def _is_company(key: Key, word: str) -> bool:
    """Whether a name is ``word`` with a legal form behind: "Sony Corporation"."""
    return len(key) > 1 and key[0] == word and all(part in ORGANISATION_SUFFIXES for part in key[1:])


def _homes_of_acronym(written: str, word: str, others: list[Cluster]) -> list[Cluster]:
    """The body an acronym stands for, the body whose name ends with it, or else somebody present with its initials."""
    bodies = [other for other in others if not other.listed]
    spelled = [other for other in bodies if any(is_acronym_of(written, key) for key in other.keys if len(key) > 1)]
    if spelled:
        return spelled[:1]
    ends = [other for other in bodies if any(len(key) > 1 and key[-1] == word for key in other.keys)]
    if len(ends) == 1:
        return ends
    initials = [other for other in others if other.listed and "".join(part[0] for part in other.longest) == word]
    return initials if len(initials) == 1 and len(word) >= 2 else []


def _preferred(options: list[Cluster]) -> list[Cluster]:
    """Of several people of one name those who speak or are present, when only one does."""
    present = [option for option in options if option.speaks or option.attendance]
    return present if len(present) == 1 else options


def _share_out(cluster: Cluster, homes: list[Cluster]) -> None:
    """Give each mention of an ambiguous name to the home that was named last before it, or else first after it."""
    known = [[(mention.sentence, mention.start) for mention in home.candidates] for home in homes]
    for mention in cluster.candidates:
        here = (mention.sentence, mention.start)

        def distance(index: int, here: tuple[int, int] = here) -> tuple[bool, int]:
            before = [place[0] for place in known[index] if place < here]
            after = [place[0] for place in known[index] if place >= here]
            return (not before, here[0] - max(before) if before else min(after, default=1 << 30) - here[0])

        home = homes[min(range(len(homes)), key=distance)]
        home.keys |= cluster.keys
        home.add(mention)


def _join_abbreviations(words: Sequence[Words], clusters: list[Cluster]) -> None:
    """Merge what stands as "Joint Aid Council (JAC)": a name and its short form in brackets."""
    ends = {(c.sentence, c.end): cluster for cluster in clusters for c in cluster.candidates}
    for cluster in list(clusters):
        for mention in cluster.candidates:
            line = words[mention.sentence]
            if mention.start < 1 or line.text[mention.start - 1] != "(" or mention.end >= len(line):
                continue
            long = ends.get((mention.sentence, mention.start - 1))
            if line.text[mention.end] != ")" or long is None or long is cluster or long not in clusters:
                continue
            initials = {word[0] for key in long.keys for word in key}
            short = is_acronym(mention.text) and mention.text[0].lower() in initials
            if short and not long.personal and len(long.longest) > 1:
                long.take(cluster)
                clusters.remove(cluster)
                break


def _state_clusters(words: Sequence[Words], names: Sequence[Candidate]) -> list[Cluster]:
    states: dict[str, Cluster] = {}
    places: dict[str, Cluster] = {}
    for name in names:
        found = find_state(name.text)
        if found is None:
            continue
        state, relation = found
        line = words[name.sentence]
        if relation == "capital" and _is_place(line, name):
            places.setdefault(fold(name.text), Cluster(place=True)).add(name)
            continue
        cluster = states.setdefault(state.code, Cluster(state=state))
        if relation == "demonym" and not _stands_alone(line, name):
            cluster.candidates.append(name)
        else:
            cluster.add(name)
    return [*(cluster for cluster in states.values() if cluster.names), *places.values()]


def _is_place(words: Words, name: Candidate) -> bool:
    """Whether a capital is a place here, not a government."""
    parent = words.head[name.head]
    if words.dep[name.head] == "pobj":
        moved = words.lower[parent] in {"from", "to"} and words.pos[words.head[parent]] == "VERB"
        return moved or words.lower[parent] in _PLACES
    return words.dep[name.head] in {"npadvmod", "appos", "compound", "ROOT"}


def _stands_alone(words: Words, name: Candidate) -> bool:
    """Whether a demonym is a noun of its own ("the Russians"), not an adjective."""
    return words.dep[name.head] in _NOUN_ROLES and name.definite and words.tag[name.head] in {"NNPS", "NNS"}
