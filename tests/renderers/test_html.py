from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from html.parser import HTMLParser

import pytest

from briefgen.brief import Brief, Source
from briefgen.errors import UsageError
from briefgen.renderers import Look, html
from tests.renderers.conftest import HOSTILE, squeezed


class Page(HTMLParser):
    """A page as its elements, ids, links and visible text."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.elements: Counter[str] = Counter()
        self.attributes: list[tuple[str, str, str]] = []
        self.texts: list[str] = []
        self._hidden = False
        self.feed(content.decode())
        self.ids = [value for _, name, value in self.attributes if name == "id"]
        self.links = [value for _, name, value in self.attributes if name == "href"]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements[tag] += 1
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        self._hidden = tag == "style"

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - the parser's interface
        self._hidden = False

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.texts.append(data)

    @property
    def text(self) -> str:
        return squeezed("".join(self.texts))


def test_golden(brief: Brief, golden: Callable[[str, str], None]) -> None:
    page = html.render(brief, Look()).decode()
    golden("brief.html", re.sub(r"(?s)<style>.*</style>", "<style></style>", page))


def test_every_citation_leads_to_the_exact_quote_and_back(brief: Brief) -> None:
    page = Page(html.render(brief, Look()))
    assert len(page.ids) == len(set(page.ids))
    inside = [link for link in page.links if link.startswith("#")]
    assert {link.removeprefix("#") for link in inside} <= set(page.ids)
    notes = [name for name in page.ids if name.startswith("note-")]
    places = [name for name in page.ids if name.startswith("cite-")]
    assert {f"#{name}" for name in (*notes, *places)} == set(inside)
    quotes = {evidence.quote for sentence in brief.summary for evidence in sentence.evidence}
    assert all(quote in page.text for quote in quotes)


def test_a_span_cited_twice_has_one_number(brief: Brief) -> None:
    page = Page(html.render(brief, Look()))
    quote = brief.summary[0].evidence[0].quote
    assert brief.key_actors[0].evidence[0].quote == quote
    assert page.text.count(f"“{quote}”") + page.text.count(quote) == 1
    assert page.links.count("#note-1") > 1


def test_page_asks_for_nothing_outside_itself(brief: Brief) -> None:
    page = Page(html.render(brief, Look()))
    assert not {"script", "img", "link", "iframe", "object"} & set(page.elements)
    assert not [value for _, name, value in page.attributes if name == "src" or name.startswith("on")]
    assert "default-src 'none'" in html.render(brief, Look()).decode()


def test_hostile_texts_stay_texts(brief: Brief, hostile: Brief) -> None:
    page = Page(html.render(hostile, Look()))
    assert set(page.elements) == set(Page(html.render(brief, Look())).elements)
    assert page.elements["style"] == 1
    for text in (hostile.title, hostile.key_actors[2].name, hostile.warnings[0].text):
        assert text.endswith(HOSTILE)
        assert squeezed(text) in page.text


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "//e.example/x", "http://[", " file:///x"]
)
def test_only_web_addresses_become_links(brief: Brief, address: str) -> None:
    source = Source(id="s1", title="A source", url=address)
    page = Page(html.render(brief.model_copy(update={"sources": (source,)}), Look()))
    assert not [link for link in page.links if not link.startswith("#")]
    assert "A source" in page.text


def test_empty_sections_say_so() -> None:
    text = Page(html.render(Brief(title="Nothing happened"), Look())).text
    for words in (
        "No summary could be drawn from the sources.",
        "No key actors were found in the sources.",
        "No open issues were found in the sources.",
        "No next steps were found in the sources.",
        "No sources are listed.",
        "No evidence is cited.",
    ):
        assert words in text


def test_claims_are_told_from_facts(brief: Brief) -> None:
    text = Page(html.render(brief, Look())).text
    assert "had left the dam (according to Ilse Andrade)." in text
    assert "nine (according to the Ostranian interior ministry, Northern Gazette)" in text
    assert "[8 May 2026].6,7 (2 sources)" in text  # a fact, and carried by both
    assert (
        "“Water does not wait for diplomats, and we have stopped pretending that it does.”15" in text
    )  # beside her name


def test_no_marking_no_banner(brief: Brief) -> None:
    page = Page(html.render(brief.model_copy(update={"marking": None}), Look()))
    assert not [value for _, name, value in page.attributes if name == "class" and "marking" in value]


def test_time_of_making_is_written_only_when_given(brief: Brief, monkeypatch: pytest.MonkeyPatch) -> None:
    assert b"dcterms" not in html.render(brief, Look())
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1778112000")
    assert b'<meta name="dcterms.created" content="2026-05-07T00:00:00Z">' in html.render(brief, Look())
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    with pytest.raises(UsageError, match="SOURCE_DATE_EPOCH is 'yesterday'"):
        html.render(brief, Look())
