"""What every training command is told: which documents to learn from, and where the model goes."""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

MODELS = Path(__file__).resolve().parent.parent / "briefgen" / "models"


@dataclass(frozen=True)
class Options:
    """The command line of a training command."""

    folders: tuple[Path, ...]
    without: str
    out: Path

    def gold_files(self) -> list[Path]:
        """The NAME.gold.json of every document by name; of documents with one name, that of the last folder."""
        found = {path.name: path for folder in self.folders for path in folder.glob("*.gold.json")}
        kept = [found[name] for name in sorted(found) if not re.search(self.without, name.removesuffix(".gold.json"))]
        if not kept:
            raise SystemExit("No NAME.gold.json to learn from in " + ", ".join(map(str, self.folders)) + ".")
        return kept


def read_options(description: str | None, arguments: Sequence[str] | None = None) -> Options:
    """Parse FOLDER [FOLDER …] [--without PATTERN] [--out FOLDER]; a folder that is not there is passed over."""
    parser = argparse.ArgumentParser(description=(description or "").splitlines()[0])
    parser.add_argument("folders", type=Path, nargs="+", help="folders with NAME.txt and NAME.gold.json")
    parser.add_argument("--without", default="^$", metavar="PATTERN", help="leave out documents whose name matches")
    parser.add_argument(
        "--out", type=Path, default=MODELS, help="where the model is written; its other models are used"
    )
    values = parser.parse_args(arguments)
    values.out.mkdir(parents=True, exist_ok=True)
    return Options(tuple(folder for folder in values.folders if folder.is_dir()), values.without, values.out)
