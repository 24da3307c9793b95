"""The cards beside the models: what each is, what it learnt from, by which command, and how good it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

SOURCES = {
    "acd": "Ethereum consensus calls (CC BY-SA 3.0)",
    "cpc": "OpenJS cross-project council (MIT)",
    "gum": "speeches, interviews and arguments in the GUM corpus (CC BY 2.5 or public domain, annotations CC BY 4.0)",
    "psc": "Python steering council (CC0)",
    "rust": "Rust language team (MIT or Apache-2.0)",
    "tsc": "Node.js technical steering committee (MIT)",
    "w3c": "W3C groups (W3C Document License)",
    "wn": "Wikinews (CC BY 2.5)",
}
"""Texts outside the repository by the first part of their names, with the licence of the texts."""
INVENTED = "the repository's own collection, invented (MIT)"

Rows = Mapping[str, Mapping[str, float]]


def card(name: str, what: str, documents: Sequence[str], rows: Rows, weak: str) -> str:
    """The card of the model ``name``; ``rows`` are figures in percent by group, from models that had not seen them."""
    learnt = Counter(SOURCES.get(document.partition("_")[0], INVENTED) for document in documents)
    file, command = (f"{name}.onnx", "encoder") if name == "encoder" else (f"{name}.json", "train")
    sources = "\n".join(f"- {source}: {count}" for source, count in sorted(learnt.items()))
    return f"""# {file}

{what}

Trained by `python -m training.{name}` (`make {command}` runs it) on {len(documents)} documents, each marked by one
careful reader:

{sources}

No text of them is in the model. Figures in percent, each document judged by a model that had not seen it:

{markdown_table(rows)}

{weak}
"""


def markdown_table(rows: Rows) -> str:
    """A table with one line for each group and the columns of the first."""
    columns = list(next(iter(rows.values())))
    lines = ["| documents | " + " | ".join(columns) + " |", "| --- |" + " --- |" * len(columns)]
    lines += [f"| {group} | " + " | ".join(_cells(values, columns)) + " |" for group, values in rows.items()]
    return "\n".join(lines)


def _cells(values: Mapping[str, float], columns: Iterable[str]) -> list[str]:
    return [f"{values[column]:g}" if column in values else "–" for column in columns]


def write_card(folder: Path, name: str, text: str) -> None:
    """Write NAME.md beside the model."""
    (folder / f"{name}.md").write_text(text, "utf-8")
