"""What a command says while and after it works: progress and warnings on stderr, paths on stdout."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from briefgen.cli.options import print_json

if TYPE_CHECKING:
    from briefgen.brief import Brief


class Report:
    """Collects what was built and prints it: one path a line, or one JSON object at the end."""

    def __init__(self, quiet: bool, as_json: bool) -> None:
        self._quiet = quiet
        self._as_json = as_json
        self._briefs: list[dict[str, Any]] = []

    @contextmanager
    def progress(self) -> Iterator[Callable[[str], None]]:
        """A function that shows the step being worked on; on a terminal only, and only while the block runs."""
        if self._quiet or not sys.stderr.isatty():
            yield lambda _step: None
            return
        from rich.console import Console

        with Console(stderr=True).status("") as status:
            yield lambda step: status.update(f"{step} …")

    def add(self, brief: Brief, written: list[Path]) -> None:
        """Report a brief and the files written of it."""
        warnings = [warning.text for warning in brief.warnings]
        self._briefs.append({"title": brief.title, "outputs": [str(path) for path in written], "warnings": warnings})
        if self._quiet:
            return
        for text in warnings:
            self.warn(text)
        if not self._as_json:
            for path in written:
                click.echo(path)

    def warn(self, text: str) -> None:
        """Print a warning on stderr."""
        if not self._quiet:
            click.echo(f"warning: {text}", err=True)

    def finish(self) -> None:
        """Print the JSON object, where that was asked for."""
        if self._as_json:
            print_json({"briefs": self._briefs})
