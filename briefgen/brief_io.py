"""Loading, checking and saving ``brief.json``.

An editor may change a brief by hand and render it again. Loading therefore checks everything that can be
checked, and says what is wrong and where in one sentence, in the notation ``open_issues[2].evidence[0].quote``.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from briefgen.brief import SCHEMA_VERSION, Brief, Evidence
from briefgen.errors import BriefError, SourceError
from briefgen.sources import read_source

SCHEMA_DIALECT = "https://json-schema.org/draft/2020-12/schema"

_EDITING = "Mend it there, or build the brief again."


def brief_bytes(brief: Brief) -> bytes:
    """``brief`` as the bytes of its ``brief.json``: UTF-8, indented, keys in the order of the contract."""
    return (json.dumps(brief.model_dump(mode="json"), ensure_ascii=False, indent=2) + "\n").encode()


def render(brief: Brief, _look: object) -> bytes:
    """The renderer of the format "json"; a look has no bearing on it."""
    return brief_bytes(brief)


def schema_text() -> str:
    """The JSON Schema (draft 2020-12) of ``brief.json``."""
    schema = {"$schema": SCHEMA_DIALECT, **Brief.model_json_schema()}
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def load_brief(path: Path, folders: Sequence[Path] = ()) -> Brief:
    """The brief in the file ``path``, checked against the contract and against its sources where they are at hand.

    A source is at hand when a file of its name and checksum lies beside ``path`` or in one of ``folders``. Raises
    BriefError, naming the file and the place in it.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise BriefError(f"{path}: there is no such file.") from None
    except OSError as error:
        raise BriefError(f"{path}: cannot be read: {error.strerror}.") from error
    brief = parse_brief(data, str(path))
    check_evidence(brief, _texts_at_hand(brief, [path.parent, *folders]), str(path))
    return brief


def parse_brief(data: bytes, name: str) -> Brief:
    """The brief in ``data``, the bytes of a ``brief.json``; its evidence is not checked yet.

    ``name`` is what errors call the file. Raises BriefError, naming the place in it.
    """
    try:
        values = json.loads(data.decode("utf-8-sig"), object_pairs_hook=_refuse_doubles)
    except UnicodeDecodeError as error:
        raise BriefError(f"{name}: is not UTF-8 at byte {error.start}.", "Save it as UTF-8.") from error
    except json.JSONDecodeError as error:
        raise BriefError(f"{name}: line {error.lineno}, column {error.colno}: {error.msg}.", _EDITING) from error
    except RecursionError as error:
        raise BriefError(f"{name}: is nested too deeply for a brief.", _EDITING) from error
    except ValueError as error:
        raise BriefError(f"{name}: {error}.", _EDITING) from error
    if not isinstance(values, dict):
        raise BriefError(f"{name}: holds no brief but {_name_type(values)}.", _EDITING)
    version = values.get("schema_version", SCHEMA_VERSION)
    if version != SCHEMA_VERSION:
        raise BriefError(
            f"{name}: schema_version is {version!r}, and this briefgen reads {SCHEMA_VERSION}.",
            "Render it with the briefgen that wrote it, or build it again.",
        )
    try:
        return Brief.model_validate(values)
    except ValidationError as error:
        raise BriefError(f"{name}: {_describe(error)}", _EDITING) from error


