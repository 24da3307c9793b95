"""Train the sentence scores and the links between sentences, and say how good they are on unseen documents.

    python -m training.sentences FOLDER [FOLDER …] [--without PATTERN] [--out FOLDER]

Three folds by document: every figure, and every score that a later stage is trained on, comes from a model that has
not seen the document.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from typing import Any

import numpy as np
import scipy.sparse as sparse
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score

from briefgen.analysis.encoder import SECTIONS
from briefgen.analysis.features import GROUPS, Features, group_of, layout_of, sentence_features
from briefgen.analysis.forest import models_from, read_forest
from briefgen.analysis.model import Scores
from briefgen.analysis.scores import GROUP_SCALE, SecondStage, read_second_stage, with_encoder
from briefgen.analysis.standing import STANDING, standing
from briefgen.extractors.links import LINK, link_rows
from briefgen.extractors.selection import near_pairs, select_with
from training.cards import card, write_card
from training.corpus import Example, load, trust
from training.documents import read_options
from training.forests import forest_data
from training.measure import item_figures
from training.overlap import summary_overlap

WHAT = """Logistic regressions over the words, grammar, times, headings, neighbours and place of a sentence
(`briefgen/analysis/features.py`), averaged with what the encoder makes of it: is it evidence of an open issue, of a
next step, of the summary? Boosted trees over pairs say which sentences tell of one item (`extractors/links.py`),
and weigh the sentences of a summary. With and without the encoder, the last two are learnt apart."""
WEAK = """Items are found where the evidence overlaps the reader's. Weak where an issue is open only for what the text
leaves unsaid, and where several issues share a sentence."""
FOLDS = 3
LEAST_ROWS = 3
"""Sentences a feature must occur in."""
LEAST_WEIGHT = 0.03
"""Weights below this in all sections are left out of the file."""
LAYOUTS = ("prose", "bullets", "turns")
CUTS = {"issue": (0.1, 0.13, 0.16, 0.2, 0.25, 0.3), "step": (0.15, 0.2, 0.25, 0.3, 0.35, 0.4)}
LINKS = {"issue": (0.07, 0.1, 0.15), "step": (0.05, 0.07, 0.1)}


def matrix(rows: Sequence[Features], names: dict[str, int]) -> sparse.csr_matrix:
    """Rows of known features, scaled within their groups as at run time."""
    data: list[float] = []
    columns: list[int] = []
    starts = [0]
    for row in rows:
        known = [(names[name], value, group_of(name)) for name, value in row.items() if name in names]
        squares = np.zeros(len(GROUPS))
        for _, value, group in known:
            squares[group] += value * value
        scale = GROUP_SCALE / np.sqrt(squares + 1e-9)
        data += [value * scale[group] for _, value, group in known]
        columns += [column for column, _, _ in known]
        starts.append(len(data))
    return sparse.csr_matrix((data, columns, starts), shape=(len(rows), len(names)))


def fit_scores(examples: Sequence[Example], features: Sequence[list[Features]]) -> dict[str, Any]:
    """Logistic regressions for the sections: names, weights, intercepts."""
    rows = [row for document in features for row in document]
    counts: dict[str, int] = {}
    for row in rows:
        for name in row:
            counts[name] = counts.get(name, 0) + 1
    names = {name: at for at, name in enumerate(sorted(n for n, c in counts.items() if c >= LEAST_ROWS))}
    table = matrix(rows, names)
    weights, intercepts = [], []
    sizes = [len(example.analysis.sentences) for example in examples]
    share = np.repeat([trust(example.name) for example in examples], sizes)
    for section in SECTIONS:
        target = np.concatenate([example.labels[section] for example in examples])
        weight = np.where(target > 0, target, 1.0) * share
        if section == "summary":
            told = [bool(e.gold.get("summary_evidence")) for e in examples]
            weight *= np.repeat(told, sizes)
        kept = weight > 0
        model = LogisticRegression(C=1.0, max_iter=60).fit(table[kept], target[kept] > 0, sample_weight=weight[kept])
        weights.append(model.coef_[0])
        intercepts.append(float(model.intercept_[0]))
    both = np.asarray(weights).T
    return {
        "intercepts": [round(value, 4) for value in intercepts],
        "weights": {
            name: [round(float(w), 3) for w in both[at]]
            for name, at in names.items()
            if np.abs(both[at]).max() >= LEAST_WEIGHT
        },
    }


def log_odds(part: dict[str, Any], features: list[Features]) -> np.ndarray:
    names = {name: at for at, name in enumerate(part["weights"])}
    odds: np.ndarray = matrix(features, names) @ np.asarray(list(part["weights"].values()))
    return odds + np.asarray(part["intercepts"])


def boosted(rows: np.ndarray, target: np.ndarray, weight: np.ndarray, names: Sequence[str]) -> dict[str, Any]:
    """Trees for a target between 0 and 1: each row counts as an example for and one against, by its share."""
    rows = np.concatenate([rows, rows])
    weight = np.concatenate([weight * target, weight * (1 - target)])
    target = np.repeat([True, False], len(target))
    rows, target, weight = rows[weight > 0], target[weight > 0], weight[weight > 0]
    model = HistGradientBoostingClassifier(
        max_iter=90, learning_rate=0.06, max_leaf_nodes=10, l2_regularization=5, min_samples_leaf=40, random_state=0
    )
    return forest_data(model.fit(rows, target, sample_weight=weight), names)


def link_data(example: Example, section: str, odds: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Pairs of candidate sentences of which one at least is evidence, and whether they are evidence of one item."""
    scores = 1 / (1 + np.exp(-odds[:, SECTIONS.index(section)]))
    label = example.labels[section]
    chosen = [i for i in range(len(scores)) if scores[i] >= 0.25 or label[i] > 0]
    pairs = [pair for pair in near_pairs(example.analysis, chosen) if label[pair[0]] > 0 or label[pair[1]] > 0]
    items = [set(item["sentences"]) for item in example.items[section]]
    same = [any(one in item and other in item for item in items) for one, other in pairs]
    return link_rows(example.analysis, scores.tolist(), pairs), np.asarray(same, bool)


