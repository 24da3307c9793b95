"""Direct speech and who speaks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from briefgen.analysis.gazetteer import lexicon
from briefgen.analysis.model import Entity, Quote, Sentence
from briefgen.analysis.words import Words, read_words

_MARKS = frozenset({'"', "``", "''", "«", "»"})
_SPEECH = frozenset(
    {"add", "continue", "conclude", "joke", "go", "read", "call", "describe", "think", "believe", "put"}
)
"""Verbs that bring a quotation though WordNet does not file them under communication."""
_PRONOUNS = frozenset({"he", "she", "they", "it"})
_CLAUSES = frozenset({"conj", "advcl", "xcomp", "ccomp", "parataxis", "acl", "dep"})


@dataclass
class _Quotation:
    """What stands between an opening and a closing mark: stretches of one sentence or several."""

    stretches: list[tuple[int, int, int]] = field(default_factory=list)
    """Position of the sentence in its paragraph, first token inside, token behind the last."""


def find_quotes(sentences: Sequence[Sentence], entities: Sequence[Entity]) -> tuple[Quote, ...]:
    """Find the stretches between quotation marks and the entity that says them, where the text tells.

    The speaker is the subject of the verb of speech nearest to the quotation ("X said", "said X", "X …, adding"),
    or "according to X"; a quotation that fills its sentence goes on with the speaker of the one before.
    """
    named = {
        (mention.sentence, token): entity.id
        for entity in entities
        for mention in entity.mentions
        for token in range(mention.start, mention.end)
    }
    found: list[Quote] = []
    latest: int | None = None
    paragraphs = groupby(sentences, key=lambda item: (item.document.id, item.paragraph_index))
    document = None
    for (document_id, _), group in paragraphs:
        if document_id != document:
            document, latest = document_id, None
        paragraph = list(group)
        if not any(mark in sentence.tokens.text for mark in _MARKS for sentence in paragraph):
            continue
        words = read_words(paragraph)
        quotations = list(_quotations(words))
        here: int | None = None
        inside = [[False] * len(line) for line in words]
        for quotation in quotations:
            for at, start, end in quotation.stretches:
                inside[at][start:end] = [True] * (end - start)
        for quotation in quotations:
            speaker = _speaker(words, inside, quotation, named)
            if speaker is None and _fills_sentence(words, quotation):
                speaker = latest
            elif speaker is None and _by_pronoun(words, inside, quotation):
                speaker = here
            latest = here = speaker
            found += [Quote(paragraph[at].index, start, end, speaker) for at, start, end in quotation.stretches]
    return tuple(found)


def _quotations(words: Sequence[Words]) -> Iterator[_Quotation]:
    """The quotations of a paragraph; one without a closing mark goes on to the end of the paragraph."""
    open_at: tuple[int, int] | None = None
    for at, line in enumerate(words):
        for i, text in enumerate(line.text):
            if text not in _MARKS:
                continue
            if open_at is None:
                closes = i > 0 and not line.spaced[i - 1] and (i + 1 == len(line) or line.spaced[i])
                open_at = None if closes else (at, i + 1)
            else:
                yield _quotation(words, open_at, (at, i))
                open_at = None
    if open_at is not None and open_at[1] < len(words[open_at[0]]):
        yield _quotation(words, open_at, (len(words) - 1, len(words[-1])))


def _quotation(words: Sequence[Words], start: tuple[int, int], end: tuple[int, int]) -> _Quotation:
    quotation = _Quotation()
    for at in range(start[0], end[0] + 1):
        first = start[1] if at == start[0] else 0
        last = end[1] if at == end[0] else len(words[at])
        if first < last:
            quotation.stretches.append((at, first, last))
    return quotation


def _speaker(
    words: Sequence[Words], inside: list[list[bool]], quotation: _Quotation, named: dict[tuple[int, int], int]
) -> int | None:
    for at, start, end in quotation.stretches:
        line = words[at]
        for subject in _subjects(line, inside[at], start, end):
            if not inside[at][subject]:
                entity = named.get((line.sentence.index, subject))
                if entity is not None:
                    return entity
    return None


def _subjects(line: Words, inside: list[bool], start: int, end: int) -> Iterator[int]:
    """Tokens that may say the stretch ``start`` to ``end``, nearest verb of speech first."""
    verbs = [i for i in range(len(line)) if not inside[i] and line.pos[i] in {"VERB", "AUX"} and _speaks(line, i)]
    verbs.sort(key=lambda i: (not _governs(line, i, start), start - i if i < start else i - end))
    for verb in verbs:
        subject = _subject(line, verb)
        if subject is not None:
            yield subject
    for i in range(1, len(line) - 1):
        if line.lower[i - 1] == "according" and line.lower[i] == "to":
            yield from (child for child in line.children[i] if line.dep[child] == "pobj")
    if start >= 3 and line.text[start - 2] == ":":
        yield start - 3


def _speaks(line: Words, verb: int) -> bool:
    return line.lemma[verb] in lexicon().communication or line.lemma[verb] in _SPEECH


def _governs(line: Words, verb: int, token: int) -> bool:
    """Whether the verb stands above the token in the parse."""
    for _ in range(12):
        if token == verb:
            return True
        if line.head[token] == token:
            return False
        token = line.head[token]
    return False


def _subject(line: Words, verb: int) -> int | None:
    """The subject of a verb, or of the clause that a verb without one hangs on ("…, adding")."""
    for _ in range(4):
        for child in line.children[verb]:
            if line.dep[child] in {"nsubj", "nsubjpass"}:
                pointing = line.lower[child] in {"who", "which", "that"} and line.dep[verb] == "relcl"
                return line.head[verb] if pointing else child
        if line.dep[verb] not in _CLAUSES or line.head[verb] == verb:
            return None
        verb = line.head[verb]
    return None


def _fills_sentence(words: Sequence[Words], quotation: _Quotation) -> bool:
    """Whether nothing but the quotation stands in its sentences."""
    for at, start, end in quotation.stretches:
        line = words[at]
        outside = [*range(start), *range(end, len(line))]
        if any(line.pos[i] not in {"PUNCT", "SPACE"} for i in outside):
            return False
    return True


def _by_pronoun(words: Sequence[Words], inside: list[list[bool]], quotation: _Quotation) -> bool:
    """Whether a pronoun speaks ("he said"), which then means the speaker before."""
    for at, start, end in quotation.stretches:
        for subject in _subjects(words[at], inside[at], start, end):
            return words[at].lower[subject] in _PRONOUNS and not inside[at][subject]
    return False
