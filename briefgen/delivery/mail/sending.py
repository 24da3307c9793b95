"""Delivery by mail: write the message into the outbox, hand it over, note each answer, try again what may pass."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

import tenacity

from briefgen.brief_io import load_brief
from briefgen.delivery.mail.addresses import Envelope
from briefgen.delivery.mail.entry import Entry, Status
from briefgen.delivery.mail.local import FolderTransport, SendmailTransport
from briefgen.delivery.mail.message import Message, compose
from briefgen.delivery.mail.outbox import Outbox, now
from briefgen.delivery.mail.report import Report, report_on
from briefgen.delivery.mail.smtp import SmtpTransport
from briefgen.delivery.mail.target import MailTarget
from briefgen.delivery.mail.transport import Letter, Outcome, Transport
from briefgen.errors import AuthenticationError, BriefError, ConfigurationError, UnreachableError, UsageError
from briefgen.outputs import write_files

LONGEST_WAIT = 60.0
"""Seconds between two tries at most."""

_STALE = 2.0  # seconds; copying a folder may give its files times in any order, but close to each other


def deliver(
    brief_path: Path,
    target: MailTarget,
    envelope: Envelope,
    outbox: Outbox,
    sleep: Callable[[float], None] = time.sleep,
) -> Report:
    """Mail the brief at ``brief_path`` (a ``brief.json`` or its folder) with its PDF; what became of it.

    A recipient that has this brief already, by this or another message of the outbox, is not sent it again.
    ``sleep`` waits between tries, in seconds. The report tells of refused, deferred and uncertain recipients
    (`Report.error`); raised is what `enqueue` and `send` raise.
    """
    return send(enqueue(brief_path, target, envelope, outbox), target, outbox, sleep=sleep)


def enqueue(brief_path: Path, target: MailTarget, envelope: Envelope, outbox: Outbox) -> Entry:
    """Put the message for the brief at ``brief_path`` into the outbox, without sending it.

    Raises BriefError, UsageError, RenderError and ConfigurationError for what it is made of, OutputError when the
    outbox cannot be written.
    """
    (entry,) = enqueue_all([brief_path], target, envelope, outbox)
    return entry


def enqueue_all(brief_paths: Sequence[Path], target: MailTarget, envelope: Envelope, outbox: Outbox) -> list[Entry]:
    """As `enqueue`, for several briefs; when there is something wrong with one, none is put into the outbox."""
    entries = []
    for name, message in [prepare(path, target, envelope) for path in brief_paths]:
        with outbox.lock(message.brief_digest):
            entries.append(outbox.add(message, name, target.name))
    return entries


def send(
    entry: Entry,
    target: MailTarget,
    outbox: Outbox,
    *,
    uncertain: bool = False,
    sleep: Callable[[float], None] = time.sleep,
) -> Report:
    """Send ``entry`` of the outbox to those who have not had it; to those of unknown fate only when ``uncertain``.

    Raises ConfigurationError, AuthenticationError and UnreachableError (a certificate that cannot be verified) when
    another try would not help, and OutputError when the outbox cannot be written; the message stays in the outbox.
    """
    with outbox.lock(entry.brief_digest):
        entry = outbox.get(entry.id)  # another process may have sent it meanwhile
        if uncertain:
            again = {s.address: s.model_copy(update={"state": "pending"}) for s in entry.having("uncertain")}
            entry = entry.marked(again)
        entry = _without_doubles(entry, outbox, uncertain=uncertain)
        earlier = tuple(status.address for status in entry.having("accepted"))
        try:
            return report_on(_send(entry, target, outbox, sleep), earlier, target.warnings)
        except (AuthenticationError, ConfigurationError, UnreachableError) as error:
            again_by = f"The message waits in the outbox; then run: briefgen outbox retry {entry.id}"
            raise type(error)(error.message, f"{error.remedy} {again_by}".strip()) from None


def preview(brief_path: Path, target: MailTarget, envelope: Envelope, out: Path) -> Report:
    """Write the message as ``out``/NAME.eml, and open no connection; who would receive it.

    The file depends on nothing but its inputs. Raises as `deliver` does before anything is sent.
    """
    name, message = prepare(brief_path, target, envelope, preview=True)
    (file,) = write_files(out, {f"{name}.eml": message.data})
    return Report(
        id=message.id,
        message_id=message.message_id,
        name=name,
        subject=message.subject,
        target=target.name,
        dry_run=True,
        file=file,
        recipients=tuple(
            Status(address=mailbox.address, field=field)
            for field in ("to", "cc", "bcc")
            for mailbox in getattr(envelope, field)
        ),
        warnings=target.warnings,
    )


def try_login(target: MailTarget) -> str:
    """Try everything of ``target`` but sending: connect, verify, log in; a few words on what was found.

    Raises ConfigurationError, AuthenticationError and UnreachableError.
    """
    return transport(target).check()


def prepare(brief_path: Path, target: MailTarget, envelope: Envelope, *, preview: bool = False) -> tuple[str, Message]:
    """The name of the brief at ``brief_path`` and the message that carries it.

    Raises BriefError when there is no brief or no PDF of it, UsageError when the PDF is older than the brief.
    """
    path = _file(brief_path)
    brief = load_brief(path)
    pdf = path.with_suffix(".pdf")
    try:
        data = pdf.read_bytes()
        stale = path.stat().st_mtime - pdf.stat().st_mtime > _STALE
    except OSError as error:
        raise BriefError(f"{pdf}: cannot be read: {error.strerror}.", f"Run: briefgen render {path}") from None
    if stale:
        raise UsageError(f"{path} was changed after {pdf} was made.", f"Run: briefgen render {path}")
    name = brief_name(path)
    return name, compose(brief, data, name, envelope, target, preview=preview)


def brief_name(brief_path: Path) -> str:
    """The name of the brief at ``brief_path``: that of its folder, or of the file when it is not called brief.json."""
    path = _file(brief_path)
    return path.resolve().parent.name if path.name == "brief.json" else path.stem


def _file(brief_path: Path) -> Path:
    return brief_path / "brief.json" if brief_path.is_dir() else brief_path


def transport(target: MailTarget) -> Transport:
    """The way out that ``target`` names; raises as `Target.password`."""
    match target.transport:
        case "smtp":
            return SmtpTransport(target, target.password())
        case "sendmail":
            return SendmailTransport(target)
        case "maildir":
            return FolderTransport(target)


def _send(entry: Entry, target: MailTarget, outbox: Outbox, sleep: Callable[[float], None]) -> Entry:
    """Hand ``entry`` over until every recipient has a final answer or the tries are used up."""
    if not entry.having("pending", "deferred"):
        return outbox.save(entry)
    way_out = transport(target)
    retrying = tenacity.Retrying(
        stop=tenacity.stop_after_attempt(target.attempts),
        wait=tenacity.wait_exponential(multiplier=target.retry_wait, max=LONGEST_WAIT),
        retry=tenacity.retry_if_result(lambda tried: bool(tried.having("deferred"))),
        retry_error_callback=lambda state: state.outcome.result() if state.outcome is not None else entry,
        sleep=sleep,
    )

    def attempt() -> Entry:
        nonlocal entry
        entry = _attempt(entry, way_out, outbox)
        return entry

    return retrying(attempt)


def _without_doubles(entry: Entry, outbox: Outbox, *, uncertain: bool) -> Entry:
    """``entry`` with those recipients marked who have the brief by another message, or may have it."""
    known = outbox.elsewhere(entry)
    changes = {}
    for status in entry.having("pending", "deferred"):
        other = known.get(status.address.lower())
        if other is not None and not (uncertain and other.state == "uncertain"):
            changes[status.address] = other.model_copy(update={"address": status.address, "field": status.field})
    return entry.marked(changes)


def _attempt(entry: Entry, way_out: Transport, outbox: Outbox) -> Entry:
    data, data_with_link = outbox.data(entry)
    letter = Letter(
        sender=entry.sender,
        recipients=tuple(status.address for status in entry.having("pending", "deferred")),
        data=data,
        data_with_link=data_with_link,
        utf8=entry.utf8,
        id=entry.id,
    )

    def before_commit(addresses: Sequence[str]) -> None:
        outcome = Outcome("uncertain", None, "It was being sent when the process ended.")
        outbox.save(_noted(entry, dict.fromkeys(addresses, outcome)))

    return outbox.save(_noted(entry, way_out.submit(letter, before_commit)))


def _noted(entry: Entry, outcomes: dict[str, Outcome]) -> Entry:
    time = now()
    changes = {}
    for status in entry.recipients:
        if outcome := outcomes.get(status.address):
            changes[status.address] = status.model_copy(
                update={"state": outcome.state, "code": outcome.code, "words": outcome.words, "time": time}
            )
    return entry.marked(changes)
