"""Renderers: from a brief to the bytes of a file.

A renderer prints what the brief holds and decides nothing about it: no item is added, dropped or
reworded. Each is registered in the entry-point group ``briefgen.renderers`` under the suffix of the
file it makes (html, pdf, md, json).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from briefgen.brief import Brief

PageSize = Literal["A4", "Letter"]


@dataclass(frozen=True)
class Look:
    """What a user may choose about the look of a brief; a renderer ignores what does not concern it."""

    template_dir: Path | None = None
    """Folder with the user's own templates; a file there takes the place of the built-in one of the same name."""
    style_file: Path | None = None
    """CSS that is read after the built-in style, so that it has the last word."""
    page_size: PageSize = "A4"
    """Size of the PDF's pages."""


class Renderer(Protocol):
    """Turns a brief into the bytes of one file; the same brief and look give the same bytes."""

    def __call__(self, brief: Brief, look: Look) -> bytes:
        """The file's content.

        Raises UsageError for a template folder or style file that is not there, and RenderError for a
        template, style or library that stops the rendering.
        """
        ...
