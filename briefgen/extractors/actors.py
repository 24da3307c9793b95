"""Extractor of the section ``actors``."""

from __future__ import annotations

from briefgen.analysis.model import Analysis
from briefgen.brief import Actor
from briefgen.config import Config


def extract(analysis: Analysis, config: Config) -> list[Actor]:
    """The items of the section, most important first."""
    return []
