from __future__ import annotations

import logging
import traceback
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring
from pydantic import SecretStr

from briefgen.delivery.mail import MailTarget
from briefgen.delivery.secrets import redact, refuse_credentials_in_url
from briefgen.delivery.targets import find_target, parse_target
from briefgen.errors import AuthenticationError, ConfigurationError

SECRET = "hunter2/ä+x"


def target(**fields: object) -> MailTarget:
    return parse_target(MailTarget, "ops", {"from": "a@b.org", "user": "briefs", **fields}, Path("/etc/briefgen.toml"))


def test_a_secret_comes_from_the_environment_or_a_command(monkeypatch):
    monkeypatch.setenv("BRIEFS_SECRET", SECRET)
    for fields in ({"password_env": "BRIEFS_SECRET"}, {"password_command": ["printenv", "BRIEFS_SECRET"]}):
        secret = target(**fields).password()
        assert secret.get_secret_value() == SECRET
        assert SECRET not in f"{secret} {secret!r} {target(**fields)!r}"


class Memory(KeyringBackend):
    priority = 1
    entries = {("briefgen:mail.ops", "briefs"): SECRET, ("other", "briefs"): "second"}  # noqa: RUF012

    def get_password(self, service: str, username: str) -> str | None:
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        raise NotImplementedError

    delete_password = set_password


def test_a_secret_comes_from_the_keyring():
    before = keyring.get_keyring()
    try:
        keyring.set_keyring(Memory())
        assert target(keyring=True).password().get_secret_value() == SECRET
        assert target(keyring="other").password().get_secret_value() == "second"
        with pytest.raises(AuthenticationError, match='no password of "briefs" for "none"'):
            target(keyring="none").password()
        keyring.set_keyring(NoKeyring())
        with pytest.raises(ConfigurationError, match="keyring cannot be used"):
            target(keyring=True).password()
    finally:
        keyring.set_keyring(before)


@pytest.mark.parametrize(
    ("fields", "error", "words"),
    [
        ({"password_env": "BRIEFGEN_NOT_SET"}, AuthenticationError, "BRIEFGEN_NOT_SET is not set"),
        ({"password_command": ["/nowhere/pass"]}, ConfigurationError, "/nowhere/pass cannot be started"),
        ({"password_command": ["false"]}, AuthenticationError, "gave no password (exit code 1)"),
        ({"password_command": ["true"]}, AuthenticationError, "gave no password (exit code 0)"),
        ({"password_command": ["printf", "\\377"]}, AuthenticationError, "gave no password"),
    ],
)
def test_a_secret_that_is_missing_is_told(fields, error, words):
    with pytest.raises(error) as raised:
        target(**fields).password()
    assert words in raised.value.message


@pytest.mark.parametrize("key", ["password", "Password", "passwd", "token", "access_token", "api-key", "client_secret"])
def test_a_secret_in_the_file_is_refused_and_not_repeated(key):
    with pytest.raises(ConfigurationError, match="holds a secret in the clear") as raised:
        target(**{key: SECRET})
    assert SECRET not in "".join(traceback.format_exception(raised.value))


@pytest.mark.parametrize("key", ["port", "security", "timeout", "keyring", "attempts", "to"])
def test_a_secret_under_a_wrong_key_is_not_repeated(key, caplog):
    caplog.set_level(logging.DEBUG)
    with pytest.raises(ConfigurationError) as raised:
        target(**{key: {"x": SECRET}})
    assert f": {key}" in raised.value.message
    assert SECRET not in "".join(traceback.format_exception(raised.value)) + caplog.text


def test_an_address_with_a_password_is_refused():
    for fine in (
        "https://example.org:8443/a:b@c.git",
        "ssh://git@example.org:2222/briefs.git",
        "git@example.org:briefs.git",
        "/srv/briefs.git",
        "http://[::1]/?id=start",
    ):
        assert refuse_credentials_in_url(fine) == fine
    for secret in ("hunter2", SECRET, "a:b", "a@b"):
        with pytest.raises(ValueError, match="carries a password") as raised:
            refuse_credentials_in_url(f"https://git:{secret}@example.org/briefs.git")
        assert secret not in str(raised.value)


@pytest.mark.parametrize(
    "url",
    [
        "https://hunter2@example.org/wiki.git",
        "HTTPS://hunter2@example.org/wiki.git",
        "http://hunter2@[::1]:8443/wiki.git",
        "https://hunter2:@example.org/wiki.git",
        "https://@hunter2@example.org/wiki.git",
        "https://example.org/wiki.git?private_token=hunter2",
        "https://example.org/wiki.git?x=1&Access-Token=hunter2",
        "https://example.org/wiki.git#token=hunter2",
    ],
)
def test_an_address_with_a_token_is_refused(url):
    with pytest.raises(ValueError, match="the address carries a") as raised:
        refuse_credentials_in_url(url)
    assert "hunter2" not in str(raised.value)


def test_an_echo_of_a_secret_is_taken_out():
    echo = "plain hunter2/ä+x, quoted hunter2%2F%C3%A4%2Bx, base64 aHVudGVyMi/DpCt4, rest"
    assert redact(echo, [SecretStr(SECRET), None]) == "plain [secret], quoted [secret], base64 [secret], rest"


def test_words_from_outside_play_no_tricks_on_a_terminal():
    assert redact("a\x1b[2Jb\x9bc\u202ed  e", [SecretStr("d  e")]) == "a [2Jb c [secret]"


def test_targets_are_found_by_name():
    tables = {"default": {"from": "a@b.org"}, "ops": {"from": "c@d.org", "ca_file": "ca.pem"}}
    file = Path("/etc/briefgen.toml")
    assert find_target(MailTarget, tables, None, file).sender == "a@b.org"
    assert find_target(MailTarget, tables, "ops", file).ca_file == Path("/etc/ca.pem")
    with pytest.raises(ConfigurationError, match="no mail target called cabinet") as raised:
        find_target(MailTarget, tables, "cabinet", file)
    assert raised.value.remedy == "Use --target with one of: default, ops."
    with pytest.raises(ConfigurationError, match="no mail target") as raised:
        find_target(MailTarget, {}, None, None)
    assert "Add a table [mail.default] to briefgen.toml" in raised.value.remedy
