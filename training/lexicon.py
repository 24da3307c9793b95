"""Write ``briefgen/models/lexicon.json``: which common nouns mean persons or groups, which verbs mean speaking.

    python training/lexicon.py /usr/share/wordnet

From WordNet 3.0 (Princeton University; free licence), as Debian's package wordnet-base installs it. A
word counts when most of its uses in the tagged corpora are of that kind.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from pathlib import Path

TARGET = Path(__file__).parents[1] / "briefgen" / "models" / "lexicon.json"
PERSON, GROUP, COMMUNICATION = 18, 14, 32
"""Numbers of WordNet's lexicographer files."""

Senses = dict[str, list[tuple[int, int]]]
"""Word to its senses in order: lexicographer file and number of tagged uses."""


def senses(folder: Path, part: str, mark: str) -> Senses:
    file_of: dict[str, int] = {}
    common: set[str] = set()
    for line in (folder / f"data.{part}").read_text("utf-8").splitlines():
        if line.startswith(" "):
            continue
        fields = line.split(" ")
        file_of[fields[0]] = int(fields[1])
        common.update(fields[4 : 4 + 2 * int(fields[3], 16) : 2])
    uses: defaultdict[tuple[str, int], int] = defaultdict(int)
    for line in (folder / "cntlist.rev").read_text("utf-8").splitlines():
        key, number, count = line.split()
        word, _, rest = key.partition("%")
        if rest[0] == mark:
            uses[word, int(number)] = int(count)
    found: Senses = {}
    for line in (folder / f"index.{part}").read_text("utf-8").splitlines():
        fields = line.split()
        if line.startswith(" ") or not fields[0].isalpha() or fields[0] not in common:
            continue
        offsets = fields[-int(fields[2]) :]
        found[fields[0]] = [(file_of[offset], uses[fields[0], n]) for n, offset in enumerate(offsets, 1)]
    return found


def share(word: list[tuple[int, int]], file: int) -> float:
    """The share of the uses of a word that are of one kind; the first sense counts a little where none is tagged."""
    weights = [count + (0.7 if n == 0 else 0.1) for n, (_, count) in enumerate(word)]
    return sum(weight for weight, (kind, _) in zip(weights, word, strict=True) if kind == file) / sum(weights)


def main() -> None:
    folder = Path(sys.argv[1])
    nouns, verbs = senses(folder, "noun", "1"), senses(folder, "verb", "2")
    lexicon = {
        "person": sorted(word for word, kinds in nouns.items() if share(kinds, PERSON) >= 0.5),
        "group": sorted(word for word, kinds in nouns.items() if share(kinds, GROUP) >= 0.4),
        "communication": sorted(word for word, kinds in verbs.items() if share(kinds, COMMUNICATION) >= 0.5),
    }
    TARGET.write_text(json.dumps(lexicon, ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8")


if __name__ == "__main__":
    main()
