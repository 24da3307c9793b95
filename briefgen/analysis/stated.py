"""Roles that a sentence states right beside a name, read from the words where parse or recogniser went astray."""

from __future__ import annotations

from collections.abc import Iterator

from briefgen.analysis.gazetteer import find_state
from briefgen.analysis.mentions import Candidate
from briefgen.analysis.names import ORGANISATION_SUFFIXES, TITLES, fold, is_acronym, word_set
from briefgen.analysis.noun_phrases import (
    ARTICLES,
    CALLINGS,
    NOUNS,
    STEPS,
    TIES,
    VAGUE,
    end_of_tie,
    fits,
    phrase_at,
    role_before,
    whole_end,
    whole_role,
)
from briefgen.analysis.offices import is_supposed
from briefgen.analysis.roles import role_head
from briefgen.analysis.words import Words

_SORTS = word_set(
    "airline band cartel charity club coalition company firm gang group magazine militia movement newspaper party"
)
"""Nouns behind a name that say what it is the name of, and not what belongs to it."""

_NO_SUBJECTS = frozenset({"pobj", "poss", "conj", "dobj", "dative"})
_BRACKET = 12
"""Tokens of a bracket that is passed over behind a name, its marks included."""


def stated_roles(words: Words, name: Candidate, person: bool) -> Iterator[str]:
    """What the sentence calls the holder of a name right beside it, the surest first."""
    yield from _behind(words, name, person)
    yield from _in_front(words, name, person)
    yield from _copula(words, name, person)
    yield from _turned(words, name, person)
    if not person:
        yield from _noun_behind(words, name)


def told_of_oneself(words: Words) -> Iterator[str]:
    """What the speaker of a sentence says to be: "I'm a professor of law at Harrow", "As mayor of Elmfield, I …"."""
    for at in range(len(words) - 3):
        opens = False
        if words.text[at] == "I" and words.lower[at + 1] in {"am", "'m"}:
            start = at + 2
        elif words.text[at] == "I" and words.lower[at + 1] == "work" and words.lower[at + 2] in {"at", "for"}:
            yield from _employer(words, at + 2)
            continue
        elif at == 0 and words.lower[at] == "as" and "I" in words.text[2:16]:
            start, opens = at + 1, True
        else:
            continue
        if words.lower[start] in {"arguing", "appearing", "speaking"} and words.lower[start + 1] == "for":
            last = end_of_tie(words, start + 1)
            if any(word[0].isupper() for word in words.text[start:last]):
                yield words.span(start, last)
            continue
        if words.lower[start] == "from":
            yield from _employer(words, start)
            continue
        found = phrase_at(words, start)
        if found is None or not fits(words, found[1], True) or words.lemma[found[1]] in VAGUE:
            continue
        if words.tag[found[1]] == "NNS" or found[2] >= len(words) or words.lower[found[2]] not in TIES - {"on"}:
            continue
        last = whole_end(words, *found)
        if opens and words.text[last : last + 2] != [",", "I"]:
            continue  # "As the mayor of Elmfield said, I think …"
        if last > found[2]:
            yield words.span(found[0], last)


def _employer(words: Words, tie: int) -> Iterator[str]:
    """As in "I'm from Lomond University", "I work for Quillfind"."""
    end = end_of_tie(words, tie)
    inside = range(tie + 1, end)
    if any(words.entity[i] == "ORG" for i in inside) and not any(words.entity[i] == "PERSON" for i in inside):
        yield words.span(tie, end)


def _behind(words: Words, name: Candidate, person: bool) -> Iterator[str]:
    """As in "Corin Ames, a retired pilot, said", "Ames, 41, a pilot", "Lowmark, LLC, owners of a quarry, will"."""
    at, size = name.end, len(words)
    if at + 2 < size and words.text[at] == "," and fold(words.text[at + 1]) in ORGANISATION_SUFFIXES:
        at += 2
    if at + 2 < size and words.text[at] == "(" and ")" in words.text[at : at + _BRACKET]:
        close = words.text.index(")", at)
        at = close + 1 if words.text[close + 1 : close + 2] == [","] else at
    if at + 2 < size and words.text[at] == "," and words.text[at + 1].isdigit() and words.text[at + 2] == ",":
        at += 2
    if at + 1 >= size or words.text[at] not in {",", "(", "–", "—"}:
        return
    yield from _one_of(words, at + 1, person)
    found = phrase_at(words, at + 1)
    if found is None or not fits(words, found[1], person):
        return
    first, head, end = found
    plural = words.tag[head] in {"NNS", "NNPS"}
    if plural and (person or (first == at + 1 and words.lower[end : end + 1] != ["of"])):
        return
    if not plural and first == at + 1 and not (person and words.lower[head] in TITLES | CALLINGS):
        return
    last = whole_end(words, first, head, end)
    after = {"and"} | (TIES if person and first == at + 1 else frozenset())
    # Without a mark behind it only "a" tells that no clause or list goes on: "Ames, a retired pilot has become …".
    bare = words.lower[at + 1] in {"a", "an"} and last < size and words.tag[last] in {"VBZ", "VBD", "VBP", "MD"}
    if last >= size or words.text[last] in STEPS or words.lower[last] in after or bare:
        yield words.span(first, last)


