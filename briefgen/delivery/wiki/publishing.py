"""Publishing a brief to a wiki: attachment, page, index, each only when it changed.

The order makes a publish that dies halfway repeatable: whatever was done already is found done the next time.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from briefgen import registry
from briefgen.brief import Brief
from briefgen.brief_io import load_brief
from briefgen.delivery.wiki.deciding import Action, Conflict, Decision, Overwrite, PageEditedError, decide, difference
from briefgen.delivery.wiki.index import with_entry
from briefgen.delivery.wiki.markup import Markup
from briefgen.delivery.wiki.naming import filled, page_name, plain
from briefgen.delivery.wiki.protocol import AttachmentState, Page, StaleError, Wiki, WikiKind
from briefgen.delivery.wiki.targets import WikiTarget
from briefgen.errors import BriefError, ConfigurationError, UnreachableError

ROUNDS = 4
"""How often all is decided anew when somebody else is faster."""


@dataclass(frozen=True)
class Item:
    """A brief ready to be published: all that goes out, made without a connection."""

    brief: Brief
    """The brief."""
    page: str
    """Name of its page."""
    body: str
    """Source of the page between briefgen's markers."""
    file_name: str | None
    """Name of the PDF in the wiki, if one goes along."""
    pdf: bytes
    """The PDF; empty without one."""
    summary: str
    """Summary of the edit."""
    index: str | None
    """Name of the index page, if there is one."""
    index_heading: str
    """Heading of a new index page."""


@dataclass(frozen=True)
class Published:
    """What was done about one brief."""

    page: str
    """Name of the page."""
    address: str
    """Where a person finds it."""
    action: Action
    """What happened to the page."""
    attachment: str | None
    """Name of the PDF in the wiki."""
    attachment_action: Action | None
    """What happened to it; "updated" also when it is new."""
    index: str | None
    """Name of the index page."""
    index_action: Action | None
    """What happened to it."""


def kind_of(target: WikiTarget) -> WikiKind:
    """What is registered for the kind of ``target``; raises UsageError when nothing is."""
    found = registry.load("deliveries", target.kind)
    assert isinstance(found, WikiKind)
    return found


def prepare(path: Path, target: WikiTarget) -> Item:
    """The brief at ``path``, a ``brief.json`` or its folder, as it would go to ``target``.

    Raises BriefError when there is no brief or its PDF is no PDF, RenderError for a template of one's own.
    """
    file = path / "brief.json" if path.is_dir() else path
    brief = load_brief(file)
    markup = kind_of(target).markup(target)
    page = markup.page_name(page_name(target.page, brief))
    pdf = _pdf_beside(file) if target.attach else b""
    file_name = markup.attachment_name(page) if pdf else None
    index = markup.page_name(target.index) if target.index.strip() else None
    if index == page:
        raise ConfigurationError(f"[wiki.{target.name}] gives page and index the same name, {page}.", "Change one.")
    body = markup.body(brief, page, file_name)
    heading = target.index.rpartition("/")[2].strip()
    return Item(brief, page, body, file_name, pdf, plain(filled(target.summary, brief)), index, heading)


def _pdf_beside(file: Path) -> bytes:
    pdf = file.with_suffix(".pdf")
    try:
        data = pdf.read_bytes()
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise BriefError(f"{pdf}: cannot be read: {error.strerror}.") from None
    if not data.startswith(b"%PDF-"):
        raise BriefError(f"{pdf}: is not a PDF.", "Build the brief again, or set attach = false.")
    return data


def publish(path: Path, target: WikiTarget, overwrite: Overwrite | None = None) -> Published:
    """Publish the brief at ``path``, a ``brief.json`` or the folder it is in, to ``target``.

    Raises PageEditedError when a person edited the page and ``overwrite`` does not allow for it, and the errors of
    `prepare` and of the wiki.
    """
    item = prepare(path, target)
    with connected(target) as wiki:
        return publish_item(item, wiki, allowed_for(target, overwrite))


@contextmanager
def connected(target: WikiTarget) -> Iterator[Wiki]:
    """A connection to ``target``, logged in, for several items."""
    with kind_of(target).connect(target) as wiki:
        yield wiki


def try_login(target: WikiTarget) -> str:
    """Log in to ``target``, change nothing, and say in one sentence what was found.

    Raises AuthenticationError, RefusedError, UnreachableError or ConfigurationError.
    """
    return kind_of(target).try_login(target)


