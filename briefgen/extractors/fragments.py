"""Deeds in the forms of minutes: "Nina to write …", "Action (Jonas): ping …", "Update the page - Marta"."""

from __future__ import annotations

import re

from briefgen.analysis.gazetteer import lexicon
from briefgen.analysis.model import Sentence
from briefgen.extractors.deeds import Cue, Deed

_LABEL = re.compile(
    r"(?:(?:action|next|follow[- ]?up)(?:\s+(?:items?|steps?|points?))?s?|actions?|AI|to-?do|resolved|resolution|agreed"
    r"|decision|decided|(?:proposed\s+)?resolution|proposal|conclusion|plan)"
    r"\s*(?:\((?P<owner>[^()]{1,40})\)|\[(?P<other>[^\[\]]{1,40})\])?\s*(?::|-{1,2}|–|—|→|->|=>)+\s*",
    re.IGNORECASE,
)
_NAME = r"(?:@[\w-]+|[A-Z][\w.'-]*|[a-z][\w-]*[A-Z\d][\w-]*)"
_NAMES = rf"{_NAME}(?:(?:\s+(?:and|&)\s+|\s*[,/+&]\s*|\s+){_NAME})*"
_WORD = r"[a-z][\w-]+(?:/[a-z][\w-]+)*"
_ANNOUNCED = (
    r"(?:(?P<will>(?:wi?ll?|'ll|shall|would|can|could|should)(?:\s+also)?)"
    r"|(?P<going>(?:is\s+|are\s+)?(?:going|gonna)(?:\s+to)?)"
    r"|(?P<plan>(?:is\s+|are\s+)?(?:planning|plans?|hop(?:es?|ing)|wants?|needs?|intends?|has|have)\s+to)"
    r"|(?P<commit>(?:has\s+)?(?:volunteer(?:ed|s)?|agreed|offered|promised|happy|ok)\s+to)|(?:is\s+|are\s+)?to)"
)
_NAME_TO = re.compile(
    rf"(?:the\s+)?(?P<owner>{_NAMES}|(?:the\s+)?{_WORD})(?:\s*\([^()]*\))?,?\s+{_ANNOUNCED}\s+(?=[A-Za-z])"
)
_LATER_NAME_TO = re.compile(rf"(?:\s[-–—]+|;|:|\.|,)\s+(?P<owner>{_NAMES})\s+{_ANNOUNCED}\s+(?=[A-Za-z])")
_NAME_MARK = re.compile(rf"(?P<owner>{_NAMES}|@?{_WORD})\s*(?:\s-{{1,2}}|\s–|\s—|:|\s?->|\s?→|\s?=>)\s+(?=\S)")
_NAME_BEHIND = re.compile(
    rf"\s(?:-{{1,2}}|–|—|->|→)\s*(?P<owner>{_NAMES})\s*\.?\s*$|\s\((?P<other>{_NAMES})\)\s*\.?\s*$"
)
_NOISE = re.compile(r"(?:[-–—*•>…\s]|\.\.\.|\d+(?:[.)]\s|(?:\.\d+)*\s*\|)|\[[ xX]\])*")
_MISTAGGED = {"NN", "NNP", "JJ", "VBN", "VBD", "RB", "IN"}
"""What the tagger takes the verb at the start of a note for."""
_FRAMES = {"need", "plan", "want", "hope", "intend"}
_FILLERS = {"please", "let", "'s", "lets", "to", "then", "also", "so", "us", "will", "and"}
_NOT_NAMES = {
    "next",
    "need",
    "needs",
    "plan",
    "plans",
    "want",
    "wants",
    "going",
    "how",
    "what",
    "when",
    "where",
    "who",
    "whether",
    "ability",
    "due",
    "time",
    "hope",
    "hoping",
    "planning",
    "trying",
    "working",
    "wanting",
    "ready",
    "able",
    "up",
    "back",
    "as",
    "agreed",
    "wait",
    "waiting",
    "happy",
    "proposal",
    "request",
    "decision",
    "agreement",
    "it",
    "we",
    "they",
    "he",
    "she",
    "you",
    "there",
    "that",
    "this",
    "i",
    "nothing",
    "something",
    "remember",
    "looking",
    "seems",
    "likely",
    "not",
    "needed",
    "go",
    "hopefully",
    "probably",
    "maybe",
    "currently",
    "still",
    "also",
    "then",
    "just",
    "now",
    "eventually",
    "those",
    "these",
    "if",
    "once",
    "unless",
}


