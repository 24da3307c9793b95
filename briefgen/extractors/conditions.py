"""What a deed hangs on: the clause behind "if", "unless", "once", "provided that", "subject to"."""

from __future__ import annotations

import re

from briefgen.extractors.deeds import Deed

_MARK = re.compile(
    r"\b(?:(?:only\s+|even\s+)?if|unless|once|provided(?:\s+that)?|providing(?:\s+that)?|(?:as|so)\s+long\s+as|assuming(?:\s+that)?"
    r"|subject\s+to|on\s+condition\s+that|in\s+case|in\s+the\s+event|pending|depending\s+on|failing|given\s+support|contingent\s+on"
    r"|as\s+time\s+allows)\b",
    re.IGNORECASE,
)
_INVERTED = re.compile(
    r"(?:^|[,;]\s+|\band\s+)"
    r"(?P<clause>(?:should|were|had)\s+(?:the|a|an|it|they|he|she|there|nothing|no|[A-Z]\w+)\b[^,;.]*)",
    re.IGNORECASE,
)
_NOT_CONDITIONS = re.compile(
    r"\b(?:see|check|ask(?:s|ed|ing)?|know|wonder|whether|unclear|decide|even|as|discuss|unsure|sure|out|verify|confirm|validate"
    r"|and)\s+if$|\b(?:all\s+)?at\s+once$|\b(?:only|more\s+than)\s+once$",
    re.IGNORECASE,
)
_LIMIT = 160


def condition_of(deed: Deed) -> str | None:
    """The condition in the words of the sentence, or None when the deed hangs on nothing."""
    text = deed.sentence.text
    for match in _MARK.finditer(text):
        word = match[0].lower()
        before = text[: match.end()]
        behind = text[match.start() : match.end() + 7]
        if _NOT_CONDITIONS.search(before) or re.match(
            r"once (?:a|per|every|again|more|upon)\b|if any\b|if not$", behind, re.IGNORECASE
        ):
            continue
        if word == "once" and not re.match(r"\s+\w+.*\w", text[match.end() :]):
            continue
        clause = _clause(text, match.start())
        clause = clause[: _main_clause(deed, match.start(), len(clause))].rstrip()
        if clause and len(clause.split()) >= 2:
            return clause
    inverted = _INVERTED.search(text)
    if inverted and not text.rstrip().endswith("?"):
        clause = inverted["clause"].strip()
        return clause if len(clause.split()) >= 3 and len(clause) <= _LIMIT else None
    return None


def _main_clause(deed: Deed, start: int, length: int) -> int:
    """Where the deed's own clause begins in the ``length`` characters from ``start``; ``length`` when it does not."""
    if deed.loose or deed.verb is None or deed.subject is None:
        return length
    first = deed.sentence.tokens.start_char
    at = deed.subject.left_edge.idx - first - start
    return at if 0 < at < length and deed.subject.i < deed.verb.i else length


def _clause(text: str, start: int) -> str:
    """The clause from ``start`` to the next pause of the sentence."""
    rest = text[start:]
    stop = re.search(r",\s|;|\)|\.\s|[.?!]?$|\s[-–—]\s|\s->|\"", rest)
    clause = rest[: stop.start()] if stop else rest
    clause = re.split(r",?\s+then\s+", clause, maxsplit=1)[0]
    if len(clause) > _LIMIT:
        clause = clause[:_LIMIT].rsplit(" ", 1)[0] + " …"
    return clause.strip(' ."')