def check_evidence(brief: Brief, texts: Mapping[str, str], name: str = "brief") -> None:
    """Check that all evidence of ``brief`` is what it claims to be.

    Every span must name a source of the brief and be as long as its quote; where ``texts`` has the text of the
    source, the quote must be the text of the span. Raises BriefError for the first that is not; ``name`` is what
    the error calls the brief.
    """
    known = [source.id for source in brief.sources]
    for index, identifier in enumerate(known):
        if identifier in known[:index]:
            raise BriefError(
                f"{name}: sources[{index}].id is {identifier!r}, like that of an earlier source.", _EDITING
            )
    for place, evidence in _all_evidence(brief, ""):
        if evidence.source not in known:
            listed = ", ".join(known) or "none"
            raise BriefError(
                f"{name}: {place}.source is {evidence.source!r}, which is not among the sources ({listed}).", _EDITING
            )
        if evidence.end <= evidence.start:
            raise BriefError(
                f"{name}: {place}.end ({evidence.end}) is not behind its start ({evidence.start}).", _EDITING
            )
        text = texts.get(evidence.source)
        if text is not None:
            _check_against_text(evidence, text, f"{name}: {place}")
        if len(evidence.quote) != evidence.end - evidence.start:
            raise BriefError(
                f"{name}: {place}.quote has {len(evidence.quote)} characters, "
                f"but its span {evidence.start}–{evidence.end} has {evidence.end - evidence.start}.",
                _EDITING,
            )


def _texts_at_hand(brief: Brief, folders: Sequence[Path]) -> dict[str, str]:
    """The texts of those sources whose very file (SHA-256) lies in one of ``folders``."""
    texts = {}
    for source in brief.sources:
        # The name alone: a brief from elsewhere must not make briefgen read files outside these folders.
        name = Path(source.path or "").name
        for file in (folder / name for folder in folders if name):
            if not file.is_file():
                continue
            try:
                document = read_source(file, document_id=source.id)
            except SourceError:
                continue
            if document.sha256 == source.sha256:
                texts[source.id] = document.text
                break
    return texts


def _check_against_text(evidence: Evidence, text: str, place: str) -> None:
    if evidence.end > len(text):
        raise BriefError(f"{place}.end is {evidence.end}, but the source ends at character {len(text)}.", _EDITING)
    if evidence.quote != text[evidence.start : evidence.end]:
        raise BriefError(
            f"{place}.quote differs from the source at characters {evidence.start}–{evidence.end}.", _EDITING
        )


def _all_evidence(value: BaseModel, place: str) -> Iterator[tuple[str, Evidence]]:
    for field in type(value).model_fields:
        inner = getattr(value, field)
        for index, item in enumerate(inner if isinstance(inner, tuple) else ()):
            where = f"{place}{field}[{index}]"
            if isinstance(item, Evidence):
                yield where, item
            elif isinstance(item, BaseModel):
                yield from _all_evidence(item, f"{where}.")


def _describe(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    place = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in first["loc"]).lstrip(".")
    match first["type"]:
        case "extra_forbidden":
            valid = _fields_at(first["loc"][:-1])
            near = difflib.get_close_matches(str(first["loc"][-1]), valid, n=1)
            hint = f"did you mean {near[0]}?" if near else f"valid here: {', '.join(valid)}."
            return f"{place} is no field of a brief; {hint}"
        case "missing":
            return f"{place} is missing."
        case "string_too_short":
            return f"{place} must not be empty."
        case "too_short":
            return f"{place} needs at least {first['ctx']['min_length']}, it has {first['ctx']['actual_length']}."
    message = first["msg"].removeprefix("Input should be ")
    shown = json.dumps(first["input"])
    return f"{place} is {shown if len(shown) <= 60 else _name_type(first['input'])}; it should be {message}."


def _fields_at(location: tuple[int | str, ...]) -> list[str]:
    """The fields of the model at ``location``, followed through the JSON Schema."""
    schema = Brief.model_json_schema()
    node: dict[str, Any] = schema
    for part in location:
        node = node["items"] if isinstance(part, int) else node["properties"][part]
        if "anyOf" in node:
            node = next(option for option in node["anyOf"] if option.get("type") != "null")
        if "$ref" in node:
            node = schema["$defs"][node["$ref"].rpartition("/")[2]]
    return list(node["properties"])


def _refuse_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, value in pairs:
        if key in values:
            raise ValueError(f"the key {key!r} stands twice in one object")
        values[key] = value
    return values


def _name_type(value: object) -> str:
    names = {dict: "an object", list: "a list", str: "a text", bool: "true or false", type(None): "null"}
    return names.get(type(value), "a number")
