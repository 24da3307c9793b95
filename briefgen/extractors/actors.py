"""Extractor of the section ``actors``."""

from __future__ import annotations

from briefgen.analysis.model import Analysis
from briefgen.brief import Actor


def extract(analysis: Analysis) -> list[Actor]:
    """The items of the section, most important first."""
    return []
