"""Logging in to a mail server (RFC 4954): password, app password or OAuth 2 token."""

from __future__ import annotations

import base64
import smtplib

from pydantic import SecretStr

from briefgen.delivery.mail.target import MailTarget


def authenticate(smtp: smtplib.SMTP, target: MailTarget, user: str, secret: str) -> tuple[int, bytes]:
    """Log in; the code and words of the server's answer.

    One mechanism only is tried, since a wrong password tried three times may lock an account. Raises
    SMTPNotSupportedError when the server offers none that is known, SMTPAuthenticationError when it refuses, and
    ValueError when what it answers is no answer.
    """
    offered = smtp.esmtp_features.get("auth", "").upper().split()
    if target.auth == "xoauth2":
        # https://developers.google.com/workspace/gmail/imap/xoauth2-protocol
        first = _xoauth2(user, secret)
        return smtp.auth("XOAUTH2", lambda challenge=None: first if challenge is None else "")
    if "PLAIN" in offered:
        # The library would send ASCII only; RFC 4616 has UTF-8.
        return smtp.docmd("AUTH", "PLAIN " + _base64(_plain(user, secret)))
    smtp.user, smtp.password = user, secret
    if "LOGIN" in offered:
        return smtp.auth("LOGIN", smtp.auth_login)
    if "CRAM-MD5" in offered:
        return smtp.auth("CRAM-MD5", smtp.auth_cram_md5)
    raise smtplib.SMTPNotSupportedError


def _plain(user: str, secret: str) -> str:
    return f"\0{user}\0{secret}"


def _xoauth2(user: str, secret: str) -> str:
    return f"user={user}\x01auth=Bearer {secret}\x01\x01"


def sent_forms(target: MailTarget, password: SecretStr | None) -> list[SecretStr]:
    """The password in all the forms in which it is sent and a server may echo it."""
    if password is None:
        return []
    user, secret = target.user or "", password.get_secret_value()
    return [password, SecretStr(_plain(user, secret)), SecretStr(_xoauth2(user, secret))]


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode("ascii")
