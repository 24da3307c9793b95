"""The result of one look at the installation or at a server, as ``briefgen check`` prints it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Check:
    """One thing that was looked at."""

    name: str
    """What: "Pango", "mail target default"."""
    ok: bool
    """Whether it is as it should be."""
    detail: str
    """What was found, in a few words."""
    remedy: str = ""
    """What to do about it, when it is not ok."""
    required: bool = True
    """Whether briefgen cannot do its work without it."""
