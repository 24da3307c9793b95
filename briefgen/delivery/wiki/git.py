"""Wikis that are git repositories: GitLab, GitHub, Gitea, Gollum, otterwiki.

The repository is cloned afresh, the files are written, and page, PDF and index go out as one commit. When
another change arrives first, the push is turned down and everything is decided again upon the new state, so
that a person's edit in between is met like any other.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlsplit

from briefgen.delivery.wiki.git_command import Git
from briefgen.delivery.wiki.markup.markdown import Markdown
from briefgen.delivery.wiki.protocol import AttachmentState, Page, StaleError, WikiKind
from briefgen.delivery.wiki.retrying import persistently
from briefgen.delivery.wiki.sections import Section, told_by_content
from briefgen.delivery.wiki.targets import GitTarget
from briefgen.errors import ConfigurationError, RefusedError

DEPTH = 50
"""Commits that are fetched; older ones are not searched for what briefgen wrote."""


class GitWiki:
    """A clone of the repository."""

    attaches_to_page = False

    def __init__(self, target: GitTarget, git: Git) -> None:
        self.markup = markup(target)
        self._target = target
        self._git = git
        self._branch = self._clone()
        self._changed = False

    def _clone(self) -> str:
        branch = ("--branch", self._target.branch) if self._target.branch else ()
        arguments = ("clone", "--quiet", "--no-tags", f"--depth={DEPTH}", "--template=", *branch)
        url = self._target.url

        def clone(*extra: str) -> None:
            self._git.run(*arguments, *extra, "--", _as_url(url), "wiki", at_root=True)

        try:
            persistently(self._target.attempts, clone)
        except RefusedError:
            if not self._target.branch or self._git.attempt("ls-remote", "--", url, at_root=True).stdout.strip():
                raise
            # A repository without a commit has no branch to ask for yet.
            arguments = ("clone", "--quiet", "--no-tags", "--template=")
            persistently(self._target.attempts, clone)
        if self._target.branch:
            if self._git.attempt("rev-parse", "--verify", "HEAD").returncode != 0:
                self._git.run("symbolic-ref", "HEAD", f"refs/heads/{self._target.branch}")
            return self._target.branch
        return self._git.run("symbolic-ref", "--short", "HEAD").strip()

    def read(self, name: str) -> Page | None:
        """The page's file, or None."""
        path = self._path(f"{name}.md")
        if not path.is_file():
            return None
        return Page(name, path.read_bytes().decode("utf-8", errors="surrogateescape"), self._head())

    def history(self, page: Page) -> Iterator[Page]:
        """The file as earlier commits had it, newest first."""
        commits = self._git.run("log", "--format=%H", "--", f"{page.name}.md").split()
        for commit in commits[1:]:
            shown = self._git.attempt("show", f"{commit}:{page.name}.md")
            if shown.returncode == 0:
                yield Page(page.name, shown.stdout, commit)

    def is_intact(self, page: Page, section: Section) -> bool:  # noqa: ARG002 (the protocol's signature)
        """Whether the text is the one that its marker has the digest of."""
        return section.is_as_digested

    def next_revision(self, base: Page | None) -> str:  # noqa: ARG002
        """Nothing: it shows only afterwards."""
        return ""

    def attachment(self, page_name: str, file_name: str, data: bytes, noted: str) -> AttachmentState:  # noqa: ARG002
        """What there is of the file, told by its content."""
        path = self._path(file_name)
        return told_by_content(path.read_bytes() if path.is_file() else None, data, noted)

    def attach(self, page_name: str, file_name: str, data: bytes, summary: str) -> None:  # noqa: ARG002
        """Write the file."""
        self._store(file_name, data)

    def write(self, name: str, text: str, base: Page | None, summary: str) -> str:  # noqa: ARG002
        """Write the page's file; whether anybody was faster shows when it is pushed."""
        self._store(f"{name}.md", text.encode("utf-8", errors="surrogateescape"))
        return ""

    def label(self, page_name: str, labels: tuple[str, ...]) -> None:
        """Nothing: tags are part of the text."""

    def finish(self, summary: str) -> None:
        """Commit all changes as one and push it. Raises StaleError when the branch moved on meanwhile."""
        if not self._changed or not self._git.run("status", "--porcelain"):
            return
        before = self._git.attempt("rev-parse", "--verify", "HEAD").stdout.strip()
        self._git.run("commit", "--quiet", "--message", summary or "Brief")
        try:
            pushed = persistently(self._target.attempts, self._push)
        except RefusedError:
            # What was refused must not go along with the next brief.
            if before:
                self._git.run("reset", "--quiet", "--hard", before)
            else:
                self._git.run("update-ref", "-d", "HEAD")
                self._git.run("rm", "--quiet", "-r", "--force", ".")
            self._changed = False
            raise
        if not pushed:
            self._git.run("fetch", "--quiet", f"--depth={DEPTH}", "origin", self._branch)
            self._git.run("reset", "--quiet", "--hard", "FETCH_HEAD")
            self._changed = False
            raise StaleError(self._branch)

    def _push(self) -> bool:
        pushed = self._git.attempt("push", "--quiet", "origin", f"HEAD:refs/heads/{self._branch}")
        if pushed.returncode == 0:
            return True
        if re.search(
            r"\(fetch first\)|non-fast-forward|cannot lock ref|\(stale info\)|failed to update ref", pushed.stderr
        ):
            return False
        raise self._git.failure(pushed.stderr)

    def address(self, name: str) -> str:
        """The page's file in the repository; what address the wiki shows it at is not known here."""
        return f"{self._target.url}#{quote(name)}.md" if "://" in self._target.url else f"{self._target.url}:{name}.md"

    def _head(self) -> str:
        return self._git.run("rev-parse", "HEAD").strip()

    def _store(self, name: str, data: bytes) -> None:
        path = self._path(name)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        except OSError as error:
            raise ConfigurationError(
                f"{name} cannot be written in the wiki {self._target.url} ({error.strerror}).", "Change page or index."
            ) from None
        self._git.run("add", "--force", "--", name)
        self._changed = True

    def _path(self, name: str) -> Path:
        path = self._git.folder / name
        if not path.resolve().is_relative_to(self._git.folder.resolve()) or ".git" in Path(name).parts:
            raise ConfigurationError(f"{name} leads out of the wiki {self._target.url}.", "Change page or index.")
        return path


