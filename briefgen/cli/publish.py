"""``briefgen publish``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from briefgen.cli.delivered import error_as_json
from briefgen.cli.options import CONFIG, JSON, QUIET, print_json, settings
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
    with Publications(briefs, target, quiet, as_json) as publications:
        config = settings(config_path)

        from briefgen.delivery.wiki.deciding import Overwrite
        from briefgen.delivery.wiki.publishing import allowed_for, connected, prepare, publish_item
        from briefgen.delivery.wiki.targets import wiki_target

        chosen = wiki_target(config, target)
        if chosen.is_exposed and not quiet:
            click.echo(f"warning: the password of [wiki.{chosen.name}] goes out unencrypted; use https", err=True)
        items = []
        for number, brief in enumerate(briefs):
            items.append(prepare(brief, chosen))
            publications.name(number, items[-1])
        doubles = [page for page, count in Counter(item.page for item in items).items() if count > 1]
        if doubles:
            raise UsageError(
                f"Two of the briefs would be the page {doubles[0]}.", "Give them different titles or dates."
            )
        if dry_run:
            for number, item in enumerate(items):
                publications.preview(number, item, chosen)
            return
        with connected(chosen) as wiki:
            for number, item in enumerate(items):
                try:
                    done = publish_item(item, wiki, allowed_for(chosen, Overwrite(force, section)))
                except (ConflictError, RefusedError) as error:
                    publications.fail(number, error)
                else:
                    publications.add(number, done)


class Publications:
    """Prints what became of each brief; as a context manager raises the first error at its end.

    Briefs are named by their place among ``briefs``. Those that an error kept from being tried count as failed by it.
    """

    def __init__(self, briefs: Sequence[Path], target: str | None, quiet: bool, as_json: bool) -> None:
        self._target = target or "default"
        self._silent = quiet or as_json
        self._as_json = as_json
        self._pages: list[dict[str, Any]] = [{"brief": str(brief), "page": None} for brief in briefs]
        self._errors: list[BriefgenError] = []

    def name(self, number: int, item: Item) -> None:
        """Note the page that a brief goes to."""
        self._pages[number]["page"] = item.page

    def add(self, number: int, published: Published) -> None:
        """Report a page that is as it should be."""
        self._pages[number] |= {
            "address": published.address,
            "action": published.action,
            "attachment": published.attachment,
            "attachment_action": published.attachment_action,
            "index": published.index,
            "index_action": published.index_action,
        }
        if not self._silent:
            click.echo(f"{published.action:<10}{published.address}")

    def fail(self, number: int, error: BriefgenError) -> None:
        """Report a page that could not be written, with the difference when a person edited it."""
        shown = getattr(error, "difference", "")
        if shown and not self._as_json:
            click.echo(shown, err=True)
        self._pages[number] |= {"action": "failed", "error": error_as_json(error), "difference": shown or None}
        self._errors.append(error)

    def preview(self, number: int, item: Item, target: WikiTarget) -> None:
        """Show all that would go out."""
        from briefgen.delivery.wiki.publishing import kind_of, preview

        text = preview(item, kind_of(target).markup(target))
        size = len(item.pdf) if item.file_name is not None else None
        plan = {"attachment": item.file_name, "attachment_bytes": size, "index": item.index, "summary": item.summary}
        self._pages[number] |= {"action": "planned", **plan, "text": text}
        if not self._silent:
            click.echo(f"would publish to {target.url} as {item.page}", err=True)
            click.echo(f"  summary: {item.summary}", err=True)
            click.echo(f"  attachment: {f'{item.file_name}, {size:,} bytes' if size else 'none'}", err=True)
            click.echo(f"  index: {item.index or 'none'}", err=True)
            click.echo(text, nl=False)

    def __enter__(self) -> Publications:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _trace: object) -> None:
        """Print the JSON object where that was asked for; raise the first error and print the others."""
        stopped = error if isinstance(error, BriefgenError) else None
        for page in self._pages:
            if "action" not in page:
                page |= {"action": "failed", "error": error_as_json(stopped), "difference": None}
        if self._as_json:
            errors = [error_as_json(each) for each in ([stopped] if stopped else []) + self._errors]
            print_json({"target": self._target, "pages": self._pages, "errors": errors})
        for other in self._errors if kind is not None else self._errors[1:]:
            click.echo(f"briefgen: {other.message}\n  {other.remedy}", err=True)
        if kind is None and self._errors:
            raise self._errors[0]
