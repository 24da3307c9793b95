"""Roles that a sentence states of all names of a list: "search engines such as Quillfind and Tavo"."""

from __future__ import annotations

from collections.abc import Iterator

from briefgen.analysis.mentions import Candidate
from briefgen.analysis.noun_phrases import fits, is_part, phrase_at
from briefgen.analysis.words import Words


def shared_roles(words: Words, name: Candidate, person: bool) -> Iterator[str]:
    """What is said of all names of a list: "Lowmark, Gresk and Tavo, three local quarry operators, will"."""
    yield from _announced(words, name, person)
    end = name.end
    while (after := _next_name(words, end)) is not None:
        end = after
    if words.lower[end : end + 2] in (["and", "other"], ["or", "other"]):
        yield from _single(words, end + 2, person)
    if end == name.end and not _lists(words, name.start):
        return
    at = end + 1
    if at + 1 >= len(words) or words.text[end] != ",":
        return
    at += words.lower[at] in {"all", "both", "the"}
    first = at + (words.tag[at] == "CD")
    if first == at and words.text[at - 1] == ",":
        return
    yield from _single(words, first, person)


def _single(words: Words, start: int, person: bool) -> Iterator[str]:
    """The plural noun phrase at ``start`` as the role of each."""
    found = phrase_at(words, start)
    if found is None or words.tag[found[1]] != "NNS" or not fits(words, found[1], person):
        return
    first, head, behind = found
    if behind < len(words) and words.lower[behind] not in {"and", "or"}:
        yield f"{words.span(first, head)} {words.lemma[head]}".strip()


def _announced(words: Words, name: Candidate, person: bool) -> Iterator[str]:
    """As in "quarry operators such as Lowmark and Tavo", "quarry operators Lowmark and Tavo"."""
    start = name.first if name.first >= 0 else name.start
    while start > 1 and words.lower[start - 1] in {"and", ",", "&"}:
        before = start - 1 - (words.lower[start - 2] == ",")
        while before > 0 and words.tag[before - 1] in {"NNP", "NNPS"}:
            before -= 1
        if words.tag[before] not in {"NNP", "NNPS"}:
            break
        start = before
    if words.lower[max(0, start - 2) : start] == ["such", "as"]:
        end = start - 2
    elif start and words.lower[start - 1] == "including":
        end = start - 1
    else:
        end = start
    end -= end > 1 and end < start and words.text[end - 1] == ","
    head = end - 1
    if head < 0 or words.tag[head] != "NNS" or not fits(words, head, person) or words.text[head][0].isupper():
        return
    first = head
    while first and is_part(words, first - 1) and words.tag[first - 1] != "CD":
        first -= 1
    yield f"{words.span(first, head)} {words.lemma[head]}".strip()


def _next_name(words: Words, at: int) -> int | None:
    """End of the name that a comma, "and" or both lead to, or None when no list goes on at ``at``."""
    size = len(words)
    at += at < size and words.text[at] == ","
    at += at < size and words.lower[at] in {"and", "&"}
    end = at
    while end < size and words.tag[end] in {"NNP", "NNPS"}:
        end += 1
    return end if end > at > 0 and words.tag[at - 1] not in {"NNP", "NNPS"} else None


def _lists(words: Words, start: int) -> bool:
    """Whether a name closes a list: "and" or a comma and another name stand in front."""
    before = start - 1
    while before > 0 and words.lower[before] in {"and", ",", "&"}:
        before -= 1
    return 0 <= before < start - 1 and words.tag[before] in {"NNP", "NNPS"} and "and" in words.lower[before:start]
