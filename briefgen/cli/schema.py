"""``briefgen schema``."""

from __future__ import annotations

import click


@click.command(short_help="Print the JSON Schema of brief.json.")
def schema() -> None:
    """Print the JSON Schema (draft 2020-12) that brief.json follows."""
    from briefgen.brief_io import schema_text

    click.echo(schema_text(), nl=False)
