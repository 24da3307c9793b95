"""From sources to a brief and from a brief to its files, as the numbered steps of the product."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from briefgen import __version__, registry
from briefgen.analysis import Analysis, analyse
from briefgen.brief import Brief, Generator, Source, SummarySentence, Warning
from briefgen.brief_io import check_evidence
from briefgen.config import FORMATS, Config
from briefgen.documents import Document
from briefgen.errors import SourceError
from briefgen.headline import headline
from briefgen.renderers import Look, Renderer
from briefgen.sources import read_bytes, read_source

STANDARD_INPUT = Path("-")

EXTRACTORS = {"summary": "summary", "key_actors": "actors", "open_issues": "issues", "next_steps": "steps"}
"""Which registered extractor fills which section of the brief, in the order they run."""

Progress = Callable[[str], None]


def _no_progress(_step: str) -> None:
    pass


@dataclass(frozen=True)
class Built:
    """A brief, and what did not get into it."""

    brief: Brief
    """The brief."""
    left_out: tuple[str, ...]
    """Why each source that could not be read was left out, in sentences; also among the brief's warnings."""


def build(
    sources: Sequence[Path],
    config: Config,
    *,
    title: str | None = None,
    date: str | None = None,
    progress: Progress = _no_progress,
) -> Built:
    """The brief of the files ``sources`` (`STANDARD_INPUT` stands for standard input).

    ``title`` and ``date`` (ISO 8601) win over those of the sources. A source that cannot be read is left out and
    said so in the brief, unless none is left: then its SourceError is raised. ``progress`` is told each step.
    """
    progress("reading the sources")  # 1. bytes → documents
    documents, left_out = _read(sources, config, date)

    progress("reading for sense")  # 2. documents → sentences, entities, quotes, dates, scores
    analysis = analyse(documents, config.language_model)

    progress("extracting")  # 3. analysis → the items of each section, each with its evidence
    sections = {
        section: tuple(registry.load("extractors", name)(analysis, config)) for section, name in EXTRACTORS.items()
    }
    summary: Sequence[SummarySentence] = sections["summary"]

    progress("checking the evidence")  # 4. items → a brief, every span held against its source
    brief = Brief(
        title=title or _title(documents, summary),
        bottom_line=summary[0].text if summary else "",
        date=max((document.date for document in documents if document.date), default=None),
        generated_by=Generator(version=__version__),
        marking=config.marking,
        sources=tuple(_source(document) for document in documents),
        warnings=tuple(
            Warning(text=text) for text in _warnings(documents, analysis, left_out, _full(sections, config))
        ),
        **sections,
    )
    check_evidence(brief, {document.id: document.text for document in documents})
    return Built(brief, tuple(left_out))


def render(brief: Brief, config: Config, *, progress: Progress = _no_progress) -> dict[str, bytes]:
    """The files of ``brief`` by name ("brief.html" …): all of ``config.formats``, or an error and none.

    Raises BriefError when its evidence does not hold together, RenderError or UsageError as the renderers do.
    """
    check_evidence(brief, {})
    look = Look(template_dir=config.template, style_file=config.style, page_size=config.page_size)
    files = {}
    for format_name in (name for name in FORMATS if name in config.formats):
        progress(f"rendering {format_name}")  # 5. brief → the bytes of each output
        renderer: Renderer = registry.load("renderers", format_name)
        files[f"brief.{format_name}"] = renderer(brief, look)
    return files


def _read(sources: Sequence[Path], config: Config, date: str | None) -> tuple[list[Document], list[str]]:
    documents: list[Document] = []
    errors: list[SourceError] = []
    for path in sources:
        try:
            documents.append(_document(path, f"s{len(documents) + 1}", config.max_characters, date))
        except SourceError as error:
            errors.append(error)
    if not documents:
        raise errors[0]
    return documents, [error.message for error in errors]


def _document(path: Path, document_id: str, max_characters: int, date: str | None) -> Document:
    if path != STANDARD_INPUT:
        return read_source(path, document_id=document_id, date=date, max_characters=max_characters)
    if sys.stdin is None:
        raise SourceError("Standard input is closed.", "Pipe a text into briefgen, or name a file.")
    # A character takes four bytes at most; one byte more than needed tells that the text was cut.
    data = sys.stdin.buffer.read(4 * max_characters + (1 << 20) + 1)
    return read_bytes(data, name="standard input", document_id=document_id, date=date, max_characters=max_characters)


def _title(documents: Sequence[Document], summary: Sequence[SummarySentence]) -> str:
    if len(documents) == 1 and documents[0].title:
        return documents[0].title
    if summary:
        return headline(summary[0].text)
    return documents[0].path or "Brief"


def _source(document: Document) -> Source:
    shared = document.model_dump(include=set(Source.model_fields) & set(Document.model_fields))
    return Source(**shared, word_count=len(document.text.split()))


def _full(sections: Mapping[str, Sequence[Any]], config: Config) -> list[str]:
    """Which sections have as many items as they may, so that others may have been found."""
    most = config.most_items
    return [
        f"No more than the {most:,} most certain {words} are listed."
        for section, words in (("open_issues", "open issues"), ("next_steps", "next steps"))
        if len(sections[section]) >= most
    ]


def _warnings(
    documents: Sequence[Document], analysis: Analysis, left_out: Sequence[str], full: Sequence[str]
) -> list[str]:
    """What the reader must know, most serious first, each sentence once."""
    found = [f"Left out: {text}" for text in left_out]
    found += [text for document in documents for text in document.warnings]
    found += [
        f'\'{document.path}\' does not say its date, so days such as "Tuesday" or "next week" stay as written.'
        for document in documents
        if document.date is None
    ]
    return list(dict.fromkeys([*found, *full, *analysis.warnings]))
