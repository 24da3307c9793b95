"""git, run in an environment of our own: no prompts, no hooks, no symbolic links, no password on a command line."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import SecretStr

from briefgen.delivery.secrets import redact
from briefgen.delivery.wiki.retrying import BusyError
from briefgen.errors import AuthenticationError, ConfigurationError, RefusedError, UnreachableError

_OPTIONS = (
    "--literal-pathspecs",
    *("-c", "core.hooksPath=/dev/null"),
    # For the first commit, where the server does not say which branch it wants; an sshd often does not.
    *("-c", "init.defaultBranch=main"),
    *("-c", "core.symlinks=false"),
    *("-c", "core.autocrlf=false"),
    *("-c", "core.quotePath=false"),
    *("-c", "commit.gpgSign=false"),
    *("-c", "protocol.ext.allow=never"),
    *("-c", "http.followRedirects=false"),
    *("-c", "submodule.recurse=false"),
    *("-c", "advice.detachedHead=false"),
)
# git asks for "'https://user@host'"; no other host than the repository's gets anything.
_ASK = """#!/bin/sh
case "$1" in
  *"'$BRIEFGEN_GIT_ORIGIN'"* | *"'$BRIEFGEN_GIT_ORIGIN/"*) ;;
  *"'${BRIEFGEN_GIT_ORIGIN%%://*}://"*"@${BRIEFGEN_GIT_ORIGIN#*://}'"*) ;;
  *"'${BRIEFGEN_GIT_ORIGIN%%://*}://"*"@${BRIEFGEN_GIT_ORIGIN#*://}/"*) ;;
  *) exit 1 ;;
esac
case "$1" in
  Username*) printf '%s\\n' "$BRIEFGEN_GIT_USER" ;;
  *) printf '%s\\n' "$BRIEFGEN_GIT_PASSWORD" ;;
esac
"""
_KEPT = (
    "PATH",
    "HOME",
    "USER",
    "LOGNAME",
    "TMPDIR",
    "SSH_AUTH_SOCK",
    "GIT_SSH_COMMAND",
    "XDG_CONFIG_HOME",
    "GIT_SSL_CAINFO",
)
_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY")


class Git:
    """Runs git commands in one working folder."""

    def __init__(
        self,
        folder: Path,
        url: str,
        author: str,
        user: str | None,
        secret: SecretStr | None,
        ca_file: Path | None,
        timeout: float,
    ) -> None:
        """``folder`` is empty and ours; ``url`` is the repository's; ``author`` is "Name <address>".

        Raises ConfigurationError when git is not installed.
        """
        if shutil.which("git") is None:
            raise ConfigurationError("git is not installed.", "Install git, for wikis that are git repositories.")
        self.folder = folder / "wiki"
        self._url = url
        self._secret = secret
        self._timeout = timeout
        name, address = author[:-1].split(" <")
        kept = (*_KEPT, *_PROXIES, *map(str.lower, _PROXIES))
        self._environment = {key: value for key, value in os.environ.items() if key in kept} | {
            "LC_ALL": "C.UTF-8",
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_LFS_SKIP_SMUDGE": "1",
            "GIT_AUTHOR_NAME": name,
            "GIT_AUTHOR_EMAIL": address,
            "GIT_COMMITTER_NAME": name,
            "GIT_COMMITTER_EMAIL": address,
            "GIT_CEILING_DIRECTORIES": str(folder),
        }
        self._environment.setdefault("GIT_SSH_COMMAND", f"ssh -oBatchMode=yes -oConnectTimeout={max(1, int(timeout))}")
        if ca_file is not None:
            self._environment["GIT_SSL_CAINFO"] = str(ca_file)
        if secret is not None:
            ask = folder / "ask"
            ask.write_text(_ASK)
            ask.chmod(0o700)
            self._environment |= {
                "GIT_ASKPASS": str(ask),
                "BRIEFGEN_GIT_ORIGIN": _origin(url),
                "BRIEFGEN_GIT_USER": user or "git",
                "BRIEFGEN_GIT_PASSWORD": secret.get_secret_value(),
            }

    def run(self, *arguments: str, at_root: bool = False) -> str:
        """Run git with ``arguments`` and return what it prints.

        Raises AuthenticationError, RefusedError, BusyError or UnreachableError, by what git says when it fails.
        """
        finished = self.attempt(*arguments, at_root=at_root)
        if finished.returncode != 0:
            raise self.failure(finished.stderr)
        return finished.stdout

    def attempt(self, *arguments: str, at_root: bool = False) -> subprocess.CompletedProcess[str]:
        """Run git with ``arguments``, whether or not it succeeds; raises BusyError when it takes too long."""
        helper = ("-c", "credential.helper=") if self._secret is not None else ()
        try:
            return subprocess.run(
                ["git", *_OPTIONS, *helper, *arguments],
                cwd=self.folder.parent if at_root else self.folder,
                env=self._environment,
                capture_output=True,
                encoding="utf-8",
                errors="replace",
                stdin=subprocess.DEVNULL,
                timeout=max(self._timeout * 10, 60),
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise BusyError(f"{self._url} did not answer in time.") from None

    def failure(self, words: str) -> Exception:
        """The error that git's ``words`` on stderr stand for."""
        for pattern, error, problem, remedy in _FAILURES:
            if re.search(pattern, words, re.IGNORECASE):
                return error(f"{self._url} {problem}.", remedy)
        told = [line for line in words.splitlines() if re.match(r"(?:remote:|fatal:|error:|!)", line.strip())]
        said = redact(" ".join(" ".join(told[:3] or words.splitlines()[:1]).split()), [self._secret])
        return RefusedError(
            f"{self._url} refused ({said.rstrip('.')}).", "Check the repository and the account's rights."
        )


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def _busy(message: str, remedy: str) -> BusyError:
    return BusyError(message, remedy=remedy)


_FAILURES = (
    # ssh says this first, and then much else.
    (
        r"Host key verification failed|REMOTE HOST IDENTIFICATION HAS CHANGED",
        UnreachableError,
        "cannot be trusted: its host key is unknown or another than before",
        "Ask who runs the host for its key, and put that into known_hosts.",
    ),
    (
        r"Authentication failed|could not read (?:Username|Password)|Permission denied \(|HTTP 401|Invalid username",
        AuthenticationError,
        "does not let the account in",
        "Check user and password, or the ssh key and agent.",
    ),
    (
        r"Could not resolve host|Failed to connect|Connection refused|timed out|Network is unreachable|"
        r"error: (?:429|50[0234])|HTTP (?:429|50[0234])|early EOF|hung up unexpectedly|Connection reset",
        _busy,
        "cannot be reached",
        "Check the url and the network, or try again later.",
    ),
    (
        r"error: 30\d|redirect",
        UnreachableError,
        "leads elsewhere, where nothing was sent",
        "Give the address that it leads to as url.",
    ),
    (
        r"certificate",
        UnreachableError,
        "cannot be trusted: its certificate is unknown",
        "Name your authority's file in ca_file.",
    ),
    (
        r"Repository not found|does not appear to be a git repository|not found|does not exist",
        RefusedError,
        "has no such repository or branch, or none that the account may see",
        "Check url and branch.",
    ),
    (
        r"(?:pre-receive|update) hook declined|protected branch|HTTP 403|error: 403|denied to",
        RefusedError,
        "does not take the change",
        "Check the account's rights and the rules of the branch.",
    ),
)
