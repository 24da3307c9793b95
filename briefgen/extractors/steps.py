"""Extractor of the section ``steps``."""

from __future__ import annotations

from briefgen.analysis.model import Analysis
from briefgen.brief import Step


def extract(analysis: Analysis) -> list[Step]:
    """The items of the section, most important first."""
    return []
