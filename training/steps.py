"""Train owners and statuses of next steps and write ``briefgen/models/steps.json``.

    python -m training.steps FOLDER [FOLDER …] [--without PATTERN] [--out FOLDER]

Prints the share of owners and statuses right, each document judged by models that have not seen it, and of due
dates, which are not learned. The steps rest on the sentences that the reader named.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from briefgen.analysis.forest import models_from
from briefgen.extractors.commitments import find_deeds
from briefgen.extractors.conditions import condition_of
from briefgen.extractors.due import choose_due
from briefgen.extractors.owner_candidates import Candidate, find_candidates
from briefgen.extractors.owners import Owners
from briefgen.extractors.statuses import STATUSES, settled_status, status_features
from training.cards import card, markdown_table, write_card
from training.corpus import Example, load
from training.documents import Options, read_options

OWNER_STRENGTH, STATUS_STRENGTH = 0.2, 0.1
"""Inverses of the regularisation."""
NOBODY = 0.3
"""Weight of the candidates of a step to which the reader gave no owner."""
CUT = -1.4
"""Score (log odds) below which nobody is named as owner."""
WHAT = """Two logistic regressions over the steps of a text (`briefgen/extractors/owner_candidates.py`,
`briefgen/extractors/statuses.py`): which of the candidates is the owner, and whether a step is committed, planned or
conditional."""
WEAK = """Judged on the sentences that the reader named as evidence. Weak where the owner is named only in a heading
or several sentences before, and where an offer or a wish reads like a commitment."""
_TITLES = {"the", "of", "and", "a", "an", "mr", "mrs", "ms", "dr", "prof", "president", "minister", "senator"}


@dataclass
class Case:
    """A step of a reader, with what the extractor sees of it."""

    document: str
    genre: str
    owner: str | None
    status: str
    candidates: list[Candidate]
    right: list[bool]
    deed: Any
    time: Any
    condition: str | None
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
        deed = find_deeds(analysis.sentences[step["sentences"][0]])[0]
        candidates = find_candidates(analysis, deed, step["sentences"], owners)
        right = [bool(words(step["owner"]) & words(candidate.name)) for candidate in candidates]
        time = choose_due(analysis, deed, step["sentences"])
        first, _, last = (step["due"] or "").partition("/")
        days = (str(time.first), str(time.last)) if time and time.first else None
        found.append(
            Case(
                example.name, example.genre, step["owner"], step["status"], candidates, right, deed, time,
                condition_of(deed), (bool(first), days == (first, last or first)),
            )
        )  # fmt: skip
    return found


def train_owner(training: Sequence[Case]) -> tuple[DictVectorizer, LogisticRegression]:
    """A model of which candidate is the owner."""
    features, labels, weights = [], [], []
    for case in training:
        if case.owner and not any(case.right):
            continue
        features += [candidate.features for candidate in case.candidates]
        labels += case.right
        weights += [1.0 if case.owner else NOBODY] * len(case.candidates)
    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform(features)
    model = LogisticRegression(C=OWNER_STRENGTH, max_iter=300)
    return vectorizer, model.fit(matrix, labels, sample_weight=weights)


def choose(case: Case, vectorizer: DictVectorizer, model: LogisticRegression) -> int | None:
    """Index of the candidate chosen, or None."""
    if not case.candidates:
        return None
    scores = model.decision_function(vectorizer.transform([candidate.features for candidate in case.candidates]))
    best = int(scores.argmax())
    return best if scores[best] >= CUT else None


def step_features(case: Case, chosen: int | None) -> dict[str, float]:
    way = "" if chosen is None else case.candidates[chosen].way
    return dict(status_features(case.deed, way, case.time, case.condition))


def train_status(training: Sequence[Case], chosen: Sequence[int | None]) -> tuple[DictVectorizer, LogisticRegression]:
    """A model of the status, given the owners chosen."""
    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform(
        [step_features(case, index) for case, index in zip(training, chosen, strict=True)]
    )
    model = LogisticRegression(C=STATUS_STRENGTH, max_iter=300)
    return vectorizer, model.fit(matrix, [STATUSES.index(case.status) for case in training])


def shares(right: np.ndarray, genres: np.ndarray) -> dict[str, float]:
    """Percent right of all and by genre."""
    parts = {"all": right, **{genre: right[genres == genre] for genre in sorted(set(genres))}}
    return {group: round(100 * float(part.mean()), 1) for group, part in parts.items()}


def main() -> None:
    options = read_options(__doc__)
    with models_from(options.out):
        everything = [case for example in load(options.gold_files()) for case in cases(example)]
    groups = np.unique([case.document for case in everything], return_inverse=True)[1]
    chosen: list[int | None] = [None] * len(everything)
    status = np.zeros(len(everything), int)
    for train, test in GroupKFold(10).split(everything, groups=groups):
        seen = [everything[index] for index in train]
        owner_model = train_owner(seen)
        status_model = train_status(seen, [choose(case, *owner_model) for case in seen])
        for index in test:
            chosen[index] = choose(everything[index], *owner_model)
            features = step_features(everything[index], chosen[index])
            case = everything[index]
            settled = settled_status(case.deed, case.condition)
            if settled:
                status[index] = STATUSES.index(settled)
            else:
                status[index] = status_model[1].predict(status_model[0].transform([features]))[0]
    genres = np.array([case.genre for case in everything])
    owned = np.array([bool(case.owner) for case in everything])
    right = np.array([i is not None and c.right[i] for c, i in zip(everything, chosen, strict=True)])
    due = np.array([case.due for case in everything])
    columns = {
        "owner": shares(right[owned], genres[owned]),
        "status": shares(status == [STATUSES.index(case.status) for case in everything], genres),
        "due (not learned)": shares(due[due[:, 0], 1], genres[due[:, 0]]),
    }
    rows = {
        group: {name: found[group] for name, found in columns.items() if group in found} for group in columns["status"]
    }
    print(markdown_table(rows))
    nobody = np.mean([chosen[index] is None for index in np.flatnonzero(~owned)])
    print(f"        nobody named for {nobody:.0%} of those without owner")
    write(everything, options)
    documents = sorted({case.document for case in everything})
    write_card(options.out, "steps", card("steps", WHAT, documents, rows, WEAK))


def write(everything: Sequence[Case], options: Options) -> None:
    owner = train_owner(everything)
    status = train_status(everything, [choose(case, *owner) for case in everything])
    intercept = float(owner[1].intercept_[0])
    names = owner[0].get_feature_names_out()
    model = {
        "owner": {n: round(float(w), 3) for n, w in zip(names, owner[1].coef_[0], strict=True) if abs(w) >= 0.02},
        "owner_cut": round(CUT - intercept, 3),
        "status": {
            name: [round(float(value), 3) for value in column]
            for name, column in zip(status[0].get_feature_names_out(), status[1].coef_.T, strict=True)
            if np.abs(column).max() >= 0.03
        },
        "status_intercepts": [round(float(value), 3) for value in status[1].intercept_],
    }
    path = options.out / "steps.json"
    path.write_text(json.dumps(model, indent=0, sort_keys=True, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
