"""How good briefs are, held against what a reader marked: the counts of one document, summed over many.

An actor is found when one of its names agrees; an open issue or a next step when its evidence overlaps the reader's by
half of the shorter of the two. Of an item the first three quotes count, and a quote of more than 400 characters and
twice the reader's matches nothing. Each found item answers one marked item at most, those of tier 1 first. Recall
counts tier 1 only; precision counts a hit on either tier. Summaries are compared by ROUGE with stemming (C.-Y. Lin,
"ROUGE: a package for automatic evaluation of summaries", 2004), the best reference counting.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from rouge_score.rouge_scorer import RougeScorer

Item = Mapping[str, Any]
Span = tuple[int, int]

FOUND_SECTIONS = ("key_actors", "open_issues", "next_steps")
LINE_SECTIONS = ("summary", "open_issues", "next_steps")
SHARES = ("kind", "role", "owner", "due", "status")
ROUGE = ("rouge1", "rouge2", "rougeLsum")
LONGEST_LINE = 300
QUOTES_COUNTED = 3
LONGEST_QUOTE = 400

_STRAIGHT = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"'})
_OPENERS = re.compile(
    r"(?:But|And|Or|So|However|Yet|He|She|It|They|We|I|This|That|These|Those"
    r"|His|Her|Its|Their|Our|In turn|Meanwhile|Also)\b"
)
_BARE_WEEKDAY = re.compile(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b(?!\s*[\[(,]?\s*\d)(?!\s*\[)")
_LEFT_OUT_OF_NAMES = frozenset(
    ("the", "of", "and", "a", "an", "mr", "mrs", "ms", "dr", "prof", "president", "minister", "senator")
)


@dataclass
class Found:
    """Counts behind precision and recall."""

    found: int = 0
    right: int = 0
    """Found items that answer a marked one of either tier."""
    needed: int = 0
    """Marked items of tier 1."""
    hit: int = 0
    """Marked items of tier 1 that were found."""

    @property
    def figures(self) -> dict[str, float]:
        """Precision, recall and F1 in percent."""
        precision = self.right / self.found if self.found else 0.0
        recall = self.hit / self.needed if self.needed else 1.0
        f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        values = {"precision": precision, "recall": recall, "f1": f1}
        return {name: round(100 * value, 1) for name, value in values.items()}

    def __add__(self, other: Found) -> Found:
        return Found(
            self.found + other.found, self.right + other.right, self.needed + other.needed, self.hit + other.hit
        )


@dataclass
class Counts:
    """All counts of one document, or of several added up."""

    documents: int = 0
    sections: dict[str, Found] = field(default_factory=lambda: {section: Found() for section in FOUND_SECTIONS})
    shares: dict[str, tuple[int, int]] = field(default_factory=lambda: dict.fromkeys(SHARES, (0, 0)))
    """For each field: how many are right, of how many."""
    rouge: dict[str, float] = field(default_factory=lambda: dict.fromkeys(ROUGE, 0.0))
    """Sums over documents of the best F-measure."""
    lines: int = 0
    stumbles: int = 0
    quotes: int = 0
    not_in_source: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.documents + other.documents,
            {name: found + other.sections[name] for name, found in self.sections.items()},
            {name: (a + other.shares[name][0], b + other.shares[name][1]) for name, (a, b) in self.shares.items()},
            {name: value + other.rouge[name] for name, value in self.rouge.items()},
            self.lines + other.lines,
            self.stumbles + other.stumbles,
            self.quotes + other.quotes,
            self.not_in_source + other.not_in_source,
        )

    @property
    def figures(self) -> dict[str, float | None]:
        """Everything by name, in percent but for ``not in source``; None where there was nothing to judge."""
        out: dict[str, float | None] = {}
        for section, found in self.sections.items():
            out |= {f"{section} {name}": value for name, value in found.figures.items()}
        out |= {name: round(100 * value / max(1, self.documents), 1) for name, value in self.rouge.items()}
        out |= {name: _percent(right, of) for name, (right, of) in self.shares.items()}
        return out | {"stumbles": _percent(self.stumbles, self.lines), "not in source": self.not_in_source}


def total(counts: Iterable[Counts]) -> Counts:
    """The counts of several documents added up."""
    return sum(counts, Counts())


def score(text: str, gold: Mapping[str, Any], brief: Mapping[str, Any]) -> Counts:
    """The counts of one document: its text, what the reader marked, and the brief as JSON values."""
    source = folded(text)
    counts = Counts(documents=1)
    for section in (*LINE_SECTIONS, "key_actors"):
        for item in brief[section]:
            quotes = [quote["quote"] for quote in item["evidence"]]
            counts.quotes += max(1, len(quotes))
            counts.not_in_source += sum(not _occurs(quote, source) for quote in quotes) or not quotes
    names = [name for actor in brief["key_actors"] for name in (actor["name"], *actor["aliases"])]
    for section in LINE_SECTIONS:
        for item in brief[section]:
            line = item["action"] if section == "next_steps" else item["text"]
            counts.lines += 1
            counts.stumbles += stumbles(line, section, dated=bool(gold.get("date")), names=names)

    same_place = _same_place(source, gold, brief)
    counts.sections["key_actors"] = _compare(gold["key_actors"], brief["key_actors"], same_actor)
    for section in ("open_issues", "next_steps"):
        counts.sections[section] = _compare(gold[section], brief[section], same_place)
    _judge_actors(counts, gold["key_actors"], brief["key_actors"])
    _judge_steps(counts, gold["next_steps"], brief["next_steps"], same_place)

    summary = "\n".join(sentence["text"] for sentence in brief["summary"])
    results = [_rouge().score("\n".join(reference), summary) for reference in gold["summaries"] if summary]
    counts.rouge = {name: max((result[name].fmeasure for result in results), default=0.0) for name in ROUGE}
    return counts


def folded(text: str) -> str:
    """The text in compatibility form with straight quotes and single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).translate(_STRAIGHT).split())


