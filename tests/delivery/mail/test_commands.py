"""``briefgen send`` and ``briefgen outbox`` as a user meets them."""

from __future__ import annotations

import json
import os
import shutil
import time

import pytest

from briefgen.delivery.mail import MailTarget
from tests.conftest import ROOT
from tests.delivery.mail.conftest import PDF
from tests.delivery.mail.servers import DROP, ScriptedServer, parse, pdf_of

SECRET = "hunter2-äöü"


@pytest.fixture
def configure(tmp_path):
    def write(text: str) -> None:
        (tmp_path / "briefgen.toml").write_text(text, "utf-8")

    return write


@pytest.fixture
def serve(configure):
    """Write the configuration of a target at a server."""

    def write(server: ScriptedServer, more: str = "") -> None:
        host = "" if more.startswith("host = ") else 'host = "127.0.0.1"\n'
        configure(
            f'[mail.default]\n{host}port = {server.port}\nsecurity = "none"\n'
            f'retry_wait = 0\nattempts = 1\nfrom = "Desk <briefs@example.org>"\nto = ["minister@example.org"]\n{more}\n'
        )

    return write


def test_a_dry_run_writes_the_message_and_opens_no_connection(run, folder, serve, tmp_path):
    with ScriptedServer() as server:
        serve(server)
        arguments = ("send", folder, "--dry-run", "--cc", "a@b.org", "--bcc", "c@d.org", "--out", "preview")
        result = run(*arguments)
        first = (tmp_path / "preview" / "karsk.eml").read_bytes()
        run(*arguments)
    assert (result.exit_code, result.stdout) == (0, "preview/karsk.eml\n")
    assert "would go  cc  a@b.org" in result.stderr
    assert "would go  bcc c@d.org" in result.stderr
    assert server.connections == 0
    assert pdf_of(parse(first)) == PDF
    assert (tmp_path / "preview" / "karsk.eml").read_bytes() == first
    assert not (tmp_path / "box").exists()


def test_each_recipient_is_told(run, folder, serve):
    with ScriptedServer({"RCPT": ["250 Ok", "550 5.1.1 Nobody here"]}) as server:
        serve(server)
        result = run("send", folder, "--to", "a@b.org", "--bcc", "c@d.org", "--outbox", "box")
        listed = run("outbox", "list", "--outbox", "box")
    assert result.exit_code == 6
    assert result.stdout == "accepted  to  a@b.org\nrefused   bcc c@d.org: 5.1.1 Nobody here\n"
    assert "was refused for c@d.org: 5.1.1 Nobody here" in result.stderr
    remedy = result.stderr.splitlines()[-1]
    assert remedy.index("to the corrected address first") < remedy.index("briefgen outbox drop")
    assert "refused   bcc c@d.org: 5.1.1 Nobody here" in listed.stdout


def test_json_reports_each_recipient(run, folder, serve):
    with ScriptedServer({"RCPT": ["250 Ok", "451 4.7.1 Later"]}) as server:
        serve(server)
        result = run("send", folder, "--to", "a@b.org", "--cc", "c@d.org", "--outbox", "box", "--json")
        listed = run("outbox", "list", "--outbox", "box", "--json")
    assert result.exit_code == 7
    (message,) = json.loads(result.stdout)["messages"]
    assert [(r["address"], r["field"], r["state"], r["code"], r["words"]) for r in message["recipients"]] == [
        ("a@b.org", "to", "accepted", 250, "2.0.0 Ok: queued"),
        ("c@d.org", "cc", "deferred", 451, "4.7.1 Later"),
    ]
    assert json.loads(listed.stdout)["messages"][0]["id"] == message["id"]


@pytest.mark.parametrize(
    ("answers", "code"), [({"AUTH": "535 5.7.8 No"}, 5), ({"EHLO": "250 nothing"}, 4), ({"GREETING": DROP}, 7)]
)
def test_json_reports_each_message_also_when_none_could_be_tried(answers, code, run, folder, serve, monkeypatch):
    monkeypatch.setenv("BRIEFS_SECRET", SECRET)
    other = folder.parent / "other"
    shutil.copytree(folder, other)
    (other / "brief.json").write_text(
        (other / "brief.json").read_text("utf-8").replace('"title": "', '"title": "New: ', 1), "utf-8"
    )
    with ScriptedServer({"EHLO": "250-x\r\n250 AUTH PLAIN", **answers}) as server:
        serve(server, 'user = "briefs"\npassword_env = "BRIEFS_SECRET"')
        result = run("send", folder, other, "--outbox", "box", "--json")
        listed = json.loads(run("outbox", "list", "--outbox", "box", "--json").stdout)["messages"]
    assert result.exit_code == code
    told = json.loads(result.stdout)
    assert {error["code"] for error in told["errors"]} == {code}
    assert [message["name"] for message in told["messages"]] == [folder.name, "other"]
    for message in told["messages"]:
        assert message["error"]["code"] == code
        assert [status["state"] for status in message["recipients"]] == ["deferred" if code == 7 else "pending"]
    assert server.received == []
    assert {message["id"] for message in listed} == {message["id"] for message in told["messages"]}


