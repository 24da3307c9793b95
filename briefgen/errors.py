"""The errors a user can meet, each with its exit code.

Every message is one sentence that names the file or the server concerned; ``remedy`` says what to
do about it. The command line prints both and exits with ``exit_code``; nothing else decides codes.
"""

from __future__ import annotations


class BriefgenError(Exception):
    """Something the user can act on. ``message`` says what is wrong, ``remedy`` what to do (may be empty)."""

    exit_code = 1

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}".strip()


class SourceError(BriefgenError):
    """A source that cannot be read: missing, empty, binary, of an unknown format."""


class BriefError(BriefgenError):
    """A ``brief.json`` that is not a valid brief."""


class RenderError(BriefgenError):
    """A template, style or library that stops the rendering."""


class OutputError(BriefgenError):
    """An output that cannot be written."""


class UsageError(BriefgenError):
    """Options that do not fit together or name something that does not exist."""

    exit_code = 2


class PartialError(BriefgenError):
    """The brief was built, but some source was left out (the brief lists it among its warnings)."""

    exit_code = 3


class ConfigurationError(BriefgenError):
    """A configuration file or a target in it that is wrong or missing."""

    exit_code = 4


class AuthenticationError(BriefgenError):
    """A server that does not accept the credentials, or credentials that are missing."""

    exit_code = 5


class RefusedError(BriefgenError):
    """A server that refuses for good: a recipient, a message, a page."""

    exit_code = 6


class UnreachableError(BriefgenError):
    """A server that cannot be reached, or that asks to try again later."""

    exit_code = 7


class ConflictError(BriefgenError):
    """A page that a person edited since it was last published."""

    exit_code = 8
