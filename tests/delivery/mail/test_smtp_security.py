"""Encryption, certificates, logins and limits, against aiosmtpd."""

from __future__ import annotations

import base64
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from briefgen.delivery.mail import deliver, envelope, try_login
from briefgen.errors import AuthenticationError, ConfigurationError, UnreachableError
from tests.delivery.mail.conftest import PDF
from tests.delivery.mail.servers import PASSWORD, ScriptedServer, free_port, parse, pdf_of

USER = "briefs"


class Received:
    """Keeps what aiosmtpd took, and knows XOAUTH2."""

    def __init__(self) -> None:
        self.envelopes: list[Envelope] = []
        self.xoauth2: list[str] = []

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.envelopes.append(envelope)
        return "250 2.0.0 Ok"

    async def auth_XOAUTH2(self, server: SMTP, arguments: list[str]) -> AuthResult:  # noqa: N802
        self.xoauth2.append(base64.b64decode(arguments[1]).decode())
        if f"Bearer {PASSWORD}\x01" in self.xoauth2[-1]:
            return AuthResult(success=True)
        await server.challenge_auth(b'{"status":"401"}')
        return AuthResult(success=False, handled=False)


def _login(_server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: Any) -> AuthResult:
    right = isinstance(data, LoginPassword) and data.login == USER.encode() and data.password.decode() == PASSWORD
    return AuthResult(success=right, handled=False)


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def ca_file(authority: trustme.CA, tmp_path):
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    return tmp_path / "ca.pem"


@contextmanager
def server(**options: Any) -> Iterator[tuple[Received, int]]:
    received = Received()
    controller = Controller(received, hostname="127.0.0.1", port=free_port(), **options)
    controller.start()
    try:
        yield received, controller.port
    finally:
        controller.stop()


def context(
    authority: trustme.CA, name: str = "127.0.0.1", client_authority: trustme.CA | None = None
) -> ssl.SSLContext:
    made = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(name).configure_cert(made)
    if client_authority is not None:
        made.verify_mode = ssl.CERT_REQUIRED
        client_authority.configure_trust(made)
    return made


@pytest.fixture
def login(monkeypatch: pytest.MonkeyPatch) -> Callable[..., dict[str, Any]]:
    """The fields of a target that logs in, with the password in the environment."""

    def fields(password: str = PASSWORD, **more: Any) -> dict[str, Any]:
        monkeypatch.setenv("BRIEFS_SECRET", password)
        return {"user": USER, "password_env": "BRIEFS_SECRET", **more}

    return fields


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_the_connection_is_encrypted(security, authority, ca_file, folder, outbox, make_target):
    tls = {"tls_context": context(authority), "require_starttls": True}
    with server(**(tls if security == "starttls" else {"ssl_context": context(authority)})) as (received, port):
        target = make_target(port=port, security=security, ca_file=ca_file)
        assert deliver(folder, target, envelope(target), outbox).error is None
        assert "TLSv1" in try_login(target)
    assert pdf_of(parse(received.envelopes[0].content)) == PDF


@pytest.mark.parametrize("security", ["starttls", "tls"])
@pytest.mark.parametrize("fault", ["unknown authority", "another name"])
def test_a_certificate_that_cannot_be_verified_stops_everything(
    security, fault, authority, ca_file, folder, outbox, make_target, login
):
    name = "mail.elsewhere.example" if fault == "another name" else "127.0.0.1"
    tls = {"tls_context" if security == "starttls" else "ssl_context": context(authority, name)}
    with server(**tls) as (received, port):
        target = make_target(
            port=port, security=security, ca_file=ca_file if fault == "another name" else None, **login()
        )
        with pytest.raises(UnreachableError, match="The certificate of") as error:
            deliver(folder, target, envelope(target), outbox)
    assert "ca_file" in error.value.remedy
    assert "outbox retry" in error.value.remedy
    assert received.envelopes == []
    assert outbox.entries()[0].recipients[0].state == "pending"


