from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cffi
import page as page_validation
import pypdf
import pytest

from briefgen.brief import Brief
from briefgen.errors import RenderError
from briefgen.renderers import Look, pdf
from tests.conftest import ROOT, SAMPLE
from tests.renderers.conftest import HOSTILE, squeezed, write


@pytest.fixture(scope="module")
def a4(brief: Brief) -> bytes:
    return pdf.render(brief, Look())


@pytest.fixture(scope="module")
def document(a4: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(a4))


def failures(content: bytes, folder: Path) -> str:
    """What page-validation finds against PDF/UA-1, in words."""
    file = folder / "brief.pdf"
    file.write_bytes(content)
    report = str(page_validation.validate_pdf(str(file), profile=page_validation.ValidationProfile.PDF_UA_1))
    return "" if ", 0 failed," in report else report


def elements(node: Any) -> Iterator[Any]:
    """The elements of a PDF's structure tree."""
    node = node.get_object()
    if isinstance(node, list):
        for kid in node:
            yield from elements(kid)
    elif isinstance(node, dict):
        yield node
        if "/K" in node:
            yield from elements(node["/K"])


def test_it_passes_pdf_ua(a4: bytes, tmp_path: Path) -> None:
    assert failures(a4, tmp_path) == ""


def test_a_bare_brief_passes_pdf_ua(tmp_path: Path) -> None:
    assert failures(pdf.render(Brief(title="Nothing happened"), Look(page_size="Letter")), tmp_path) == ""


def test_hostile_texts_stay_texts_and_pass_pdf_ua(hostile: Brief, tmp_path: Path) -> None:
    content = pdf.render(hostile, Look())
    assert failures(content, tmp_path) == ""
    reader = pypdf.PdfReader(io.BytesIO(content))
    assert reader.metadata is not None
    assert reader.metadata.title == squeezed(hostile.title)
    text = squeezed("".join(page.extract_text() for page in reader.pages))
    assert squeezed(HOSTILE)[:40] in text


def test_the_sample_fits_two_pages_of_a4(document: pypdf.PdfReader) -> None:
    assert len(document.pages) == 2
    assert [round(float(size)) for size in document.pages[0].mediabox[2:]] == [595, 842]


def test_pages_of_letter(brief: Brief) -> None:
    reader = pypdf.PdfReader(io.BytesIO(pdf.render(brief, Look(page_size="Letter"))))
    assert [round(float(size)) for size in reader.pages[0].mediabox[2:]] == [612, 792]


def test_marking_and_number_stand_on_every_page(document: pypdf.PdfReader) -> None:
    for number, page in enumerate(document.pages, start=1):
        places: list[tuple[float, float]] = []

        def visit(
            text: str, outer: list[float], inner: list[float], _font: Any, size: float, places: Any = places
        ) -> None:
            if "TLP:AMBER" in text:
                places.append((size * outer[0], outer[5] + outer[3] * inner[5]))

        text = page.extract_text(visitor_text=visit)
        (header_size, header), (footer_size, footer) = places
        assert header > 842 - 60
        assert footer < 60
        assert min(header_size, footer_size) >= 12  # points, as TLP 2.0 asks
        assert f"Page {number} of 2" in squeezed(text)


def test_what_a_reader_and_a_library_know_it_by(document: pypdf.PdfReader, brief: Brief) -> None:
    assert document.metadata is not None
    assert document.metadata.title == brief.title
    assert document.metadata.subject == brief.bottom_line
    assert document.metadata.creator == "briefgen 0.1.0"
    assert document.metadata.creation_date is None
    assert document.root_object["/Lang"] == "en"
    assert document.root_object["/ViewerPreferences"]["/DisplayDocTitle"]
    top, sections = document.outline[0], document.outline[1]
    assert top["/Title"] == brief.title
    assert [section["/Title"] for section in sections][:5] == [
        "Bottom line", "Summary", "Key actors", "Open issues", "Next steps",
    ]  # fmt: skip


def test_fonts_are_those_of_the_house_and_embedded(document: pypdf.PdfReader) -> None:
    fonts = [font.get_object() for page in document.pages for font in page["/Resources"]["/Font"].values()]
    names = {font["/BaseFont"].split("+")[1] for font in fonts}
    assert all(name.startswith(("Source-Serif-Pro", "Source-Sans-Pro")) for name in names)


def test_links_print_and_headers_know_their_scope(document: pypdf.PdfReader) -> None:
    links = [note.get_object() for page in document.pages for note in page["/Annots"]]
    assert all(link["/F"] & 4 for link in links)
    headers = [node for node in elements(document.root_object["/StructTreeRoot"]) if node.get("/S") == "/TH"]
    scopes = [header["/A"]["/Scope"] for header in headers]
    assert scopes.count("/Column") == 3 + 3 + 4
    assert scopes.count("/Row") == 8 + 6 + 7


def test_same_bytes_in_another_process(a4: bytes) -> None:
    code = (
        "import hashlib, pathlib, sys; from briefgen.brief import Brief; from briefgen.renderers import Look, pdf;"
        "brief = Brief.model_validate_json(pathlib.Path(sys.argv[1]).read_bytes());"
        "print(hashlib.sha256(pdf.render(brief, Look())).hexdigest())"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "PYTHONPATH": str(ROOT)}
    environment.pop("SOURCE_DATE_EPOCH", None)
    other = subprocess.run(
        [sys.executable, "-c", code, str(SAMPLE)], env=environment, check=True, capture_output=True, text=True
    )
    assert other.stdout.strip() == hashlib.sha256(a4).hexdigest()
    assert other.stderr == ""


def test_time_of_making_is_that_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1778112000")
    content = pdf.render(Brief(title="Nothing happened"), Look())
    assert content == pdf.render(Brief(title="Nothing happened"), Look())
    metadata = pypdf.PdfReader(io.BytesIO(content)).metadata
    assert metadata is not None
    assert str(metadata.creation_date) == "2026-05-07 00:00:00+00:00"


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/x.png", "file:///etc/hostname", "logo.png"])
def test_a_template_cannot_load_anything(tmp_path: Path, address: str) -> None:
    folder = write(tmp_path, "brief.html.j2", f'<html lang="en"><title>x</title><img alt="x" src="{address}">')
    with pytest.raises(RenderError, match=f"asks for {address}, but a brief loads nothing"):
        pdf.render(Brief(title="x"), Look(template_dir=folder))


def test_missing_pango_is_named_with_the_remedy(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    load = cffi.FFI.dlopen

    def without_pango(ffi: cffi.FFI, name: str, flags: int = 0) -> Any:
        if "pango" in name:
            raise OSError(f"cannot load library '{name}': no such file\nand more")
        return load(ffi, name, flags)

    monkeypatch.setattr(cffi.FFI, "dlopen", without_pango)
    for name in [name for name in sys.modules if name.split(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, name)
    pdf._weasyprint.cache_clear()
    with pytest.raises(RenderError, match=r"needs the Pango library.*apt-get install libpango-1\.0-0") as caught:
        pdf.render(Brief(title="x"), Look())
    assert "and more" not in str(caught.value)
    assert caught.value.exit_code == 1
    assert capsys.readouterr().out == ""
