"""Train the kinds of open issues and write ``briefgen/models/issue_kinds.json``.

    python -m training.issue_kinds FOLDER [FOLDER …] [--without PATTERN] [--out FOLDER]

Prints the share of kinds right, each document judged by a model that has not seen it.
"""

from __future__ import annotations

import json

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict

from briefgen.analysis.forest import models_from
from briefgen.extractors.issue_kinds import KINDS, kind_features
from training.cards import card, write_card
from training.corpus import load
from training.documents import read_options

STRENGTH = 0.2
"""Inverse of the regularisation."""
WHAT = """Multinomial logistic regression over the words, cue words, modals, roots, speakers and the encoder's
log-odds of an issue's evidence sentences (`briefgen/extractors/issue_kinds.py`): why the issue is open."""
WEAK = """Weak where the kinds shade into each other: a reply awaited is often a question and a condition at once, and
what is unknown is often still awaited. The reader's own wording of an issue says more of its kind than the evidence."""


def main() -> None:
    options = read_options(__doc__)
    features, kinds, names, genres = [], [], [], []
    with models_from(options.out):
        for example in load(options.gold_files(), options.unseen):
            for issue in example.items["issue"]:
                if issue.get("kind") in KINDS and issue["sentences"]:
                    features.append(kind_features(example.analysis, issue["sentences"]))
                    kinds.append(KINDS.index(issue["kind"]))
                    names.append(example.name)
                    genres.append(example.genre)
    target, genre = np.array(kinds), np.array(genres)
    vectorizer = DictVectorizer().fit(features)
    table = vectorizer.transform(features)
    regression = LogisticRegression(C=STRENGTH, max_iter=300, tol=1e-3)
    groups = np.unique(names, return_inverse=True)[1]
    guess = cross_val_predict(regression, table, target, groups=groups, cv=GroupKFold(10))
    right = guess == target
    print(f"{len(target)} issues, kinds right {100 * right.mean():.1f} %", end="")
    print("".join(f", {g} {100 * right[genre == g].mean():.1f} %" for g in sorted(set(genres))))
    for index, kind in enumerate(KINDS):
        print(f"  {kind:13} {100 * right[target == index].mean():5.1f} % of {(target == index).sum()}")
    regression.fit(table, target)
    columns = vectorizer.get_feature_names_out()
    kept = {
        str(name): [round(float(value), 3) for value in regression.coef_[:, column]]
        for column, name in enumerate(columns)
        if np.abs(regression.coef_[:, column]).max() >= 0.04
    }
    model = {
        "intercepts": [round(float(value), 3) for value in regression.intercept_],
        "weights": kept,
    }
    path = options.out / "issue_kinds.json"
    path.write_text(json.dumps(model, sort_keys=True, ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8")
    shares = {"all": right, **{g: right[genre == g] for g in sorted(set(genres))}}
    shares |= {kind: right[target == index] for index, kind in enumerate(KINDS)}
    rows = {group: {"issues": len(part), "right": round(100 * part.mean(), 1)} for group, part in shares.items()}
    write_card(options.out, "issue_kinds", card("issue_kinds", WHAT, sorted(set(names)), rows, WEAK))


if __name__ == "__main__":
    main()
