"""``briefgen send``."""

from __future__ import annotations

from pathlib import Path

import click

from briefgen.cli.delivered import Delivered
from briefgen.cli.options import CONFIG, JSON, QUIET, settings
from briefgen.errors import UsageError

OUTBOX = click.option(
    "--outbox",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    envvar="BRIEFGEN_OUTBOX",
    help="Folder of the outbox; else one in your data folder.",
)


@click.command(short_help="Send a brief by e-mail.")
@click.argument("briefs", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="BRIEF.json|FOLDER...")
@click.option("--target", metavar="NAME", help="Table [mail.NAME] of the settings to use.  [default: default]")
@click.option("--to", multiple=True, metavar="ADDRESS", help="Recipient, in place of those of the target; repeatable.")
@click.option("--cc", multiple=True, metavar="ADDRESS", help="Recipient of a copy; repeatable.")
@click.option("--bcc", multiple=True, metavar="ADDRESS", help="Recipient that the others do not see; repeatable.")
@click.option("--reply-to", multiple=True, metavar="ADDRESS", help="Where answers go; repeatable.")
@click.option(
    "--recipients",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="File with recipients, one a line, under [to], [cc] and [bcc] lines.",
)
@click.option(
    "--template",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Folder with e-mail templates of your own; those it lacks are briefgen's.",
)
@click.option("--dry-run", is_flag=True, help="Write the message as OUT/NAME.eml and open no connection.")
@click.option(
    "--out", "-o", type=click.Path(path_type=Path, file_okay=False), metavar="FOLDER", help="Folder of the dry run."
)
@OUTBOX
@CONFIG
@QUIET
@JSON
def send(
    briefs: tuple[Path, ...],
    target: str | None,
    to: tuple[str, ...],
    cc: tuple[str, ...],
    bcc: tuple[str, ...],
    reply_to: tuple[str, ...],
    recipients: Path | None,
    template: Path | None,
    dry_run: bool,
    out: Path | None,
    outbox: Path | None,
    config_path: Path | None,
    quiet: bool,
    as_json: bool,
) -> None:
    """Send briefs by e-mail, each with its PDF.

    BRIEF.json is the file, or the folder it is in, with its PDF beside it. The message is kept in the outbox until
    every recipient was accepted; nobody is sent the same brief twice.
    """
    with Delivered(quiet, as_json) as delivered:
        config = settings(config_path, out=out)

        from briefgen.delivery import mail
        from briefgen.delivery.targets import find_target

        chosen = find_target(mail.MailTarget, config.mail, target, config.path)
        if template is not None:
            chosen = chosen.model_copy(update={"template": template})
        envelope = mail.envelope(chosen, to=to, cc=cc, bcc=bcc, reply_to=reply_to, recipients=recipients)
        names = [mail.brief_name(brief) for brief in briefs]
        if dry_run:
            if len(set(names)) < len(names):
                raise UsageError(
                    "Two of the briefs have the same name.", "Give them one by one, or to different --out folders."
                )
            for brief in briefs:
                delivered.add(mail.preview(brief, chosen, envelope, config.out))
            return
        box = mail.Outbox(outbox)
        # All are in the outbox before the first is sent: whatever stops that one, the others wait beside it.
        entries = mail.enqueue_all(briefs, chosen, envelope, box)
        delivered.send([(entry, chosen) for entry in entries], box)
