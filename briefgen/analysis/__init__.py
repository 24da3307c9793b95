"""The language pipeline: documents in, an Analysis out.

Importing this package loads spaCy; the command line imports it late.
"""

from __future__ import annotations

from collections.abc import Sequence

from briefgen.analysis.dates import find_times
from briefgen.analysis.entities import resolve_entities
from briefgen.analysis.model import Analysis
from briefgen.analysis.quotes import find_quotes
from briefgen.analysis.scores import score_sentences
from briefgen.analysis.sentences import DEFAULT_MODEL, parse
from briefgen.documents import Document

__all__ = ["Analysis", "analyse"]


def analyse(documents: Sequence[Document], model: str = DEFAULT_MODEL) -> Analysis:
    """Analyse the documents with the spaCy pipeline ``model``; raises ConfigurationError when it is not installed."""
    sentences = parse(documents, model)
    entities = resolve_entities(sentences)
    quotes = find_quotes(sentences, entities)
    times = find_times(sentences)
    scores = score_sentences(sentences, entities, quotes, times)
    return Analysis(tuple(documents), sentences, entities, quotes, times, scores)