def _as_url(url: str) -> str:
    # For a path git ignores --depth and copies by hard links; with file:// it uses its protocol.
    return f"file://{url}" if url.startswith("/") else url


def markup(target: GitTarget) -> Markdown:
    """The markup of ``target``."""
    return Markdown(target.software, target.template, target.categories)


@contextmanager
def connect(target: GitTarget) -> Iterator[GitWiki]:
    """A clone of ``target`` in a folder that is removed at the end.

    Raises AuthenticationError, ConfigurationError, RefusedError or UnreachableError.
    """
    with tempfile.TemporaryDirectory(prefix="briefgen-wiki-") as folder:
        yield GitWiki(target, _git(target, Path(folder)))


def try_login(target: GitTarget) -> str:
    """Clone ``target`` and try a push that changes nothing."""
    with connect(target) as wiki:
        if wiki._git.attempt("rev-parse", "--verify", "HEAD").returncode == 0:
            wiki._git.run("push", "--quiet", "--dry-run", "origin", f"HEAD:refs/heads/{wiki._branch}")
        host = urlsplit(target.url).netloc or target.url
        return f"reached {host}, branch {wiki._branch}, may push"


def _git(target: GitTarget, folder: Path) -> Git:
    return Git(folder, target.url, target.author, target.user, target.password(), target.ca_file, target.timeout)


KIND = WikiKind(GitTarget, markup, connect, try_login)
