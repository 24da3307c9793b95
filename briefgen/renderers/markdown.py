"""Markdown: GitHub flavour (https://github.github.com/gfm/), evidence as footnotes."""

from __future__ import annotations

import re

from briefgen.brief import Brief
from briefgen.renderers import Look, templating
from briefgen.renderers.endnotes import Endnotes

# Whatever opens a construct inside a line: code, emphasis, links, HTML, entities, table cells,
# strikethrough, headings, mathematics.
_SPECIAL = re.compile(r"[\\`*_\[\]<>&|~#$]")
# What opens a block when a line starts with it: lists, rules, underlines of headings.
_BLOCK_START = re.compile(r"^ ?(?:[-+](?=\s|$)|[-=](?=[-=\s]*$)|\d+(?=[.)](?:\s|$)))")
# What GitHub turns into a link or a picture without any markup: addresses and :emoji: names.
_AUTOMATIC = re.compile(r"(?<=\w):(?=//)|(?<=mailto):|(?<=xmpp):|(?<=www)\.|:(?=[\w+-]+:)", re.IGNORECASE)


def render(brief: Brief, look: Look) -> bytes:
    """The brief as Markdown in UTF-8, from the template ``brief.md.j2``.

    Raises UsageError and RenderError as ``Renderer`` says.
    """
    env = templating.environment(escape, look.template_dir)
    return templating.render(env, "brief.md.j2", brief=brief, notes=Endnotes()).encode("utf-8")


def escape(text: str) -> str:
    """``text`` on one line, with nothing in it that GitHub's Markdown would act on.

    Holds at the start of a line, inside one and in a table cell.
    """
    line = re.sub(r"\s+", " ", text)
    line = _SPECIAL.sub(r"\\\g<0>", line)
    line = _AUTOMATIC.sub(r"\\\g<0>", line)
    return _BLOCK_START.sub(_escape_start, line)


def _escape_start(match: re.Match[str]) -> str:
    number = match[0].lstrip().isdigit()  # of an ordered list, where the mark behind it is what counts
    return f"{match[0]}\\" if number else f"{match[0][:-1]}\\{match[0][-1]}"
