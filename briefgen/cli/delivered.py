"""What the commands that mail say: a line for each recipient, or one JSON object, and then what is wrong."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from briefgen.delivery.mail import Report


class Delivered:
    """Prints what became of each message; as a context manager raises what is wrong with them at its end."""

    def __init__(self, quiet: bool, as_json: bool) -> None:
        self._quiet = quiet
        self._as_json = as_json
        self._reports: list[Report] = []
        self._warned: set[str] = set()

    def add(self, report: Report) -> None:
        """Report a message."""
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

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _trace: object) -> None:
        """Print the JSON object where that was asked for; raise the gravest error of the reports.

        The other errors are printed, and so are all when the block itself raised one.
        """
        if self._as_json:
            messages = [report.model_dump(mode="json") for report in self._reports]
            click.echo(json.dumps({"messages": messages}, ensure_ascii=False, indent=2))
        errors = [error for report in self._reports if (error := report.error) is not None]
        # Refused (6) before waiting (7): what is refused needs a person.
        errors.sort(key=lambda error: error.exit_code)
        for other in errors if kind is not None else errors[1:]:
            click.echo(f"briefgen: {other.message}\n  {other.remedy}", err=True)
        if kind is None and errors:
            raise errors[0]

    def _warn(self, text: str) -> None:
        if text not in self._warned and not self._quiet:
            self._warned.add(text)
            click.echo(f"warning: {text}", err=True)
