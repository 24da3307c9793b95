"""Train owners and statuses of next steps and write ``briefgen/models/steps.json``.

    python -m training.steps FOLDER [FOLDER …] [--without PATTERN] [--out FOLDER]

Prints the share of owners and statuses right, each document judged by models that have not seen it, and of due
dates, which are not learned. The steps rest on the sentences that the reader named.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sparse
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from briefgen.analysis.forest import models_from, read_forest
from briefgen.extractors.commitments import main_deed
from briefgen.extractors.conditions import condition_of
from briefgen.extractors.due import choose_due
from briefgen.extractors.owner_candidates import Candidate, deed_way, find_candidates
from briefgen.extractors.owner_crosses import crossed
from briefgen.extractors.owners import Owners
from briefgen.extractors.statuses import STATUSES, settled_status, status_features
from briefgen.extractors.step_model import StepModel
from training.cards import card, write_card
from training.corpus import Example, load
from training.documents import read_options
from training.listwise import Lists, fit_forest, fit_linear

STATUS_STRENGTH = 0.15
"""Inverse of the regularisation."""
UNOWNED = 0.4
"""Weight of a step to which the reader gave no owner."""
NOBODY = -0.3
"""What is added to the score of nobody: a step without owner says less than one with the likeliest."""
LEAST_CROSSED, LEAST_PLAIN = 8, 25
"""Candidates a feature must occur with, for the weights and for the trees."""
FOLDS = 5
EVIDENCE = 3
"""Sentences of a step that are looked at."""
WHAT = """Owners: for each candidate (`briefgen/extractors/owner_candidates.py`), and for nobody, a linear score over
crossed features plus boosted trees over plain ones, both under a listwise loss. Statuses: multinomial logistic
regression over how a step is announced (`briefgen/extractors/statuses.py`). Owner and status are judged on what
the reader named as evidence; an owner is right when it shares a word with the reader's."""
WEAK = """Weak where a note leaves its subject out and the owner stands several lines above, where the group that meets
and the one who speaks are both possible, and for steps that the reader gave to nobody, most of which are
given an owner. One owner in ten is not among the candidates. "Planned" is taken for "committed" about half the time."""
_TITLES = {"the", "of", "and", "a", "an", "mr", "mrs", "ms", "dr", "prof", "president", "minister", "senator"}


@dataclass
class Case:
    """A step of a reader, with what the extractor sees of it."""

    document: str
    genre: str
    owner: str | None
    status: int
    candidates: list[Candidate]
    right: list[bool]
    """Whether each candidate is the owner; the last is nobody."""
    settled: str | None
    announced: dict[str, float]
    """Features of the status."""
    due: tuple[bool, bool]
    """Whether the reader gave days, and whether they are found."""


def words(name: str | None) -> set[str]:
    """The words by which two names of an owner are taken for one."""
    found = re.findall(r"[^\W_]+", re.sub(r"['’]s\b", "", (name or "").casefold()))
    return {word for word in found if word not in _TITLES}


def cases(example: Example) -> list[Case]:
    """The steps of one document."""
    analysis, owners, found = example.analysis, Owners(example.analysis), []
    for step in example.items["step"]:
        if not step["sentences"] or step["status"] not in STATUSES:
            continue
        deed = main_deed([analysis.sentences[index] for index in step["sentences"][:EVIDENCE]])
        candidates = find_candidates(analysis, deed, step["sentences"], owners)
        right = [bool(words(step["owner"]) & words(candidate.name)) for candidate in candidates]
        right[-1] = not step["owner"]
        time, condition = choose_due(analysis, deed, step["sentences"]), condition_of(deed)
        first, _, last = (step["due"] or "").partition("/")
        days = (str(time.first), str(time.last)) if time and time.first else None
        announced = dict(status_features(deed, deed_way(candidates), time, condition))
        found.append(
            Case(
                example.name, example.genre, step["owner"], STATUSES.index(step["status"]), candidates, right,
                settled_status(deed, condition), announced, (bool(first), days == (first, last or first)),
            )
        )  # fmt: skip
    return found


