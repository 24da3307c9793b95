"""Extractor of the section ``steps``."""

from __future__ import annotations

from briefgen.analysis.model import Analysis
from briefgen.brief import Step
from briefgen.config import Config


def extract(analysis: Analysis, config: Config) -> list[Step]:
    """The items of the section, most important first."""
    return []
