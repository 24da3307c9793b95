"""Deeds by the parse: what a sentence announces with a modal, a verb of commitment, or the tense of a timetable."""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Token

from briefgen.analysis.model import Sentence
from briefgen.extractors.deeds import Cue, Deed
from briefgen.extractors.fragments import find_fragments

_COMMIT = {
    "agree", "promise", "pledge", "vow", "commit", "undertake", "decide", "resolve", "volunteer", "offer", "swear",
    "vote", "opt", "choose", "guarantee", "threaten", "remember", "consent", "elect", "determine", "arrange",
}  # fmt: skip
_PLAN = {
    "plan", "intend", "expect", "hope", "want", "aim", "mean", "seek", "try", "prepare", "propose", "look", "wish",
    "consider", "like", "need", "have", "work", "get", "continue", "begin", "start", "proceed", "suggest",
}  # fmt: skip
_ORDER = {
    "ask", "tell", "order", "request", "instruct", "direct", "require", "invite", "urge", "charge", "mandate", "task",
    "authorise", "authorize", "allow", "delegate", "appoint", "assign", "advise", "remind", "encourage", "call",
}  # fmt: skip
_DUE = {
    "due", "set", "schedule", "expect", "slate", "likely", "bind", "oblige", "suppose", "about", "ready", "free",
    "plan", "require", "tip", "poise", "determined", "willing", "able", "bound",
}  # fmt: skip
_SCHEDULED = {
    "schedule", "set", "plan", "postpone", "delay", "adjourn", "fix", "book", "slate", "defer", "extend", "pencil",
    "put", "target",
}  # fmt: skip
_FRAMES = {"think", "plan", "work", "look", "consider", "try", "want", "hope", "go", "aim", "intend", "need"}
_WILL = {"will", "'ll", "wo", "shall", "ll", "wil"}
_SHOULD = {"should", "must", "need", "ought", "'d better"}
_WOULD = {"would", "can", "could", "may", "might", "ca", "'d", "d"}
_REPORT = {
    "say",
    "tell",
    "announce",
    "add",
    "promise",
    "confirm",
    "declare",
    "insist",
    "reply",
    "write",
    "think",
    "note",
}
_CONDITIONAL_MARKS = {
    "if",
    "unless",
    "when",
    "whenever",
    "while",
    "because",
    "since",
    "as",
    "although",
    "though",
    "once",
}

_FAINT, _FIRM = 2.0, 5.0
"""Weights below which a deed is hardly announced, and from which it is announced without doubt."""


def find_deeds(sentence: Sentence) -> list[Deed]:
    """The deeds that a sentence announces, the most strongly announced first; at least one."""
    deeds = find_fragments(sentence)
    if deeds:
        return deeds
    deeds = [deed for token in sentence.tokens if (deed := _deed_at(sentence, token))]
    if not deeds:
        return [_nominal(sentence)]
    return sorted(deeds, key=lambda deed: (-deed.weight, deed.start))


def main_deed(sentences: Sequence[Sentence]) -> Deed:
    """The deed that sentences, weightiest first, tell of: the first's, or a firm one of another if that is faint."""
    first, *others = (find_deeds(sentence)[0] for sentence in sentences)
    if first.weight >= _FAINT:
        return first
    firmest = max(others, key=lambda deed: deed.weight, default=first)
    return firmest if firmest.weight >= _FIRM else first


def _deed_at(sentence: Sentence, verb: Token) -> Deed | None:
    """The deed whose verb stands at ``verb``, if it is announced."""
    if verb.pos_ not in {"VERB", "AUX"} or verb.dep_ in {"aux", "auxpass"}:
        return None
    auxiliaries = {child.lower_ for child in verb.children if child.dep_ in {"aux", "auxpass"}}
    perfect = "have" in auxiliaries
    if any(child.dep_ == "aux" and child.lower_ == "should" and child.i == verb.sent.start for child in verb.children):
        return None  # "Should nothing come in" is a condition
    cue: Cue
    governor: Token | None = None
    weight = 0.0
    if auxiliaries & _WILL and not perfect:
        cue, weight = "will", 6.0
    elif verb.lower_ in {"going", "gon"} and any(child.dep_ == "xcomp" for child in verb.children):
        return None
    elif _is_infinitive(verb) and (announced := _announced(verb)):
        cue, governor, weight = announced
    elif auxiliaries & _SHOULD and not perfect:
        cue, weight = "modal", 3.0
    elif auxiliaries & _WOULD and not perfect:
        reported = any(above.lemma_ in _REPORT for above in verb.ancestors)
        cue, weight = "would", 5.0 if reported and auxiliaries & {"would", "'d"} else 2.0
    elif (verb.lemma_ in _SCHEDULED and verb.tag_ == "VBN") or (
        verb.lemma_ in {"postpone", "delay", "adjourn", "defer"}
    ):
        cue, weight = "scheduled", 3.5
    elif verb.tag_ == "VBG" and verb.dep_ == "pcomp" and verb.head.head.lemma_ in _COMMIT | {"commit", "look"}:
        cue, governor, weight = "commit", verb.head.head, 5.0
    elif verb.tag_ == "VBG" and verb.dep_ in {"ROOT", "conj", "ccomp"} and not auxiliaries & {"was", "were"}:
        cue, weight = "progressive", 2.5
    elif verb.tag_ in {"VBZ", "VBP"} and verb.dep_ in {"ROOT", "conj", "ccomp", "parataxis"}:
        cue, weight = "present", 1.5 if verb.lemma_ != "be" else 1.0
    elif verb.tag_ == "VB" and verb.dep_ in {"ROOT", "conj"} and not auxiliaries:
        cue, weight = "imperative", 2.0
    else:
        return None
    weight -= _depth_penalty(verb)
    subject = _subject(verb, governor, cue)
    verb = _inner(verb)
    passive = any(child.dep_ in {"auxpass", "nsubjpass"} for child in verb.children) or (
        verb.tag_ == "VBN" and cue in {"is to", "due", "scheduled"}
    )
    negative = any(_denies(child) for child in verb.children)
    position = verb.i - sentence.tokens.start
    return Deed(sentence, cue, verb, position, len(sentence.tokens), subject, None, passive, negative, governor, weight)


