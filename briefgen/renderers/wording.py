"""The words that every output uses for what the brief holds as values: dates, places, kinds, names of sources.

All functions take and give plain text; the template's environment escapes it. They are the filters
and globals of every template.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from briefgen.brief import (
    Actor,
    ActorKind,
    Brief,
    Due,
    Evidence,
    Issue,
    IssueKind,
    Locator,
    PositionKind,
    Source,
    Step,
    StepStatus,
    SummarySentence,
)

ISSUE_KINDS: dict[IssueKind, str] = {
    "awaited": "Awaited",
    "disagreement": "Disagreement",
    "condition": "Condition",
    "unknown": "Unknown",
    "risk": "Risk",
    "question": "Open question",
}
ACTOR_KINDS: dict[ActorKind, str] = {
    "person": "Person",
    "organisation": "Organisation",
    "state": "State",
    "group": "Group",
}
POSITION_KINDS: dict[PositionKind, str] = {"said": "Said", "did": "Did", "wants": "Wants"}
STEP_STATUSES: dict[StepStatus, str] = {
    "committed": "Committed",
    "planned": "Planned",
    "conditional": "Conditional",
}
TLP_LABELS = ("TLP:RED", "TLP:AMBER+STRICT", "TLP:AMBER", "TLP:GREEN", "TLP:CLEAR")
"""The labels of the Traffic Light Protocol 2.0 (FIRST, 2022), which have colours of their own."""
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
"""English whatever the locale, as the rest of the brief is."""


def day(iso: str) -> str:
    """The date "2025-03-11" as "11 March 2025", "2025-03" as "March 2025"; anything else as it stands."""
    match = re.fullmatch(r"(\d{4})-(\d\d)(?:-(\d\d))?(?:T.*)?", iso)
    if not match or not 1 <= int(match[2]) <= 12:
        return iso
    month = f"{_MONTHS[int(match[2]) - 1]} {match[1]}"
    return f"{int(match[3])} {month}" if match[3] else month


def day_range(start: str | None, end: str | None) -> str:
    """The days from ``start`` to ``end`` (ISO 8601), parts in common said once; empty when both are None."""
    if start is None or end is None:
        if end is not None:
            return f"by {day(end)}"
        return f"from {day(start)}" if start is not None else ""
    if start == end:
        return day(start)
    try:
        first, last = date.fromisoformat(start), date.fromisoformat(end)
    except ValueError:
        return f"{day(start)} to {day(end)}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} to {day(end)}"
    if first.year == last.year:
        return f"{first.day} {_MONTHS[first.month - 1]} to {day(end)}"
    return f"{day(start)} to {day(end)}"


def due_dates(due: Due) -> str:
    """The resolved dates of ``due``; empty when there are none or the source's own words name the day.

    A deadline is told by its last day: what is due "by Friday" is due "by 8 May 2026", not from today on.
    """
    if due.end is not None and re.match(r"(by|no later than|within)\b", due.text, re.IGNORECASE):
        dates, same_day = f"by {day(due.end)}", day(due.end)
    else:
        dates = same_day = day_range(due.start, due.end)
    return "" if re.sub(r" \d{4}$", "", same_day).lower() in due.text.lower() else dates


def locator(place: Locator | None) -> str:
    """Where a quote stands, as "p. 4, para. 12" or "the Chair, 00:12:31"; empty when nothing is known."""
    if place is None:
        return ""
    parts = [
        place.speaker,
        place.time,
        f"p.\N{NO-BREAK SPACE}{place.page}" if place.page is not None else None,
        f"para.\N{NO-BREAK SPACE}{place.paragraph}" if place.paragraph is not None else None,
    ]
    return ", ".join(part for part in parts if part)


def source_name(source: Source) -> str:
    """The name a reader knows a source by: its title, else file name, address or publisher."""
    return source.title or source.path or source.url or source.publisher or source.id


def source_label(brief: Brief, source_id: str) -> str:
    """What an endnote calls a source: its publisher when no other source has it, else its name."""
    source = next((source for source in brief.sources if source.id == source_id), None)
    if source is None:
        return source_id
    publishers = [other.publisher for other in brief.sources]
    if source.publisher and publishers.count(source.publisher) == 1:
        return source.publisher
    return source_name(source)


def web_address(address: str | None) -> str | None:
    """``address`` when it is one that may become a link (http or https), else None.

    Characters that no address may hold, and those that end a link in some markup, are percent-encoded.
    """
    if address is None:
        return None
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not parts.netloc:
        return None
    return re.sub(r"[\x00-\x20\x7f\"'()<>\[\]\\^`{|}]", lambda match: f"%{ord(match[0]):02X}", address)


def place(evidence: Evidence, brief: Brief) -> str:
    """Where a quote comes from, for its endnote: source, place in it, and who claims it.

    With a single source its name goes without saying, as does a claimant whom the quote names.
    """
    single = len(brief.sources) == 1 and evidence.source == brief.sources[0].id
    parts = [
        "" if single else source_label(brief, evidence.source),
        locator(evidence.locator),
    ]
    where = ", ".join(part for part in parts if part)
    names = claimants(evidence.quote, (evidence,))
    return "; ".join(part for part in (where, f"according to {names}" if names else "") if part)


def claimants(text: str, evidence: Sequence[Evidence], who: Actor | str | None = None) -> str:
    """Who claims ``text``, for "according to …"; empty when it is the sources' own or ``text`` says so itself.

    A statement is a claim when each piece of its evidence is attributed. ``who`` is the actor or the
    owner the statement stands beside: what they say of themselves is not attributed to them again.
    """
    if not all(piece.attribution for piece in evidence):
        return ""
    names = dict.fromkeys(piece.attribution for piece in evidence if piece.attribution)
    beside = " ".join((who.name, *who.aliases)) if isinstance(who, Actor) else who or ""
    unsaid = [name for name in names if not _mentions(f"{text} {beside}", name)]
    return listed(unsaid) if len(unsaid) == len(names) else ""


def _mentions(text: str, name: str) -> bool:
    """Whether ``text`` has the last word of ``name``, which is the surname of a person."""
    last = re.findall(r"\w+", name)[-1:] or [name]
    return re.search(rf"\b{re.escape(last[0])}\b", text, re.IGNORECASE) is not None


def unstopped(text: str) -> str:
    """A sentence without its full stop, for something to follow before it; see ``stop``."""
    return text[:-1] if stop(text) else text


def stop(text: str) -> str:
    """The full stop of a sentence, or nothing when it ends in another way."""
    return "." if text.endswith(".") and not text.endswith("..") else ""


def listed(items: Sequence[str]) -> str:
    """The items as "A", "A and B" or "A, B and C"."""
    return " and ".join(filter(None, [", ".join(items[:-1]), *items[-1:]]))


def standing(actor: Actor) -> str:
    """Role and affiliation of an actor on one line, the affiliation left out when the role names it.

    A role that is all the name there is ("two signatories") says nothing beside it.
    """
    role = actor.role if actor.role and actor.role.lower() != actor.name.lower() else None
    parts = [role, actor.affiliation]
    if actor.role and actor.affiliation and actor.affiliation.lower() in actor.role.lower():
        parts = [actor.role]
    return ", ".join(part for part in parts if part)


def source_count(evidence: Sequence[Evidence]) -> int:
    """How many sources a statement rests on."""
    return len({piece.source for piece in evidence})


def plural(count: int, noun: str) -> str:
    """A count with its noun: "1 word", "1,830 words"."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def source_tally(brief: Brief) -> str:
    """How many sources the brief rests on, in two or three words."""
    if len(brief.sources) == 1:
        return "single source"
    return plural(len(brief.sources), "source") if brief.sources else "no sources listed"


