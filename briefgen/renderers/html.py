"""HTML: one self-contained file with the style for screen and paper inside."""

from __future__ import annotations

import os
from datetime import UTC, datetime

from briefgen.brief import Brief
from briefgen.errors import UsageError
from briefgen.renderers import Look, templating
from briefgen.renderers.endnotes import Endnotes
from briefgen.renderers.styles import stylesheet


def render(brief: Brief, look: Look) -> bytes:
    """The brief as HTML5 in UTF-8, from the template ``brief.html.j2``.

    The file asks for nothing outside itself and runs no script. Raises UsageError and RenderError as
    ``Renderer`` says.
    """
    env = templating.environment(templating.HTML, look.template_dir)
    text = templating.render(
        env,
        "brief.html.j2",
        brief=brief,
        notes=Endnotes(),
        style=stylesheet(look, "brief.css", "print.css"),
        created=created(),
    )
    return text.encode("utf-8", "xmlcharrefreplace")


def created() -> str | None:
    """The time of making as the environment variable SOURCE_DATE_EPOCH gives it, ISO 8601, else None.

    Without it no time is written, so that the same brief gives the same bytes
    (https://reproducible-builds.org/specs/source-date-epoch/).
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "").strip()
    if not epoch:
        return None
    try:
        return datetime.fromtimestamp(int(epoch), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError, OSError) as error:
        raise UsageError(
            f"SOURCE_DATE_EPOCH is '{epoch}', which is no number of seconds since 1970.", "Correct or unset it."
        ) from error
