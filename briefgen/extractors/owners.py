"""Who is to do a deed: a subject that can act, a name that minutes give, the speaker, or the group that meets."""

from __future__ import annotations

import re
from functools import cached_property

from spacy.tokens import Token

from briefgen.analysis.gazetteer import lexicon
from briefgen.analysis.kinds import names_thing
from briefgen.analysis.model import Analysis, Entity, Sentence
from briefgen.analysis.names import parts
from briefgen.documents import Document
from briefgen.extractors.cast import ACTING, Cast
from briefgen.extractors.commitments import find_deeds
from briefgen.extractors.deeds import Deed
from briefgen.extractors.meeting_groups import is_body, meeting_group
from briefgen.extractors.owner_ways import marked, unsaid
from briefgen.extractors.topics import topic_of

_ONE = {"i", "me", "myself", "i'll"}
_MANY = {"we", "us", "ourselves"}
_EVERYBODY = {"all", "everyone", "everybody", "folks", "members", "people"}
_OTHERS = {
    "he", "she", "they", "it", "him", "her", "them", "who", "which", "that", "this", "those", "these", "you",
    "there", "one", "someone", "somebody", "anyone", "anybody", "everyone", "everybody", "nobody", "nothing",
    "something", "what", "all", "some", "both", "others", "none", "each",
}  # fmt: skip
_TASKS = re.compile(r"\b(?:actions?|next steps|to.?dos?|follow.?ups?)\b", re.IGNORECASE)
"""Headings of lists of tasks, in which a name in front is the owner's."""
_LIMIT = 80
_SURE = 5
"""Letters of a first name that a handle may end with to be taken for its bearer's."""


