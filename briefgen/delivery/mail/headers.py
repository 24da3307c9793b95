"""Header values as they go out, encoded once and not parsed again.

The header classes of the standard library parse what they are given, and in doing so decode what looks like an
encoded word (RFC 2047): a title that contains ``=?utf-8?q?=0D=0ABcc:…?=`` would become a line break and a header.
Here every value is encoded by ``email.header``, and the message takes it as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from email.header import Header
from email.policy import Policy
from email.utils import quote
from typing import Any

from briefgen.delivery.mail.addresses import Mailbox, one_line

_LONGEST_PLAIN = 60  # characters; longer words do not fit on a line of a header (RFC 5322, 2.1.1) beside its name
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]*")


class Verbatim(str):
    """A header value that the library neither parses nor folds."""

    __slots__ = ("name",)

    def __new__(cls, name: str, value: str) -> Verbatim:
        """The value of the header called ``name``."""
        header = super().__new__(cls, value)
        header.name = name
        return header

    name: str

    def fold(self, *, policy: Policy[Any]) -> str:
        """The header's lines."""
        return f"{self.name}: {self}{policy.linesep}"


def text_header(name: str, text: str) -> Verbatim:
    """The header ``name`` with ``text``, whatever it contains."""
    return Verbatim(name, _encoded(one_line(text), name))


def address_header(name: str, mailboxes: Iterable[Mailbox]) -> Verbatim:
    """The header ``name`` with a list of mailboxes, one a line."""
    return Verbatim(name, ",\r\n ".join(map(_mailbox, mailboxes)))


def _mailbox(mailbox: Mailbox) -> str:
    name = one_line(mailbox.name)
    if not name:
        return mailbox.address
    if not _is_plain(name) or len(name) > _LONGEST_PLAIN:
        shown = Header(name, "utf-8").encode(linesep="\r\n")
    else:
        shown = name if _ATOMS.fullmatch(name) else f'"{quote(name)}"'
    return f"{shown} <{mailbox.address}>"


def _encoded(text: str, name: str) -> str:
    charset = "us-ascii" if _is_plain(text) and all(len(w) <= _LONGEST_PLAIN for w in text.split()) else "utf-8"
    return Header(text, charset, header_name=name).encode(linesep="\r\n")


def _is_plain(text: str) -> bool:
    """Whether ``text`` can stand in a header as it is, and nobody takes part of it for an encoded word."""
    return text.isascii() and "=?" not in text
