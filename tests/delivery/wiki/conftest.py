"""The wikis, and a desk that publishes to them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import tenacity.nap

from briefgen.brief import Brief
from briefgen.brief_io import brief_bytes, load_brief
from briefgen.config import Config
from briefgen.delivery.wiki.deciding import Overwrite
from briefgen.delivery.wiki.markup import Markup
from briefgen.delivery.wiki.naming import page_name
from briefgen.delivery.wiki.publishing import Published, kind_of, publish
from briefgen.delivery.wiki.targets import WikiTarget, wiki_target
from tests.conftest import SAMPLE
from tests.delivery.wiki.benches import (
    SECRET,
    Bench,
    DokuWikiBench,
    MediaWikiBench,
    confluence_bench,
    dokuwiki_bench,
    git_bench,
    mediawiki_bench,
)

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF\n"


class Desk:
    """Publishes variants of one brief to one wiki."""

    def __init__(self, bench: Bench, folder: Path, title: str) -> None:
        self.bench = bench
        self.folder = folder / "out" / "brief"
        self.folder.mkdir(parents=True)
        self.table: dict[str, Any] = {"password_env": SECRET, "index": f"Index {title}", **bench.table}
        if not bench.secret:
            del self.table["password_env"]
        self.brief = load_brief(SAMPLE).model_copy(update={"title": title})
        self.save()

    def save(self, pdf: bytes = PDF, **changes: Any) -> Brief:
        """Save the brief, changed for good by ``changes``, with its PDF."""
        self.brief = self.brief.model_copy(update=changes)
        (self.folder / "brief.json").write_bytes(brief_bytes(self.brief))
        (self.folder / "brief.pdf").write_bytes(pdf)
        return self.brief

    @property
    def target(self) -> WikiTarget:
        return wiki_target(Config(wiki={"default": self.table}), None)

    def publish(self, force: bool = False, section: bool = False) -> Published:
        return publish(self.folder, self.target, Overwrite(force, section))

    @property
    def page(self) -> str:
        return self._markup.page_name(page_name(self.target.page, self.brief))

    @property
    def index(self) -> str:
        return self._markup.page_name(self.target.index)

    @property
    def _markup(self) -> Markup:
        return kind_of(self.target).markup(self.target)

    def text(self) -> str:
        text = self.bench.text(self.page)
        assert text is not None
        return text

    def edit(self, text: str) -> None:
        self.bench.edit(self.page, text)

    def upload(self, data: bytes) -> None:
        self.bench.upload(self.page, self._markup.attachment_name(self.page), data)

    def revisions(self) -> int:
        return self.bench.revisions(self.page)

    def attachments(self) -> list[bytes]:
        return self.bench.attachments(self.page, self._markup.attachment_name(self.page))


@pytest.fixture(scope="session")
def mediawiki(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MediaWikiBench]:
    with mediawiki_bench(tmp_path_factory.mktemp("mediawiki")) as bench:
        yield bench


@pytest.fixture(scope="session")
def dokuwiki(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DokuWikiBench]:
    with dokuwiki_bench(tmp_path_factory.mktemp("dokuwiki")) as bench:
        yield bench


_OWN = {"git": git_bench, "cloud": confluence_bench("cloud"), "data-center": confluence_bench("data-center")}


@pytest.fixture(params=["mediawiki", "dokuwiki", "git", "cloud", "data-center"])
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bench]:
    """Each wiki in turn."""
    if request.param in _OWN:
        with _OWN[request.param](tmp_path) as own:
            yield own
    else:
        yield request.getfixturevalue(request.param)


@pytest.fixture
def desk(bench: Bench, tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk with a brief of its own for the test."""
    monkeypatch.setenv(SECRET, bench.secret)
    words = re.sub(r"[\W_]+", " ", request.node.name.removeprefix("test_")).strip()
    return Desk(bench, tmp_path, f"Case {words}")


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses between attempts, in seconds, which are not made."""
    made: list[float] = []
    monkeypatch.setattr(tenacity.nap, "time", SimpleNamespace(sleep=made.append))
    return made
