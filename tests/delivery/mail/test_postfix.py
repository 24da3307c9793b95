"""Against Postfix and Dovecot as Debian ships them: what was sent by SMTP is read back over IMAP."""

from __future__ import annotations

import json
from pathlib import Path

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from briefgen.brief_io import load_brief
from briefgen.delivery.mail import deliver, envelope, send, try_login
from briefgen.errors import AuthenticationError
from briefgen.renderers import Look, pdf
from tests.delivery.mail.conftest import PDF
from tests.delivery.mail.postfix import Relay
from tests.delivery.mail.servers import PASSWORD, parse, pdf_of

USER = "briefs@example.org"


@pytest.fixture
def login(mail_server, monkeypatch):
    monkeypatch.setenv("BRIEFS_SECRET", PASSWORD)
    return {
        "host": "localhost",
        "port": mail_server.smtp,
        "security": "starttls",
        "ca_file": mail_server.ca_file,
        "user": USER,
        "password_env": "BRIEFS_SECRET",
    }


def test_a_brief_arrives_as_it_was_made(mail_server, login, folder, outbox, make_target):
    brief = load_brief(folder / "brief.json")
    (folder / "brief.pdf").write_bytes(pdf.render(brief, Look()))
    target = make_target(**login, reply_to=["Desk <desk@example.org>"])
    assert "logged in" in try_login(target)
    report = deliver(folder, target, envelope(target, cc=["Deputy Déléguée <deputy@example.org>"]), outbox)
    assert report.error is None

    (received,) = map(parse, mail_server.mailbox("deputy@example.org", 1))
    assert pdf_of(received) == (folder / "brief.pdf").read_bytes()
    assert received["Subject"] == report.subject
    assert "TLP:AMBER" in received["Subject"]
    assert received["Message-ID"] == report.message_id
    assert received["From"] == "Briefing desk <briefs@example.org>"
    assert received["Cc"] == "Deputy Déléguée <deputy@example.org>"
    assert received["Reply-To"] == "Desk <desk@example.org>"
    assert brief.bottom_line in received.get_body(("plain",)).get_content()
    assert [part.get_content_type() for part in received.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "application/pdf",
    ]


def test_some_recipients_are_refused(mail_server, folder, outbox, make_target):
    target = make_target(port=mail_server.smtp, attempts=1)
    people = ["minister@example.org", "nobody@example.org", "slow@example.org", "who@elsewhere.example"]
    report = deliver(folder, target, envelope(target, to=people, bcc=["deputy@example.org"]), outbox)

    assert [status.state for status in report.recipients] == ["accepted", "refused", "deferred", "refused", "accepted"]
    assert "User unknown" in report.recipients[1].words
    assert "Come back later" in report.recipients[2].words
    assert "Relay access denied" in report.recipients[3].words
    assert report.error.exit_code == 6
    (received,) = map(parse, mail_server.mailbox("deputy@example.org", 1))
    assert "deputy@example.org" not in received["To"]
    assert received["Bcc"] is None
    assert len(mail_server.mailbox("minister@example.org", 1)) == 1


def test_the_disk_of_the_server_is_full(mail_server, folder, outbox, make_target):
    full = make_target(port=mail_server.full, attempts=2)
    report = deliver(folder, full, envelope(full), outbox)
    assert (report.recipients[0].state, report.error.exit_code) == ("deferred", 7)
    assert "Insufficient system storage" in report.error.message
    assert send(outbox.entries()[0], make_target(port=mail_server.smtp), outbox).error is None
    assert len(mail_server.mailbox("minister@example.org", 1)) == 1


def test_the_server_is_killed_within_the_message(mail_server, folder, outbox, make_target):
    with Relay(mail_server.smtp, "body", mail_server.kill_smtpd) as relay:
        broken = make_target(port=relay.port, attempts=1)
        (folder / "brief.pdf").write_bytes(PDF * 15)
        report = deliver(folder, broken, envelope(broken), outbox)
    assert report.recipients[0].state in ("deferred", "uncertain")
    (entry,) = outbox.entries()
    target = make_target(port=mail_server.smtp)
    assert send(entry, target, outbox, uncertain=True).error is None
    (received,) = map(parse, mail_server.mailbox("minister@example.org", 1))
    assert pdf_of(received) == PDF * 15


