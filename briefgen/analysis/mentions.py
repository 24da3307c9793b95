"""Candidates for mentions: proper names with their titles, and descriptions of people and bodies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from briefgen.analysis.gazetteer import find_state, lexicon
from briefgen.analysis.names import CONNECTORS, PARTICLES, TITLES, word_set
from briefgen.analysis.words import Words

_NAME_LABELS = frozenset({"PERSON", "ORG", "GPE", "NORP", "FAC", "LOC", "PRODUCT", "EVENT", "WORK_OF_ART", "LAW"})
_NOT_NAMES = word_set(
    """
    i i'm ok okay yes no tbd fyi todo eta monday tuesday wednesday thursday friday saturday sunday january
    february march april may june july august september october november december q1 q2 q3 q4 am pm gmt utc est
    pdt agenda
    """
)
_MODIFIERS = frozenset(
    {"det", "amod", "compound", "nummod", "poss", "nmod", "quantmod", "predet", "case", "punct", "advmod"}
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stretch of a sentence that may name or describe somebody."""

    sentence: int
    start: int
    end: int
    head: int
    """Token that governs the others."""
    text: str
    kind: Literal["name", "nominal"]
    title: str | None = None
    """Office or form of address in front of a name, as written."""
    label: str = ""
    """What the named-entity recogniser makes of it, or ""."""
    long: str | None = None
    """The description with what follows it ("military chiefs from 30 countries") or what owns it."""
    plural: bool = False
    definite: bool = False


def find_candidates(words: Words, known: frozenset[str] = frozenset()) -> list[Candidate]:
    """The candidates of a sentence in order, names first where they overlap.

    ``known`` holds folded names (handles, first names of those present) that count as names in lower case too.
    """
    names = [name for run in _runs(words, known) for name in _split(words, *run)]
    taken = {token for name in names for token in range(name.start, name.end)}
    return sorted([*names, *_descriptions(words, taken)], key=lambda candidate: candidate.start)


def _is_name(words: Words, i: int, known: frozenset[str]) -> bool:
    text, lower = words.text[i], words.lower[i]
    if text[0] == "@" and len(text) > 1:
        return True
    if lower in _NOT_NAMES or not any(map(str.isalpha, text)):
        return False
    if lower in known:
        return True
    if (
        words.entity[i] in _NAME_LABELS
        and words.pos[i] in {"PROPN", "NOUN", "ADJ", "X"}
        and any(map(str.isupper, text))
    ):
        return True
    if not text[0].isupper() and not (text[0].islower() and any(map(str.isupper, text[1:]))):
        return False
    if words.pos[i] != "PROPN":
        return False
    plain_start = i == 0 or words.text[i - 1] in {":", '"', "-", "•", "."}
    lists = lexicon()
    return not (
        plain_start and (words.lemma[i] in lists.person or words.lemma[i] in lists.group) and not words.entity[i]
    )


def _runs(words: Words, known: frozenset[str]) -> Iterator[tuple[int, int]]:
    """First and last-plus-one token of each run of name words."""
    i, size = 0, len(words)
    while i < size:
        if not _is_name(words, i, known):
            i += 1
            continue
        end = i + 1
        while end < size:
            if (
                _is_name(words, end, known)
                and not words.text[end].startswith("@")
                and not words.text[end - 1].startswith("@")
            ):
                end += 1
                continue
            after = _joined(words, end, known)
            if after is None:
                break
            end = after
        yield i, end
        i = end


def _joined(words: Words, at: int, known: frozenset[str]) -> int | None:
    """Position behind a connector at ``at`` and the name word it leads to, or None when the run ends here."""
    size = len(words)
    tight = not words.spaced[at - 1]
    if tight and words.text[at] in {"-", "–", "/", ".", "'"} and at + 1 < size and not words.spaced[at]:
        if words.text[at] == "/":
            return None
        both = find_state(words.text[at - 1]) and find_state(words.text[at + 1])
        return None if both else at + 2
    same = words.entity[at] in _NAME_LABELS and not words.begins[at] and words.entity[at] == words.entity[at - 1]
    ahead = at
    while ahead < size and words.lower[ahead] in CONNECTORS | PARTICLES:
        ahead += 1
    if ahead == at:
        return at + 1 if same and words.pos[at] in {"NUM", "PROPN", "NOUN", "X"} and words.text[at] != "'s" else None
    if ahead >= size or not _is_name(words, ahead, known):
        return None
    joiner = words.lower[at]
    if same and words.entity[ahead] == words.entity[at - 1] and not words.begins[ahead]:
        return ahead + 1
    if joiner in PARTICLES and joiner not in {"y", "e"}:
        return ahead + 1
    if joiner in {"of", "for", "&"} and words.entity[at - 1] not in {"PERSON"} and words.pos[at - 1] == "PROPN":
        office = words.lower[at - 1] in TITLES or words.lemma[at - 1] in lexicon().group
        return ahead + 1 if office or joiner == "&" else None
    return None


