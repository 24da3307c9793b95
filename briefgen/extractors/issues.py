"""Extractor of the section ``issues``: what is unresolved when the sources end."""

from __future__ import annotations

from collections.abc import Sequence

from briefgen.analysis.model import Analysis, Entity
from briefgen.brief import Issue
from briefgen.config import Config
from briefgen.extractors.evidence import evidence_of, evidence_tokens
from briefgen.extractors.issue_kinds import kind_of
from briefgen.extractors.selection import select
from briefgen.extractors.wording import Line, word

_EVIDENCE = 3
"""Sentences an issue rests on at most."""
_ACTORS = 4
_SALIENCE = 0.3
"""Salience an entity needs to count among the actors of an issue."""
_ACTING = {"person", "organisation", "state", "group"}


def extract(analysis: Analysis, config: Config) -> list[Issue]:  # noqa: ARG001  (every extractor is given the configuration)
    """The open issues, most certain first."""
    issues = [make_issue(analysis, selection.sentences) for selection in select(analysis, "issue")]
    return [issue for issue in issues if issue]


def make_issue(analysis: Analysis, sentences: Sequence[int]) -> Issue | None:
    """The issue that rests on these sentences, weightiest first; None when no line can be made of them."""
    chosen = list(sentences[:_EVIDENCE])
    lines = [_line(analysis, index) for index in chosen]
    # The weightiest sentence speaks for the issue unless another one can be read alone and it cannot.
    best = next((line for line in lines if line.readable and line.text), None) or next(
        (line for line in lines if line.text), None
    )
    if best is None:
        return None
    return Issue(
        text=best.text,
        actors=tuple(entity.name for entity in _actors(analysis, chosen)),
        kind=kind_of(analysis, chosen),
        evidence=tuple(evidence_of(analysis, index) for index in chosen),
    )


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
            if entity.kind in _ACTING and entity.salience >= _SALIENCE:
                found[entity.id] = entity
    return sorted(found.values(), key=lambda entity: -entity.salience)[:_ACTORS]
