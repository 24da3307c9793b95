"""Print how good the briefs of marked documents are.

    python -m training.evaluate FOLDER [--models FOLDER] [--only PATTERN] [--each]
    python -m training.evaluate

A FOLDER holds NAME.txt and NAME.gold.json (training/README.md). Without one, as ``make eval`` does: the gold set beside
the repository, if it is there, by the shipped models; the repository's own collection by models that have not seen
it; and the figures that the shipped models had, cross-validated, on what they were trained on.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from briefgen.analysis.forest import models_from
from briefgen.config import Config
from briefgen.pipeline import build
from training.corpus import genre_of
from training.documents import COLLECTION, MODELS
from training.scoring import FOUND_SECTIONS, ROUGE, SHARES, Counts, score, total
from training.unseen import unseen_encoder

ROOT = Path(__file__).resolve().parent.parent
HELD_OUT = ROOT / "training" / "heldout"
GOLD = ROOT.parent / "shared" / "gold" / "dev"

TITLES = {"key_actors": "Key actors", "open_issues": "Open issues", "next_steps": "Next steps"}


def names_in(folder: Path, pattern: str = "") -> list[str]:
    """Names of the marked documents of a folder that the regular expression finds something in."""
    names = (path.name.removesuffix(".gold.json") for path in sorted(folder.glob("*.gold.json")))
    return [name for name in names if re.search(pattern, name)]


def evaluate(folder: Path, names: Sequence[str], models: Path | None = None) -> Iterator[tuple[str, Counts]]:
    """Build a brief of each document, with the date that the reader knew, and count what is right in it.

    With the ``models`` of a folder, of which the encoder is not kept, what that has said of the documents is used.
    """
    with ExitStack() as stack:
        if models:
            stack.enter_context(models_from(models))
            stack.enter_context(unseen_encoder(models / "unseen.npz"))
        for name in names:
            source = folder / f"{name}.txt"
            gold: dict[str, Any] = json.loads((folder / f"{name}.gold.json").read_text("utf-8"))
            brief = build([source], Config(), date=gold.get("date")).brief
            yield name, score(source.read_text("utf-8"), gold, brief.model_dump(mode="json"))


def table(counted: dict[str, Counts]) -> str:
    """The figures of several groups of documents, one column each, as a table in Markdown."""
    groups = list(counted)
    lines = ["| | " + " | ".join(f"{name} ({counted[name].documents})" for name in groups) + " |"]
    lines.append("| --- |" + " --- |" * len(groups))
    figures = {name: counts.figures for name, counts in counted.items()}

    def row(title: str, keys: Sequence[str], unit: str = "") -> None:
        cells = (" / ".join(_shown(figures[name][key]) + unit for key in keys) for name in groups)
        lines.append(f"| {title} | " + " | ".join(cells) + " |")

    for section in FOUND_SECTIONS:
        row(
            f"{TITLES[section]}: F1 / precision / recall",
            [f"{section} {part}" for part in ("f1", "precision", "recall")],
        )
    row("Summary: ROUGE-1 / 2 / Lsum", ROUGE)
    for share in SHARES:
        row(f"{share.capitalize()} right", [share], " %")
    row("Lines a reader stumbles over", ["stumbles"], " %")
    row("Quotes not in the source", ["not in source"])
    return "\n".join(lines)


def by_genre(counted: dict[str, Counts]) -> dict[str, Counts]:
    """All documents together, then the prose and the minutes."""
    groups = {"all": total(counted.values())}
    for genre in ("prose", "minutes"):
        chosen = [counts for name, counts in counted.items() if genre_of(name) == genre]
        if chosen:
            groups[genre] = total(chosen)
    return groups


def cross_validated() -> str:
    """What the cards of the shipped models say of documents that the models had not seen."""
    parts = []
    for card in sorted(MODELS.glob("*.md")):
        lines = card.read_text("utf-8").splitlines()
        rows = [line for line in lines if line.startswith("|")]
        if rows:
            parts.append("\n".join([f"{card.stem}:", "", *rows]))
    return "\n\n".join(parts)


def _shown(value: float | None) -> str:
    return "–" if value is None else f"{value:g}"


def _report(title: str, folder: Path, names: Sequence[str], models: Path | None, each: bool = False) -> None:
    print(f"## {title}\n", flush=True)
    counted = {}
    for name, counts in evaluate(folder, names, models):
        counted[name] = counts
        if each:
            figures = counts.figures
            shown = ("key_actors f1", "open_issues f1", "next_steps f1", "rouge1")
            print(f"{name:24}" + "  ".join(f"{key} {_shown(figures[key])}" for key in shown), flush=True)
    print(table(by_genre(counted)) + "\n", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--models", type=Path, help="read the models that this folder has from there")
    parser.add_argument("--only", default="", metavar="PATTERN", help="documents whose name matches")
    parser.add_argument("--each", action="store_true", help="a line for each document, too")
    options = parser.parse_args()
    if options.folder:
        names = names_in(options.folder, options.only)
        _report(options.folder.name, options.folder, names, options.models, options.each)
        return
    if GOLD.is_dir():
        _report("The gold set, by the shipped models", GOLD, names_in(GOLD), None)
    else:
        print("The gold set is not beside this repository (../shared/gold/dev): skipped.\n")
    _report("The collection, by models that have not seen it", COLLECTION, names_in(COLLECTION), HELD_OUT)
    print("## Cross-validated on the training documents, stage by stage\n")
    print(cross_validated())


if __name__ == "__main__":
    main()
