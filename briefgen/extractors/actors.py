"""Extractor of the section ``actors``: who acts, in what role, and what they did, said or want."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from briefgen.analysis.acts import act_of, plans
from briefgen.analysis.gazetteer import lexicon
from briefgen.analysis.model import Analysis, Entity, Mention
from briefgen.analysis.words import Words, read_words
from briefgen.brief import Actor, Position, PositionKind
from briefgen.config import Config
from briefgen.extractors.evidence import evidence_of
from briefgen.extractors.wording import word

_CUT = 0.5
"""Salience from which an entity is a key actor; the learned weights are shifted so that this is the best cut."""
_KINDS = frozenset({"person", "organisation", "state", "group"})
_ACTING = 0.4
"""Weight from which a sentence shows an actor acting, and does not merely name it."""
_EVIDENCE = 3
_POSITIONS = 2
_WANTS = frozenset(
    {
        *("want", "demand", "urge", "seek", "oppose", "support", "reject", "refuse", "propose", "insist", "hope"),
        *("need", "prefer", "wish", "favour", "favor", "back", "request", "ask", "call"),
    }
)
_DONE_BY_WORDS = frozenset(
    {
        *("agree", "approve", "order", "sign", "vote", "accept", "promise", "decide", "publish", "appoint", "nominate"),
        *("elect", "charge", "sentence", "sue", "commit", "pledge", "authorise", "authorize", "announce", "veto"),
    }
)
"""Verbs that WordNet counts as speech, though to say it is to do it."""
_QUOTED_WORDS = 5
"""Words from which a quotation is worth printing."""


@dataclass(frozen=True, slots=True)
class _Deed:
    """A sentence in which an actor acts."""

    sentence: int
    kind: PositionKind
    weight: float
    tells: bool
    """Whether the sentence says what the actor did, said or wants, and does not merely name it."""


def extract(analysis: Analysis, config: Config) -> list[Actor]:  # noqa: ARG001 (the signature of all extractors)
    """The key actors, the most salient first; each with at most three pieces of evidence and two positions."""
    words: dict[int, Words] = {}
    chosen = [entity for entity in analysis.entities if entity.salience >= _CUT and entity.kind in _KINDS]
    chosen.sort(key=lambda entity: (-entity.salience, entity.id))
    actors: list[Actor] = []
    seen: set[str] = set()
    for entity in chosen:
        if entity.name.casefold() in seen:
            continue
        deeds = sorted(_deeds(analysis, entity, words), key=lambda deed: (-deed.weight, deed.sentence))
        actor = _actor(analysis, entity, _best_of_each(deeds))
        if actor:
            actors.append(actor)
            seen |= {name.casefold() for name in (entity.name, *entity.aliases)}
    return actors


def _best_of_each(deeds: list[_Deed]) -> list[_Deed]:
    """The weightiest deed of each sentence, in the order given."""
    return list({deed.sentence: deed for deed in reversed(deeds)}.values())[::-1]


def _actor(analysis: Analysis, entity: Entity, deeds: list[_Deed]) -> Actor | None:
    if not deeds or entity.kind not in {"person", "organisation", "state", "group"}:
        return None
    positions = tuple(_positions(analysis, entity, deeds))
    acting = [deed for deed in deeds if deed.weight >= _ACTING] or deeds[:1]
    evidence = tuple(evidence_of(analysis, deed.sentence) for deed in acting[:_EVIDENCE])
    return Actor(
        name=entity.name,
        aliases=entity.aliases,
        kind=entity.kind,
        role=entity.role,
        affiliation=entity.affiliation,
        salience=round(entity.salience, 2),
        position=positions,
        evidence=evidence,
    )


def _positions(analysis: Analysis, entity: Entity, deeds: list[_Deed]) -> Iterator[Position]:
    """The weightiest things an actor did, said or wants that a reader can understand alone."""
    told = 0
    for deed in deeds:
        if told == _POSITIONS:
            return
        if not deed.tells:
            continue
        line = word(analysis, deed.sentence, purpose="position", met={entity.id})
        if line.readable and line.text:
            told += 1
            text = line.text + '"' * (line.text.count('"') % 2)
            yield Position(text=text, kind=deed.kind, evidence=(evidence_of(analysis, deed.sentence),))


def _deeds(analysis: Analysis, entity: Entity, words: dict[int, Words]) -> Iterator[_Deed]:
    for mention in entity.mentions:
        sentence = analysis.sentences[mention.sentence]
        base = 0.2 * (1 - mention.sentence / max(1, len(analysis.sentences))) - sentence.is_heading
        if analysis.scores:
            score = analysis.scores[mention.sentence]
            base += score.summary + 0.5 * max(score.issue, score.step)
        if mention.kind == "speaker":
            yield _Deed(mention.sentence, "said", base + 0.3, len(sentence.tokens) >= _QUOTED_WORDS)
        else:
            if mention.sentence not in words:
                words[mention.sentence] = read_words([sentence])[0]
            deed = _deed(words[mention.sentence], mention, base)
            speaker = analysis.speaker_of(mention.sentence)
            # What somebody says of another is told under the name of who says it.
            yield deed if speaker is None or speaker.id == entity.id else replace(deed, tells=False)
    named = {mention.sentence for mention in entity.mentions}
    for quote in analysis.quotes:
        if quote.speaker == entity.id and quote.end - quote.start >= _QUOTED_WORDS:
            # A sentence of nothing but the quote supports what is said, but does not name who says it.
            yield _Deed(quote.sentence, "said", 1.2 if quote.sentence in named else 0.6, quote.sentence in named)


def _deed(line: Words, mention: Mention, base: float) -> _Deed:
    """What the mention does in its sentence."""
    act = act_of(line, _head(line, mention))
    verb = line.lemma[act.governor]
    told = act.function == "oblique" and line.lower[act.governor] == "to"
    if told and act.governor > 0 and line.lower[act.governor - 1] == "according":
        return _Deed(mention.sentence, "said", base + 0.8, True)
    acts = act.function in {"subject", "agent"} and line.pos[act.governor] in {"VERB", "AUX"}
    if not acts or not _is_main(line, act.governor):
        weight = 0.5 if acts else 0.4 if act.function in {"passive", "owner"} else 0.0
        return _Deed(mention.sentence, "did", base + weight, False)
    if verb == "call" and line.lower[act.governor + 1 : act.governor + 2] not in (["for"], ["on"]):
        return _Deed(mention.sentence, "said", base + 1.0, True)
    if verb in _WANTS:
        return _Deed(mention.sentence, "wants", base + 1.1, True)
    if verb in lexicon().communication and verb not in _DONE_BY_WORDS:
        return _Deed(mention.sentence, "said", base + 1.0, True)
    copula = verb in {"be", "have"} and line.pos[act.governor] == "AUX"
    weight = 0.5 if copula else 1.1 if plans(line, act.governor) else 1.0
    return _Deed(mention.sentence, "did", base + weight, not copula)


def _is_main(line: Words, verb: int) -> bool:
    """Whether a verb is that of the main clause, or joined to it."""
    for _ in range(4):
        if line.head[verb] == verb:
            return True
        if line.dep[verb] != "conj":
            return False
        verb = line.head[verb]
    return False


def _head(line: Words, mention: Mention) -> int:
    for i in range(mention.end - 1, mention.start - 1, -1):
        if not mention.start <= line.head[i] < mention.end or line.head[i] == i:
            return i
    return mention.end - 1
