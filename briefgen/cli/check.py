"""``briefgen check``."""

from __future__ import annotations

from pathlib import Path

import click

from briefgen.cli.options import CONFIG, settings


@click.command(short_help="Check the installation and the configuration.")
@CONFIG
def check(config_path: Path | None) -> None:
    """Check that everything a brief needs is there, and say what to do about what is not.

    Exits with 1 when something necessary is missing; what is optional is only mentioned.
    """
    config = settings(config_path)

    from briefgen.doctor import check_installation
    from briefgen.errors import BriefgenError

    missing = 0
    for item in check_installation(config):
        mark = "ok" if item.ok else "MISSING" if item.required else "optional"
        click.echo(f"{mark:<9}{item.name}: {item.detail}")
        if not item.ok:
            click.echo(f"{'':<9}{item.remedy}")
            missing += item.required
    if missing:
        raise BriefgenError(f"{missing} of the things that briefgen needs {'is' if missing == 1 else 'are'} missing.")
