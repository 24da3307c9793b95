"""How much of the story would be gone without an entity: features of a cluster, and the learned weight."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from briefgen.analysis.acts import act_of, plans
from briefgen.analysis.clusters import Cluster
from briefgen.analysis.encoder import SECTIONS
from briefgen.analysis.forest import load_forest, rows_of
from briefgen.analysis.gazetteer import find_state, lexicon
from briefgen.analysis.mentions import GATHERINGS
from briefgen.analysis.model import Sentence
from briefgen.analysis.names import is_acronym
from briefgen.analysis.words import Words

LABELS = ("PERSON", "ORG", "GPE", "NORP", "FAC", "LOC")
KINDS = ("person", "organisation", "state", "group", "place")
HEADS = ("person", "group", "artifact", "act", "communication", "cognition", "location", "event", "attribute", "state")
DEEDS = ("communication", "social", "cognition", "possession", "motion", "change", "creation", "stative", "emotion")
"""Classes of nouns and verbs in WordNet that tell who acts."""

_SPORT = frozenset(
    {"match", "goal", "coach", "tournament", "cup", "league", "wicket", "innings", "championship", "team"}
)
"""Words of texts in which the name of a state means its team."""
_PRONOUNS = {
    **dict.fromkeys(("he", "she", "his", "her", "him", "who", "himself", "herself"), "he_near"),
    **dict.fromkeys(("it", "its", "which", "itself"), "it_near"),
    **dict.fromkeys(("they", "their", "them"), "they_near"),
}
_NEWS = frozenset({"report", "quote", "cite", "interview"})


ENCODED = "encoder "
"""Beginning of the names of the features that rest on the encoder."""


def learned_salience(features: Sequence[Mapping[str, float]], encoded: bool) -> list[float]:
    """The weight of each cluster as a key actor, 0 to 1; 0.5 is the cut. ``encoded``: features of the encoder too."""
    forest = load_forest("actors", "salience" if encoded else "salience_plain")
    return [round(float(value), 4) for value in forest.probability(rows_of(features, forest.features))]


def head_noun(cluster: Cluster) -> str:
    """The common noun that says what a cluster is: "council" for "the town council", "" for "Marco Rubio"."""
    word = cluster.head or (cluster.longest[-1] if len(cluster.longest) > 1 and not cluster.personal else "")
    return word if word in lexicon().nouns else ""


def cluster_features(
    clusters: Sequence[Cluster],
    kinds: Sequence[str],
    sentences: Sequence[Sentence],
    words: Sequence[Words],
    priors: Mapping[str, float],
) -> list[dict[str, float]]:
    """The features of each cluster, by name; ``priors`` are the log-odds of head nouns to be actors."""
    rows = [_own(cluster, kind, sentences, words) for cluster, kind in zip(clusters, kinds, strict=True)]
    for cluster, row in zip(clusters, rows, strict=True):
        row["head_prior"] = priors.get(head_noun(cluster), 0.0)
    document = _document(clusters, sentences, words)
    for name in ("mentions", "subject", "sentences", "names"):
        order = sorted((row[name] for row in rows), reverse=True)
        top = order[0] if order else 0.0
        rank = {value: place for place, value in reversed(list(enumerate(order)))}
        for row in rows:
            row[f"{name}_rank"] = float(rank[row[name]])
            row[f"{name}_of_top"] = row[name] / top if top else 0.0
    for row in rows:
        row.update(document)
    return rows


def encoded_features(clusters: Sequence[Cluster], log_odds: NDArray[np.float32]) -> list[dict[str, float]]:
    """How weighty the sentences are that name each cluster, or that it speaks, by the encoder's ``log_odds``."""
    odds = log_odds[:, : len(SECTIONS)].astype(np.float64)
    chances = 1 / (1 + np.exp(-odds))
    expected = chances.sum(axis=0)
    rows: list[dict[str, float]] = []
    for cluster in clusters:
        places = sorted({candidate.sentence for candidate in cluster.candidates} | set(cluster.speaks))
        row: dict[str, float] = {}
        for column, section in enumerate(SECTIONS if places else ()):
            total = float(chances[places, column].sum())
            row[f"{ENCODED}best {section}"] = float(odds[places, column].max())
            row[f"{ENCODED}mean {section}"] = float(odds[places, column].mean())
            row[f"{ENCODED}expected {section}"] = total
            row[f"{ENCODED}share {section}"] = total / float(expected[column])
        rows.append(row)
    return rows


def _document(clusters: Sequence[Cluster], sentences: Sequence[Sentence], words: Sequence[Words]) -> dict[str, float]:
    size = max(1, len(sentences))
    return {
        "doc_sentences": math.log1p(size),
        "doc_items": sum(sentence.paragraph.kind == "item" for sentence in sentences) / size,
        "doc_turns": sum(sentence.speaker is not None for sentence in sentences) / size,
        "doc_clusters": math.log1p(len(clusters)),
        "doc_attendees": float(sum(bool(cluster.attendance) for cluster in clusters)),
        "doc_sport": sum(not _SPORT.isdisjoint(line.lemma) for line in words) / size,
        "doc_length": sum(len(sentence.tokens) for sentence in sentences) / size,
    }


def _pronoun_near(words: Sequence[Words], sentence: int, after: int) -> str | None:
    """Whether the first pronoun behind a subject, in its sentence or opening the next, says he, it or they."""
    for lower in words[sentence].lower[after:]:
        if lower in _PRONOUNS:
            return _PRONOUNS[lower]
    following = words[sentence + 1].lower[:1] if sentence + 1 < len(words) else []
    return _PRONOUNS.get(following[0]) if following else None


