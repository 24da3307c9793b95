"""The index: a page with a list of briefs between two markers, newest first."""

from __future__ import annotations

import re

from briefgen.delivery.wiki.markup import Markup

_DATE = re.compile(r"\b\d{4}-\d\d-\d\d\b")


def with_entry(
    current: str | None, markup: Markup, page_name: str, index_name: str, heading: str, title: str, date: str | None
) -> str:
    """The index that read ``current`` (None: there is none), with the brief listed in it once.

    ``heading`` is that of a new index; ``title`` and ``date`` are the brief's.
    An entry that links to the page is replaced where it stands; a new one goes before the first older one.
    Everything else in the page stays as it is. A page without the markers gets the list at its end.
    """
    entry = markup.entry(page_name, index_name, title, date)
    section = f"{markup.index_begin}\n{entry}\n{markup.index_end}"
    if current is None:
        return markup.new_index(heading, section)
    begin = markup.index_begin_pattern.search(current)
    end = markup.index_end_pattern.search(current, begin.end()) if begin else None
    if begin is None or end is None:
        return f"{current.rstrip()}\n\n{section}\n"
    body = _listed(current[begin.end() : end.start()], markup, entry, page_name, index_name, date)
    return current[: begin.end()] + body + current[end.start() :]


def _listed(body: str, markup: Markup, entry: str, page_name: str, index_name: str, date: str | None) -> str:
    entries = list(markup.index_entry.finditer(body))
    for match in entries:
        if markup.names(match[0], page_name, index_name):
            return body if markup.same(match[0], entry) else body[: match.start()] + entry + body[match.end() :]
    for match in entries:
        if _date(match[0]) < (date or ""):
            return f"{body[: match.start()]}{entry}\n{body[match.start() :]}"
    at = entries[-1].end() if entries else len(body.rstrip())
    return f"{body[:at]}\n{entry}{body[at:] or chr(10)}"


def _date(entry: str) -> str:
    found = _DATE.search(entry)
    return found[0] if found else ""
