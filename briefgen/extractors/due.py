"""When a step is due: the time that belongs to its deed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from spacy.tokens import Token

from briefgen.analysis.dates import direction_of
from briefgen.analysis.model import Analysis, Sentence, TimeExpression
from briefgen.extractors.conditions import condition_of
from briefgen.extractors.deeds import Deed

_BOUND = re.compile(r"^(?:by|until|till|before|no later than|on|in|from|starting|within)\b", re.IGNORECASE)
_BEHIND = re.compile(r"^(?:after|since|following)\b", re.IGNORECASE)
_CLOCK = re.compile(
    r"^(?:(?:at|by|until|till|before|from)\s+)?(?:\d{1,2}[:.]\d\d|\d{1,2}\s*[ap]\.?m|noon|midnight)[^,]*$",
    re.IGNORECASE,
)
_CONDITIONS = {"if", "unless", "once", "whenever", "provided", "as"}
_PROVISOS = ("so long as", "as long as", "on condition", "provided", "providing")
_SEASONS = {"spring", "summer", "autumn", "fall", "winter"}
_VAGUE = re.compile(
    r"\b(?:soon|shortly|forward|future|as soon as possible|asap|eventually|sooner)\b|^(?:right )?now$|^once$",
    re.IGNORECASE,
)


def choose_due(analysis: Analysis, deed: Deed, sentences: Sequence[int]) -> TimeExpression | None:
    """The time expression that says when the deed is due, among those of its sentence and then of the others."""
    condition = condition_of(deed) or ""
    for index in dict.fromkeys([deed.sentence.index, *sentences]):
        sentence = analysis.sentences[index]
        times = [time for time in analysis.times_in(index) if not _is_past(sentence, time)]
        times = [time for time in times if not _names_season(sentence, time)]
        if sentence is deed.sentence and condition.lower().startswith(_PROVISOS):
            # What a promise rests on has a date of its own; "if … by Friday" dates both.
            times = [time for time in times if time.text not in condition]
        ranked = sorted(times, key=lambda time: (-_fitness(deed, sentence, time), time.start))
        if ranked and _fitness(deed, sentence, ranked[0]) > 0:
            return ranked[0]
    return None


def _names_season(sentence: Sentence, time: TimeExpression) -> bool:
    """Whether a season only says which thing is meant: "before the summer recess"."""
    last = sentence.tokens[time.end - 1]
    return last.lower_ in _SEASONS and last.dep_ == "compound" and last.head.i > last.i


def _is_past(sentence: Sentence, time: TimeExpression) -> bool:
    """Whether a time lies behind the source, or is its day told of in the past tense."""
    if sentence.anchor is None or time.last is None:
        return False
    behind = time.last == sentence.anchor and direction_of(sentence.tokens[time.end - 1]) == "past"
    return time.last < sentence.anchor or behind


def _fitness(deed: Deed, sentence: Sentence, time: TimeExpression) -> float:
    fitness = 2.0 if time.first else 0.8
    if time.first and time.first == time.last:
        fitness += 0.2
    if _CLOCK.match(time.text):
        fitness -= 0.8
    following = sentence.tokens[time.end].text if time.end < len(sentence.tokens) else ""
    if following in {"'s", "'"} or _BEHIND.match(time.text):
        fitness -= 1.0
    if _VAGUE.search(time.text):
        fitness -= 0.5
    if time.text.lower() in {"now", "right now"} and (
        deed.cue in {"present", "progressive", "nominal"} or sentence.tokens[time.start].head != deed.verb
    ):
        fitness -= 3.0
    if _BOUND.match(time.text) or (
        time.start and sentence.tokens[time.start - 1].lower_ in {"on", "by", "in", "until", "from"}
    ):
        fitness += 0.4
    if deed.sentence is not sentence or deed.verb is None:
        return fitness
    if re.search(r"\byears?\b|^(?:for|since)\b", time.text, re.IGNORECASE) and time.first is None:
        fitness -= 0.5
    if deed.loose:
        return fitness - 0.02 * abs(time.start - deed.start)
    if _is_of_another(sentence.tokens[time.end - 1], deed.verb):
        return 0.0
    steps, crossed = _way(sentence.tokens[time.end - 1], deed.verb)
    return fitness + (1.0 if crossed == 0 else -0.3 * crossed) - 0.05 * steps


def _is_of_another(token: Token, verb: Token) -> bool:
    """Whether a time dates another deed: in a relative clause or condition below it, or in a clause it is joined to."""
    if _is_of_joined(token, verb):
        return True
    for node in (token, *token.ancestors):
        if node == verb:
            return False
        conditional = node.dep_ == "advcl" and any(child.lower_ in _CONDITIONS for child in node.children)
        if conditional or (node.dep_ == "relcl" and not _tells_when(node, verb)):
            return verb in node.ancestors
    return False


def _is_of_joined(token: Token, verb: Token) -> bool:
    """Whether a time hangs on a verb to which the deed is joined with a subject of its own."""
    host = next((node for node in (token, *token.ancestors) if node.pos_ in {"VERB", "AUX"}), None)
    if host is not None and host != verb and host.dep_ == "conj" and host.head == verb:
        return any(child.dep_ in {"nsubj", "nsubjpass"} for child in host.children)
    joined = verb
    while host is not None and joined.dep_ == "conj":
        if any(child.dep_ in {"nsubj", "nsubjpass"} for child in joined.children) and joined.head == host:
            return token.i < verb.i
        joined = joined.head
    return False


def _tells_when(clause: Token, verb: Token) -> bool:
    """Whether a relative clause dates the deed: "in a bill to be tabled in May", "the bill, due in May, will …"."""
    helpers = {child.lower_ for child in clause.children if child.dep_ in {"aux", "auxpass"}}
    bare = not any(child.dep_ in {"nsubj", "nsubjpass"} for child in clause.children)
    if ("to" in helpers and bare) or any(child.lower_ == "when" for child in clause.children):
        return True
    past = clause.tag_ == "VBD" or bool(helpers & {"was", "were", "had", "has", "have"})
    return clause.head.dep_ in {"nsubj", "nsubjpass"} and clause.head.head == verb and not past


def _way(token: Token, verb: Token) -> tuple[int, int]:
    """Steps from the time up to the verb it hangs on, and verbs between it and the deed."""
    chain = [token, *token.ancestors]
    for steps, node in enumerate(chain):
        if node == verb:
            return steps, sum(between.pos_ == "VERB" for between in chain[1:steps])
    above = {node.i for node in (verb, *verb.ancestors)}
    for steps, node in enumerate(chain):
        if node.i in above:
            return steps + 2, 1 + sum(between.pos_ == "VERB" for between in chain[:steps])
    return len(chain) + 3, 2
