"""The words of the e-mail: subject, plain text and HTML, from the ``email.*.j2`` templates."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import css_inline

from briefgen.brief import Brief
from briefgen.delivery.mail.addresses import one_line
from briefgen.delivery.mail.target import MailTarget
from briefgen.errors import ConfigurationError, RenderError
from briefgen.renderers import templating
from briefgen.renderers.endnotes import Endnotes

HTML_LIMIT = 100_000
"""Bytes of HTML from which Gmail hides the rest of a message (it clips near 102 KB)."""

_PICTURE_TYPES = {".png": "png", ".jpg": "jpeg", ".jpeg": "jpeg", ".gif": "gif"}

_inliner = css_inline.CSSInliner(load_remote_stylesheets=False, keep_at_rules=True, resolve_css_variables=True)


@dataclass(frozen=True)
class Picture:
    """A picture that the HTML shows by its Content-ID (RFC 2392)."""

    content_id: str
    """Content-ID without the angle brackets."""
    subtype: str
    """Subtype of its media type: "png", "jpeg" or "gif"."""
    data: bytes
    """The file."""


@dataclass(frozen=True)
class Body:
    """What the reader of the message sees before opening the PDF."""

    subject: str
    """Subject, one line."""
    text: str
    """Plain text."""
    html: str
    """HTML with the styles inside the elements, as mail programs want it."""
    pictures: tuple[Picture, ...]
    """Pictures of the HTML."""


def write_body(brief: Brief, target: MailTarget, link: str | None = None) -> Body:
    """The subject, text and HTML of the message for ``brief``.

    ``link`` is the address of the PDF when the message does not carry it. When the HTML exceeds HTML_LIMIT,
    the body is cut to bottom line, summary and next steps, and says so. Raises RenderError for a template
    that fails, ConfigurationError for a picture that cannot be used.
    """
    body = _fill(brief, target, link, short=False)
    if len(body.html.encode()) >= HTML_LIMIT:
        body = _fill(brief, target, link, short=True)
    return body


def _fill(brief: Brief, target: MailTarget, link: str | None, *, short: bool) -> Body:
    pictures: dict[Path, Picture] = {}

    def picture(name: str) -> str:
        """The address of the picture ``name``, a file in the folder of templates, for an <img src>."""
        folder = (target.template or Path()).resolve()
        path = (folder / name).resolve()
        if target.template is None or not path.is_relative_to(folder):
            raise RenderError(f"The picture {name} is not in the template folder.", "Put it there.")
        return _show(path, pictures)

    values = {"brief": brief, "link": link, "short": short}
    markup = templating.environment(templating.HTML, target.template)
    plain = templating.environment(one_line, target.template)
    logo = _show(target.logo, pictures) if target.logo is not None else None
    html = templating.render(markup, "email.html.j2", **values, notes=Endnotes(), logo=logo, picture=picture)
    return Body(
        subject=one_line(templating.render(plain, "email.subject.j2", **values)),
        text=templating.render(plain, "email.txt.j2", **values, notes=Endnotes()),
        html=_inliner.inline(html),
        pictures=tuple(pictures.values()),
    )


def _show(path: Path, pictures: dict[Path, Picture]) -> str:
    """The "cid:" address of the picture in the file ``path``, which joins ``pictures``."""
    subtype = _PICTURE_TYPES.get(path.suffix.lower())
    if subtype is None:
        raise ConfigurationError(f"{path}: is no picture that mail programs show.", "Use a PNG, JPEG or GIF file.")
    if path not in pictures:
        try:
            data = path.read_bytes()
        except OSError as error:
            raise ConfigurationError(f"{path}: cannot be read: {error.strerror}.", "Correct its name.") from None
        pictures[path] = Picture(f"{hashlib.sha256(data).hexdigest()[:16]}@briefgen", subtype, data)
    return f"cid:{pictures[path].content_id}"
