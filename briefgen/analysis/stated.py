"""Roles that a sentence states right beside a name, read from the words where parse or recogniser went astray."""

from __future__ import annotations

from collections.abc import Iterator

from briefgen.analysis.gazetteer import find_state, lexicon
from briefgen.analysis.mentions import Candidate
from briefgen.analysis.names import ORGANISATION_SUFFIXES, TITLES, fold, is_acronym, word_set
from briefgen.analysis.roles import role_head
from briefgen.analysis.words import Words

_ARTICLES = frozenset({"a", "an", "the"})
_OWNERS = frozenset({"its", "his", "her", "their", "our", "my", "whose"})
_NOUNS = frozenset({"NN", "NNS", "NNP", "NNPS"})
_PARTS = _NOUNS | {"JJ", "JJR", "JJS", "POS", "HYPH"}
"""Tags of the words of a noun phrase, participles and articles aside."""
_BODIES = word_set(
    """
    airline app arm bakery blog body brand brewery brewer broadcaster browser builder business carmaker carrier chain channel charity
    competitor consultancy contractor designer developer distributor engine exchange giant grocer insurer journal lender
    magazine maker manufacturer marketplace operator opposition outlet organiser organizer owner platform portal producer
    programme project promoter provider publication publisher railway refiner retailer rival seller service site sponsor startup
    store studio subsidiary supermarket supplier unit utility vendor watchdog website wholesaler
    """
)
"""Nouns that are said of companies and other bodies, though WordNet files them under persons or things."""
_PERSONS = word_set(
    "convenor convener headman coordinator blogger webmaster vp svp evp cio ciso md gm pm td ag da chairperson spokesperson"
)
_PERSON_ENDINGS = ("ist", "man", "woman", "person", "maker", "holder", "keeper", "worker", "player", "writer")
_EITHER = word_set("leader owner manager candidate nominee head chief officer private founder author executive chair coach")
"""Titles that bodies have, too."""
VAGUE = word_set("fan guy man woman person believer one friend lot member people colleague")
"""What speakers call themselves without telling what they are."""
_TIES = frozenset({"of", "for", "in", "at", "from", "on", "with"})
_TO = frozenset({"adviser", "advisor", "ambassador", "assistant", "delegate", "envoy", "heir", "secretary", "aide"})
"""Nouns that a phrase with "to" belongs to."""
_STEPS = frozenset({",", ".", ";", ")", ":", "-", "–", "—", "who", "which", "that", '"', "(", "?", "!"})
_NO_PART = frozenset({"fellow", "such", "one", "two", "other", "same"})
_LONGEST = 12
"""Words of a role."""
_FARTHEST = 10
"""Words between a noun and the name behind the phrase that belongs to it."""


def stated_roles(words: Words, name: Candidate, person: bool) -> Iterator[str]:
    """What the sentence calls the holder of a name right beside it, the surest first."""
    yield from _behind(words, name, person)
    yield from _in_front(words, name, person)
    yield from _copula(words, name, person)
    yield from _turned(words, name, person)
    yield from _shared(words, name, person)
    if not person:
        yield from _seat(words, name)


def noun_role(words: Words, start: int) -> str | None:
    """The noun phrase at ``start`` as the role of one person, or None when it is none."""
    found = _phrase(words, start)
    if found is None or not _fits(words, found[1], True) or words.tag[found[1]] == "NNS":
        return None
    return _whole(words, *found)


def plural_role(words: Words, start: int) -> str | None:
    """The plural noun phrase at ``start`` as the role of each, or None when it is none."""
    found = _phrase(words, start)
    if found is None or words.tag[found[1]] != "NNS" or not _fits(words, found[1], True):
        return None
    return f"{words.span(found[0], found[1])} {words.lemma[found[1]]}".strip()


def told_of_oneself(words: Words) -> Iterator[str]:
    """What the speaker of a sentence says to be: "I'm a professor of law at Harrow", "As mayor of Elmfield, I …"."""
    for at in range(len(words) - 3):
        if words.text[at] == "I" and words.lower[at + 1] in {"am", "'m"}:
            start = at + 2
        elif at == 0 and words.lower[at] == "as" and "I" in words.text[2:16]:
            start = at + 1
        else:
            continue
        if words.lower[start] in {"arguing", "appearing", "speaking"} and words.lower[start + 1] == "for":
            last = _belonging(words, start + 1)
            if last > start + 2 and words.text[start + 2][0].isupper() + words.text[last - 1][0].isupper():
                yield words.span(start, last)
            continue
        found = _phrase(words, start)
        if found is None or not _fits(words, found[1], True) or words.lemma[found[1]] in VAGUE:
            continue
        if words.tag[found[1]] == "NNS" or found[2] >= len(words) or words.lower[found[2]] not in _TIES - {"on"}:
            continue
        role = _whole(words, *found)
        if len(role.split()) > found[2] - found[0]:
            yield role


