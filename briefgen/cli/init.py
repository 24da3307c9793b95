"""``briefgen init``."""

from __future__ import annotations

from pathlib import Path

import click

_TEMPLATES = ("brief.html.j2", "brief.md.j2")

_SETTINGS = """\
# Settings of briefgen. What stands here holds for every brief built in this folder or below it;
# options of the command line win. Lines with a # in front show the default.

[build]
# out = "out"                     # folder that briefs are written to
# formats = ["json", "html", "pdf", "md"]
# page_size = "A4"                # or "Letter"
# marking = "TLP:AMBER"           # handling mark on every page; none by default
template = "templates"            # your copies of briefgen's templates; delete those you do not change
# style = "style.css"             # your style sheet, read after briefgen's
# summary_words = 150             # words of the summary, about
# most_items = 250                # open issues, and next steps, listed at most

# Where `briefgen send` and `briefgen publish` deliver to. Passwords never stand in this file.
# [mail.default]
# host = "mail.example.org"
# user = "briefs"
# password_env = "BRIEFGEN_MAIL_PASSWORD"
# from = "Briefing desk <briefs@example.org>"
# to = ["minister@example.org"]

# [wiki.default]
# kind = "mediawiki"
# url = "https://wiki.example.org/api.php"
# user = "BriefBot"
# password_env = "BRIEFGEN_WIKI_PASSWORD"
# page = "Briefs/{date}/{title}"
"""


@click.command(short_help="Make a starter folder: settings and templates to change.")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=".")
def init(folder: Path) -> None:
    """Make FOLDER (default: the working directory) a place to build briefs in.

    It gets a briefgen.toml that explains itself and a copy of the templates to change. Nothing that is there already
    is overwritten.
    """
    from briefgen.config import FILE_NAME
    from briefgen.errors import OutputError
    from briefgen.outputs import write_files
    from briefgen.renderers.resources import resource_dir

    present = [path for path in (folder / FILE_NAME, folder / "templates") if path.exists()]
    if present:
        raise OutputError(f"{present[0]} is there already.", "Choose another folder, or move it away.")
    templates = {name: (resource_dir("templates") / name).read_bytes() for name in _TEMPLATES}
    written = write_files(folder / "templates", templates)
    written += write_files(folder, {FILE_NAME: _SETTINGS.encode()})
    for path in written:
        click.echo(path)
