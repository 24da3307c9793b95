"""The group whose meeting a document records: by its title, else the body it speaks of most."""

from __future__ import annotations

import re

from briefgen.analysis.model import Analysis
from briefgen.documents import Document
from briefgen.extractors.owner_features import ACTING

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


def meeting_group(analysis: Analysis, document: Document) -> str | None:
    """Name of the group, or None when the document records no meeting."""
    title = re.sub(r"\s+", " ", document.title or "").strip()
    match = _MINUTES_OF.match(title)
    name = match["name"] if match else _GATHERING.sub("", title) if _GATHERING.search(title) else ""
    name = re.sub(r"\b(?:\d{4}-\d\d-\d\d|\d{1,2}(?:st|nd|rd|th)?\s+\w+\s+\d{4})\b.*$", "", name)
    name = name.strip(" -–—:|,.#*")
    if re.search(r"[^\W\d_]{2}", name) and not re.match(r"(?:\w+ )?\d", name):
        return _fullest(analysis, name)
    if not match and not _is_record(document):
        return None
    return _deciding(analysis)


def _fullest(analysis: Analysis, name: str) -> str:
    folded = name.casefold().removeprefix("the ")
    for entity in analysis.entities:
        if entity.kind in ACTING and folded in {other.casefold() for other in (entity.name, *entity.aliases)}:
            return entity.name
    return name


def _deciding(analysis: Analysis) -> str | None:
    """The body that a record without a title speaks of most: "the council resolved"."""
    bodies = [entity for entity in analysis.entities if entity.kind in {"organisation", "group"}]
    best = max(bodies, key=lambda entity: len(entity.mentions), default=None)
    return best.name if best and len(best.mentions) >= 3 else None


def _is_record(document: Document) -> bool:
    evidence = [paragraph for paragraph in document.paragraphs if paragraph.kind in {"text", "item"}]
    return sum(paragraph.kind == "item" for paragraph in evidence) > 0.5 * max(1, len(evidence))
