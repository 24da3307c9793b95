"""Direct speech and who speaks."""

from __future__ import annotations

from collections.abc import Sequence

from briefgen.analysis.model import Entity, Quote, Sentence


def find_quotes(sentences: Sequence[Sentence], entities: Sequence[Entity]) -> tuple[Quote, ...]:
    """Find the stretches between quotation marks and the entity that says them, where the text tells."""
    return ()
