"""Candidates for mentions: proper names, with the titles in front of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from briefgen.analysis.gazetteer import find_state, lexicon
from briefgen.analysis.names import CONNECTORS, PARTICLES, TITLES, is_acronym, word_set
from briefgen.analysis.words import Words

_NAME_LABELS = frozenset({"PERSON", "ORG", "GPE", "NORP", "FAC", "LOC", "PRODUCT", "EVENT", "WORK_OF_ART", "LAW"})
_NOT_NAMES = word_set(
    """
    i i'm ok okay yes no tbd fyi todo eta re ps nb monday tuesday wednesday thursday friday saturday sunday january
    february march april may june july august september october november december q1 q2 q3 q4 am pm gmt utc est pdt
    agenda pr prs rfc faq wip lgtm fcp
    """
)
GATHERINGS = word_set("meeting meetings minutes telco telecon call notes agenda session log transcript summary sync")
"""Words that end the name of a body in the title of its minutes."""

_MARKUP = frozenset("|={}<>\\^~#$%:")
_DASHES = frozenset({"-", "–", "—", "--"})


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
    """The words with what belongs to them: title, owner, or what follows ("military chiefs from 30 countries")."""
    plural: bool = False
    definite: bool = False
    first: int = -1
    """First token of the title in front, or -1 without one."""


def find_names(
    words: Words, handles: frozenset[str] = frozenset(), people: frozenset[str] = frozenset()
) -> list[Candidate]:
    """The proper names of a sentence, in order.

    ``handles`` holds names in lower case that count in lower case too, ``people`` first names and surnames of those
    present, which are names wherever they have a capital.
    """
    owners = set() if words.sentence.is_heading else _owners(words)
    is_name = [
        i in owners or (words.lower[i] in people and words.text[i][0].isupper()) or _is_name(words, i, handles)
        for i in range(len(words))
    ]
    return [name for start, end in _runs(words, is_name) for name in _split(words, start, end, people)]


def _is_name(words: Words, i: int, handles: frozenset[str]) -> bool:
    text, lower = words.text[i], words.lower[i]
    if text[0] == "@" and len(text) > 1:
        return True
    if lower in _NOT_NAMES or not text[0].isalnum() or not any(map(str.isalpha, text)) or not _MARKUP.isdisjoint(text):
        return False
    if i == 0 and words.sentence.is_heading and lower in lexicon().verbs:
        return False
    if words.sentence.is_heading and lower in GATHERINGS:
        return False
    if lower in handles:
        return True
    upper = text[0].isupper() or any(map(str.isupper, text[1:]))
    if words.entity[i] in _NAME_LABELS and words.pos[i] in {"PROPN", "NOUN", "ADJ", "X"} and upper:
        return True
    if not upper:
        return False
    common = lower in lexicon().common or words.lemma[i] in lexicon().common
    if words.pos[i] != "PROPN":
        return i > 0 and text[0].isupper() and not common and words.pos[i] in {"NOUN", "ADJ", "VERB", "X", "INTJ"}
    if i == 0 or words.text[i - 1] in {":", '"', "-", "•", "."}:
        after = i + 1 < len(words)
        followed = after and (words.pos[i + 1] == "PROPN" or (lower in TITLES and words.lower[i + 1] in CONNECTORS))
        return bool(words.entity[i]) or followed or not common
    return True


def _owners(words: Words) -> set[int]:
    """Tokens in lower case that must be handles: "boats to write a comment", "scott: done", "… — pnkfelix"."""
    size = len(words)
    if size < 2 or words.sentence.paragraph.kind not in {"item", "text"}:
        return set()
    found = set()
    common = lexicon().common
    starts = 0
    while starts < size - 1 and not words.text[starts][0].isalpha():
        starts += 1
    after = words.text[starts + 1] if starts + 1 < size else ""
    verb_follows = starts + 2 < size and words.tag[starts + 2] == "VB"
    if (after == "to" and verb_follows) or after in {":", *_DASHES} or after in {"will", "'ll"}:
        found.add(starts)
    if words.text[size - 2] in _DASHES and words.spaced[size - 2]:
        found.add(size - 1)
    return {
        i
        for i in found
        if words.text[i][0].isalpha()
        and words.lower[i] not in common
        and words.lemma[i] not in common
        and words.lower[i] not in _NOT_NAMES
        and words.pos[i] not in {"PRON", "DET", "ADP", "SCONJ", "CCONJ", "AUX"}
        and words.text[i].replace("_", "").replace(".", "").isalnum()
    }


def _runs(words: Words, is_name: list[bool]) -> Iterator[tuple[int, int]]:
    """First and last-plus-one token of each run of name words."""
    i, size = 0, len(words)
    while i < size:
        if not is_name[i]:
            i += 1
            continue
        end = i + 1
        while end < size:
            if is_name[end] and not words.text[end].startswith("@") and not words.text[end - 1].startswith("@"):
                end += 1
                continue
            after = _joined(words, end, is_name)
            if after is None:
                break
            end = after
        yield i, end
        i = end


def _joined(words: Words, at: int, is_name: list[bool]) -> int | None:
    """Position behind a connector at ``at`` and the name word it leads to, or None when the run ends here."""
    size = len(words)
    before = at - 1
    inside = words.entity[at] in _NAME_LABELS and not words.begins[at] and words.entity[at] == words.entity[before]
    if not words.spaced[before] and words.text[at] in {"-", "–", "."} and at + 1 < size and not words.spaced[at]:
        if words.text[at] == "." and not (is_name[at + 1] or words.lower[at + 1] in {"js", "org", "com", "io", "net"}):
            return None
        both = find_state(words.text[before]) and find_state(words.text[at + 1])
        return None if both or not words.text[at + 1][0].isalnum() else at + 2
    if words.lower[at] in {"'s", "'"} and at + 1 < size and is_name[at + 1]:
        people = words.lower[before] in lexicon().group or words.lemma[before] in lexicon().person
        goes_on = inside and not words.begins[at + 1] and words.entity[at + 1] == words.entity[at]
        return at + 2 if people or (goes_on and words.entity[at] != "PERSON") else None
    ahead = at
    while ahead < size and (words.lower[ahead] in CONNECTORS | PARTICLES or (ahead > at and words.text[ahead] == "-")):
        ahead += 1
    if ahead == at:
        if not inside or words.lower[at] in {"'s", "'"}:
            return None
        if words.text[at] in {"(", ")", "[", "]", ":", ";", '"', "|"}:
            return None
        if words.sentence.is_heading and words.lower[at] in GATHERINGS:
            return None
        listed = words.text[at] == "," and at + 1 < size and is_name[at + 1] and _enumerates(words, at)
        return at + 1 if listed or words.pos[at] in {"NUM", "PROPN", "NOUN", "X"} else None
    if ahead >= size or not is_name[ahead]:
        return None
    joiner = words.lower[at]
    apart = not is_name[before - 1] if before else True
    if joiner in {"and", "&"} and apart and (ahead + 1 == size or not is_name[ahead + 1]):
        # "Celtic and Spartak" are two, "Fennimore & Roos" one.
        return ahead + 1 if joiner == "&" and words.entity[before] == "ORG" else None
    if inside and words.entity[ahead] == words.entity[before] and not words.begins[ahead]:
        return ahead + 1
    if joiner in PARTICLES and joiner not in {"y", "e"}:
        return ahead + 1
    if joiner == "and" and words.head[before] >= ahead and words.dep[before] in {"compound", "nmod", "amod"}:
        return ahead + 1
    if joiner in {"of", "for", "&"} and words.entity[before] != "PERSON" and words.pos[before] == "PROPN":
        office = words.lower[before] in TITLES or words.lemma[before] in lexicon().group
        return ahead + 1 if office or joiner == "&" else None
    return None


def _enumerates(words: Words, comma: int) -> bool:
    """Whether a comma stands in the name of one body: "Bureau of Alcohol, Tobacco, Firearms and Explosives"."""
    if words.entity[comma] != "ORG" or words.lower[comma + 1] in TITLES:
        return False
    behind = comma + 1
    while behind < len(words) and words.entity[behind] == "ORG" and not words.begins[behind]:
        if words.lower[behind] == "and":
            return True
        behind += 1
    return False


def _split(words: Words, start: int, end: int, people: frozenset[str]) -> Iterator[Candidate]:
    """The names in a run: states in front, title and person apart."""
    while end - start > 1 and words.text[end - 1] in _DASHES:
        end -= 1
    cut = _person_start(words, start, end)
    if cut is None:
        yield from _plain(words, start, end, people)
        return
    titled = any(words.lower[i] in TITLES for i in range(start, cut)) or words.lower[cut - 1] in lexicon().person
    if not titled:
        yield from _plain(words, start, cut, people)
        yield _name(words, cut, end)
        return
    for size in range(min(3, cut - start - 1), 0, -1):
        if find_state(words.span(start, start + size)):
            yield _name(words, start, start + size)
            break
    first = start
    if first >= 2 and words.lower[first - 1] in {"for", "of"} and words.lower[first - 2] in TITLES:
        first -= 2  # "Undersecretary for Education Mr. Salvi"
    while first > 0 and words.dep[first - 1] in {"compound", "amod", "nmod"} and start <= words.head[first - 1] < end:
        first -= 1
    yield _name(words, cut, end, first)


def _person_start(words: Words, start: int, end: int) -> int | None:
    """Where a person's name begins behind a title or another name, or None when the run is one name."""
    titles = [i for i in range(start, end) if words.lower[i] in TITLES]
    begins = [i for i in range(start + 1, end) if words.entity[i] == "PERSON" and words.begins[i]]
    if titles and titles[-1] < end - 1:
        last = titles[-1]
        if words.text[last + 1] in _DASHES:
            return None
        if words.lower[last + 1] not in CONNECTORS:
            # "Mr Justice Moses Kiprono" has a name behind; in "President Office" an office is named.
            plain = words.lower[end - 1] in lexicon().group and words.entity[last + 1] != "PERSON"
            return None if plain else last + 1
        behind = last + 1
        while behind < end and words.lower[behind] in CONNECTORS:
            behind += 1
        for size in range(min(4, end - behind - 1), 0, -1):
            if find_state(words.span(behind, behind + size)):
                return behind + size
        later = [i for i in begins if i > behind]
        if later:
            return later[0]
        # "Minister of Education Stefania Giannini", where the recogniser takes the office into the name.
        return behind + 1 if words.entity[end - 1] == "PERSON" and end - behind >= 3 else None
    bare = start == 0 or words.lower[start - 1] in {"the", "by", "and"}
    human = lexicon().nouns.get(words.lower[start]) == "person" and words.text[start + 1 : start + 2] != ["-"]
    human = human and words.entity[end - 1] != "ORG" and words.lower[end - 1] not in lexicon().group
    if not titles and bare and end - start >= 3 and human:
        # "Hydrologist Amrit Sandhu" at the start of a sentence, or "the campaigner Amrit Sandhu".
        return start + 1
    if titles or not begins or words.entity[start] in {"PERSON", ""}:
        return None
    return begins[0] if words.lower[begins[0] - 1] not in CONNECTORS | PARTICLES else None