def _own(cluster: Cluster, kind: str, sentences: Sequence[Sentence], words: Sequence[Words]) -> dict[str, float]:
    lists = lexicon()
    size = max(1, len(sentences))
    counts: Counter[str] = Counter()
    places = set()
    paragraphs = set()
    for candidate in cluster.candidates:
        line = words[candidate.sentence]
        sentence = sentences[candidate.sentence]
        places.add(candidate.sentence)
        paragraphs.add((sentence.document.id, sentence.paragraph_index))
        act = act_of(line, candidate.head)
        counts[act.function] += 1
        counts["joined"] += act.joined
        counts["apposition"] += act.apposition
        if sentence.is_heading:
            counts["in_heading"] += 1
        if act.function in {"subject", "passive"}:
            verb = act.governor
            lemma = line.lemma[verb]
            counts["subject_be"] += lemma in {"be", "have"}
            counts[f"does_{lists.verbs.get(lemma, 'other')}"] += 1
            counts["reports"] += lemma in _NEWS
            near = _pronoun_near(words, candidate.sentence, candidate.end)
            if near:
                counts[near] += 1
            if act.function == "subject":
                counts["subject_say"] += lemma in lists.communication
                counts["subject_plan"] += plans(line, verb)
                counts["subject_root"] += line.head[verb] == verb
                counts["subject_quote"] += '"' in line.text
        elif act.function == "object":
            counts["told"] += line.lemma[act.governor] == "tell"
        elif act.function == "owner":
            owned = line.lemma[act.governor]
            counts["owns_people"] += owned in lists.person or owned in lists.group
            counts["owns_subject"] += line.dep[act.governor] == "nsubj"
        elif act.function == "oblique":
            preposition = line.lower[act.governor]
            counts["in_place"] += preposition in {"in", "at", "near"}
            counts["with_by_to"] += preposition in {"with", "between", "against", "to", "by"}
            counts["according"] += preposition == "to" and line.lower[act.governor - 1] == "according"
        elif act.function == "modifier":
            governor = line.lemma[act.governor]
            counts["modifies_people"] += governor in lists.person or governor in lists.group
        if sentence.is_heading and not sentence.headings:
            counts["in_title"] += 1
            counts["convenes"] += not GATHERINGS.isdisjoint(line.lower)
        if candidate.start == 0:
            counts["starts"] += 1
            after = line.text[candidate.end] if candidate.end < len(line) else ""
            counts["labels_line"] += after in {":", "-", "–", "—"}
            counts["to_do"] += after == "to"
        elif candidate.end == len(line) and line.text[candidate.start - 1] in {"-", "–", "—", ":", "("}:
            counts["ends_line"] += 1
    head = cluster.head or (cluster.longest[-1] if cluster.longest else "")
    total = len(cluster.candidates)
    order = sorted(places) or sorted(cluster.speaks) or [size - 1]
    named = sum(candidate.kind == "name" for candidate in cluster.candidates)
    row = {name: float(counts[name]) for name in counts}
    row |= {f"is_{name}": float(kind == name) for name in KINDS}
    row |= {f"head_is_{name}": float(lists.nouns.get(head) == name) for name in HEADS}
    row |= {f"label_{label}": cluster.labels[label] / max(1, named) for label in LABELS}
    row |= {
        "mentions": float(total),
        "names": float(named),
        "sentences": float(len(places)),
        "subject": float(counts["subject"] + counts["passive"] + counts["agent"]),
        "subject_share": counts["subject"] / max(1, total),
        "share": total / size,
        "first": order[0] / size,
        "first_sentence": float(order[0]),
        "last": order[-1] / size,
        "spread": len(paragraphs) / max(1, size),
        "titles": float(sum(cluster.titles.values())),
        "title_words": float(max((len(title.split()) for title in cluster.titles), default=0)),
        "attends": float(bool(cluster.attendance)),
        "attends_with_role": float(any(entry.role for entry in cluster.attendance)),
        "absent": float(bool(cluster.attendance) and all(entry.absent for entry in cluster.attendance)),
        "offices": float(len({entry.role for entry in cluster.attendance if entry.role})),
        "roles": float(len(cluster.roles)),
        "only_attends": float(bool(cluster.attendance) and not total and not cluster.speaks),
        "turns": float(len(cluster.speaks)),
        "turns_share": len(cluster.speaks) / size,
        "nominal": float(cluster.nominal),
        "plural": float(cluster.plural),
        "definite": float(sum(candidate.definite for candidate in cluster.candidates) / max(1, total)),
        "words": float(len(cluster.longest)) if cluster.names else float(len(cluster.head.split())),
        "variant_words": float(max((len(variant.split()) for variant in cluster.variants), default=0)),
        "variants": float(len(cluster.variants)),
        "different_names": float(len(cluster.names)),
        "acronym": float(any(is_acronym(name) for name in cluster.names)),
        "handle": float(any(name.startswith("@") for name in cluster.names)),
        "head_common": float(head in lists.common or head.removesuffix("s") in lists.common),
        "head_plural": float(head.endswith("s") and head.removesuffix("s") in lists.common),
        "common_share": sum(word in lists.common for word in cluster.longest) / max(1, len(cluster.longest)),
        "state_name": float(
            any((found := find_state(name)) is not None and found[1] == "name" for name in cluster.names)
        ),
    }
    return row
