"""The message: headers and parts, built by the standard library so that no value can break out of its header."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.headerregistry import BaseHeader, Group, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import EmailPolicy, Policy
from email.utils import format_datetime
from typing import Any
from urllib.parse import quote

from briefgen.brief import Brief
from briefgen.delivery.mail.addresses import Envelope, one_line
from briefgen.delivery.mail.body import Body, write_body
from briefgen.delivery.mail.dkim import sign
from briefgen.delivery.mail.target import MailTarget
from briefgen.errors import UsageError


class _VerbatimHeader(UnstructuredHeader, BaseHeader):
    """A header that goes out as it is: the library would encode a long URL or id, and break it by that."""

    def fold(self, *, policy: Policy[Any]) -> str:
        """The whole header line."""
        return f"{self.name}: {self}{policy.linesep}"


def _policy() -> EmailPolicy[EmailMessage]:
    registry = HeaderRegistry()
    for name in ("message-id", "list-unsubscribe"):
        registry.map_to_type(name, _VerbatimHeader)
    return policy.SMTP.clone(header_factory=registry)


_POLICY = _policy()


@dataclass(frozen=True)
class Message:
    """A message ready to be sent."""

    id: str
    """Id in the outbox: the same brief to the same recipients has the same."""
    message_id: str
    """Message-ID, with angle brackets: the same brief from one sender to the same To and Cc has the same."""
    brief_digest: str
    """SHA-256 of what the brief says, in hexadecimal."""
    subject: str
    """Subject."""
    envelope: Envelope
    """Who sends and who receives it."""
    utf8: bool
    """Whether its headers name an internationalised address, so that it needs a server with SMTPUTF8 (RFC 6531)."""
    data: bytes
    """The message as it goes out (RFC 5322), lines ending in CRLF."""
    data_with_link: bytes | None
    """The same with a link in place of the PDF, for a server that finds the message too large; None when not wanted."""


def compose(
    brief: Brief, pdf: bytes, name: str, envelope: Envelope, target: MailTarget, *, preview: bool = False
) -> Message:
    """The message that carries ``brief`` and ``pdf``, its PDF, to ``envelope``.

    ``name`` is the name of the brief's folder: the PDF is attached as NAME.pdf. A ``preview`` depends on
    nothing but what it is given: it is dated SOURCE_DATE_EPOCH or else the date of the brief (or has no
    Date), and it is not signed. Raises RenderError, ConfigurationError and UsageError as the templates, the
    pictures, the DKIM key and SOURCE_DATE_EPOCH demand.
    """
    digest = brief_digest(brief)
    message_id = _message_id(digest, envelope)
    date = _date(brief, preview)

    def build(body: Body, attachment: bytes | None) -> bytes:
        message = _assemble(body, attachment, name)
        _address(message, envelope, body.subject, message_id, date, target)
        _fix_boundaries(message, message_id)
        data = message.as_bytes()
        return data if preview else sign(data, envelope.sender, target)

    body = write_body(brief, target)
    with_link = None
    if target.too_large == "link" and target.link is not None:
        link = target.link.replace("{name}", quote(name))
        with_link = build(write_body(brief, target, link), None)
    recipients = sorted(
        f"{field}:{m.address.casefold()}" for field in ("to", "cc", "bcc") for m in getattr(envelope, field)
    )
    return Message(
        id=_hash(message_id, *recipients)[:16],
        message_id=message_id,
        brief_digest=digest,
        subject=body.subject,
        envelope=envelope,
        utf8=_needs_utf8(envelope),
        data=build(body, pdf),
        data_with_link=with_link,
    )


def brief_digest(brief: Brief) -> str:
    """SHA-256, in hexadecimal, of what ``brief`` says; which version of briefgen made it has no part in it."""
    return _hash(json.dumps(brief.model_dump(mode="json", exclude={"generated_by"}), sort_keys=True))


def _hash(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _message_id(digest: str, envelope: Envelope) -> str:
    # Bcc has no part in it: whoever knows the brief could try addresses until the hash fits.
    visible = sorted(m.address.casefold() for m in envelope.to + envelope.cc)
    return f"<{_hash(digest, envelope.sender.address, *visible)[:32]}@{envelope.sender.domain}>"


def _date(brief: Brief, preview: bool) -> datetime | None:
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "").strip()
    if epoch:
        try:
            return datetime.fromtimestamp(int(epoch), UTC)
        except (ValueError, OverflowError, OSError):
            raise UsageError(
                f"SOURCE_DATE_EPOCH is '{epoch}', which is no number of seconds since 1970.", "Correct or unset it."
            ) from None
    if not preview:
        return datetime.now(UTC)
    try:
        return datetime.fromisoformat(brief.date or "").replace(tzinfo=UTC)
    except ValueError:
        return None


def _needs_utf8(envelope: Envelope) -> bool:
    shown = (envelope.sender, *envelope.to, *envelope.cc, *envelope.reply_to)
    return not all(mailbox.local.isascii() for mailbox in shown)


def _assemble(body: Body, pdf: bytes | None, name: str) -> EmailMessage:
    message = EmailMessage(policy=_POLICY)
    message.set_content(body.text, cte="quoted-printable")
    message.add_alternative(body.html, subtype="html", cte="quoted-printable")
    html = message.get_body(("html",))
    assert isinstance(html, EmailMessage)
    for picture in body.pictures:
        html.add_related(
            picture.data, maintype="image", subtype=picture.subtype, cid=f"<{picture.content_id}>", disposition="inline"
        )
    if pdf is not None:
        message.add_attachment(pdf, maintype="application", subtype="pdf", filename=f"{one_line(name) or 'brief'}.pdf")
    return message


def _address(
    message: EmailMessage,
    envelope: Envelope,
    subject: str,
    message_id: str,
    date: datetime | None,
    target: MailTarget,
) -> None:
    if _needs_utf8(envelope):
        message.policy = _POLICY.clone(utf8=True)
    message["From"] = envelope.sender.header
    if envelope.to:
        message["To"] = [m.header for m in envelope.to]
    if envelope.cc:
        message["Cc"] = [m.header for m in envelope.cc]
    if not envelope.to and not envelope.cc:
        message["To"] = Group("undisclosed-recipients", ())
    if envelope.reply_to:
        message["Reply-To"] = [m.header for m in envelope.reply_to]
    message["Subject"] = subject
    if date is not None:
        message["Date"] = format_datetime(date)
    message["Message-ID"] = message_id
    message["Auto-Submitted"] = "auto-generated"
    if target.list_unsubscribe:
        message["List-Unsubscribe"] = f"<{target.list_unsubscribe}>"


def _fix_boundaries(message: EmailMessage, message_id: str) -> None:
    """Give the parts boundaries that depend on nothing but the message, where the library would take random ones."""
    for number, part in enumerate(message.walk()):
        if part.is_multipart():
            part.set_boundary(f"=_{_hash(message_id, str(number))[:32]}_")
