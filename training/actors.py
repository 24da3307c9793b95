"""Train the weights that say who is a key actor and of what kind; ``briefgen/models/actors.json``.

    python -m training.actors FOLDER [FOLDER …] [--without PATTERN] [--out FOLDER]

A FOLDER holds NAME.txt and NAME.gold.json (see training/README.md). The figures printed are from models
that have not seen the document, in six folds; the model written is fitted to all of them.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.ensemble import GradientBoostingClassifier

from briefgen.analysis.clusters import Cluster
from briefgen.analysis.entities import name_and_aliases, resolve_clusters
from briefgen.analysis.forest import read_forest, rows_of
from briefgen.analysis.kinds import CLASSES, decide_kind, kinds_by
from briefgen.analysis.model import Sentence
from briefgen.analysis.salience import ENCODED, cluster_features, encoded_features, head_noun
from briefgen.analysis.sentences import parse
from briefgen.sources import read_source
from training.cards import card, markdown_table, write_card
from training.corpus import genre_of, origin_of, trust
from training.documents import read_options
from training.scoring import matched, same_actor
from training.unseen import Unseen, read_unseen, said_of

FOLDS = 6
SALIENCES = ("salience", "salience_plain")
WHAT = f"""Boosted trees over the features of `briefgen/analysis/salience.py`: `salience` (is an entity a key actor;
0.5 is the cut), `salience_plain` for builds without the encoder, and one forest for each of the kinds person,
organisation and state. Judged in {FOLDS} folds."""
WEAK = """Weak where a text has no sentences (bullets naming teams), where groups are meant by several words for one
("migrants", "asylum seekers"), and for works and vehicles that act as subjects."""


@dataclass
class Example:
    """A document with its gold actors, the clusters found in it and what each is labelled."""

    name: str
    gold: list[dict[str, Any]]
    actors: list[dict[str, Any]]
    features: list[dict[str, float]]
    heads: list[str]
    """The common noun that says what each cluster is, or ""."""
    tiers: list[int] = field(default_factory=list)
    """1 or 2 for the cluster that is a gold actor, -1 for a further one of the same actor, 0 for none."""
    kinds: list[str] = field(default_factory=list)
    """Kind of the gold actor, or ""."""


def read_examples(gold_files: Sequence[Path], unseen: Unseen) -> list[Example]:
    examples = []
    for path in gold_files:
        gold = json.loads(path.read_text("utf-8"))
        name = path.name.removesuffix(".gold.json")
        document = read_source(path.with_name(f"{name}.txt"), document_id="s1", date=gold.get("date"))
        examples.append(make_example(name, gold["key_actors"], parse([document]), unseen))
    return examples


def make_example(name: str, gold: list[dict[str, Any]], sentences: Sequence[Sentence], unseen: Unseen) -> Example:
    clusters, words = resolve_clusters(sentences)
    kinds = [decide_kind(cluster) for cluster in clusters]
    features = cluster_features(clusters, kinds, sentences, words, {})
    for row, more in zip(features, encoded_features(clusters, said_of(unseen, sentences)), strict=True):
        row |= more
    named = [name_and_aliases(cluster) for cluster in clusters]
    actors = [{"name": full, "aliases": aliases} for full, aliases in named]
    heads = [head_noun(cluster) for cluster in clusters]
    example = Example(name, gold, actors, features, heads, [0] * len(actors), [""] * len(actors))
    for actor in gold:
        _label(example, actor, clusters)
    return example


def _label(example: Example, actor: dict[str, Any], clusters: Sequence[Cluster]) -> None:
    matching = [i for i, found in enumerate(example.actors) if same_actor(actor, found)]
    if not matching:
        return
    rows = example.features

    def weight(i: int) -> tuple[bool, bool, float]:
        return example.tiers[i] <= 0, not clusters[i].nominal, rows[i]["mentions"] + 0.5 * rows[i]["turns"]

    best = max(matching, key=weight)
    if example.tiers[best] <= 0 or actor["tier"] < example.tiers[best]:
        example.tiers[best] = actor["tier"]
    for i in matching:
        example.kinds[i] = example.kinds[i] or actor["kind"]
        if i != best and example.tiers[i] == 0:
            example.tiers[i] = -1


def boosted(seed: int, trees: int, depth: int) -> GradientBoostingClassifier:
    return GradientBoostingClassifier(
        n_estimators=trees,
        max_depth=depth,
        learning_rate=0.05,
        subsample=0.6,
        max_features=0.2,
        min_samples_leaf=12,
        random_state=seed,
    )


def fit(
    rows: np.ndarray, truth: np.ndarray, weights: np.ndarray, names: list[str], trees: int, depth: int
) -> dict[str, Any]:
    """A forest in its JSON form: two fits of different seeds, averaged."""
    parts = []
    for seed in (1, 2):
        model = boosted(seed, trees, depth).fit(rows, truth, sample_weight=weights)
        prior = float(model.init_.class_prior_[1])
        parts.append((np.log(prior / (1 - prior)), [stage[0].tree_ for stage in model.estimators_]))
    rate = 0.05 / len(parts)
    out: dict[str, Any] = {"features": names, "base": round(float(np.mean([base for base, _ in parts])), 5)}
    lists: dict[str, list[Any]] = {key: [] for key in ("roots", "feature", "threshold", "left", "right", "value")}
    for _, trees_of in parts:
        for tree in trees_of:
            offset = len(lists["feature"])
            lists["roots"].append(offset)
            leaf = tree.children_left < 0
            lists["feature"] += np.where(leaf, -1, tree.feature).tolist()
            lists["threshold"] += [
                float(f"{value:.5g}") if not end else 0 for value, end in zip(tree.threshold, leaf, strict=True)
            ]
            lists["left"] += np.where(leaf, 0, tree.children_left + offset).tolist()
            lists["right"] += np.where(leaf, 0, tree.children_right + offset).tolist()
            lists["value"] += [
                float(f"{rate * value:.4g}") if end else 0 for value, end in zip(tree.value[:, 0, 0], leaf, strict=True)
            ]
    return out | lists


def head_priors(examples: Sequence[Example], without: Example | None = None) -> dict[str, float]:
    """Log-odds of head nouns to be an actor's, smoothed towards the mean and centred on it."""
    uses: Counter[str] = Counter()
    hits: Counter[str] = Counter()
    for example in examples:
        if example is without:
            continue
        for head, tier in zip(example.heads, example.tiers, strict=True):
            if head:
                uses[head] += 1
                hits[head] += tier > 0
    mean = hits.total() / max(1, uses.total())
    odds = {head: (hits[head] + 4 * mean) / (uses[head] + 4) for head in uses if uses[head] >= 2}
    return {head: round(float(np.log(p / (1 - p)) - np.log(mean / (1 - mean))), 3) for head, p in sorted(odds.items())}