def unseen_log_odds(examples: Sequence[Example], features: Sequence[list[Features]]) -> list[np.ndarray]:
    """The log-odds of the features of each document, from weights that have not seen it."""
    odds: list[np.ndarray] = [np.zeros(0)] * len(examples)
    for fold in range(FOLDS):
        seen = [n for n in range(len(examples)) if n % FOLDS != fold]
        part = fit_scores([examples[n] for n in seen], [features[n] for n in seen])
        for n in range(fold, len(examples), FOLDS):
            odds[n] = log_odds(part, features[n])
    return odds


def train_second_stage(
    examples: Sequence[Example], features: Sequence[list[Features]], odds: Sequence[np.ndarray]
) -> dict[str, Any]:
    """What is learnt of scored sentences as JSON, with the figures of unseen documents under "figures"."""
    folds = [n % FOLDS for n in range(len(examples))]
    places = [standing(e.analysis.sentences, f, o) for e, f, o in zip(examples, features, odds, strict=True)]
    links = {s: [link_data(e, s, o) for e, o in zip(examples, odds, strict=True)] for s in CUTS}
    label = {s: [e.labels[s] for e in examples] for s in SECTIONS}
    worth = [(summary_overlap(e.gold, e.analysis) + (e.labels["summary"] > 0)) / 2 for e in examples]
    told = [np.full(len(e.analysis.sentences), trust(e.name) * bool(e.gold.get("summary_evidence"))) for e in examples]

    def later(seen: list[int]) -> dict[str, Any]:
        """The parts that are trained on scores: summary trees and links."""
        stack = lambda blocks: np.concatenate([blocks[n] for n in seen])  # noqa: E731
        kept = stack(told) > 0
        return {
            "summary": boosted(stack(places)[kept], stack(worth)[kept], stack(told)[kept], STANDING),
            "links": {
                s: boosted(
                    np.concatenate([links[s][n][0] for n in seen]),
                    np.concatenate([links[s][n][1] for n in seen]),
                    np.repeat([trust(examples[n].name) for n in seen], [len(links[s][n][1]) for n in seen]),
                    LINK,
                )
                for s in CUTS
            },
        }

    parts = [later([n for n in range(len(examples)) if folds[n] != fold]) for fold in range(FOLDS)]
    scored: list[Example] = []
    for n, example in enumerate(examples):
        probabilities = 1 / (1 + np.exp(-odds[n]))
        summary = read_forest(parts[folds[n]]["summary"]).probability(places[n])
        scores = tuple(Scores(*row[:2], weight) for row, weight in zip(probabilities.tolist(), summary, strict=True))
        scored.append(dataclasses.replace(example, analysis=dataclasses.replace(example.analysis, scores=scores)))
    figures: dict[str, Any] = {
        s: {
            "average precision": round(
                float(
                    average_precision_score(
                        np.concatenate(label[s]) > 0,
                        np.concatenate([[getattr(x, s) for x in e.analysis.scores] for e in scored]),
                        sample_weight=np.concatenate(told) if s == "summary" else None,
                    )
                ),
                4,
            )
        }
        for s in SECTIONS
    }
    models = [read_second_stage({"cuts": {}, **part}) for part in parts]
    cuts: dict[str, dict[str, tuple[float, float]]] = {}
    layouts = [layout_of(e.analysis.sentences) for e in scored]
    for section in CUTS:
        chosen: list[list[tuple[int, ...]]] = [[] for _ in scored]
        cuts[section] = {}
        for layout in LAYOUTS:
            alike = [n for n in range(len(scored)) if layouts[n] == layout]
            tried = []
            for cut in CUTS[section]:
                for link in LINKS[section]:
                    found = [groups(scored[n], section, models[folds[n]], cut, link) for n in alike]
                    figure = item_figures([scored[n] for n in alike], section, found) if alike else {"all": {"f1": 0.0}}
                    # What is written in earnest counts twice, but is too little to choose by alone.
                    chance = figure["all"]["f1"] + figure.get("real", figure["all"])["f1"]
                    tried.append((chance, cut, link, found))
            _, cut, link, found = max(tried, key=lambda entry: entry[0])
            cuts[section][layout] = (cut, link)
            for n, items in zip(alike, found, strict=True):
                chosen[n] = items
        figures[section] |= item_figures(scored, section, chosen)
    return {"cuts": cuts, "figures": figures, **later(list(range(len(examples))))}


