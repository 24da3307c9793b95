"""The outbox: what has been sent to whom, on disk before it is sent, so that nothing is lost and nothing goes twice.

Each message is a folder with the message and its state, which lies under ``pending`` until every recipient
was accepted, then under ``sent``. Folders appear and move by one rename; a state is replaced by one rename;
all is flushed to the disk first. A process that dies at any moment leaves a state that is true.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import filelock
import platformdirs
from pydantic import ValidationError

from briefgen.delivery.mail.message import Message
from briefgen.documents import Frozen
from briefgen.errors import OutputError, UnreachableError, UsageError

State = Literal["pending", "accepted", "refused", "deferred", "uncertain"]

LOCK_TIMEOUT = 120.0
"""Seconds to wait for another process that is sending the same brief."""


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


class Outbox:
    """The outbox in the folder ``root``, which is made when it is first written to."""

    def __init__(self, root: Path | None = None) -> None:
        self.root = root if root is not None else platformdirs.user_data_path("briefgen", appauthor=False) / "outbox"

    @contextmanager
    def lock(self, brief_digest: str) -> Iterator[None]:
        """Keep other processes from sending the same brief meanwhile.

        Raises UnreachableError when another one holds it for longer than LOCK_TIMEOUT.
        """
        folder = self.root / "locks"
        with self._writing():
            _make_folder(folder)
        try:
            with filelock.FileLock(folder / f"{brief_digest[:32]}.lock", timeout=LOCK_TIMEOUT, mode=0o600):
                yield
        except filelock.Timeout:
            raise UnreachableError(
                "Another briefgen is sending the same brief.", "Wait for it, then run: briefgen outbox list"
            ) from None

    def add(self, message: Message, name: str, target: str) -> Entry:
        """Put ``message`` into the outbox, whole or not at all.

        One that is there already stays as it is when somebody may have it; otherwise the new one, which may be
        rendered better, takes its place. Raises OutputError when it cannot be written.
        """
        existing = self.find(message.id)
        if existing is not None and existing.having("accepted", "uncertain"):
            return existing
        entry = Entry(
            id=message.id,
            message_id=message.message_id,
            brief_digest=message.brief_digest,
            name=name,
            subject=message.subject,
            sender=message.envelope.sender.address,
            utf8=message.utf8,
            target=target,
            created=now(),
            recipients=tuple(
                Status(address=mailbox.address, field=field)
                for field in ("to", "cc", "bcc")
                for mailbox in getattr(message.envelope, field)
            ),
        )
        draft = self.root / "drafts" / f"{entry.id}.{os.getpid()}"
        with self._writing():
            try:
                shutil.rmtree(draft, ignore_errors=True)
                _make_folder(draft)
                write_durably(draft / "message.eml", message.data)
                if message.data_with_link is not None:
                    write_durably(draft / "message-with-link.eml", message.data_with_link)
                write_durably(draft / "state.json", _state_bytes(entry))
                _make_folder(self.root / "pending")
                if existing is not None:
                    self.drop(existing)
                draft.rename(self.root / "pending" / entry.id)
                flush_folder(self.root / "pending")
            except OSError:
                shutil.rmtree(draft, ignore_errors=True)
                raise
        return entry

    def save(self, entry: Entry) -> Entry:
        """Write the state of ``entry``, and move it to the sent ones when it is complete; returns it.

        Raises OutputError when it cannot be written; the state on disk then is the earlier one.
        """
        folder = self._folder(entry.id)
        with self._writing():
            write_durably(folder / "state.json", _state_bytes(entry))
            if entry.complete and folder.parent.name == "pending":
                _make_folder(self.root / "sent")
                folder.rename(self.root / "sent" / entry.id)
                flush_folder(self.root / "sent")
                flush_folder(self.root / "pending")
        return entry

    def data(self, entry: Entry) -> tuple[bytes, bytes | None]:
        """The message of ``entry``, and the one with a link in place of the PDF where there is one."""
        folder = self._folder(entry.id)
        with_link = folder / "message-with-link.eml"
        return _read(folder / "message.eml"), _read(with_link) if with_link.exists() else None

    def find(self, identifier: str) -> Entry | None:
        """The entry with the id ``identifier``, sent or not, or None."""
        for state in self._states():
            if state.parent.name == identifier:
                return _load(state)
        return None

    def get(self, identifier: str) -> Entry:
        """The entry whose id is or starts with ``identifier``; raises UsageError when there is not exactly one."""
        matching = [state for state in self._states() if state.parent.name.startswith(identifier)]
        if len(matching) != 1 or not identifier:
            found = "more than one message" if matching else "no message"
            raise UsageError(f'There is {found} "{identifier}" in the outbox.', "Run: briefgen outbox list --sent")
        return _load(matching[0])

    def entries(self, *, sent: bool = False) -> list[Entry]:
        """The entries that are not sent to all yet, or with ``sent`` those that are, oldest first."""
        entries = [_load(state) for state in self._states("sent" if sent else "pending")]
        return sorted(entries, key=lambda entry: (entry.created, entry.id))

    def elsewhere(self, entry: Entry) -> dict[str, Status]:
        """What other messages with the same brief have done, by address in lower case: accepted or uncertain."""
        found: dict[str, Status] = {}
        for state in self._states():
            # Years of sent messages pile up, so only those of this brief are checked in full.
            if state.parent.name == entry.id or _digest(state) != entry.brief_digest:
                continue
            for status in _load(state).having("accepted", "uncertain"):
                known = found.get(status.address.lower())
                if known is None or known.state == "uncertain":
                    found[status.address.lower()] = status
        return found

    def drop(self, entry: Entry) -> None:
        """Forget ``entry``; what it says of its recipients is forgotten as well. Raises OutputError."""
        folder = self._folder(entry.id)
        with self._writing():
            _make_folder(self.root / "drafts")
            # Out of sight by one rename, so that half an entry is never met.
            dropped = folder.rename(self.root / "drafts" / f"{entry.id}.{os.getpid()}.dropped")
            shutil.rmtree(dropped)

    def _states(self, *places: str) -> list[Path]:
        """The states of the entries in ``places``, by default of all."""
        return [state for place in places or ("pending", "sent") for state in (self.root / place).glob("*/state.json")]

    def _folder(self, identifier: str) -> Path:
        pending = self.root / "pending" / identifier
        return pending if pending.is_dir() else self.root / "sent" / identifier

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise OutputError(
                f"The outbox {self.root} cannot be written: {error.strerror}.",
                "Free some space, or name another folder with --outbox.",
            ) from error


def now() -> str:
    """The time, ISO 8601 in UTC to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def write_durably(path: Path, data: bytes) -> None:
    """Write ``data`` to ``path``, readable by the user alone, by one rename and flushed to the disk; raises OSError."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        # In a folder that others may write to, the name could be a link that they put there.
        temporary.unlink(missing_ok=True)
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError:
        with suppress(OSError):
            temporary.unlink()
        raise
    flush_folder(path.parent)


def _make_folder(path: Path) -> None:
    """Make ``path`` and the folders above it that are missing, for the user alone."""
    for folder in (*reversed(path.parents), path):
        folder.mkdir(mode=0o700, exist_ok=True)


def flush_folder(path: Path) -> None:
    """Flush to the disk what was renamed in the folder ``path``; raises OSError."""
    if os.name != "posix":
        return  # elsewhere a folder cannot be opened
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _state_bytes(entry: Entry) -> bytes:
    return (entry.model_dump_json(indent=2) + "\n").encode()


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise OutputError(f"{path}: cannot be read: {error.strerror}.") from error


def _load(path: Path) -> Entry:
    try:
        return Entry.model_validate_json(_read(path))
    except ValidationError as error:
        raise _damaged(path) from error


def _digest(path: Path) -> str:
    try:
        digest = json.loads(_read(path))["brief_digest"]
    except (ValueError, KeyError, TypeError) as error:
        raise _damaged(path) from error
    return str(digest)


def _damaged(path: Path) -> OutputError:
    return OutputError(
        f"{path}: is damaged, so it is unknown who has received this message.",
        "Look into message.eml beside it, then remove the folder.",
    )
