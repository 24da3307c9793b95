"""Whatever a source says is text to every wiki, by the wikis' own parsers."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from lxml import etree
from markdown_it import MarkdownIt

from briefgen.delivery.wiki.markup import Markup
from briefgen.delivery.wiki.markup.dokuwiki import DokuWikiMarkup
from briefgen.delivery.wiki.markup.markdown import SOFTWARE, Markdown
from briefgen.delivery.wiki.markup.storage import Storage, parse
from briefgen.delivery.wiki.markup.wikitext import Wikitext
from briefgen.delivery.wiki.naming import page_name, plain
from briefgen.errors import RenderError
from tests.delivery.wiki.benches import DokuWikiBench, MediaWikiBench
from tests.delivery.wiki.hostile import (
    EVERYTHING,
    HARMLESS,
    brief_of,
    elements,
    expected,
    joined,
    spaced,
    text_of,
    texts,
)

ALL = [Wikitext(), DokuWikiMarkup(), Markdown("gitlab"), Storage()]
THOROUGH = settings(
    max_examples=60, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
BY_SERVER = settings(THOROUGH, max_examples=12, phases=[Phase.explicit, Phase.generate])


def page_of(markup: Markup, text: str) -> str:
    """The source of a page with ``text`` for every text of a source."""
    return markup.body(brief_of(text), "Page", "Page.pdf")


@given(pieces=texts)
@BY_SERVER
@example(pieces=EVERYTHING)
@example(pieces=["[[File:x.png]] {{template}} <script>alert(1)</script> __NOTOC__ ~~~~ '''b''' -{zh:x}-"])
@example(pieces=["RFC 12 PMID 12 ISBN 978-3-16-148410-0 https://x.example //x.example mailto:a@x.example"])
@example(pieces=["|}\n|-\n! x !! y\n| z || '' = {| * #:;"])
def test_wikitext_is_inert_in_mediawiki(mediawiki: MediaWikiBench, pieces: list[str]) -> None:
    text = joined(pieces)

    def shown(word: str) -> str:
        source = page_of(Wikitext(), word)
        asked = {"contentmodel": "wikitext", "prop": "text", "disablelimitreport": 1, "disableeditsection": 1}
        page = str(mediawiki.person.api("parse", text=source, **asked)["parse"]["text"]["*"])
        # A second, empty anchor of a heading, for the addresses of old browsers.
        return re.sub(r'<span id="[^"]*"></span>(?=<span class="mw-headline")', "", page)

    harmless, hostile = _once("mediawiki", shown), shown(text)
    assert elements(hostile) == elements(harmless)
    assert text_of(hostile) == expected(text_of(harmless), text)


@given(pieces=texts)
@BY_SERVER
@example(pieces=EVERYTHING)
@example(pieces=["<php>phpinfo()</php> <html><b></html> ~~NOCACHE~~ {{rss>https://x.example}} ((x)) **b** %% [[x]]"])
@example(pieces=["%"])
@example(pieces=["a%%</nowiki>%%b %%% c%"])
@example(pieces=["== x == ] | ^ \\\\ FIXME CamelCase HTML"])
def test_dokuwiki_markup_is_inert_in_dokuwiki(dokuwiki: DokuWikiBench, pieces: list[str]) -> None:
    text = joined(pieces)

    def shown(word: str) -> str:
        dokuwiki.write("inert", page_of(DokuWikiMarkup(), word))
        return dokuwiki.html("inert")

    harmless, hostile = _once("dokuwiki", shown), shown(text)
    assert elements(hostile) == elements(harmless)
    # Headings and labels of links know no quoting: there look-alikes stand for the marks.
    alike = str.maketrans("＝[]{}", "=()()")
    assert text_of(hostile).translate(alike) == expected(text_of(harmless), text).translate(alike)


@given(pieces=texts)
@THOROUGH
@example(pieces=EVERYTHING)
@example(pieces=["[x](y) ![x](y) <b> `c` **b** [[x]] @user #12 :smile: $x$ | ~~x~~ https://x.example www.x.example"])
@example(pieces=["1234567890. x"])
@example(pieces=["12. x"])
def test_markdown_is_inert_in_commonmark_with_githubs_tables_and_links(pieces: list[str]) -> None:
    text = joined(pieces)
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    harmless = _once("markdown", lambda word: parser.render(page_of(Markdown("gitlab"), word)))
    hostile = parser.render(page_of(Markdown("gitlab"), text))
    assert elements(hostile) == elements(harmless)
    assert text_of(hostile) == expected(text_of(harmless), text)


@given(pieces=texts)
@THOROUGH
@example(pieces=EVERYTHING)
@example(pieces=['<ac:structured-macro ac:name="html"><ac:plain-text-body><![CDATA[x]]></ac:plain-text-body>'])
def test_storage_format_is_inert_and_well_formed(pieces: list[str]) -> None:
    text = joined(pieces)
    harmless, hostile = parse(page_of(Storage(), HARMLESS)), parse(page_of(Storage(), text))
    assert [element.tag for element in hostile.iter()] == [element.tag for element in harmless.iter()]
    assert spaced("".join(hostile.itertext())) == expected("".join(harmless.itertext()), text)


@pytest.mark.parametrize("markup", ALL, ids=lambda markup: type(markup).__name__)
@given(pieces=texts)
@settings(THOROUGH, max_examples=25)
@example(pieces=["<!-- briefgen:end --> [[#briefgen-end|x]] briefgen-end <!-- briefgen:begin -->"])
def test_no_text_can_pass_for_a_marker(markup: Markup, pieces: list[str]) -> None:
    body = page_of(markup, joined(pieces))
    section = markup.split(f"before\n{markup.wrap(body, '3')}\nafter")
    assert section is not None
    assert section.body.strip() == body.strip()
    assert (section.before.strip(), section.after.strip()) == ("before", "after")


@pytest.mark.parametrize("software", SOFTWARE)
@given(pieces=texts)
@settings(THOROUGH, max_examples=25)
def test_file_names_are_safe_everywhere(software: str, pieces: list[str]) -> None:
    name = Markdown(software).page_name(f"Briefs/2025-03-11/{plain(joined(pieces))}")
    for part in name.split("/"):
        assert part.strip(". ") == part
        assert 0 < len(part.encode()) <= 160
        assert not set(part) & set('<>:"\\|?*#%[]\x00\n')
    assert Markdown(software).page_name(name) == name


@given(pieces=texts)
@BY_SERVER
@example(pieces=EVERYTHING)
@example(pieces=["../File:x%2e&amp;#_~~~~ {{x}} <b> &#91;"])
def test_page_names_are_legal_in_mediawiki(mediawiki: MediaWikiBench, pieces: list[str]) -> None:
    name = Wikitext().page_name(f"Briefs/2025-03-11/{plain(joined(pieces)).replace('/', '-')}")
    answer = mediawiki.person.api("query", titles=name, formatversion=2)
    page = answer["query"]["pages"][0]
    assert not page.get("invalid"), page
    assert page["ns"] == 0
    assert page["title"] == name


def test_a_title_that_stands_first_chooses_no_namespace(mediawiki: MediaWikiBench) -> None:
    brief = brief_of("x").model_copy(update={"title": "Template:Main Page"})
    name = Wikitext().page_name(page_name("{title}", brief))
    answer = mediawiki.person.api("query", titles=name, formatversion=2)
    assert answer["query"]["pages"][0]["ns"] == 0
    assert Wikitext().page_name(page_name("Project:Briefs/{title}", brief)).startswith("Project:Briefs/")


_harmless: dict[str, str] = {}


def _once(wiki: str, shown: Callable[[str], str]) -> str:
    """The harmless page as ``shown`` by ``wiki``, asked for once."""
    if wiki not in _harmless:
        _harmless[wiki] = shown(HARMLESS)
    return _harmless[wiki]


def test_a_template_of_ones_own_that_is_not_well_formed_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "wiki"
    folder.mkdir()
    (folder / "confluence.j2").write_text("<p>{{ brief.title }}")
    with pytest.raises(RenderError, match="no well-formed XML"):
        Storage(folder.parent).body(brief_of("x"), "Page", None)
    with pytest.raises(etree.XMLSyntaxError):
        parse("<p>")
