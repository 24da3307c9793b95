"""Naming and writing outputs: a whole set of files, or none of them."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from pathlib import Path

from briefgen.errors import OutputError

SLUG_LENGTH = 60


def slug(title: str) -> str:
    """``title`` as the name of a folder: lower case, words joined by hyphens, at most 60 characters; may be empty."""
    words = re.findall(r"\w+", unicodedata.normalize("NFKC", title).lower())
    return "-".join(words)[:SLUG_LENGTH].rstrip("-")


def write_files(folder: Path, files: Mapping[str, bytes]) -> list[Path]:
    """Write ``files`` (name to content) into ``folder``, which is made when missing; returns their paths in order.

    Every file is first written whole under a temporary name in the same folder and then renamed, so that a reader
    never meets half a file and a failure leaves what was there before. Raises OutputError naming the path.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with ExitStack() as stack:
            waiting = {folder / name: _write_temporary(folder, name, data, stack) for name, data in files.items()}
            for path, temporary in waiting.items():
                temporary.replace(path)
    except OSError as error:
        where = error.filename or folder
        raise OutputError(
            f"{where}: cannot be written: {error.strerror}.", "Choose another folder with -o, or free it for writing."
        ) from error
    return list(waiting)


def keep_earlier(path: Path, content: bytes | None) -> Path | None:
    """Keep the file at ``path`` under the suffix ".bak" when ``content``, which is to replace it, is another.

    Returns the path it is kept at, or None when there was nothing to keep. Raises OutputError naming the path.
    """
    try:
        earlier = path.read_bytes() if content is not None and path.is_file() else content
    except OSError as error:
        raise OutputError(f"{path}: cannot be read: {error.strerror}.", "Free it for reading.") from error
    if earlier is None or earlier == content:
        return None
    (kept,) = write_files(path.parent, {f"{path.name}.bak": earlier})
    return kept


def _write_temporary(folder: Path, name: str, data: bytes, stack: ExitStack) -> Path:
    path = folder / f".{name}.{os.getpid()}.tmp"
    stack.callback(_remove, path)
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    return path


def _remove(path: Path) -> None:
    with suppress(FileNotFoundError):
        path.unlink()
