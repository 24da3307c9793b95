"""Train the kinds of open issues and write ``briefgen/models/issue_kinds.json``.

    python training/issue_kinds.py ../shared/train

Prints the share of kinds right, each document judged by a model that has not seen it.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict
from sklearn.pipeline import make_pipeline

from briefgen.extractors.issue_kinds import KINDS, kind_features
from training.corpus import load

TARGET = Path(__file__).parents[1] / "briefgen" / "models" / "issue_kinds.json"
STRENGTH = 0.2
"""Inverse of the regularisation."""


def main() -> None:
    features, kinds, names, genres = [], [], [], []
    for example in load(Path(sys.argv[1])):
        for issue in example.items["issue"]:
            if issue.get("kind") in KINDS and issue["sentences"]:
                features.append(kind_features(example.analysis, issue["sentences"]))
                kinds.append(KINDS.index(issue["kind"]))
                names.append(example.name)
                genres.append(example.genre)
    target, genre = np.array(kinds), np.array(genres)
    learner = make_pipeline(DictVectorizer(), LogisticRegression(C=STRENGTH, max_iter=300, tol=1e-3))
    groups = np.unique(names, return_inverse=True)[1]
    guess = cross_val_predict(learner, features, target, groups=groups, cv=GroupKFold(10))
    right = guess == target
    print(f"{len(target)} issues, kinds right {100 * right.mean():.1f} %", end="")
    print("".join(f", {g} {100 * right[genre == g].mean():.1f} %" for g in sorted(set(genres))))
    for index, kind in enumerate(KINDS):
        print(f"  {kind:13} {100 * right[target == index].mean():5.1f} % of {(target == index).sum()}")
    learner.fit(features, target)
    vectorizer, regression = learner[0], learner[1]
    columns = vectorizer.get_feature_names_out()
    kept = {
        str(name): [round(float(value), 3) for value in regression.coef_[:, column]]
        for column, name in enumerate(columns)
        if np.abs(regression.coef_[:, column]).max() >= 0.04
    }
    model = {"intercepts": [round(float(value), 3) for value in regression.intercept_], "weights": kept}
    TARGET.write_text(json.dumps(model, indent=0, sort_keys=True, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
