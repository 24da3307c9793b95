"""Passwords and tokens: where a target says they come from, and how they stay out of every output.

A configuration file never holds a secret. It names an environment variable, a command that prints
the secret, or an entry of the system's keyring. What is read is a pydantic ``SecretStr``, so that a
repr, a log line or a traceback shows asterisks.
"""

from __future__ import annotations

import base64
import os
import re
import subprocess
from collections.abc import Iterable, Mapping
from urllib.parse import parse_qsl, quote, urlsplit

from pydantic import SecretStr

from briefgen.errors import AuthenticationError, ConfigurationError

COMMAND_TIMEOUT = 60.0
"""Seconds a command that prints a secret may take (a person may have to unlock a store)."""

_SECRET_KEY = re.compile(r"(?:^|_)(?:password|passwd|passphrase|pass|token|secret|api_?key|credentials?)$")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def _is_secret_key(key: str) -> bool:
    return _SECRET_KEY.search(key.lower().replace("-", "_")) is not None


def refuse_secret_keys(table: Mapping[str, object], allowed: Iterable[str], where: str) -> None:
    """Refuse a table that holds a secret in the clear.

    ``table`` is a target as written in the configuration, ``allowed`` the keys that the target defines,
    ``where`` names the table for the message ("[mail.default] in briefgen.toml"). Raises
    ConfigurationError naming the key and never its value.
    """
    known = frozenset(allowed)
    for key in table:
        if key not in known and _is_secret_key(key):
            raise ConfigurationError(
                f"{where} holds a secret in the clear ({key}).",
                "Take it out, change it if others could read it, and name where it is to be found: password_env = "
                '"NAME_OF_A_VARIABLE", password_command = ["pass", "show", "briefs"] or keyring = true.',
            )


def refuse_credentials_in_url(url: str) -> str:
    """``url`` itself, for validators; raises ValueError when it carries a secret.

    That is a password ("ssh://me:secret@host"), over HTTP any user ("https://TOKEN@host": services take a token
    for one), or a parameter named like a secret ("?private_token=…"). The value is not repeated.
    """
    try:
        parts = urlsplit(url)
        carries_password = parts.password is not None
        carries_user = parts.scheme in ("http", "https") and parts.username is not None
        _ = parts.port
    except ValueError:
        # A password with a slash in it ends the host part too early, and stands where the port should be.
        carries_password = True
        carries_user = False
    if carries_password:
        raise ValueError("the address carries a password; use password_env, password_command or keyring instead")
    if carries_user:
        raise ValueError(
            "the address carries a user name or token before the @; "
            "use user, and password_env, password_command or keyring instead"
        )
    for name, _value in parse_qsl(f"{parts.query}&{parts.fragment}", keep_blank_values=True):
        if _is_secret_key(name):
            raise ValueError(
                f"the address carries a secret ({name}); use password_env, password_command or keyring instead"
            )
    return url


def from_environment(variable: str) -> SecretStr:
    """The secret in the environment variable ``variable``; raises AuthenticationError when it is unset or empty."""
    value = os.environ.get(variable, "")
    if not value:
        raise AuthenticationError(
            f"The environment variable {variable} is not set.",
            f"Set {variable} to the password or token of the target.",
        )
    return SecretStr(value)


def from_command(command: tuple[str, ...]) -> SecretStr:
    """The secret that ``command`` prints (its last line break dropped), run without a shell.

    Its standard error goes to the terminal, so that a password store can ask the person to unlock it.
    Raises ConfigurationError when it cannot be started, AuthenticationError when it fails or prints nothing.
    """
    program = command[0]
    try:
        finished = subprocess.run(command, stdout=subprocess.PIPE, check=False, timeout=COMMAND_TIMEOUT)
    except OSError as error:
        raise ConfigurationError(
            f"The password command {program} cannot be started ({error.strerror}).", "Correct password_command."
        ) from None
    except subprocess.TimeoutExpired:
        raise AuthenticationError(
            f"The password command {program} did not answer within {COMMAND_TIMEOUT:.0f} seconds.",
            "Unlock the password store and try again.",
        ) from None
    try:
        value = finished.stdout.decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError:
        value = ""
    if finished.returncode != 0 or not value:
        raise AuthenticationError(
            f"The password command {program} gave no password (exit code {finished.returncode}).",
            "Run it by hand to see why.",
        )
    return SecretStr(value)


def from_keyring(service: str, user: str) -> SecretStr:
    """The secret of ``user`` under ``service`` in the system's keyring.

    Raises ConfigurationError when the keyring library or a usable keyring is missing, AuthenticationError
    when the keyring has no such entry.
    """
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        raise ConfigurationError(
            "The keyring library is not installed.",
            'Run: pip install "briefgen[keyring]", or use password_env or password_command.',
        ) from None
    try:
        value = keyring.get_password(service, user)
    except KeyringError as error:
        raise ConfigurationError(
            f"The system's keyring cannot be used ({type(error).__name__}).",
            "Unlock or install one, or use password_env or password_command.",
        ) from None
    if not value:
        raise AuthenticationError(
            f'The keyring has no password of "{user}" for "{service}".', f"Run: keyring set {service} {user}"
        )
    return SecretStr(value)


def redact(text: str, secrets: Iterable[SecretStr | None]) -> str:
    """``text`` with each secret replaced by "[secret]", plain, URL-quoted or in base64, and without control characters.

    Control and direction characters, by which a server could play tricks on a terminal, become spaces. For words
    that come from outside and may echo what was sent: a server's answer, a command's output.
    """
    for secret in secrets:
        value = secret.get_secret_value() if secret is not None else ""
        if not value:
            continue
        encoded = base64.b64encode(value.encode()).decode()
        for form in sorted({value, quote(value, safe=""), encoded, encoded.rstrip("=")}, key=len, reverse=True):
            text = text.replace(form, "[secret]")
    return _CONTROL.sub(" ", text)
