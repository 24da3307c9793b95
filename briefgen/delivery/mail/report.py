"""What came of a delivery by mail, for people and for machines."""

from __future__ import annotations

from pathlib import Path

from briefgen.delivery.mail.entry import Entry, Status
from briefgen.documents import Frozen
from briefgen.errors import BriefgenError, RefusedError, UnreachableError


class Report(Frozen):
    """What came of one message."""

    id: str
    """Its id in the outbox."""
    message_id: str
    """Its Message-ID."""
    name: str
    """Name of the brief."""
    subject: str
    """Its subject."""
    target: str
    """Name of the mail target."""
    dry_run: bool = False
    """Whether nothing was to be sent."""
    file: Path | None = None
    """Where a dry run wrote the message."""
    recipients: tuple[Status, ...]
    """What became of it for each recipient."""
    earlier: tuple[str, ...] = ()
    """Those of them who had the brief before, by this or another message, and were not sent it again."""
    warnings: tuple[str, ...] = ()
    """What the user should know."""

    @property
    def error(self) -> BriefgenError | None:
        """What is wrong, as an error with its exit code; None when every recipient was accepted, or none was tried.

        A refusal outranks what may still come right.
        """
        if self.dry_run:
            return None
        refused = [s for s in self.recipients if s.state == "refused"]
        uncertain = [s for s in self.recipients if s.state == "uncertain"]
        waiting = [s for s in self.recipients if s.state in ("pending", "deferred")]
        if refused:
            return RefusedError(
                f'"{self.name}" was refused for {_addresses(refused)}: {refused[0].words}',
                "Send it to the corrected address first (briefgen send --to ADDRESS; whoever has it is left out), "
                f"then run: briefgen outbox drop {self.id}",
            )
        if uncertain:
            return UnreachableError(
                f'It is uncertain whether "{self.name}" reached {_addresses(uncertain)}: {uncertain[0].words}',
                f"Ask there; to send it again: briefgen outbox retry --uncertain {self.id}",
            )
        if waiting:
            return UnreachableError(
                f'"{self.name}" waits in the outbox for {_addresses(waiting)}: {waiting[0].words or "not tried yet."}',
                f"Try again later with: briefgen outbox retry {self.id}",
            )
        return None


def report_on(entry: Entry, earlier: tuple[str, ...] = (), warnings: tuple[str, ...] = ()) -> Report:
    """The report on a message in the outbox."""
    return Report(
        id=entry.id,
        message_id=entry.message_id,
        name=entry.name,
        subject=entry.subject,
        target=entry.target,
        recipients=entry.recipients,
        earlier=earlier,
        warnings=warnings,
    )


def _addresses(statuses: list[Status]) -> str:
    named = ", ".join(status.address for status in statuses[:3])
    return named if len(statuses) <= 3 else f"{named} and {len(statuses) - 3} more"
