"""Actions that a noun names: "[Hold] the next meeting", "[Expect] the report"."""

from __future__ import annotations

import re

from spacy.tokens import Token

from briefgen.analysis.model import Analysis, TimeExpression
from briefgen.extractors import references
from briefgen.extractors.deeds import Deed
from briefgen.extractors.draft import Draft, bracketed
from briefgen.extractors.phrases import TIME_LEADS, base_form, closed, noun_phrase, rest_of

_GATHERINGS = {
    "meeting", "call", "session", "vote", "hearing", "election", "summit", "conference", "workshop", "talk", "review",
    "ceremony", "discussion", "reading", "consultation", "trial", "debate", "referendum", "ballot", "event", "briefing",
    "sprint", "visit", "council", "round", "interview", "exercise", "mediation", "negotiation", "mini-summit", "ama",
    "webinar", "training", "sitting", "competition", "contest", "tournament", "match", "race", "festival", "exhibition",
    "funeral", "poll", "game", "rally", "march", "protest", "auction", "parade", "forum", "convention", "congress",
    "assembly", "plenary", "teleconference",
}  # fmt: skip
"""What is held, by its noun."""


def is_gathering(noun: Token) -> bool:
    """Whether a noun names what people hold."""
    return noun.lemma_.lower() in _GATHERINGS


def word_event(analysis: Analysis, deed: Deed, draft: Draft) -> str:
    """What is scheduled or put off: "[Hold] the second reading"."""
    assert deed.verb is not None
    event = deed.subject if deed.passive else None
    for child in deed.verb.children:
        if child.dep_ == "dobj":
            event = child
    if event is None:
        return f"{base_form(deed.verb)} {rest_of(draft)}"
    phrase = noun_phrase(analysis, deed, event)
    first, last = draft.span(event)
    draft.drop(first, last)
    verb = "[Hold]" if is_gathering(event) else "[Expect]"
    rest = rest_of(draft)
    return f"{verb} {phrase}" if len(rest.split()) < 2 else f"{verb} {phrase} {rest}"


def word_noun(analysis: Analysis, deed: Deed, due: TimeExpression | None) -> str:
    """The line of a deed that a noun alone names: "[Hold] next meeting", "[Expect] the next report"."""
    draft = Draft(deed.sentence)
    _drop_time(draft, due)
    references.date_times(draft, analysis)
    references.resolve_references(draft, analysis)
    body = rest_of(draft) or deed.sentence.text
    if due is not None and deed.sentence.headings and not any(_tells_what(token) for token in deed.sentence.tokens):
        # A date alone stands under a heading that says what is then.
        body = bracketed(deed.sentence.headings[-1].strip(" :"))
    root = deed.sentence.tokens.root
    if due is None and root.tag_ == "VBN" and any(child.lower_ in {"has", "have", "had"} for child in root.children):
        return ""  # what has been done is not to come
    words = re.findall(r"[a-z-]+", body.lower())
    held = any(word in _GATHERINGS or word.rstrip("s") in _GATHERINGS for word in words)
    first = next((t for p, t in enumerate(draft.tokens) if draft.kept[p] and re.match(r"\w", t.text)), None)
    if first is not None and first.tag_ in {"VB", "VBP"} and first.pos_ == "VERB":
        line = body[:1].upper() + body[1:]
    elif first is not None and first.tag_ == "VBG":
        line = base_form(first) + body[len(first.text) :]
    elif root.tag_ in {"VBD", "VBZ", "VBP", "MD"}:
        line = f"[Follow up:] {body[:1].upper()}{body[1:]}"
    else:
        line = f"{'[Hold]' if held else '[Expect]'} {body}"
    return closed(deed, line)


def _tells_what(token: Token) -> bool:
    """Whether a word says more than when and where to."""
    return token.is_alpha and not token.is_stop and token.ent_type_ not in {"DATE", "TIME"}


def _drop_time(draft: Draft, due: TimeExpression | None) -> None:
    if due is None or due.sentence != draft.sentence.index:
        return
    first, last = due.start, due.end
    while first > 0 and draft.tokens[first - 1].lower_ in TIME_LEADS | {":", "-", "–", ","}:
        first -= 1
    while last < len(draft.tokens) and draft.tokens[last].text in {":", "-", "–", ",", "|"}:
        last += 1
    if len(draft.tokens) - (last - first) >= 2 and (first == 0 or last >= len(draft.tokens) - 1):
        draft.drop(first, last)
