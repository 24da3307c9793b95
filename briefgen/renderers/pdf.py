"""PDF: the HTML of the brief, set on pages by WeasyPrint, tagged as PDF/UA-1 (ISO 14289-1)."""

from __future__ import annotations

import atexit
import contextlib
import io
import logging
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from briefgen.brief import Brief
from briefgen.errors import RenderError
from briefgen.renderers import Look, html
from briefgen.renderers.fonts import font_faces, font_files
from briefgen.renderers.libraries import by_file_name

if TYPE_CHECKING:
    import pydyf
    from weasyprint import CSS, Document
    from weasyprint.text.fonts import FontConfiguration

_PRINT_FLAG = 4
"""Flag of an annotation that is to be printed (ISO 32000-1, table 165)."""

_NOWHERE = "http://template.invalid/"
"""What relative addresses are relative to, so that they are refused with the others (RFC 2606)."""


def render(brief: Brief, look: Look) -> bytes:
    """The brief as PDF/UA-1, pages of ``look.page_size``, from the same template and style as the HTML.

    Reads no file but briefgen's fonts and no address at all. Raises UsageError and RenderError as
    ``Renderer`` says, RenderError also when Pango is not installed.
    """
    weasyprint = _weasyprint()
    page = html.render(brief, look).decode("utf-8")
    from weasyprint.urls import FatalURLFetchingError

    # A style of the user's may bring fonts, which are to end with its brief.
    own = look.template_dir is not None or look.style_file is not None
    faces, fonts = _load_fonts() if own else _fonts()
    try:
        content: bytes = weasyprint.HTML(string=page, base_url=_NOWHERE, url_fetcher=_fetch).write_pdf(
            stylesheets=[faces], font_config=fonts, pdf_variant="pdf/ua-1", finisher=_finish
        )
    except FatalURLFetchingError as error:
        address = str(error).removeprefix(_NOWHERE)
        raise RenderError(
            f"The template or style asks for {address}, but a brief loads nothing from outside.",
            "Put it into the template or style itself, as a data: address.",
        ) from error
    return content


@cache
def _weasyprint() -> Any:
    try:
        with contextlib.suppress(OSError), contextlib.redirect_stdout(io.StringIO()), by_file_name():
            import weasyprint
        with contextlib.redirect_stdout(io.StringIO()):  # it prints advice of its own before it raises
            import weasyprint
    except OSError as error:  # what its loader raises when a library of the system is not there
        raise RenderError(
            f"PDF needs the Pango library, which is not installed ({str(error).splitlines()[0]}).",
            "Install it: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0.",
        ) from error
    # It reports each CSS property it does not know; a browser's properties are none of the user's concern.
    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
    return weasyprint


def _load_fonts() -> tuple[CSS, FontConfiguration]:
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    return CSS(string=font_faces(), font_config=fonts, url_fetcher=_fetch), fonts


@cache
def _fonts() -> tuple[CSS, FontConfiguration]:
    """The fonts, read once a process: a tenth of the time of a short brief."""
    # They clean up after themselves, which fails when the interpreter is already taking its modules apart.
    atexit.register(_fonts.cache_clear)
    return _load_fonts()


def _fetch(url: str, *_: Any, **__: Any) -> Any:
    """Fetch for WeasyPrint: data: addresses and the fonts; whatever else a template asks for stops the rendering."""
    from weasyprint.urls import FatalURLFetchingError, URLFetcher

    if url.lower().startswith("data:") or url in {file.as_uri() for file in font_files().values()}:
        return URLFetcher(allowed_protocols=("data", "file")).fetch(url)
    raise FatalURLFetchingError(url)


def _finish(_document: Document, pdf: pydyf.PDF) -> None:
    """Add what checkers of PDF/UA ask for and WeasyPrint leaves out: printable links, scopes of table headers."""
    objects = {obj.reference: obj for obj in _dictionaries(pdf)}
    for obj in objects.values():
        if obj.get("Subtype") == "/Link":
            obj["F"] = _PRINT_FLAG
        elif obj.get("S") == "/TH":
            row = objects[obj["P"]]
            obj["A"]["Scope"] = "/Column" if objects[row["P"]].get("S") == "/THead" else "/Row"


def _dictionaries(pdf: pydyf.PDF) -> Iterator[Any]:
    return (obj for obj in pdf.objects if isinstance(obj, dict))
