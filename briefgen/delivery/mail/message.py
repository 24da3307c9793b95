"""The message: its headers and parts."""

from __future__ import annotations

import hashlib
import json
import os
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import quote

from briefgen.brief import Brief
from briefgen.delivery.mail.addresses import Envelope, one_line
from briefgen.delivery.mail.body import Body, write_body
from briefgen.delivery.mail.dkim import sign
from briefgen.delivery.mail.headers import Verbatim, address_header, text_header
from briefgen.delivery.mail.target import MailTarget
from briefgen.errors import UsageError


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
        f"{field}:{m.address.lower()}" for field in ("to", "cc", "bcc") for m in getattr(envelope, field)
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
    visible = sorted(m.address.lower() for m in envelope.to + envelope.cc)
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
    message = EmailMessage(policy=policy.SMTP)
    message.set_content(body.text, cte="quoted-printable")
    message.add_alternative(body.html, subtype="html", cte="quoted-printable")
    html = message.get_body(("html",))
    assert isinstance(html, EmailMessage)
    for picture in body.pictures:
        html.add_related(
            picture.data, maintype="image", subtype=picture.subtype, cid=f"<{picture.content_id}>", disposition="inline"
        )
    if pdf is not None:
        message.add_attachment(pdf, maintype="application", subtype="pdf", filename=f"{_file_stem(name)}.pdf")
    return message


def _file_stem(name: str) -> str:
    """``name`` as the name of a file on any system, and inert in a header."""
    return re.sub(r"[^\w .-]", "-", one_line(name))[:80].strip(" .") or "brief"


def _address(
    message: EmailMessage,
    envelope: Envelope,
    subject: str,
    message_id: str,
    date: datetime | None,
    target: MailTarget,
) -> None:
    if _needs_utf8(envelope):
        message.policy = policy.SMTPUTF8
    for name, mailboxes in (
        ("From", (envelope.sender,)),
        ("To", envelope.to),
        ("Cc", envelope.cc),
        ("Reply-To", envelope.reply_to),
    ):
        if mailboxes:
            message[name] = address_header(name, mailboxes)
    if not envelope.to and not envelope.cc:
        message["To"] = Verbatim("To", "undisclosed-recipients:;")
    message["Subject"] = text_header("Subject", subject)
    if date is not None:
        message["Date"] = Verbatim("Date", format_datetime(date))
    message["Message-ID"] = Verbatim("Message-ID", message_id)
    message["Auto-Submitted"] = Verbatim("Auto-Submitted", "auto-generated")
    if target.list_unsubscribe:
        message["List-Unsubscribe"] = Verbatim("List-Unsubscribe", f"<{target.list_unsubscribe}>")


def _fix_boundaries(message: EmailMessage, message_id: str) -> None:
    """Give the parts boundaries that depend on nothing but the message, where the library would take random ones."""
    for number, part in enumerate(message.walk()):
        if part.is_multipart():
            part.set_boundary(f"=_{_hash(message_id, str(number))[:32]}_")
