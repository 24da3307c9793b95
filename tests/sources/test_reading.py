"""Reading a source: what a user may hand over, and what is said when it cannot be read."""

from __future__ import annotations

import hashlib
import os
import random
from pathlib import Path

import pytest

from briefgen.documents import Document
from briefgen.errors import SourceError
from briefgen.sources import read_bytes, read_source

STORY = "The harbour board of Lindow voted on Tuesday to shut the old quay, after a survey found its piles rotten."
ACCENTED = (
    "The café’s owner said on Tuesday that the naïve plan, agreed in Zürich, would cost £40 of the board’s money."
)
FRENCH = (
    "Le ministre a déclaré mardi que l'accord serait signé avant la fin de l'année, selon un communiqué publié hier "
    "soir à Paris, et que les négociations avaient été très difficiles."
)


def read(data: bytes, name: str = "case.txt") -> Document:
    return read_bytes(data, name=name, document_id="s1")


def test_text_is_the_file_itself(tmp_path: Path) -> None:
    source = tmp_path / "note.txt"
    source.write_bytes(f"Quay to close\r\n\r\n{STORY}\r\n".encode())

    document = read_source(source, document_id="s1")

    assert document.text == f"Quay to close\n\n{STORY}\n"
    assert document.path == "note.txt"
    assert document.sha256 == hashlib.sha256(source.read_bytes()).hexdigest()
    assert (document.media_type, document.language, document.title) == ("text/plain", "en", "Quay to close")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "'case.txt' is empty."),
        (b" \n\t\r\n", "'case.txt' is empty."),
        (b"\xef\xbb\xbf", "'case.txt' holds no sentence."),
        (b"12 34\n--\n56\n", "'case.txt' holds no sentence."),
        (random.Random(7).randbytes(20_000), "'case.txt' is binary data, not text."),
        (b"%PDF-1.7\n%\xe2\xe3", "'case.txt' is a PDF file, not text."),
        (b"PK\x03\x04\x14\x00", "'case.txt' is a ZIP archive or an office document, not text."),
    ],
)
def test_what_is_no_text_is_refused_in_a_sentence(data: bytes, says: str) -> None:
    with pytest.raises(SourceError) as caught:
        read(data)

    assert caught.value.message == says
    assert caught.value.remedy


def test_missing_file_and_folder_are_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"absent\.txt' does not exist"):
        read_source(tmp_path / "absent.txt", document_id="s1")
    with pytest.raises(SourceError, match="is a folder"):
        read_source(tmp_path, document_id="s1")


def test_device_is_refused_instead_of_read_for_ever() -> None:
    with pytest.raises(SourceError, match="'/dev/zero' is a device"):
        read_source("/dev/zero", document_id="s1")


def test_file_name_that_is_no_text_is_shown_all_the_same(tmp_path: Path) -> None:
    source = Path(os.fsdecode(os.fsencode(tmp_path / "note") + b"\xff.txt"))
    source.write_text(STORY)

    assert read_source(source, document_id="s1").path == "note\ufffd.txt"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_marked_encodings_need_no_warning(encoding: str) -> None:
    document = read(ACCENTED.encode(encoding))

    assert document.text == ACCENTED
    assert document.warnings == ()


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16-le", "utf-16-be"])
def test_guessed_encoding_is_said(encoding: str) -> None:
    document = read(ACCENTED.encode(encoding))

    assert document.text == ACCENTED
    assert "encoding" in document.warnings[0]


def test_page_is_read_in_the_encoding_it_declares() -> None:
    page = f"<html><head><meta charset='iso-8859-15'></head><body><article><p>{STORY} Prix : 40 €.</p></article></body>"

    document = read(page.encode("iso-8859-15"), "case.html")

    assert "40 €" in document.text


def test_long_text_is_cut_at_a_line_and_said() -> None:
    document = read_bytes(f"{STORY}\n".encode() * 100, name="long.txt", document_id="s1", max_characters=1_000)

    assert 900 < len(document.text) <= 1_000
    assert document.text.endswith("rotten.")
    assert document.warnings == (
        f"'long.txt' is longer than 1,000 characters; only its first {len(document.text)} were read.",
    )
    assert document.sha256 == hashlib.sha256(f"{STORY}\n".encode() * 100).hexdigest()


def test_long_file_is_cut_like_long_input(tmp_path: Path) -> None:
    source = tmp_path / "long.txt"
    source.write_bytes(f"{STORY} £\n".encode() * 100)

    from_file = read_source(source, document_id="s1", max_characters=1_000)
    from_input = read_bytes(source.read_bytes(), name="long.txt", document_id="s1", max_characters=1_000)

    assert from_file == from_input
    assert from_file.warnings


