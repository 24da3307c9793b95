"""The budgets of the project, each as a ratio to the same work done bare, or as a size in memory."""

from __future__ import annotations

import compileall
import logging
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure import fastest, run
from briefgen import pipeline, registry
from briefgen.analysis import analyse
from briefgen.analysis.sentences import DEFAULT_MODEL
from briefgen.config import Config
from briefgen.sources import read_source

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
NEWS = EXAMPLES / "river-accord.md"
SCRIPTS = Path(sys.executable).parent
REPORT_PAGES = 1_000
WORDS_PER_PAGE = 500


@dataclass(frozen=True)
class Row:
    """A line of the table."""

    work: str
    """What was measured."""
    measured: str
    """What briefgen took."""
    bare: str
    """What the bare work took."""
    value: float
    """The figure that the budget limits: a ratio, or megabytes."""
    budget: float
    """Its limit."""


def whole_build(folder: Path) -> list[Row]:
    """`briefgen build` of a news item to all outputs, against a bare parse and a bare weasyprint."""
    # As pip does when it installs a package; a checkout may lack it, and what it is measured against has it.
    compileall.compile_dir(Path(pipeline.__file__).parent, quiet=1)
    build: list[str | Path] = [SCRIPTS / "briefgen", "build", NEWS]
    run(build, folder)
    parse = f"import spacy; spacy.load({DEFAULT_MODEL!r})(open({str(NEWS)!r}, encoding='utf-8').read())"
    usages = []
    ours, parsing, printing = fastest(
        lambda: usages.append(run(build, folder)),
        lambda: run([sys.executable, "-c", parse], folder),
        lambda: run([str(SCRIPTS / "weasyprint"), "--quiet", "out/river-accord/brief.html", "bare.pdf"], folder),
        rounds=5,
    )
    memory = max(usage.memory for usage in usages) / 1e6
    return [
        _ratio("build of 700 words, 4 outputs", ours, parsing + printing, 1.0),
        Row("  its memory", f"{memory:.0f} MB", "", memory, 400),
    ]


def folder_extraction(_folder: Path) -> list[Row]:
    """Extraction of a folder in a warm process, against bare `nlp.pipe` over the same texts."""
    import spacy

    config = Config()
    sources = sorted(EXAMPLES.iterdir()) * 4
    nlp = spacy.load(config.language_model)
    texts = [path.read_text(encoding="utf-8") for path in sources]

    def extract() -> None:
        for path in sources:
            pipeline.build([path], config)

    def extract_without_encoder() -> None:
        for path in sources:
            document = read_source(path, document_id="s1", max_characters=config.max_characters)
            analysis = analyse([document], config.language_model, encoder=False)
            for name in pipeline.EXTRACTORS.values():
                registry.load("extractors", name)(analysis, config)

    extract()
    extract_without_encoder()
    ours, plain, bare = fastest(extract, extract_without_encoder, lambda: list(nlp.pipe(texts)), rounds=5)
    return [
        _ratio(f"extraction of {len(sources)} files, warm", ours, bare, 1.8),
        _ratio("  without the encoder", plain, bare, 1.15),
    ]


def pdf(_folder: Path) -> list[Row]:
    """PDF in a warm process, against WeasyPrint's own `write_pdf` on the same HTML."""
    import weasyprint

    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
    brief = pipeline.build([NEWS], Config()).brief
    html = pipeline.render(brief, Config(formats=("html",)))["brief.html"].decode()
    only_pdf = Config(formats=("pdf",))
    pipeline.render(brief, only_pdf)
    ours, bare = fastest(
        lambda: pipeline.render(brief, only_pdf), lambda: weasyprint.HTML(string=html).write_pdf(), rounds=7
    )
    return [_ratio("PDF, warm", ours, bare, 1.1)]


def help_text(folder: Path) -> list[Row]:
    """`briefgen --help`, against importing click."""
    ours, bare = fastest(
        lambda: run([SCRIPTS / "briefgen", "--help"], folder),
        lambda: run([sys.executable, "-c", "import click"], folder),
        rounds=15,
    )
    return [_ratio("briefgen --help", ours, bare, 2.0)]


def long_report(folder: Path) -> list[Row]:
    """Memory for a report of a thousand pages."""
    paragraphs = NEWS.read_text(encoding="utf-8").split("\n\n")[4:]
    words = sum(len(paragraph.split()) for paragraph in paragraphs)
    copies = REPORT_PAGES * WORDS_PER_PAGE // words + 1
    # Numbered, so that no paragraph is the like of another.
    text = "\n\n".join(f"{paragraph} ({copy})" for copy in range(copies) for paragraph in paragraphs)
    (folder / "report.md").write_text(text, encoding="utf-8")
    usage = run([SCRIPTS / "briefgen", "build", "report.md", "--quiet"], folder)
    memory = usage.memory / 1e6
    return [Row(f"memory for {REPORT_PAGES:,} pages", f"{memory:.0f} MB in {usage.seconds:.0f} s", "", memory, 1000)]


BENCHMARKS: tuple[Callable[[Path], list[Row]], ...] = (whole_build, folder_extraction, pdf, help_text, long_report)


def _ratio(work: str, ours: float, bare: float, budget: float) -> Row:
    return Row(work, f"{ours:.3f} s", f"{bare:.3f} s", ours / bare, budget)
