"""What the commands that mail say: a line for each recipient, or one JSON object, and then what is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from briefgen.cli.options import print_json
from briefgen.errors import AuthenticationError, BriefgenError, ConfigurationError, UnreachableError

if TYPE_CHECKING:
    from briefgen.delivery.mail import MailTarget, Outbox, Report
    from briefgen.delivery.mail.entry import Entry


def error_as_json(error: BriefgenError | None) -> dict[str, Any] | None:
    """``error`` as a machine reads it: its exit code, what is wrong and what to do; None without one."""
    return None if error is None else {"code": error.exit_code, "message": error.message, "remedy": error.remedy}


class Delivered:
    """Prints what became of each message; as a context manager raises what is wrong with them at its end."""

    def __init__(self, quiet: bool, as_json: bool) -> None:
        self._quiet = quiet
        self._as_json = as_json
        self._messages: list[dict[str, Any]] = []
        self._errors: list[BriefgenError] = []
        self._warned: set[str] = set()

    def send(self, mails: Sequence[tuple[Entry, MailTarget]], outbox: Outbox, *, uncertain: bool = False) -> None:
        """Send messages of the outbox and report them.

        What stops one, such as a wrong password, stops those that go the same way; they are reported as waiting.
        """
        from briefgen.delivery import mail

        stopped: dict[str, BriefgenError] = {}
        for entry, target in mails:
            error = stopped.get(target.name)
            if error is None:
                try:
                    self.add(mail.send(entry, target, outbox, uncertain=uncertain))
                    continue
                except (AuthenticationError, ConfigurationError, UnreachableError) as raised:
                    error = stopped[target.name] = raised
                    self._errors.append(error)
            self._show(mail.report_on(outbox.get(entry.id), (), target.warnings), error)

    def add(self, report: Report) -> None:
        """Report a message."""
        self._show(report, report.error)
        if report.error is not None:
            self._errors.append(report.error)

    def _show(self, report: Report, error: BriefgenError | None) -> None:
        self._messages.append(report.model_dump(mode="json") | {"error": error_as_json(error)})
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
        # Whatever needs a person, such as a refusal (6), before what waits (7).
        errors: list[BriefgenError] = sorted(self._errors, key=lambda each: each.exit_code)
        if isinstance(error, BriefgenError):
            errors.insert(0, error)
        if self._as_json:
            print_json({"messages": self._messages, "errors": [error_as_json(each) for each in errors]})
        for other in errors[1:] if error is None or errors[:1] == [error] else errors:
            click.echo(f"briefgen: {other.message}\n  {other.remedy}", err=True)
        if error is None and errors:
            raise errors[0]

    def _warn(self, text: str) -> None:
        if text not in self._warned and not self._quiet:
            self._warned.add(text)
            click.echo(f"warning: {text}", err=True)