def test_the_answer_to_the_message_is_lost(mail_server, folder, outbox, make_target):
    with Relay(mail_server.smtp, "answer") as relay:
        broken = make_target(port=relay.port)
        report = deliver(folder, broken, envelope(broken), outbox)
    assert (report.recipients[0].state, report.error.exit_code) == ("uncertain", 7)
    assert len(mail_server.mailbox("minister@example.org", 1)) == 1

    target = make_target(port=mail_server.smtp)
    assert deliver(folder, target, envelope(target), outbox).recipients[0].state == "uncertain"
    assert send(outbox.entries()[0], target, outbox, uncertain=True).error is None
    first, second = map(parse, mail_server.mailbox("minister@example.org", 2))
    assert first["Message-ID"] == second["Message-ID"]


def test_a_message_over_the_limit_goes_with_a_link(mail_server, folder, outbox, make_target):
    (folder / "brief.pdf").write_bytes(PDF * 30)
    target = make_target(port=mail_server.smtp)
    report = deliver(folder, target, envelope(target, to=["deputy@example.org"]), outbox)
    assert (report.recipients[0].code, report.error.exit_code) == (552, 6)

    target = make_target(port=mail_server.smtp, too_large="link", link="https://briefs.example/{name}.pdf")
    assert deliver(folder, target, envelope(target), outbox).error is None
    (received,) = map(parse, mail_server.mailbox("minister@example.org", 1))
    assert "https://briefs.example/karsk.pdf" in received.get_body(("html",)).get_content()


def test_wrong_credentials_and_encryption_from_the_start(mail_server, login, folder, outbox, make_target, monkeypatch):
    target = make_target(**login | {"port": mail_server.smtps, "security": "tls"})
    assert deliver(folder, target, envelope(target), outbox).error is None
    assert len(mail_server.mailbox("minister@example.org", 1)) == 1
    monkeypatch.setenv("BRIEFS_SECRET", "wrong")
    with pytest.raises(AuthenticationError, match="535"):
        try_login(target)


def test_an_internationalised_address(mail_server, folder, outbox, make_target):
    target = make_target(port=mail_server.smtp)
    assert deliver(folder, target, envelope(target, to=["Büro <büro@example.org>"]), outbox).error is None


def test_a_dkim_signature_survives_the_way(mail_server, folder, outbox, make_target, tmp_path):
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    (tmp_path / "dkim.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
        )
    )
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    record = b"v=DKIM1; k=rsa; p=" + b"".join(public.splitlines()[1:-1])
    target = make_target(port=mail_server.smtp, dkim_key=tmp_path / "dkim.pem", dkim_selector="briefs")
    assert deliver(folder, target, envelope(target), outbox).error is None
    (received,) = mail_server.mailbox("minister@example.org", 1)

    def answer(name: bytes, timeout: int = 5) -> bytes:  # noqa: ARG001
        assert name == b"briefs._domainkey.example.org."
        return record

    assert dkim.verify(received, dnsfunc=answer)
    assert not dkim.verify(received.replace(b"Subject: ", b"Subject: X", 1), dnsfunc=answer)


def test_the_sendmail_of_postfix(mail_server, folder, outbox, make_target):
    config = str(Path(mail_server.sendmail_config))
    target = make_target(transport="sendmail", sendmail=["/usr/sbin/sendmail", "-C", config])
    report = deliver(folder, target, envelope(target), outbox)
    assert report.error is None, json.dumps(report.model_dump(mode="json"))
    (received,) = map(parse, mail_server.mailbox("minister@example.org", 1))
    assert pdf_of(received) == PDF
