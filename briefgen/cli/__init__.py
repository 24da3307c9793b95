"""The command line: one module a command, imported when it is called.

Commands parse options, call the library and print; `Commands.invoke` alone turns errors into exit codes.
Nothing here or at the top of a command's module imports more than click, so that help is instant.
"""

from __future__ import annotations

import os
from importlib import import_module
from typing import IO, Any

import click

from briefgen.errors import BriefgenError, OutputError

COMMANDS = ("build", "render", "send", "outbox", "publish", "schema", "check", "init")
"""The commands in the order of the help; each is the function of that name in ``briefgen.cli.NAME``."""

EXIT_CODES = """\b
Exit codes: 0 all well; 1 failed; 2 wrong use; 3 built, but some source was left out;
4 configuration; 5 authentication; 6 refused by a server; 7 server unreachable; 8 conflict."""


class Failure(click.ClickException):
    """An error as the user sees it: one sentence and the remedy on stderr, and the exit code."""

    def __init__(self, error: BriefgenError) -> None:
        super().__init__(error.message)
        self.remedy = error.remedy
        self.exit_code = error.exit_code  # type: ignore[misc]  # click sets it per instance as well

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the error, the remedy on a line of its own."""
        click.echo(f"briefgen: {self.message}", file=file, err=file is None)
        if self.remedy:
            click.echo(f"  {self.remedy}", file=file, err=file is None)


class Commands(click.Group):
    """The group of `COMMANDS`, imported one by one, with the one translation of errors into exit codes."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click's signature)
        """The names of the commands in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 (click's signature)
        """The command called ``cmd_name``, or None."""
        if cmd_name not in COMMANDS:
            return None
        command = getattr(import_module(f"briefgen.cli.{cmd_name}"), cmd_name)
        assert isinstance(command, click.Command)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; whatever goes wrong in it ends as one sentence and an exit code, never as a traceback."""
        try:
            return super().invoke(ctx)
        except BriefgenError as error:
            raise Failure(error) from error
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except OSError as error:
            where = error.filename or "Standard output"
            raise Failure(OutputError(f"{where}: {error.strerror}.", "Check the place and its free space.")) from error
        except Exception as error:
            raise _unexpected(error) from error


def _unexpected(error: Exception) -> Failure:
    if os.environ.get("BRIEFGEN_DEBUG"):
        raise error
    return Failure(
        BriefgenError(
            f"Something went wrong that briefgen did not foresee ({type(error).__name__}: {error}).",
            "Set BRIEFGEN_DEBUG=1 to see where, and report it with the output.",
        )
    )


def _print_version(ctx: click.Context, _option: click.Parameter, wanted: bool) -> None:
    if wanted:
        from briefgen import __version__

        click.echo(f"briefgen {__version__}")
        ctx.exit()


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=EXIT_CODES,
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="Show the version and exit.",
)
def main() -> None:
    """Turn source documents into a briefing report in which every line can be checked."""