def _plain(words: Words, start: int, end: int, people: frozenset[str]) -> Iterator[Candidate]:
    """A run without a person behind a title: a name, or an office ("Secretary of State") or a body named by a noun."""
    lists = lexicon()
    title = next((i for i in range(end - 1, start - 1, -1) if words.lower[i] in TITLES), None)
    if title is None and words.text[start + 1 : start + 2] == ["-"] and lists.nouns.get(words.lower[start]) == "person":
        title = start  # "Developer-in-Residence"
    office = title is not None and (
        title == end - 1 or words.lower[title + 1] in CONNECTORS or words.text[title + 1] == "-"
    )
    if office and title == end - 1 and end - start > 1 and words.entity[start] == "PERSON" and title != start:
        # A surname that is also a title: "Stephen King".
        office = words.lower[start] in TITLES or words.entity[end - 1] != "PERSON"
    common = (
        end - start == 1
        and lists.nouns.get(words.lemma[start]) in {"person", "group"}
        and words.entity[start] != "PERSON"
        and words.lower[start] not in people
        and not is_acronym(words.text[start])
    )
    if office or common:
        head = _head(words, start, end)
        definite = end - start == 1 or (start > 0 and words.lower[start - 1] == "the")
        plural = words.tag[head] in {"NNS", "NNPS"}
        text = words.span(start, end)
        yield Candidate(words.sentence.index, start, end, head, text, "nominal", None, "", None, plural, definite)
    else:
        yield _name(words, start, end)


def _head(words: Words, start: int, end: int) -> int:
    """The token of a run that governs the others."""
    return next(
        (i for i in range(end - 1, start - 1, -1) if not start <= words.head[i] < end or words.head[i] == i), end - 1
    )


def _name(words: Words, start: int, end: int, first: int = -1) -> Candidate:
    """The name ``start`` to ``end``; a title in front begins at ``first``."""
    labels = [words.entity[i] for i in range(start, end) if words.entity[i]]
    label = max(dict.fromkeys(labels), key=labels.count) if labels else ""
    head = _head(words, start, end)
    long = words.span(first, end) if first >= 0 else None
    if long is None and start >= 2 and words.tag[start - 1] == "POS":
        owner = [child for child in words.children[head] if child < start and words.dep[child] == "poss"]
        long = words.span(words.edges(owner[0])[0], end) if owner else None
    return Candidate(
        sentence=words.sentence.index,
        start=start,
        end=end,
        head=head,
        text=words.span(start, end),
        kind="name",
        title=words.span(first, start) if first >= 0 else None,
        label=label,
        long=long,
        plural=words.tag[head] == "NNPS",
        definite=start > 0 and words.lower[start - 1] == "the",
        first=first,
    )