def source_statement(brief: Brief) -> str:
    """What the brief rests on: how many sources, of how many publishers, how old, how far they agree.

    It states what can be counted and leaves the rating to the reader.
    """
    sources = brief.sources
    if not sources:
        return "No sources are listed."
    words = sum(source.word_count for source in sources)
    length = f" ({plural(words, 'word')})" if words else ""
    dates = sorted(source.date for source in sources if source.date)
    if len(sources) == 1:
        dated = f", dated {day(dates[0])}" if dates else "; it gives no date"
        return f"This brief rests on a single source{length}{dated}. Nothing in it is confirmed by another."
    publishers = {source.publisher for source in sources if source.publisher}
    named = f" from {plural(len(publishers), 'publisher')}" if publishers else ""
    dated = f", dated {day_range(dates[0], dates[-1])}" if dates else ""
    sentences = [f"This brief rests on {len(sources)} sources{named}{length}{dated}."]
    if missing := len(sources) - len(dates):
        sentences.append(f"{plural(missing, 'source')} {'gives' if missing == 1 else 'give'} no date.")
    items: tuple[SummarySentence | Issue | Step, ...] = (*brief.summary, *brief.open_issues, *brief.next_steps)
    statements = [item.evidence for item in items]
    shared = sum(source_count(evidence) > 1 for evidence in statements)
    if statements:
        sentences.append(
            f"Of {plural(len(statements), 'statement')} in the summary, open issues and next steps, "
            f"{shared or 'none'} {'rests' if shared < 2 else 'rest'} on more than one source."
        )
    if brief.conflicts:
        sentences.append(f"The sources contradict each other on {plural(len(brief.conflicts), 'point')}.")
    return " ".join(sentences)


FILTERS: dict[str, Callable[..., Any]] = {
    "day": day,
    "due_dates": due_dates,
    "listed": listed,
    "locator": locator,
    "place": place,
    "source_count": source_count,
    "source_name": source_name,
    "source_statement": source_statement,
    "source_tally": source_tally,
    "standing": standing,
    "stop": stop,
    "unstopped": unstopped,
    "web_address": web_address,
}
"""The filters of every template."""

GLOBALS: dict[str, Any] = {
    "ACTOR_KINDS": ACTOR_KINDS,
    "ISSUE_KINDS": ISSUE_KINDS,
    "POSITION_KINDS": POSITION_KINDS,
    "QUOTE_MARKS": "\"'“”„‘’«‹",
    "STEP_STATUSES": STEP_STATUSES,
    "TLP_LABELS": TLP_LABELS,
    "claimants": claimants,
    "plural": plural,
    "source_label": source_label,
}
"""The names that every template knows."""
