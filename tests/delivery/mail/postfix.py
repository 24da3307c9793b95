"""Postfix and Dovecot as Debian ships them, as private instances on loopback and free ports."""

from __future__ import annotations

import imaplib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import trustme

from tests.delivery.mail.servers import PASSWORD, free_port

POSTFIX = Path("/usr/sbin/postfix")
DOVECOT = Path("/usr/sbin/dovecot")

_POSTFIX_MAIN = """\
compatibility_level = 3.6
queue_directory = {root}/queue
data_directory = {root}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
maillog_file = {root}/log
maillog_file_prefixes = {root}
myhostname = mail.example.org
mydestination =
alias_maps =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
smtpd_peername_lookup = no
virtual_mailbox_domains = example.org
virtual_mailbox_maps = inline:{{
    {{ minister@example.org = ok }} {{ deputy@example.org = ok }} {{ büro@example.org = ok }} }}
virtual_transport = lmtp:inet:127.0.0.1:{lmtp}
smtpd_recipient_restrictions =
    check_recipient_access inline:{{ {{ slow@example.org = 450 4.2.0 Come back later }} }},
    reject_unauth_destination
smtpd_error_sleep_time = 0
message_size_limit = 300000
smtpd_tls_security_level = may
smtpd_tls_auth_only = yes
smtpd_tls_chain_files = {root}/server.pem
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = inet:127.0.0.1:{auth}
"""
_POSTFIX_MASTER = """\
127.0.0.1:{smtp} inet n - n - - smtpd
127.0.0.1:{smtps} inet n - n - - smtpd
    -o smtpd_tls_wrappermode=yes -o smtpd_client_restrictions=permit_sasl_authenticated,reject
127.0.0.1:{full} inet n - n - - smtpd -o queue_minfree=1000000000000000
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""
_DOVECOT = """\
base_dir = {root}/run
state_dir = {root}/state
log_path = {root}/log
protocols = imap lmtp
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
first_valid_uid = 1
mail_location = maildir:~/Maildir
auth_mechanisms = plain login
auth_failure_delay = 0
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid=nobody gid=nogroup home={root}/homes/%n
}}
service imap-login {{
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    port = {lmtp}
  }}
}}
service auth {{
  inet_listener {{
    port = {auth}
  }}
}}
"""


class PostfixAndDovecot:
    """Debian's Postfix and Dovecot as private instances: mail goes in by SMTP and is read back by IMAP.

    minister@, deputy@ and büro@example.org have mailboxes, slow@ is told to come back later, all others are unknown.
    Mail is taken at port ``smtp`` (STARTTLS, login when wanted) and ``smtps`` (TLS and login); at ``full`` the disk is.
    """

    @staticmethod
    def missing() -> str:
        """Why they cannot be started here; empty when they can."""
        if os.geteuid() != 0:
            return "Postfix and Dovecot need root to start"
        absent = [path.name for path in (POSTFIX, DOVECOT) if not path.exists()]
        return f"not installed: {', '.join(absent)}" if absent else ""

    def __init__(self) -> None:
        # Their own users must be able to enter, which pytest's folders do not let them.
        self._root = Path(tempfile.mkdtemp(prefix="briefgen-mail-"))
        self._root.chmod(0o755)
        self.smtp, self.smtps, self.full, self._imap, lmtp, auth = (free_port() for _ in range(6))
        authority = trustme.CA()
        self.ca_file = self._root / "ca.pem"
        authority.cert_pem.write_to_path(str(self.ca_file))
        self._start_dovecot(lmtp, auth)
        self._start_postfix(authority, lmtp, auth)

    def _start_dovecot(self, lmtp: int, auth: int) -> None:
        root = self._root / "dovecot"
        (root / "homes").mkdir(parents=True)
        shutil.chown(root / "homes", "nobody", "nogroup")
        config = root / "dovecot.conf"
        config.write_text(_DOVECOT.format(root=root, imap=self._imap, lmtp=lmtp, auth=auth, password=PASSWORD))
        self._dovecot = subprocess.Popen([DOVECOT, "-F", "-c", config])

    def _start_postfix(self, authority: trustme.CA, lmtp: int, auth: int) -> None:
        root = self._root / "postfix"
        for name in ("conf", "queue", "data"):
            (root / name).mkdir(parents=True)
        shutil.chown(root / "data", "postfix", "postfix")
        authority.issue_cert("localhost", "127.0.0.1").private_key_and_cert_chain_pem.write_to_path(
            str(root / "server.pem")
        )
        (root / "conf" / "main.cf").write_text(_POSTFIX_MAIN.format(root=root, lmtp=lmtp, auth=auth))
        (root / "conf" / "master.cf").write_text(
            _POSTFIX_MASTER.format(smtp=self.smtp, smtps=self.smtps, full=self.full)
        )
        self.sendmail_config = root / "conf"
        self._postfix = [str(POSTFIX), "-c", str(self.sendmail_config)]
        subprocess.run([*self._postfix, "start"], check=True, capture_output=True)
        _wait_for(self.smtp)

    def kill_smtpd(self) -> None:
        """Kill the processes that talk to clients, as a crash would."""
        master = (self._root / "postfix" / "queue" / "pid" / "master.pid").read_text().strip()
        found = subprocess.run(["pgrep", "-P", master, "-f", "smtpd"], capture_output=True, text=True, check=True)
        for process in found.stdout.split():
            os.kill(int(process), signal.SIGKILL)

    def mailbox(self, address: str, count: int) -> list[bytes]:
        """The messages of ``address``, as soon as there are ``count``, or those there are after ten seconds."""
        deadline = time.monotonic() + 10
        while True:
            with imaplib.IMAP4("127.0.0.1", self._imap) as imap:
                imap.login(address, PASSWORD)
                imap.select(readonly=True)
                numbers = imap.search(None, "ALL")[1][0].split()
                if len(numbers) >= count or time.monotonic() > deadline:
                    return [imap.fetch(number, "(BODY[])")[1][0][1] for number in numbers]
            time.sleep(0.05)

    def empty(self) -> None:
        """Remove all mail."""
        for folder in (self._root / "dovecot" / "homes").iterdir():
            shutil.rmtree(folder, ignore_errors=True)  # mail that nobody waited for may still be arriving

    def close(self) -> None:
        """Stop both, whatever they do."""
        subprocess.run([*self._postfix, "stop"], check=False, capture_output=True)
        self._dovecot.terminate()
        self._dovecot.wait(10)
        shutil.rmtree(self._root, ignore_errors=True)


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 20
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


class Relay:
    """Stands between client and server, and breaks the connection at a chosen moment.

    ``at`` is "body" (some of the message has passed) or "answer" (the whole message has passed, the server has
    answered, and the answer is kept back); then ``act`` is called and the connection is cut.
    """

    def __init__(self, port: int, at: str, act: Callable[[], None] = lambda: None) -> None:
        self._target = port
        self._at = at
        self._act = act
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> Relay:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.close()
        self._thread.join(5)

    def _serve(self) -> None:
        client, _ = self._listener.accept()
        server = socket.create_connection(("127.0.0.1", self._target))
        with client, server, suppress(OSError):
            answers = server.makefile("rb")
            commands = client.makefile("rb")
            client.sendall(answers.readline())
            while line := commands.readline():
                server.sendall(line)
                while True:
                    answer = answers.readline()
                    client.sendall(answer)
                    if answer[3:4] == b" ":
                        break
                if answer.startswith(b"354"):
                    self._body(commands.readline, server, answers.readline)
                    return

    def _body(self, readline: Callable[[], bytes], server: socket.socket, answer: Callable[[], bytes]) -> None:
        count = 0
        while line := readline():
            server.sendall(line)
            count += 1
            if self._at == "body" and count == 50:
                break
            if line == b".\r\n":
                answer()
                break
        self._act()
