"""Nothing is lost and nothing goes twice: processes killed, disks full, two at a time."""

from __future__ import annotations

import errno
import os
import signal
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from briefgen.delivery.mail import MailTarget, Outbox, deliver, envelope, send
from briefgen.delivery.mail import outbox as module
from briefgen.errors import OutputError, UnreachableError, UsageError
from tests.delivery.mail.servers import ScriptedServer


def start_sending(folder: Path, outbox: Outbox, target: MailTarget) -> subprocess.Popen[bytes]:
    """`briefgen send` in a process of its own, which can be killed."""
    config = folder.parent / "briefgen.toml"
    config.write_text(
        f'[mail.default]\nhost = "127.0.0.1"\nport = {target.port}\nsecurity = "none"\n'
        f'from = "briefs@example.org"\nto = ["minister@example.org"]\n'
    )
    command = [
        "-c",
        "from briefgen.cli import main; main()",
        "send",
        folder,
        "--outbox",
        outbox.root,
        "--config",
        config,
    ]
    return subprocess.Popen([sys.executable, *command], stdout=subprocess.PIPE, stderr=subprocess.PIPE)


@pytest.mark.parametrize(("moment", "state"), [("RCPT", "pending"), ("DATA", "pending"), (".", "uncertain")])
def test_killed_while_sending(moment, state, folder, outbox, make_target):
    process: subprocess.Popen[bytes] | None = None

    def kill() -> str:
        assert process is not None
        process.send_signal(signal.SIGKILL)
        process.wait(10)
        return "250 2.0.0 Ok"

    with ScriptedServer({moment: kill}, {}) as server:
        target = make_target(port=server.port)
        process = start_sending(folder, outbox, target)
        process.communicate(timeout=60)
        assert process.returncode == -signal.SIGKILL
        (entry,) = outbox.entries()
        assert entry.recipients[0].state == state

        taken = len(server.received)
        report = send(entry, target, outbox)
        assert report.recipients[0].state == ("accepted" if state == "pending" else "uncertain")
        if state == "uncertain":
            assert len(server.received) == taken
            report = send(entry, target, outbox, uncertain=True)
        assert report.error is None
    assert outbox.entries() == []
    assert len({data for _, _, data in server.received}) == 1


def test_two_processes_send_once(folder, outbox, make_target):
    arrived, go_on = threading.Event(), threading.Event()

    def hold() -> str:
        arrived.set()
        go_on.wait(30)
        return "250 2.0.0 Ok"

    with ScriptedServer({".": hold}, {}) as server:
        target = make_target(port=server.port)
        first = start_sending(folder, outbox, target)
        assert arrived.wait(60)
        second = start_sending(folder, outbox, target)
        threading.Timer(2.0, go_on.set).start()
        assert b"accepted" in first.communicate(timeout=60)[0]
        assert b"had it" in second.communicate(timeout=60)[0]
    assert (first.returncode, second.returncode, len(server.received)) == (0, 0, 1)


def test_a_lock_held_too_long_is_told(folder, outbox, make_target, monkeypatch):
    monkeypatch.setattr(module, "LOCK_TIMEOUT", 0.1)
    target = make_target(transport="maildir", path=folder / "mail")
    report = deliver(folder, target, envelope(target), outbox)
    digest = outbox.get(report.id).brief_digest
    with outbox.lock(digest), pytest.raises(UnreachableError, match="Another briefgen"):
        deliver(folder, target, envelope(target), Outbox(outbox.root))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 64 KiB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if os.geteuid() != 0:
        pytest.skip("mounting a small disk needs root")
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("mounting a small disk is not allowed here")
    yield disk
    subprocess.run(["umount", disk], check=True)


def test_no_room_for_the_outbox_means_nothing_is_sent(small_disk, folder, make_target):
    (folder / "brief.pdf").write_bytes(b"%PDF" + bytes(100_000))
    outbox = Outbox(small_disk / "outbox")
    with ScriptedServer() as server:
        target = make_target(port=server.port)
        with pytest.raises(OutputError, match="No space left on device") as error:
            deliver(folder, target, envelope(target), outbox)
    assert "--outbox" in error.value.remedy
    assert server.connections == 0
    assert outbox.entries() == []
    assert [path for path in small_disk.rglob("*") if path.is_file() and path.suffix != ".lock"] == []


def fill_disk_from(call: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the ``call``-th state on, no state can be written any more."""
    calls = 0
    write = module.write_durably

    def full(path: Path, data: bytes) -> None:
        nonlocal calls
        if path.name == "state.json":
            calls += 1
            if calls >= call:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
        write(path, data)

    monkeypatch.setattr(module, "write_durably", full)


def test_no_room_to_note_that_it_is_being_sent_means_it_is_not(folder, outbox, make_target, monkeypatch):
    fill_disk_from(2, monkeypatch)
    with ScriptedServer() as server:
        target = make_target(port=server.port)
        with pytest.raises(OutputError, match="No space left"):
            deliver(folder, target, envelope(target), outbox)
    assert server.received == []
    assert outbox.entries()[0].recipients[0].state == "pending"


def test_no_room_to_note_the_answer_leaves_it_uncertain(folder, outbox, make_target, monkeypatch):
    fill_disk_from(3, monkeypatch)
    with ScriptedServer() as server:
        target = make_target(port=server.port)
        with pytest.raises(OutputError, match="No space left"):
            deliver(folder, target, envelope(target), outbox)
        monkeypatch.undo()
        assert outbox.entries()[0].recipients[0].state == "uncertain"
        assert send(outbox.entries()[0], target, outbox).recipients[0].state == "uncertain"
    assert len(server.received) == 1


def test_nobody_else_can_read_the_outbox(folder, outbox, make_target):
    target = make_target(transport="maildir", path=folder / "mail")
    deliver(folder, target, envelope(target, bcc=["hidden@example.org"]), outbox)
    for path in outbox.root.rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)
    (message,) = outbox.root.rglob("message.eml")
    assert b"hidden@example.org" not in message.read_bytes()


def test_a_dropped_message_is_forgotten(folder, outbox, make_target):
    with ScriptedServer() as server:
        target = make_target(port=server.port)
        first = deliver(folder, target, envelope(target), outbox)
        outbox.drop(outbox.get(first.id[:6]))
        with pytest.raises(UsageError, match="no message"):
            outbox.get(first.id)
        assert deliver(folder, target, envelope(target), outbox).earlier == ()
    assert len(server.received) == 2


@pytest.mark.parametrize("damage", [lambda text: text.replace('"to"', '"x"'), lambda text: text[:50], lambda _: ""])
def test_a_damaged_state_stops_before_anything_is_sent(damage, folder, outbox, make_target):
    with ScriptedServer({"MAIL": "451 Later"}, {}) as server:
        target = make_target(port=server.port, attempts=1)
        deliver(folder, target, envelope(target), outbox)
        (state,) = outbox.root.rglob("state.json")
        state.write_text(damage(state.read_text()))
        for recipients in (["minister@example.org"], ["another@example.org", "minister@example.org"]):
            with pytest.raises(OutputError, match="is damaged"):
                deliver(folder, target, envelope(target, to=recipients), outbox)
    assert server.received == []
