"""The smtp transport: a mail server, its certificate verified, its answer for each recipient kept."""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from pydantic import SecretStr

from briefgen.delivery.mail.addresses import one_line
from briefgen.delivery.mail.login import authenticate, sent_forms
from briefgen.delivery.mail.target import MailTarget
from briefgen.delivery.mail.transport import BeforeCommit, Letter, Outcome
from briefgen.delivery.secrets import redact
from briefgen.errors import AuthenticationError, BriefgenError, ConfigurationError, UnreachableError

_WORDS_LIMIT = 500
_FINAL_TIMEOUT = 600.0  # seconds; servers check the message before they answer its end (RFC 5321, 4.5.3.2.6)
# The machine's own name is nobody's business, and looking it up can hang without a network (RFC 5321, 4.1.3).
_OUR_NAME = "[127.0.0.1]"


class _TemporaryError(Exception):
    """The server cannot be reached or asks to come back later; nobody has the message."""

    def __init__(self, words: str, code: int | None = None) -> None:
        super().__init__(words)
        self.words = words
        self.code = code


class SmtpTransport:
    """Hands messages to the mail server of ``target`` (RFC 5321), logging in with ``password`` when there is one."""

    def __init__(self, target: MailTarget, password: SecretStr | None) -> None:
        self._target = target
        self._password = password
        self._server = f"{target.host}:{target.server_port}"
        self._secrets = sent_forms(target, password)

    def check(self) -> str:
        """Connect, encrypt and log in as for sending, then leave."""
        try:
            with self._connection() as smtp:
                encrypted = isinstance(smtp.sock, ssl.SSLSocket) and smtp.sock.version()
                login = f"logged in as {self._target.user}" if self._password is not None else "no login"
                return f"{self._server}, {encrypted or 'not encrypted'}, {login}"
        except _TemporaryError as error:
            raise UnreachableError(error.words, "Try again later.") from None

    def submit(self, letter: Letter, before_commit: BeforeCommit) -> dict[str, Outcome]:
        """Hand ``letter`` over in one transaction."""
        outcomes: dict[str, Outcome] = {}
        try:
            with self._connection() as smtp:
                self._transact(smtp, letter, before_commit, outcomes)
        except _TemporaryError as error:
            for address in letter.recipients:
                outcomes.setdefault(address, Outcome("deferred", error.code, error.words))
        return outcomes

    @contextmanager
    def _connection(self) -> Iterator[smtplib.SMTP]:
        smtp = self._connect()
        try:
            self._log_in(smtp)
            yield smtp
            with suppress(OSError):
                smtp.quit()
        except smtplib.SMTPResponseException as error:
            raise _TemporaryError(self._words(error.smtp_error), error.smtp_code) from None
        except OSError as error:  # all other errors of smtplib are OSErrors as well
            raise _TemporaryError(f"The connection to {self._server} broke ({_reason(error)}).") from None
        finally:
            smtp.close()

    def _connect(self) -> smtplib.SMTP:
        target = self._target
        context = _tls_context(target) if target.security != "none" else None
        smtp: smtplib.SMTP
        try:
            if target.security == "tls":
                smtp = smtplib.SMTP_SSL(
                    target.host, target.server_port, _OUR_NAME, timeout=target.timeout, context=context
                )
            else:
                smtp = smtplib.SMTP(target.host, target.server_port, _OUR_NAME, timeout=target.timeout)
        except OSError as error:
            raise self._connection_error(error) from None
        try:
            smtp.ehlo_or_helo_if_needed()
            if target.security == "starttls":
                if not smtp.has_extn("starttls"):
                    raise ConfigurationError(
                        f"The mail server {self._server} offers no encryption (STARTTLS).",
                        'Ask its administrator, or set security = "tls" and its port.',
                    )
                code, words = smtp.starttls(context=context)
                if code != 220:
                    raise _TemporaryError(self._words(words), code)
                smtp.ehlo_or_helo_if_needed()
        except OSError as error:
            smtp.close()
            raise self._connection_error(error) from None
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _connection_error(self, error: Exception) -> BriefgenError | _TemporaryError:
        if isinstance(error, ssl.SSLCertVerificationError):
            return UnreachableError(
                f"The certificate of {self._server} cannot be verified ({error.verify_message}); nothing was sent.",
                "Correct host, or name the certificates of an internal authority with ca_file.",
            )
        if isinstance(error, ssl.SSLError):
            return UnreachableError(
                f"No encrypted connection to {self._server} can be made ({error.reason}); nothing was sent.",
                "Check port, security and client_certificate.",
            )
        if isinstance(error, smtplib.SMTPResponseException):
            return _TemporaryError(self._words(error.smtp_error), error.smtp_code)
        return _TemporaryError(f"{self._server} cannot be reached ({_reason(error)}).")

    def _log_in(self, smtp: smtplib.SMTP) -> None:
        if self._password is None or self._target.user is None:
            return
        user = self._target.user
        try:
            code, words = authenticate(smtp, self._target, user, self._password.get_secret_value())
            if code not in (235, 503):  # 503: logged in already
                raise smtplib.SMTPAuthenticationError(code, words)
        except smtplib.SMTPNotSupportedError:
            raise ConfigurationError(
                f"The mail server {self._server} offers no login that briefgen knows.",
                "Check port and security, or leave user out.",
            ) from None
        except ValueError:
            raise _TemporaryError(f"{self._server} answered the login with something that is no answer.") from None
        except smtplib.SMTPAuthenticationError as error:
            if 400 <= error.smtp_code < 500:
                raise
            raise AuthenticationError(
                f"The mail server {self._server} does not accept the credentials of {user} "
                f"({error.smtp_code} {self._words(error.smtp_error)}).",
                "Check user and password or token.",
            ) from None

    def _transact(
        self, smtp: smtplib.SMTP, letter: Letter, before_commit: BeforeCommit, outcomes: dict[str, Outcome]
    ) -> None:
        """One mail transaction (RFC 5321, 3.3); fills ``outcomes``, and raises when the connection breaks."""
        utf8_offered = smtp.has_extn("smtputf8")
        for address in letter.recipients:
            if not utf8_offered and (letter.utf8 or not address.isascii()):
                outcomes[address] = Outcome(
                    "refused", None, "The server does not take messages with internationalised addresses (SMTPUTF8)."
                )
        data = _fitting(smtp, letter)
        if data is None:
            words = f"The message has {len(letter.data)} bytes, the server takes {_size_limit(smtp)}."
            outcomes.update({a: Outcome("refused", 552, words) for a in letter.recipients if a not in outcomes})
        remaining = [address for address in letter.recipients if address not in outcomes]
        if data is None or not remaining:
            return
        refusal = self._hand_over(smtp, letter, data, remaining, before_commit, outcomes)
        if refusal is not None and _says_too_large(refusal) and letter.data_with_link not in (None, data):
            assert letter.data_with_link is not None
            remaining = [address for address in remaining if outcomes.get(address) in (None, refusal)]
            for address in remaining:
                outcomes.pop(address, None)
            smtp.rset()
            self._hand_over(smtp, letter, letter.data_with_link, remaining, before_commit, outcomes)

    def _hand_over(
        self,
        smtp: smtplib.SMTP,
        letter: Letter,
        data: bytes,
        recipients: list[str],
        before_commit: BeforeCommit,
        outcomes: dict[str, Outcome],
    ) -> Outcome | None:
        """MAIL, RCPT and DATA for ``data``; the refusal of the message as a whole, if there is one."""
        options = [f"SIZE={len(data)}"] if smtp.has_extn("size") else []
        if letter.utf8 or not all(address.isascii() for address in recipients):
            options += ["SMTPUTF8", "BODY=8BITMIME"]
        outcome = self._outcome(*smtp.mail(letter.sender, options))
        if outcome.state != "accepted":
            if outcome.code in (530, 535):
                raise AuthenticationError(
                    f"The mail server {self._server} wants a login ({outcome.code} {outcome.words}).",
                    "Set user and password_env in the target.",
                )
            outcomes.update(dict.fromkeys(recipients, outcome))
            return outcome if outcome.state == "refused" else None
        accepted = []
        for address in recipients:
            outcome = self._outcome(*smtp.rcpt(address))
            if outcome.state == "accepted":
                accepted.append(address)
            else:
                outcomes[address] = outcome
        if not accepted:
            return None
        code, words = smtp.docmd("DATA")
        if code != 354:
            outcome = self._outcome(code, words)
        else:
            smtp.send(_stuffed(data))
            before_commit(accepted)
            outcome = self._end_of_data(smtp)
        outcomes.update(dict.fromkeys(accepted, outcome))
        return outcome if outcome.state == "refused" else None

    def _end_of_data(self, smtp: smtplib.SMTP) -> Outcome:
        smtp.send(b".\r\n")  # when this fails, the server never had the end, and must not deliver (RFC 5321, 4.1.1.4)
        try:
            if smtp.sock is not None:
                smtp.sock.settimeout(max(self._target.timeout, _FINAL_TIMEOUT))
            code, words = smtp.getreply()
        except OSError as error:
            return Outcome("uncertain", None, f"The connection broke before the server answered ({_reason(error)}).")
        if not (200 <= code < 300 or 400 <= code < 600):
            # Neither yes nor no: whoever sends again now may send twice.
            return Outcome("uncertain", None, f"The server answered what is no answer ({self._words(words)}).")
        return self._outcome(code, words)

    def _outcome(self, code: int, words: bytes) -> Outcome:
        if 200 <= code < 300:
            return Outcome("accepted", code, self._words(words))
        return Outcome("refused" if 500 <= code < 600 else "deferred", code, self._words(words))

    def _words(self, words: bytes | str) -> str:
        text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
        # What the server says goes to the terminal and into reports: no control characters, no echo of a secret.
        return one_line(redact(text, self._secrets))[:_WORDS_LIMIT]


