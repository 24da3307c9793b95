"""All who are mentioned, by sentence, with their standing in the sources."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from spacy.tokens import Token

from briefgen.analysis.model import Analysis, Entity, Mention
from briefgen.extractors.likeness import Likeness

ACTING = {"person", "organisation", "state", "group"}


@dataclass(slots=True)
class Standing:
    """The place of one entity in the sources."""

    rank: int
    """By number of mentions among those that can act, from 0."""
    salience_rank: int
    subject_share: float
    """Share of its mentions that are subjects."""
    titled: bool
    """Whether a title or the publisher names it."""
    speaks: float
    """Share of the turns that are its own."""


@dataclass(slots=True)
class Place:
    """A mention with what the parse says of it."""

    entity: Entity
    mention: Mention
    root: Token
    role: str


@dataclass
class Cast:
    """All who are mentioned in an analysis, by sentence, with their standing; worked out once."""

    analysis: Analysis
    places: dict[int, list[Place]] = field(default_factory=dict)
    standings: dict[int, Standing] = field(default_factory=dict)
    layouts: dict[str, tuple[float, float]] = field(default_factory=dict)
    """By document, the shares of its paragraphs that are bullets and that are somebody's turn."""

    def __post_init__(self) -> None:
        subjects: dict[int, int] = {}
        turns: dict[int, int] = {}
        for entity in self.analysis.entities:
            for mention in entity.mentions:
                tokens = self.analysis.sentences[mention.sentence].tokens
                if mention.kind == "speaker":
                    turns[entity.id] = turns.get(entity.id, 0) + 1
                elif mention.start < mention.end <= len(tokens):
                    root = tokens[mention.start : mention.end].root
                    role = role_of(root)
                    subjects[entity.id] = subjects.get(entity.id, 0) + (role == "nsubj")
                    self.places.setdefault(mention.sentence, []).append(Place(entity, mention, root, role))
        for places in self.places.values():
            places.sort(key=lambda place: place.mention.start)
        by_mentions = {e.id: rank for rank, e in enumerate(self.acting)}
        salient = [entity for entity in self.analysis.entities if entity.kind in ACTING]
        by_salience = {e.id: rank for rank, e in enumerate(sorted(salient, key=lambda e: -e.salience))}
        title = " ".join(f"{d.title or ''} {d.publisher or ''}" for d in self.analysis.documents).casefold()
        spoken = max(1, sum(turns.values()))
        for document in self.analysis.documents:
            paragraphs = [p for p in document.paragraphs if p.kind in {"text", "item"}]
            count = max(1, len(paragraphs))
            items, turned = sum(p.kind == "item" for p in paragraphs), sum(p.speaker is not None for p in paragraphs)
            self.layouts[document.id] = items / count, turned / count
        for entity in self.analysis.entities:
            self.standings[entity.id] = Standing(
                by_mentions.get(entity.id, 99),
                by_salience.get(entity.id, 99),
                subjects.get(entity.id, 0) / max(1, len(entity.mentions)),
                any(len(name) > 2 and name.casefold() in title for name in (entity.name, *entity.aliases)),
                turns.get(entity.id, 0) / spoken,
            )

    @cached_property
    def likeness(self) -> Likeness:
        """What the sentences have in common."""
        return Likeness(self.analysis)

    @cached_property
    def acting(self) -> list[Entity]:
        """Those who can act, the most mentioned first."""
        acting = [entity for entity in self.analysis.entities if entity.kind in ACTING]
        return sorted(acting, key=lambda entity: -len(entity.mentions))

    @cached_property
    def by_name(self) -> dict[str, Entity]:
        """The entities by their names, folded."""
        return {entity.name.casefold(): entity for entity in self.analysis.entities}

    @cached_property
    def by_alias(self) -> dict[str, Entity]:
        """The entities that can act by each of their names, folded; the most mentioned first to keep one."""
        found: dict[str, Entity] = {}
        for entity in self.acting:
            for name in (entity.name, *entity.aliases):
                found.setdefault(name.casefold().lstrip("@"), entity)
        return found


def role_of(token: Token) -> str:
    """The part a mention plays: its dependency, that of what it is joined to, or the word it hangs on."""
    while token.dep_ in {"conj", "appos", "compound", "flat"} and token.head != token:
        token = token.head
    if token.dep_ == "pobj":
        word = token.head.lower_
        return f"pobj:{word}" if word in {"by", "to", "with", "from", "of", "for", "in"} else "pobj"
    return token.dep_