def publish_item(item: Item, wiki: Wiki, allowed: Overwrite) -> Published:
    """Publish ``item`` over a connection; decided anew, a few times, when somebody else changes the wiki meanwhile."""
    for _ in range(ROUNDS):
        try:
            return _publish_once(item, wiki, allowed)
        except StaleError:
            continue
    raise UnreachableError(f"{item.page} is being changed all the time.", "Try again later.")


def _publish_once(item: Item, wiki: Wiki, allowed: Overwrite) -> Published:
    # 1. See what is there, and stop before anything is sent if a person's work would be lost.
    page = wiki.read(item.page)
    decision = _decide(item, wiki, page, allowed)

    page_comes_first = wiki.attaches_to_page and page is None
    there = "absent" if page_comes_first else _attachment_found(item, wiki, page)
    if there == "foreign" and not allowed.force:
        raise PageEditedError(
            f"{item.file_name} was not put there by briefgen, or a person has replaced it since.",
            "Use --force to replace it, or set attach = false.",
            "",
        )

    # 2. The attachment, so that the page never links to one that is missing.
    def attach() -> Action | None:
        if item.file_name is None:
            return None
        if there == "same":
            return "unchanged"
        wiki.attach(item.page, item.file_name, item.pdf, item.summary)
        return "updated"

    attached = None if page_comes_first else attach()

    # 3. The page.
    if decision.action != "unchanged":
        wiki.write(item.page, decision.text, page, item.summary)
    if page_comes_first:
        attached = attach()
    wiki.label(item.page, wiki.markup.labels)

    # 4. The index.
    indexed = _update_index(item, wiki) if item.index is not None else None

    wiki.finish(item.summary)
    return Published(item.page, wiki.address(item.page), decision.action, item.file_name, attached, item.index, indexed)


def _attachment_found(item: Item, wiki: Wiki, page: Page | None) -> AttachmentState:
    if item.file_name is None:
        return "absent"
    section = wiki.markup.split(page.text) if page is not None else None
    return wiki.attachment(item.page, item.file_name, item.pdf, section.attachment if section is not None else "")


def _decide(item: Item, wiki: Wiki, page: Page | None, allowed: Overwrite) -> Decision:
    decision = decide(
        page.text if page is not None else None,
        item.body,
        wiki.markup,
        lambda section: page is not None and wiki.is_intact(page, section),
        allowed,
        wiki.next_revision(page),
        wiki.markup.noted(item.pdf),
    )
    if isinstance(decision, Decision):
        return decision
    assert page is not None
    raise _conflict(item, wiki, page, decision)


def _conflict(item: Item, wiki: Wiki, page: Page, conflict: Conflict) -> PageEditedError:
    message = f"{item.page} {conflict.problem}."
    for earlier in wiki.history(page):
        section = wiki.markup.split(earlier.text)
        if section is not None and earlier.text != page.text and wiki.is_intact(earlier, section):
            shown = difference(wiki.markup, earlier.text, page.text, "as briefgen wrote it", "as it is now")
            return PageEditedError(message, conflict.remedy, shown)
    new = wiki.markup.wrap(item.body, wiki.next_revision(page), wiki.markup.noted(item.pdf))
    return PageEditedError(
        message, conflict.remedy, difference(wiki.markup, page.text, new, "as it is now", "as briefgen would write it")
    )


def _update_index(item: Item, wiki: Wiki) -> Action:
    assert item.index is not None
    page = wiki.read(item.index)
    current = page.text if page is not None else None
    text = with_entry(
        current, wiki.markup, item.page, item.index, item.index_heading, item.brief.title, item.brief.date
    )
    if current is not None and text.strip() == current.strip():
        return "unchanged"
    wiki.write(item.index, text, page, item.summary)
    return "created" if page is None else "updated"


def preview(item: Item, markup: Markup) -> str:
    """The text of the page of ``item`` as it would be written to a wiki that has no such page yet."""
    return markup.wrap(item.body, "1", markup.noted(item.pdf)) + "\n"


def allowed_for(target: WikiTarget, overwrite: Overwrite | None = None) -> Overwrite:
    """What may be overwritten at ``target``, as the user said and the target is configured."""
    given = overwrite or Overwrite()
    return Overwrite(given.force, given.section or (target.section_only and not given.force))
