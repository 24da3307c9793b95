"""A sentence on its way to becoming a line of the brief.

A draft can only leave out tokens of its sentence and set words in square brackets beside them, so no
line can say a word that neither the source nor a bracket supplies.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from copy import copy
from functools import cached_property
from itertools import accumulate, compress
from unicodedata import category

from spacy.tokens import Token

from briefgen.analysis.model import Sentence

LINE_LIMIT = 300
"""Characters a line may have."""

_MIDDLE = {",", ";", ":"}
_FINAL = {".", "!", "?", "…"}
_MARKS = _MIDDLE | _FINAL
_WORD = re.compile(r"[^\W_]+")
_SPACES = re.compile(r"\s+")
_SPACE_BEFORE_MARK = re.compile(r" (?=[,;.!?](?: |$))")
_LEADING_MARKS = re.compile(r"^[.…\s-]+(?=\w)")


class Draft:
    """The tokens ``first`` to ``last`` of a sentence, those kept and what is bracketed beside them."""

    def __init__(self, sentence: Sentence, first: int = 0, last: int | None = None) -> None:
        self.sentence = sentence
        self.tokens: list[Token] = list(sentence.tokens)
        # What copies share: a draft is written out many times, and spaCy makes each string anew.
        self._texts = [token.text for token in self.tokens]
        self._spaces = [token.whitespace_ for token in self.tokens]
        self._first = sentence.tokens.start
        last = len(self.tokens) if last is None else last
        self.kept = [first <= position < last and not _is_ornament(text) for position, text in enumerate(self._texts)]
        self._before: dict[int, str] = {}
        self._after: dict[int, str] = {}

    def position(self, token: Token) -> int:
        """Position of a token of the parse in the sentence; negative or too large when it lies outside."""
        return token.i - self._first

    def span(self, token: Token) -> tuple[int, int]:
        """First and last (exclusive) position of the subtree of a token, cut to the sentence."""
        first = max(0, token.left_edge.i - self._first)
        last = min(len(self.tokens), token.right_edge.i - self._first + 1)
        return first, last

    @cached_property
    def quoted(self) -> list[bool]:
        """Whether each token stands between double quotation marks."""
        marks = accumulate((text.count('"') for text in self._texts), initial=0)
        return [count % 2 == 1 for count in marks]

    def drop(self, first: int, last: int) -> None:
        """Leave out the tokens ``first`` to ``last`` (exclusive), and what stands in brackets beside them."""
        for position in range(first, last):
            self.kept[position] = False
            self._before.pop(position, None)
            self._after.pop(position, None)

    def replace(self, first: int, last: int, words: str) -> None:
        """Set ``words``, in brackets, in the place of the tokens ``first`` to ``last``."""
        self.drop(first, last)
        self._before[first] = bracketed(words)

    def note(self, last: int, words: str) -> None:
        """Set ``words``, in brackets, behind the token before ``last``."""
        self._after[last - 1] = bracketed(words)

    def note_before(self, first: int, words: str) -> None:
        """Set ``words``, in brackets, before the token ``first``."""
        self._before[first] = bracketed(words)

    def opening(self) -> int | None:
        """Position of the first word kept, or None when nothing is."""
        return next((p for p, text in enumerate(self._texts) if self.kept[p] and _WORD.search(text)), None)

    def is_replaced(self, position: int) -> bool:
        """Whether a bracket stands before the token (in its place, when it is dropped)."""
        return position in self._before

    def copy(self) -> Draft:
        """A draft to try a change on."""
        twin = copy(self)
        twin.kept = list(self.kept)
        twin._before = dict(self._before)
        twin._after = dict(self._after)
        return twin

    def is_balanced(self) -> bool:
        """Whether quotation marks and round brackets still come in pairs, as far as they did in the source."""
        return _imbalance(compress(self._texts, self.kept)) == _imbalance(self._texts)

    def text(self) -> str:
        """The line: spaces and punctuation mended where words are left out, its first letter a capital."""
        pieces: list[str] = []
        gap = False
        for position, (text, space, kept) in enumerate(zip(self._texts, self._spaces, self.kept, strict=True)):
            bracket = self._before.get(position)
            if bracket:
                _append(pieces, bracket, True)
                if not kept:
                    pieces.append(space)
            if not kept:
                gap = True
                continue
            if not gap:
                pieces.append(f" {text}" if bracket else text)
            elif text in _MARKS:
                _mend_punctuation(pieces, text)
            elif _WORD.match(text) and not bracket:
                _append(pieces, text, True)
            else:
                pieces.append(f" {text}" if bracket else text)
            gap = False
            if position in self._after:
                _append(pieces, self._after[position], True)
            pieces.append(space)
        line = _SPACES.sub(" ", "".join(pieces)).strip(" ,;:–—")
        line = _SPACE_BEFORE_MARK.sub("", line)
        line = _LEADING_MARKS.sub("", line)
        return _capitalised(line)


def _is_ornament(text: str) -> bool:
    """Whether a token is made of symbols that say nothing: a star behind a link, a tick."""
    return not text.isascii() and all(category(char) == "So" and char not in "°№™©®" for char in text)


def bracketed(words: str) -> str:
    """``words`` in square brackets."""
    return "[" + words.replace("[", "(").replace("]", ")").strip() + "]"


def unsupported_words(line: str, quotes: list[str]) -> list[str]:
    """The words of a line outside square brackets that do not occur, in this order, in the quotes."""
    supply = iter(_WORD.findall(" ".join(quotes).casefold()))
    outside = re.sub(r"\[[^\]]*\]", " ", line)
    return [word for word in _WORD.findall(outside.casefold()) if word not in supply]


def _append(pieces: list[str], words: str, apart: bool) -> None:
    """Add words, after a space unless one is there or an opening mark precedes."""
    before = "".join(pieces[-2:])
    if apart and before and not before.endswith((" ", "(", '"', "[", "-", "/")):
        pieces.append(" ")
    pieces.append(words)


def _mend_punctuation(pieces: list[str], mark: str) -> None:
    """Add a mark after words left out: never two in a row, none at the start, no space before it."""
    while pieces and (not pieces[-1] or pieces[-1].isspace()):
        pieces.pop()
    if not pieces:
        return
    if pieces[-1] in _MIDDLE and mark in _MARKS:
        pieces.pop()
        while pieces and (not pieces[-1] or pieces[-1].isspace()):
            pieces.pop()
    if pieces and pieces[-1] not in _FINAL:
        pieces.append(mark)


def _capitalised(line: str) -> str:
    """The line with its first letter a capital, unless its first word is a name that is written otherwise."""
    match = re.match(r"""["'(]*(\S+)""", line)
    if not match:
        return line
    word, at = match.group(1), match.start(1)
    if not word[0].islower() or re.search(r"[A-Z_\d/@#]|\w\.\w|::", word):
        return line
    return line[:at] + word[0].upper() + line[at + 1 :]


def _imbalance(texts: Iterable[str]) -> tuple[int, int]:
    joined = "".join(texts)
    return joined.count('"') % 2, joined.count("(") - joined.count(")")