def _split(words: Words, start: int, end: int) -> Iterator[Candidate]:
    """The names in a run: states in front, title and person apart."""
    person = next(
        (
            i
            for i in range(start, end)
            if words.entity[i] == "PERSON" and (words.begins[i] or words.entity[i - 1] != "PERSON")
        ),
        None,
    )
    titles = [i for i in range(start, end) if words.lower[i] in TITLES]
    cut = None
    if titles and titles[-1] < end - 1:
        last = titles[-1]
        follows = words.lower[last + 1] in CONNECTORS
        if not follows:
            cut = last + 1
        elif person is not None and person > last:
            cut = person
    elif not titles and person is not None and person > start and words.entity[start] not in {"PERSON", ""}:
        first_names = words.lower[person - 1] not in CONNECTORS | PARTICLES
        cut = person if first_names else None
    if cut is None:
        yield _name(words, start, end, None)
        return
    title = words.span(start, cut)
    in_front = start
    while in_front < cut and words.lower[in_front] not in TITLES:
        in_front += 1
    for size in range(in_front - start, 0, -1):
        if find_state(words.span(start, start + size)):
            yield _name(words, start, start + size, None)
            break
    if not titles:
        if not find_state(words.span(start, cut)):
            yield _name(words, start, cut, None)
        yield _name(words, cut, end, None)
        return
    yield _name(words, cut, end, title, words.span(start, end))


def _name(words: Words, start: int, end: int, title: str | None, owner: str | None = None) -> Candidate:
    labels = [words.entity[i] for i in range(start, end) if words.entity[i]]
    label = max(dict.fromkeys(labels), key=labels.count) if labels else ""
    head = next(
        (i for i in range(end - 1, start - 1, -1) if not start <= words.head[i] < end or words.head[i] == i), end - 1
    )
    if start >= 2 and words.tag[start - 1] == "POS":
        first = _noun_start(words, head, start)
        owner = words.span(first, end) if first < start else None
    definite = start > 0 and words.lower[start - 1] == "the"
    return Candidate(
        words.sentence.index,
        start,
        end,
        head,
        words.span(start, end),
        "name",
        title,
        label,
        owner,
        words.tag[head] == "NNPS",
        definite,
    )


def _noun_start(words: Words, head: int, limit: int) -> int:
    first = limit
    for child in words.children[head]:
        if child < limit and words.dep[child] == "poss":
            first = min(first, words.edges(child)[0])
    return first


def _descriptions(words: Words, taken: set[int]) -> Iterator[Candidate]:
    """Noun phrases whose head means people or a body of people."""
    lists = lexicon()
    for i in range(len(words)):
        if i in taken or words.pos[i] not in {"NOUN", "PROPN"} or words.dep[i] == "compound":
            continue
        lemma = words.lemma[i]
        person, group = lemma in lists.person, lemma in lists.group
        if not person and not group:
            continue
        start = i
        while start > 0 and words.head[start - 1] != start - 1 and _within(words, start - 1, i):
            start -= 1
        while start < i and words.pos[start] in {"PUNCT", "CCONJ"}:
            start += 1
        long = None
        end = i + 1
        for child in words.children[i]:
            if (
                child > i
                and words.dep[child] == "prep"
                and words.lower[child] in {"of", "from", "for", "in", "at", "on", "against"}
            ):
                last = words.edges(child)[1] + 1
                if last - child <= 8:
                    long = words.span(start, last)
                break
        first = words.lower[start]
        plural = words.tag[i] in {"NNS", "NNPS"}
        clear = start
        for token in range(start, i):
            if token in taken:
                clear = token + 1
        while clear < i and words.tag[clear] == "POS":
            clear += 1
        yield Candidate(
            words.sentence.index,
            clear,
            end,
            i,
            words.span(start, end),
            "nominal",
            None,
            words.entity[i],
            long,
            plural,
            first in {"the", "this", "these", "those", "that", "its", "their", "his", "her", "our", "both"},
        )


def _within(words: Words, token: int, head: int) -> bool:
    """Whether a token in front belongs to the noun phrase of ``head``."""
    at = token
    for _ in range(6):
        if at == head:
            return True
        if words.dep[at] not in _MODIFIERS and not (words.dep[at] in {"conj", "cc"} and at != token):
            return words.dep[at] in {"conj", "cc"} and _within(words, words.head[at], head) and words.head[at] != at
        at = words.head[at]
    return False
