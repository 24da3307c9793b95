"""From the arguments of a command line to the files they mean."""

from __future__ import annotations

import glob
from collections.abc import Iterable
from pathlib import Path

from briefgen import registry
from briefgen.errors import SourceError


def find_sources(arguments: Iterable[str | Path]) -> list[Path]:
    """The files that ``arguments`` name, in the order given, each once.

    An argument is a file, a folder (its files of a known format, with those of its sub-folders, in
    alphabetical order; hidden ones left out) or a glob pattern. "-" stands for standard input and is
    passed through as ``Path("-")``. Raises SourceError for an argument that names nothing.
    """
    found: dict[Path, None] = {}
    for argument in arguments:
        for path in _expand(str(argument)):
            found.setdefault(path)
    return list(found)


def _expand(argument: str) -> list[Path]:
    path = Path(argument)
    if argument == "-" or path.is_file():
        return [path]
    if path.is_dir():
        files = _folder(path)
        if not files:
            known = ", ".join(f".{suffix}" for suffix in registry.names("sources"))
            raise SourceError(f"The folder '{argument}' holds no file that can be read.", f"Known formats: {known}.")
        return files
    if path.exists():
        raise SourceError(f"'{argument}' is neither a file nor a folder.", "Give a regular file.")
    if glob.has_magic(argument):
        matches = [Path(match) for match in sorted(glob.glob(argument, recursive=True))]
        files = [match for match in matches if match.is_file()]
        if files:
            return files
        raise SourceError(f"No file matches '{argument}'.", "Check the pattern and the working directory.")
    raise SourceError(f"'{argument}' does not exist.", "Check the name and the working directory.")


def _folder(folder: Path) -> list[Path]:
    suffixes = set(registry.names("sources"))
    return sorted(
        path
        for path in folder.rglob("*")
        if path.suffix.lstrip(".").lower() in suffixes
        and path.is_file()
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    )
