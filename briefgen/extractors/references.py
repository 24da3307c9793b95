"""What a line needs in square brackets to be read alone: who "he" is, which day "Tuesday" was."""

from __future__ import annotations

import re
from collections.abc import Collection

from spacy.tokens import Token

from briefgen.analysis.dates import dated
from briefgen.analysis.model import Analysis, Entity, Mention, TimeExpression
from briefgen.extractors.draft import Draft

_PERSONAL = {"he", "she", "it", "they", "him", "her", "them", "his", "its", "their", "hers", "theirs"}
_FIRST_PERSON = {"i", "me", "my", "mine", "myself", "we", "us", "our", "ours", "ourselves"}
_DESCRIBED = re.compile(r"(?:he|she|it|they|we|i|you|his|her|its|their|our|my|your|a|an)\b", re.IGNORECASE)
_DEMONSTRATIVES = {"this", "that", "these", "those"}
_WEEKDAYS = {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}
_MONTH = re.compile(
    r"(?:jan|febr?|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)(?:uary|ch|il|ust|t?ember|ober)?\.?$", re.IGNORECASE
)
_RELATIVE = re.compile(
    r"\b(?:today|tonight|tomorrow|yesterday|this|last|next|past|previous|following|coming|ago|later|earlier"
    r"|in \w+ \w+s)\b",
    re.IGNORECASE,
)


def date_times(draft: Draft, analysis: Analysis) -> None:
    """Give weekdays and relative dates their date; leave out a weekday that stands beside its date already."""
    tokens = draft.tokens
    for position, token in enumerate(tokens):
        if token.lower_ in _WEEKDAYS and draft.kept[position]:
            follows = position + 1 + (position + 1 < len(tokens) and tokens[position + 1].text == ",")
            if follows < len(tokens) and _MONTH.match(tokens[follows].text):
                draft.drop(position, follows)
    for time in analysis.times_in(draft.sentence.index):
        if dated(time) and _needs_date(draft, time):
            draft.note(_note_place(draft, time), dated(time))


def _needs_date(draft: Draft, time: TimeExpression) -> bool:
    words = draft.tokens[time.start : time.end]
    if not words or not all(draft.kept[time.start : time.end]):
        return False
    return any(word.lower_ in _WEEKDAYS for word in words) or bool(_RELATIVE.search(time.text))


def _behind_possessive(draft: Draft, position: int) -> int:
    """The place behind "'s", if it stands there: "the bank's [Harbour Bank] chairman"."""
    return position + (position < len(draft.tokens) and draft.tokens[position].tag_ == "POS")


def _note_place(draft: Draft, time: TimeExpression) -> int:
    for position in range(time.start, time.end):
        if draft.tokens[position].lower_ in _WEEKDAYS:
            return position + 1
    return _behind_possessive(draft, time.end)


