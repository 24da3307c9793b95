"""How firm a step is: committed, planned or conditional."""

from __future__ import annotations

from briefgen.analysis.model import TimeExpression
from briefgen.brief import StepStatus
from briefgen.extractors.deeds import Deed


def status_of(deed: Deed, owner: str | None, due: TimeExpression | None, condition: str | None) -> StepStatus:
    """The status of a step, given its parts."""
    if condition is not None:
        return "conditional"
    if deed.cue in {"plan", "progressive", "modal", "would", "imperative"}:
        return "planned"
    return "committed"
