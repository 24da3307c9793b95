"""Sources: from files and bytes to documents."""

from briefgen.sources.files import find_sources
from briefgen.sources.reading import MAX_CHARACTERS, read_bytes, read_source

__all__ = ["MAX_CHARACTERS", "find_sources", "read_bytes", "read_source"]
