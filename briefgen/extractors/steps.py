"""Extractor of the section ``steps``: what somebody is to do, or what is to happen, after the sources end."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from spacy.lang.en.stop_words import STOP_WORDS

from briefgen.analysis.model import Analysis, TimeExpression
from briefgen.brief import Due, Evidence, Step
from briefgen.config import Config
from briefgen.extractors.actions import word_action
from briefgen.extractors.commitments import main_deed
from briefgen.extractors.conditions import condition_of
from briefgen.extractors.due import choose_due
from briefgen.extractors.owner_candidates import choose_owner
from briefgen.extractors.owners import Owners
from briefgen.extractors.selection import select
from briefgen.extractors.statuses import status_of
from briefgen.extractors.vetoes import is_account, is_wish, says_nothing

_TELLING = {"announcer", "mention", ""}
"""Ways to somebody who tells of what is to happen and need not do anything about it."""
_OPENING = 3
"""Words by which a condition is known, and words that must be left before it."""
_EVIDENCE = 3
"""Pieces of evidence a step may have."""


def extract(analysis: Analysis, config: Config) -> list[Step]:
    """The most certain steps, ``config.most_items`` at most: soonest first, then those without a date by weight."""
    owners = Owners(analysis)
    found: list[tuple[Step, float]] = []
    for selection in select(analysis, "step"):
        for step in make_steps(analysis, selection.sentences, owners):
            if not any(_is_same(step, other) for other, _ in found):
                found.append((step, selection.score))
        if len(found) >= config.most_items:
            break
    found.sort(key=lambda item: (_soonest(item[0]), -item[1]))
    return [step for step, _ in found]


def make_steps(analysis: Analysis, sentences: Sequence[int], owners: Owners | None = None) -> list[Step]:
    """The steps that the sentences, weightiest first, tell of."""
    owners = owners or Owners(analysis)
    deeds = {index: owners.deeds(analysis.sentences[index])[0] for index in sentences}
    sentences = [i for i in sentences if not (is_wish(analysis, i) or is_account(analysis, deeds[i]))]
    if not sentences:
        return []
    deed = main_deed([analysis.sentences[index] for index in sentences[:_EVIDENCE]])
    time = choose_due(analysis, deed, sentences)
    owner, way = choose_owner(analysis, deed, sentences, owners)
    condition = condition_of(deed)
    can_act = deed.owner is not None or (
        not deed.passive and deed.subject is not None and owners.can_act(deed.sentence, deed.subject)
    )
    action = word_action(analysis, deed, time, can_act)
    if way in _TELLING and action.startswith("[Expect]") and deed.sentence.paragraph.kind == "text":
        owner = None
    if says_nothing(action, _due(time)):
        return []
    status = status_of(deed, way, time, condition)
    if status == "conditional" and condition:
        action = _without(action, condition)
    evidence: tuple[Evidence, ...] = tuple(analysis.sentences[index].evidence() for index in sentences[:_EVIDENCE])
    return [
        Step(
            owner=owner,
            action=action,
            due=_due(time),
            status=status,
            condition=condition if status == "conditional" else None,
            evidence=evidence,
        )
    ]


def _without(action: str, condition: str) -> str:
    """The action without the condition at its end, which has a field of its own."""
    opening = " ".join(condition.split()[:_OPENING])
    before, found, _ = action.partition(opening)
    return before.rstrip(" ,;") if found and len(before.split()) >= _OPENING else action


def _due(time: TimeExpression | None) -> Due | None:
    if time is None:
        return None
    if time.first is None or time.last is None:
        return Due(text=time.text)
    return Due(text=time.text, start=time.first.isoformat(), end=time.last.isoformat())


def _soonest(step: Step) -> tuple[bool, str, str]:
    if step.due is None or step.due.end is None:
        return True, "", ""
    return False, step.due.end, step.due.start or ""


def _is_same(step: Step, other: Step) -> bool:
    """Whether two steps say the same: one owner, one time, and most words of the shorter action.

    For one owner and one last day, two words that say something are enough: "order the panels", "order four panels".
    """
    if step.evidence[0].source == other.evidence[0].source and step.evidence[0].start == other.evidence[0].start:
        return True
    if step.owner and other.owner and step.owner != other.owner:
        return False
    if step.owner and step.owner == other.owner and step.due and other.due and step.due.end == other.due.end:
        mine, theirs = _words(step.action) - STOP_WORDS, _words(other.action) - STOP_WORDS
        if step.due.end and len(mine & theirs) >= max(2, 0.66 * min(len(mine), len(theirs))):
            return True
    days = [(s.due.start, s.due.end) for s in (step, other) if s.due and s.due.start]
    if len(days) == 2 and days[0] != days[1]:
        return False
    mine, theirs = _words(step.action), _words(other.action)
    return len(mine & theirs) >= 0.75 * max(1, min(len(mine), len(theirs))) and min(len(mine), len(theirs)) >= 3


@lru_cache(maxsize=10_000)
def _words(text: str) -> frozenset[str]:
    return frozenset(word for word in re.findall(r"\w+", text.casefold()) if len(word) > 2)
