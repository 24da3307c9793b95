"""spaCy without its command line, which it imports with itself: a fifth of a second for nothing that briefgen calls."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

_COMMAND_LINE = ("spacy.cli", "spacy.cli.info")


def _info(*arguments: Any, **options: Any) -> Any:
    """What ``spacy.info`` does, its command line imported when it is called."""
    from spacy.cli.info import info

    return info(*arguments, **options)


def _import_spacy() -> None:
    if "spacy" in sys.modules:
        return
    for name in _COMMAND_LINE:
        sys.modules[name] = ModuleType(name)
    sys.modules["spacy.cli.info"].info = _info  # type: ignore[attr-defined]  # a module of ours
    try:
        import spacy  # noqa: F401 (whoever imports it next finds it imported)
    finally:
        for name in _COMMAND_LINE:
            del sys.modules[name]


_import_spacy()