def test_endless_paragraph_is_parted_between_sentences() -> None:
    document = read((f"{STORY} " * 1_000).encode())

    assert len(document.paragraphs) > 1
    for paragraph in document.paragraphs:
        assert paragraph.end - paragraph.start <= 10_000
        assert document.text[paragraph.start : paragraph.end].startswith("The harbour")
        assert document.text[paragraph.start : paragraph.end].endswith("rotten.")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (FRENCH, "fr"),
        (
            "De minister zei dinsdag dat het akkoord voor het einde van het jaar wordt getekend, en dat het niet "
            "duidelijk is of de raad er in maart over beslist.",
            "nl",
        ),
        (
            "Ministeren sagde tirsdag, at aftalen vil blive underskrevet inden slutningen af året, og at det står i "
            "den rapport, som han har for sig selv.",
            "da",
        ),
    ],
)
def test_another_language_is_said(text: str, language: str) -> None:
    document = read(text.encode())

    assert document.language == language
    assert f"another language ({language})" in document.warnings[0]


@pytest.mark.parametrize(
    "text",
    [
        STORY,
        "Roof leaks.",
        "* Feed format [#12](https://example.org/feed/issues/12)\n  * Ada: keep on the agenda\n  * no activity here",
    ],
)
def test_english_needs_no_warning(text: str) -> None:
    assert read(text.encode()).warnings == ()


@pytest.mark.parametrize(
    ("name", "media_type", "expected"),
    [
        ("-", None, "text/plain"),
        ("-", "text/html; charset=utf-8", "text/html"),
        ("-", "text/markdown", "text/markdown"),
        ("page.HTM", None, "text/html"),
        ("notes.MD", None, "text/markdown"),
        ("notes.unknown", None, "text/plain"),
    ],
)
def test_format_is_that_of_media_type_or_suffix(name: str, media_type: str | None, expected: str) -> None:
    document = read_bytes(f"<p>{STORY}</p>\n\n{STORY}".encode(), name=name, document_id="s1", media_type=media_type)

    assert document.media_type == expected


def test_page_without_suffix_is_recognised() -> None:
    assert read(f"<!DOCTYPE html><html><body><p>{STORY}</p></body></html>".encode(), "-").media_type == "text/html"


def test_page_without_text_is_refused() -> None:
    with pytest.raises(SourceError, match=r"The page 'case\.html' holds no text"):
        read(b"<!doctype html><html><head><title>x</title></head><body></body></html>", "case.html")


def test_page_without_an_article_gives_all_its_text() -> None:
    document = read(b"<html><body>The quay is shut.</body></html>", "case.html")

    assert document.text == "The quay is shut."
    assert document.warnings == ("There is no article in the page 'case.html'; all its text was read.",)


def test_typed_page_keeps_its_lines() -> None:
    page = f"<html><body><h1>List archive</h1><pre>\nQuay to close\n\n{STORY}\n\n* Ada asks again\n</pre></body></html>"
    document = read(page.encode(), "case.html")

    assert [part.kind for part in document.paragraphs] == ["heading", "text", "item"]


def test_front_matter_says_title_publisher_and_address() -> None:
    front = "---\ntitle: Quay to close\npublisher: Lindow Courier\nauthor: [Ada Lund, Ben Osei]\nurl: https://example.org/q\n---\n"

    for name in ("case.txt", "case.md"):
        document = read(f"{front}\n{STORY}\n".encode(), name)
        assert (document.title, document.publisher) == ("Quay to close", "Lindow Courier")
        assert (document.author, document.url) == ("Ada Lund, Ben Osei", "https://example.org/q")


def test_broken_front_matter_is_text() -> None:
    document = read(f"---\ntitle: [never closed\n---\n{STORY}\n".encode())

    assert "[never closed" in document.text
    assert document.title is None or "never closed" in document.title


def test_masthead_is_not_the_title() -> None:
    document = read(f"THE WINDSOCK\nMembers' letter of the Lindow mill\n\n{STORY}\n".encode())

    assert document.title == "Members' letter of the Lindow mill"


def test_pages_of_a_plain_text_are_counted() -> None:
    document = read(f"{STORY}\n\f{STORY}\n".encode())

    assert [paragraph.page for paragraph in document.paragraphs] == [1, 2]


def test_control_characters_reach_nobody() -> None:
    document = read(f"Quay \x1b[31mto\x07 close\n\n{STORY}\n".encode())

    assert document.title == "Quay [31mto close"
    assert not set(document.text) & {"\x1b", "\x07"}