def _tls_context(target: MailTarget) -> ssl.SSLContext:
    context = ssl.create_default_context()
    try:
        if target.ca_file is not None:
            context.load_verify_locations(target.ca_file)
        if target.client_certificate is not None:
            # An encrypted key must not stop an unattended run with a question.
            context.load_cert_chain(target.client_certificate, target.client_key, password=lambda: "")
    except (OSError, ValueError) as error:
        raise ConfigurationError(
            f"The certificates of [mail.{target.name}] cannot be loaded ({_reason(error)}).",
            "Check ca_file, client_certificate and client_key: PEM files, the key without a passphrase.",
        ) from None
    return context


def _size_limit(smtp: smtplib.SMTP) -> int | None:
    """The largest message the server takes, in bytes (RFC 1870), or None when it names no limit."""
    limit = smtp.esmtp_features.get("size", "").strip()
    # At most 20 digits, says the RFC.
    return int(limit) if re.fullmatch(r"[0-9]{1,20}", limit) and int(limit) > 0 else None


def _fitting(smtp: smtplib.SMTP, letter: Letter) -> bytes | None:
    limit = _size_limit(smtp)
    for data in (letter.data, letter.data_with_link):
        if data is not None and (limit is None or len(data) <= limit):
            return data
    return None


def _says_too_large(outcome: Outcome) -> bool:
    # 552 alone may also be a full mailbox, which has 5.2.2 (RFC 3463).
    if re.match(r"5\.(?:3\.4|2\.3)\b", outcome.words):
        return True
    return outcome.code == 552 and not re.match(r"[245]\.\d", outcome.words)


def _stuffed(data: bytes) -> bytes:
    """``data`` as it travels (RFC 5321, 4.5.2): lines ending in CRLF and no other way, a leading full stop doubled."""
    lines = re.sub(rb"\r\n|\r|\n", b"\r\n", data)
    if not lines.endswith(b"\r\n"):
        lines += b"\r\n"
    return re.sub(rb"(?m)^\.", b"..", lines)


def _reason(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "no answer in time"
    if isinstance(error, socket.gaierror):
        return "no such host"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror.lower()
    return one_line(str(error)).rstrip(".").lower() or type(error).__name__