def groups(example: Example, section: Any, model: SecondStage, cut: float, link: float) -> list[tuple[int, ...]]:
    everything = range(len(example.analysis.sentences))
    return [selection.sentences for selection in select_with(example.analysis, section, model, cut, link, everything)]


def main() -> None:
    options = read_options(__doc__)
    with models_from(options.out):
        examples = list(load(options.gold_files(), options.unseen))
    print(len(examples), "documents")
    features = [sentence_features(a.sentences, a.entities, a.quotes, a.times) for a in (e.analysis for e in examples)]
    plain = unseen_log_odds(examples, features)
    mean = [with_encoder(odds, e.analysis.encoded) for odds, e in zip(plain, examples, strict=True)]
    model = fit_scores(examples, features)
    rows: dict[str, dict[str, float]] = {}
    for name, odds in (("encoder", mean), ("plain", plain)):
        model[name] = train_second_stage(examples, features, odds)
        figures = model[name].pop("figures")
        print(name, json.dumps(figures, indent=1), model[name]["cuts"], flush=True)
        words = "" if name == "encoder" else ", without the encoder"
        rows |= {
            f"{section}s, {group}{words}": values
            for section in CUTS
            for group, values in figures[section].items()
            if isinstance(values, dict)
        }
    text = json.dumps(model, ensure_ascii=False, separators=(",", ":"))
    (options.out / "sentences.json").write_text(text + "\n", "utf-8")
    write_card(options.out, "sentences", card("sentences", WHAT, [e.name for e in examples], rows, WEAK))


if __name__ == "__main__":
    main()
