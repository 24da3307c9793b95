"""briefgen turns source documents into a briefing report in which every line can be checked."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("briefgen")
except PackageNotFoundError:  # running from a checkout that was never installed
    __version__ = "0+unknown"
