"""``briefgen build``."""

from __future__ import annotations

import atexit
import datetime
import gc
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from briefgen.cli.options import look_options, one_json_object, settings
from briefgen.cli.report import Report
from briefgen.errors import BriefgenError, PartialError, SourceError, UsageError


def _iso_date(_ctx: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    if value is None:
        return None
    try:
        return datetime.date.fromisoformat(value).isoformat()
    except ValueError:
        raise click.BadParameter(f"'{value}' is no date; write it as 2025-03-11.") from None


@click.command(short_help="Build a brief from sources.")
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option("--title", help="Title of the brief; else that of the one source, or the news in short.")
@click.option("--date", callback=_iso_date, metavar="YYYY-MM-DD", help="Date of the sources, whatever they say.")
@click.option("--each", is_flag=True, help="Make a brief of each source instead of one of all.")
@click.option("--marking", metavar="TEXT", help='Handling mark on every page, e.g. "TLP:AMBER".')
@click.option("--send", "sending", is_flag=True, help="Send each brief by e-mail afterwards, as `briefgen send` does.")
@click.option("--publish", "publishing", is_flag=True, help="Put each brief on the wiki, as `briefgen publish` does.")
@click.option("--target", metavar="NAME", help="Tables [mail.NAME], [wiki.NAME] of the settings to use for that.")
@look_options
def build(
    sources: tuple[str, ...],
    title: str | None,
    date: str | None,
    each: bool,
    marking: str | None,
    sending: bool,
    publishing: bool,
    target: str | None,
    config_path: Path | None,
    quiet: bool,
    as_json: bool,
    **look: Any,
) -> None:
    """Build a brief from one or more sources.

    SOURCE is a file (text, Markdown or HTML), a folder, a glob pattern, or - for standard input. The brief is
    written to OUT/NAME/brief.json, .html, .pdf and .md, where OUT is the folder of --out (default: out) and NAME
    the name of the one source or the title in short.
    """
    _spare_the_collector()
    # pydantic looks through all installed packages for plugins that briefgen has no use for.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    _refuse_addresses(sources)
    if each and title:
        raise UsageError("--title names one brief, and --each makes several.", "Leave one of them out.")
    config = settings(config_path, marking=marking, **look)
    if (sending or publishing) and not {"json", "pdf"} <= set(config.formats):
        raise UsageError("--send and --publish need brief.json and brief.pdf.", "Add --format json --format pdf.")

    from briefgen import pipeline
    from briefgen.outputs import keep_earlier, write_files
    from briefgen.sources import find_sources

    paths = find_sources(sources)
    report = Report(quiet, as_json)
    names = _Names()
    left_out: list[str] = []
    folders: list[Path] = []
    for group in [[path] for path in paths] if each else [paths]:
        with report.progress() as progress:
            try:
                result = pipeline.build(group, config, title=title, date=date, progress=progress)
            except SourceError as error:
                if len(paths) == 1 or not each:
                    raise
                left_out.append(error.message)
                report.warn(f"Left out: {error.message}")
                continue
            files = pipeline.render(result.brief, config, progress=progress)
        folder = config.out / names.name(group, result.brief.title)
        kept = keep_earlier(folder / "brief.json", files.get("brief.json"))
        report.add(result.brief, write_files(folder, files))
        if kept:
            report.warn(f"The earlier brief.json was different, perhaps edited; it is kept as {kept}.")
        left_out += result.left_out
        folders.append(folder)
    deliveries = [name for wanted, name in ((sending, "send"), (publishing, "publish")) if wanted]
    with one_json_object(as_json and bool(deliveries)):
        report.finish()
        if not folders:
            raise SourceError("No brief was built, since none of the sources could be read.")
        _deliver(deliveries, folders, target=target, config_path=config_path, quiet=quiet, as_json=as_json)
    if left_out:
        raise PartialError(f"Built, but {len(left_out)} of {len(paths)} sources had to be left out.")


def _spare_the_collector() -> None:
    """Search for garbage less often: the libraries make a million objects that stay, and are gone with the process."""
    gc.set_threshold(50_000)
    atexit.register(gc.freeze)


def _refuse_addresses(sources: Sequence[str]) -> None:
    for source in sources:
        if source.startswith(("http://", "https://")):
            raise UsageError(
                f"{source} is an address, and briefgen reads files only.",
                "Save the page as HTML and give the file.",
            )


def _deliver(commands: Sequence[str], folders: Sequence[Path], **options: Any) -> None:
    """Run each of ``commands`` over all ``folders``; one that fails does not keep the other from its turn."""
    from briefgen.cli import Failure, main

    ctx = click.get_current_context()
    errors: list[BriefgenError] = []
    for name in commands:
        command = main.get_command(ctx, name)
        assert command is not None
        try:
            ctx.invoke(command, briefs=tuple(folders), **options)
        except BriefgenError as error:
            errors.append(error)
    for other in errors[1:]:
        Failure(other).show()
    if errors:
        raise errors[0]


class _Names:
    """Names of output folders, each used once in a run."""

    def __init__(self) -> None:
        self._used: set[str] = set()

    def name(self, group: Sequence[Path], title: str) -> str:
        from briefgen.outputs import slug
        from briefgen.pipeline import STANDARD_INPUT

        stem = group[0].stem if len(group) == 1 and group[0] != STANDARD_INPUT else slug(title)
        # A line of output is a path, so a name must not break it.
        name = base = "".join(char if char.isprintable() else "-" for char in stem) or "brief"
        number = 1
        while name in self._used:
            number += 1
            name = f"{base}-{number}"
        self._used.add(name)
        return name
