"""Documents with gold briefs, analysed, with the labels of their sentences."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from briefgen.analysis import Analysis
from briefgen.analysis.dates import find_times
from briefgen.analysis.encoder import SECTIONS
from briefgen.analysis.entities import resolve_entities
from briefgen.analysis.quotes import find_quotes
from briefgen.analysis.sentences import parse
from briefgen.documents import Document
from briefgen.sources import read_source
from training.unseen import Unseen, read_unseen, said_of

INVENTED = 0.35
"""Weight of an invented document beside a real one."""
MINUTES = re.compile(r"^(?:tsc|rust|psc|cpc|acd|w3c|minutes)_|^own_4")


@dataclass
class Example:
    """A document with its gold brief and, once analysed, the labels of its sentences."""

    name: str
    gold: dict[str, Any]
    analysis: Analysis
    items: dict[str, list[dict[str, Any]]]
    """For "issue" and "step": the gold items, each with "tier" and "sentences" (indices, weightiest first)."""
    labels: dict[str, np.ndarray]
    """For each section, the weight of a sentence as evidence: 1.0, 0.7 (tier 2) or 0.0."""

    @property
    def genre(self) -> str:
        return genre_of(self.name)

    @property
    def origin(self) -> str:
        return origin_of(self.name)

    @property
    def family(self) -> str:
        return self.name.split("_")[0] + (self.name.split("_")[1][0] if self.name.startswith("own_") else "")


def origin_of(name: str) -> str:
    """Whether a document is "invented" for this project or "real", by its name."""
    return "invented" if re.search(r"^own_|_6\d\d$", name) else "real"


def trust(name: str) -> float:
    """The weight of a document in training: what is invented is tidier than what is written in earnest.

    Cross-validated on real documents, this weight brings 0.7 points of F1 for actors and half a point of average
    precision for issues and steps over equal ones, and as much over leaving the invented ones out.
    """
    return INVENTED if origin_of(name) == "invented" else 1.0


def genre_of(name: str) -> str:
    """What a document is by its name: "minutes" or "prose"."""
    return "minutes" if MINUTES.match(name) else "prose"


def locate(text: str, quote: str) -> tuple[int, int] | None:
    """Offsets of a quote in the text, white space folded; None when it is not there."""
    words = quote.split()
    if not words:
        return None
    found = re.search(r"\s+".join(map(re.escape, words)), text)
    return found.span() if found else None


def sentences_at(analysis: Analysis, start: int, end: int) -> list[int]:
    """Indices of the sentences that share half of themselves, or of the span, with it."""
    found = []
    for sentence in analysis.sentences:
        shared = min(end, sentence.end) - max(start, sentence.start)
        if shared > 0 and shared >= 0.5 * min(end - start, sentence.end - sentence.start):
            found.append(sentence.index)
    return found


def _located(analysis: Analysis, quotes: Sequence[str]) -> list[int]:
    text = analysis.documents[0].text
    found: list[int] = []
    for quote in quotes:
        span = locate(text, quote)
        if span:
            found += [index for index in sentences_at(analysis, *span) if index not in found]
    return found


def label(name: str, gold: dict[str, Any], analysis: Analysis) -> Example:
    """Mark each sentence with what it is evidence of."""
    count = len(analysis.sentences)
    labels = {section: np.zeros(count) for section in SECTIONS}
    items: dict[str, list[dict[str, Any]]] = {"issue": [], "step": []}
    for section, key in (("issue", "open_issues"), ("step", "next_steps")):
        for item in gold[key]:
            sentences = _located(analysis, item["evidence"][:3])
            items[section].append({**item, "sentences": sentences})
            for index in sentences:
                labels[section][index] = max(labels[section][index], 1.0 if item.get("tier", 1) == 1 else 0.7)
    for evidence in gold.get("summary_evidence") or []:
        for index in _located(analysis, evidence):
            labels["summary"][index] = 1.0
    return Example(name, gold, analysis, items, labels)


def load(gold_files: Iterable[Path], unseen: Path | None = None) -> Iterator[Example]:
    """Read, analyse and label the documents of the files NAME.gold.json, each with its NAME.txt beside it.

    ``unseen`` is the file with what encoders say of them (training/unseen.py).
    """
    known = read_unseen(unseen) if unseen else None
    for path in gold_files:
        name = path.name.removesuffix(".gold.json")
        gold = json.loads(path.read_text("utf-8"))
        document = read_source(path.with_name(f"{name}.txt"), document_id="s1", date=gold.get("date"))
        yield label(name, gold, unscored(document, known))


def unscored(document: Document, unseen: Unseen | None) -> Analysis:
    """The analysis of a document up to the scores, which are what is to be learnt."""
    sentences = parse([document])
    encoded = said_of(unseen, sentences) if unseen else None
    entities = resolve_entities(sentences, (lambda: encoded) if encoded is not None else None)
    quotes = find_quotes(sentences, entities)
    return Analysis((document,), sentences, entities, quotes, find_times(sentences), (), encoded)
