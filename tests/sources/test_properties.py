"""What holds for every source."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import example, given, settings
from hypothesis import strategies as st

from briefgen.documents import Document
from briefgen.errors import SourceError
from briefgen.sources import read_bytes

NAMES = st.sampled_from(["case.txt", "case.md", "case.html"])
PIECES = st.sampled_from(
    [
        *("# Title", "- item", "  * nested", "1. first", "> quote", "---", "===", "```", "| a | b |", "<!-- x", "-->"),
        *("**Ada:** yes", "ADA: no", "Q: when?", "[00:01] Ada: now", "… more", "{: .toc}", "\f", "\t", "***", "<b>"),
        *("By Ada Lund", "LINDOW, May 3, 2024 —", "Photo: Ada/Getty Images", "03/04/2025", "title: x", "[x](y)", ""),
        "The harbour board voted on Tuesday to shut the old quay.",
    ]
)
TEXTS = st.lists(PIECES, max_size=25).map("\n".join)


def check(document: Document) -> None:
    assert document.paragraphs
    assert all(0 <= part.start < part.end <= len(document.text) for part in document.paragraphs)
    assert all(before.end <= after.start for before, after in pairwise(document.paragraphs))


def read(data: bytes, name: str) -> Document | None:
    try:
        return read_bytes(data, name=name, document_id="s1")
    except SourceError:
        return None


@settings(deadline=None, max_examples=150)
@given(data=st.binary(max_size=300), name=NAMES)
@example(data=b"\xff\xfea", name="case.txt")
@example(data=b"---\n---\n", name="case.md")
def test_any_bytes_are_read_or_refused(data: bytes, name: str) -> None:
    if document := read(data, name):
        check(document)


@settings(deadline=None, max_examples=200)
@given(text=TEXTS, name=NAMES)
def test_paragraphs_are_ordered_and_lie_in_the_text(text: str, name: str) -> None:
    if document := read(text.encode(), name):
        check(document)


@settings(deadline=None, max_examples=100)
@given(text=TEXTS)
def test_plain_text_is_kept_and_read_alike_again(text: str) -> None:
    if document := read(text.encode(), "case.txt"):
        assert document.text == text
        assert document == read(text.encode(), "case.txt")