def train_owner(training: Sequence[Case]) -> dict[str, Any]:
    """Weights and trees of the choice of an owner."""
    known = [case for case in training if any(case.right)]
    plain = [candidate.features for case in known for candidate in case.candidates]
    pairs = [crossed(features) for features in plain]
    lists = Lists(
        np.cumsum([0, *(len(case.candidates) for case in known)]),
        np.asarray([right for case in known for right in case.right], float),
        np.asarray([1.0 if case.owner else UNOWNED for case in known]),
    )
    count = Counter(name for row in pairs for name in row)
    column = {name: at for at, name in enumerate(sorted(n for n, c in count.items() if c >= LEAST_CROSSED))}
    entries = [(at, column[n], v) for at, row in enumerate(pairs) for n, v in row.items() if n in column]
    at, columns, values = zip(*entries, strict=True)
    weights = fit_linear(sparse.csr_matrix((values, (at, columns)), shape=(len(pairs), len(column))), lists)
    count = Counter(name for row in plain for name, value in row.items() if value)
    names = sorted(name for name, c in count.items() if c >= LEAST_PLAIN)
    table = np.asarray([[row.get(name, 0.0) for name in names] for row in plain], dtype=np.float32)
    return {
        "weights": {n: round(float(w), 3) for n, w in zip(column, weights, strict=True) if abs(w) >= 0.005},
        "forest": fit_forest(table, lists, names),
        "nobody": NOBODY,
    }


def train_status(training: Sequence[Case]) -> dict[str, Any]:
    """Weights and intercepts of the status."""
    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform([case.announced for case in training])
    model = LogisticRegression(C=STATUS_STRENGTH, max_iter=300).fit(matrix, [case.status for case in training])
    return {
        "status": {
            name: [round(float(value), 3) for value in column]
            for name, column in zip(vectorizer.get_feature_names_out(), model.coef_.T, strict=True)
            if np.abs(column).max() >= 0.02
        },
        "status_intercepts": [round(float(value), 3) for value in model.intercept_],
    }


def train(training: Sequence[Case]) -> dict[str, Any]:
    """The whole model as JSON."""
    return {"owner": train_owner(training)} | train_status(training)


def judge(case: Case, model: StepModel) -> tuple[int, bool]:
    """Index of the candidate chosen, and whether the status is right."""
    chosen = int(model.owners([candidate.features for candidate in case.candidates]).argmax())
    scores = model.statuses(case.announced)
    status = STATUSES.index(case.settled) if case.settled else int(np.argmax(scores))
    return chosen, status == case.status


def figures(everything: Sequence[Case], groups: dict[str, np.ndarray]) -> dict[str, dict[str, float]]:
    """Shares right in percent, by group of cases, each document judged by a model that has not seen it."""
    chosen, status = np.zeros(len(everything), int), np.zeros(len(everything), bool)
    documents = np.unique([case.document for case in everything], return_inverse=True)[1]
    for seen, unseen in GroupKFold(FOLDS).split(everything, groups=documents):
        data = train([everything[index] for index in seen])
        owner = data["owner"]
        model = StepModel(
            owner["weights"], read_forest(owner["forest"]), NOBODY, data["status"], data["status_intercepts"]
        )
        for index in unseen:
            chosen[index], status[index] = judge(everything[index], model)
    owned = np.asarray([bool(case.owner) for case in everything])
    right = np.asarray([case.right[index] for case, index in zip(everything, chosen, strict=True)])
    due = np.asarray([case.due for case in everything])
    share = lambda values: round(100 * float(values.mean()), 1) if len(values) else 0.0  # noqa: E731
    return {
        name: {
            "steps": int(part.sum()),
            "owner right": share(right[part & owned]),
            "left to nobody": share(right[part & ~owned]),
            "status right": share(status[part]),
            "due right": share(due[part & due[:, 0], 1]),
        }
        for name, part in groups.items()
    }


def main() -> None:
    options = read_options(__doc__)
    with models_from(options.out):
        everything = [case for example in load(options.gold_files(), options.unseen) for case in cases(example)]
    genres = np.asarray([case.genre for case in everything])
    new = np.asarray([bool(re.search(r"_6\d\d$", case.document)) for case in everything])
    groups = {"all": np.ones(len(everything), bool)} | {genre: genres == genre for genre in sorted(set(genres))}
    if new.any() and not new.all():
        groups["collection of 6xx"], groups["others"] = new, ~new
    rows = figures(everything, groups)
    for name, row in rows.items():
        print(name, row)
    path = options.out / "steps.json"
    path.write_text(json.dumps(train(everything), ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8")
    documents = sorted({case.document for case in everything})
    write_card(options.out, "steps", card("steps", WHAT, documents, rows, WEAK))


if __name__ == "__main__":
    main()
