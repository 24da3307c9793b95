"""``briefgen render``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from briefgen.cli.options import look_options, settings
from briefgen.cli.report import Report


@click.command(short_help="Render a brief again after a human edit.")
@click.argument("briefs", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="BRIEF.json...")
@click.option(
    "--sources",
    "source_folders",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    multiple=True,
    metavar="FOLDER",
    help="Folder that holds sources, to check the quotes against; may be given several times.",
)
@look_options
def render(
    briefs: tuple[Path, ...],
    source_folders: tuple[Path, ...],
    out: Path | None,
    formats: tuple[str, ...],
    config_path: Path | None,
    quiet: bool,
    as_json: bool,
    **look: Any,
) -> None:
    """Render briefs again, typically after a person corrected brief.json.

    BRIEF.json is the file, or the folder it is in. It is checked first: fields, spans, and the quotes against those
    sources that lie beside it or in a folder of --sources. The outputs go beside it, or to OUT/NAME with --out.
    The file itself is left as it is.
    """
    config = settings(config_path, formats=formats, **look)

    from briefgen import pipeline
    from briefgen.brief_io import load_brief
    from briefgen.outputs import write_files

    report = Report(quiet, as_json)
    for given in briefs:
        path = given / "brief.json" if given.is_dir() else given
        with report.progress() as progress:
            brief = load_brief(path, source_folders)
            files = pipeline.render(brief, config, progress=progress)
        if out is None:
            files.pop("brief.json", None)
            folder = path.parent
        else:
            folder = out / (path.absolute().parent.name if path.name == "brief.json" else path.stem)
        report.add(brief, write_files(folder, files))
    report.finish()
