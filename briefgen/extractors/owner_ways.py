"""Further ways to an owner: a label above a note, a name in brackets, who is charged with it, who acted just before."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.tokens import Token

from briefgen.analysis.gazetteer import lexicon
from briefgen.analysis.model import Analysis, Entity, Sentence
from briefgen.analysis.reading import read
from briefgen.extractors.deeds import Deed
from briefgen.extractors.owner_circumstances import opening_of
from briefgen.extractors.owner_features import ACTING, Cast, Place

_CHARGE = {
    "ask", "tell", "order", "request", "instruct", "direct", "require", "invite", "urge", "charge", "mandate", "task",
    "authorise", "authorize", "delegate", "appoint", "assign", "remind", "encourage", "give", "get", "put", "have",
    "send", "leave", "hand", "commission", "hire", "name", "nominate", "pick", "choose", "elect", "want", "allow",
}  # fmt: skip
"""Verbs whose object is to do something."""
_SUBJECTS = {"nsubj", "nsubjpass"}
_STILL = {"it", "they", "he", "she", "its", "their", "his", "her"}
_NUMBERED = re.compile(r"^\s*(?:\d+[.)]\s*)+|\s*\(?\b\d{1,2}:\d\d(?::\d\d)?\)?\s*$|[#*_`:]+\s*$|#\d+")
_PIECES = re.compile(r"\s+(?:-{1,2}|–|—|\|)\s+|\s*[()\[\]:]\s*")
_BRACKETED = re.compile(r"[(\[]@?([A-Za-z][\w.'-]*(?:(?:\s|\s*[,/&+]\s*|\s+and\s+)@?[A-Za-z][\w.'-]*){0,4})[)\]]")
_BEHIND_COLON = re.compile(r":\s*@?([A-Za-z][\w-]*(?:(?:\s*[,/&+]\s*|\s+and\s+)@?[A-Za-z][\w-]*){0,3})\s*\.?\s*$")
_TO = re.compile(r"(?:^|[-–—:;,.]\s+|\band\s+)@?([A-Za-z][\w-]{1,30})\s+(?:to|will|'ll|can)\s+[a-z]")
_LONGEST_LABEL = 4
_LABELS = 3
"""Headings and bullets above that are looked at, the innermost first."""


def labels(analysis: Analysis, cast: Cast, sentence: Sentence) -> Iterator[tuple[str, str]]:
    """The names that the headings and bullets above consist of, or end with: "Lantern", "Tab order (Nina)"."""
    texts: list[tuple[str, str]] = []
    paragraphs, level = sentence.document.paragraphs, sentence.paragraph.level
    if sentence.paragraph.kind == "item":
        for index in range(sentence.paragraph_index - 1, -1, -1):
            above = paragraphs[index]
            if above.kind == "heading":
                break
            if above.kind == "item" and above.level < level:
                level = above.level
                texts.append(("parent", read(sentence.document.text, above.start, above.end).text))
    texts += [("head", heading) for heading in reversed(sentence.headings[1:])]
    for kind, text in texts[:_LABELS]:
        bare = _NUMBERED.sub("", _NUMBERED.sub("", text)).strip(" .:-–—")
        pieces = [piece.strip(" .,:@") for piece in _PIECES.split(bare) if piece.strip(" .,:@")]
        if len(pieces) == 1 and (pieces[0].casefold() in cast.by_alias or _is_label(pieces[0])):
            yield f"{kind} label", _name(cast, pieces[0])
            continue
        named = [match[1] for match in _BRACKETED.finditer(bare)] + pieces[-1:] * (len(pieces) > 1)
        for name in named:
            if name.casefold() in cast.by_alias or (len(name.split()) <= 2 and _is_unusual(name)):
                yield f"{kind} tail", _name(cast, name)


def marked(cast: Cast, sentence: Sentence) -> Iterator[tuple[str, str]]:
    """The names that a note gives in brackets, behind a colon at its end or before "to"."""
    if sentence.paragraph.kind == "text" and sentence.speaker is None and not _is_note(sentence):
        return
    for pattern in (_BRACKETED, _BEHIND_COLON, _TO):
        for match in pattern.finditer(sentence.text):
            name = match[1]
            if name.casefold() in cast.by_alias or _is_unusual(name):
                yield "named", _name(cast, name)


def charged(cast: Cast, sentence: Sentence) -> Iterator[tuple[str, str]]:
    """Who is asked, told or given something to do: the objects of such verbs."""
    for place in cast.places.get(sentence.index, ()):
        head = place.root.head
        role = place.root.dep_
        if role in {"pobj"} and head.lower_ in {"to", "with", "for"}:
            head = head.head
            role = "dative"
        if role in {"dobj", "dative", "iobj"} and head.lemma_ in _CHARGE and place.entity.kind in ACTING:
            yield "charged", place.entity.name
        elif role == "nsubjpass" and head.lemma_ in _CHARGE and place.entity.kind in ACTING:
            yield "charged", place.entity.name
        elif role == "nsubj" and head.dep_ in {"ccomp", "xcomp"} and head.head.lemma_ in _CHARGE:
            yield "charged", place.entity.name


def carried_on(cast: Cast, deed: Deed) -> Iterator[tuple[str, str]]:
    """Whom a pronoun carries on from the sentence before: its subject, if it can act."""
    subject = deed.subject
    if subject is None or subject.lower_ not in _STILL:
        return
    before = cast.analysis.sentences[deed.sentence.index - 1] if deed.sentence.index else None
    if before is None or before.document is not deed.sentence.document or before.is_heading:
        return
    fitting = {"it": ACTING - {"person"}, "he": {"person"}, "she": {"person"}}.get(subject.lower_, ACTING)
    for place in cast.places.get(before.index, ()):
        if place.root.dep_ in _SUBJECTS and place.entity.kind in fitting:
            yield "carried on", place.entity.name
            return


def homes(cast: Cast, entity: Entity) -> list[str]:
    """The bodies that a person acts for: by its affiliation, its role, or the words around its first name."""
    found: list[str] = []
    told = " ".join(filter(None, (entity.affiliation, entity.role))).casefold()
    for other in cast.acting:
        if other.kind == "person" or other.id == entity.id:
            continue
        if told and any(len(n) > 2 and re.search(rf"\b{re.escape(n.casefold())}\b", told) for n in (other.name, *other.aliases)):
            found.append(other.name)
    if found:
        return found[:1]
    for mention in entity.mentions[:3]:
        places = cast.places.get(mention.sentence, ())
        mine = next((place for place in places if place.mention is mention), None)
        if mine is None:
            continue
        around = {mine.root.i, *(token.i for token in mine.root.subtree)}
        if mine.root.dep_ == "appos":
            around |= {token.i for token in mine.root.head.subtree}
        for place in places:
            other = place.entity
            near = place.root.i in around and abs(place.root.i - mine.root.i) <= 10
            if near and other.id != entity.id and other.kind in ACTING - {"person"} and place.root.dep_ in {"poss", "compound", "pobj", "nmod"}:
                return [other.name]
    return []


def unsaid(cast: Cast, deed: Deed) -> Iterator[tuple[str, str]]:
    """Who does what a note or a turn leaves without subject: the speaker ("will fix"), or whose name stands above."""
    if deed.owner is not None or (deed.subject is not None and deed.subject.i < (deed.verb.i if deed.verb else 0)):
        return
    sentence = deed.sentence
    opening = opening_of(sentence)
    speaker = cast.analysis.speaker_of(sentence.index)
    name = speaker.name if speaker is not None else sentence.speaker
    if name:
        if opening in {"modal", "answer", "VBG"}:
            yield "subject-one", name
        return
    if deed.passive:
        return
    for way, label in labels(cast.analysis, cast, sentence):
        yield "topic", label
        return


def _name(cast: Cast, text: str) -> str:
    entity = cast.by_alias.get(text.casefold().lstrip("@"))
    return entity.name if entity is not None else text


def _is_label(text: str) -> bool:
    """Whether a heading is a name: a few words, with a capital and not all of them plain."""
    words = text.split()
    return len(words) <= _LONGEST_LABEL and text[:1].isalpha() and (text != text.lower()) and all(map(_is_unusual, words))


def _is_unusual(text: str) -> bool:
    """Whether words are names rather than words of the lexicon."""
    known = lexicon().common
    words = [word for word in re.findall(r"[^\W\d_][\w-]*", text.casefold()) if word != "and"]
    return bool(words) and not any(word in known or word.removesuffix("s") in known or len(word) < 3 or word in _PLAIN for word in words)  # noqa


_PLAIN = {"the", "with", "for", "from", "that", "this", "and", "not", "what", "who", "how", "why", "update", "updates", "agenda", "etc", "see", "link", "none", "pr", "prs", "rfc", "rfcs", "pep", "peps", "nominated", "triage", "todo"}


def _is_note(sentence: Sentence) -> bool:
    return bool(re.match(r"(?:action|ai\b|to-?do|next step)", sentence.text, re.IGNORECASE))
