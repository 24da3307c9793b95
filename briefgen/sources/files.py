"""From the arguments of a command line to the files they mean."""

from __future__ import annotations

import glob
import mimetypes
import re
from collections.abc import Iterable
from pathlib import Path

from briefgen import registry
from briefgen.errors import SourceError
from briefgen.sources.vocabulary import DATA_SUFFIXES

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)


def find_sources(arguments: Iterable[str | Path]) -> list[Path]:
    """The files that ``arguments`` name, in the order given, each once.

    An argument is a file, a folder (its files with those of its sub-folders, in alphabetical order; hidden
    files, pictures, recordings, programs and data left out) or a glob pattern. "-" stands for standard input and is
    passed through as ``Path("-")``. Raises SourceError for an argument that names nothing.
    """
    found: dict[Path, None] = {}
    for argument in arguments:
        for path in _expand(str(argument)):
            found.setdefault(path)
    return list(found)


def _expand(argument: str) -> list[Path]:
    path = Path(argument)
    if argument == "-" or path.is_file() or path.is_fifo():
        return [path]
    if _ADDRESS.match(argument):
        raise SourceError(f"'{argument}' is an address, not a file.", "Save the page as HTML and give that file.")
    if path.is_dir():
        files = _folder(path)
        if not files:
            raise SourceError(f"The folder '{argument}' holds no document.", f"Known formats: {_known()}.")
        return files
    if path.exists():
        raise SourceError(f"'{argument}' is neither a file nor a folder.", "Give a regular file.")
    if glob.has_magic(argument):
        matches = [Path(match) for match in sorted(glob.glob(argument, recursive=True))]  # noqa: PTH207 (absolute too)
        if files := [match for match in matches if match.is_file()]:
            return files
        raise SourceError(f"No file matches '{argument}'.", "Check the pattern and the working directory.")
    raise SourceError(f"'{argument}' does not exist.", "Check the name and the working directory.")


def _known() -> str:
    return ", ".join(f".{suffix}" for suffix in registry.names("sources"))


def _folder(folder: Path) -> list[Path]:
    return sorted(
        path
        for path in folder.rglob("*")
        if not any(part.startswith(".") for part in path.relative_to(folder).parts)
        and _may_be_document(path)
        and path.is_file()
    )


def _may_be_document(path: Path) -> bool:
    """Whether a folder's file is tried: documents that no reader knows are, so that a warning names them."""
    suffix = path.suffix.lstrip(".").lower()
    if suffix in registry.names("sources"):
        return True
    media_type = mimetypes.guess_type(path.name)[0] or ""
    return suffix not in DATA_SUFFIXES and media_type.partition("/")[0] not in ("image", "audio", "video", "font")
