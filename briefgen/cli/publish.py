"""``briefgen publish``."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from briefgen.cli.options import CONFIG, JSON, QUIET, settings
from briefgen.errors import BriefgenError, ConflictError, RefusedError, UsageError

if TYPE_CHECKING:
    from briefgen.delivery.wiki.publishing import Item, Published
    from briefgen.delivery.wiki.targets import WikiTarget


@click.command(short_help="Put a brief on a wiki.")
@click.argument("briefs", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="BRIEF.json|FOLDER...")
@click.option("--target", metavar="NAME", help="Table [wiki.NAME] of the settings to use.  [default: default]")
@click.option("--dry-run", is_flag=True, help="Print what would go out and open no connection.")
@click.option("--force", is_flag=True, help="Overwrite a page that a person edited.")
@click.option("--section", is_flag=True, help="Replace only what stands between briefgen's markers in the page.")
@CONFIG
@QUIET
@JSON
def publish(
    briefs: tuple[Path, ...],
    target: str | None,
    dry_run: bool,
    force: bool,
    section: bool,
    config_path: Path | None,
    quiet: bool,
    as_json: bool,
) -> None:
    """Put briefs on a wiki, each as a page with its PDF, and list them in an index page.

    BRIEF.json is the file, or the folder it is in, with its PDF beside it. An unchanged brief makes no edit. A page
    that a person edited since is left alone: the difference is shown and the exit code is 8. With --section what
    people wrote around briefgen's text stays; with --force --section, even their edits within it are replaced.
    """
    config = settings(config_path)

    from briefgen.delivery.wiki.deciding import Overwrite
    from briefgen.delivery.wiki.publishing import allowed_for, connected, prepare, publish_item
    from briefgen.delivery.wiki.targets import wiki_target

    chosen = wiki_target(config, target)
    if chosen.is_exposed and not quiet:
        click.echo(f"warning: the password of [wiki.{chosen.name}] goes out unencrypted; use https", err=True)
    items = [prepare(brief, chosen) for brief in briefs]
    doubles = [page for page, count in Counter(item.page for item in items).items() if count > 1]
    if doubles:
        raise UsageError(f"Two of the briefs would be the page {doubles[0]}.", "Give them different titles or dates.")
    with Publications(chosen, quiet, as_json) as publications:
        if dry_run:
            for item in items:
                publications.preview(item)
            return
        with connected(chosen) as wiki:
            for item in items:
                try:
                    publications.add(publish_item(item, wiki, allowed_for(chosen, Overwrite(force, section))))
                except (ConflictError, RefusedError) as error:
                    publications.fail(item, error)
                except BriefgenError as error:
                    publications.stop(item, error)
                    raise


class Publications:
    """Prints what became of each page; as a context manager raises the first error at its end."""

    def __init__(self, target: WikiTarget, quiet: bool, as_json: bool) -> None:
        self._target = target
        self._silent = quiet or as_json
        self._as_json = as_json
        self._pages: list[dict[str, Any]] = []
        self._errors: list[BriefgenError] = []

    def add(self, published: Published) -> None:
        """Report a page that is as it should be."""
        entry = {"page": published.page, "address": published.address, "action": published.action}
        self._pages.append(entry | _parts(published))
        if not self._silent:
            click.echo(f"{published.action:<10}{published.address}")

    def fail(self, item: Item, error: ConflictError | RefusedError) -> None:
        """Report a page that could not be written, with the difference when a person edited it."""
        shown = getattr(error, "difference", "")
        if shown and not self._as_json:
            click.echo(shown, err=True)
        failure = {"code": error.exit_code, "message": error.message, "remedy": error.remedy}
        self._pages.append({"page": item.page, "action": "failed", "error": failure, "difference": shown or None})
        self._errors.append(error)

    def stop(self, item: Item, error: BriefgenError) -> None:
        """Report the page at which the publishing ends."""
        failure = {"code": error.exit_code, "message": error.message, "remedy": error.remedy}
        self._pages.append({"page": item.page, "action": "failed", "error": failure, "difference": None})

    def preview(self, item: Item) -> None:
        """Show all that would go out."""
        from briefgen.delivery.wiki.publishing import kind_of, preview

        text = preview(item, kind_of(self._target).markup(self._target))
        size = len(item.pdf) if item.file_name is not None else None
        plan = {"attachment": item.file_name, "attachment_bytes": size, "index": item.index, "summary": item.summary}
        self._pages.append({"page": item.page, "action": "planned", **plan, "text": text})
        if not self._silent:
            click.echo(f"would publish to {self._target.url} as {item.page}", err=True)
            click.echo(f"  summary: {item.summary}", err=True)
            click.echo(f"  attachment: {f'{item.file_name}, {size:,} bytes' if size else 'none'}", err=True)
            click.echo(f"  index: {item.index or 'none'}", err=True)
            click.echo(text, nl=False)

    def __enter__(self) -> Publications:
        return self

    def __exit__(self, kind: type[BaseException] | None, _error: BaseException | None, _trace: object) -> None:
        """Print the JSON object where that was asked for; raise the first error and print the others."""
        if self._as_json:
            click.echo(json.dumps({"target": self._target.name, "pages": self._pages}, ensure_ascii=False, indent=2))
        for other in self._errors if kind is not None else self._errors[1:]:
            click.echo(f"briefgen: {other.message}\n  {other.remedy}", err=True)
        if kind is None and self._errors:
            raise self._errors[0]


def _parts(published: Published) -> dict[str, Any]:
    return {
        "attachment": published.attachment,
        "attachment_action": published.attachment_action,
        "index": published.index,
        "index_action": published.index_action,
    }
