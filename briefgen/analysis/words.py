"""The parse of a sentence as plain lists: quick to read many times over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from sys import intern

from briefgen.analysis.model import Sentence


@dataclass
class Words:
    """The tokens of a sentence, one list a property; heads are positions within the sentence."""

    sentence: Sentence
    text: list[str]
    lower: list[str]
    lemma: list[str]
    pos: list[str]
    tag: list[str]
    dep: list[str]
    head: list[int]
    entity: list[str]
    """Label of the named entity a token belongs to, or ""."""
    begins: list[bool]
    """Whether a named entity begins at the token."""
    spaced: list[bool]
    """Whether white space follows the token."""

    def __len__(self) -> int:
        return len(self.text)

    @cached_property
    def children(self) -> list[list[int]]:
        """The children of each token, in order."""
        found: list[list[int]] = [[] for _ in self.text]
        for index, head in enumerate(self.head):
            if head != index:
                found[head].append(index)
        return found

    def span(self, start: int, end: int) -> str:
        """The words ``start`` to ``end`` (exclusive) as written."""
        pieces = [self.text[i] + (" " if self.spaced[i] else "") for i in range(start, end)]
        return "".join(pieces).strip()

    def edges(self, index: int) -> tuple[int, int]:
        """First and last position of the subtree of a token."""
        first = last = index
        stack = [index]
        while stack:
            at = stack.pop()
            first, last = min(first, at), max(last, at)
            stack.extend(self.children[at])
        return first, last


def read_words(sentences: Sequence[Sentence]) -> list[Words]:
    """The words of each sentence."""
    return [_words(sentence) for sentence in sentences]


def _words(sentence: Sentence) -> Words:
    tokens = list(sentence.tokens)
    first, size = sentence.tokens.start, len(tokens)
    heads = [token.head.i - first for token in tokens]
    text = [intern(token.text) for token in tokens]  # spaCy makes each string anew; a long text repeats them
    return Words(
        sentence=sentence,
        text=text,
        lower=[intern(word.lower()) for word in text],
        lemma=[intern(token.lemma_.lower()) for token in tokens],
        pos=[intern(token.pos_) for token in tokens],
        tag=[intern(token.tag_) for token in tokens],
        dep=[intern(token.dep_) for token in tokens],
        head=[head if 0 <= head < size else index for index, head in enumerate(heads)],
        entity=[intern(token.ent_type_) for token in tokens],
        begins=[token.ent_iob_ == "B" for token in tokens],
        spaced=[bool(token.whitespace_) for token in tokens],
    )