def fit_all(examples: Sequence[Example]) -> dict[str, Any]:
    for example in examples:
        # Priors from the other documents only, or the forest would trust them too much.
        set_priors(example, head_priors(examples, example))
    names = sorted({name for example in examples for row in example.features for name in row})
    rows = np.vstack([rows_of(example.features, names) for example in examples])
    known_without = [at for at, name in enumerate(names) if not name.startswith(ENCODED)]
    plain, plain_names = rows[:, known_without], [names[at] for at in known_without]
    tiers = np.array([tier for example in examples for tier in example.tiers])
    kinds = np.array([kind for example in examples for kind in example.kinds])
    weights = np.select([tiers == 2, tiers == -1], [0.6, 0.5], 1.0)
    share = np.repeat([trust(example.name) for example in examples], [len(example.tiers) for example in examples])
    weights = weights * share
    model: dict[str, Any] = {
        "heads": head_priors(examples),
        "salience": fit(rows, tiers > 0, weights, names, 180, 4),
        "salience_plain": fit(plain, tiers > 0, weights, plain_names, 180, 4),
    }
    known = kinds != ""
    for kind, members in CLASSES.items():
        truth = np.isin(kinds[known], members)
        model[kind] = fit(plain[known], truth, share[known], plain_names, 90, 4)
    return model


def set_priors(example: Example, priors: dict[str, float]) -> None:
    for row, head in zip(example.features, example.heads, strict=True):
        row["head_prior"] = priors.get(head, 0.0)


@dataclass
class Judged:
    """A document with the probability and kind of each of its clusters, from a model that has not seen it."""

    example: Example
    probability: np.ndarray


