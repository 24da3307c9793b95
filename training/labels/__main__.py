"""Write the labels of documents whose texts are not in the repository: ids, offsets and classes, no words.

    python -m training.labels FOLDER

FOLDER holds NAME.txt and NAME.gold.json. Writes ``training/labels/FAMILY.json``, one line a document; what each entry
holds is said in training/README.md. Documents of the collection are left out: they are there with their texts.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from training.corpus import locate
from training.evaluate import COLLECTION, names_in

TARGET = Path(__file__).parent

Span = tuple[int, int]


def spans(text: str, quotes: Iterable[str]) -> list[Span]:
    """Where the quotes are, in their order; one that cannot be found is left out."""
    return [span for quote in quotes if (span := locate(text, quote))]


def mentions(text: str, names: Iterable[str]) -> list[Span]:
    """Every place where a name stands as whole words, the longest name where several do."""
    patterns = [r"\s+".join(map(re.escape, name.split())) for name in sorted(names, key=len, reverse=True) if name]
    return [found.span() for found in re.finditer(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)", text)]


def labels(text: str, gold: dict[str, Any]) -> dict[str, Any]:
    """The labels of one document; offsets count characters of the text file, line ends as one."""
    actors = [
        {"kind": actor["kind"], "tier": actor["tier"], "mentions": mentions(text, [actor["name"], *actor["aliases"]])}
        for actor in gold["key_actors"]
    ]
    issues = [
        {"kind": issue["kind"], "tier": issue["tier"], "evidence": spans(text, issue["evidence"])}
        for issue in gold["open_issues"]
    ]
    steps = [
        {
            "status": step["status"],
            "tier": step["tier"],
            "due": step["due"],
            "owner": next(iter(spans(text, [step["owner"] or ""])), None),
            "evidence": spans(text, step["evidence"]),
        }
        for step in gold["next_steps"]
    ]
    return {
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
        "date": gold["date"],
        "actors": actors,
        "issues": issues,
        "steps": steps,
        "summaries": [spans(text, evidence) for evidence in gold.get("summary_evidence") or []],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    ours = set(names_in(COLLECTION))
    families: dict[str, list[str]] = {}
    for name in names_in(folder):
        if name in ours:
            continue
        gold = json.loads((folder / f"{name}.gold.json").read_text("utf-8"))
        entry = labels((folder / f"{name}.txt").read_text("utf-8"), gold)
        line = f"{json.dumps(name)}:{json.dumps(entry, separators=(',', ':'))}"
        families.setdefault(name.partition("_")[0], []).append(line)
    for family, lines in families.items():
        (TARGET / f"{family}.json").write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")
    print(f"{sum(map(len, families.values()))} documents in {len(families)} files")


if __name__ == "__main__":
    main()
