"""An owner under a name that can be read alone: "Ana Ribeiro's ministry" for "her ministry"."""

from __future__ import annotations

from spacy.tokens import Token

from briefgen.analysis.model import Sentence
from briefgen.extractors.cast import ACTING, Cast

_BEARERS = {"his": {"person"}, "her": {"person"}, "its": ACTING - {"person"}}
"""Kinds of those whom a possessive can mean."""
_OTHER_GENDER = {"his": {"she", "her", "hers"}, "her": {"he", "him", "his"}}


def spelled_out(cast: Cast, sentence: Sentence, owner: str) -> str:
    """An owner with the name of whom it belongs to; unchanged where nobody stands out in the sentence."""
    first, _, rest = owner.partition(" ")
    for token in sentence.tokens:
        if rest and token.lower_ == first.lower() and sentence.tokens.doc[token.i + 1 :].text.startswith(rest):
            whose = _bearer(cast, sentence, token)
            return f"{whose}'{'' if whose.endswith('s') else 's'} {rest}" if whose else owner
    return owner


def _bearer(cast: Cast, sentence: Sentence, possessive: Token) -> str | None:
    """Whom "her" or "its" means: the only person, or body, that is mentioned before it in the sentence.

    Nobody, where pronouns of another gender stand for that person, or none do and the sentence before names another.
    """
    kinds = _BEARERS.get(possessive.lower_)
    if kinds is None or possessive.tag_ != "PRP$":
        return None
    before = possessive.i - sentence.tokens.start
    places = cast.places.get(sentence.index, ())
    found = {p.entity.id: p.entity for p in places if p.entity.kind in kinds and p.mention.end <= before}
    if len(found) != 1:
        return None
    (bearer,) = found.values()
    called = {mention.text.lower() for mention in bearer.mentions if mention.kind == "pronoun"}
    if called & _OTHER_GENDER.get(possessive.lower_, set()):
        return None
    nearby = cast.places.get(sentence.index - 1, ())
    others = (p for p in nearby if p.mention.kind == "name" and p.entity.id != bearer.id)
    return bearer.name if called or not any(p.entity.kind in kinds for p in others) else None
