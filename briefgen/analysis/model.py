"""What the analysis knows about the sources: sentences, entities, quotes, times and learned scores.

Token positions count within a sentence (``sentence.tokens[i]``); character positions count in the
text of the document, unless a name says ``reading``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Literal, TypeVar

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Span as TokenSpan

from briefgen.analysis.reading import Reading
from briefgen.brief import ActorKind, Evidence, Locator
from briefgen.documents import Document, Paragraph


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, bullet or heading of a source, parsed."""

    index: int
    """Position among all sentences of the analysis."""
    document: Document
    """The source it stands in."""
    paragraph_index: int
    """Position of its paragraph in the document."""
    position: int
    """Position among the sentences of its paragraph, from 0."""
    start: int
    """Offset of its first character in the document."""
    end: int
    """Offset behind its last character."""
    tokens: TokenSpan
    """The parse, over the reading text of the paragraph."""
    reading: Reading
    """The reading text of the paragraph, with the way back to the document."""
    headings: tuple[str, ...]
    """The headings it stands under, outermost first."""

    @property
    def text(self) -> str:
        """The sentence as read: straight quotes, no markup."""
        return self.reading.text[self.tokens.start_char : self.tokens.end_char]

    @property
    def paragraph(self) -> Paragraph:
        """The paragraph it stands in."""
        return self.document.paragraphs[self.paragraph_index]

    @property
    def speaker(self) -> str | None:
        """Who speaks, in minutes and interviews, as the source writes the name."""
        return self.paragraph.speaker

    @property
    def anchor(self) -> date | None:
        """The day that relative dates count from: that of the source, or None."""
        return date.fromisoformat(self.document.date) if self.document.date else None

    @property
    def is_heading(self) -> bool:
        """Whether it is a heading."""
        return self.paragraph.kind == "heading"

    def span_of(self, first: int, last: int) -> tuple[int, int]:
        """Offsets in the document of the tokens ``first`` to ``last`` (exclusive)."""
        tokens = self.tokens[first:last]
        return self.reading.source_span(tokens.start_char, tokens.end_char)

    def evidence(self, first: int = 0, last: int | None = None, attribution: str | None = None) -> Evidence:
        """The sentence, or its tokens ``first`` to ``last``, as evidence."""
        if first == 0 and last is None:
            start, end = self.start, self.end
        else:
            start, end = self.span_of(first, len(self.tokens) if last is None else last)
        paragraph = self.paragraph
        return Evidence(
            source=self.document.id,
            start=start,
            end=end,
            quote=self.document.text[start:end],
            locator=Locator(
                page=paragraph.page, paragraph=self.paragraph_index + 1, speaker=paragraph.speaker, time=paragraph.time
            ),
            attribution=attribution,
        )


@dataclass(frozen=True, slots=True)
class Mention:
    """A place where an entity is named or meant."""

    sentence: int
    """Index of the sentence."""
    start: int
    """First token."""
    end: int
    """Token behind the last."""
    text: str
    """The words, as read."""
    kind: Literal["name", "nominal", "pronoun", "speaker"]
    """A name ("Marco Rubio"), a description ("the minister"), a pronoun, or the label of a turn (no tokens)."""


@dataclass(frozen=True, slots=True)
class Entity:
    """Somebody or something the sources speak of, under one name."""

    id: int
    """Position among the entities of the analysis."""
    name: str
    """The fullest name in the sources."""
    aliases: tuple[str, ...]
    """The other names, as written, without pronouns and without the name itself."""
    kind: ActorKind | Literal["place", "other"]
    """What it is; only the kinds of actors can become actors."""
    mentions: tuple[Mention, ...]
    """All mentions in order of the text."""
    role: str | None = None
    """Title, as the sources state it."""
    affiliation: str | None = None
    """Whom it acts for, as the sources state it."""
    salience: float = 0.0
    """Learned weight as a key actor, 0 to 1 (0.5 is the cut)."""


