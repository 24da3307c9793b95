"""Nothing is lost and nothing goes twice: processes killed, disks full, two at a time."""

from __future__ import annotations

import errno
import os
import signal
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from briefgen.delivery.mail import MailTarget, Outbox, deliver, enqueue, envelope, send
from briefgen.delivery.mail import outbox as module
from briefgen.delivery.mail.private import write_durably
from briefgen.errors import ConfigurationError, OutputError, UnreachableError, UsageError
from tests.delivery.mail.conftest import PDF
from tests.delivery.mail.servers import ScriptedServer, parse, pdf_of


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


def kill_before(operation: int, root: Path, work: Callable[[], object]) -> bool:
    """Do ``work`` in a process that dies before the ``operation``-th change to a file; whether it died."""
    child = os.fork()
    if child == 0:
        left = operation

        def watch(event: str, arguments: tuple[object, ...]) -> None:
            nonlocal left
            changes = event in ("os.rename", "os.remove", "os.mkdir", "os.rmdir", "shutil.rmtree")
            writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & os.O_CREAT
            if (changes or writes) and str(arguments[0]).startswith(str(root)):
                left -= 1
                if left < 0:
                    os._exit(9)

        sys.addaudithook(watch)
        work()
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9


@pytest.mark.parametrize("too_large", ["fail", "link"])
def test_killed_while_a_better_message_takes_the_place_of_one(too_large, folder, tmp_path, make_target, run):
    def better(outbox: Outbox) -> None:
        (folder / "brief.pdf").write_bytes(PDF + b"better")
        enqueue(folder, target, envelope(target), outbox)

    target = make_target(too_large=too_large, link="https://example.org/{name}.pdf")
    operation = 0
    while True:
        outbox = Outbox(tmp_path / f"outbox-{operation}")
        (folder / "brief.pdf").write_bytes(PDF)
        first = enqueue(folder, target, envelope(target), outbox)
        killed = kill_before(operation, outbox.root, lambda: better(outbox))  # noqa: B023
        (entry,) = outbox.entries()
        assert (entry.id, entry.recipients[0].state) == (first.id, "pending")
        message, with_link = outbox.data(entry)
        assert pdf_of(parse(message)) in (PDF, PDF + b"better")
        assert (with_link is not None) == (too_large == "link")
        assert f"{first.id}  " in run("outbox", "list", "--outbox", outbox.root).stdout
        better(outbox)
        assert pdf_of(parse(outbox.data(outbox.get(first.id))[0])) == PDF + b"better"
        assert len(list(outbox.root.rglob("*.eml"))) == (2 if too_large == "link" else 1)
        if not killed:
            break
        operation += 1
    assert operation > 5


def test_killed_while_a_message_is_put_there_or_dropped(folder, tmp_path, make_target):
    target = make_target()
    for operation in range(12):
        outbox = Outbox(tmp_path / f"outbox-{operation}")
        kill_before(operation, outbox.root, lambda: enqueue(folder, target, envelope(target), outbox))  # noqa: B023
        entry = enqueue(folder, target, envelope(target), outbox)
        assert outbox.entries() == [entry]
        kill_before(operation, outbox.root, lambda: outbox.drop(entry))  # noqa: B023
        for left in outbox.entries():
            outbox.drop(left)
        assert outbox.entries() == []


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


@pytest.mark.parametrize("mode", [0o777, 0o757, 0o1777])
def test_an_outbox_that_others_can_write_to_is_refused(mode, folder, tmp_path, make_target, run):
    root = tmp_path / "outbox"
    root.mkdir()
    root.chmod(mode)
    with ScriptedServer() as server:
        target = make_target(port=server.port)
        with pytest.raises(ConfigurationError, match="others can write to it") as error:
            deliver(folder, target, envelope(target), Outbox(root))
    assert f"chmod 700 {root}" in error.value.remedy
    assert server.connections == 0
    assert run("outbox", "list", "--outbox", root).exit_code == 4
    assert list(root.iterdir()) == []


def test_a_folder_above_the_outbox_that_others_can_write_to(folder, tmp_path, make_target):
    above = tmp_path / "shared"
    above.mkdir()
    target = make_target(transport="maildir", path=tmp_path / "mail")
    above.chmod(0o777)
    with pytest.raises(ConfigurationError, match=r"others can write to .*shared") as error:
        deliver(folder, target, envelope(target), Outbox(above / "outbox"))
    assert "--outbox" in error.value.remedy
    above.chmod(0o1777)  # as /tmp: nobody can rename what others own
    assert deliver(folder, target, envelope(target), Outbox(above / "outbox")).error is None
    assert stat.S_IMODE((above / "outbox").stat().st_mode) == 0o700


def test_an_outbox_that_others_can_read_is_closed_to_them(folder, outbox, make_target):
    outbox.root.mkdir()
    outbox.root.chmod(0o755)
    target = make_target(transport="maildir", path=folder / "mail")
    assert deliver(folder, target, envelope(target), outbox).error is None
    assert stat.S_IMODE(outbox.root.stat().st_mode) == 0o700


@pytest.mark.skipif(os.geteuid() != 0, reason="giving a folder to another user needs root")
def test_an_outbox_or_a_link_of_another_user_is_refused(tmp_path):
    (tmp_path / "theirs").mkdir()
    os.chown(tmp_path / "theirs", 12345, 12345)
    (tmp_path / "link").symlink_to(tmp_path)
    os.chown(tmp_path / "link", 12345, 12345, follow_symlinks=False)
    (tmp_path / "outbox").mkdir()
    for path, words in (("theirs", "it belongs"), ("theirs/outbox", "theirs belongs"), ("link/outbox", "is a link")):
        with pytest.raises(ConfigurationError, match=words), Outbox(tmp_path / path).lock("x"):
            pass


def test_what_is_written_is_on_the_disk_before_it_has_its_name(tmp_path, monkeypatch):
    steps: list[str] = []
    flush, replace = os.fsync, os.replace

    def flushed(descriptor: int) -> None:
        path = Path(f"/proc/self/fd/{descriptor}").readlink()
        steps.append("folder" if path.is_dir() else f"{len(path.read_bytes())} bytes")
        flush(descriptor)

    def renamed(source: Path, goal: Path) -> None:
        steps.append("renamed")
        replace(source, goal)

    monkeypatch.setattr(os, "fsync", flushed)
    monkeypatch.setattr(os, "replace", renamed)
    write_durably(tmp_path / "state.json", b"12345")
    assert steps == ["5 bytes", "renamed", "folder"]


def test_a_link_in_the_way_is_not_written_through(tmp_path):
    victim = tmp_path / "victim"
    victim.write_bytes(b"mine")
    (tmp_path / f".state.json.{os.getpid()}").symlink_to(victim)
    write_durably(tmp_path / "state.json", b"12345")
    assert victim.read_bytes() == b"mine"
    assert (tmp_path / "state.json").read_bytes() == b"12345"
    assert stat.S_IMODE((tmp_path / "state.json").stat().st_mode) == 0o600


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
