"""Do two sentences tell of the same item? What can be seen of a pair."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from briefgen.analysis.model import Analysis, Sentence
from briefgen.extractors.likeness import content_words

LINK: tuple[str, ...] = (
    "sentences apart", "paragraphs apart", "same paragraph", "same headings", "nested", "siblings",
    "block ends between", "bullets between", "shared words", "shared words of both", "lower score", "higher score",
    "score rises", "best score between", "least score between", "same speaker", "words", "words of the later",
    "shared entities", "list", "question", "later question",
)  # fmt: skip
"""Names of the columns of `link_rows`."""

REACH = 12
"""How many sentences apart two sentences of one item may stand."""


def _row(
    analysis: Analysis,
    scores: Sequence[float],
    content: Mapping[int, frozenset[str]],
    places: Mapping[int, tuple[int, bool]],
    one: int,
    other: int,
) -> list[float]:
    """What is seen of the sentences ``one`` < ``other`` of a document.

    ``content`` tells the words of each, ``places`` the depth of each and of those between, and which are headings.
    """
    first, second = analysis.sentences[one], analysis.sentences[other]
    levels = [places[index][0] for index in range(one, other + 1)]
    words, later = content[one], content[other]
    shared = len(words & later)
    entities = {entity.id for entity in analysis.entities_in(one)} & {e.id for e in analysis.entities_in(other)}
    return [
        other - one,
        second.paragraph_index - first.paragraph_index,
        first.paragraph_index == second.paragraph_index,
        first.headings == second.headings,
        levels[0] > 0 and min(levels[1:]) > levels[0],
        levels[0] == levels[-1] and min(levels) >= levels[0],
        min(levels) < min(levels[0], levels[-1]) or any(places[index][1] for index in range(one + 1, other + 1)),
        sum(level == 1 for level in levels[1:]),
        shared / max(1, min(len(words), len(later))),
        shared / max(1, len(words | later)),
        min(scores[one], scores[other]),
        max(scores[one], scores[other]),
        scores[other] - scores[one],
        max(scores[one + 1 : other], default=0.0),
        min(scores[one + 1 : other], default=1.0),
        first.speaker == second.speaker,
        len(words),
        len(later),
        len(entities),
        first.paragraph.kind == "item",
        "?" in first.text,
        "?" in second.text,
    ]


def link_rows(analysis: Analysis, scores: Sequence[float], pairs: Sequence[tuple[int, int]]) -> NDArray[np.float64]:
    """One row of LINK for each pair of sentences ``one`` < ``other`` of a document; ``scores`` are the section's."""
    content = {index: content_words(analysis.sentences[index]) for index in {index for pair in pairs for index in pair}}
    spanned = {index for one, other in pairs for index in range(one, other + 1)}
    places = {index: (_level(analysis.sentences[index]), analysis.sentences[index].is_heading) for index in spanned}
    rows = [_row(analysis, scores, content, places, *pair) for pair in pairs]
    return np.asarray(rows, np.float64).reshape(len(pairs), len(LINK))


def _level(sentence: Sentence) -> int:
    return sentence.paragraph.level if sentence.paragraph.kind == "item" else 0
