"""What is asked of a DokuWiki, whichever of its two remote interfaces is used."""

from __future__ import annotations

from typing import Protocol

LOCKED = 133
"""Code for a page that somebody else edits, in both interfaces."""


class Api(Protocol):
    """What is asked of a DokuWiki. All may raise AuthenticationError, RefusedError and UnreachableError."""

    def is_logged_in(self) -> bool:
        """Whether the wiki takes the account for who it says it is."""
        ...

    def page(self, page: str, revision: int | None = None) -> str:
        """Text of a page; empty when there is none."""
        ...

    def revisions(self, page: str) -> list[int]:
        """Revisions of a page, newest first, the current one first of all; empty when there is no page."""
        ...

    def save(self, page: str, text: str, summary: str) -> None:
        """Save a page."""
        ...

    def lock(self, page: str) -> bool:
        """Lock a page for this account; False when somebody else edits it."""
        ...

    def unlock(self, page: str) -> None:
        """Give the lock back."""
        ...

    def permission(self, page: str) -> int:
        """What the account may do with a page: 1 read, 2 edit, 4 create, 8 upload, 16 delete."""
        ...

    def media(self, name: str) -> bytes | None:
        """Content of a media file, or None when there is none."""
        ...

    def save_media(self, name: str, data: bytes) -> None:
        """Save a media file, in place of an older one."""
        ...
