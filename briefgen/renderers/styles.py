"""Style sheets: briefgen's own and the user's, checked to ask for nothing outside the file they end up in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from markupsafe import Markup

from briefgen.errors import RenderError, UsageError
from briefgen.renderers import Look
from briefgen.renderers.resources import resource_dir


def stylesheet(look: Look, *names: str) -> Markup:
    """The built-in style files ``names`` and then the user's style, as the content of a ``<style>`` element.

    Raises UsageError when the user's file is not there, RenderError when it cannot be read or asks for
    something by address: an output is one self-contained file.
    """
    parts = [(resource_dir("styles") / name).read_text(encoding="utf-8") for name in names]
    parts.append(f"@page {{ size: {look.page_size} }}\n")
    if look.style_file is not None:
        parts.append(_own_style(look.style_file))
    # "<\/" is "</" to CSS, and no end of the element to HTML.
    return Markup("\n".join(parts).replace("</", "<\\/"))


def _own_style(file: Path) -> str:
    if not file.is_file():
        raise UsageError(f"The style file {file} is not there.", "Give --style a CSS file.")
    try:
        css = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise RenderError(f"The style file {file} cannot be read: {error}.", "Save it as UTF-8 text.") from error
    import tinycss2

    for line, address in _addresses(tinycss2.parse_stylesheet(css)):
        raise RenderError(
            f"The style file {file}, line {line} asks for {address}, but a brief loads nothing from outside.",
            "Put it into the style itself, as a data: address.",
        )
    return css


def _addresses(nodes: Iterable[Any]) -> Iterator[tuple[int, str]]:
    """Line and address of everything a style asks for, other than data: addresses."""
    for node in nodes:
        if node.type == "at-rule" and node.lower_at_keyword == "import":
            yield node.source_line, "another style (@import)"
            continue
        if node.type == "url" and not node.value.lower().startswith("data:"):
            yield node.source_line, node.value
        if node.type == "function" and node.lower_name in ("url", "src"):
            for argument in node.arguments:
                if argument.type == "string" and not argument.value.lower().startswith("data:"):
                    yield node.source_line, argument.value
        for part in ("prelude", "content", "arguments"):
            yield from _addresses(getattr(node, part, None) or ())