def find_fragments(sentence: Sentence) -> list[Deed]:
    """The deed that a sentence announces in a form of minutes, or none."""
    text = sentence.text
    noise = _NOISE.match(text)
    at = noise.end() if noise else 0
    owner: tuple[int, int] | None = None
    label = _LABEL.match(text, at)
    if label:
        at = label.end()
        owner = _group(label)
    spoken = sentence.paragraph.kind != "text" or sentence.speaker is not None or label is not None
    named = _NAME_TO.match(text, at) or (_LATER_NAME_TO.search(text, at) if spoken else None)
    if named and (spoken or not named["will"]) and _names_owner(sentence, named):
        return [_deed(sentence, _cue(named), named.end(), len(text), named.span("owner"))]
    marked = _NAME_MARK.match(text, at)
    if marked and _is_name(marked["owner"]) and len(marked["owner"].split()) <= 4 and _is_verb(sentence, marked.end()):
        return [_deed(sentence, "action" if label else "name to", marked.end(), len(text), marked.span("owner"))]
    end = len(text)
    behind = _NAME_BEHIND.search(text, at)
    if behind and owner is None and (label or _is_verb(sentence, at)):
        owner, end = _group(behind), behind.start()
    form = label or owner or sentence.paragraph.kind == "item" or sentence.speaker
    if label is None and owner is None and _tells_who(sentence):
        return []
    if form and (_is_imperative(sentence, at) or (label and _is_task(label) and _may_be_verb(sentence, at))):
        return [_deed(sentence, "action" if label or owner else "imperative", at, end, owner)]
    return []


def _tells_who(sentence: Sentence) -> bool:
    """Whether a spoken sentence says in full who will do it: "To that end, we will …", "No mistake, she must …"."""
    if sentence.paragraph.kind != "text":
        return False
    return any(
        token.tag_ == "MD" and token.head.dep_ == "ROOT" and any(c.dep_ == "nsubj" for c in token.head.children)
        for token in sentence.tokens
    )


def _names_owner(sentence: Sentence, match: re.Match[str]) -> bool:
    """Whether the words before "to" are a name and a verb follows."""
    position = _position(sentence, match.start("owner"))
    first = sentence.tokens[position or 0]
    if first.like_num:
        return False
    known = first.lower_ in lexicon().common or first.lemma_.lower() in lexicon().common
    plain = " " not in match["owner"] and known and first.tag_ in {"NNS", "VBZ", "VBG", "VBD"} and not first.ent_type_
    return _is_name(match["owner"]) and not plain and _is_verb(sentence, match.end(), after_to=True)


def _cue(match: re.Match[str]) -> Cue:
    if match["will"]:
        word = match["will"].lower()
        return (
            "would" if word.startswith(("would", "can", "could")) else "modal" if word.startswith("should") else "will"
        )
    return "going to" if match["going"] else "plan" if match["plan"] else "commit" if match["commit"] else "name to"


def _group(match: re.Match[str]) -> tuple[int, int] | None:
    return next((match.span(group) for group in ("owner", "other") if match[group]), None)


def _is_name(text: str) -> bool:
    words = re.findall(r"[\w'@-]+", text)
    return bool(words) and words[0].lower() not in _NOT_NAMES and words[-1].lower() not in _NOT_NAMES


def _position(sentence: Sentence, offset: int) -> int | None:
    """Position of the token at an offset of the sentence's text."""
    at = sentence.tokens.start_char + offset
    return next((position for position, token in enumerate(sentence.tokens) if token.idx + len(token) > at), None)


