"""What a mention does in its sentence: subject of which verb, object, owner, place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from briefgen.analysis.words import Words

Function = Literal["subject", "passive", "agent", "object", "oblique", "owner", "modifier", "other"]

_SUBJECTS = frozenset({"nsubj", "csubj", "expl"})
_OBJECTS = frozenset({"dobj", "dative", "iobj", "oprd"})
_MODIFIERS = frozenset({"compound", "nmod", "amod"})
_VERBAL = frozenset({"VERB", "AUX"})


@dataclass(frozen=True, slots=True)
class Act:
    """The function of a mention and the word it depends on."""

    function: Function
    governor: int
    """Position of the verb, or of the noun or preposition, that governs the mention."""
    joined: bool
    """Whether it stands in a list behind another ("Estonia and Latvia")."""
    apposition: bool
    """Whether it explains another noun ("the mayor, Luca Pastorino")."""


def act_of(words: Words, head: int) -> Act:
    """What the mention with the head token ``head`` does."""
    at = head
    joined = apposition = False
    for _ in range(5):
        dep, parent = words.dep[at], words.head[at]
        if parent == at:
            break
        if dep == "conj" and words.pos[parent] not in _VERBAL:
            joined, at = True, parent
        elif dep == "appos":
            apposition, at = True, parent
        else:
            break
    dep, parent = words.dep[at], words.head[at]
    function: Function = "other"
    if dep in _SUBJECTS:
        function = "subject"
    elif dep == "nsubjpass":
        function = "passive"
    elif dep in _OBJECTS:
        function = "object"
    elif dep == "pobj":
        function = "agent" if words.dep[parent] == "agent" else "oblique"
        if function == "agent":
            parent = words.head[parent]
    elif dep == "poss":
        function = "owner"
    elif dep in _MODIFIERS:
        function = "modifier"
    return Act(function, parent, joined, apposition)


def plans(words: Words, verb: int) -> bool:
    """Whether a verb tells of the future: "will decide", "is to meet", "plans to vote"."""
    if words.lemma[verb] in {"plan", "expect", "intend", "agree", "promise", "vow", "pledge", "hope", "aim"}:
        return True
    return any(
        words.dep[child] == "aux" and words.lower[child] in {"will", "'ll", "shall", "wo"}
        for child in words.children[verb]
    )
