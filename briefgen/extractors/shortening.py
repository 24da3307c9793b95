"""Shortening sentences along the parse: what can be left out without changing what is claimed.

Conditions, negations and attributions are never left out: a claim must not become a fact, nor a
condition a promise.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Literal

from spacy.tokens import Token

from briefgen.extractors.draft import LINE_LIMIT, Draft

CutKind = Literal["adverb", "parenthesis", "dash", "relative", "apposition", "participle", "subordinate", "conjunct"]

HARMLESS: tuple[CutKind, ...] = ("adverb",)
ASIDES: tuple[CutKind, ...] = ("adverb", "parenthesis", "dash", "relative", "apposition", "participle")
ALL: tuple[CutKind, ...] = (*ASIDES, "subordinate", "conjunct")

_DEPENDENCIES: dict[CutKind, frozenset[str]] = {
    "adverb": frozenset({"advmod"}),
    "relative": frozenset({"relcl"}),
    "apposition": frozenset({"appos"}),
    "participle": frozenset({"advcl", "acl"}),
    "subordinate": frozenset({"advcl"}),
    "conjunct": frozenset({"conj"}),
}
"""How what may be cut depends on the rest of the sentence."""

_OPENERS = re.compile(
    r"""(?:but|and|or|so|however|yet|nevertheless|nonetheless|meanwhile|in\ the\ meantime|also|moreover|furthermore
    |in\ addition|additionally|in\ turn|then|thus|therefore|hence|still|besides|similarly|likewise|finally|lastly
    |indeed|instead|of\ course|for\ his\ part|for\ her\ part|for\ its\ part|for\ their\ part|on\ the\ other\ hand
    |at\ the\ same\ time|as\ a\ result|in\ fact|again|well|okay|ok|yeah|yes|right|now|actually|basically|anyway
    |this\ time|that\ said|even\ so|what's\ more|more\ importantly|importantly)
    (?![-\w'])""",
    re.VERBOSE | re.IGNORECASE,
)
# Words that open a sentence without a comma and belong to it: "So far", "Still images", "Then-president", "Now is".
_BOUND = re.compile(
    r"(?:so (?:far|long|many|much|few|called|as|that)|yet (?:another|to)|also known|well (?:over|above|before|known)"
    r"|or else|then (?:president|prime|minister)|right (?:now|after|of)|still (?:others|another|images)|again and"
    r"|finally,? the only|and/or|now(?! ?,)|right(?! ?,)|well(?! ?,)|again(?! ?,)|indeed(?! ?,)"
    r"|instead of|besides the)",
    re.IGNORECASE,
)
_ADVERBS = {
    "also", "however", "meanwhile", "therefore", "moreover", "furthermore", "nevertheless", "nonetheless",
    "additionally", "thus", "likewise", "similarly", "indeed", "actually", "basically", "though",
}  # fmt: skip
_KEPT_MARKS = {
    "if",
    "unless",
    "until",
    "till",
    "whether",
    "provided",
    "once",
    "because",
    "so",
    "when",
    "except",
    "lest",
}


def drop_opener(draft: Draft) -> None:
    """Leave out connecting words at the start ("But", "In turn,"), which mean nothing in a line by itself."""
    for _ in range(3):
        start = draft.opening()
        if start is None or draft.is_replaced(start):
            return
        rest = draft.sentence.tokens[start:].text
        match = _OPENERS.match(rest)
        if not match or _BOUND.match(rest):
            return
        length, last = 0, start
        while last < len(draft.tokens) and length < match.end():
            length += len(draft.tokens[last].text_with_ws)
            last += 1
        if last < len(draft.tokens) and draft.tokens[last].text in {",", ":", "-", "–", "—", "..."}:
            last += 1
        if not any(draft.kept[last:]):
            return
        draft.drop(start, last)


def shorten(draft: Draft, kinds: Iterable[CutKind], limit: int = 0) -> None:
    """Leave out asides of these kinds, in this order, until the line has at most ``limit`` characters."""
    for kind in kinds:
        if len(draft.text()) <= limit:
            return
        for first, last in list(_cuts(draft, kind)):
            if len(draft.text()) <= limit:
                return
            _try(draft, first, last)


def fit(draft: Draft, limit: int = LINE_LIMIT) -> str:
    """The text of the draft, asides and side clauses left out as needed; an ellipsis is the last resort."""
    if len(draft.text()) > limit:
        shorten(draft, ALL, limit)
    text = draft.text()
    if len(text) <= limit:
        return text
    room = limit - 2
    for mark in ("; ", ", ", " "):
        at = text.rfind(mark, limit // 2, room)
        if at > 0:
            return _closed(text[:at].rstrip(" ,;:"))
    return _closed(text[:room])


def _closed(text: str) -> str:
    """Text cut short, with an ellipsis and without a bracket left open."""
    if text.count("[") > text.count("]"):
        text = text[: text.rfind("[")].rstrip(" ,;:")
    return text + " …"


def _try(draft: Draft, first: int, last: int) -> None:
    """Drop a range if marks stay in pairs and the line keeps a verb or most of its words."""
    if not any(draft.kept[first:last]):
        return
    trial = draft.copy()
    trial.drop(first, last)
    remaining = [t for p, t in enumerate(trial.tokens) if trial.kept[p] and not t.is_punct]
    if trial.is_balanced() and len(remaining) >= 5:
        draft.drop(first, last)


def _cuts(draft: Draft, kind: CutKind) -> Iterator[tuple[int, int]]:
    tokens = draft.tokens
    if kind == "parenthesis":
        yield from _parentheses(tokens)
    elif kind == "dash":
        yield from _dashes(tokens)
    else:
        for token in reversed(tokens):
            if token.dep_ in _DEPENDENCIES[kind] and draft.kept[draft.position(token)] and _is_cut(draft, token, kind):
                first, last = draft.span(token)
                yield _with_commas(tokens, first, last, kind, token.head.i)


def _is_cut(draft: Draft, token: Token, kind: CutKind) -> bool:
    """Whether the subtree of a token is an aside of a kind; its dependency is that of the kind."""
    if draft.quoted[draft.position(token)]:
        return False
    first, _ = draft.span(token)
    comma = first > 0 and draft.tokens[first - 1].text in {",", "-", "–", "—"}
    if kind == "adverb":
        return token.lower_ in _ADVERBS and token.i == token.left_edge.i == token.right_edge.i
    if kind == "relative":
        return comma
    if kind == "apposition":
        return comma and token.head.i < token.i
    if kind == "participle":
        return comma and token.tag_ in {"VBG", "VBN"} and token.head.i < token.i and not _marks(token)
    if kind == "subordinate":
        return comma and bool(_marks(token)) and not _marks(token) & _KEPT_MARKS
    if kind == "conjunct":
        return (
            token.head.dep_ in {"ROOT", "conj"}
            and token.pos_ in {"VERB", "AUX"}
            and token.head.i < token.i
            and any(child.dep_ in {"nsubj", "nsubjpass", "expl"} for child in token.children)
            and not any(child.lower_ in {"or", "nor"} for child in token.head.children if child.dep_ == "cc")
        )
    return False


def _marks(token: Token) -> set[str]:
    return {child.lower_ for child in token.children if child.dep_ in {"mark", "advmod"} and child.i < token.i}


def _with_commas(tokens: list[Token], first: int, last: int, kind: CutKind, head: int) -> tuple[int, int]:
    """The range with the commas around it."""
    if kind == "conjunct":
        while first > 0 and (tokens[first - 1].dep_ == "cc" or tokens[first - 1].text in {",", ";"}):
            first -= 1
        return first, last
    if first > 0 and tokens[first - 1].text in {",", "-", "–", "—"}:
        first -= 1
        # The comma behind stays when another one before the aside needs it: "Bales, 38, a sergeant, was".
        enclosed = any(t.text == "," for t in tokens[max(0, head - tokens[0].i) : first])
        if last < len(tokens) and tokens[last].text in {",", "-", "–", "—"} and not enclosed:
            last += 1
    return first, last


def _parentheses(tokens: list[Token]) -> Iterator[tuple[int, int]]:
    opened: list[int] = []
    for position, token in enumerate(tokens):
        if token.text == "(":
            opened.append(position)
        elif token.text == ")" and opened:
            first = opened.pop()
            if not opened and first > 0:
                yield first, position + 1


def _dashes(tokens: list[Token]) -> Iterator[tuple[int, int]]:
    dashes = [
        position
        for position, token in enumerate(tokens)
        if token.text in {"–", "—", "--", "-"} and token.whitespace_ and position and tokens[position - 1].whitespace_
    ]
    if len(dashes) == 2:
        yield dashes[0], dashes[1] + 1