def _inner(verb: Token) -> Token:
    """The deed inside "working on writing", "thinking of closing", "start building"."""
    if verb.lemma_ not in _FRAMES:
        return verb
    for child in verb.children:
        if child.dep_ == "xcomp" and child.tag_ in {"VBG", "VB"} and child.i > verb.i:
            return child
        if child.dep_ == "prep":
            inner = [deeper for deeper in child.children if deeper.dep_ == "pcomp" and deeper.tag_ == "VBG"]
            if inner:
                return inner[0]
    return verb


def _is_infinitive(verb: Token) -> bool:
    return any(child.dep_ == "aux" and child.lower_ == "to" for child in verb.children)


def _announced(verb: Token) -> tuple[Cue, Token, float] | None:
    """What announces an infinitive, the word that does and how strongly."""
    head = verb.head
    if head == verb or verb.dep_ not in {"xcomp", "ccomp", "acl", "advcl", "conj", "relcl"}:
        return None
    if verb.dep_ == "conj":
        return _announced(head) if _is_infinitive(head) else None
    past = head.tag_ in {"VBD", "VBN"}
    if head.lower_ in {"going", "gon"}:
        return "going to", head, 5.5
    if head.lemma_ == "be" and verb.dep_ == "xcomp":
        return "is to", head, 5.5 if head.lower_ not in {"was", "were"} else 3.0
    if verb.dep_ in {"acl", "advcl", "relcl"} and head.pos_ in {"NOUN", "PROPN", "PRON"}:
        return (
            ("plan", head, 2.0)
            if head.lemma_ in {"plan", "agreement", "promise", "pledge", "deal", "decision"}
            else None
        )
    passive = any(child.dep_ == "auxpass" for child in head.children)
    if head.lemma_ in _DUE and (passive or head.tag_ == "JJ" or (head.tag_ == "VBN" and head.dep_ == "acomp")):
        return "due", head, 5.0
    if head.lemma_ in _COMMIT:
        return "commit", head, 5.5
    if head.lemma_ in _ORDER and verb.dep_ in {"xcomp", "ccomp"}:
        return "order", head, 4.0
    if head.lemma_ in _PLAN:
        weak = head.lemma_ in {"have", "need", "like", "get", "work", "suggest", "look"}
        return "plan", head, 3.5 if weak else 4.0 if past else 4.5
    return None


def _depth_penalty(verb: Token) -> float:
    """Deeds in side clauses count less: conditions, reasons, relative clauses."""
    penalty = 0.0
    node = verb
    while node.head != node:
        if node.dep_ == "advcl" and any(child.lower_ in _CONDITIONAL_MARKS for child in node.children):
            penalty += 3.0
        elif node.dep_ == "relcl":
            penalty += 1.5
        elif node.dep_ in {"advcl", "acl", "pcomp"}:
            penalty += 0.5
        node = node.head
    return penalty


def _subject(verb: Token, governor: Token | None, cue: Cue) -> Token | None:
    """Head of the subject: the verb's own, that of what announces it, or that of the verb it is joined to."""
    for child in verb.children:
        if child.dep_ in {"nsubj", "nsubjpass", "csubj"} and child.lower_ not in {"who", "which", "that"}:
            return child
    if cue == "order" and governor is not None:
        addressed = [child for child in governor.children if child.dep_ in {"dobj", "dative", "nsubjpass"}]
        if addressed:
            return addressed[0]
        inner = [child for child in verb.children if child.dep_ == "nsubj"]
        return inner[0] if inner else None
    if governor is not None and governor.pos_ in {"VERB", "AUX"}:
        return _subject(governor, None, "present")
    if governor is not None and governor.pos_ == "ADJ":
        return _subject(governor.head, None, "present")
    if verb.dep_ == "relcl":
        return verb.head
    if verb.dep_ in {"conj", "xcomp"} and verb.head.pos_ in {"VERB", "AUX"} and verb.head != verb:
        return _subject(verb.head, None, "present")
    return None


def _nominal(sentence: Sentence) -> Deed:
    return Deed(sentence, "nominal", None, 0, len(sentence.tokens))


def _denies(word: Token) -> bool:
    """Whether a word of a verb denies it: "not", "never", the "longer" of "no longer"."""
    if word.lower_ in {"longer", "more"}:
        return any(child.lower_ == "no" for child in word.children)
    return word.dep_ == "neg" or word.lower_ in {"never", "neither", "hardly"}
