"""What every training command is told: which documents to learn from, and where the model goes."""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

MODELS = Path(__file__).resolve().parent.parent / "briefgen" / "models"
COLLECTION = Path(__file__).resolve().parent / "collection"


@dataclass(frozen=True)
class Options:
    """The command line of a training command."""

    folders: tuple[Path, ...]
    without: str
    out: Path

    def gold_files(self) -> list[Path]:
        """The NAME.gold.json of every document by name; of documents with one name, that of the last folder."""
        kept = [path for path in self._found() if not re.search(self.without, _name(path))]
        if not kept:
            raise SystemExit("No NAME.gold.json to learn from in " + ", ".join(map(str, self.folders)) + ".")
        return kept

    def left_out(self) -> list[Path]:
        """The NAME.gold.json of the documents that are not learnt from, and those of the collection."""
        kept = {_name(path) for path in self.gold_files()}
        collection = sorted(COLLECTION.glob("*.gold.json"))
        found = {_name(path): path for path in (*self._found(), *collection)}
        return [path for name, path in found.items() if name not in kept]

    @property
    def unseen(self) -> Path:
        """Where it is kept what encoders say of documents they have not seen."""
        return (MODELS.parents[1] / "training" if self.out == MODELS else self.out) / "unseen.npz"

    def _found(self) -> list[Path]:
        found = {path.name: path for folder in self.folders for path in folder.glob("*.gold.json")}
        return [found[name] for name in sorted(found)]


def _name(path: Path) -> str:
    return path.name.removesuffix(".gold.json")


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