def _deed(sentence: Sentence, cue: Cue, start: int, end: int, owner: tuple[int, int] | None) -> Deed:
    tokens = sentence.tokens
    first = _position(sentence, start) or 0
    last = _position(sentence, end)
    last = len(tokens) if last is None else last
    while first < last - 1 and (tokens[first].lower_ in _FILLERS or _is_frame(sentence, first)):
        if tokens[first].lower_ == "will" and cue == "imperative":
            cue = "will"
        elif tokens[first].lower_ in _FRAMES:
            cue = "plan"
        first += 1
    named = None
    if owner:
        named = (_position(sentence, owner[0]) or 0, (_position(sentence, owner[1] - 1) or 0) + 1)
    return Deed(sentence, cue, tokens[first], first, last, owner=named, weight=9.0, loose=True)


def _is_frame(sentence: Sentence, position: int) -> bool:
    """Whether what is to be done comes behind: "need to check", "plan to write"."""
    tokens = sentence.tokens
    framed = tokens[position].lower_ in _FRAMES and position + 2 < len(tokens)
    return framed and tokens[position + 1].lower_ == "to" and tokens[position + 2].is_alpha


def _is_task(label: re.Match[str]) -> bool:
    """Whether a label announces what somebody is to do, not what was decided."""
    return bool(re.match(r"action|AI\b|to-?do|next|follow", label[0], re.IGNORECASE))


def _may_be_verb(sentence: Sentence, offset: int) -> bool:
    """Whether the word there can be a verb, whatever the tagger takes it for, and has something behind it."""
    position = _position(sentence, offset)
    if position is None or position + 1 >= len(sentence.tokens):
        return False
    token, behind = sentence.tokens[position], sentence.tokens[position + 1]
    return token.lower_ in lexicon().verbs and token.tag_ not in {"NNS", "VBD"} and behind.text not in {":", "-", ","}


def _is_verb(sentence: Sentence, offset: int, after_to: bool = False) -> bool:
    """Whether a bare verb stands there; after "to", what the tagger takes for a noun counts too."""
    position = _position(sentence, offset)
    if position is None:
        return False
    token = sentence.tokens[position]
    rest = sentence.tokens[position + 1 :]
    if token.lower_ in {"let", "lets"}:
        return len(rest) > 1
    if token.lower_ in _FILLERS and len(rest) > 0:
        return _is_verb(sentence, rest[0].idx - sentence.tokens.start_char, after_to=token.lower_ in {"to", "will"})
    if token.tag_ in {"VB", "VBP"} and token.lower_ not in {"are", "have", "do", "'m", "am", "thank", "thanks"}:
        return True
    followed = len(rest) > 0 and rest[0].pos_ in {"DET", "NOUN", "PROPN", "ADP", "PRON", "ADV", "ADJ", "NUM", "SCONJ"}
    known = lexicon()
    if position == 0 or not sentence.tokens[position - 1].is_alpha:
        names_thing = (
            token.tag_ == "NNS" or len(rest) == 0 or rest[0].text in {":", "#", "is", "was", "has", "will", ","}
        )
        only_verb = token.lower_ in known.verbs and known.nouns.get(token.lower_) is None
        if only_verb and followed and not names_thing and token.tag_ in _MISTAGGED:
            return True
        if token.lower_ in known.verbs and len(rest) > 1 and rest[0].tag_ in {"DT", "PRP$"} and token.tag_ != "NNS":
            return True
    if after_to and len(rest) > 1 and token.lower_ not in known.common and rest[0].lower_ in known.verbs:
        return True
    return after_to and ((token.tag_ in {"NN", "JJ", "VBD", "VBN"} and followed) or token.text.isupper())


def _is_imperative(sentence: Sentence, offset: int) -> bool:
    position = _position(sentence, offset)
    if position is None or not _is_verb(sentence, offset):
        return False
    token = sentence.tokens[position]
    subject = any(child.dep_ in {"nsubj", "nsubjpass"} and child.i < token.i for child in token.children)
    return not subject and token.lower_ not in {"is", "was", "see", "note"}
