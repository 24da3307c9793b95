"""What speaks for somebody as the owner of a deed: numbers for the learned choice, no words of the source."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from briefgen.analysis.model import Entity, Sentence
from briefgen.extractors.cast import ACTING, Cast, Place
from briefgen.extractors.deeds import Deed

REPORTING = {
    "say", "tell", "announce", "add", "promise", "confirm", "declare", "insist", "reply", "write", "think", "note",
    "decide", "agree", "order", "ask", "report", "state", "warn", "claim", "suggest", "believe", "explain", "ensure",
}  # fmt: skip
_SUBJECTS = ("nsubj", "nsubjpass")
_PRONOUNS = {
    "i": "one", "me": "one", "we": "many", "us": "many", "he": "he", "him": "he", "she": "he", "her": "he",
    "they": "they", "them": "they", "it": "it", "this": "it", "that": "it", "which": "it", "you": "you", "who": "who",
}  # fmt: skip
_AGREEING = {"he": {"person"}, "they": {"person", "group", "organisation", "state"}, "it": {"organisation", "state"}}
_OPENING = 1
"""Position up to which a deed opens its sentence; without a subject its owner is left out."""
_FAR = 40
"""Tokens beyond which a distance says no more."""

Features = dict[str, float]


def deed_features(cast: Cast, deed: Deed, ways: Iterable[str]) -> Features:
    """What the candidates of one deed have in common: how it is announced, and in what kind of text."""
    sentence, verb = deed.sentence, deed.verb
    lower = {token.lower_ for token in sentence.tokens}
    form = sentence.paragraph.kind + " of a turn" * (sentence.speaker is not None)
    opening = deed.start <= _OPENING and deed.subject is None
    items, turns = cast.layouts[sentence.document.id]
    known: Features = {
        f"cue={deed.cue}": 1.0,
        f"form={form}": 1.0,
        f"subject={'elided' if opening else subject_class(deed)}": 1.0,
        f"mood={_mood(deed)}": 1.0,
        "passive": float(deed.passive),
        "loose": float(deed.loose),
        "items": items,
        "turns": turns,
        "words": float(len(sentence.tokens)),
        "deed at": float(deed.start),
        "i": float(bool(lower & {"i", "i'll", "me"})),
        "we": float(bool(lower & {"we", "us", "our"})),
        "you": float(bool(lower & {"you", "please", "your"})),
        "quoted": float(any(q.start <= deed.start < q.end for q in cast.analysis.quotes_in(sentence.index))),
        "reported": float(verb is not None and any(above.lemma_ in REPORTING for above in verb.ancestors)),
        "conjunct": float(verb is not None and verb.dep_ == "conj"),
        "bullet depth": float(sentence.paragraph.level),
    }
    here = {place.entity.id: place.entity.kind for place in cast.places.get(sentence.index, ())}
    known["people here"] = float(sum(kind == "person" for kind in here.values()))
    known["bodies here"] = float(sum(kind in ACTING - {"person"} for kind in here.values()))
    for way in ways:
        known[f"has={way}"] = 1.0
    return known


def subject_class(deed: Deed) -> str:
    """What kind of word the subject of a deed is."""
    if deed.subject is None:
        return "none"
    pronoun = _PRONOUNS.get(deed.subject.lower_)
    return pronoun or {"PROPN": "name", "NOUN": "noun"}.get(deed.subject.pos_, "other")


def _mood(deed: Deed) -> str:
    """How the first word of the deed is put: "send", "sending", "sent", "will send"."""
    word = deed.verb
    if word is None:
        return "noun"
    helped = any(child.dep_ == "aux" and child.i < word.i for child in word.children)
    return f"{'aux ' if helped or deed.cue == 'will' else ''}{word.tag_}"


def standing_features(cast: Cast, deed: Deed, entity: Entity | None) -> Features:
    """What an entity is and how much of the sources is about it."""
    if entity is None:
        return {"unknown": 1.0}
    standing = cast.standings[entity.id]
    agreeing = _AGREEING.get(subject_class(deed))
    return {
        f"kind={entity.kind}": 1.0,
        "acts": float(entity.kind in ACTING),
        "mentions": math.log1p(len(entity.mentions)),
        "salience": entity.salience,
        "rank": float(min(standing.rank, 20)),
        "salience rank": float(min(standing.salience_rank, 20)),
        "subject share": standing.subject_share,
        "titled": float(standing.titled),
        "speaks": standing.speaks,
        "agrees": 0.0 if agreeing is None else 1.0 if entity.kind in agreeing else -1.0,
        "has role": float(entity.role is not None),
    }


def place_features(cast: Cast, deed: Deed, entity: Entity, near: Sequence[int], lookback: int) -> Features:
    """Where an entity is mentioned in the sentences ``near`` a deed, in which part, and how far from it."""
    here = deed.sentence.index
    known: Features = {}
    for place in cast.places.get(here, ()):
        if place.entity.id == entity.id:
            _add(known, _here(cast, deed, place))
    before = set(range(max(0, here - lookback), here))
    for index in near:
        if (
            index != here
            and index not in before
            and any(place.entity.id == entity.id for place in cast.places.get(index, ()))
        ):
            known["evidence"] = 1.0
    known["before"] = float(lookback + 1)
    for index in sorted(before & set(near), reverse=True):
        found = [place for place in cast.places.get(index, ()) if place.entity.id == entity.id]
        if found:
            known["before"] = float(here - index)
            known["before subject"] = float(any(place.role in _SUBJECTS for place in found))
            known["before first"] = float(found[0] is cast.places[index][0])
            known["before name"] = float(any(place.mention.kind == "name" for place in found))
            known["before sibling"] = float(is_sibling(cast.analysis.sentences[index], deed.sentence))
            known["same paragraph"] = float(
                cast.analysis.sentences[index].paragraph_index == deed.sentence.paragraph_index
            )
            break
    return known


def affinity_features(cast: Cast, deed: Deed, entity: Entity | None) -> Features:
    """How near the other sentences that mention an entity come to that of the deed in their words."""
    if entity is None:
        return {"affinity": 0.0, "mean affinity": 0.0}
    near, here = cast.likeness.of(deed.sentence.index), deed.sentence.index
    alike = [near.get(other, 0.0) for other in sorted({mention.sentence for mention in entity.mentions} - {here})]
    return {"affinity": max(alike, default=0.0), "mean affinity": sum(alike) / max(1, len(alike))}


def is_sibling(other: Sentence, sentence: Sentence) -> bool:
    """Whether two sentences are items of one level without a speaker: the one does not introduce the other."""
    mine, its = sentence.paragraph, other.paragraph
    apart = other.paragraph_index != sentence.paragraph_index and its.speaker is None
    return apart and mine.kind == its.kind == "item" and mine.level == its.level


def _here(cast: Cast, deed: Deed, place: Place) -> Features:
    """One mention in the sentence of the deed."""
    places = cast.places[deed.sentence.index]
    left = place.mention.start < deed.start
    nearer = [
        p for p in places if place.mention.start < p.mention.start < deed.start and p.entity.id != place.entity.id
    ]
    known: Features = {
        "here": 1.0,
        f"here {place.role.partition(':')[0]}": 1.0,
        f"here {place.mention.kind}": 1.0,
        "left": float(left),
        "first": float(place is places[0]),
        "nearness": 1.0 - min(_FAR, abs(deed.start - place.mention.start)) / _FAR,
        "nearest left": float(left and not nearer),
        "nearest subject": float(left and place.role in _SUBJECTS and not any(p.role in _SUBJECTS for p in nearer)),
        "by": float(place.role in {"pobj:by", "agent"}),
        "to": float(place.role in {"pobj:to", "dative"}),
        "at start": float(place.mention.start == 0),
        "address": float(_is_address(place)),
        "at end": float(place.mention.end >= len(deed.sentence.tokens) - 1),
        "in brackets": float(place.root.i > 0 and _before(place) in {"(", "[", "@"}),
        "main subject": float(place.role in _SUBJECTS and place.root.head.dep_ == "ROOT"),
        "possessive": float(place.role == "poss"),
        f"then {_behind(place)}": 1.0,
    }
    head = next((above for above in place.root.ancestors if above.pos_ in {"VERB", "AUX"}), None)
    if head is not None and deed.verb is not None:
        above = list(deed.verb.ancestors)
        subject = place.role in _SUBJECTS
        known["deed's subject"] = float(head == deed.verb and subject)
        known["deed's other"] = float(head == deed.verb and not subject)
        known["governor's subject"] = float(head == deed.governor and subject)
        known["governor's other"] = float(head == deed.governor and not subject)
        known["speaks of it"] = float(head in above and subject and head.lemma_ in REPORTING)
        known["is told"] = float(head in above and not subject and head.lemma_ in REPORTING)
        known["above's subject"] = float(head in above and subject)
        known["below"] = float(any(node == deed.verb for node in head.ancestors))
    return known


def _is_address(place: Place) -> bool:
    """Whether a name opens the sentence and a comma or colon follows: "Nina, please …"."""
    tokens = place.root.sent
    behind = place.root.i + 1
    document = tokens.doc
    return place.mention.start == 0 and behind < len(document) and document[behind].text in {",", ":", "-", "–"}


def _behind(place: Place) -> str:
    """What kind of word follows a mention: what is announced of somebody stands there."""
    at = place.root.i + 1
    while at < len(place.root.doc) and place.root.doc[at].dep_ in {"flat", "case"}:
        at += 1
    if at >= len(place.root.doc):
        return "nothing"
    word = place.root.doc[at]
    if word.lower_ in {"to", "will", "'ll", "would", "should", "can", "and", ":", ",", "-", "–", "—", ")", "?", "/"}:
        return str(word.lower_)
    return str(word.pos_)


def _before(place: Place) -> str:
    """The word before a mention."""
    at = place.root.i - (place.mention.end - place.mention.start)
    return place.root.doc[at].text if at >= 0 else ""


def _add(known: Features, more: Features) -> None:
    for name, value in more.items():
        known[name] = max(known.get(name, 0.0), value)
