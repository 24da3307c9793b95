"""Extractor of the section ``issues``."""

from __future__ import annotations

from briefgen.analysis.model import Analysis
from briefgen.brief import Issue


def extract(analysis: Analysis) -> list[Issue]:
    """The items of the section, most important first."""
    return []