def _copula(words: Words, name: Candidate, person: bool) -> Iterator[str]:
    """As in "Lowmark is the largest quarry operator in the valley", "Lowmark, which is a quarry operator"."""
    at = name.end
    if words.text[at : at + 1] == [","] and words.lower[at + 1 : at + 2] in (["which"], ["who"]):
        at += 2
    elif words.dep[name.head] in _NO_SUBJECTS:
        return  # "the brother of Pia Holm is a doctor"
    if at + 2 >= len(words) or words.lower[at] not in {"is", "are", "remains"} or is_supposed(words, at):
        return
    yield from _one_of(words, at + 1, person)
    if words.lower[at + 1] not in ARTICLES:
        return
    found = phrase_at(words, at + 1)
    if found and fits(words, found[1], person):
        yield whole_role(words, *found)


def _one_of(words: Words, at: int, person: bool) -> Iterator[str]:
    """As in "one of the largest banks in the valley", as a role."""
    if words.lower[at : at + 2] != ["one", "of"]:
        return
    found = phrase_at(words, at + 2)
    if found and words.tag[found[1]] == "NNS" and fits(words, found[1], person):
        yield f"{words.span(at, found[0])} {whole_role(words, *found)}"


def _in_front(words: Words, name: Candidate, person: bool) -> Iterator[str]:
    """As in "cyclist Esteban Ruano", "the minister for roads, Pia Holm,", "the search engine Quillfind"."""
    end = name.first if name.first >= 0 else name.start
    if end and words.lower[end - 1] == "the" and not person:
        end -= 1
    if not person and end >= 3 and words.tag[end - 1] == "POS" and find_state(words.text[end - 2]):
        end -= 2  # "the valley's oldest grocer, Norway's Harrow & Pike,"
    apart = end > 0 and words.text[end - 1] in {",", "("}
    if end > 1 and words.lower[end - 1] in {"called", "named"} and words.tag[end - 1] == "VBN":
        role = role_before(words, end - 1, person, apart=True)
        if role and role_head(role) not in VAGUE:
            yield role
        return
    if apart:
        closing = words.text[name.end] if name.end < len(words) else "."
        if (words.text[end - 1] == "(") != (closing == ")") or closing not in STEPS:
            return
        end -= 1
    role = role_before(words, end, person, apart)
    if role:
        yield role


def _turned(words: Words, name: Candidate, person: bool) -> Iterator[str]:
    """As in "Its new director is Pia Holm", "the organiser of the fair is the co-operative Lowmark"."""
    end = name.first if name.first >= 0 else name.start
    if end >= 3 and words.lower[end - 1] in {"is", "was"} and words.head[name.head] == end - 1:
        role = role_before(words, end - 1, person, apart=True)
        if role:
            yield role


def _noun_behind(words: Words, name: Candidate) -> Iterator[str]:
    """As in "the Talvi militant group"."""
    end = name.end
    while end < len(words) and words.tag[end] in {"JJ", "NN"} and words.dep[end] in {"compound", "amod", "nmod"}:
        end += 1
    if end < len(words) and words.lower[end] in _SORTS and words.tag[end] == "NN" and words.head[name.head] == end:
        yield words.span(name.end, end + 1)


def bracketed_body(words: Words, name: Candidate) -> Iterator[str]:
    """Whom a person acts for, where it stands in brackets behind the name: "Pia Holm (Lomond Trust)"."""
    at = name.end
    if at + 2 >= len(words) or words.text[at] != "(" or ")" not in words.text[at + 2 : at + 7]:
        return
    close = words.text.index(")", at + 2)
    inside = range(at + 1, close)
    initials = "".join(word[0] for word in name.text.split())
    if words.text[at + 1] == initials or not all(words.tag[i] in NOUNS | {"CC", "IN", "HYPH"} for i in inside):
        return
    named = all(words.entity[i] == "ORG" for i in inside) and words.text[at + 1][0].isupper()
    if named and not (close == at + 2 and is_acronym(words.text[at + 1]) and words.text[at + 1][0] == initials[0]):
        yield words.span(at + 1, close)
