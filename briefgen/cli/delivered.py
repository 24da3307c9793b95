"""What the commands that mail say: a line for each recipient, or one JSON object, and then what is wrong."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from briefgen.errors import BriefgenError

if TYPE_CHECKING:
    from briefgen.delivery.mail import MailTarget, Outbox, Report
    from briefgen.delivery.mail.entry import Entry


class Delivered:
    """Prints what became of each message; as a context manager raises what is wrong with them at its end."""

    def __init__(self, quiet: bool, as_json: bool) -> None:
        self._quiet = quiet
        self._as_json = as_json
        self._reports: list[Report] = []
        self._errors: list[BriefgenError] = []
        self._warned: set[str] = set()

    def send(self, entry: Entry, target: MailTarget, outbox: Outbox, *, uncertain: bool = False) -> None:
        """Send a message of the outbox and report it, also when an error stops it."""
        from briefgen.delivery import mail

        try:
            report = mail.send(entry, target, outbox, uncertain=uncertain)
        except BriefgenError:
            self._show(mail.report_on(outbox.get(entry.id), (), target.warnings))
            raise
        self.add(report)

    def add(self, report: Report) -> None:
        """Report a message."""
        self._show(report)
        if report.error is not None:
            self._errors.append(report.error)

    def _show(self, report: Report) -> None:
        self._reports.append(report)
        for warning in report.warnings:
            self._warn(warning)
        if self._as_json or self._quiet:
            return
        if report.file is not None:
            click.echo(report.file)
        for status in report.recipients:
            state = "would go" if report.dry_run else "had it" if status.address in report.earlier else status.state
            words = f": {status.words}" if status.words and status.state != "accepted" else ""
            click.echo(f"{state:<10}{status.field:<4}{status.address}{words}", err=report.dry_run)

    def __enter__(self) -> Delivered:
        return self

    def __exit__(self, _kind: type[BaseException] | None, error: BaseException | None, _trace: object) -> None:
        """Print the JSON object where that was asked for; raise the gravest error of the reports.

        The other errors are printed, and so are all when the block itself raised one.
        """
        # Refused (6) before waiting (7): what is refused needs a person.
        errors: list[BriefgenError] = sorted(self._errors, key=lambda each: each.exit_code)
        if isinstance(error, BriefgenError):
            errors.insert(0, error)
        if self._as_json:
            self._print_json(errors)
        for other in errors[1:] if error is None or errors[:1] == [error] else errors:
            click.echo(f"briefgen: {other.message}\n  {other.remedy}", err=True)
        if error is None and errors:
            raise errors[0]

    def _print_json(self, errors: list[BriefgenError]) -> None:
        document: dict[str, Any] = {
            "messages": [report.model_dump(mode="json") for report in self._reports],
            "errors": [{"code": e.exit_code, "message": e.message, "remedy": e.remedy} for e in errors],
        }
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))

    def _warn(self, text: str) -> None:
        if text not in self._warned and not self._quiet:
            self._warned.add(text)
            click.echo(f"warning: {text}", err=True)