def _fits(words: Words, head: int, person: bool) -> bool:
    """Whether a noun can say what a person, or a body, is."""
    lemma, lower = words.lemma[head], words.lower[head]
    if not person:
        return lexicon().nouns.get(lemma) == "group" or lemma in _BODIES
    if lexicon().nouns.get(lemma) == "person" or lower in TITLES or lower in _PERSONS:
        return True
    if head >= 2 and words.text[head - 1] == "-" and not words.spaced[head - 2]:
        whole = words.lower[head - 2] + lower  # "co-ordinator", "vice-president"
        return words.lower[head - 2] in TITLES or lexicon().nouns.get(whole) == "person"
    return lemma not in lexicon().common and lower.endswith(_PERSON_ENDINGS)


def _is_name(words: Words, at: int) -> bool:
    """Whether a noun has a capital of its own though it is no title: "(White)"."""
    return at > 0 and words.text[at][0].isupper() and words.lower[at] not in TITLES | _PERSONS


def is_personal(role: str) -> bool:
    """Whether a role is never that of a body: "foreign minister", "Colombian cyclist", but not "owner"."""
    head = role_head(role)
    return (head in TITLES and head not in _EITHER) or head.endswith(_PERSON_ENDINGS[:4])


def _is_part(words: Words, at: int) -> bool:
    """Whether a word can stand within a noun phrase."""
    if words.tag[at] in {"VBN", "VBG", "CD"}:
        return words.dep[at] in {"amod", "compound", "nummod"} and words.entity[at] not in {"DATE", "TIME"}
    return words.tag[at] in _PARTS and words.entity[at] != "TIME" and words.lower[at] not in _NO_PART


def _joins(words: Words, at: int) -> bool:
    """Whether "and" or a comma stands between two adjectives."""
    return 0 < at < len(words) - 1 and words.tag[at - 1].startswith("JJ") and words.tag[at + 1].startswith("JJ")


def _phrase(words: Words, start: int) -> tuple[int, int, int] | None:
    """First token without article, head and end of the noun phrase that begins at ``start``."""
    size = len(words)
    first = start + (start < size and words.lower[start] in _ARTICLES | _OWNERS)
    end = first
    while end < size and (_is_part(words, end) or (words.lower[end] in {"and", ","} and _joins(words, end))):
        end += 1
    while end > first and words.tag[end - 1] not in _NOUNS:
        end -= 1
    if end == first:
        return None
    head = end - 1
    if end + 1 < size and words.text[end] == "-" and words.lower[end + 1] in {"general", "elect", "designate"}:
        end += 2  # "secretary-general"
    if head - 2 >= first and words.text[head - 1] == "-" and words.lower[head - 2] in TITLES:
        head -= 2
    return first, head, end


def _whole(words: Words, first: int, head: int, end: int) -> str:
    """A noun phrase with a second office joined to it and with what belongs to it, if that is short."""
    size = len(words)
    if end + 1 < size and words.lower[end] == "and":
        joined = _phrase(words, end + 1)
        if joined and joined[0] == end + 1 and words.tag[joined[1]] != "NNS" and _fits(words, joined[1], True):
            behind = joined[2]
            if _fits(words, head, True) and (behind >= size or words.text[behind] in _STEPS or words.lower[behind] in _TIES):
                end = behind
    last = end
    if end < size and (words.lower[end] in _TIES or (words.lower[end] == "to" and words.lower[head] in _TO)):
        last = _belonging(words, end)
    return words.span(first, last if last - first <= _LONGEST else end)


def _belonging(words: Words, tie: int) -> int:
    """End of the phrase that a preposition opens: "of the Harbour Board in Elmfield"."""
    at = tie + 1
    while at < len(words) and (_is_part(words, at) or words.tag[at] in {"DT", "IN", "PRP$", "CC"}):
        if words.tag[at] == "IN" and words.lower[at] not in _TIES:
            break
        at += 1
    while at > tie and words.tag[at - 1] not in _NOUNS:
        at -= 1
    return at if at > tie + 1 else tie


def _behind(words: Words, name: Candidate, person: bool) -> Iterator[str]:
    """ "Corin Ames, a retired pilot, said", "Ames, 41, a pilot", "Lowmark, LLC, owners of three quarries, will"."""
    at, size = name.end, len(words)
    if at + 2 < size and words.text[at] == "," and fold(words.text[at + 1]) in ORGANISATION_SUFFIXES:
        at += 2
    if at + 2 < size and words.text[at] == "," and words.text[at + 1].isdigit() and words.text[at + 2] == ",":
        at += 2
    if at + 1 >= size or words.text[at] not in {",", "("}:
        return
    found = _phrase(words, at + 1)
    if found is None or not _fits(words, found[1], person):
        return
    first, head, end = found
    plural = words.tag[head] in {"NNS", "NNPS"}
    if plural and (person or first == at + 1 and words.lower[end : end + 1] != ["of"]):
        return
    if not plural and first == at + 1 and not (person and words.lower[head] in TITLES | _PERSONS):
        return
    after = words.lower[end] if end < size else "."
    # Without a second comma only "a" tells that no list goes on: "Ames, a retired pilot has become …".
    bare = words.lower[at + 1] in {"a", "an"} and end < size and words.tag[end] in {"VBZ", "VBD", "VBP", "MD"}
    if after in _STEPS or after in _TIES or after == "and" or bare:
        yield _whole(words, first, head, end)


