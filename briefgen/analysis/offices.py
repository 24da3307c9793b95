"""Roles that a verb gives: "was elected chair of the Board", "served as treasurer", "who leads the inquiry"."""

from __future__ import annotations

from collections.abc import Iterator

from briefgen.analysis.mentions import Candidate
from briefgen.analysis.noun_phrases import VAGUE, noun_role, plural_role
from briefgen.analysis.roles import role_head
from briefgen.analysis.words import Words

_MADE = frozenset(
    {"appoint", "elect", "name", "reappoint", "reelect", "hire", "install", "confirm", "promote", "choose"}
)
_HELD = frozenset({"serve", "act", "work", "return", "continue", "remain"})
_LEADS = frozenset({"lead", "head", "run", "chair", "represent", "own", "found", "coach", "manage", "edit", "direct"})
_MAYBE = frozenset({"would", "could", "may", "might", "should", "can", "will", "must"})
_IFS = frozenset({"if", "unless", "whether", "until", "once", "before"})
_DENYING = frozenset({"deny", "doubt", "wonder", "ask", "reject", "dispute", "refuse", "decline"})
_DEEP = 4
"""Verbs looked at from one upwards."""
_LONGEST = 9
"""Words of a clause that tells a role."""
_PRESS = frozenset({"reporter", "journalist", "correspondent", "newspaper", "magazine"})
"""Those who ask, of whom a title may say the same."""


def given_roles(words: Words, name: Candidate) -> Iterator[str]:
    """The offices that the verb of a sentence gives to a person, not those that it only thinks of."""
    head = name.head
    verb = words.head[head]
    if verb != head and not is_supposed(words, verb):
        lemma, dep = words.lemma[verb], words.dep[head]
        made = lemma in _MADE and (dep == "nsubjpass" or (dep == "dobj" and words.pos[verb] == "VERB"))
        if made or (lemma in _HELD and dep == "nsubj"):
            yield from _office(words, verb)
    for child in words.children[head]:
        if words.dep[child] == "relcl":
            yield from _relative(words, child)


def is_supposed(words: Words, verb: int) -> bool:
    """Whether a verb, or one above it, is denied or only thought of: "if she is elected", "denied that he is"."""
    for _ in range(_DEEP):
        for child in words.children[verb]:
            if words.lower[child] in _MAYBE | _IFS or words.dep[child] == "neg":
                return True
        above = words.head[verb]
        if above == verb or words.dep[verb] not in {"ccomp", "xcomp", "conj", "advcl", "acl"}:
            return False
        if words.lemma[above] in _DENYING:
            return True
        verb = above
    return False


def _office(words: Words, verb: int) -> Iterator[str]:
    """The office behind a verb: "elected chair", "served as treasurer"."""
    for child in words.children[verb]:
        if child < verb:
            continue
        if words.dep[child] in {"oprd", "attr"}:
            role = noun_role(words, words.edges(child)[0])
        elif words.lower[child] == "as" and words.dep[child] in {"prep", "mark"}:
            role = noun_role(words, child + 1)
        else:
            continue
        if role and role_head(role) not in VAGUE:
            yield role


def _relative(words: Words, verb: int) -> Iterator[str]:
    """As in "who leads for the Harbour Board", "who serves as treasurer"."""
    subject = next((child for child in words.children[verb] if words.dep[child] in {"nsubj", "nsubjpass"}), None)
    if subject is None or words.lower[subject] != "who" or is_supposed(words, verb):
        return
    if words.lemma[verb] in _MADE | _HELD:
        yield from _office(words, verb)
    elif words.lemma[verb] in _LEADS and verb == subject + 1:
        end = verb + 1
        for child in words.children[verb]:
            if words.dep[child] in {"dobj", "prep"} and words.edges(child)[0] == end:
                end = words.edges(child)[1] + 1
        while end > verb + 1 and words.text[end - 1] in {",", ".", ";"}:
            end -= 1
        inside = range(verb, end)
        clear = all(words.text[i] != "," and words.tag[i] not in {"PRP", "PRP$"} for i in inside)
        if verb + 1 < end <= verb + _LONGEST and clear:
            yield words.span(verb, end)


def guests_of(words: Words) -> tuple[str, int, bool] | None:
    """What the title of an interview calls those who answer: the role, its first token and whether they are several.

    "The Courier interviews glacier researchers": ("glacier researcher", 3, True).
    """
    for at in range(len(words) - 1):
        verb = at > 0 and (
            words.lower[at] == "interviews" or (words.lemma[at] == "interview" and words.pos[at] == "VERB")
        )
        noun = words.lower[at] in {"interview", "interviews"} and words.lower[at + 1] == "with"
        talk = words.lemma[at] in {"speak", "talk"} and words.lower[at + 1] in {"to", "with"} and at > 0
        if not (verb or noun or talk):
            continue
        start = at + 1 if verb and not noun else at + 2
        single = noun_role(words, start)
        if single and role_head(single) not in VAGUE | _PRESS:
            return single, start, False
        several = plural_role(words, start)
        if several and role_head(several) not in VAGUE | _PRESS:
            return several, start, True
    return None