def same_actor(marked: Item, found: Item) -> bool:
    """Whether a name or alias of both agrees; for persons, the surname and one more shared word will do."""
    wanted = _names(marked)
    got = _names(found)
    if wanted & got:
        return True
    main = name_key(marked["name"])
    if marked.get("kind") == "person" and main:
        surnames = {name.split()[-1] for name in got}
        return main.split()[-1] in surnames and bool(_words(wanted) & _words(got))
    return main in got or name_key(found["name"]) in wanted


def name_key(name: str) -> str:
    """A name in lower case without possessives, punctuation, titles and articles."""
    plain = re.sub(r"[^\w\s]", "", re.sub(r"'s\b", "", folded(name).lower()))
    return " ".join(word for word in plain.split() if word not in _LEFT_OUT_OF_NAMES)


def stumbles(line: str, section: str, *, dated: bool, names: Sequence[str]) -> bool:
    """Whether a reader would stumble over the line taken by itself.

    It is empty or long, opens with a pronoun, a conjunction or (steps and names aside) a lower-case letter, or names a
    bare weekday though the date is known.
    """
    line = line.strip()
    if not line or len(line) > LONGEST_LINE or _OPENERS.match(line) or (dated and _BARE_WEEKDAY.search(line)):
        return True
    lower = section != "next_steps" and re.match("[a-z]", line) is not None
    return lower and not any(line.startswith(name) for name in names if name)


def matched(marked: Sequence[Item], found: Sequence[Item], same: Callable[[Item, Item], bool]) -> set[int]:
    """Indices of the marked items in a largest one-to-one matching with the found, tier 1 first (augmenting paths)."""
    candidates = [[column for column, item in enumerate(found) if same(wanted, item)] for wanted in marked]
    answers: dict[int, int] = {}

    def place(row: int, tried: set[int]) -> bool:
        for column in candidates[row]:
            if column in tried:
                continue
            tried.add(column)
            if column not in answers or place(answers[column], tried):
                answers[column] = row
                return True
        return False

    order = sorted(range(len(marked)), key=lambda row: marked[row].get("tier", 1))
    return {row for row in order if place(row, set())}


