"""Write the generated parts of the documentation: the commands' help and the fields of brief.json.

Run by ``make docs``. A generated part stands between two comments, ``<!-- generated: NAME -->`` and
``<!-- end -->``; the rest of a page is written by hand.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from briefgen.brief import Brief
from briefgen.cli import COMMANDS, main

DOCS = Path(__file__).resolve().parent.parent / "docs"
WIDTH = 100

_PART = re.compile(r"(<!-- generated: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def help_of(command: click.Command, path: str) -> str:
    """The help of ``command``, and of its own commands, as blocks of Markdown."""
    context = click.Context(command, info_name=path, terminal_width=WIDTH, **main.context_settings)
    blocks = f"```text\n{command.get_help(context)}\n```\n"
    if isinstance(command, click.Group) and command is not main:
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            blocks += "\n" + help_of(inner, f"{path} {name}")
    return blocks


def fields_of_brief() -> str:
    """Tables of the fields of brief.json, one for each kind of object, from its JSON Schema."""
    schema = Brief.model_json_schema()
    tables = [_table("brief", schema)]
    tables += [_table(name, definition) for name, definition in sorted(schema["$defs"].items())]
    return "\n".join(tables)


def _table(name: str, definition: dict[str, Any]) -> str:
    rows = [f"### {name}\n", f"{definition['description']}\n", "| field | type | meaning |", "| --- | --- | --- |"]
    required = definition.get("required", [])
    for field, schema in definition["properties"].items():
        need = " (required)" if field in required else ""
        rows.append(f"| `{field}` | {_type(schema)}{need} | {schema['description']} |")
    return "\n".join(rows) + "\n"


def _type(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in schema:
        return " or ".join(_type(option) for option in schema["anyOf"])
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"])
    if schema["type"] == "array":
        return f"list of {_type(schema['items'])}"
    return {"string": "text"}.get(schema["type"], str(schema["type"]))


def generate(page: str) -> str:
    """``page`` with its generated parts written anew."""
    parts: dict[str, Callable[[], str]] = {"main": lambda: help_of(main, "briefgen"), "brief": fields_of_brief}
    context = click.Context(main)
    for name in COMMANDS:
        command = main.get_command(context, name)
        assert command is not None
        parts[name] = lambda command=command, name=name: help_of(command, f"briefgen {name}")  # type: ignore[misc]
    return _PART.sub(lambda match: f"{match[1]}{parts[match[2]]()}{match[3]}", page)


if __name__ == "__main__":
    for path in DOCS.glob("*.md"):
        path.write_text(generate(path.read_text(encoding="utf-8")), encoding="utf-8")
