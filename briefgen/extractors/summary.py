"""Extractor of the section ``summary``."""

from __future__ import annotations

from briefgen.analysis.model import Analysis
from briefgen.brief import SummarySentence
from briefgen.config import Config


def extract(analysis: Analysis, config: Config) -> list[SummarySentence]:
    """The items of the section, most important first."""
    return []