def test_a_server_without_encryption_is_not_talked_to_in_the_clear(folder, outbox, make_target, login):
    with ScriptedServer() as plain:
        target = make_target(port=plain.port, security="starttls", **login())
        with pytest.raises(ConfigurationError, match="offers no encryption"):
            deliver(folder, target, envelope(target), outbox)
    assert [command.split()[0].upper() for command in plain.commands] == ["EHLO"]


def test_a_client_certificate_opens_the_server(authority, ca_file, folder, outbox, make_target, tmp_path):
    ours = trustme.CA()
    ours.issue_cert("briefs@example.org").private_key_and_cert_chain_pem.write_to_path(str(tmp_path / "client.pem"))
    with server(ssl_context=context(authority, client_authority=ours)) as (received, port):
        bare = make_target(port=port, security="tls", ca_file=ca_file, attempts=1)
        assert deliver(folder, bare, envelope(bare, to=["a@b.org"]), outbox).error.exit_code == 7
        target = make_target(port=port, security="tls", ca_file=ca_file, client_certificate=tmp_path / "client.pem")
        assert deliver(folder, target, envelope(target), outbox).error is None
    assert len(received.envelopes) == 1


def test_a_missing_certificate_file_is_a_fault_of_the_configuration(make_target, tmp_path):
    with pytest.raises(ConfigurationError, match="The certificates of"):
        try_login(make_target(security="tls", ca_file=tmp_path / "none.pem"))


@pytest.mark.parametrize("excluded", [[], ["PLAIN"]])
def test_a_password_logs_in(excluded, authority, ca_file, folder, outbox, make_target, login):
    options = {"authenticator": _login, "auth_required": True, "auth_exclude_mechanism": excluded}
    with server(tls_context=context(authority), **options) as (received, port):
        target = make_target(port=port, security="starttls", ca_file=ca_file, **login())
        assert "logged in as briefs" in try_login(target)
        assert deliver(folder, target, envelope(target), outbox).error is None
    assert len(received.envelopes) == 1


def test_a_password_beyond_ascii_logs_in(authority, ca_file, make_target, login):
    def check(
        _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: LoginPassword
    ) -> AuthResult:
        return AuthResult(success=data.password.decode() == "Schlüssel", handled=False)

    with server(tls_context=context(authority), authenticator=check) as (_, port):
        assert "logged in" in try_login(
            make_target(port=port, security="starttls", ca_file=ca_file, **login("Schlüssel"))
        )


def test_a_wrong_password_is_told_and_the_message_waits(authority, ca_file, folder, outbox, make_target, login):
    with server(tls_context=context(authority), authenticator=_login, auth_required=True) as (received, port):
        target = make_target(port=port, security="starttls", ca_file=ca_file, **login("wrong-password"))
        with pytest.raises(AuthenticationError, match="535") as error:
            deliver(folder, target, envelope(target), outbox)
    assert "outbox retry" in error.value.remedy
    assert "wrong-password" not in str(error.value)
    assert received.envelopes == []
    assert outbox.entries()[0].recipients[0].state == "pending"


def test_a_server_that_wants_a_login_says_so(authority, ca_file, folder, outbox, make_target):
    with server(tls_context=context(authority), authenticator=_login, auth_required=True) as (_, port):
        target = make_target(port=port, security="starttls", ca_file=ca_file)
        with pytest.raises(AuthenticationError, match="wants a login"):
            deliver(folder, target, envelope(target), outbox)


def test_a_token_logs_in_by_xoauth2(authority, ca_file, folder, outbox, make_target, login):
    with server(tls_context=context(authority), auth_required=True) as (received, port):
        target = make_target(port=port, security="starttls", ca_file=ca_file, **login(auth="xoauth2"))
        assert deliver(folder, target, envelope(target), outbox).error is None
        stale = make_target(port=port, security="starttls", ca_file=ca_file, **login("stale", auth="xoauth2"))
        with pytest.raises(AuthenticationError, match="535"):
            try_login(stale)
    assert received.xoauth2[0] == f"user={USER}\x01auth=Bearer {PASSWORD}\x01\x01"


