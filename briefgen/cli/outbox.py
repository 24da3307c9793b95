"""``briefgen outbox``: what has been sent to whom, and what waits."""

from __future__ import annotations

import json
from pathlib import Path

import click

from briefgen.cli.delivered import Delivered
from briefgen.cli.options import CONFIG, JSON, QUIET, settings
from briefgen.cli.send import OUTBOX


@click.group(short_help="List, retry or drop mails that are not sent to all yet.")
def outbox() -> None:
    """What has been sent to whom, and what waits.

    A mail stays in the outbox until every recipient was accepted.
    """


@outbox.command("list")
@click.option("--sent", is_flag=True, help="List what was sent to all, too.")
@OUTBOX
@JSON
def list_(sent: bool, outbox: Path | None, as_json: bool) -> None:
    """List the mails in the outbox with the state of each recipient."""
    from briefgen.delivery.mail import Outbox

    box = Outbox(outbox)
    entries = [*(box.entries(sent=True) if sent else ()), *box.entries()]
    if as_json:
        messages = [entry.model_dump(mode="json") for entry in entries]
        click.echo(json.dumps({"messages": messages}, ensure_ascii=False, indent=2))
        return
    for entry in entries:
        click.echo(f"{entry.id}  {entry.created}  [mail.{entry.target}]  {entry.subject}")
        for status in entry.recipients:
            words = f": {status.words}" if status.words and status.state != "accepted" else ""
            click.echo(f"  {status.state:<10}{status.field:<4}{status.address}{words}")


@outbox.command()
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option("--uncertain", is_flag=True, help="Send again to those who may have had it already, too.")
@OUTBOX
@CONFIG
@QUIET
@JSON
def retry(
    ids: tuple[str, ...], uncertain: bool, outbox: Path | None, config_path: Path | None, quiet: bool, as_json: bool
) -> None:
    """Send the mails in the outbox, or those named, to the recipients who have not had them.

    Nothing is sent to recipients who were refused for good, and to those of unknown fate only with --uncertain.
    """
    with Delivered(quiet, as_json) as delivered:
        config = settings(config_path)

        from briefgen.delivery import mail
        from briefgen.delivery.targets import find_target

        box = mail.Outbox(outbox)
        entries = [box.get(identifier) for identifier in ids] if ids else box.entries()
        mails = [(entry, find_target(mail.MailTarget, config.mail, entry.target, config.path)) for entry in entries]
        delivered.send(mails, box, uncertain=uncertain)


@outbox.command()
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@OUTBOX
@QUIET
def drop(ids: tuple[str, ...], outbox: Path | None, quiet: bool) -> None:
    """Forget mails, sent or not; what they tell of who has had the brief is forgotten as well."""
    from briefgen.delivery.mail import Outbox

    box = Outbox(outbox)
    for entry in [box.get(identifier) for identifier in ids]:
        with box.lock(entry.brief_digest):
            box.drop(entry)
        if not quiet:
            click.echo(f"dropped {entry.id}  {entry.subject}")
