from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from briefgen.brief import Brief
from briefgen.renderers import Look, markdown
from tests.renderers.conftest import HOSTILE, squeezed

PARSER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def flat(tokens: list[Token]) -> list[Token]:
    return [part for token in tokens for part in (token, *flat(token.children or []))]


def texts(source: str) -> list[str]:
    """The text of each block of ``source``."""
    return [
        squeezed("".join(part.content for part in token.children or [] if part.type in ("text", "text_special")))
        for token in PARSER.parse(source)
        if token.type == "inline"
    ]


def test_golden(brief: Brief, golden: Callable[[str, str], None]) -> None:
    golden("brief.md", markdown.render(brief, Look()).decode())


@pytest.mark.parametrize("line", ["{}\n", "- {}\n", "  - {}\n", "# {}\n", "> {}\n", "x\n{}\n", "1. {}\n"])
@given(st.text(st.sampled_from("\\`*_[]<>&|~#$!-+=1.):/wa@^\"' \n\t{}"), min_size=1))
def test_nothing_in_a_text_is_markup(line: str, text: str) -> None:
    escaped = markdown.escape(text)
    plain = [token.type for token in flat(PARSER.parse(line.format("a")))]
    tokens = flat(PARSER.parse(line.format("a" + escaped)))
    assert [token.type for token in tokens if token.type != "text_special"] == plain
    assert "".join(texts(line.format("a" + escaped))).endswith(squeezed("a" + text))
    if text.strip():
        tokens = flat(PARSER.parse(line.format(escaped)))
        assert [token.type for token in tokens if token.type != "text_special"] == plain
        assert "".join(texts(line.format(escaped))).endswith(squeezed(text))


@given(st.text(st.sampled_from("\\`*_[]<>&|~#$!-+=1.): \n"), min_size=1).filter(str.strip))
def test_a_text_stays_in_its_table_cell(text: str) -> None:
    table = f"| a | b |\n| --- | --- |\n| {markdown.escape(text)} | b |\n"
    assert texts(table) == ["a", "b", squeezed(text), "b"]


def test_addresses_and_emoji_are_not_made_into_links() -> None:
    assert markdown.escape("see https://e.example or www.e.example :smile:") == (
        r"see https\://e.example or www\.e.example \:smile:"
    )
    assert markdown.escape("at 10:30, ratio 3:1, U.S. and 5 per cent - no more") == (
        "at 10:30, ratio 3:1, U.S. and 5 per cent - no more"
    )


def test_hostile_texts_stay_texts(brief: Brief, hostile: Brief) -> None:
    def kinds(text: bytes) -> set[str]:
        return {token.type for token in flat(PARSER.parse(text.decode()))} - {"text_special"}

    page = markdown.render(hostile, Look())
    assert kinds(page) == kinds(markdown.render(brief, Look()))
    shown = texts(page.decode())
    assert squeezed(hostile.title) in shown
    assert any(squeezed(HOSTILE) in text and hostile.next_steps[0].action[:20] in text for text in shown)


def test_empty_sections_say_so() -> None:
    text = markdown.render(Brief(title="Nothing happened"), Look()).decode()
    assert text.count("found in the sources.") == 3
    assert "No summary could be drawn from the sources." in text
    assert "No sources are listed." in text


def test_each_footnote_is_cited_and_each_citation_has_its_footnote(brief: Brief) -> None:
    body, *notes = markdown.render(brief, Look()).decode().split("\n[^")
    numbers = [note.split("]:")[0] for note in notes]
    assert numbers == [str(number + 1) for number in range(len(notes))]
    assert all(f"[^{number}]" in body for number in numbers)
    assert f"[^{len(notes) + 1}]" not in body
