"""Further ways to an owner: a label above a note, a name in brackets, who is charged with it, who acted just before."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from briefgen.analysis.gazetteer import lexicon
from briefgen.analysis.model import Sentence
from briefgen.analysis.reading import read
from briefgen.extractors.cast import ACTING, Cast
from briefgen.extractors.deeds import Deed
from briefgen.extractors.topics import items_above

_CHARGE = {
    "ask", "tell", "order", "request", "instruct", "direct", "require", "invite", "urge", "charge", "mandate", "task",
    "authorise", "authorize", "delegate", "appoint", "assign", "remind", "encourage", "give", "get", "put", "have",
    "send", "leave", "hand", "commission", "hire", "name", "nominate", "pick", "choose", "elect", "want", "allow",
}  # fmt: skip
"""Verbs whose object is to do something."""
_CHARGED = {"dobj", "dative", "iobj", "nsubjpass"}
_SUBJECTS = {"nsubj", "nsubjpass"}
_ANSWERS = {
    "yes", "yep", "yeah", "yup", "sure", "ok", "okay", "happy", "done", "agreed", "absolutely", "certainly", "right",
}  # fmt: skip
"""Words that take up what was asked."""
_FILLERS = {
    "so", "and", "but", "then", "also", "well", "now", "still", "currently", "just", "hopefully", "likely", "probably",
}  # fmt: skip
_STILL = {"it", "they", "he", "she", "its", "their", "his", "her"}
_NUMBERED = re.compile(r"^\s*(?:\d+[.)]\s*)+|\s*\(?\b\d{1,2}:\d\d(?::\d\d)?\)?\s*$|[#*_`:]+\s*$|#\d+")
_PIECES = re.compile(r"\s+(?:-{1,2}|–|—|\|)\s+|\s*[()\[\]:]\s*")
_BRACKETED = re.compile(r"[(\[]@?([A-Za-z][\w.'-]*(?:(?:\s|\s*[,/&+]\s*|\s+and\s+)@?[A-Za-z][\w.'-]*){0,4})[)\]]")
_BEHIND_COLON = re.compile(r":\s*@?([A-Za-z][\w-]*(?:(?:\s|\s*[,/&+]\s*|\s+and\s+)@?[A-Za-z][\w-]*){0,4})\s*\.?\s*$")
_TO = re.compile(r"(?:^|[-–—:;,.]\s+|\band\s+)@?([A-Za-z][\w-]{1,30})\s+(?:to|will|'ll|can)\s+[a-z]")
_PLAIN = {
    "the", "with", "for", "from", "that", "this", "not", "what", "who", "how", "why", "update", "updates", "agenda",
    "etc", "see", "link", "none", "pr", "prs", "rfc", "rfcs", "pep", "peps", "nominated", "triage", "todo", "aob",
}  # fmt: skip
"""Words that are in no lexicon and are no names either."""
_LONGEST_LABEL = 4
_LABELS = 3
"""Headings and bullets above that are looked at, the innermost first."""


def labels(cast: Cast, sentence: Sentence) -> Iterator[str]:
    """The names that the headings and bullets above consist of, or end with: "Lantern", "Tab order (Nina)"."""
    texts: list[str] = []
    for index in items_above(sentence) if sentence.paragraph.kind == "item" else ():
        above = sentence.document.paragraphs[index]
        texts.append(read(sentence.document.text, above.start, above.end).text)
    texts += [heading for heading in reversed(sentence.headings[1:]) if "/" not in heading]
    for text in texts[:_LABELS]:
        bare = _NUMBERED.sub("", _NUMBERED.sub("", text)).strip(" .:-–—")
        pieces = [piece.strip(" .,:@") for piece in _PIECES.split(bare) if piece.strip(" .,:@")]
        if len(pieces) == 1 and (pieces[0].casefold() in cast.by_alias or _is_label(pieces[0])):
            yield _name(cast, pieces[0])
            continue
        named = [match[1] for match in _BRACKETED.finditer(bare)] + pieces[-1:] * (len(pieces) > 1)
        for name in named:
            if name.casefold() in cast.by_alias or (len(name.split()) <= 2 and _is_unusual(name)):
                yield _name(cast, name)


def marked(cast: Cast, sentence: Sentence) -> Iterator[tuple[str, str]]:
    """The names that a note gives in brackets, behind a colon at its end or before "to"."""
    if sentence.paragraph.kind == "text" and sentence.speaker is None and not _is_note(sentence):
        return
    for pattern in (_BRACKETED, _BEHIND_COLON, _TO):
        for match in pattern.finditer(sentence.text):
            if match[0].lstrip("([: ").startswith("@") or any(map(cast.by_alias.get, _pieces(match[1]))):
                yield "named", _name(cast, match[1])


def _pieces(text: str) -> list[str]:
    """The names of a list, folded."""
    return [piece.strip().casefold().lstrip("@") for piece in re.split(r"[,/&+]|\band\b", text)]


def charged(cast: Cast, sentence: Sentence) -> Iterator[tuple[str, str]]:
    """Who is asked, told or given something to do: the objects of such verbs."""
    for place in cast.places.get(sentence.index, ()):
        role, head = place.root.dep_, place.root.head
        if role == "pobj" and head.lower_ in {"to", "with", "for"}:
            role, head = "dative", head.head
        if role == "nsubj" and head.dep_ in {"ccomp", "xcomp"}:
            role, head = "dobj", head.head
        if role in _CHARGED and head.lemma_ in _CHARGE and place.entity.kind in ACTING:
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


def unsaid(cast: Cast, deed: Deed) -> Iterator[tuple[str, str]]:
    """Who does what a note or a turn leaves without subject: the speaker ("will fix"), or whose name stands above."""
    if deed.owner is not None or (deed.subject is not None and deed.subject.i < (deed.verb.i if deed.verb else 0)):
        return
    sentence = deed.sentence
    speaker = cast.analysis.speaker_of(sentence.index)
    name = speaker.name if speaker is not None else sentence.speaker
    if name:
        if _is_opened(sentence):
            yield "subject-one", name
        return
    if deed.passive:
        return
    for name in itertools.islice(labels(cast, sentence), 1):
        # "Working on …" below an unknown name is that team's report; below anything else the name may be a topic.
        if name.casefold() in cast.by_alias or _is_opened(sentence):
            yield "topic", name


def _is_opened(sentence: Sentence) -> bool:
    """Whether a turn opens with what one says of oneself: "will fix", "happy to", "working on it"."""
    for token in sentence.tokens:
        if not token.is_alpha or token.lower_ in _FILLERS:
            continue
        return (
            token.lower_ in _ANSWERS | {"going", "gonna"}
            or token.tag_ == "MD"
            or (token.tag_ == "VBG" and token.pos_ == "VERB")
        )
    return False


def _name(cast: Cast, text: str) -> str:
    entity = cast.by_alias.get(text.casefold().lstrip("@"))
    return entity.name if entity is not None else text


def _is_label(text: str) -> bool:
    """Whether a heading is a name: a few words, with a capital and not all of them plain."""
    words = text.split()
    return (
        len(words) <= _LONGEST_LABEL and text[:1].isalpha() and (text != text.lower()) and all(map(_is_unusual, words))
    )


def _is_unusual(text: str) -> bool:
    """Whether words are names rather than words of the lexicon."""
    known = lexicon().common
    words = [word for word in re.findall(r"[^\W\d_][\w-]*", text.casefold()) if word != "and"]
    return (
        bool(words)
        and not re.search(r"[_@#]", text)
        and not any(
            word in known or word.removesuffix("s") in known or len(word) < 3 or word in _PLAIN for word in words
        )
    )


def _is_note(sentence: Sentence) -> bool:
    return bool(re.match(r"(?:action|ai\b|to-?do|next step)", sentence.text, re.IGNORECASE))
