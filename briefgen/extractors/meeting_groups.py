"""The group whose meeting a document records: by its title, else the body it speaks of most."""

from __future__ import annotations

import re

from briefgen.analysis.gazetteer import lexicon
from briefgen.analysis.model import Analysis
from briefgen.documents import Document
from briefgen.extractors.cast import ACTING

_GATHERING = re.compile(
    r"\s*[-–—:|,(]?\s*\b(?:(?:weekly|biweekly|bi-weekly|monthly|regular|ordinary|extraordinary|special|annual|general|quarterly"
    r"|working|current|implementers|planning|triage)\s+)*(?:meetings?|minutes|call|calls|telco|telecon|teleconference|notes"
    r"|agenda|summary|triage|sync|session|working session|retrospective|standup|sitting)\b.*$",
    re.IGNORECASE | re.DOTALL,
)
_MINUTES_OF = re.compile(
    r"(?:draft\s+)?(?:minutes|notes|record|summary)\s+(?:of|from)\s+(?:(?:the|a)\s+)?(?:(?:\w+\s+)?meeting\s+of\s+(?:the\s+)?)?"
    r"(?P<name>.+?)(?:\s+(?:meeting|held|on|at)\b.*|,.*)?$",
    re.IGNORECASE,
)
_ACRONYMS = {"TSC", "PMC", "WG", "CG", "IG", "SC", "TC", "TF", "TAC", "BoD"}
"""Short for committees, groups, boards and task forces."""
_NO_BODIES = {"meeting", "meetings", "session", "call", "set", "class", "gathering", "series", "list"}
"""Nouns that WordNet files under groups, though they do not decide."""


def meeting_group(analysis: Analysis, document: Document) -> str | None:
    """Name of the group, or None when the document records no meeting."""
    title = re.sub(r"\s+", " ", document.title or _first_heading(document)).strip()
    match = _MINUTES_OF.match(title)
    name = match["name"] if match else _GATHERING.sub("", title) if _GATHERING.search(title) else ""
    name = re.sub(r"\b(?:\d{4}-\d\d-\d\d|\d{1,2}(?:st|nd|rd|th)?\s+\w+\s+\d{4})\b.*$", "", name)
    name = name.strip(" -–—:|,.#*")
    if is_body(name):
        return _fullest(analysis, name)
    recorded = match or _GATHERING.search(title) or _is_record(document) or _is_only_a_name(title)
    titled = _titled(title) if recorded else None
    if titled:
        return _fullest(analysis, titled)
    deciding = _deciding(analysis) if recorded else None
    if deciding is None and re.search(r"[^\W\d_]{2}", name) and not re.match(r"(?:\w+ )?\d", name):
        return _fullest(analysis, name)
    return deciding


def _first_heading(document: Document) -> str:
    """The heading that a document opens with, or ""."""
    first = document.paragraphs[0] if document.paragraphs else None
    return document.text[first.start : first.end] if first is not None and first.kind == "heading" else ""


def is_body(name: str) -> bool:
    """Whether a name is that of people who decide together: "Harbour Board", "TSC"."""
    known = lexicon().group - _NO_BODIES
    words = re.findall(r"[^\W\d_]+", name)
    return any(word.lower() in known for word in words) or any(word in _ACRONYMS for word in words)


def _is_only_a_name(title: str) -> bool:
    """Whether a title is the name of a body and nothing else, a date aside: "Harbour Board, March 2025"."""
    name = re.sub(r"[\s,—–-]+(?:\w+\s+)?\d[\w\s-]*$", "", title)
    words = name.split()
    last = words[-1].lower() if words else ""
    named = all(word[:1].isupper() or word in {"of", "and", "the", "for", "on", "&"} for word in words)
    return named and last in lexicon().group and 2 <= len(words) <= 8


def _titled(title: str) -> str | None:
    """The body that a title names, if it names one: its words up to the last that means people."""
    known = lexicon().group
    words = re.split(r"\s+", title)
    ends = [at for at, word in enumerate(words) if word.strip(",:;.()").lower() in known]
    if not ends or not words[ends[0]][:1].isupper():
        return None
    start = last = ends[0]
    while start > 0 and words[start - 1][:1].isupper() and not words[start - 1].endswith((":", ",")):
        start -= 1
    for end in ends[1:]:
        if all(w[:1].isupper() and not w.endswith((":", ",")) for w in words[last:end]):
            last = end
    return " ".join(words[start : last + 1]).strip(" ,:;.")


def _fullest(analysis: Analysis, name: str) -> str:
    bare = re.sub(r"\s*\([^()]*\)$", "", name.casefold().removeprefix("the "))
    for entity in analysis.entities:
        if entity.kind in ACTING and bare in {other.casefold() for other in (entity.name, *entity.aliases)}:
            return entity.name
    return name


def _deciding(analysis: Analysis) -> str | None:
    """The body that a record without a title speaks of most: "the council resolved"."""
    bodies = [e for e in analysis.entities if e.kind in {"organisation", "group"} and is_body(e.name)]
    best = max(bodies, key=lambda entity: len(entity.mentions), default=None)
    return best.name if best and len(best.mentions) >= 3 else None


def _is_record(document: Document) -> bool:
    evidence = [paragraph for paragraph in document.paragraphs if paragraph.kind in {"text", "item"}]
    return sum(paragraph.kind == "item" for paragraph in evidence) > 0.5 * max(1, len(evidence))
