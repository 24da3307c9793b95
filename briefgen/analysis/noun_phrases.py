"""Noun phrases that say what somebody is, read from the tags of the words rather than from the parse."""

from __future__ import annotations

from briefgen.analysis.gazetteer import lexicon
from briefgen.analysis.names import TITLES, word_set
from briefgen.analysis.roles import role_head
from briefgen.analysis.words import Words

ARTICLES = frozenset({"a", "an", "the"})
_OWNERS = frozenset({"its", "his", "her", "their", "our", "my", "whose"})
NOUNS = frozenset({"NN", "NNS", "NNP", "NNPS"})
_PARTS = NOUNS | {"JJ", "JJR", "JJS", "POS", "HYPH"}
"""Tags of the words of a noun phrase, participles and articles aside."""
_BODIES = word_set(
    """
    airline app arm bakery blog body brand brewer brewery broadcaster browser builder business carmaker carrier
    chain channel charity competitor consultancy contractor designer developer distributor engine exchange giant
    grocer insurer journal lender magazine maker manufacturer marketplace operator opposition organiser
    organizer outlet owner platform portal producer programme project promoter provider publication publisher
    railway refiner retailer rival seller service site sponsor startup store studio subsidiary supermarket
    supplier unit utility vendor watchdog website wholesaler
    """
)
"""Nouns that are said of companies and other bodies, though WordNet files them under persons or things."""
CALLINGS = word_set(
    """
    convenor convener headman coordinator blogger webmaster chairperson spokesperson vp svp evp cio ciso md gm pm td ag
    """
)
"""Nouns for an office or a calling that neither WordNet nor the list of titles has."""
_PERSON_ENDINGS = ("ist", "man", "woman", "person", "maker", "holder", "keeper", "worker", "player", "writer")
_EITHER = word_set(
    "leader owner manager candidate nominee head chief officer private founder author executive chair coach"
)
"""Titles that bodies have, too."""
VAGUE = word_set("fan girl boy guy man woman person believer one friend lot member people colleague")
"""What speakers call themselves without telling what they are."""
TIES = frozenset({"of", "for", "in", "at", "from", "on", "with"})
_TO = frozenset({"adviser", "advisor", "ambassador", "assistant", "delegate", "envoy", "heir", "secretary", "aide"})
"""Nouns that a phrase with "to" belongs to."""
STEPS = frozenset({",", ".", ";", ")", ":", "-", "–", "—", "who", "which", "that", '"', "(", "?", "!"})
_NO_PART = frozenset({"fellow", "such", "one", "two", "other", "same"})
_LONGEST = 12
"""Words of a role."""
_FARTHEST = 10
"""Words between a noun and the name behind the phrase that belongs to it."""


def noun_role(words: Words, start: int) -> str | None:
    """The noun phrase at ``start`` as the role of one person, or None when it is none."""
    found = phrase_at(words, start)
    if found is None or not fits(words, found[1], True) or words.tag[found[1]] == "NNS":
        return None
    return whole_role(words, *found)


def plural_role(words: Words, start: int) -> str | None:
    """The plural noun phrase at ``start`` as the role of each, or None when it is none."""
    found = phrase_at(words, start)
    if found is None or words.tag[found[1]] != "NNS" or not fits(words, found[1], True):
        return None
    return f"{words.span(found[0], found[1])} {words.lemma[found[1]]}".strip()


def role_before(words: Words, end: int, person: bool, apart: bool) -> str | None:
    """The role whose words end at ``end``; ``apart`` if a mark or a verb parts it from the name."""
    for head in range(end - 1, max(-1, end - 1 - (_FARTHEST if person else 1)), -1):
        if words.text[head] in STEPS - {"-"}:
            return None
        if not fits(words, head, person) or words.tag[head] not in NOUNS | {"JJ"} or (apart and _is_name(words, head)):
            continue
        tail = head + 1
        if words.text[tail : tail + 1] == ["-"] and words.lower[tail + 1 : tail + 2] in (["general"], ["elect"]):
            tail += 2
        if tail < end and (words.lower[tail] not in TIES or end_of_tie(words, tail) != end):
            return None
        if tail < end and not apart and not (words.lower[head] in TITLES and words.tag[head] == "NNP"):
            return None
        if words.tag[head] == "NNS" or (not person and not words.text[head][0].islower()):
            return None
        first = head
        while first and is_part(words, first - 1):
            first -= 1
        while first < head and words.tag[first] in {"POS", "HYPH"}:
            first += 1
        if end - first <= _LONGEST and not (apart and _belongs(words, first)):
            return words.span(first, end)
        return None
    return None


def _belongs(words: Words, first: int) -> bool:
    """Whether the phrase that begins at ``first`` tells whose somebody else is: "the driver of the minister"."""
    tie = first - 1
    while tie > 0 and words.tag[tie] in {"DT", "PRP$"}:
        tie -= 1
    return tie > 0 and words.lower[tie] in {"of", "to", "for"} and fits(words, tie - 1, True)


