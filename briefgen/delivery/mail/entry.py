"""What the outbox knows of a message: who it goes to, and what became of it for each of them."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from briefgen.documents import Frozen

State = Literal["pending", "accepted", "refused", "deferred", "uncertain"]

_FILE = r"^message[\w-]*\.eml$"


class Status(Frozen):
    """What became of the message for one recipient."""

    address: str
    """The address."""
    field: Literal["to", "cc", "bcc"]
    """Where the address stands."""
    state: State = "pending"
    """pending: not tried yet; accepted: the server has taken it; refused: for good; deferred: the server cannot
    be reached or asks to try again; uncertain: it was sent, but the server's answer never came."""
    code: int | None = None
    """The server's reply code, where it gave one."""
    words: str = ""
    """The server's words, or what happened instead."""
    time: str | None = None
    """When that was (ISO 8601, UTC)."""


class Entry(Frozen):
    """A message in the outbox."""

    id: str
    """Its id."""
    message_id: str
    """Its Message-ID."""
    brief_digest: str
    """SHA-256 of the brief it carries."""
    name: str
    """Name of the brief."""
    subject: str
    """Its subject."""
    sender: str
    """Address that sends it."""
    utf8: bool
    """Whether it needs a server with SMTPUTF8 (RFC 6531)."""
    target: str
    """Name of the mail target it goes through."""
    created: str
    """When it was put into the outbox (ISO 8601, UTC)."""
    recipients: tuple[Status, ...]
    """Its recipients."""
    message: str = Field(default="message.eml", pattern=_FILE)
    """Name of the file beside the state that holds the message."""
    message_with_link: str | None = Field(default=None, pattern=_FILE)
    """Name of the file with a link in place of the PDF, if there is one."""

    def marked(self, changes: dict[str, Status]) -> Entry:
        """The entry with the statuses of some recipients replaced, by address."""
        return self.model_copy(update={"recipients": tuple(changes.get(s.address, s) for s in self.recipients)})

    def having(self, *states: State) -> tuple[Status, ...]:
        """The recipients in one of ``states``."""
        return tuple(status for status in self.recipients if status.state in states)

    @property
    def complete(self) -> bool:
        """Whether every recipient was accepted."""
        return all(status.state == "accepted" for status in self.recipients)
