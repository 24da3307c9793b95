"""What pronouns mean, where one candidate stands out.

A small scored resolver after S. Lappin and H. Leass, "An algorithm for pronominal anaphora resolution",
Computational Linguistics 20 (1994): candidates lose with distance, win as subjects, and are kept only if they
agree. A reference is left open unless the best candidate is clearly ahead, because brackets are printed from it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from briefgen.analysis.acts import act_of
from briefgen.analysis.gazetteer import lexicon
from briefgen.analysis.model import Entity, Mention
from briefgen.analysis.words import Words

_REACH = 2
"""Sentences back that a pronoun may point."""
_LEAD = 0.75
"""How far the best candidate must be ahead of the next."""
_LEAD_WITHIN = 1.5
"""The same where both are named in the sentence of the pronoun."""
_ENOUGH = 1.0
"""The least that a candidate must score."""
_LIKELY = 0.3
"""Salience below which what looks like somebody may be a thing, or a name cut wrong."""
_SINGULAR = frozenset({"he", "she", "his", "him", "her", "himself", "herself"})
_THING = frozenset({"it", "its", "itself"})
_FIRST = frozenset({"i", "me", "my", "mine", "myself", "i'm", "i'll", "i've"})
_WEATHER = frozenset({"be", "seem", "appear", "take", "mean", "turn"})
_MALE = frozenset({"mr", "sir", "lord", "king", "prince", "father", "spokesman", "chairman", "congressman", "he"})
_FEMALE = frozenset(
    {"mrs", "ms", "miss", "madam", "lady", "dame", "queen", "princess", "spokeswoman", "chairwoman", "she"}
)


@dataclass(frozen=True, slots=True)
class _Option:
    entity: Entity
    sentence: int
    token: int
    weight: float


def resolve_references(words: Sequence[Words], entities: Sequence[Entity]) -> dict[int, list[Mention]]:
    """Mentions by pronoun or bare description to add to each entity, by its id."""
    named = _mentions_by_sentence(words, entities)
    genders = {entity.id: _gender(entity) for entity in entities}
    speakers = {m.sentence: e for e in entities for m in e.mentions if m.kind == "speaker" and e.kind == "person"}
    found: dict[int, list[Mention]] = {}
    for index, line in enumerate(words):
        in_quote = False
        for token, lower in enumerate(line.lower):
            if lower in {'"', "``", "''"}:
                in_quote = not in_quote
                continue
            entity = None
            if lower in _FIRST and not in_quote:
                entity = speakers.get(index)
            elif lower in _SINGULAR | _THING and not in_quote and index not in speakers:
                entity = _antecedent(words, index, token, named, genders)
            if entity is None:
                continue
            found.setdefault(entity.id, []).append(Mention(index, token, token + 1, line.text[token], "pronoun"))
            if lower in _SINGULAR:
                genders[entity.id] = genders[entity.id] or ("f" if lower.startswith(("she", "her")) else "m")
            named.setdefault(index, []).append(_Option(entity, index, token, _prominence(line, token)))
    return found


def _mentions_by_sentence(words: Sequence[Words], entities: Sequence[Entity]) -> dict[int, list[_Option]]:
    found: dict[int, list[_Option]] = {}
    for entity in entities:
        for mention in entity.mentions:
            if mention.kind != "speaker" and mention.end > mention.start:
                line = words[mention.sentence]
                weight = _prominence(line, _head(line, mention))
                found.setdefault(mention.sentence, []).append(_Option(entity, mention.sentence, mention.start, weight))
    return found


def _head(line: Words, mention: Mention) -> int:
    for i in range(mention.end - 1, mention.start - 1, -1):
        if not mention.start <= line.head[i] < mention.end or line.head[i] == i:
            return i
    return mention.end - 1


def _prominence(line: Words, head: int) -> float:
    act = act_of(line, head)
    weights = {"subject": 1.0, "passive": 0.9, "object": 0.5, "oblique": 0.3, "agent": 0.5, "owner": 0.3}
    main = act.function in {"subject", "passive"} and line.head[act.governor] == act.governor
    return weights.get(act.function, 0.0) + 0.3 * main - 0.2 * act.joined


def _gender(entity: Entity) -> str | None:
    """Gender by title or role, m or f; None when nothing tells."""
    text = {word.lower().strip(".,") for name in (*entity.aliases, entity.role or "") for word in name.split()}
    male, female = bool(text & _MALE), bool(text & _FEMALE)
    return None if male == female else "m" if male else "f"


def _antecedent(
    words: Sequence[Words],
    index: int,
    token: int,
    named: dict[int, list[_Option]],
    genders: dict[int, str | None],
) -> Entity | None:
    line = words[index]
    lower = line.lower[token]
    if lower in _THING and _expletive(line, token):
        return None
    gender = None if lower in _THING else "f" if lower.startswith(("she", "her")) else "m"
    scores: dict[int, float] = {}
    by_id: dict[int, Entity] = {}
    places: dict[int, int] = {}
    for option in _options(words, index, token, named):
        entity = option.entity
        if not _agrees(entity, lower, gender, genders) or _bound(line, index, token, option):
            continue
        distance = index - option.sentence
        score = option.weight + (1.0, 0.75, 0.2)[distance]
        if distance == 0 and _parallel(line, token, option.token):
            score += 0.4
        by_id[entity.id] = entity
        scores[entity.id] = max(scores.get(entity.id, -9.0), score)
        places[entity.id] = max(places.get(entity.id, 0), option.sentence)
    if not scores:
        return None
    ranked = sorted(scores.items(), key=lambda item: -item[1])
    ahead = ranked[0][1] - ranked[1][1] if len(ranked) > 1 else 9.0
    best = by_id[ranked[0][0]]
    if best.salience < _LIKELY or best.kind not in {"person", "organisation", "state"}:
        # It competes, for it may be meant, but nothing is printed from it.
        return None
    if lower == "it" and places[best.id] != index and not _acts(line, token):
        return None
    lead = _LEAD if gender else _LEAD + 0.2
    if len(ranked) > 1 and places[ranked[0][0]] == places[ranked[1][0]] == index:
        # "X told Y that he …": the sentence alone does not say who.
        lead = _LEAD_WITHIN
    return best if ranked[0][1] >= _ENOUGH and ahead >= lead else None


def _options(words: Sequence[Words], index: int, token: int, named: dict[int, list[_Option]]) -> Iterator[_Option]:
    document, paragraph = words[index].sentence.document.id, words[index].sentence.paragraph_index
    for back in range(_REACH + 1):
        at = index - back
        if at < 0 or words[at].sentence.document.id != document:
            return
        far = paragraph - words[at].sentence.paragraph_index
        if far > 1 or words[at].sentence.is_heading:
            return
        yield from (option for option in named.get(at, []) if back or option.token < token)


def _agrees(entity: Entity, lower: str, gender: str | None, genders: dict[int, str | None]) -> bool:
    if lower in _THING:
        return entity.kind in {"organisation", "state", "place", "other"}
    return entity.kind == "person" and (genders[entity.id] in {None, gender})


def _bound(line: Words, index: int, token: int, option: _Option) -> bool:
    """Whether the candidate cannot be meant because it shares the verb with the pronoun ("X told him")."""
    if option.sentence != index or line.dep[token] in {"poss"} or line.lower[token].endswith("self"):
        return False
    return act_of(line, token).governor == act_of(line, option.token).governor


def _parallel(line: Words, token: int, other: int) -> bool:
    return line.dep[token] == "nsubj" and line.dep[other] == "nsubj"


def _acts(line: Words, token: int) -> bool:
    """Whether "it" does what only somebody can do: say, decide, refuse, plan."""
    return lexicon().verbs.get(line.lemma[line.head[token]]) in {"communication", "social", "cognition"}


def _expletive(line: Words, token: int) -> bool:
    """Whether "it" refers to nothing: "it is likely that", "it seems"."""
    if line.lower[token] != "it":
        return False
    verb = line.head[token]
    if line.dep[token] == "expl" or line.lemma[verb] in _WEATHER:
        return True
    return line.dep[token] not in {"nsubj", "poss"}