def judge(model: dict[str, Any], example: Example, forest_name: str) -> Judged:
    forest = read_forest(model[forest_name])
    set_priors(example, model["heads"])
    probability = forest.probability(rows_of(example.features, forest.features))
    forests = {kind: read_forest(model[kind]) for kind in CLASSES}
    for actor, kind in zip(example.actors, kinds_by(forests, example.features), strict=True):
        actor["kind"] = kind
    return Judged(example, probability)


def cross_validate(examples: Sequence[Example]) -> dict[str, list[Judged]]:
    """For the forest with the encoder's features and the one without, all documents as judged by folds unseen."""
    folds = np.random.RandomState(0).permutation(len(examples)) % FOLDS
    judged: dict[str, dict[int, Judged]] = {name: {} for name in SALIENCES}
    for fold in range(FOLDS):
        model = fit_all([example for example, at in zip(examples, folds, strict=True) if at != fold])
        for i in np.flatnonzero(folds == fold):
            for name in SALIENCES:
                judged[name][int(i)] = judge(model, examples[i], name)
    return {name: [found[i] for i in range(len(examples))] for name, found in judged.items()}


def figures(judged: Sequence[Judged], cut: float) -> tuple[float, float, float, float]:
    """F1, precision, recall and share of right kinds, in percent, as the scorer counts them."""
    found = good = tier1 = hit1 = kinds = right = 0
    for item in judged:
        gold = item.example.gold
        order = np.argsort(-item.probability)
        chosen = [item.example.actors[i] for i in order if item.probability[i] >= cut]
        placed = matched(gold, chosen, same_actor)
        found, good = found + len(chosen), good + len(placed)
        tier1 += sum(actor["tier"] == 1 for actor in gold)
        hit1 += sum(gold[i]["tier"] == 1 for i in placed)
        for actor in gold:
            got = next((other for other in chosen if actor["tier"] == 1 and same_actor(actor, other)), None)
            if got:
                kinds += 1
                right += got["kind"] == actor["kind"] or {got["kind"], actor["kind"]} == {"group", "organisation"}
    precision, recall = good / max(1, found), hit1 / max(1, tier1)
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    return 100 * f1, 100 * precision, 100 * recall, 100 * right / max(1, kinds)


def best_cut(judged: Sequence[Judged]) -> float:
    """The cut of the highest F1, on the real documents where there are some."""
    judged = [item for item in judged if origin_of(item.example.name) == "real"] or judged
    cuts = np.arange(0.3, 0.6, 0.02)
    return float(max(cuts, key=lambda cut: figures(judged, cut)[0]))


def by_group(judged: Sequence[Judged], cut: float) -> dict[str, dict[str, float]]:
    """The figures of all documents, of each genre, and of each series of documents."""
    groups: dict[str, list[Judged]] = {}
    for item in judged:
        series = item.example.name.partition("_")[0]
        for group in dict.fromkeys(("all", genre_of(item.example.name), series)):
            groups.setdefault(group, []).append(item)
    columns = ("F1", "precision", "recall", "kind right")
    return {
        group: {"documents": len(chosen)}
        | {name: round(value, 1) for name, value in zip(columns, figures(chosen, cut), strict=True)}
        for group, chosen in sorted(groups.items())
    }


def shift(forest: dict[str, Any], cut: float) -> None:
    """Move a salience so that its best cut is 0.5."""
    forest["base"] = round(forest["base"] - float(np.log(cut / (1 - cut))), 5)


def main() -> None:
    options = read_options(__doc__)
    examples = read_examples(options.gold_files(), read_unseen(options.unseen))
    model, rows = fit_all(examples), {}
    for name, judged in cross_validate(examples).items():
        cut = best_cut(judged)
        found = by_group(judged, cut)
        rows |= found if name == "salience" else {"all, without the encoder": found["all"]}
        shift(model[name], cut)
        print(f"{name}: cut {cut:.2f}")
    print(markdown_table(rows))
    (options.out / "actors.json").write_text(json.dumps(model, separators=(",", ":")) + "\n", "utf-8")
    write_card(options.out, "actors", card("actors", WHAT, [example.name for example in examples], rows, WEAK))


if __name__ == "__main__":
    main()
