"""E-mail addresses: parsed strictly, so that nothing but an address ever reaches a header or a server."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path

import idna

from briefgen.delivery.mail.target import MailTarget
from briefgen.documents import Frozen
from briefgen.errors import BriefgenError, ConfigurationError, UsageError

FIELDS = ("to", "cc", "bcc")
"""The header fields that name recipients, in the order that decides where a repeated address stands."""

_JOINERS = "\u200c\u200d"  # they carry meaning in Persian and in Indic scripts
_ASCII_ATEXT = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+/=?^_`{|}~-")
_LOCAL_LIMIT = 64  # octets, RFC 5321, 4.5.3.1.1
_SECTION = re.compile(r"\[\s*(to|cc|bcc)\s*\]", re.IGNORECASE)


class Mailbox(Frozen):
    """An e-mail address with the name of its owner."""

    name: str = ""
    """Name to show, without control characters."""
    local: str
    """Part before the @; anything but ASCII needs a server with SMTPUTF8 (RFC 6531)."""
    domain: str
    """Domain in lower case, as the DNS has it (IDNA 2008)."""

    @property
    def address(self) -> str:
        """local@domain."""
        return f"{self.local}@{self.domain}"


class Envelope(Frozen):
    """Who sends a message and who receives it. An address stands in one field only."""

    sender: Mailbox
    """From, and the address that bounces go to."""
    to: tuple[Mailbox, ...] = ()
    """To."""
    cc: tuple[Mailbox, ...] = ()
    """Cc."""
    bcc: tuple[Mailbox, ...] = ()
    """Bcc: in no header."""
    reply_to: tuple[Mailbox, ...] = ()
    """Reply-To."""

    @property
    def recipients(self) -> tuple[Mailbox, ...]:
        """Everybody who receives the message."""
        return self.to + self.cc + self.bcc


def one_line(text: str) -> str:
    """``text`` fit for a header: line breaks, control and direction characters become spaces, runs of them one."""
    kept = (c if c in _JOINERS or unicodedata.category(c)[0] not in "CZ" else " " for c in text)
    return " ".join("".join(kept).split())


def parse_mailbox(text: str) -> Mailbox:
    """The mailbox in ``text``: "a@b.org" or "Name <a@b.org>"; raises ValueError saying what is wrong with it.

    Internal domains (a@intranet.local) are accepted; quoted local parts, comments, routes and address
    literals are not, since no directory of people has them.
    """
    text = text.strip()
    if any(unicodedata.category(c) in {"Cc", "Zl", "Zp", "Cs"} for c in text):
        raise ValueError("it has a line break or a control character")
    name, address = "", text
    if text.endswith(">") and "<" in text:
        name, _, address = text[:-1].rpartition("<")
        name = name.strip()
        if len(name) > 1 and name[0] == name[-1] == '"':
            name = re.sub(r"\\(.)", r"\1", name[1:-1])
        elif "<" in name or ">" in name or "@" in name:
            raise ValueError("it names more than one address")
    local, at, domain = address.strip().rpartition("@")
    if not at:
        raise ValueError("it has no @")
    return Mailbox(name=one_line(name), local=_check_local(local), domain=_check_domain(domain))


def _check_local(local: str) -> str:
    local = unicodedata.normalize("NFC", local)
    for atom in local.split("."):
        if not atom:
            raise ValueError("the part before the @ is empty or has a full stop too many")
        for character in atom:
            if character not in _ASCII_ATEXT and (character.isascii() or unicodedata.category(character)[0] in "CZ"):
                raise ValueError("the part before the @ has a character that no address may have")
    if len(local.encode()) > _LOCAL_LIMIT:
        raise ValueError("the part before the @ is too long")
    return local


def _check_domain(domain: str) -> str:
    try:
        return idna.encode(domain.removesuffix("."), uts46=True, std3_rules=True).decode("ascii").lower()
    except idna.IDNAError:
        raise ValueError("the part behind the @ is no domain name") from None


def envelope(
    target: MailTarget,
    to: Iterable[str] = (),
    cc: Iterable[str] = (),
    bcc: Iterable[str] = (),
    reply_to: Iterable[str] = (),
    recipients: Path | None = None,
) -> Envelope:
    """Who a message of ``target`` goes to.

    Recipients given here (``to``, ``cc``, ``bcc`` and the file ``recipients``) take the place of all recipients
    that the target names; ``reply_to`` takes the place of the target's. Raises UsageError for an address given
    here that is none and when there is no recipient at all, ConfigurationError for one of the target.
    """
    where = f"[{target.section}.{target.name}]"
    given = {"to": tuple(to), "cc": tuple(cc), "bcc": tuple(bcc)}
    if any(given.values()) or recipients is not None:
        fields = {field: _parse_all(texts, f"--{field}", UsageError) for field, texts in given.items()}
        listed = _read_lists(recipients, UsageError) if recipients is not None else {}
    else:
        configured = {"to": target.to, "cc": target.cc, "bcc": target.bcc}
        fields = {
            field: _parse_all(texts, f"{where} {field}", ConfigurationError) for field, texts in configured.items()
        }
        listed = _read_lists(target.recipients, ConfigurationError) if target.recipients is not None else {}
    seen: set[str] = set()
    for field in FIELDS:
        fields[field] = _unseen(fields[field] + listed.get(field, ()), seen)
    if not any(fields.values()):
        raise UsageError("Nobody is named to send the brief to.", f"Give --to ADDRESS, or set to = [...] in {where}.")
    replies = tuple(reply_to)
    return Envelope(
        sender=_parse_all((target.sender,), f"{where} from", ConfigurationError)[0],
        reply_to=_parse_all(replies, "--reply-to", UsageError)
        if replies
        else _parse_all(target.reply_to, f"{where} reply_to", ConfigurationError),
        **fields,
    )


def _unseen(mailboxes: Iterable[Mailbox], seen: set[str]) -> tuple[Mailbox, ...]:
    """The mailboxes whose address is not in ``seen``, which grows by them."""
    new = []
    for mailbox in mailboxes:
        # Hardly any server tells a@b.org from A@b.org, and nobody wants the brief twice.
        key = mailbox.address.lower()
        if key not in seen:
            seen.add(key)
            new.append(mailbox)
    return tuple(new)


def _parse_all(texts: Iterable[str], where: str, error: type[BriefgenError]) -> tuple[Mailbox, ...]:
    mailboxes = []
    for text in texts:
        try:
            mailboxes.append(parse_mailbox(text))
        except ValueError as reason:
            raise error(f"{where}: {text!r} is not an e-mail address: {reason}.") from None
    return tuple(mailboxes)


def _read_lists(path: Path, error: type[BriefgenError]) -> dict[str, tuple[Mailbox, ...]]:
    """The addresses in the file ``path`` by field; the form is that of `MailTarget.recipients`."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except OSError as reason:
        raise error(f"{path}: cannot be read: {reason.strerror}.", "Name a file with one address a line.") from None
    except UnicodeDecodeError:
        raise error(f"{path}: is not UTF-8.", "Save it as UTF-8, one address a line.") from None
    lists: dict[str, tuple[Mailbox, ...]] = {}
    field = "to"
    for number, line in enumerate(lines, start=1):
        content = re.sub(r"(?:^|\s)#.*", "", line).strip()
        if section := _SECTION.fullmatch(content):
            field = section[1].lower()
        elif content:
            lists[field] = lists.get(field, ()) + _parse_all((content,), f"{path}, line {number}", error)
    return lists
