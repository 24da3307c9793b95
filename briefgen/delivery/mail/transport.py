"""What the ways out of the house have in common: one message, one answer for each recipient."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from briefgen.delivery.mail.entry import State

BeforeCommit = Callable[[Sequence[str]], None]
"""Called with the recipients that a message is about to be handed over for, at the last moment at which it is
certain that nobody has it. It records them as uncertain; what it raises stops the handing over."""


@dataclass(frozen=True)
class Letter:
    """A message on its way."""

    sender: str
    """Address that bounces go to."""
    recipients: tuple[str, ...]
    """Addresses to hand it over for."""
    data: bytes
    """The message, lines ending in CRLF."""
    data_with_link: bytes | None
    """The message to send instead when ``data`` is too large for the server, or None."""
    utf8: bool
    """Whether it needs SMTPUTF8."""
    id: str
    """Its id in the outbox."""


@dataclass(frozen=True)
class Outcome:
    """What became of a message for one recipient."""

    state: State
    """accepted, refused, deferred or uncertain."""
    code: int | None = None
    """The server's reply code, where it gave one."""
    words: str = ""
    """The server's words, or what happened instead."""


class Transport(Protocol):
    """A way for messages to leave."""

    def submit(self, letter: Letter, before_commit: BeforeCommit) -> dict[str, Outcome]:
        """Hand ``letter`` over; an outcome for each of its recipients.

        Raises ConfigurationError, AuthenticationError or UnreachableError for what another try would not
        change; nobody has the message then.
        """
        ...

    def check(self) -> str:
        """Try everything but sending, and say in a few words what was found; raises as ``submit`` does."""
        ...
