"""Quicker loading of the libraries that WeasyPrint asks for by names of several platforms."""

from __future__ import annotations

import ctypes.util
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_ASKED_FOR = re.compile(r"(?:lib)?(?:gobject|pango|pangoft2|harfbuzz|fontconfig)\b")


@contextmanager
def by_file_name() -> Iterator[None]:
    """Within the block, do not search for WeasyPrint's libraries by name on Linux, where it also gives their files.

    For each of a dozen names that are those of other platforms the search asks ldconfig, a compiler and a linker,
    which takes longer than the rest of the import; "libpango-1.0.so.0", the last name tried, needs no search.
    """
    if not sys.platform.startswith("linux"):
        yield
        return
    search = ctypes.util.find_library
    ctypes.util.find_library = lambda name: None if _ASKED_FOR.match(name) else search(name)
    try:
        yield
    finally:
        ctypes.util.find_library = search
