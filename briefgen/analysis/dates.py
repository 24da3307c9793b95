"""Dates and periods, resolved against the date of the source."""

from __future__ import annotations

from collections.abc import Sequence

from briefgen.analysis.model import Sentence, TimeExpression


def find_times(sentences: Sequence[Sentence]) -> tuple[TimeExpression, ...]:
    """Find the dates and periods in the sentences; those that cannot be resolved have no days."""
    return ()
