"""briefgen turns source documents into a briefing report in which every line can be checked."""

__version__: str


def __getattr__(name: str) -> str:
    """``__version__``, looked up on demand: reading package metadata takes longer than all of ``briefgen --help``."""
    if name != "__version__":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("briefgen")
    except PackageNotFoundError:
        return "0+unknown"  # a checkout that was never installed
