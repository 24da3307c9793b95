"""How much of each sentence the readers' summaries say: what the trees of the summary learn beside the marks.

Which of two sentences a reader cites for one fact is chance; how much of their words the summary has is not.
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
from rouge_score.tokenizers import DefaultTokenizer
from spacy.lang.en.stop_words import STOP_WORDS

from briefgen.analysis import Analysis

_LEAST = 3
"""Words or pairs that a sentence is taken to have at least, so that short ones do not win."""
_STEMS = DefaultTokenizer(use_stemmer=True)


def summary_overlap(gold: dict[str, Any], analysis: Analysis) -> np.ndarray:
    """For each sentence the share of its words, and of its pairs of words, in the summary nearest to it: their mean."""
    references = [[_stems(line) for line in lines] for lines in gold["summaries"]]
    words = [{word for line in lines for word in line if word not in STOP_WORDS} for lines in references]
    pairs = [{pair for line in lines for pair in pairwise(line)} for lines in references]
    rows = []
    for sentence in analysis.sentences:
        stems = _stems(sentence.text)
        mine = {stem for stem in stems if stem not in STOP_WORDS}
        mine_paired = set(pairwise(stems))
        said = max((len(mine & theirs) / max(_LEAST, len(mine)) for theirs in words), default=0.0)
        worded = max((len(mine_paired & theirs) / max(_LEAST, len(mine_paired)) for theirs in pairs), default=0.0)
        rows.append((said + worded) / 2)
    return np.asarray(rows)


@cache
def _stems(text: str) -> tuple[str, ...]:
    return tuple(_STEMS.tokenize(text))
