"""The action of a step: a line that begins with a verb and can be read alone.

Its words are those of the sentence; the verb stands in its base form, and what else is supplied stands in
square brackets: who "they" are, which day "Tuesday" is, what a bare "Close" speaks of.
"""

from __future__ import annotations

import re

from spacy.tokens import Token

from briefgen.analysis.model import Analysis, TimeExpression
from briefgen.extractors import references
from briefgen.extractors.deeds import Deed
from briefgen.extractors.draft import Draft
from briefgen.extractors.events import is_gathering, word_event, word_noun
from briefgen.extractors.phrases import TIME_LEADS, base_form, closed, noun_phrase, rest_of

_LEFT_OUT = {"nsubj", "nsubjpass", "csubj", "aux", "auxpass", "mark", "expl", "neg", "intj", "discourse", "agent"}
_TURNED = {
    "begin", "start", "open", "reopen", "close", "commence", "resume", "end", "continue", "launch", "land", "expire",
    "stop", "finish", "move", "return", "change", "improve", "increase", "reduce", "expand",
}  # fmt: skip
"""Verbs that say the same of a thing as subject and as object: "talks resume", "resume talks"."""
_CONDITIONS = {"if", "unless", "provided", "once", "assuming", "until", "when", "should"}
_FILLERS = {"also", "then", "therefore", "now", "just", "probably"}
_INTRODUCING = {
    "intent", "intention", "step", "idea", "plan", "aim", "goal", "objective", "purpose", "task", "job", "proposal",
    "decision", "part", "thing", "hope", "point", "priority", "consensus",
}  # fmt: skip
"""Nouns that introduce a deed without doing it."""


def word_action(analysis: Analysis, deed: Deed, due: TimeExpression | None, can_act: bool) -> str:
    """The action of ``deed``, without its due time and condition, at most LIMIT characters.

    ``can_act`` tells whether the subject of the deed can act; what happens to a thing is worded so that the
    thing is named.
    """
    if deed.verb is None:
        return word_noun(analysis, deed, due)
    draft = Draft(deed.sentence, deed.start, deed.end)
    draft.drop(deed.start, deed.start + 1)
    _keep_the_deed(draft, deed)
    _drop_due(draft, deed, due)
    references.date_times(draft, analysis)
    references.resolve_references(draft, analysis)
    verb = base_form(deed.verb)
    if deed.cue == "scheduled":
        return closed(deed, word_event(analysis, deed, draft))
    subject = "" if can_act or deed.subject is None or _is_frame(deed) else noun_phrase(analysis, deed, deed.subject)
    rest = rest_of(draft)
    if not subject or (deed.subject is not None and deed.subject.dep_ == "expl"):
        exists = (deed.subject is not None and deed.subject.dep_ == "expl") or (verb == "Be" and not rest)
        line = f"[Expect] {rest}" if exists else f"{verb} {rest}"
    elif deed.passive or deed.verb.lemma_ in _TURNED:
        particle = _particle(draft, deed)
        line = f"{verb} {particle} {subject} {rest_of(draft)}"
    elif deed.verb.lemma_ == "be" and (not rest or re.match(r"(?:now )?due\b", rest)):
        line = f"[Expect] {subject}"
    elif _takes_place(deed):
        line = f"[Hold] {subject} {re.sub(r'^place ', '', rest)}"
    else:
        verb = verb if verb.isupper() else verb[:1].lower() + verb[1:]
        line = f"[Expect] {subject} [to] {verb} {rest}"
    if deed.negative:
        line = line.replace("[to]", "not [to]", 1) if "[to]" in line else f"Not {line[:1].lower()}{line[1:]}"
    return closed(deed, line)


def _takes_place(deed: Deed) -> bool:
    """Whether a gathering "takes place", which is to say that it is held."""
    assert deed.verb is not None
    placed = deed.verb.lemma_ == "take" and any(child.lower_ == "place" for child in deed.verb.children)
    return placed and deed.subject is not None and is_gathering(deed.subject)


def _is_frame(deed: Deed) -> bool:
    """Whether the subject only introduces the deed ("the next step is to …") or stands in another clause of a note."""
    assert deed.subject is not None
    assert deed.verb is not None
    if deed.subject.lemma_.lower() in _INTRODUCING and deed.cue in {"is to", "due", "plan"}:
        return True
    noted = deed.sentence.paragraph.kind == "item" or deed.sentence.speaker is not None
    between = deed.sentence.tokens.doc[deed.subject.i : deed.verb.i]
    return noted and not deed.passive and any(token.text in {",", ";"} for token in between)


def _keep_the_deed(draft: Draft, deed: Deed) -> None:
    """Leave only the verb's own words: no subject, no condition, no clause joined on with a subject of its own."""
    assert deed.verb is not None
    if not deed.loose:
        inside = {token.i for token in deed.verb.subtree}
        for position in range(deed.start, deed.end):
            if draft.tokens[position].i not in inside:
                draft.drop(position, position + 1)
    for child in deed.verb.children:
        first, last = draft.span(child)
        if child.dep_ == "conj" and _stands_alone(child):
            while first > deed.start + 1 and draft.tokens[first - 1].text in {",", ";", "and", "but", "or"}:
                first -= 1
            draft.drop(first, last)
        elif (
            child.dep_ in _LEFT_OUT
            or _is_condition(child)
            or (child.dep_ in {"ccomp", "parataxis"} and child.i < deed.verb.i)
            or (child.dep_ == "advmod" and child.lower_ in _FILLERS)
        ):
            draft.drop(max(first, deed.start), last)


def _is_condition(token: Token) -> bool:
    return token.dep_ == "advcl" and any(child.lower_ in _CONDITIONS for child in token.children)


def _stands_alone(conjunct: Token) -> bool:
    return any(child.dep_ in {"nsubj", "nsubjpass", "expl"} for child in conjunct.children) or conjunct.tag_ == "VBD"


def _drop_due(draft: Draft, deed: Deed, due: TimeExpression | None) -> None:
    """Leave out the due time, which has a field of its own, where nothing else hangs on it."""
    if due is None or due.sentence != deed.sentence.index:
        return
    first, last = due.start, due.end
    while first > 0 and draft.tokens[first - 1].lower_ in TIME_LEADS:
        first -= 1
    if first <= deed.start or draft.tokens[first - 1].pos_ == "ADP":
        return
    behind = draft.tokens[last] if last < len(draft.tokens) else None
    if behind is not None and behind.pos_ in {"NOUN", "PROPN", "PART"}:
        return
    inner = {token.i for token in draft.tokens[first:last]}
    if any(
        child.i not in inner and child.dep_ not in {"punct", "cc", "conj"}
        for t in draft.tokens[first:last]
        for child in t.children
    ):
        return
    if behind is not None and behind.text == "," and draft.tokens[first - 1].text == ",":
        last += 1
    draft.drop(first, last)


def _particle(draft: Draft, deed: Deed) -> str:
    """The particle of the verb ("swear in"), taken out of the draft to stand beside the verb."""
    assert deed.verb is not None
    for child in deed.verb.children:
        if child.dep_ == "prt" and draft.kept[draft.position(child)]:
            draft.drop(draft.position(child), draft.position(child) + 1)
            return child.text
    return ""
