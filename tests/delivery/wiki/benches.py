"""One way to look at, and to meddle with, each wiki that the tests publish to."""

from __future__ import annotations

import io
import shutil
import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import dokuwiki
import mwclient
import pytest

from tests.delivery.wiki.confluence_fake import TOKEN, USER, ConfluenceFake, StoredPage, served
from tests.delivery.wiki.php_servers import DOKUWIKI, MEDIAWIKI, Server, missing_for
from tests.delivery.wiki.php_servers import dokuwiki as dokuwiki_server
from tests.delivery.wiki.php_servers import mediawiki as mediawiki_server

SECRET = "BRIEFGEN_TEST_WIKI_PASSWORD"


class Bench(ABC):
    """A wiki as a person sees it, and the target that briefgen publishes to."""

    table: dict[str, Any]
    """The target as in briefgen.toml."""
    secret: str = ""

    @abstractmethod
    def text(self, name: str) -> str | None:
        """Source of a page."""

    @abstractmethod
    def revisions(self, name: str) -> int:
        """How many revisions a page has."""

    @abstractmethod
    def edit(self, name: str, text: str) -> None:
        """Write a page as a person."""

    @abstractmethod
    def upload(self, page_name: str, file_name: str, data: bytes) -> None:
        """Upload a file as a person."""

    @abstractmethod
    def attachments(self, page_name: str, file_name: str) -> list[bytes]:
        """All versions of a file, the oldest first."""


class MediaWikiBench(Bench):
    """A MediaWiki of the test's own."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.secret = server.password
        self.table = {"kind": "mediawiki", "url": server.url, "user": server.user, "categories": ["Briefs"]}
        self.person = self.site()
        self.person.clientlogin(username=server.person, password=server.person_password)
        self.person.site_init()

    def site(self) -> mwclient.Site:
        return mwclient.Site(self.server.url.split("/")[2], path="/", scheme="http")

    def bot(self) -> mwclient.Site:
        site = self.site()
        site.login(self.server.user, self.server.password)
        return site

    def _revisions(self, name: str) -> list[Any]:
        answer = self.person.api(
            "query", titles=name, prop="revisions", rvprop="ids|content|comment|user", rvslots="main", rvlimit=50
        )
        page = next(iter(answer["query"]["pages"].values()))
        return list(page.get("revisions", []))

    def text(self, name: str) -> str | None:
        found = self._revisions(name)
        return str(found[0]["slots"]["main"]["*"]) if found else None

    def revisions(self, name: str) -> int:
        return len(self._revisions(name))

    def edit(self, name: str, text: str) -> None:
        self.person.api("edit", title=name, text=text, summary="mine", token=self.person.get_token("csrf"))

    def attachments(self, page_name: str, file_name: str) -> list[bytes]:  # noqa: ARG002
        answer = self.person.api(
            "query", titles=f"File:{file_name}", prop="imageinfo", iiprop="url|sha1|archivename", iilimit=20
        )
        info = next(iter(answer["query"]["pages"].values())).get("imageinfo", [])
        files = {path.name: path for path in (self.server.folder / "images").rglob("*.pdf")}
        names = [entry.get("archivename") or file_name.replace(" ", "_") for entry in reversed(info)]
        return [files[name].read_bytes() for name in names]

    def upload(self, page_name: str, file_name: str, data: bytes) -> None:  # noqa: ARG002
        time.sleep(1)  # MediaWiki names older versions by the second; a person is never quicker than that
        answer = self.person.upload(io.BytesIO(data), filename=file_name, description="mine", ignore=True)
        assert answer["result"] == "Success"

    def html(self, name: str) -> str:
        return str(self.person.api("parse", page=name, prop="text", disablelimitreport=1)["parse"]["text"]["*"])


class DokuWikiBench(Bench):
    """A DokuWiki of the test's own."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.secret = server.password
        self.table = {"kind": "dokuwiki", "url": server.url, "user": server.user}
        self.person = dokuwiki.DokuWiki(server.url, server.person, server.person_password)

    def text(self, name: str) -> str | None:
        return self.person.pages.get(name) or None

    def revisions(self, name: str) -> int:
        log = self.server.folder / "data" / "meta" / (name.replace(":", "/") + ".changes")
        return len(log.read_text().splitlines()) if log.exists() else 0

    def edit(self, name: str, text: str) -> None:
        # DokuWiki counts revisions by the second; a person is never quicker than that.
        latest = self.person.pages.info(name).get("version", 0)
        while int(time.time()) <= latest:
            time.sleep(0.05)
        self.write(name, text)

    def write(self, name: str, text: str) -> None:
        """Write a page whose history does not matter."""
        assert self.person.pages.set(name, text, sum="mine", minor=False)

    def attachments(self, page_name: str, file_name: str) -> list[bytes]:  # noqa: ARG002
        path = file_name.replace(":", "/")
        log = self.server.folder / "data" / "media_meta" / f"{path}.changes"
        uploads = len(log.read_text().splitlines()) if log.exists() else 0
        current = self.server.folder / "data" / "media" / path
        return [b""] * (uploads - 1) + [current.read_bytes()] if uploads else []

    def upload(self, page_name: str, file_name: str, data: bytes) -> None:  # noqa: ARG002
        self.person.medias.set(file_name, data, overwrite=True)

    def html(self, name: str) -> str:
        return str(self.person.pages.html(name))