def fits(words: Words, head: int, person: bool) -> bool:
    """Whether a noun can say what a person, or a body, is."""
    lemma, lower = words.lemma[head], words.lower[head]
    if not person:
        return lexicon().nouns.get(lemma) == "group" or lemma in _BODIES
    if lexicon().nouns.get(lemma) == "person" or lower in TITLES or lower in CALLINGS:
        return True
    if head >= 2 and words.text[head - 1] == "-" and not words.spaced[head - 2]:
        whole = words.lower[head - 2] + lower  # "co-ordinator", "vice-president"
        return words.lower[head - 2] in TITLES or lexicon().nouns.get(whole) == "person"
    return lemma not in lexicon().common and lower.endswith(_PERSON_ENDINGS)


def is_personal(role: str) -> bool:
    """Whether a role is never that of a body: "foreign minister", "Colombian cyclist", but not "owner"."""
    head = role_head(role)
    return (head in TITLES and head not in _EITHER) or head.endswith(_PERSON_ENDINGS[:4])


def phrase_at(words: Words, start: int) -> tuple[int, int, int] | None:
    """First token without article, head and end of the noun phrase that begins at ``start``."""
    size = len(words)
    first = start + (start < size and words.lower[start] in ARTICLES | _OWNERS)
    end = first
    while end < size and (is_part(words, end) or (words.lower[end] in {"and", ","} and _joins(words, end))):
        end += 1
    while end > first and words.tag[end - 1] not in NOUNS:
        end -= 1
    if end == first:
        return None
    head = end - 1
    if end + 1 < size and words.text[end] == "-" and words.lower[end + 1] in {"general", "elect", "designate"}:
        end += 2  # "secretary-general"
    if head - 2 >= first and words.text[head - 1] == "-" and words.lower[head - 2] in TITLES:
        head -= 2
    return first, head, end


def whole_role(words: Words, first: int, head: int, end: int) -> str:
    """A noun phrase with a second office joined to it and with what belongs to it, if that is short."""
    return words.span(first, whole_end(words, first, head, end))


def whole_end(words: Words, first: int, head: int, end: int) -> int:
    """Where ``whole_role`` ends."""
    size = len(words)
    if end + 1 < size and words.lower[end] == "and":
        joined = phrase_at(words, end + 1)
        if joined and joined[0] == end + 1 and words.tag[joined[1]] != "NNS" and fits(words, joined[1], True):
            behind = joined[2]
            closes = behind >= size or words.text[behind] in STEPS or words.lower[behind] in TIES
            if closes and fits(words, head, True):
                end = behind
    last = end
    if end < size and (words.lower[end] in TIES or (words.lower[end] == "to" and words.lower[head] in _TO)):
        last = end_of_tie(words, end)
    return last if last - first <= _LONGEST else end


def end_of_tie(words: Words, tie: int) -> int:
    """End of the phrases that prepositions open: "of the Harbour Board in Elmfield"; ``tie`` itself if there is none.

    "In", "at" and the like must lead to a name: "manager of Lowmark in the announcement" ends at "Lowmark".
    """
    end, size = tie, len(words)
    while end < size and (end == tie or words.lower[end] in TIES):
        at = end + 1
        while at < size and (is_part(words, at) or words.tag[at] in {"DT", "PRP$"} or _goes_on(words, at)):
            at += 1
        while at > end and words.tag[at - 1] not in NOUNS:
            at -= 1
        close = words.lower[end] in {"of", "for", "to"} or words.tag[at - 1].startswith("NNP")
        dated = not {"DATE", "TIME"}.isdisjoint(words.entity[end:at])
        if at <= end + 1 or not close or dated or "PRP$" in words.tag[end:at]:
            break
        end = at
    return end


def _goes_on(words: Words, at: int) -> bool:
    """Whether an "and" joins two things that an office is of, and not another person."""
    return words.lower[at] in {"and", "&"} and at + 1 < len(words) and words.entity[at + 1] != "PERSON"


def _is_name(words: Words, at: int) -> bool:
    """Whether a noun has a capital of its own though it is no title: "(White)"."""
    return at > 0 and words.text[at][0].isupper() and words.lower[at] not in TITLES | CALLINGS


def is_part(words: Words, at: int) -> bool:
    """Whether a word can stand within a noun phrase."""
    if words.lower[at] in _NO_PART:
        return False
    if words.tag[at] in {"VBN", "VBG", "CD"}:
        return words.dep[at] in {"amod", "compound", "nummod"} and words.entity[at] not in {"DATE", "TIME"}
    return words.tag[at] in _PARTS and words.entity[at] != "TIME"


def _joins(words: Words, at: int) -> bool:
    """Whether "and" or a comma stands between two adjectives."""
    return 0 < at < len(words) - 1 and words.tag[at - 1].startswith("JJ") and words.tag[at + 1].startswith("JJ")