def test_a_login_answered_with_nonsense_is_tried_later(folder, outbox, make_target, login):
    with ScriptedServer({"EHLO": "250-x\r\n250 AUTH LOGIN", "AUTH": "334 AAAAA"}) as plain:
        target = make_target(port=plain.port, attempts=1, **login())
        assert deliver(folder, target, envelope(target), outbox).error.exit_code == 7


def test_an_echoed_secret_is_not_repeated(make_target, login):
    echo = base64.b64encode(f"\0{USER}\0{PASSWORD}".encode()).decode()
    script = {"EHLO": "250-x\r\n250 AUTH PLAIN", "AUTH": f"535 no {echo} or {PASSWORD}"}
    with ScriptedServer(script) as plain, pytest.raises(AuthenticationError) as error:
        try_login(make_target(port=plain.port, **login()))
    assert "no [secret] or [secret]" in str(error.value)


def test_a_message_too_large_for_the_server_is_refused(folder, outbox, make_target):
    with server(data_size_limit=5_000) as (received, port):
        target = make_target(port=port)
        report = deliver(folder, target, envelope(target), outbox)
    assert (report.recipients[0].state, report.recipients[0].code) == ("refused", 552)
    assert "takes 5000" in report.error.message
    assert received.envelopes == []


@pytest.mark.parametrize("announced", [True, False])
def test_a_message_too_large_for_the_server_goes_with_a_link(announced, folder, outbox, make_target):
    (folder / "brief.pdf").write_bytes(PDF * 20)
    scripts = (
        {"EHLO": "250-x\r\n250 SIZE 100000"} if announced else {"EHLO": "250 x", ".": ["552 5.3.4 Too big", "250 Ok"]}
    )
    with ScriptedServer(scripts) as plain:
        target = make_target(port=plain.port, too_large="link", link="https://briefs.example/{name}/brief.pdf")
        report = deliver(folder, target, envelope(target), outbox)
    assert report.error is None
    message = parse(plain.received[-1][2])
    assert list(message.iter_attachments()) == []
    for kind in ("plain", "html"):
        assert "https://briefs.example/karsk/brief.pdf" in message.get_body((kind,)).get_content()
    assert message["Message-ID"] == report.message_id


def test_a_full_mailbox_is_no_reason_for_a_link(folder, outbox, make_target):
    with ScriptedServer({".": "552 5.2.2 Mailbox full"}) as plain:
        target = make_target(port=plain.port, too_large="link", link="https://briefs.example/{name}/brief.pdf")
        assert deliver(folder, target, envelope(target), outbox).error.exit_code == 6
    assert len(plain.received) == 1


def test_internationalised_addresses_need_a_server_that_knows_them(folder, outbox, make_target):
    with server(enable_SMTPUTF8=True) as (received, port):
        target = make_target(port=port)
        assert deliver(folder, target, envelope(target, to=["Büro <büro@bücher.example>"]), outbox).error is None
    assert received.envelopes[0].rcpt_tos == ["büro@xn--bcher-kva.example"]
    assert "büro@xn--bcher-kva.example" in parse(received.envelopes[0].content)["To"]

    with ScriptedServer() as plain:
        target = make_target(port=plain.port)
        report = deliver(folder, target, envelope(target, to=["a@b.org"], bcc=["büro@c.org"]), outbox)
        assert [status.state for status in report.recipients] == ["accepted", "refused"]
        report = deliver(folder, target, envelope(target, to=["c@b.org", "d@b.org", "büro@e.org"]), outbox)
        assert [status.state for status in report.recipients] == ["refused"] * 3
    assert len(plain.received) == 1