class GitBench(Bench):
    """A bare repository, and a person's clone of it."""

    def __init__(self, folder: Path, software: str = "gitlab") -> None:
        self.bare, self.clone = folder / "wiki.git", folder / "clone"
        git("init", "--quiet", "--bare", "--initial-branch=main", str(self.bare), cwd=folder)
        git("clone", "--quiet", str(self.bare), str(self.clone), cwd=folder)
        self.table = {"kind": "git", "url": str(self.bare), "software": software, "author": "Desk <desk@example.org>"}

    def text(self, name: str) -> str | None:
        done = git("show", f"main:{name}.md", cwd=self.bare, check=False)
        return done.stdout if done.returncode == 0 else None

    def revisions(self, name: str) -> int:
        done = git("log", "--format=%H", "main", "--", f"{name}.md", cwd=self.bare, check=False)
        return len(done.stdout.split())

    def commits(self) -> int:
        return len(git("log", "--format=%H", "main", cwd=self.bare).stdout.split())

    def edit(self, name: str, text: str) -> None:
        self.upload("", f"{name}.md", text.encode())

    def upload(self, page_name: str, file_name: str, data: bytes) -> None:  # noqa: ARG002
        git("pull", "--quiet", "origin", "main", cwd=self.clone, check=False)
        path = self.clone / file_name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        git("add", "-A", cwd=self.clone)
        git("commit", "--quiet", "-m", "mine", cwd=self.clone)
        git("push", "--quiet", "origin", "HEAD:main", cwd=self.clone)

    def attachments(self, page_name: str, file_name: str) -> list[bytes]:  # noqa: ARG002
        commits = git("log", "--reverse", "--format=%H", "main", "--", file_name, cwd=self.bare, check=False)
        return [
            subprocess.run(
                ["git", "show", f"{commit}:{file_name}"], cwd=self.bare, capture_output=True, check=True
            ).stdout
            for commit in commits.stdout.split()
        ]


def git(*arguments: str, cwd: Path, check: bool = True) -> subprocess.CompletedProcess[str]:
    """git as the person Ann."""
    who = ("-c", "user.name=Ann", "-c", "user.email=ann@example.org")
    return subprocess.run(["git", *who, *arguments], cwd=cwd, capture_output=True, text=True, check=check)


class ConfluenceBench(Bench):
    """The stand-in for Confluence."""

    def __init__(self, url: str, fake: ConfluenceFake, edition: str) -> None:
        self.fake = fake
        self.secret = TOKEN
        self.table = {"kind": "confluence", "space": "OPS", "edition": edition, "categories": ["Press Briefs"]}
        if edition == "cloud":
            self.table |= {"url": f"{url}/wiki", "user": USER}
        else:
            self.table |= {"url": url}
            fake.bearer_only = True

    def page(self, name: str) -> StoredPage:
        found = self.fake.named(name)
        assert found is not None
        return found

    def text(self, name: str) -> str | None:
        found = self.fake.named(name)
        return found.versions[-1] if found else None

    def revisions(self, name: str) -> int:
        found = self.fake.named(name)
        return len(found.versions) if found else 0

    def edit(self, name: str, text: str) -> None:
        found = self.fake.named(name)
        if found is None:
            self.fake.add(name, text)
        else:
            self.fake.edit(found, text)

    def upload(self, page_name: str, file_name: str, data: bytes) -> None:
        self.page(page_name).attachments.setdefault(file_name, []).append((data, ""))

    def attachments(self, page_name: str, file_name: str) -> list[bytes]:
        return [data for data, _ in self.page(page_name).attachments.get(file_name, [])]


@contextmanager
def mediawiki_bench(folder: Path) -> Iterator[MediaWikiBench]:
    """A MediaWiki; skips the test by name when Debian's packages are not there."""
    if missing := missing_for(MEDIAWIKI, "php"):
        pytest.skip(f"MediaWiki is not installed ({missing}): see scripts/packages-test.txt")
    with mediawiki_server(folder) as server:
        yield MediaWikiBench(server)


@contextmanager
def dokuwiki_bench(folder: Path) -> Iterator[DokuWikiBench]:
    """A DokuWiki; skips the test by name when Debian's packages are not there."""
    if missing := missing_for(DOKUWIKI, "php"):
        pytest.skip(f"DokuWiki is not installed ({missing}): see scripts/packages-test.txt")
    with dokuwiki_server(folder) as server:
        yield DokuWikiBench(server)


@contextmanager
def git_bench(folder: Path) -> Iterator[GitBench]:
    """A bare git repository; skips the test by name without git."""
    if shutil.which("git") is None:
        pytest.skip("git is not installed: see scripts/packages-test.txt")
    yield GitBench(folder)


def confluence_bench(edition: str) -> Callable[[Path], Any]:
    @contextmanager
    def bench(_folder: Path) -> Iterator[ConfluenceBench]:
        fake = ConfluenceFake()
        with served(fake) as url:
            yield ConfluenceBench(url, fake, edition)

    return bench
