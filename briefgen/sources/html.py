"""HTML: the article's body as trafilatura finds it, with the metadata of the page.

A. Barbaresi, "Trafilatura: A Web Scraping Library and Command-Line Tool for Text Discovery and Extraction", ACL 2021.
"""

from __future__ import annotations

import re
from typing import Any

from briefgen.errors import SourceError
from briefgen.sources.blocks import TextBuilder
from briefgen.sources.decoding import decode
from briefgen.sources.protocol import Content

_CHARSET = re.compile(rb"<meta[^>]{1,200}?charset\s*=\s*[\"']?\s*([\w-]{2,40})", re.IGNORECASE)
_DATES = {"extensive_search": False, "original_date": True, "outputformat": "%Y-%m-%d"}
_SITE = re.compile(r"\s+[|–—·»-]\s+[^|–—·»]{2,60}$")


def read(data: bytes, name: str) -> Content:
    """The article in the page ``data``. Raises SourceError when it is no text or holds no article."""
    charset = _CHARSET.search(data[:4096])
    page, warnings = decode(data, name, charset[1].decode("ascii") if charset else None)
    article = _extract(page)
    if article is None or article.body is None:
        raise SourceError(
            f"No article was found in the page '{name}'.", "Save the text of the page to a file of its own."
        )
    builder = TextBuilder()
    _walk(article.body, builder, 0)
    if not builder.blocks:
        raise SourceError(
            f"No article was found in the page '{name}'.", "Save the text of the page to a file of its own."
        )
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
    for child in element:
        match child.tag:
            case "head":
                rank = str(child.get("rend", "h2"))[-1:]
                builder.add(_text(child), "heading", int(rank) if rank.isdigit() else 2)
            case "list":
                _walk(child, builder, depth + 1)
            case "item":
                builder.add(_own_text(child), "item", min(max(depth, 1), 6))
                _walk(child, builder, depth)
            case "row":
                builder.add(" | ".join(_text(cell) for cell in child), "table")
            case "code":
                builder.add("".join(child.itertext()), "code")
            case "p" | "ab":
                builder.add(_text(child), "text")
            case "lb" | "graphic" | "hi" | "ref" | "del":
                pass
            case _:
                builder.add(_own_text(child), "text")
                _walk(child, builder, depth)


_INLINE = ("lb", "hi", "ref", "del", "graphic")


def _text(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def _own_text(element: Any) -> str:
    """The text of ``element`` before its first block."""
    words = [element.text or ""]
    for child in element:
        if child.tag not in _INLINE:
            break
        words += ["".join(child.itertext()), child.tail or ""]
    return " ".join("".join(words).split())