class Owners:
    """Finds owners in one analysis; who is mentioned and which groups meet is worked out once."""

    def __init__(self, analysis: Analysis) -> None:
        self._analysis = analysis
        self._groups: dict[str, str | None] = {}
        self._titles: dict[str, str | None] = {}
        self._deeds: dict[int, list[Deed]] = {}

    @cached_property
    def cast(self) -> Cast:
        """All who are mentioned, with their standing."""
        return Cast(self._analysis)

    def deeds(self, sentence: Sentence) -> list[Deed]:
        """What ``find_deeds`` finds in a sentence, found once."""
        if sentence.index not in self._deeds:
            self._deeds[sentence.index] = find_deeds(sentence)
        return self._deeds[sentence.index]

    def ways(self, deed: Deed) -> list[tuple[str, str]]:
        """The owners that single rules find, each with the name of the rule."""
        sentence = deed.sentence
        found: list[tuple[str, str | None]] = []
        if deed.owner is not None:
            found.append(("named", self._named(sentence, *deed.owner)))
        agent = _agent(deed.verb) if deed.passive else None
        if agent is not None:
            found.append(("agent", self._noun_phrase(sentence, agent)))
        if deed.subject is not None:
            way = "patient" if deed.passive else "subject"
            if deed.subject.pos_ == "PRON":
                way += "-one" if deed.subject.lower_ in _ONE else "-many" if deed.subject.lower_ in _MANY else "-other"
            found.append((way, self._noun_phrase(sentence, deed.subject)))
        if sentence.speaker and deed.subject is None and any(map(_TASKS.search, sentence.headings)):
            found.append(("listed", self._speaker(sentence)))
        if deed.owner is None:
            found += [*unsaid(self.cast, deed), *marked(self.cast, sentence)]
            topic = topic_of(sentence) if sentence.paragraph.kind == "item" else None
            found.append(("topic", self._known_exactly(topic) if topic else None))
            found.append(("announcer", self._announcer(deed)))
        found.append(("cell", self._cell(sentence)))
        found.append(("title", self._titled(sentence.document)))
        found.append(("speaker", self._speaker(sentence)))
        found.append(("group", self.group(sentence.document)))
        return [(way, name) for way, name in found if name]

    def can_act(self, sentence: Sentence, head: Token) -> bool:
        """Whether a noun phrase names somebody who can act."""
        if head.lower_ in _ONE | _MANY | {"he", "she", "they", "who", "you"}:
            return True
        entity = self._entity(sentence, head)
        if entity is not None and entity.kind in ACTING:
            return True
        if head.pos_ == "PROPN":
            return True
        known = lexicon()
        return head.lemma_.lower() in known.person or head.lemma_.lower() in known.group

    def group(self, document: Document) -> str | None:
        """The group whose meeting a document records, by its title; None when it records none."""
        if document.id not in self._groups:
            self._groups[document.id] = meeting_group(self._analysis, document)
        return self._groups[document.id]

    def _named(self, sentence: Sentence, first: int, last: int) -> str | None:
        """The owners that a stretch of tokens names outright: "Nina", "@ninafalk", "Jonas and Marta"."""
        names: list[str] = []
        covered = first
        for position in range(first, last):
            if position < covered:
                continue
            entity = self._analysis.entity_at(sentence.index, position)
            if entity is not None:
                names.append(self._fuller(entity.name))
                covered = next(
                    (m.end for m in self._analysis.mentions_of(entity, sentence.index) if m.start <= position < m.end),
                    position + 1,
                )
        if not names:
            text = sentence.tokens[first:last].text.strip(" @:,-–—.")
            pieces = [piece.strip(" @") for piece in re.split(r"\s*(?:,|/|&|\+|\band\b)\s*", text)]
            names = [self._known(piece) or piece for piece in pieces if piece]
        names = [name for name in names if name.casefold() not in _ONE | _MANY | _EVERYBODY]
        if not names and sentence.tokens[first:last].text.casefold() in _EVERYBODY:
            return self.group(sentence.document)
        if not names:
            return self._speaker(sentence) or self.group(sentence.document)
        return _listed(names)

    def _fuller(self, name: str) -> str:
        """The handle or full name that a first name alone is the beginning of, when only one is."""
        folded = name.casefold()
        if " " in name or len(name) < 4:
            return name
        longer = {
            other
            for entity in self._analysis.entities
            if entity.kind == "person"
            for other in (entity.name, *entity.aliases)
            if other.casefold().lstrip("@").startswith(folded) and other.casefold() != folded
        }
        if not longer and len(folded) >= _SURE:
            longer = {handle for handle in self._handles if handle.endswith(folded) and handle != folded}
        return longer.pop().lstrip("@") if len(longer) == 1 else name

    @cached_property
    def _handles(self) -> frozenset[str]:
        """The words of the sources that look like handles: small letters, in no lexicon."""
        found = {
            word for d in self._analysis.documents for word in re.findall(r"(?<![\w./])[a-z][a-z\d_-]{5,}\b", d.text)
        }
        return frozenset(found - lexicon().common)

    def _known(self, word: str) -> str | None:
        """The person called so, by name, handle or the beginning of either, when only one is."""
        folded = word.casefold().lstrip("@")
        exact: list[str] = []
        close: list[str] = []
        for entity in self._analysis.entities:
            if entity.kind not in ACTING:
                continue
            for name in (entity.name, *entity.aliases):
                words = name.casefold().lstrip("@").split()
                if name.casefold().lstrip("@") == folded or folded in words:
                    exact.append(entity.name)
                elif len(folded) >= 4 and any(part.startswith(folded) for part in words):
                    close.append(entity.name)
        candidates = list(dict.fromkeys(exact)) or list(dict.fromkeys(close))
        return candidates[0] if len(candidates) == 1 else None

    def _entity(self, sentence: Sentence, token: Token) -> Entity | None:
        return self._analysis.entity_at(sentence.index, token.i - sentence.tokens.start)

    def _noun_phrase(self, sentence: Sentence, head: Token) -> str | None:
        """Name of what a noun phrase stands for, if it can act."""
        word = head.lower_
        if word in _ONE:
            return self._voice(sentence, head)
        if word in _MANY or word == "let":
            return self._voice_group(sentence, head)
        heads = [head, *(child for child in head.conjuncts if child.dep_ == "conj")]
        names: list[str] = []
        for each in heads:
            entity = self._entity(sentence, each)
            if entity is not None and entity.name.casefold() not in _OTHERS | _ONE | _MANY:
                if entity.kind in ACTING or (each.pos_ == "PROPN" and not names_thing(parts(entity.name))):
                    names.append(entity.name)
            elif each.lower_ not in _OTHERS and (each.pos_ == "PROPN" or self.can_act(sentence, each)):
                phrase = _phrase(sentence, each)
                if not names_thing(parts(phrase)):
                    names.append(phrase)
        if names:
            return _listed(names)
        if word in {"he", "she", "they", "who"}:
            return self._last_person(sentence, head)
        return None

    def _voice(self, sentence: Sentence, token: Token) -> str | None:
        """Who says "I" there: the one quoted, or the speaker of the turn."""
        position = token.i - sentence.tokens.start
        for quote in self._analysis.quotes_in(sentence.index):
            if quote.start <= position < quote.end and quote.speaker is not None:
                return self._analysis.entities[quote.speaker].name
        return self._speaker(sentence) or sentence.document.author

    def _voice_group(self, sentence: Sentence, token: Token) -> str | None:
        """Who says "we": the group that meets, or whoever speaks."""
        position = token.i - sentence.tokens.start
        for quote in self._analysis.quotes_in(sentence.index):
            if quote.start <= position < quote.end and quote.speaker is not None:
                entity = self._analysis.entities[quote.speaker]
                return entity.affiliation or entity.name
        return self.group(sentence.document) or self._speaker(sentence)

    def _speaker(self, sentence: Sentence) -> str | None:
        entity = self._analysis.speaker_of(sentence.index)
        return entity.name if entity is not None else sentence.speaker

    def _cell(self, sentence: Sentence) -> str | None:
        """The cell of a table's row that names somebody and nothing else."""
        cells = re.split(r"\s+[|/]\s+", sentence.text)
        if len(cells) < 3:
            return None
        found = [self._known_exactly(cell) or self._known(cell) for cell in cells[1:] if 0 < len(cell.split()) <= 4]
        return next((name for name in found if name), None)

    def _titled(self, document: Document) -> str | None:
        """The organisation that the title or the publisher's line names, which speaks as "we"."""
        if document.id not in self._titles:
            self._titles[document.id] = self._body_of_title(document)
        return self._titles[document.id]

    def _body_of_title(self, document: Document) -> str | None:
        title = f"{document.title or ''} {document.publisher or ''}".casefold()
        bodies = [
            entity
            for entity in self._analysis.entities
            if entity.kind in {"organisation", "group", "state"}
            and any(len(name) > 2 and name.casefold() in title for name in (entity.name, *entity.aliases))
        ]
        best = max(bodies, key=lambda entity: (is_body(entity.name), len(entity.mentions)), default=None)
        return best.name if best else None

    def _known_exactly(self, topic: str) -> str | None:
        return self._actors_by_name.get(topic.casefold().strip(" :*@"))

    @cached_property
    def _actors_by_name(self) -> dict[str, str]:
        """Those who can act, by each of their names; the first to have a name keeps it."""
        found: dict[str, str] = {}
        for entity in self._analysis.entities:
            if entity.kind in ACTING:
                for name in (entity.name, *entity.aliases):
                    found.setdefault(name.casefold().lstrip("@"), entity.name)
        return found

    def _announcer(self, deed: Deed) -> str | None:
        """Who announces what is done to the subject, which is most often who does it."""
        if deed.verb is None:
            return None
        for above in deed.verb.ancestors:
            if above.lemma_ in {"say", "announce", "decide", "order", "promise", "tell", "confirm", "declare", "agree"}:
                subject = next((child for child in above.children if child.dep_ == "nsubj"), None)
                return self._noun_phrase(deed.sentence, subject) if subject is not None else None
        return None

    def _last_person(self, sentence: Sentence, pronoun: Token) -> str | None:
        """The subject of the sentence itself or of the one before, when it is the only person there."""
        for index in range(sentence.index, max(-1, sentence.index - 3), -1):
            before = self._analysis.sentences[index]
            if before.document is not sentence.document:
                return None
            limit = pronoun.i - before.tokens.start if index == sentence.index else len(before.tokens)
            people = [
                entity
                for entity in self._analysis.entities_in(index)
                if entity.kind == "person"
                and any(m.kind == "name" and m.start < limit for m in self._analysis.mentions_of(entity, index))
            ]
            if len(people) == 1:
                return people[0].name
            if people:
                return None
        return None


def _agent(verb: Token | None) -> Token | None:
    """The noun behind "by" of a passive."""
    if verb is None:
        return None
    for child in verb.children:
        if child.dep_ == "agent":
            return next((inner for inner in child.children if inner.dep_ == "pobj"), None)
    return None


def _phrase(sentence: Sentence, head: Token) -> str:
    """A noun phrase without its relative clauses and other asides."""
    first = max(head.left_edge.i, sentence.tokens.start)
    last = head.i
    for child in head.rights:
        if child.dep_ == "prep" and child.lower_ in {"of", "for", "in", "from", "at"} and child.i == last + 1:
            last = max(last, *(inner.i for inner in child.subtree if inner.dep_ not in {"relcl", "punct"}))
        elif child.dep_ in {"flat", "compound"}:
            last = max(last, child.i)
    text = sentence.tokens.doc[first : last + 1].text.strip(" ,;:")
    return text if len(text) <= _LIMIT else sentence.tokens.doc[first : head.i + 1].text.strip(" ,;:")


def _listed(names: list[str]) -> str:
    unique = list(dict.fromkeys(names))
    return unique[0] if len(unique) == 1 else ", ".join(unique[:-1]) + " and " + unique[-1]
