"""Candidates for mentions: descriptions of people and bodies ("gun rights groups", "the minister")."""

from __future__ import annotations

from collections.abc import Iterator, Set

from briefgen.analysis.gazetteer import lexicon
from briefgen.analysis.mentions import GATHERINGS, Candidate
from briefgen.analysis.words import Words

_MODIFIERS = frozenset(
    {"det", "amod", "compound", "nummod", "poss", "nmod", "quantmod", "predet", "case", "punct", "advmod"}
)
_DEFINITE = frozenset(
    {"the", "this", "these", "those", "that", "its", "their", "his", "her", "our", "both", "my", "your"}
)
_TIES = frozenset({"of", "from", "for", "in", "at", "on", "against"})
_LONGEST = 10
"""Words of a prepositional phrase that still belongs to a description."""


def find_descriptions(words: Words, taken: Set[int]) -> Iterator[Candidate]:
    """The noun phrases whose head means people or a body of people; heads in ``taken`` are left out."""
    lists = lexicon()
    for i in range(len(words)):
        if i in taken or words.lower[i] in GATHERINGS:
            continue
        if words.pos[i] not in {"NOUN", "PROPN"} and not _stands_before_name(words, i, taken):
            continue
        if words.dep[i] in {"compound", "nmod"} and not (i + 1 in taken and words.pos[i + 1] == "PROPN"):
            continue
        if lists.nouns.get(words.lemma[i]) in {"person", "group"}:
            yield _description(words, i, taken)


def _stands_before_name(words: Words, i: int, taken: Set[int]) -> bool:
    """Whether what the tagger takes for an adjective says what somebody is: "academic Rosa Lindqvist"."""
    named = i + 1 in taken and words.entity[i + 1] == "PERSON"
    return named and words.pos[i] == "ADJ" and words.lower[i] in lexicon().person


def _description(words: Words, head: int, taken: Set[int]) -> Candidate:
    start = head
    while start > 0 and _within(words, start - 1, head):
        start -= 1
    while start < head and words.pos[start] in {"PUNCT", "CCONJ"}:
        start += 1
    clear = start
    for token in range(start, head):
        if token in taken or words.tag[token] == "POS":
            clear = token + 1
    return Candidate(
        sentence=words.sentence.index,
        start=clear,
        end=head + 1,
        head=head,
        text=words.span(start, head + 1),
        kind="nominal",
        label=words.entity[head],
        long=_with_phrase(words, start, head),
        plural=words.tag[head] in {"NNS", "NNPS"},
        definite=words.lower[start] in _DEFINITE,
    )


def _with_phrase(words: Words, start: int, head: int) -> str | None:
    """The description with the prepositional phrase behind it, or None when there is none."""
    behind = [child for child in words.children[head] if child == head + 1 and words.dep[child] == "prep"]
    if not behind and head + 1 < len(words) and words.lower[head + 1] == "of":
        behind = [head + 1]
    if not behind:
        return None
    last = words.edges(behind[0])[1] + 1
    while last > behind[0] and words.pos[last - 1] == "PUNCT":
        last -= 1
    short = last - behind[0] <= _LONGEST and words.lower[behind[0]] in _TIES
    return words.span(start, last) if short and last > behind[0] + 1 else None


def _within(words: Words, token: int, head: int) -> bool:
    """Whether a token in front belongs to the noun phrase of ``head``."""
    at = token
    for _ in range(6):
        if at == head:
            return True
        if words.dep[at] not in _MODIFIERS and words.dep[at] not in {"conj", "cc"}:
            return False
        if words.head[at] == at:
            return False
        at = words.head[at]
    return False