def has_bare_weekday(line: str) -> bool:
    """Whether a line names a weekday without its date."""
    return bool(re.search(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b(?!\s*[\[(,]?\s*\d)(?!\s*\[)", line))


_APPOSITION = 2
"""Tokens between a description and the name it explains: a comma, a form of address."""


def resolve_references(draft: Draft, analysis: Analysis, met: Collection[int] = (), *, speaking: bool = False) -> bool:
    """Put names in the place of pronouns and beside descriptions and first mentions of part of a name.

    ``met`` are ids of entities whose full name the reader has met; in a line that names its speaker, who is
    ``speaking``, "I" and "we" need no name. Returns False when the line opens with a reference that cannot be
    resolved, or rests on one ("Rivera denied that."), so that it cannot be read alone.
    """
    index = draft.sentence.index
    mentions = {mention.start: (entity, mention) for entity, mention in _mentions_in(analysis, index)}
    named: set[int] = set()
    readable = True
    position = 0
    while position < len(draft.tokens):
        token = draft.tokens[position]
        if not draft.kept[position] or draft.quoted[position]:
            position += 1
            continue
        if position in mentions:
            entity, mention = mentions[position]
            if mention.kind == "pronoun":
                speaks = speaking and token.lower_ in _FIRST_PERSON
                if not speaks and token.lower_ == "i" and _is_first_person(token.head):
                    readable = False
                elif not speaks and entity.id not in named:
                    _name_pronoun(draft, position, mention, entity)
            elif mention.kind == "nominal":
                known = entity.id not in named and _is_known_by_name(entity, mention) and _means_one(draft, mention)
                if known and not _is_named_next(analysis, entity, mention) and entity.name not in draft.sentence.text:
                    draft.note(_behind_possessive(draft, mention.end), short_name(entity))
            elif entity.id not in named and entity.id not in met:
                _complete_name(draft, mention, entity)
            if not (speaking and token.lower_ in _FIRST_PERSON):
                named.add(entity.id)
            position = max(position + 1, mention.end)
            continue
        if position == draft.opening():
            readable = _mend_opening(draft, token) and readable
        elif _points_back(draft, token):
            readable = False
        position += 1
    return readable


def _points_back(draft: Draft, token: Token) -> bool:
    """Whether "that" or "it" is the object of a verb with too little before it to mean something in the sentence."""
    if token.lower_ not in {"that", "this", "it"} or token.dep_ not in {"dobj", "pobj"}:
        return False
    before = draft.tokens[: draft.position(token)]
    return sum(word.pos_ in {"NOUN", "PROPN"} and word.ent_type_ != "PERSON" for word in before) < _MEANT


_MEANT = 3
"""Nouns, besides names of persons, from which on "it" can mean something said before it in its sentence."""


def _mentions_in(analysis: Analysis, index: int) -> list[tuple[Entity, Mention]]:
    return [
        (entity, mention)
        for entity in analysis.entities_in(index)
        for mention in analysis.mentions_of(entity, index)
        if mention.kind != "speaker"
    ]


def _name_pronoun(draft: Draft, position: int, mention: Mention, entity: Entity) -> None:
    token = draft.tokens[position]
    name = entity.name
    if not any(other.kind in {"name", "speaker"} for other in entity.mentions) or _DESCRIBED.match(name):
        return
    if token.tag_ == "PRP$" or token.lower_ in {"his", "its", "their", "our", "my"}:
        name = f"{name}'" if name.endswith("s") else f"{name}'s"
    end = mention.end if mention.end > position else position + 1
    clitic = draft.tokens[end] if end < len(draft.tokens) and not draft.tokens[end - 1].whitespace_ else None
    if clitic is not None and clitic.lower_ in _CLITICS:
        name = f"{name} {_spelled_out(clitic, entity)}"
        end += 1
    draft.replace(position, end, name)


_CLITICS = {"'ll", "'d", "'ve", "'re", "'m", "'s"}


def _spelled_out(clitic: Token, entity: Entity) -> str:
    """The verb behind a pronoun in full, to stand behind a name: "'ll" is "will"."""
    many = entity.kind == "group"
    if clitic.lower_ == "'ll":
        return "will"
    if clitic.lower_ == "'d":
        return "would" if clitic.tag_ == "MD" else "had"
    if clitic.lower_ == "'ve" or (clitic.lower_ == "'s" and clitic.lemma_ == "have"):
        return "have" if many else "has"
    return "are" if many else "is"


def _is_first_person(verb: Token) -> bool:
    """Whether the form of a verb goes with "I" and with no name: "am", "think"."""
    return any(word.tag_ == "VBP" for word in (verb, *(child for child in verb.children if child.dep_ == "aux")))


def _means_one(draft: Draft, mention: Mention) -> bool:
    """Whether a description points to somebody: not "a full-time president", nor the "director" of "be director"."""
    words = draft.sentence.tokens[mention.start : mention.end]
    root = words.root
    general = any(word.lower_ in {"a", "an", "any", "every", "each", "no"} for word in root.children)
    return not general and root.dep_ not in {"compound", "nmod", "amod", "attr", "oprd"}


def _is_known_by_name(entity: Entity, mention: Mention) -> bool:
    """Whether the entity has a name of its own that the description does not contain."""
    return (
        any(other.kind == "name" for other in entity.mentions) and entity.name.casefold() not in mention.text.casefold()
    )


def _is_named_next(analysis: Analysis, entity: Entity, mention: Mention) -> bool:
    """Whether the name follows anyway: "the owner, Ana Ribeiro"."""
    return any(
        other.kind == "name" and 0 <= other.start - mention.end <= _APPOSITION
        for other in analysis.mentions_of(entity, mention.sentence)
    )


def short_name(entity: Entity) -> str:
    """The name to set in a bracket."""
    return entity.name


def _complete_name(draft: Draft, mention: Mention, entity: Entity) -> None:
    """Add in a bracket the part of a person's name that a first mention leaves out."""
    if entity.kind != "person" or mention.end - mention.start != 1:
        return
    words, parts = mention.text.split(), entity.name.split()
    if not 2 <= len(parts) <= 4 or len(words) != 1 or re.search(r"['’]s?$", mention.text) or parts.count(words[0]) > 1:
        return
    if any(part.isupper() != words[0].isupper() and len(part) > 2 and part.isupper() for part in parts):
        return  # an acronym is no part of a person's name
    if _MONTH.match(words[0]) or not all(re.fullmatch(r"[^\W\d_][\w.'’-]+", part) for part in parts):
        return
    if draft.tokens[mention.start].ent_type_ not in {"", "PERSON"} or _DESCRIBED.match(entity.name):
        return
    following = draft.tokens[mention.end].text if mention.end < len(draft.tokens) else ""
    if words[0] == parts[-1]:
        draft.note_before(mention.start, " ".join(parts[:-1]))
    elif words[0] == parts[0] and following not in {"'s", "'", "-", "/"}:
        draft.note(mention.end, " ".join(parts[1:]))


def _mend_opening(draft: Draft, token: Token) -> bool:
    """Make an opening "It is unclear whether" or "This plan" readable; False when the line needs more than it has."""
    position = draft.position(token)
    if token.lower_ == "it":
        return _drop_expletive(draft, position)
    if token.lower_ in _DEMONSTRATIVES and token.dep_ == "det":
        draft.replace(position, position + 1, "The")
        return True
    return token.lower_ not in _PERSONAL | _DEMONSTRATIVES | {"we", "i", "our", "my", "you", "here"}


_EXPLETIVE = re.compile(
    r"it (?:(?:is|was|'s|has been|will be|would be|remains?|seems?|appears?|became|becomes) (?:[\w-]+ ){0,5}?"
    r"(?:that|whether|if|how|what|who|when|why|to)\b|(?:remains?|seems?|appears?) )",
    re.IGNORECASE,
)


def _drop_expletive(draft: Draft, position: int) -> bool:
    """Make "Unclear whether" of "It is unclear whether", "Remains" of "It remains"."""
    if not _EXPLETIVE.match(draft.sentence.tokens[position:].text):
        return False
    end = position + 1
    if draft.tokens[end].lower_ in {"is", "was", "'s"}:
        end += 1
    if not any(draft.kept[end:]):
        return False
    draft.drop(position, end)
    return True
