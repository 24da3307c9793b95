"""Extractor of the section ``issues``: what is unresolved when the sources end."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from spacy.lang.en.stop_words import STOP_WORDS

from briefgen.analysis.model import Analysis, Entity
from briefgen.brief import Issue
from briefgen.config import Config
from briefgen.extractors.draft import LINE_LIMIT
from briefgen.extractors.evidence import evidence_of, evidence_tokens
from briefgen.extractors.issue_kinds import kind_of
from briefgen.extractors.selection import select
from briefgen.extractors.wording import Line, word

_EVIDENCE = 3
"""Sentences an issue rests on at most."""
_ACTORS = 4
_THIN = 10
"""Words below which a line says too little alone, so that the next piece of evidence is set behind it."""
_SALIENCE = 0.3
"""Salience an entity needs to count among the actors of an issue."""
_OWNED = re.compile(r"(?:his|her|its|their|our|my|your)\b", re.IGNORECASE)
"""How a description begins that only its own sentence explains: "her ministry"."""
_ACTING = {"person", "organisation", "state", "group"}


def extract(analysis: Analysis, config: Config) -> list[Issue]:
    """The open issues, most certain first, as many as ``config.most_items`` at most."""
    issues = (make_issue(analysis, selection.sentences) for selection in select(analysis, "issue"))
    return list(islice((issue for issue in issues if issue), config.most_items))


def make_issue(analysis: Analysis, sentences: Sequence[int]) -> Issue | None:
    """The issue that rests on these sentences, weightiest first; None when no line can be made of them."""
    chosen = list(sentences[:_EVIDENCE])
    lines = [_line(analysis, index) for index in chosen]
    # The weightiest sentence speaks for the issue unless another one can be read alone and it cannot.
    told = [(index, line) for index, line in zip(chosen, lines, strict=True) if _says_something(line)]
    if not told:
        return None
    index, best = next(((index, line) for index, line in told if line.readable), told[0])
    return Issue(
        text=_filled(index, best, told),
        actors=tuple(entity.name for entity in _actors(analysis, chosen)),
        kind=kind_of(analysis, chosen),
        evidence=tuple(evidence_of(analysis, index) for index in chosen),
    )


def _says_something(line: Line) -> bool:
    """Whether a line has a word that tells what it is about: "Neither can we." has none."""
    return any(word.casefold() not in STOP_WORDS for word in re.findall(r"[^\W\d_]+", line.body))


def _filled(index: int, line: Line, told: Sequence[tuple[int, Line]]) -> str:
    """The line; when it is thin, with the piece of evidence that follows it most closely in the source."""
    if len(line.body.split()) >= _THIN:
        return line.text
    following = sorted(
        ((at, other) for at, other in told if at > index and other.readable and other.topic == line.topic),
        key=lambda pair: pair[0],
    )
    for _, other in following:
        said = f"[{other.speaker}]: " if other.speaker and other.speaker != line.speaker else ""
        whole = f"{line.text.rstrip('.')}; {said}{other.body}"
        if len(whole) <= LINE_LIMIT and not line.text.endswith("?"):
            return whole
    return line.text


def _line(analysis: Analysis, index: int) -> Line:
    first, last = evidence_tokens(analysis.sentences[index])
    return word(analysis, index, first=first, last=last, purpose="issue")


def _actors(analysis: Analysis, sentences: Sequence[int]) -> list[Entity]:
    """Those who act among the ones named in the sentences or speaking them, the most salient first."""
    found: dict[int, Entity] = {}
    for index in sentences:
        speaker = analysis.speaker_of(index)
        quoted = [analysis.entities[q.speaker] for q in analysis.quotes_in(index) if q.speaker is not None]
        for entity in [*([speaker] if speaker else []), *quoted, *analysis.entities_in(index)]:
            if entity.kind in _ACTING and entity.salience >= _SALIENCE and not _OWNED.match(entity.name):
                found[entity.id] = entity
    return sorted(found.values(), key=lambda entity: -entity.salience)[:_ACTORS]
