"""How firm a step is: committed, planned or conditional. A logistic regression over how it is announced."""

from __future__ import annotations

from collections.abc import Mapping

from briefgen.analysis.model import TimeExpression
from briefgen.brief import StepStatus
from briefgen.extractors.deeds import Deed
from briefgen.extractors.step_model import step_model

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
        known.append(f"if={condition.split()[0].lower()}")
    if deed.governor is not None:
        known.append(f"governor={deed.governor.lemma_.lower()}")
        known.append(f"governor's tense={deed.governor.tag_}")
    if deed.verb is not None:
        known.append(f"verb={deed.verb.lemma_.lower()}")
        known.append(f"tense={deed.verb.tag_}")
        known += [f"aux={child.lower_}" for child in deed.verb.children if child.dep_ in {"aux", "auxpass", "neg"}]
    known += [f"word={token.lemma_.lower()}" for token in sentence.tokens if token.is_alpha]
    return dict.fromkeys(known, 1.0)


def status_of(deed: Deed, way: str, due: TimeExpression | None, condition: str | None) -> StepStatus:
    """The status of a step, given its parts."""
    scores = step_model().statuses(status_features(deed, way, due, condition))
    return STATUSES[max(range(len(STATUSES)), key=lambda index: scores[index])]
