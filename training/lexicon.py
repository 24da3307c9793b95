"""Write ``briefgen/models/lexicon.json``: what nouns and verbs are about ("minister": person; "say": communication).

    python training/lexicon.py /usr/share/wordnet

From WordNet 3.0 (Princeton University; free licence), as Debian's package wordnet-base installs it. The
classes are WordNet's lexicographer files; a word belongs to the class of most of its uses in the tagged
corpora. Words that never occur there are left out, but for nouns that mean persons or groups.
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from pathlib import Path

TARGET = Path(__file__).parents[1] / "briefgen" / "models" / "lexicon.json"
NOUNS = """
    tops act animal artifact attribute body cognition communication event feeling food group location motive object
    person phenomenon plant possession process quantity relation shape state substance time
"""
VERBS = """
    body change cognition communication competition consumption contact creation emotion motion perception possession
    social stative weather
"""
CLASSES = dict([*enumerate(NOUNS.split(), 3), *enumerate(VERBS.split(), 29)])

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


def main_class(word: list[tuple[int, int]]) -> str:
    """The class of most uses of a word; the first sense counts a little where none is tagged. Groups win from 40 %."""
    weights: Counter[str] = Counter()
    for n, (file, count) in enumerate(word):
        weights[CLASSES[file]] += count + (0.7 if n == 0 else 0.1)
    if weights["group"] >= 0.4 * weights.total():
        return "group"
    return weights.most_common(1)[0][0]


def main() -> None:
    folder = Path(sys.argv[1])
    lexicon: dict[str, dict[str, str]] = {}
    for part, mark in (("noun", "1"), ("verb", "2")):
        classes: defaultdict[str, list[str]] = defaultdict(list)
        for word, kinds in sorted(senses(folder, part, mark).items()):
            kind = main_class(kinds)
            if kind in {"person", "group"} or any(count for _, count in kinds):
                classes[kind].append(word)
        lexicon[part] = {kind: " ".join(words) for kind, words in sorted(classes.items())}
    others = {
        line.partition("%")[0]
        for line in (folder / "cntlist.rev").read_text("utf-8").splitlines()
        if line.partition("%")[2][0] in "345"
    }
    lexicon["other"] = {"": " ".join(sorted(word for word in others if word.isalpha()))}
    TARGET.write_text(json.dumps(lexicon, ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8")


if __name__ == "__main__":
    main()