@dataclass(frozen=True, slots=True)
class Quote:
    """Direct speech."""

    sentence: int
    """Index of the sentence."""
    start: int
    """First token inside the quotation marks."""
    end: int
    """Token behind the last one inside."""
    speaker: int | None
    """Id of the entity that speaks, or None when not known."""


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """A date or period as the source writes it."""

    sentence: int
    """Index of the sentence."""
    start: int
    """First token."""
    end: int
    """Token behind the last."""
    text: str
    """The words."""
    first: date | None
    """First day meant, or None when it cannot be resolved."""
    last: date | None
    """Last day meant, or None when it cannot be resolved."""


@dataclass(frozen=True, slots=True)
class Scores:
    """Learned probabilities of one sentence, 0 to 1."""

    issue: float
    """That it is evidence of an open issue."""
    step: float
    """That it is evidence of a next step."""
    summary: float
    """That a summary would rest on it."""


@dataclass(frozen=True)
class Analysis:
    """All that the extractors work from."""

    documents: tuple[Document, ...]
    sentences: tuple[Sentence, ...]
    entities: tuple[Entity, ...] = ()
    quotes: tuple[Quote, ...] = ()
    times: tuple[TimeExpression, ...] = ()
    scores: tuple[Scores, ...] = ()
    encoded: NDArray[np.float32] | None = None
    """What the encoder makes of each sentence: log-odds of encoder.HEADS; None without the encoder."""
    warnings: tuple[str, ...] = field(default=())

    @cached_property
    def _entity_by_token(self) -> dict[tuple[int, int], Entity]:
        return {
            (mention.sentence, token): entity
            for entity in self.entities
            for mention in entity.mentions
            for token in range(mention.start, mention.end)
        }

    @cached_property
    def _speakers(self) -> dict[int, Entity]:
        return {
            mention.sentence: entity
            for entity in self.entities
            for mention in entity.mentions
            if mention.kind == "speaker"
        }

    @cached_property
    def _entities_by_sentence(self) -> dict[int, list[Entity]]:
        starts: defaultdict[int, dict[int, Entity]] = defaultdict(dict)
        for entity in self.entities:
            for mention in entity.mentions:
                if mention.kind != "speaker":
                    starts[mention.sentence][mention.start] = entity
        return {
            sentence: list({found[start].id: found[start] for start in sorted(found)}.values())
            for sentence, found in starts.items()
        }

    @cached_property
    def _mentions_by_sentence(self) -> dict[int, dict[int, list[Mention]]]:
        found: defaultdict[int, dict[int, list[Mention]]] = defaultdict(dict)
        for entity in self.entities:
            for mention in entity.mentions:
                found[mention.sentence].setdefault(entity.id, []).append(mention)
        return dict(found)

    @cached_property
    def _quotes_by_sentence(self) -> dict[int, list[Quote]]:
        return _by_sentence(self.quotes)

    @cached_property
    def _times_by_sentence(self) -> dict[int, list[TimeExpression]]:
        return _by_sentence(self.times)

    def entity_at(self, sentence: int, token: int) -> Entity | None:
        """The entity mentioned at a token (names, descriptions and resolved pronouns alike)."""
        return self._entity_by_token.get((sentence, token))

    def speaker_of(self, sentence: int) -> Entity | None:
        """The entity whose turn the sentence stands in, in minutes and interviews."""
        return self._speakers.get(sentence)

    def entities_in(self, sentence: int) -> list[Entity]:
        """The entities mentioned in a sentence, in order, each once."""
        return self._entities_by_sentence.get(sentence, [])

    def mentions_of(self, entity: Entity, sentence: int) -> list[Mention]:
        """The mentions of an entity in a sentence, in order."""
        return self._mentions_by_sentence.get(sentence, {}).get(entity.id, [])

    def quotes_in(self, sentence: int) -> list[Quote]:
        """The stretches of direct speech in a sentence."""
        return self._quotes_by_sentence.get(sentence, [])

    def times_in(self, sentence: int) -> list[TimeExpression]:
        """The dates and periods in a sentence."""
        return self._times_by_sentence.get(sentence, [])


Placed = TypeVar("Placed", Quote, TimeExpression)


def _by_sentence(items: Iterable[Placed]) -> dict[int, list[Placed]]:
    found: defaultdict[int, list[Placed]] = defaultdict(list)
    for item in items:
        found[item.sentence].append(item)
    return dict(found)
