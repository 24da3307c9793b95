"""DKIM signatures (RFC 6376), for senders whose server does not sign."""

from __future__ import annotations

from briefgen.delivery.mail.addresses import Mailbox
from briefgen.delivery.mail.target import MailTarget
from briefgen.errors import ConfigurationError

_SIGNED = (
    "from",
    "to",
    "cc",
    "reply-to",
    "subject",
    "date",
    "message-id",
    "mime-version",
    "content-type",
    "auto-submitted",
    "list-unsubscribe",
)


def sign(data: bytes, sender: Mailbox, target: MailTarget) -> bytes:
    """``data``, a message, with the signature of ``target``'s key in front; as it is when the target has no key.

    Raises ConfigurationError when the library is missing or the key cannot be used.
    """
    if target.dkim_key is None or target.dkim_selector is None:
        return data
    try:
        import dkim  # type: ignore[import-untyped]  # it has no type hints
    except ImportError:
        raise ConfigurationError("The DKIM library is not installed.", 'Run: pip install "briefgen[dkim]".') from None
    try:
        key = target.dkim_key.read_bytes()
    except OSError as error:
        raise ConfigurationError(f"{target.dkim_key}: cannot be read: {error.strerror}.", "Correct dkim_key.") from None
    try:
        signature: bytes = dkim.sign(
            data,
            target.dkim_selector.encode(),
            (target.dkim_domain or sender.domain).encode(),
            key,
            include_headers=[name.encode() for name in _SIGNED],
        )
    except (dkim.DKIMException, ValueError):
        # The library's own words may quote the key.
        raise ConfigurationError(
            f"{target.dkim_key}: is not a key that can sign.", "Use an RSA private key in PEM form."
        ) from None
    return signature + data
