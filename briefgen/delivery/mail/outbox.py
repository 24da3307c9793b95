"""The outbox: what has been sent to whom, on disk before it is sent, so that nothing is lost and nothing goes twice.

Each message is a folder with the message and its state, which lies under ``pending`` until every recipient
was accepted, then under ``sent``. Folders appear and move by one rename; a state, which names the file of the
message, is replaced by one rename; all is flushed to the disk first. A process that dies at any moment leaves a
state that is true.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import filelock
import platformdirs
from pydantic import ValidationError

from briefgen.delivery.mail.entry import Entry, Status
from briefgen.delivery.mail.message import Message
from briefgen.delivery.mail.private import flush_folder, make_folder, refuse_open_folder, write_durably
from briefgen.errors import OutputError, UnreachableError, UsageError

LOCK_TIMEOUT = 120.0
"""Seconds to wait for another process that is sending the same brief."""


class Outbox:
    """The outbox in the folder ``root``, which is made when it is first written to."""

    def __init__(self, root: Path | None = None) -> None:
        self._checked = False
        self.root = root if root is not None else platformdirs.user_data_path("briefgen", appauthor=False) / "outbox"

    @contextmanager
    def lock(self, brief_digest: str) -> Iterator[None]:
        """Keep other processes from sending the same brief meanwhile.

        Raises UnreachableError when another one holds it for longer than LOCK_TIMEOUT.
        """
        folder = self.root / "locks"
        with self._writing():
            make_folder(folder)
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
        with self._writing():
            return self._put(entry, message) if existing is None else self._replace(entry, message)

    def _put(self, entry: Entry, message: Message) -> Entry:
        drafts = self.root / "drafts"
        # Left by a process that was killed: nobody else is at work on this brief while it is locked.
        for old in drafts.glob(f"{entry.id}.*"):
            shutil.rmtree(old, ignore_errors=True)
        draft = drafts / f"{entry.id}.{os.getpid()}"
        try:
            make_folder(draft)
            entry = _write(draft, entry, message)
            make_folder(self.root / "pending")
            draft.rename(self.root / "pending" / entry.id)
            flush_folder(self.root / "pending")
        except OSError:
            shutil.rmtree(draft, ignore_errors=True)
            raise
        return entry

    def _replace(self, entry: Entry, message: Message) -> Entry:
        """Put ``message`` in place of the one that is there, by the one rename that replaces its state."""
        folder = self._folder(entry.id)
        entry = _write(folder, entry, message, f"-{hashlib.sha256(message.data).hexdigest()[:16]}")
        for old in folder.glob("message*.eml"):
            if old.name not in (entry.message, entry.message_with_link):
                old.unlink()
        return entry

    def save(self, entry: Entry) -> Entry:
        """Write the state of ``entry``, and move it to the sent ones when it is complete; returns it.

        Raises OutputError when it cannot be written; the state on disk then is the earlier one.
        """
        folder = self._folder(entry.id)
        with self._writing():
            write_durably(folder / "state.json", _state_bytes(entry))
            if entry.complete and folder.parent.name == "pending":
                make_folder(self.root / "sent")
                folder.rename(self.root / "sent" / entry.id)
                flush_folder(self.root / "sent")
                flush_folder(self.root / "pending")
        return entry

    def data(self, entry: Entry) -> tuple[bytes, bytes | None]:
        """The message of ``entry``, and the one with a link in place of the PDF where there is one."""
        folder = self._folder(entry.id)
        with_link = _read(folder / entry.message_with_link) if entry.message_with_link is not None else None
        return _read(folder / entry.message), with_link

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
            make_folder(self.root / "drafts")
            # Out of sight by one rename, so that half an entry is never met.
            dropped = folder.rename(self.root / "drafts" / f"{entry.id}.{os.getpid()}.dropped")
            for folder in (dropped, *(self.root / "drafts").glob("*.dropped")):
                shutil.rmtree(folder, ignore_errors=True)

    def _states(self, *places: str) -> list[Path]:
        """The states of the entries in ``places``, by default of all."""
        self._check()
        return [state for place in places or ("pending", "sent") for state in (self.root / place).glob("*/state.json")]

    def _folder(self, identifier: str) -> Path:
        pending = self.root / "pending" / identifier
        return pending if pending.is_dir() else self.root / "sent" / identifier

    def _check(self) -> None:
        if not self._checked and self.root.exists():
            refuse_open_folder(self.root)
            self._checked = True

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            make_folder(self.root)
            self._check()
            yield
        except OSError as error:
            raise OutputError(
                f"The outbox {self.root} cannot be written: {error.strerror}.",
                "Free some space, or name another folder with --outbox.",
            ) from error


def now() -> str:
    """The time, ISO 8601 in UTC to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _write(folder: Path, entry: Entry, message: Message, suffix: str = "") -> Entry:
    """Write ``message`` into ``folder`` and then its state, which is ``entry`` with the names of the files."""
    names = {"message": f"message{suffix}.eml"}
    write_durably(folder / names["message"], message.data)
    if message.data_with_link is not None:
        names["message_with_link"] = f"message-with-link{suffix}.eml"
        write_durably(folder / names["message_with_link"], message.data_with_link)
    entry = entry.model_copy(update=names)
    write_durably(folder / "state.json", _state_bytes(entry))
    return entry


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
        "Look into the message beside it, then remove the folder.",
    )
