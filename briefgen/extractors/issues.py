"""Extractor of the section ``issues``."""

from __future__ import annotations

from briefgen.analysis.model import Analysis
from briefgen.brief import Issue
from briefgen.config import Config


def extract(analysis: Analysis, config: Config) -> list[Issue]:
    """The items of the section, most important first."""
    return []