def test_json_reports_what_kept_everything_from_being_tried(run, folder, serve):
    with ScriptedServer() as server:
        serve(server)
        for options, code in ((["--target", "ops"], 4), (["--to", "nobody"], 2), (["nowhere"], 1)):
            result = run("send", folder, "--outbox", "box", "--json", *options)
            assert result.exit_code == code
            told = json.loads(result.stdout)
            assert (told["messages"], [error["code"] for error in told["errors"]]) == ([], [code])
    assert server.connections == 0
    assert run("outbox", "list", "--outbox", "box").stdout == ""


def test_a_wrong_password_for_one_target_does_not_keep_the_others_waiting(run, folder, configure, monkeypatch):
    monkeypatch.setenv("BRIEFS_SECRET", SECRET)
    refusing = {"EHLO": "250-x\r\n250 AUTH PLAIN", "AUTH": "535 5.7.8 No"}
    with ScriptedServer(refusing, {"MAIL": "451 4.3.0 Later"}, refusing, {}) as server:
        common = f'host = "127.0.0.1"\nport = {server.port}\nsecurity = "none"\nfrom = "a@b.org"\nattempts = 1\n'
        configure(
            f'[mail.bad]\n{common}to = "x@y.org"\nuser = "briefs"\npassword_env = "BRIEFS_SECRET"\n'
            f'[mail.good]\n{common}to = "z@y.org"\n'
        )
        codes = [run("send", folder, "--target", name, "--outbox", "box").exit_code for name in ("bad", "good")]
        result = run("outbox", "retry", "--outbox", "box")
    assert (codes, result.exit_code) == ([5, 7], 5)
    assert [recipients for _, recipients, _ in server.received] == [["z@y.org"]]


def test_the_outbox_is_retried_and_emptied(run, folder, serve):
    with ScriptedServer({"MAIL": "452 4.3.1 Disk full"}, {".": DROP}, {}) as server:
        serve(server)
        assert run("send", folder, "--outbox", "box").exit_code == 7
        uncertain = run("outbox", "retry", "--outbox", "box")
        assert (uncertain.exit_code, len(server.received)) == (7, 1)
        assert "uncertain whether" in uncertain.stderr
        assert run("outbox", "retry", "--outbox", "box").exit_code == 7
        assert len(server.received) == 1
        assert run("outbox", "retry", "--uncertain", "--outbox", "box").exit_code == 0
    assert len(server.received) == 2
    assert run("outbox", "list", "--outbox", "box").stdout == ""
    sent = run("outbox", "list", "--sent", "--outbox", "box").stdout
    assert "accepted  to  minister@example.org" in sent
    assert run("outbox", "drop", sent.split()[0], "--outbox", "box").exit_code == 0
    assert run("outbox", "list", "--sent", "--outbox", "box").stdout == ""
    assert run("outbox", "drop", "abc", "--outbox", "box").exit_code == 2


def test_a_second_send_says_that_they_had_it(run, folder, serve):
    with ScriptedServer() as server:
        serve(server)
        assert "accepted  to  minister" in run("send", folder, "--outbox", "box").stdout
        assert "had it    to  minister" in run("send", folder, "--outbox", "box").stdout
    assert len(server.received) == 1


