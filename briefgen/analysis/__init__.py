"""The language pipeline: documents in, an Analysis out.

Importing this package loads spaCy; the command line imports it late.
"""

from __future__ import annotations

from collections.abc import Sequence

from briefgen.analysis import bare_spacy  # noqa: F401 (first, so that nothing imports the whole of spaCy before)
from briefgen.analysis.dates import find_times
from briefgen.analysis.encoder import encoding, load_in_background
from briefgen.analysis.entities import resolve_entities
from briefgen.analysis.model import Analysis
from briefgen.analysis.quotes import find_quotes
from briefgen.analysis.scores import score_sentences
from briefgen.analysis.sentences import DEFAULT_MODEL, parse
from briefgen.documents import Document

__all__ = ["Analysis", "analyse"]


def analyse(documents: Sequence[Document], model: str = DEFAULT_MODEL, *, encoder: bool = True) -> Analysis:
    """Analyse the documents with the spaCy pipeline ``model``; raises ConfigurationError when it is not installed.

    Without the sentence ``encoder`` the work takes less time, and more actors, issues and steps are missed.
    """
    if encoder:
        load_in_background()
    sentences = parse(documents, model)
    reading = encoding(sentences) if encoder else None
    times = find_times(sentences)
    entities = resolve_entities(sentences, reading)
    quotes = find_quotes(sentences, entities)
    encoded = reading() if reading else None
    scores = score_sentences(sentences, entities, quotes, times, encoded)
    return Analysis(tuple(documents), sentences, entities, quotes, times, scores, encoded)