def _compare(marked: Sequence[Item], found: Sequence[Item], same: Callable[[Item, Item], bool]) -> Found:
    placed = matched(marked, found, same)
    tiers = [item.get("tier", 1) for item in marked]
    return Found(len(found), len(placed), tiers.count(1), sum(tiers[row] == 1 for row in placed))


def _judge_actors(counts: Counts, marked: Sequence[Item], found: Sequence[Item]) -> None:
    """Kinds of the actors found, roles of all that the reader gave one."""
    for wanted in marked:
        if wanted.get("tier", 1) != 1:
            continue
        actor = next((actor for actor in found if same_actor(wanted, actor)), None)
        if actor:
            kinds = {actor["kind"], wanted["kind"]}
            _mark(counts, "kind", len(kinds) == 1 or kinds == {"group", "organisation"})
        if wanted.get("role"):
            role = _words([name_key(wanted["role"])])
            got = _words([name_key((actor or {}).get("role") or "")])
            told = bool(actor and actor["role"])
            _mark(counts, "role", told and 2 * len(role & got) >= max(1, min(len(role), len(got))))


def _judge_steps(
    counts: Counts, marked: Sequence[Item], found: Sequence[Item], same: Callable[[Item, Item], bool]
) -> None:
    """Status, owner and due days of the steps found, where the reader gave them."""
    for wanted in marked:
        hits = [step for step in found if same(wanted, step)]
        if not hits:
            continue
        if wanted.get("status"):
            _mark(counts, "status", any(step["status"] == wanted["status"] for step in hits))
        if wanted.get("owner"):
            owner = _words([name_key(wanted["owner"])])
            _mark(counts, "owner", any(owner & _words([name_key(step["owner"] or "")]) for step in hits))
        days = _days(wanted.get("due"))
        if days:
            _mark(counts, "due", any(_days(step["due"]) == days for step in hits))


def _mark(counts: Counts, name: str, right: bool) -> None:
    counts.shares[name] = (counts.shares[name][0] + right, counts.shares[name][1] + 1)


def _same_place(source: str, gold: Mapping[str, Any], brief: Mapping[str, Any]) -> Callable[[Item, Item], bool]:
    """A test whether a marked and a found item rest on the same words of the folded source."""
    spans = {
        id(item): _spans(source, item["evidence"])
        for section in ("open_issues", "next_steps")
        for item in gold[section]
    } | {
        id(item): _spans(source, [quote["quote"] for quote in item["evidence"]])[:QUOTES_COUNTED]
        for section in ("open_issues", "next_steps")
        for item in brief[section]
    }
    return lambda marked, found: any(_overlap(a, b) for a in spans[id(marked)] for b in spans[id(found)])


def _spans(source: str, quotes: Sequence[str]) -> list[Span]:
    return [(at, at + len(q)) for q in map(folded, quotes) if q and (at := source.find(q)) >= 0]


def _occurs(quote: str, source: str) -> bool:
    return bool(folded(quote)) and folded(quote) in source


def _overlap(marked: Span, found: Span) -> bool:
    length, other = marked[1] - marked[0], found[1] - found[0]
    shared = min(marked[1], found[1]) - max(marked[0], found[0])
    return 2 * shared >= min(length, other) and other <= max(LONGEST_QUOTE, 2 * length)


def _days(due: str | Mapping[str, Any] | None) -> tuple[str, str] | None:
    """First and last day of a due date, written "A", "A/B" or as an object with start and end."""
    if isinstance(due, Mapping):
        first, last = due.get("start"), due.get("end")
    else:
        first, _, last = (due or "").partition("/")
    return (str(first)[:10], str(last or first)[:10]) if first else None


def _names(actor: Item) -> set[str]:
    return {name_key(name) for name in (actor["name"], *actor.get("aliases", ()))} - {""}


def _words(names: Iterable[str]) -> set[str]:
    return {word for name in names for word in name.split()}


def _percent(right: int, of: int) -> float | None:
    return round(100 * right / of, 1) if of else None


@cache
def _rouge() -> RougeScorer:
    return RougeScorer(list(ROUGE), use_stemmer=True)
