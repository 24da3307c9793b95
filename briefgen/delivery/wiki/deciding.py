"""Whether and how a page is to be written, so that nothing a person wrote is lost."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from briefgen.delivery.secrets import redact
from briefgen.delivery.wiki.markup import Markup
from briefgen.delivery.wiki.sections import Section, digest
from briefgen.errors import ConflictError

Action = Literal["created", "updated", "unchanged"]


class PageEditedError(ConflictError):
    """A person edited the page; ``difference`` shows how, as a unified diff."""

    def __init__(self, message: str, remedy: str, difference: str) -> None:
        super().__init__(message, remedy)
        self.difference = difference


@dataclass(frozen=True)
class Overwrite:
    """What the user allows to be overwritten."""

    force: bool = False
    """Edits of people: the whole page, or with ``section`` those between the markers."""
    section: bool = False
    """Keep what stands around the markers."""


@dataclass(frozen=True)
class Conflict:
    """Why a page must not be written."""

    problem: str
    """What was found, to follow the name of the page."""
    remedy: str
    """What the user can do."""


@dataclass(frozen=True)
class Decision:
    """What is to be done with a page."""

    action: Action
    """What will have happened to it."""
    text: str
    """The text to write; that of the page when it is unchanged."""


def decide(
    current: str | None,
    body: str,
    markup: Markup,
    is_intact: Callable[[Section], bool],
    allowed: Overwrite,
    next_revision: str,
    attachment: str = "",
) -> Decision | Conflict:
    """What to do with a page that reads ``current`` (None: there is none) when it should show ``body``.

    ``is_intact`` tells whether a section is as briefgen wrote it; ``next_revision`` and ``attachment``,
    the fingerprint of the PDF, go into the marker.
    """
    wrapped = markup.wrap(body, next_revision, attachment)
    if current is None:
        return Decision("created", wrapped + "\n")
    section = markup.split(current)
    if section is None:
        if allowed.force and not allowed.section:
            return Decision("updated", wrapped + "\n")
        return Conflict(
            "was not written by briefgen",
            "Use --force to overwrite it, or put the markers "
            f"{markup.bare_begin} and {markup.bare_end} where the brief should stand and use --section.",
        )
    intact = is_intact(section)
    unchanged = section.digest == digest(body) and section.attachment == attachment
    surrounded = not (markup.is_blank(section.before) and markup.is_blank(section.after))
    if allowed.section:
        if not intact and not allowed.force:
            return Conflict("was edited between briefgen's markers", "Use --force with --section to replace the edits.")
        if intact and unchanged:
            return Decision("unchanged", current)
        return Decision("updated", f"{section.before}{wrapped}{section.after}")
    if intact and not surrounded:
        if unchanged:
            return Decision("unchanged", current)
        return Decision("updated", wrapped + "\n")
    if allowed.force:
        return Decision("updated", wrapped + "\n")
    if intact:
        return Conflict(
            "has text that a person wrote around the brief",
            "Use --section to keep it and update the brief, or --force to overwrite the page.",
        )
    return Conflict("was edited by a person since it was published", "Use --force to overwrite the edits.")


def difference(markup: Markup, old: str, new: str, old_name: str, new_name: str) -> str:
    """The unified diff from ``old`` to ``new``, two texts in ``markup``."""
    lines = difflib.unified_diff(markup.lines(old), markup.lines(new), old_name, new_name, lineterm="")
    # A page may hold what plays tricks on a terminal.
    return "\n".join(line[:1] + redact(line[1:], []) for line in lines)