def _copula(words: Words, name: Candidate, person: bool) -> Iterator[str]:
    """ "Lowmark is the largest quarry operator in the valley"."""
    at = name.end
    if at + 2 >= len(words) or words.lower[at] not in {"is", "are", "remains"} or words.lower[at + 1] not in _ARTICLES:
        return
    found = _phrase(words, at + 1)
    if found and _fits(words, found[1], person):
        yield _whole(words, *found)


def _in_front(words: Words, name: Candidate, person: bool) -> Iterator[str]:
    """ "cyclist Esteban Ruano", "the minister for roads, Pia Holm,", "the search engine Quillfind"."""
    end = name.first if name.first >= 0 else name.start
    if end and words.lower[end - 1] == "the" and not person:
        end -= 1
    if not person and end >= 3 and words.tag[end - 1] == "POS" and find_state(words.text[end - 2]):
        end -= 2  # "the valley's oldest grocer, Norway's Harrow & Pike,"
    apart = end > 0 and words.text[end - 1] in {",", "("}
    if apart:
        closing = words.text[name.end] if name.end < len(words) else "."
        if (words.text[end - 1] == "(") != (closing == ")") or closing not in _STEPS:
            return
        end -= 1
    role = _before(words, end, person, apart)
    if role:
        yield role


def _before(words: Words, end: int, person: bool, apart: bool) -> str | None:
    """The role whose words end at ``end``; ``apart`` if a mark or a verb parts it from the name."""
    for head in range(end - 1, max(-1, end - 1 - (_FARTHEST if person else 1)), -1):
        if words.text[head] in _STEPS - {"-"}:
            return None
        if not _fits(words, head, person) or words.tag[head] not in _NOUNS | {"JJ"} or (apart and _is_name(words, head)):
            continue
        tail = head + 1
        if words.text[tail : tail + 1] == ["-"] and words.lower[tail + 1 : tail + 2] in (["general"], ["elect"]):
            tail += 2
        if tail < end and (words.lower[tail] not in _TIES or _belonging(words, tail) != end):
            return None
        if tail < end and not apart and not (words.lower[head] in TITLES and words.tag[head] == "NNP"):
            return None
        if words.tag[head] == "NNS" or (not person and not words.text[head][0].islower()):
            return None
        first = head
        while first and _is_part(words, first - 1):
            first -= 1
        while first < head and words.tag[first] in {"POS", "HYPH"}:
            first += 1
        if end - first <= _LONGEST:
            return words.span(first, end)
        return None
    return None


def _turned(words: Words, name: Candidate, person: bool) -> Iterator[str]:
    """ "Its new director is Pia Holm", "the organiser of the fair is the co-operative Lowmark"."""
    end = name.first if name.first >= 0 else name.start
    if end >= 3 and words.lower[end - 1] in {"is", "was"} and words.head[name.head] == end - 1:
        role = _before(words, end - 1, person, apart=True)
        if role:
            yield role


def _seat(words: Words, name: Candidate) -> Iterator[str]:
    """ "the Oslo-based Harbour Forum"."""
    end = name.start
    if end >= 3 and words.lower[end - 1] == "based" and words.text[end - 2] == "-":
        first = end - 3
        while first and words.tag[first - 1] == "NNP":
            first -= 1
        yield words.span(first, end)


def _shared(words: Words, name: Candidate, person: bool) -> Iterator[str]:
    """What is said of all names of a list: "Lowmark, Gresk and Tavo, three local quarry operators, will"."""
    end = name.end
    while (after := _next_name(words, end)) is not None:
        end = after
    if end == name.end and not _lists(words, name.start):
        return
    at = end + 1
    if at + 1 >= len(words) or words.text[end] != ",":
        return
    at += words.lower[at] in {"all", "both", "the"}
    found = _phrase(words, at + (words.tag[at] == "CD"))
    if found is None or words.tag[found[1]] != "NNS" or not _fits(words, found[1], person):
        return
    first, head, behind = found
    if first == at and words.lower[at - 1] == "," or behind >= len(words) or words.lower[behind] in {"and", "or"}:
        return
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


def bracketed_body(words: Words, name: Candidate) -> Iterator[str]:
    """Whom a person acts for, where it stands in brackets behind the name: "Pia Holm (Lomond Trust)"."""
    at = name.end
    if at + 2 >= len(words) or words.text[at] != "(" or ")" not in words.text[at + 2 : at + 7]:
        return
    close = words.text.index(")", at + 2)
    inside = range(at + 1, close)
    initials = "".join(word[0] for word in name.text.split())
    if words.text[at + 1] == initials or not all(words.tag[i] in _NOUNS | {"CC", "IN", "HYPH"} for i in inside):
        return
    named = all(words.entity[i] == "ORG" for i in inside) and words.text[at + 1][0].isupper()
    if named and not (close == at + 2 and is_acronym(words.text[at + 1]) and words.text[at + 1][0] == initials[0]):
        yield words.span(at + 1, close)
