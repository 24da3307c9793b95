"""Who holds which office: descriptions that explain a name ("the owner, Corin Ames", "Pia Holm, who is …")."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from briefgen.analysis.clusters import Cluster
from briefgen.analysis.gazetteer import lexicon
from briefgen.analysis.mentions import Candidate
from briefgen.analysis.names import HONORIFICS, TITLES, fold
from briefgen.analysis.words import Words

_COPULAS = frozenset({"be", "become", "remain"})
_ENDS = frozenset({",", ".", ";", ")", ":", "-", "–", "—"})
_POSSESSIVES = frozenset({"his", "her", "its", "their", "our", "my", "your", "whose"})
_LONGEST_ROLE = 11
"""Words."""

_PRIVATE = frozenset(
    {
        *("father", "mother", "husband", "wife", "son", "daughter", "brother", "sister", "widow", "widower", "parent"),
        *("man", "woman", "boy", "girl", "friend", "native", "resident", "friends", "grandfather", "grandmother"),
    }
)
"""Nouns that say what somebody is at home, not in the events."""
_SEATED = frozenset({"senator", "president", "minister", "mayor", "governor", "representative", "bishop", "premier"})
"""Titles that go with a place or a body."""

Place = tuple[int, int]
"""Sentence and token."""


def names_by_place(clusters: Sequence[Cluster]) -> dict[Place, tuple[Cluster, Candidate]]:
    """Which name stands at each token."""
    return {
        (mention.sentence, token): (cluster, mention)
        for cluster in clusters
        for mention in cluster.candidates
        if mention.kind == "name"
        for token in range(mention.first if mention.first >= 0 else mention.start, mention.end)
    }


def explained(
    words: Words, description: Candidate, names: dict[Place, tuple[Cluster, Candidate]]
) -> list[tuple[Cluster, Candidate]]:
    """The names that a description explains: by apposition, brackets, "is" or standing in front of them."""
    human = lexicon().nouns.get(words.lemma[description.head]) == "person" or words.lower[description.head] in TITLES
    found: list[tuple[Cluster, Candidate]] = []
    for token in _tied(words, description):
        named = names.get((description.sentence, token))
        if named is None or named in found or named[0].state or named[0].place:
            continue
        if named[0].personal and not human and (named[0].listed or token != description.end):
            continue
        if human and not description.plural and not named[0].listed and _is_body(named[0]):
            continue
        found.append(named)
        if not description.plural:
            break
        for other in words.children[named[1].head]:
            joined = names.get((description.sentence, other))
            if words.dep[other] == "conj" and joined and joined[0].personal == named[0].personal:
                found.append(joined)
    return found


def _is_body(cluster: Cluster) -> bool:
    """Whether a name ends in the noun of a body, or the recogniser takes it for one and never for a person."""
    last = cluster.longest[-1] if cluster.longest else ""
    return last in lexicon().group or (bool(cluster.labels["ORG"]) and not cluster.labels["PERSON"])


def _tied(words: Words, description: Candidate) -> Iterator[int]:
    """Tokens that the description may explain, the surest first."""
    head, first, end = description.head, _first(words, description), description.end
    size = len(words)
    dep, parent = words.dep[head], words.head[head]
    if end < size and (words.spaced[end - 1] or end == head + 1) and words.text[end][0].isupper():
        yield end
    if end < size and words.lower[end] == "of":
        # "Minister of reconstruction Celeste Macuacua"
        behind = end + 1
        while behind < size and words.text[behind].islower() and words.pos[behind] in {"NOUN", "ADJ", "CCONJ"}:
            behind += 1
        if end + 1 < behind < min(size, end + 5):
            yield behind
    if dep == "appos":
        yield parent
    for child in words.children[head]:
        if words.dep[child] == "appos" and not _enumerates(words, head, child):
            yield child
    if dep == "attr" and words.lemma[parent] in _COPULAS and not _denied(words, parent):
        for child in words.children[parent]:
            if words.dep[child] == "nsubj":
                yield child
                if words.lower[child] in {"who", "that"}:
                    yield words.head[parent]
    if end + 1 < size and words.text[end] in {",", "("}:
        closes = end + 2 >= size or any(text in _ENDS for text in words.text[end + 2 : end + 8])
        if closes and words.text[end + 1][0].isupper():
            yield end + 1
        if words.text[end] == "(" and ")" in words.text[end : end + 8]:
            # "The secretary of HBA (Harbour Board Alliance), Pia Holm"
            behind = words.text.index(")", end) + 1
            if behind + 1 < size and words.text[behind] == ",":
                yield behind + 1
    if first >= 2 and words.text[first - 1] in {",", "("} and (end >= size or words.text[end] in _ENDS | {"of", "for"}):
        yield first - 2


def _first(words: Words, description: Candidate) -> int:
    """First token of the noun phrase of a description, articles and owners included."""
    return max(0, description.end - len(_phrase_tokens(words, description)))


def _phrase_tokens(words: Words, description: Candidate) -> range:
    first = description.start
    while first > 0 and words.head[first - 1] != first - 1 and description.head in _chain(words, first - 1):
        first -= 1
    return range(first, description.end)


def _chain(words: Words, token: int) -> list[int]:
    chain: list[int] = []
    while words.head[token] != token and len(chain) < 5:
        token = words.head[token]
        chain.append(token)
    return chain


def _enumerates(words: Words, head: int, child: int) -> bool:
    return any(words.dep[other] == "conj" for other in words.children[head]) and child > head + 6


def _denied(words: Words, verb: int) -> bool:
    return any(words.dep[child] == "neg" for child in words.children[verb])


def role_text(words: Words, description: Candidate) -> str:
    """The description as a role: without article or pronoun in front, with the phrase that belongs to it if short."""
    text = _bare(description.long or description.text)
    if len(text.split()) > _LONGEST_ROLE:
        text = _bare(description.text)
    if description.plural:
        text = _COUNTED.sub("", text)
        # "deputy prime ministers A and B": each of them is one.
        plural, single = words.text[description.head], words.lemma[description.head]
        text = " ".join(single if piece == plural else piece for piece in text.split())
    return text


def _bare(text: str) -> str:
    """A description without the article or pronoun in front."""
    pieces = text.split()
    while len(pieces) > 1 and pieces[0].lower() in {"the", "a", "an", *_POSSESSIVES, "one", "another"}:
        pieces.pop(0)
    return " ".join(pieces).strip(" ,.;:")


_COUNTED = re.compile(r"^(?:all|both|\d+|two|three|four|five|six|seven|eight|nine|ten)\s+", re.IGNORECASE)
_LESSER = frozenset({"vice", "deputy", "former", "ex", "assistant", "acting", "interim", "brother", "sister", "wife"})
"""What makes another office of one."""
_TIES = frozenset({"of", "for", "in", "at", "from", "to", "on", "with", "and"})


def role_head(role: str) -> str:
    """The noun that says what the holder of a role is, folded: "chairman" for "the board's chairman of Lomond"."""
    head = ""
    for word in role.split():
        folded = fold(word)
        if folded in _TIES and head:
            break
        head = folded or head
        if word.endswith(","):
            break
    return head


def is_human(noun: str) -> bool:
    """Whether a noun, in lower case, means a single person ("minister", not "ministry")."""
    return noun in lexicon().person or (noun in TITLES and noun not in lexicon().group)


def title_role(title: str) -> str | None:
    """A title as a role, or None when it is only a form of address."""
    pieces = title.split()
    while pieces and fold(pieces[-1]) in HONORIFICS:
        pieces.pop()
    while pieces and fold(pieces[0]) in HONORIFICS and len(pieces) > 1:
        pieces.pop(0)
    return " ".join(pieces) if pieces else None


def affiliations(words: Words, name: Candidate) -> Iterator[tuple[str, str]]:
    """What a person belongs to, with its preposition: "Amrit Sandhu, of Western Plains University,"."""
    at = name.end + (name.end < len(words) and words.text[name.end] == ",")
    ties = {"of", "from"} if at == name.end else {"of", "from", "for", "at"}
    if at + 1 >= len(words) or words.lower[at] not in ties:
        return
    target = next((child for child in words.children[at] if words.dep[child] == "pobj"), None)
    if target is None or (words.pos[target] != "PROPN" and lexicon().nouns.get(words.lemma[target]) != "group"):
        return
    last = min(words.edges(target)[1] + 1, at + _LONGEST_ROLE)
    while last > at + 1 and (words.pos[last - 1] in {"PUNCT", "ADP", "DET"} or words.text[last - 1] == ","):
        last -= 1
    yield words.text[at], _bare(words.span(at + 1, last))


def choose_role(cluster: Cluster, stated: Sequence[str] = ()) -> str | None:
    """The role: title, explanation and list entry as the sources state them, at most two, the fullest first.

    ``stated`` are roles that stand beside the name in the words; the first counts where nothing else tells a role, and
    one that goes on where a role was cut short takes its place.
    """
    titles = [role for title in cluster.titles if (role := title_role(title))]
    listed = [entry.role for entry in cluster.attendance if entry.role]
    if cluster.nominal and cluster.variants:
        # An office without a name, or a group: the description is the role.
        listed.append(_bare(next(iter(cluster.variants))))
    titles = [_seated(role, cluster) for role in titles]
    options = [*sorted(titles, key=lambda role: -len(role.split())), *cluster.roles, *listed]
    if not cluster.nominal:
        options = [option for option in options if option not in cluster.names]
    options = [option for option in options if not _is_private(option)] or list(stated[:1]) or options
    chosen: list[str] = []
    seen: set[str] = set()
    for option in options:
        whole = _completed(option, stated)
        content = _words_of(whole)
        if content and not content <= seen:
            chosen = [role for role in chosen if not _is_within(role, whole)] + [whole]
            seen |= content
        if len(chosen) == 2:
            break
    return ", ".join(chosen) or next((f"{tie} {body}" for tie, body in cluster.affiliations), None)


def _is_private(role: str) -> bool:
    """Whether a role is "a married father of two", not "mother of Pia Holm": of nobody whom the story names."""
    return role_head(role) in _PRIVATE and role.islower()


def _seated(title: str, cluster: Cluster) -> str:
    """A title of one word with what stands behind the name: "Mayor Ames of Elmfield" is "Mayor of Elmfield"."""
    if " " in title or fold(title) not in _SEATED:
        return title
    seat = next((body for tie, body in cluster.affiliations if tie == "of"), None)
    return f"{title} of {seat}" if seat else title


def _completed(role: str, stated: Sequence[str]) -> str:
    """The longest of the stated roles that has ``role`` within it and means the same office, or the role itself."""
    low = f" {role.lower()} ".replace("-", " ")
    longer = [
        other
        for other in stated
        if low in f" {other.lower()} ".replace("-", " ") and _is_within(role, other) and not _is_aside(role, other)
    ]
    return max(longer, key=len, default=role)


def _is_within(role: str, other: str) -> bool:
    """Whether the words of a role are among those of another of the same rank: "chair" in "chair of the board"."""
    few, many = _pieces_of(role), _pieces_of(other)
    return few <= many and _LESSER.isdisjoint(many - few)


def _pieces_of(role: str) -> set[str]:
    return {piece for word in _words_of(role) for piece in word.split("-")}


def _is_aside(role: str, other: str) -> bool:
    """Whether a role only tells in another whom that belongs to: "owner" in "brother of the owner"."""
    head = role_head(role).split("-")[0]
    return head not in role_head(other).split("-") and head in f"{other} ".lower().partition(" of ")[2].split()


def _words_of(role: str) -> set[str]:
    return {folded for word in role.split() if (folded := fold(word))}
