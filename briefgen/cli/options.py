"""Options that several commands share, and how they become settings."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from briefgen.config import Config

Command = TypeVar("Command", bound=Callable[..., Any])

CONFIG = click.option(
    "--config",
    "config_path",
    type=click.Path(path_type=Path),
    metavar="FILE",
    envvar="BRIEFGEN_CONFIG",
    help="Settings file; else the nearest briefgen.toml from the working directory upwards.",
)
QUIET = click.option("--quiet", "-q", is_flag=True, help="Print nothing but errors.")
JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON object on stdout instead of paths.")

_LOOK = (
    click.option(
        "--out",
        "-o",
        type=click.Path(path_type=Path, file_okay=False),
        metavar="FOLDER",
        help="Folder to write to.",
    ),
    click.option(
        "--format",
        "-f",
        "formats",
        type=click.Choice(["json", "html", "pdf", "md"]),
        multiple=True,
        help="Output to write; may be given several times.  [default: all]",
    ),
    click.option(
        "--template",
        type=click.Path(path_type=Path),
        metavar="FOLDER",
        help="Folder with templates of your own; those it lacks are briefgen's.",
    ),
    click.option(
        "--style",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="Style sheet (CSS) of your own, read after briefgen's.",
    ),
    click.option("--page-size", type=click.Choice(["A4", "Letter"]), help="Paper of the PDF."),
    CONFIG,
    QUIET,
    JSON,
)


def look_options(command: Command) -> Command:
    """Add the options of every command that writes outputs."""
    for option in reversed(_LOOK):
        command = option(command)
    return command


def print_json(document: Mapping[str, Any]) -> None:
    """Print ``document`` on stdout; within `one_json_object`, keep it for the one object at the end."""
    kept = click.get_current_context().meta.get(_KEPT)
    if kept is None:
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
        return
    errors = [*kept.get("errors", ()), *document.get("errors", ())]
    kept |= {**document, "errors": errors}


@contextmanager
def one_json_object(wanted: bool) -> Iterator[None]:
    """Print what the block gives to `print_json` as one object, with all its ``errors``, if that is ``wanted``."""
    meta = click.get_current_context().meta
    if not wanted:
        yield
        return
    kept = meta[_KEPT] = {}
    try:
        yield
    finally:
        del meta[_KEPT]
        print_json(kept)


_KEPT = "briefgen.json"


def settings(config_path: Path | None, **given: Any) -> Config:
    """The settings of the configuration file, with the options that were given in place of its values."""
    from briefgen.config import load_config

    config = load_config(config_path)
    return config.model_copy(update={name: value for name, value in given.items() if value not in (None, ())})
