"""How firm a step is: committed, planned or conditional. A logistic regression over how it is announced."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from briefgen.analysis.model import TimeExpression
from briefgen.brief import StepStatus
from briefgen.extractors.deeds import Deed
from briefgen.extractors.step_model import step_model

_INTENDING = {
    "plan",
    "expect",
    "intend",
    "hope",
    "wish",
    "want",
    "aim",
    "goal",
    "intention",
    "consider",
    "propose",
    "seek",
}
_HEDGES = {
    "hopefully", "might", "may", "maybe", "perhaps", "possibly", "probably", "likely", "tentatively", "leaning", "idea",
    "intention", "goal", "aim", "hope", "try", "look", "looking", "suggest", "propose", "prefer", "preferable", "would",
    "could", "should", "eventually", "someday",
}  # fmt: skip
"""Words that hold back."""
_BONDS = {
    "agree", "agreed", "decide", "decided", "resolved", "resolution", "approved", "scheduled", "confirmed", "promised",
    "action", "vote", "voted", "must", "shall", "order", "ordered",
}  # fmt: skip
"""Words that bind."""
_TASKS = re.compile(r"action|next step|to.?do", re.IGNORECASE)
_SHORT = 6
"""Tokens below which a sentence is a mere note."""
_MARKS = {"if", "unless", "once", "provided", "providing", "assuming", "long", "should"}
_PROVISOS = ("so long as", "as long as", "on condition", "subject to", "provided", "providing", "only if", "contingent")
STATUSES: tuple[StepStatus, ...] = ("committed", "planned", "conditional")


def status_features(deed: Deed, way: str, due: TimeExpression | None, condition: str | None) -> Mapping[str, float]:
    """What the status is judged by; ``way`` is how the owner was found ("" for none)."""
    sentence = deed.sentence
    form = "turn" if sentence.speaker else sentence.paragraph.kind
    timed = "none" if due is None else "day" if due.first else "vague"
    known = [
        f"cue={deed.cue}",
        f"form={form}",
        f"way={way}",
        f"due={timed}",
        f"condition={condition is not None}",
        f"cue={deed.cue}|form={form}",
        f"cue={deed.cue}|way={way}",
        f"cue={deed.cue}|due={timed}",
        f"condition={condition is not None}|cue={deed.cue}",
        f"passive={deed.passive}|cue={deed.cue}",
        f"question={sentence.text.rstrip().endswith('?')}",
    ]
    if condition is not None:
        known += [f"if={condition.split()[0].lower()}", f"attached={_is_attached(deed)}"]
    if deed.governor is not None:
        known.append(f"governor={deed.governor.lemma_.lower()}")
        known.append(f"governor's tense={deed.governor.tag_}")
    if deed.verb is not None:
        known.append(f"verb={deed.verb.lemma_.lower()}")
        known.append(f"tense={deed.verb.tag_}")
        known += [f"aux={child.lower_}" for child in deed.verb.children if child.dep_ in {"aux", "auxpass", "neg"}]
    known += [f"word={token.lemma_.lower()}" for token in sentence.tokens if token.is_alpha]
    known += _tone(deed)
    return dict.fromkeys(known, 1.0)


def _tone(deed: Deed) -> Iterator[str]:
    """What the sentence as a whole sounds like: held back or binding, a task of somebody named, how it opens."""
    sentence = deed.sentence
    words = {token.lower_ for token in sentence.tokens}
    held = {"hedged": bool(words & _HEDGES), "bound": bool(words & _BONDS), "named": deed.owner is not None}
    for name, holds in held.items():
        if holds:
            yield from (name, f"{name}|cue={deed.cue}")
    first = next((token for token in sentence.tokens if token.is_alpha), None)
    if first is not None:
        yield from (f"first={first.lower_}", f"first tag={first.tag_}")
    if len(sentence.tokens) < _SHORT:
        yield "short"
    if any(map(_TASKS.search, sentence.headings)):
        yield "under tasks"


def _is_intention(deed: Deed) -> bool:
    """Whether the deed is only meant: "plans to", "expects to", "its goal is to"."""
    announcing = [deed.governor.lemma_.lower()] if deed.governor is not None else []
    if deed.subject is not None and deed.cue == "is to":
        announcing.append(deed.subject.lemma_.lower())
    return bool(_INTENDING & set(announcing))


def _is_attached(deed: Deed) -> bool:
    """Whether a condition hangs on the deed itself, or opens the sentence."""
    if deed.loose or deed.sentence.tokens[0].lower_ in _MARKS:
        return True
    return any(
        child.dep_ == "advcl" and any(mark.lower_ in _MARKS for mark in child.children)
        for word in (deed.verb, deed.governor)
        if word is not None
        for child in word.children
    )


def settled_status(deed: Deed, condition: str | None) -> StepStatus | None:
    """The status that the words leave no doubt about, or None: "if …" on the deed itself, a proviso, "plans to …"."""
    if condition is None:
        return "planned" if _is_intention(deed) else None
    if condition.lower().startswith(_PROVISOS):
        return "conditional"
    firm = condition.split()[0].lower() in {"if", "unless", "provided", "providing", "only"}
    return "conditional" if firm and _is_attached(deed) else None


def status_of(deed: Deed, way: str, due: TimeExpression | None, condition: str | None) -> StepStatus:
    """The status of a step, given its parts; ``way`` as in ``status_features``."""
    settled = settled_status(deed, condition)
    if settled is not None:
        return settled
    scores = step_model().statuses(status_features(deed, way, due, condition))
    return STATUSES[max(range(len(STATUSES)), key=lambda index: scores[index])]
