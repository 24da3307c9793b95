"""A mail server on loopback and a free port that answers by a script, and what tests do with a message."""

from __future__ import annotations

import email
import email.policy
import socket
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from email.message import EmailMessage

PASSWORD = "correct-horse-battery"

DROP = "drop"
"""Instead of an answer: close the connection."""

Answer = str | Callable[[], str]
Script = Mapping[str, Answer | list[Answer]]

_DEFAULTS: dict[str, Answer] = {
    "GREETING": "220 script.example ESMTP",
    "EHLO": "250-script.example\r\n250-SIZE 10000000\r\n250 8BITMIME",
    "MAIL": "250 2.1.0 Ok",
    "RCPT": "250 2.1.5 Ok",
    "DATA": "354 Go on",
    ".": "250 2.0.0 Ok: queued",
    "RSET": "250 2.0.0 Ok",
    "QUIT": "221 2.0.0 Bye",
}


def free_port() -> int:
    """A port of loopback that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class ScriptedServer:
    """A mail server that answers each command as its script says; the last script serves all later connections.

    A script maps verbs ("MAIL", "RCPT", "." for the end of data, "BODY" for its beginning) to an answer, a function
    that gives one, or a list of them, the last of which is repeated. What is not in it is answered kindly.
    """

    def __init__(self, *scripts: Script) -> None:
        self._scripts = list(scripts) or [{}]
        self.received: list[tuple[str, list[str], bytes]] = []
        self.commands: list[str] = []
        self.connections = 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> ScriptedServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(5)

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            script = {**_DEFAULTS, **self._scripts[min(self.connections, len(self._scripts) - 1)]}
            self.connections += 1
            answers = {verb: list(value) if isinstance(value, list) else [value] for verb, value in script.items()}
            with connection, suppress(OSError):
                self._talk(connection, answers)

    def _talk(self, connection: socket.socket, answers: dict[str, list[Answer]]) -> None:
        def answer(verb: str) -> str:
            queue = answers.get(verb, ["500 5.5.1 Unknown command"])
            chosen = queue.pop(0) if len(queue) > 1 else queue[0]
            text = chosen if isinstance(chosen, str) else chosen()
            if text == DROP:
                raise ConnectionAbortedError
            connection.sendall(text.encode() + b"\r\n")
            return text

        reader = connection.makefile("rb")
        sender, recipients = "", []
        answer("GREETING")
        for line in reader:
            command = line.decode("utf-8", "replace").strip()
            self.commands.append(command)
            verb = command.split(" ")[0].upper()
            done = answer(verb)[0] in "23"
            if verb == "MAIL":
                sender, recipients = command.split("<")[1].split(">")[0], []
            elif verb == "RCPT" and done:
                recipients.append(command.split("<")[1].split(">")[0])
            elif verb == "DATA" and done:
                if "BODY" in answers:
                    reader.read(1000)
                    answer("BODY")
                body = _read_body(reader.readline)
                if body is None:
                    return
                self.received.append((sender, list(recipients), body))
                answer(".")


def _read_body(readline: Callable[[], bytes]) -> bytes | None:
    lines = []
    while (line := readline()) != b".\r\n":
        if not line.endswith(b"\r\n"):
            return None  # the client broke off
        lines.append(line[1:] if line.startswith(b".") else line)
    return b"".join(lines)


def parse(data: bytes) -> EmailMessage:
    """A message as a mail program reads it."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def pdf_of(message: EmailMessage) -> bytes:
    """The one PDF attached to a message."""
    (attachment,) = message.iter_attachments()
    assert attachment.get_content_type() == "application/pdf"
    content = attachment.get_content()
    assert isinstance(content, bytes)
    return content
