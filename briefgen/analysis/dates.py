"""Dates and periods: found in the sentences and resolved against the date of the source.

``find_times`` fills ``Analysis.times``; ``resolve`` understands a phrase by itself. For texts that print dates
there are ``format_day`` ("11 March 2025") and ``format_range`` ("11–16 March 2025"), and ``dated`` adds the date
to a weekday or another relative expression in brackets.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from datetime import date, timedelta

from spacy.tokens import Token

from briefgen.analysis.calendar_ranges import Direction, Period
from briefgen.analysis.model import Sentence, TimeExpression
from briefgen.analysis.time_grammar import Found, duration, edges, scan
from briefgen.analysis.time_view import View

_STRAIGHT = str.maketrans("’‘–", "''-")
_MEMORY = 2
"""How many sentences back "then" and "the day after" may point."""


def resolve(text: str, anchor: date | None, direction: Direction = "future") -> Period | None:
    """The days that a phrase ("by Friday", "in two weeks") means, or None when it does not say.

    ``anchor`` is the date of the source; without one, only dates with a year are resolved. ``direction`` says
    whether the phrase looks ahead or back: "on Monday" is the next one or the last one.
    """
    view = View(anchor, direction)
    text = text.translate(_STRAIGHT).strip()
    found = scan(text, view)
    if not found:
        year = re.fullmatch(r"(?:1[6-9]|20|21)\d\d", text)
        return (date(int(text), 1, 1), date(int(text), 12, 31)) if year else duration(text, view)
    if any(expression.recurring for expression in found):
        return None
    return max(found, key=lambda expression: (expression.period is not None, expression.rank)).period


def find_times(sentences: Sequence[Sentence]) -> tuple[TimeExpression, ...]:
    """Find the dates and periods in the sentences; those that cannot be resolved have no days."""
    times: list[TimeExpression] = []
    previous: tuple[Sentence, Period] | None = None
    for sentence in sentences:
        recent = None
        if previous and previous[0].document is sentence.document and sentence.index - previous[0].index <= _MEMORY:
            recent = previous[1]
        for expression in _times_in(sentence, recent):
            times.append(expression)
            if expression.first and expression.last:
                previous = (sentence, (expression.first, expression.last))
    return tuple(times)


def _times_in(sentence: Sentence, recent: Period | None) -> list[TimeExpression]:
    text = sentence.text
    tokens = sentence.tokens

    def direction_at(offset: int) -> Direction:
        at = tokens.start_char + offset
        return next((direction_of(token) for token in tokens if token.idx <= at < token.idx + len(token)), "future")

    found = scan(text, View(sentence.anchor, previous=recent), direction_at)
    expressions = [
        _expression(sentence, *edges(text, expression), expression.period)
        for expression in found
        if not _is_other_word(sentence, expression)
    ]
    return [expression for expression in expressions if expression.start < expression.end]


def _is_other_word(sentence: Sentence, found: Found) -> bool:
    """Whether a bare "May" or "second" is a verb or a rank, or a number of years a share ("two years out of five")."""
    if sentence.text[found.end :].startswith(" out of "):
        return True
    word = sentence.text[found.start : found.end].lower()
    if word not in {"may", "march", "spring", "fall"}:
        return False
    start = sentence.tokens.start_char + found.start
    return any(token.idx == start and token.tag_ in {"MD", "VB", "VBP"} for token in sentence.tokens)


def _expression(sentence: Sentence, start: int, end: int, period: Period | None) -> TimeExpression:
    tokens = sentence.tokens
    inside = [
        position
        for position, token in enumerate(tokens)
        if token.idx < tokens.start_char + end and token.idx + len(token) > tokens.start_char + start
    ]
    first, last = (inside[0], inside[-1] + 1) if inside else (0, 0)
    words = sentence.text[start:end].strip()
    if words.lower().endswith(" of") and last - first > 1:
        words, last = words[:-3].rstrip(), last - 1
    return TimeExpression(sentence.index, first, last, words, *(period if period else (None, None)))


_AHEAD = {"will", "'ll", "wo", "shall", "would", "may", "might", "can", "could", "should", "must", "to"}
_SCHEDULING = {
    "schedule", "set", "plan", "postpone", "delay", "adjourn", "fix", "book", "expect", "slate", "defer", "extend",
    "pencil",
}  # fmt: skip


def direction_of(token: Token) -> Direction:
    """Whether a time at ``token`` lies ahead or behind, by the tense of the verb it hangs on."""
    before = {left.lower_ for left in token.doc[max(0, token.i - 3) : token.i]}
    if before & {"since", "last"}:
        return "past"
    doc = token.doc
    owns = token.i + 1 < len(doc) and doc[token.i + 1].lower_ in {"'s", "'"}
    if token.i and doc[token.i - 1].lower_ in {"for", "until", "till"} and not owns:
        return "future"
    participle = False
    for node in _verbs_above(token):
        auxiliaries = {child.lower_ for child in node.children if child.dep_ in {"aux", "auxpass"}}
        if auxiliaries == {"to"} and node.head.tag_ == "VBD":
            return "coming"
        if auxiliaries & _AHEAD:
            past = "have" in auxiliaries and "will" not in auxiliaries
            return "past" if past else "near" if participle else "future"
        if before & {"until", "till", "by"} and "had" not in auxiliaries:
            return "future"
        if before & {"to", "for", "from"} and (node.lemma_ in _SCHEDULING or node.tag_ == "VBN"):
            return "future"
        if node.lemma_ == "be" and any(child.lower_ == "due" for child in node.children):
            return "future"
        if node.tag_ == "VBN" and node.dep_ in {"acl", "relcl", "advcl"} and not auxiliaries:
            if node.lemma_ in _SCHEDULING:
                return "future"
            participle = True
            continue
        if node.tag_ == "VBD" or auxiliaries & {"had", "has", "have", "did", "was", "were", "'ve"}:
            return "past"
        if node.tag_ in {"VBZ", "VBP", "VB"} or auxiliaries & {"is", "are", "'s", "'re", "am", "'m", "be", "being"}:
            return "near" if participle else "future"
    return "past" if participle or _is_told_in_the_past(token) else "future"


def _is_told_in_the_past(token: Token) -> bool:
    """Whether a sentence without a finite verb has a past one that the tagger took for a participle."""
    tags = {word.tag_ for word in token.sent}
    return not tags & {"VBZ", "VBP", "MD"} and any(
        word.tag_ in {"VBN", "VBD"} and word.dep_ in {"ROOT", "acl", "conj"} for word in token.sent
    )


def _verbs_above(token: Token) -> list[Token]:
    """The verbs that the token hangs on, nearest first; a participle without auxiliary leaves the tense to the next."""
    return [node for node in (token, *token.ancestors) if node.pos_ in {"VERB", "AUX"}]


def format_day(day: date) -> str:
    """A day in full: "11 March 2025"."""
    return f"{day.day} {calendar.month_name[day.month]} {day.year}"


def format_range(first: date, last: date) -> str:
    """A period as short as it can be said: "11–16 March 2025", "March 2025", "July–September 2025", "2026"."""
    if first == last:
        return format_day(first)
    if first.day == 1 and (last + timedelta(days=1)).day == 1:
        return _months(first, last)
    if first.year != last.year:
        return f"{format_day(first)} – {format_day(last)}"
    if first.month != last.month:
        return f"{first.day} {calendar.month_name[first.month]} – {format_day(last)}"
    return f"{first.day}–{format_day(last)}"


def _months(first: date, last: date) -> str:
    start, end = calendar.month_name[first.month], calendar.month_name[last.month]
    if first.year != last.year:
        return f"{start} {first.year} – {end} {last.year}"
    if (first.month, last.month) == (1, 12):
        return str(first.year)
    return f"{end} {last.year}" if first.month == last.month else f"{start}–{end} {last.year}"


def dated(time: TimeExpression) -> str:
    """The date that belongs in brackets behind a time expression, or "" when it says its date itself or has none."""
    if time.first is None or time.last is None or re.search(r"\b(?:1[6-9]|20|21)\d\d\b", time.text):
        return ""
    return format_range(time.first, time.last)
