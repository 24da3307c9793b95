"""``briefgen check``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from briefgen.cli.options import CONFIG, settings

if TYPE_CHECKING:
    from briefgen.checks import Check
    from briefgen.config import Config


@click.command(short_help="Check the installation and the configuration.")
@click.option("--delivery", is_flag=True, help="Log in to each mail and wiki target instead, without sending anything.")
@CONFIG
def check(delivery: bool, config_path: Path | None) -> None:
    """Check that everything a brief needs is there, and say what to do about what is not.

    Exits with 1 when something necessary is missing; what is optional is only mentioned.
    """
    config = settings(config_path)
    if delivery:
        _check_deliveries(config)
        return

    from briefgen.doctor import check_installation
    from briefgen.errors import BriefgenError

    missing = 0
    for item in check_installation(config):
        _show(item, "MISSING" if item.required else "optional")
        missing += item.required and not item.ok
    if missing:
        raise BriefgenError(f"{missing} of the things that briefgen needs {'is' if missing == 1 else 'are'} missing.")


def _check_deliveries(config: Config) -> None:
    from briefgen.delivery.checks import check_deliveries

    errors = []
    for item, error in check_deliveries(config):
        _show(item, "FAILED")
        if error is not None:
            errors.append(error)
    if errors:
        raise errors[0]
    if not config.mail and not config.wiki:
        click.echo("No targets: add a table [mail.default] or [wiki.default] to briefgen.toml.")


def _show(item: Check, fault: str) -> None:
    click.echo(f"{'ok' if item.ok else fault:<9}{item.name}: {item.detail}")
    if not item.ok:
        click.echo(f"{'':<9}{item.remedy}")
