"""HTML: the article's body as trafilatura finds it, with the metadata of the page.

A. Barbaresi, "Trafilatura: A Web Scraping Library and Command-Line Tool for Text Discovery and Extraction", ACL 2021.
"""

from __future__ import annotations

import logging
import re
from typing import Any

from briefgen.errors import SourceError
from briefgen.sources.blocks import TextBuilder, join_lines
from briefgen.sources.decoding import decode
from briefgen.sources.protocol import Content
from briefgen.sources.text import find_blocks

_CHARSET = re.compile(rb"<meta[^>]{1,200}?charset\s*=\s*[\"']?\s*([\w-]{2,40})", re.IGNORECASE)
_ROOT = re.compile(r"<(?:html|body)\b", re.IGNORECASE)
_DATES = {"extensive_search": False, "original_date": True, "outputformat": "%Y-%m-%d"}
_SITE = re.compile(r"\s+[|–—·»-]\s+[^|–—·»]{2,60}$")


# Without a handler its complaints about odd pages would go to the terminal; what matters is said in our own words.
logging.getLogger("trafilatura").addHandler(logging.NullHandler())


def read(data: bytes, name: str) -> Content:
    """The article in the page ``data``, or all its text when no article stands out.

    Raises SourceError when it is no text or holds none.
    """
    charset = _CHARSET.search(data[:4096])
    page, warnings = decode(data, name, charset[1].decode("ascii") if charset else None)
    if not _ROOT.search(page[:65_536]):
        page = f"<html><body>{page}</body></html>"
    if preformatted := _preformatted(page):
        return Content(preformatted, find_blocks(preformatted), "text/html", warnings=tuple(warnings))
    article = _extract(page)
    builder = TextBuilder()
    if article is not None and article.body is not None:
        _walk(article.body, builder, 0)
    if not builder.blocks:
        return _whole_page(page, name, warnings)
    return Content(
        text=builder.text,
        blocks=builder.blocks,
        media_type="text/html",
        title=_SITE.sub("", article.title) if article.title else None,
        date=article.date or None,
        publisher=article.sitename or None,
        author=article.author or None,
        url=article.url or None,
        warnings=tuple(warnings),
    )


def _whole_page(page: str, name: str, warnings: list[str]) -> Content:
    """The words of a page in which no article stands out."""
    from trafilatura import html2txt

    text = html2txt(page).strip()
    if not text:
        raise SourceError(f"The page '{name}' holds no text.", "Save the text of the page to a file of its own.")
    warnings = [*warnings, f"There is no article in the page '{name}'; all its text was read."]
    return Content(text=text, blocks=find_blocks(text), media_type="text/html", warnings=tuple(warnings))


def _preformatted(page: str) -> str | None:
    """The text of a page that is nearly all typed text, as archives of mailing lists show it; else None."""
    if "<pre" not in page.lower():
        return None
    from trafilatura import load_html

    tree = load_html(page)
    if tree is None:
        return None
    typed = ["".join(element.itertext()) for element in tree.iter("pre")]
    everything = sum(len(words.strip()) for words in tree.itertext("p", "pre", "li", "td", "div", "span", "a", "body"))
    text = max(typed, key=len, default="").strip("\n")
    return text if len(text) > 0.7 * everything else None


def _extract(page: str) -> Any:
    """The article as trafilatura's Document, or None."""
    from trafilatura import bare_extraction

    for recall in (False, True):
        article: Any = bare_extraction(
            page,
            with_metadata=True,
            include_comments=False,
            include_tables=True,
            favor_recall=recall,
            date_extraction_params=_DATES,
        )
        if article is not None and article.text:
            return article
    return None


def _walk(element: Any, builder: TextBuilder, depth: int) -> None:
    """Add the blocks below ``element``; ``depth`` counts the lists around it."""
    term = ""
    for child in element:
        match child.tag:
            case "head":
                rank = str(child.get("rend", "h2"))[-1:]
                builder.add(_text(child), "heading", int(rank) if rank.isdigit() else 2)
            case "list":
                _walk(child, builder, depth + 1)
            case "item" if str(child.get("rend", "")).startswith("dt"):
                term = _text(child)
            case "item" if term:
                builder.add(f"{term}: {_text(child)}", "item", min(max(depth, 1), 6))
                term = ""
            case "item":
                builder.add(_own_text(child), "item", min(max(depth, 1), 6))
                _walk(child, builder, depth)
            case "row":
                builder.add(" | ".join(_text(cell) for cell in child), "table")
            case "code":
                builder.add("".join(child.itertext()), "code")
            case "p" | "ab":
                for paragraph in join_lines(_lines(child)):
                    builder.add(paragraph, "text")
            case "lb" | "graphic" | "hi" | "ref" | "del":
                pass
            case _:
                builder.add(_own_text(child), "text")
                _walk(child, builder, depth)


_INLINE = ("lb", "hi", "ref", "del", "graphic")


def _text(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def _lines(element: Any) -> list[str]:
    """The text of ``element``, parted at its line breaks."""
    lines = [element.text or ""]
    for child in element:
        if child.tag == "lb":
            lines.append(child.tail or "")
        else:
            lines[-1] += "".join(child.itertext()) + (child.tail or "")
    return [" ".join(line.split()) for line in lines]


def _own_text(element: Any) -> str:
    """The text of ``element`` before its first block."""
    words = [element.text or ""]
    for child in element:
        if child.tag not in _INLINE:
            break
        words += ["".join(child.itertext()), child.tail or ""]
    return " ".join("".join(words).split())
