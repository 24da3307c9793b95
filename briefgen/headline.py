"""A sentence as a title."""

from __future__ import annotations

import re

LIMIT = 90
"""Characters that a title should not exceed: about a line of the printed page."""


def headline(sentence: str) -> str:
    """``sentence`` as a title of at most 90 characters: ended at a clause where one ends in time, else with "…".

    The brackets around resolved references go, what stands in them stays.
    """
    text = re.sub(r"[\[\]]", "", " ".join(sentence.split())).rstrip(" .;:,")
    if len(text) <= LIMIT:
        return text
    clauses = [match.start() for match in re.finditer(r"[,;:](?= )| [–—] ", text[: LIMIT + 1])]
    if clauses and clauses[-1] >= LIMIT // 2:
        return text[: clauses[-1]]
    return text[:LIMIT].rpartition(" ")[0].rstrip(" ,;:") + "…"
