"""Look-up of sources, extractors, renderers and deliveries by name.

Each is registered as an entry point in a group of its own ("briefgen.sources", "briefgen.extractors",
"briefgen.renderers", "briefgen.deliveries"). briefgen's own stand in its ``pyproject.toml`` and are
found the same way as those of any other installed package.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any, Literal

from briefgen.errors import ConfigurationError, UsageError

Group = Literal["sources", "extractors", "renderers", "deliveries"]

_SINGULAR: dict[Group, str] = {
    "sources": "source format",
    "extractors": "extractor",
    "renderers": "output format",
    "deliveries": "delivery",
}


def names(group: Group) -> tuple[str, ...]:
    """The names registered in ``group``, sorted; empty when briefgen itself is not installed."""
    return tuple(sorted({entry.name for entry in _entries(group)}))


def load(group: Group, name: str) -> Any:
    """The object registered as ``name`` in ``group``, imported on first use.

    Raises UsageError with the valid names when there is none, and ConfigurationError when two packages
    claim the name or the one that does cannot be imported.
    """
    found = [entry for entry in _entries(group) if entry.name == name]
    what = _SINGULAR[group]
    if not found:
        known = ", ".join(names(group))
        remedy = f"Choose one of: {known}." if known else "Install briefgen: an uninstalled checkout has none."
        raise UsageError(f"There is no {what} called '{name}'.", remedy)
    if len(found) > 1:
        packages = Counter(entry.dist.name if entry.dist else entry.value for entry in found)
        raise ConfigurationError(
            f"The {what} '{name}' is registered by more than one package: {', '.join(sorted(packages))}.",
            "Uninstall all but one of them.",
        )
    try:
        return found[0].load()
    except (ImportError, AttributeError) as error:
        package = found[0].dist.name if found[0].dist else found[0].value
        raise ConfigurationError(
            f"The {what} '{name}' of {package} cannot be loaded: {error}.", f"Install {package} again."
        ) from error


@cache
def _entries(group: Group) -> tuple[EntryPoint, ...]:
    return tuple(entry_points(group=f"briefgen.{group}"))
