"""Why an issue is open: a reply awaited, a disagreement, a condition, something unknown, a risk, a question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import get_args

import numpy as np

from briefgen.analysis.encoder import HEADS
from briefgen.analysis.forest import Floats, load_model, remembered
from briefgen.analysis.model import Analysis
from briefgen.brief import IssueKind

Features = dict[str, float]

KINDS: tuple[IssueKind, ...] = get_args(IssueKind)

_CUES = {
    "awaited": r"wait\w*|await\w*|pending|tbd|tba|to be \w+ed|not yet|yet to|defer\w*|postpon\w*|adjourn\w*|due"
    r"|review\w*|decision|ruling|verdict|answer\w*|reply|response|feedback|until|later|in progress|still|next \w+",
    "disagreement": r"but|however|while|whereas|against|oppos\w+|object\w*|disagree\w*|reject\w*|den(?:y|ied|ies)"
    r"|critic\w+|accus\w+|refus\w+|argu\w+|disput\w+|contest\w*|demand\w*|insist\w*|prefer\w*|rather|instead",
    "condition": r"if|unless|provided|depend\w*|condition\w*|subject to|only when|once|as long as|requires?|until",
    "unknown": r"unknown|unclear|not (?:known|clear|sure)|nobody|no one|unconfirmed|investigat\w+|causes?"
    r"|could not be|(?:did|has) not (?:say|said)"
    r"|no (?:word|information|details?|comment|reason|date)|uncertain\w*|doubt\w*",
    "risk": r"risk\w*|threat\w*|danger\w*|fear\w*|worr\w+|warn\w*|problem\w*|break\w*|fail\w*|lack\w*|short(?:age)?"
    r"|delay\w*|loss(?:es)?|difficult\w*|vulnerab\w+|concern\w*|may|might|could",
    "question": r"should|whether|how|what|which|who|discuss\w*|question\w*|consider\w*|options?|propos\w+|suggest\w*"
    r"|think|maybe|perhaps|would|we",
}
_PATTERNS = {kind: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for kind, words in _CUES.items()}


_DISPUTED = 0.5
"""Probability from which an issue is called a disagreement."""


def kind_features(analysis: Analysis, sentences: Sequence[int]) -> Features:
    """What the learner sees of an issue's evidence sentences, weightiest first."""
    features: Features = {}
    for rank, index in enumerate(sentences[:3]):
        sentence = analysis.sentences[index]
        place, weight = ("", 1.0) if rank == 0 else ("other ", 0.5)
        for token in sentence.tokens:
            if token.is_punct or token.is_space:
                continue
            word = f"<{token.ent_type_.lower()}>" if token.ent_type_ else token.lemma_.lower()
            features[f"word:{word}"] = max(weight, features.get(f"word:{word}", 0.0))
            if token.dep_ == "mark":
                features[f"mark:{token.lower_}"] = 1.0
            elif token.tag_ == "MD":
                features[f"modal:{token.lower_}"] = 1.0
            elif token.dep_ == "neg":
                features["negated"] = 1.0
        for kind, pattern in _PATTERNS.items():
            found = len(pattern.findall(sentence.text))
            if found:
                features[f"{place}cue:{kind}"] = float(min(2, found))
        root = sentence.tokens.root
        features[f"{place}root:{root.lemma_.lower()}"] = 0.7
        features[f"{place}root tag:{root.tag_}"] = 0.7
        features[f"{place}question mark"] = float("?" in sentence.text)
        features["quote"] = max(features.get("quote", 0.0), float('"' in sentence.text))
        features["turn"] = float(sentence.speaker is not None)
        features["item"] = float(sentence.paragraph.kind == "item")
    features["sentences"] = len(sentences[:3]) / 3
    features["speakers"] = len({analysis.sentences[index].speaker for index in sentences[:3]} - {None}) / 3
    features |= _encoded(analysis, sentences[:3])
    features["entities"] = min(4, len({e.id for index in sentences[:3] for e in analysis.entities_in(index)})) / 4
    return features


def _encoded(analysis: Analysis, sentences: Sequence[int]) -> Features:
    """What the encoder makes of each kind: mean log-odds over the sentences, beside those of all kinds."""
    if analysis.encoded is None:
        return {}
    odds = analysis.encoded[list(sentences), HEADS.index(KINDS[0]) :].mean(axis=0)
    return {f"encoder:{kind}": float(value) for kind, value in zip(KINDS, odds - odds.mean(), strict=True)}


def kind_of(analysis: Analysis, sentences: Sequence[int]) -> IssueKind:
    """The most probable kind of an issue that rests on these sentences, weightiest first.

    "Disagreement" must be likelier than not: who reads it looks for two sides.
    """
    intercepts, weights = _model()
    total = intercepts
    for name, value in kind_features(analysis, sentences).items():
        if name in weights:
            total = total + value * weights[name]
    chance = np.exp(total - total.max())
    chance /= chance.sum()
    disputed = KINDS.index("disagreement")
    if chance[disputed] < _DISPUTED:
        chance[disputed] = 0.0
    return KINDS[int(chance.argmax())]


@remembered
def _model() -> tuple[Floats, dict[str, Floats]]:
    """Intercepts and weights by feature: one of each for every kind."""
    model = load_model("issue_kinds")
    weights = {name: np.array(weights) for name, weights in model["weights"].items()}
    return np.array(model["intercepts"]), weights
