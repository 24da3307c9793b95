"""Who was there: the lists of those present in minutes, with handles, affiliations and offices."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from briefgen.analysis.gazetteer import lexicon
from briefgen.analysis.model import Sentence
from briefgen.analysis.names import fold

_HEADING = re.compile(
    r"\b(present|attend(?:ees|ance|ing|ed)?|participants?|roll ?call|who (?:was|is) here|members|people"
    r"|guests?|observers?|regrets|absent|apologies|invited)\b",
    re.IGNORECASE,
)
_NOT_HEADING = re.compile(r"\?|\d{3}|\b(?:discuss|add|new|remove|vote|issue|propos\w*|nominat\w*)\b", re.IGNORECASE)
_LABEL = re.compile(
    r"^\W*(?P<label>(?:also )?(?:present|attend(?:ees|ance|ing)|in attendance|participants?|people(?: in attendance)?"
    r"|team members?|members(?: present)?|others?|guests?|observers?|regrets|absent|apologies|invited"
    r"|chairs?|co-?chairs?|scribes?|facilitators?|moderators?|minute[- ]?takers?|note[- ]?takers?|notes(?: by)?"
    r"|secretary|host|presenters?|organi[sz]ers?|conven[eo]rs?))"
    r"(?:\(s\))?\s*(?::|\s-\s|—)\s*",
    re.IGNORECASE,
)
_ALONE = re.compile(
    r"\W*((?:also )?present|attend(?:ees|ance|ing)|in attendance|participants?|guests?|observers?|regrets|absent"
    r"|apologies|invited|(?:co-?)?chairs?|scribes?|facilitators?|moderators?|(?:minute|note)[- ]?takers?"
    r"|organi[sz]ers?|conven[eo]rs?|presenters?)(?:\(s\))?\W*",
    re.IGNORECASE,
)
"""A label on a line of its own, the names below it."""
_NAME_OR_NICK = r"@?[^\W\d_][\w.'’-]*(?: [\w(@\[][\w.'’()@\]/-]*){0,5}"
_BELOW = re.compile(rf"[:\s]*{_NAME_OR_NICK}(?:(?:, ?|; ?| and ){_NAME_OR_NICK})*[,.]?\s*")
_NOBODY = re.compile(r"\W*(?:none|nobody|no one|tbd|n/?a)?\W*", re.IGNORECASE)
_ENTRY = re.compile(
    r"(?P<name>[^\W\d_][\w.'’-]*(?:\s+(?!and\b)[^\W\d_][\w.'’-]*){0,4})?\s*"
    r"(?P<handle>\(?@[\w-]+\)?)?\s*(?:\((?P<role>[^()@]{1,60})\)|\[(?P<bracket>[^\[\]]{1,60})\])?"
    r"(?:\s*(?:,|-|–|—|/|:|\bof\b|\bfrom\b)\s*(?P<after>[A-Z][^@()]{1,60}))?\s*"
)
_NAME = re.compile(r"\W*[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){0,4}\s*(?:[,;(@\[]|$|and\b|-\s|\.)")
"""What a list of names begins with, as against a remark of the chair."""
_NAMES = re.compile(r"(?:[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){0,3}(?:, | and |$))+")
_ABSENT = re.compile(r"regrets|absent|apologies", re.IGNORECASE)
_OFFICES = {
    "chair": "Chair",
    "co-chair": "Co-chair",
    "scribe": "Scribe",
    "facilitator": "Facilitator",
    "moderator": "Moderator",
    "guest": "Guest",
    "observer": "Observer",
    "team member": "Team member",
    "secretary": "Secretary",
    "host": "Host",
    "presenter": "Presenter",
    "organizer": "Organizer",
    "organiser": "Organiser",
    "convener": "Convener",
    "convenor": "Convenor",
    "note taker": "Note taker",
    "minute taker": "Minute taker",
}


@dataclass(frozen=True, slots=True)
class Attendee:
    """An entry of a list of those present (or expected and absent)."""

    name: str
    handles: tuple[str, ...]
    role: str | None
    absent: bool
    sentence: int
    start: int
    end: int


def find_attendees(sentences: Sequence[Sentence]) -> list[Attendee]:
    """The entries of all lists of those present, in order; several for one person where several lists name them."""
    found: list[Attendee] = []
    above: str | None = None
    groups = groupby(sentences, key=lambda sentence: (sentence.document.id, sentence.paragraph_index))
    paragraphs = [list(group) for _, group in groups]
    for number, paragraph in enumerate(paragraphs):
        first = paragraph[0]
        reading = first.reading.text
        label = _LABEL.match(reading)
        alone = label_alone(first)
        if alone and number + 1 < len(paragraphs) and _is_list(paragraphs[number + 1][0]):
            above = alone
            continue
        below, above = above, above if first.paragraph.kind == "item" else None
        heading = first.headings[-1] if first.headings else ""
        listed = bool(_HEADING.search(heading)) and not _NOT_HEADING.search(heading) and len(heading.split()) <= 5
        if label and _NAME.match(reading, label.end()):
            found += _entries(paragraph, label.end(), label["label"], many=True)
        elif first.speaker and _LABEL.fullmatch(f"{first.speaker}:") and _NAMES.fullmatch(reading):
            found += _entries(paragraph, 0, first.speaker, many=True)
        elif below and _is_list(first):
            several = first.paragraph.kind == "text" or "," in reading
            found += _entries(paragraph, len(reading) - len(reading.lstrip(": ")), below, many=several)
        elif listed and not first.is_heading and len(reading) <= 1200 and first.paragraph.kind in {"item", "text"}:
            many = first.paragraph.kind == "text" or reading.count(",") >= 2
            found += _entries(paragraph, 0, heading, many=many)
    return found


def label_alone(sentence: Sentence) -> str | None:
    """The label of a list of people that stands on a line of its own ("Present"), or None for other sentences."""
    if sentence.position or sentence.speaker or sentence.paragraph.kind not in {"text", "heading"}:
        return None
    found = _ALONE.fullmatch(sentence.reading.text)
    return found[1] if found else None


def _is_list(sentence: Sentence) -> bool:
    """Whether the paragraph that a sentence opens is nothing but names."""
    reading = sentence.reading.text
    if sentence.is_heading or sentence.speaker or _LABEL.match(reading) or label_alone(sentence):
        return False
    return bool(_BELOW.fullmatch(reading)) and not _NOBODY.fullmatch(reading)


def _entries(paragraph: list[Sentence], start: int, label: str, many: bool) -> Iterator[Attendee]:
    text = paragraph[0].reading.text
    written = label.lower().replace("-taker", " taker")
    office = next((_OFFICES[word] for word in _OFFICES if re.search(rf"\b{word}", written)), None)
    if office and "-taker" in label.lower():
        office = office.replace(" ", "-")
    separators = r"[,;•·]|\s+and\s+" if many else r"$^"
    position = start
    for piece in re.split(f"({separators})", text[start:]):
        begin, position = position, position + len(piece)
        stripped = piece.strip(" .")
        if not stripped or re.fullmatch(separators, piece):
            continue
        begin += piece.index(stripped[0])
        entry = _ENTRY.match(stripped)
        if not entry or not (entry["name"] or entry["handle"]):
            continue
        name = (entry["name"] or "").strip()
        words = name.split()
        if words and fold(words[-1]) in lexicon().group:
            continue
        if name and (
            len(words) > 5 or (not any(word[0].isupper() for word in words) and not entry["handle"] and not many)
        ):
            continue
        if entry.end() < len(stripped) and not many and not entry["handle"] and not entry["role"]:
            continue
        handle = (entry["handle"] or "").strip("()")
        role = entry["role"] or entry["bracket"] or entry["after"] or office
        tokens = _tokens(paragraph, begin, begin + len(name or handle))
        if tokens:
            yield Attendee(
                name or handle.lstrip("@"),
                (handle,) if handle else (),
                role and role.strip(),
                bool(_ABSENT.search(label)),
                *tokens,
            )


def _tokens(paragraph: list[Sentence], start: int, end: int) -> tuple[int, int, int] | None:
    """Sentence and tokens that cover the characters of the reading text."""
    for sentence in paragraph:
        tokens = [
            index
            for index, token in enumerate(sentence.tokens)
            if token.idx < end and token.idx + len(token.text) > start
        ]
        if tokens:
            return sentence.index, tokens[0], tokens[-1] + 1
    return None