FAULTS = {
    "unknown target": ("", ["--target", "ops"], 4, "There is no mail target called ops"),
    "password in the file": (f'password = "{SECRET}"', [], 4, "password must not be in the file"),
    "token in the file": (f'access_token = "{SECRET}"', [], 4, "holds a secret in the clear (access_token)"),
    "token in the host": (f'host = "{SECRET}@mail.example.org"', [], 4, "host"),
    "token in the link": (f'link = "https://{SECRET}@example.org/x"', [], 4, "link: the address carries"),
    "unknown key": ('hots = "x"', [], 4, "unknown key hots (did you mean host?)"),
    "wrong value": ('too_large = "perhaps"', [], 4, "too_large"),
    "unset variable": ('user = "u"\npassword_env = "BRIEFGEN_NOT_SET"', [], 5, "BRIEFGEN_NOT_SET is not set"),
    "two secrets": ('user = "u"\npassword_env = "A"\npassword_command = ["b"]', [], 4, "only one of"),
    "link without address": ('too_large = "link"', [], 4, "needs a link"),
    "no such template folder": ('template = "nowhere"', [], 2, "nowhere is not there"),
    "injected header": ('list_unsubscribe = "mailto:a@b.org>\\r\\nBcc: <x@y.z"', [], 4, "list_unsubscribe"),
    "no address": ("", ["--to", "minister"], 2, "'minister' is not an e-mail address"),
    "no list": ("", ["--recipients", "none.txt"], 2, "none.txt: cannot be read"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_faults_are_told_in_a_sentence_and_nothing_is_sent(fault, run, folder, serve):
    more, options, exit_code, words = FAULTS[fault]
    with ScriptedServer() as server:
        serve(server, more)
        result = run("send", folder, "--outbox", "box", *options)
    assert result.exit_code == exit_code, result.output
    assert words in result.stderr
    assert SECRET not in result.output
    assert server.received == []


def test_a_brief_without_its_pdf_or_with_an_old_one_is_not_sent(run, folder, serve):
    with ScriptedServer() as server:
        serve(server)
        now = time.time()
        os.utime(folder / "brief.pdf", (now - 60, now - 60))
        stale = run("send", folder, "--outbox", "box")
        (folder / "brief.pdf").unlink()
        absent = run("send", folder / "brief.json", "--outbox", "box")
        nothing = run("send", folder.parent, "--outbox", "box")
    assert (stale.exit_code, absent.exit_code, nothing.exit_code) == (2, 1, 1)
    assert "was changed after" in stale.stderr
    assert "brief.pdf: cannot be read" in absent.stderr
    for result in (stale, absent):
        assert f"briefgen render {folder / 'brief.json'}" in result.stderr
    assert server.connections == 0


def test_an_unencrypted_connection_elsewhere_is_warned_of(run, folder, configure):
    configure('[mail.default]\nhost = "mail.invalid"\nsecurity = "none"\nfrom = "a@b.org"\nto = "c@d.org"')
    result = run("send", folder, "--dry-run")
    assert "warning: The connection to mail.invalid is not encrypted" in result.stderr


def test_a_password_is_not_sent_unencrypted_elsewhere(run, folder, configure):
    configure(
        '[mail.default]\nhost = "mail.invalid"\nsecurity = "none"\nfrom = "a@b.org"\nto = "c@d.org"\n'
        'user = "a"\npassword_env = "BRIEFS_SECRET"'
    )
    result = run("send", folder)
    assert result.exit_code == 4
    assert "would send the password in the clear" in result.stderr


@pytest.mark.parametrize("source", ["environment", "command"])
def test_a_secret_is_in_no_output_and_in_no_file(source, run, folder, serve, tmp_path, monkeypatch, caplog):
    caplog.set_level("DEBUG")
    monkeypatch.setenv("BRIEFS_SECRET", SECRET)
    where = 'password_env = "BRIEFS_SECRET"'
    if source == "command":
        where = 'password_command = ["sh", "-c", "printenv BRIEFS_SECRET"]'
    outputs = []
    echo = {"EHLO": "250-x\r\n250 AUTH PLAIN", "AUTH": f"535 5.7.8 {SECRET} is wrong", "MAIL": "550 5.7.1 no"}
    with ScriptedServer(echo, echo | {"AUTH": "235 2.7.0 Ok"}) as server:
        serve(server, f'user = "briefs"\n{where}')
        outputs += [run("send", folder, "--outbox", "box", "--json"), run("send", folder, "--outbox", "box", "--json")]
        outputs += [run("send", folder, "--dry-run", "--json"), run("outbox", "list", "--outbox", "box", "--json")]
    assert [result.exit_code for result in outputs] == [5, 6, 0, 0]
    stopped = json.loads(outputs[0].stdout)
    assert [status["state"] for status in stopped["messages"][0]["recipients"]] == ["pending"]
    assert [error["code"] for error in stopped["errors"]] == [5]
    assert any(command.startswith("AUTH PLAIN ") for command in server.commands)
    for result in outputs:
        assert SECRET not in result.output
    assert SECRET not in caplog.text
    for path in [*(tmp_path / "box").rglob("*"), *(tmp_path / "out").rglob("*")]:
        assert path.is_dir() or SECRET.encode() not in path.read_bytes()


def test_check_logs_in_to_each_target_and_sends_nothing(run, configure, monkeypatch):
    monkeypatch.setenv("BRIEFS_SECRET", SECRET)
    answers = {"EHLO": "250-x\r\n250 AUTH PLAIN", "AUTH": ["235 2.7.0 Ok"]}
    with ScriptedServer(answers, answers | {"AUTH": f"535 5.7.8 {SECRET}?"}) as server:
        common = f'host = "127.0.0.1"\nport = {server.port}\nsecurity = "none"\nfrom = "a@b.org"\nuser = "briefs"\n'
        configure(
            f'[mail.good]\n{common}password_env = "BRIEFS_SECRET"\n[mail.bad]\n{common}password_env = "BRIEFS_SECRET"\n'
            f'[mail.gone]\n{common}password_env = "BRIEFGEN_NOT_SET"\n'
        )
        result = run("check", "--delivery")
    assert result.exit_code == 5
    lines = result.stdout.splitlines()
    assert lines[0] == f"ok       mail target good: 127.0.0.1:{server.port}, not encrypted, logged in as briefs"
    assert lines[1].startswith("FAILED   mail target bad: The mail server 127.0.0.1")
    assert "[secret]?" in lines[1]
    assert lines[3] == "FAILED   mail target gone: The environment variable BRIEFGEN_NOT_SET is not set."
    assert SECRET not in result.output
    assert {command.split()[0].upper() for command in server.commands} == {"EHLO", "AUTH", "QUIT"}


def test_every_key_of_a_target_is_documented():
    page = (ROOT / "docs" / "mail.md").read_text("utf-8")
    keys = {field.alias or name for name, field in MailTarget.model_fields.items()} - {"name"}
    assert {key for key in keys if f"`{key}`" not in page and f"`{key} =" not in page} == set()
