"""The transports of this machine: a sendmail program, a Maildir, a folder that another program collects from."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from briefgen.delivery.mail.addresses import one_line
from briefgen.delivery.mail.private import flush_folder, write_durably
from briefgen.delivery.mail.target import MailTarget
from briefgen.delivery.mail.transport import BeforeCommit, Letter, Outcome
from briefgen.errors import ConfigurationError

_TEMPORARY = 75
"""EX_TEMPFAIL, of the exit codes of BSD's sysexits.h the one that invites to try again."""
_PERMANENT = frozenset(range(64, 79)) - {_TEMPORARY}
"""The others of sysexits.h. What ends with none of them does not know them, and so may pass."""
_WORDS_LIMIT = 500


class SendmailTransport:
    """Hands messages to a program with the interface of sendmail(1)."""

    def __init__(self, target: MailTarget) -> None:
        self._command = target.sendmail
        self._timeout = target.timeout

    def check(self) -> str:
        """Look for the program."""
        found = shutil.which(self._command[0])
        if found is None:
            raise self._missing()
        return f"{found} is there"

    def submit(self, letter: Letter, before_commit: BeforeCommit) -> dict[str, Outcome]:
        """Run the program once for all recipients; it takes the message for all or for none."""
        self.check()
        command = [*self._command, "-i", "-f", letter.sender, "--", *letter.recipients]
        before_commit(letter.recipients)
        try:
            # The program is of this machine, whose lines end in LF.
            message = letter.data.replace(b"\r\n", b"\n")
            finished = subprocess.run(command, input=message, capture_output=True, timeout=self._timeout, check=False)
        except OSError as error:
            outcome = Outcome("deferred", None, f"{self._command[0]} cannot be started ({error.strerror}).")
        except subprocess.TimeoutExpired:
            outcome = Outcome("uncertain", None, f"{self._command[0]} did not end within {self._timeout:.0f} seconds.")
        else:
            outcome = self._outcome(finished)
        return dict.fromkeys(letter.recipients, outcome)

    def _outcome(self, finished: subprocess.CompletedProcess[bytes]) -> Outcome:
        code = finished.returncode
        words = one_line((finished.stderr or finished.stdout).decode("utf-8", "replace"))[:_WORDS_LIMIT]
        if code == 0:
            return Outcome("accepted", None, words)
        if code < 0:
            return Outcome("uncertain", None, f"{self._command[0]} was ended by signal {-code}.")
        words = words or f"{self._command[0]} ended with exit code {code}."
        return Outcome("refused" if code in _PERMANENT else "deferred", None, words)

    def _missing(self) -> ConfigurationError:
        return ConfigurationError(
            f"There is no program {self._command[0]} on this machine.", "Correct sendmail, or use another transport."
        )


class FolderTransport:
    """Puts messages into a Maildir (https://cr.yp.to/proto/maildir.html) or a plain folder, as one file each.

    The file is named after the message, so that it can be put there again without becoming two.
    """

    def __init__(self, target: MailTarget) -> None:
        assert target.path is not None
        self._path: Path = target.path
        self._maildir = target.layout == "maildir"

    def check(self) -> str:
        """See whether files can be put into the folder."""
        folder = self._folder()
        if not os.access(folder, os.W_OK):
            raise ConfigurationError(f"{folder}: cannot be written to.", "Correct path, or free it for writing.")
        return f"{folder} can be written to"

    def submit(self, letter: Letter, before_commit: BeforeCommit) -> dict[str, Outcome]:
        """Write the message; it is there for all recipients or for none."""
        folder = self._folder()
        name = f"{letter.id}.briefgen" if self._maildir else f"{letter.id}.eml"
        before_commit(letter.recipients)
        outcome = Outcome("accepted", None, f"written to {folder}")
        try:
            if not self._has(name):
                _write(folder, name, letter.data, self._path / "tmp" if self._maildir else folder)
        except OSError as error:
            outcome = Outcome("deferred", None, f"{folder}: cannot be written: {error.strerror}.")
        return dict.fromkeys(letter.recipients, outcome)

    def _folder(self) -> Path:
        """The folder for new messages; a Maildir that is not there yet is made."""
        folder = self._path / "new" if self._maildir else self._path
        try:
            if self._maildir:
                for part in ("cur", "tmp", "new"):
                    (self._path / part).mkdir(mode=0o700, parents=True, exist_ok=True)
            else:
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise ConfigurationError(f"{folder}: cannot be made: {error.strerror}.", "Correct path.") from None
        return folder

    def _has(self, name: str) -> bool:
        if not self._maildir:
            return (self._path / name).exists()
        # A mail program moves what was read to cur and appends flags.
        return (self._path / "new" / name).exists() or any((self._path / "cur").glob(f"{name}*"))


def _write(folder: Path, name: str, data: bytes, temporary: Path) -> None:
    draft = temporary / f".{name}.draft" if temporary == folder else temporary / name
    try:
        write_durably(draft, data)
        draft.replace(folder / name)
        flush_folder(folder)
    finally:
        draft.unlink(missing_ok=True)
