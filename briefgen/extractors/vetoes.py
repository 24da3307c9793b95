"""What looks like a step to the scores and is none by its grammar: a wish, an account of the past, a state."""

from __future__ import annotations

import re

from spacy.lang.en.stop_words import STOP_WORDS

from briefgen.analysis.model import Analysis, Sentence
from briefgen.brief import Due
from briefgen.extractors.deeds import Deed

_EMPTY = STOP_WORDS | {"probably", "maybe", "hopefully", "soon", "later"}
"""Words that do not say what is to be done."""
_WISHES = {"hope", "hopefully", "wish", "pray"}
_DEMANDS = {"need", "want", "demand"}
_STATES = {"be", "have", "need", "consider", "think", "seem", "know", "believe", "mean", "feel", "remain", "want"}


def is_wish(analysis: Analysis, index: int) -> bool:
    """Whether a quote in the sentence hopes for something: a wish is no plan."""
    tokens = analysis.sentences[index].tokens
    return any(
        token.lemma_.lower() in _WISHES
        for quote in analysis.quotes_in(index)
        for token in tokens[quote.start : quote.end]
    )


def is_account(analysis: Analysis, deed: Deed) -> bool:
    """Whether the sentence tells, in prose, what happened or how things are, or quotes what somebody needs."""
    sentence = deed.sentence
    if sentence.paragraph.kind != "text" or sentence.speaker:
        return False
    if deed.cue == "present" and deed.verb is not None and deed.verb.lemma_.lower() in _DEMANDS:
        return any(quote.start <= deed.start < quote.end for quote in analysis.quotes_in(sentence.index))
    if _looks_ahead(analysis, deed):
        return False
    tags = {token.tag_ for token in sentence.tokens}
    if deed.cue == "nominal":
        past = "MD" not in tags and ("VBD" in tags or ("VBN" in tags and not tags & {"VBZ", "VBP"}))
        return past or _is_statement(sentence)
    return deed.cue in {"present", "would"} and deed.verb is not None and deed.verb.lemma_.lower() in _STATES


def _is_statement(sentence: Sentence) -> bool:
    """Whether the main verb is in the present or past: what a noun announces is never said so."""
    root = sentence.tokens.root
    helped = (child for child in root.children if child.dep_ in {"aux", "auxpass"})
    return any(token.tag_ in {"VBD", "VBZ", "VBP"} for token in (root, *helped))


def _looks_ahead(analysis: Analysis, deed: Deed) -> bool:
    anchor = deed.sentence.anchor
    return any(
        time.last is not None and (anchor is None or time.last > anchor)
        for time in analysis.times_in(deed.sentence.index)
    )


def says_nothing(action: str, due: Due | None) -> bool:
    """Whether an action has too few words of its own to tell anybody what to do."""
    words = re.findall(r"\w+", re.sub(r"\[[^\]]*\]", " ", action))
    supplied = re.sub(r"\[(?:Expect|Hold|to|Follow up:)\]", " ", action)
    if not any(word.lower() not in _EMPTY for word in re.findall(r"[^\W\d_]+", supplied)):
        return True
    return len(words) + 2 * (due is not None) + 2 * ("[" in action) < 3
