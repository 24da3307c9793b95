"""A git wiki over ssh, by a real sshd of the test's own on loopback."""

from __future__ import annotations

import getpass
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from briefgen.brief import Warning
from briefgen.delivery.wiki.publishing import try_login
from briefgen.errors import AuthenticationError, RefusedError, UnreachableError
from tests.delivery.wiki.benches import GitBench
from tests.delivery.wiki.conftest import PDF, Desk
from tests.delivery.wiki.php_servers import free_port

SSHD = shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")

pytestmark = [
    pytest.mark.parametrize("bench", ["git"], indirect=True),
    pytest.mark.skipif(os.geteuid() != 0, reason="an sshd that lets somebody in needs root"),
    pytest.mark.skipif(SSHD is None, reason="openssh-server is not installed: see scripts/packages-test.txt"),
]


def make_key(path: Path) -> str:
    """A new key without a passphrase; its public half."""
    command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "test", "-f", str(path)]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
    return path.with_suffix(".pub").read_text()


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    """An sshd that lets the one key in; its port."""
    folder = tmp_path / "sshd"
    folder.mkdir(mode=0o700)
    make_key(folder / "host")
    (folder / "authorized_keys").write_text(make_key(folder / "user"))
    port = free_port()
    (folder / "config").write_text(
        f"Port {port}\nListenAddress 127.0.0.1\nHostKey {folder}/host\nAuthorizedKeysFile {folder}/authorized_keys\n"
        f"PidFile {folder}/pid\nAuthenticationMethods publickey\nPasswordAuthentication no\n"
        # The folders of a test lie in /tmp, and in a container root may have no password at all.
        "StrictModes no\nUsePAM no\nPermitRootLogin prohibit-password\nAllowTcpForwarding no\nLogLevel VERBOSE\n"
    )
    Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)  # sshd keeps its unprivileged part in there
    assert SSHD is not None
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([SSHD, "-D", "-e", "-f", str(folder / "config")], stdout=log, stderr=log)
    try:
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            assert process.poll() is None, (folder / "log").read_text()
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture
def known_hosts(port: int, tmp_path: Path) -> Path:
    """The file of the hosts that ssh trusts: this one."""
    kind, key, _ = (tmp_path / "sshd" / "host.pub").read_text().split()
    path = tmp_path / "known_hosts"
    path.write_text(f"[127.0.0.1]:{port} {kind} {key}\n")
    return path


@pytest.fixture
def over_ssh(desk: Desk, bench: GitBench, port: int, known_hosts: Path, tmp_path: Path) -> Desk:
    """A desk whose wiki is reached over ssh, by settings of ssh that a person would have."""
    use_key(tmp_path, "user", known_hosts)
    desk.table |= {"url": f"ssh://{getpass.getuser()}@127.0.0.1:{port}{bench.bare}", "attempts": 1, "timeout": 10}
    return desk


@pytest.fixture(autouse=True)
def ssh_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the person who runs the tests is used."""
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    monkeypatch.setenv("GIT_SSH_COMMAND", f"ssh -F {tmp_path}/ssh_config -oBatchMode=yes")


def use_key(tmp_path: Path, name: str, known_hosts: Path) -> None:
    (tmp_path / "ssh_config").write_text(
        f"Host *\nIdentityFile {tmp_path}/sshd/{name}\nIdentitiesOnly yes\n"
        f"UserKnownHostsFile {known_hosts}\nGlobalKnownHostsFile /dev/null\nStrictHostKeyChecking yes\n"
    )


def test_publish_update_and_check(over_ssh: Desk, bench: GitBench) -> None:
    assert "may push" in try_login(over_ssh.target)
    assert bench.text(over_ssh.page) is None
    assert over_ssh.publish().action == "created"
    assert over_ssh.publish().action == "unchanged"
    over_ssh.save(warnings=(Warning(text="A second look."),))
    assert over_ssh.publish().action == "updated"
    assert (over_ssh.revisions(), over_ssh.attachments()) == (2, [PDF])


def test_a_path_in_the_short_form(over_ssh: Desk, bench: GitBench, port: int, tmp_path: Path) -> None:
    settings = tmp_path / "ssh_config"
    settings.write_text(f"Host wiki\nHostName 127.0.0.1\nPort {port}\n{settings.read_text()}")
    over_ssh.table["url"] = f"{getpass.getuser()}@wiki:{bench.bare}"
    assert over_ssh.publish().action == "created"
    assert over_ssh.attachments() == [PDF]


def test_an_unknown_or_changed_host_key_stops_everything(over_ssh: Desk, known_hosts: Path, tmp_path: Path) -> None:
    other = make_key(tmp_path / "sshd" / "other").split()
    changed = f"{known_hosts.read_text().split()[0]} {other[0]} {other[1]}\n"
    for content in ("", changed):
        known_hosts.write_text(content)
        for action in (over_ssh.publish, lambda: try_login(over_ssh.target)):
            with pytest.raises(UnreachableError, match="host key is unknown or another than before") as caught:
                action()
            assert "known_hosts" in caught.value.remedy
    assert over_ssh.bench.text(over_ssh.page) is None


def test_a_wrong_key_is_told_as_a_wrong_login(over_ssh: Desk, known_hosts: Path, tmp_path: Path) -> None:
    make_key(tmp_path / "sshd" / "other")
    use_key(tmp_path, "other", known_hosts)
    for action in (over_ssh.publish, lambda: try_login(over_ssh.target)):
        with pytest.raises(AuthenticationError, match="does not let the account in") as caught:
            action()
        assert "ssh key" in caught.value.remedy
    assert over_ssh.bench.text(over_ssh.page) is None


def test_no_repository_or_no_server_there(over_ssh: Desk, port: int, pauses: list[float]) -> None:  # noqa: ARG001
    address = str(over_ssh.table["url"])
    over_ssh.table["url"] = f"{address}-not-there"
    with pytest.raises(RefusedError, match="no such repository"):
        over_ssh.publish()
    over_ssh.table["url"] = address.replace(f":{port}", f":{free_port()}")
    with pytest.raises(UnreachableError, match="cannot be reached"):
        over_ssh.publish()
