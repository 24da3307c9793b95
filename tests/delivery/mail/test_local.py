"""The transports of this machine: sendmail, Maildir, drop folder."""

from __future__ import annotations

import mailbox
import sys
from pathlib import Path

import pytest

from briefgen.delivery.mail import deliver, envelope, try_login
from briefgen.errors import ConfigurationError
from tests.delivery.mail.conftest import PDF
from tests.delivery.mail.servers import parse, pdf_of


@pytest.fixture
def sendmail(tmp_path: Path):
    """A program with sendmail's interface that keeps what it is given and ends as told."""
    program = tmp_path / "sendmail.py"

    def make(ending: str) -> list[str]:
        program.write_text(
            "import json, os, pathlib, sys, time\n"
            f"folder = pathlib.Path({str(tmp_path)!r})\n"
            "(folder / 'arguments').write_text(json.dumps(sys.argv[1:]))\n"
            "(folder / 'message').write_bytes(sys.stdin.buffer.read())\n"
            f"{ending}\n"
        )
        return [sys.executable, str(program)]

    return make


@pytest.mark.parametrize(
    ("ending", "state", "words", "exit_code"),
    [
        ("sys.exit(0)", "accepted", "", 0),
        ("os.write(2, b'user unknown'); os._exit(67)", "refused", "user unknown", 6),
        ("os._exit(75)", "deferred", "ended with exit code 75", 7),
        *((f"os._exit({code})", "refused", f"ended with exit code {code}", 6) for code in (64, 69, 71, 74, 76, 78)),
        ("os._exit(1)", "deferred", "ended with exit code 1", 7),
        ("os.kill(os.getpid(), 9)", "uncertain", "signal 9", 7),
        ("time.sleep(60)", "uncertain", "did not end", 7),
    ],
)
def test_sendmail_ends_one_way_or_another(
    ending, state, words, exit_code, sendmail, folder, outbox, make_target, tmp_path
):
    target = make_target(transport="sendmail", sendmail=sendmail(ending), attempts=1, timeout=1)
    report = deliver(folder, target, envelope(target, to=["-x@b.org"], bcc=["c@d.org"]), outbox)
    assert {status.state for status in report.recipients} == {state}
    assert words in report.recipients[0].words
    assert (report.error.exit_code if report.error else 0) == exit_code
    assert (tmp_path / "arguments").read_text() == '["-i", "-f", "briefs@example.org", "--", "-x@b.org", "c@d.org"]'
    message = (tmp_path / "message").read_bytes()
    assert b"\r" not in message
    assert pdf_of(parse(message)) == PDF


def test_a_missing_sendmail_is_a_fault_of_the_configuration(folder, outbox, make_target):
    target = make_target(transport="sendmail", sendmail=["/nowhere/sendmail"])
    with pytest.raises(ConfigurationError, match="/nowhere/sendmail"):
        try_login(target)
    with pytest.raises(ConfigurationError, match="/nowhere/sendmail"):
        deliver(folder, target, envelope(target), outbox)
    assert outbox.entries()[0].recipients[0].state == "pending"


def test_a_maildir_gets_the_message_once(folder, outbox, make_target, tmp_path):
    target = make_target(transport="maildir", path=tmp_path / "mail")
    report = deliver(folder, target, envelope(target), outbox)
    assert report.error is None
    box = mailbox.Maildir(tmp_path / "mail", create=False)
    (key,) = box.keys()
    assert pdf_of(parse(box.get_bytes(key))) == PDF

    # A person has read it, and the outbox has forgotten it: it still does not become two.
    (tmp_path / "mail" / "new" / key).rename(tmp_path / "mail" / "cur" / f"{key}:2,S")
    outbox.drop(outbox.get(report.id))
    assert deliver(folder, target, envelope(target), outbox).error is None
    assert len(mailbox.Maildir(tmp_path / "mail", create=False)) == 1


def test_a_drop_folder_gets_whole_files(folder, outbox, make_target, tmp_path):
    target = make_target(transport="maildir", layout="folder", path=tmp_path / "drop")
    report = deliver(folder, target, envelope(target), outbox)
    (file,) = (tmp_path / "drop").iterdir()
    assert file.name == f"{report.id}.eml"
    assert pdf_of(parse(file.read_bytes())) == PDF
    assert try_login(target) == f"{tmp_path / 'drop'} can be written to"


def test_a_folder_that_cannot_be_is_a_fault_of_the_configuration(folder, outbox, make_target):
    target = make_target(transport="maildir", path=folder / "brief.json" / "mail")
    with pytest.raises(ConfigurationError, match="cannot be made: Not a directory"):
        deliver(folder, target, envelope(target), outbox)
