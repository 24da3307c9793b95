"""The action of a step: a line that begins with a verb and can be read alone.

Its words are those of the sentence; the verb stands in its base form, and what else is supplied stands in
square brackets: who "they" are, which day "Tuesday" is, what a bare "Close" speaks of.
"""

from __future__ import annotations

import re

from spacy.tokens import Token

from briefgen.analysis.model import Analysis, TimeExpression
from briefgen.extractors import references, topics
from briefgen.extractors.deeds import Deed
from briefgen.extractors.draft import Draft, bracketed

LIMIT = 200
"""Characters an action may have."""

_LEFT_OUT = {"nsubj", "nsubjpass", "csubj", "aux", "auxpass", "mark", "expl", "neg", "intj", "discourse", "agent"}
_TURNED = {
    "begin", "start", "open", "reopen", "close", "commence", "resume", "end", "continue", "launch", "land", "expire",
    "stop", "finish", "move", "return", "change", "improve", "increase", "reduce", "expand",
}  # fmt: skip
"""Verbs that say the same of a thing as subject and as object: "talks resume", "resume talks"."""
_CONDITIONS = {"if", "unless", "provided", "once", "assuming", "until", "when", "should"}
_FILLERS = {"also", "then", "therefore", "now", "just", "probably"}
_INTRODUCING = {
    "intent", "intention", "step", "idea", "plan", "aim", "goal", "objective", "purpose", "task", "job", "proposal",
    "decision", "part", "thing", "hope", "point", "priority", "consensus",
}  # fmt: skip
"""Nouns that introduce a deed without doing it."""
_TOPIC_LIMIT = 70
_EMPTY = {"it", "this", "that", "these", "those", "them"}
_CUT_BEHIND = re.compile(r"\s(?:[-–—]{1,2}|->|→)\s.*$|;\s.*$|\s*\((?![^()]*\)).*$")


def word_action(analysis: Analysis, deed: Deed, due: TimeExpression | None, can_act: bool) -> str:
    """The action of ``deed``, without its due time and condition, at most LIMIT characters.

    ``can_act`` tells whether the subject of the deed can act; what happens to a thing is worded so that the
    thing is named.
    """
    if deed.verb is None:
        return _nominal(analysis, deed, due)
    draft = Draft(deed.sentence, deed.start, deed.end)
    draft.drop(deed.start, deed.start + 1)
    _keep_the_deed(draft, deed)
    _drop_due(draft, deed, due)
    references.date_times(draft, analysis)
    references.resolve_references(draft, analysis)
    verb = _base_form(deed.verb)
    if deed.cue == "scheduled":
        return _closed(deed, _event(analysis, deed, draft))
    subject = "" if can_act or deed.subject is None or _is_frame(deed) else _noun_phrase(analysis, deed, deed.subject)
    rest = _rest(draft)
    if not subject or (deed.subject is not None and deed.subject.dep_ == "expl"):
        line = f"[Expect] {rest}" if deed.subject is not None and deed.subject.dep_ == "expl" else f"{verb} {rest}"
    elif deed.passive or deed.verb.lemma_ in _TURNED:
        particle = _particle(draft, deed)
        line = f"{verb} {particle} {subject} {_rest(draft)}"
    elif deed.verb.lemma_ == "be" and (not rest or re.match(r"(?:now )?due\b", rest)):
        line = f"[Expect] {subject}"
    else:
        verb = verb if verb.isupper() else verb[:1].lower() + verb[1:]
        line = f"[Expect] {subject} [to] {verb} {rest}"
    if deed.negative:
        line = line.replace("[to]", "not [to]", 1) if "[to]" in line else f"Not {line[:1].lower()}{line[1:]}"
    return _closed(deed, line)


def _is_frame(deed: Deed) -> bool:
    """Whether the subject only introduces the deed ("the next step is to …") or stands in another clause of a note."""
    assert deed.subject is not None and deed.verb is not None
    if deed.subject.lemma_.lower() in _INTRODUCING and deed.cue in {"is to", "due", "plan"}:
        return True
    noted = deed.sentence.paragraph.kind == "item" or deed.sentence.speaker is not None
    between = deed.sentence.tokens.doc[deed.subject.i : deed.verb.i]
    return noted and not deed.passive and any(token.text in {",", ";"} for token in between)


def _event(analysis: Analysis, deed: Deed, draft: Draft) -> str:
    """What is scheduled or put off: "[Hold] the second reading"."""
    assert deed.verb is not None
    event = deed.subject if deed.passive else None
    for child in deed.verb.children:
        if child.dep_ == "dobj":
            event = child
    if event is None:
        return f"{_base_form(deed.verb)} {_rest(draft)}"
    phrase = _noun_phrase(analysis, deed, event)
    first, last = draft.span(event)
    draft.drop(first, last)
    verb = "[Hold]" if event.lemma_.lower() in _GATHERINGS else "[Expect]"
    rest = _rest(draft)
    return f"{verb} {phrase}" if len(rest.split()) < 2 else f"{verb} {phrase} {rest}"


def _keep_the_deed(draft: Draft, deed: Deed) -> None:
    """Leave only the verb's own words: no subject, no condition, no clause joined on with a subject of its own."""
    assert deed.verb is not None
    if not deed.loose:
        inside = {token.i for token in deed.verb.subtree}
        for position in range(deed.start, deed.end):
            if draft.tokens[position].i not in inside:
                draft.drop(position, position + 1)
    for child in deed.verb.children:
        first, last = draft.span(child)
        if child.dep_ == "conj" and _stands_alone(child):
            while first > deed.start + 1 and draft.tokens[first - 1].text in {",", ";", "and", "but", "or"}:
                first -= 1
            draft.drop(first, last)
        elif (
            child.dep_ in _LEFT_OUT
            or _is_condition(child)
            or (child.dep_ in {"ccomp", "parataxis"} and child.i < deed.verb.i)
            or (child.dep_ == "advmod" and child.lower_ in _FILLERS)
        ):
            draft.drop(max(first, deed.start), last)


def _is_condition(token: Token) -> bool:
    return token.dep_ == "advcl" and any(child.lower_ in _CONDITIONS for child in token.children)


def _stands_alone(conjunct: Token) -> bool:
    return any(child.dep_ in {"nsubj", "nsubjpass", "expl"} for child in conjunct.children) or conjunct.tag_ == "VBD"


def _drop_due(draft: Draft, deed: Deed, due: TimeExpression | None) -> None:
    """Leave out the due time, which has a field of its own, where nothing else hangs on it."""
    if due is None or due.sentence != deed.sentence.index:
        return
    first, last = due.start, due.end
    while first > 0 and draft.tokens[first - 1].lower_ in {
        "on",
        "in",
        "at",
        "by",
        "for",
        "until",
        "from",
        "before",
        "during",
        "the",
    }:
        first -= 1
    if first <= deed.start:
        return
    behind = draft.tokens[last] if last < len(draft.tokens) else None
    if behind is not None and behind.pos_ in {"NOUN", "PROPN", "PART"}:
        return
    inner = {token.i for token in draft.tokens[first:last]}
    if any(
        child.i not in inner and child.dep_ not in {"punct", "cc", "conj"}
        for t in draft.tokens[first:last]
        for child in t.children
    ):
        return
    if behind is not None and behind.text == "," and draft.tokens[first - 1].text == ",":
        last += 1
    draft.drop(first, last)


def _base_form(verb: Token) -> str:
    """The verb in its base form, with a capital."""
    if verb.lower_ in {"am", "are", "is", "'m", "'re", "'s", "was", "were"}:
        return "Be"
    bare = verb.tag_ in {"VB", "VBP", "NN", "NNP", "JJ"} or not verb.lemma_[:1].isalpha()
    lemma = verb.text if bare else verb.lemma_
    return lemma[:1].upper() + lemma[1:]


def _rest(draft: Draft) -> str:
    """The words kept behind the verb, not capitalised."""
    if not any(draft.kept):
        return ""
    text = draft.text()
    first = next((t for p, t in enumerate(draft.tokens) if draft.kept[p] and re.match(r"\w", t.text)), None)
    if first is None or not text.startswith(first.text[:1].upper()):
        return text
    opens = first.i == draft.sentence.tokens.start and first.pos_ in {
        "DET",
        "PRON",
        "ADJ",
        "NUM",
        "ADP",
        "SCONJ",
        "ADV",
    }
    if first.text[:1].islower() or (opens and not first.ent_type_):
        text = text[:1].lower() + text[1:]
    return text


def _particle(draft: Draft, deed: Deed) -> str:
    """The particle of the verb ("swear in"), taken out of the draft to stand beside the verb."""
    assert deed.verb is not None
    for child in deed.verb.children:
        if child.dep_ == "prt" and draft.kept[draft.position(child)]:
            draft.drop(draft.position(child), draft.position(child) + 1)
            return child.text
    return ""


def _noun_phrase(analysis: Analysis, deed: Deed, head: Token) -> str:
    """A noun phrase with references resolved and its relative clauses left out; "" when the parse makes no sense."""
    if head.lower_ in _EMPTY | {"they", "who", "which", "there", "he", "she"}:
        entity = analysis.entity_at(deed.sentence.index, deed.position(head))
        if entity is not None and entity.name.casefold() not in _EMPTY | {"they"}:
            return bracketed(entity.name)
        topic = _topic(deed)
        return bracketed(topic) if topic else ""
    draft = Draft(deed.sentence, *Draft(deed.sentence).span(head))
    for child in head.children:
        if child.dep_ in {"relcl", "appos", "acl"}:
            first, last = draft.span(child)
            while first > 0 and draft.tokens[first - 1].text in {",", "(", "-", "–", "—"}:
                first -= 1
            if last < len(draft.tokens) and draft.tokens[last].text in {",", ")"}:
                last += 1
            draft.drop(first, last)
    kept = [token for position, token in enumerate(draft.tokens) if draft.kept[position]]
    if any(token.tag_ in {"VBD", "VBZ", "MD"} for token in kept):
        return ""
    references.date_times(draft, analysis)
    references.resolve_references(draft, analysis)
    return _rest(draft)


def _topic(deed: Deed) -> str | None:
    """What a bullet or turn is about, when its heading says so in a few words."""
    if deed.sentence.paragraph.kind != "item" and deed.sentence.speaker is None:
        return None
    topic = topics.topic_of(deed.sentence)
    return topic if topic and len(topic.split()) > 1 and len(topic) <= _TOPIC_LIMIT else None


_GATHERINGS = {
    "meeting",
    "call",
    "session",
    "vote",
    "hearing",
    "election",
    "summit",
    "conference",
    "workshop",
    "talk",
    "review",
    "ceremony",
    "discussion",
    "reading",
    "consultation",
    "trial",
    "debate",
    "referendum",
    "ballot",
    "event",
    "briefing",
    "sprint",
    "visit",
    "council",
    "round",
    "interview",
    "exercise",
    "mediation",
    "negotiation",
    "mini-summit",
    "ama",
    "webinar",
    "training",
    "sitting",
}
"""What is held, by its noun."""


def _nominal(analysis: Analysis, deed: Deed, due: TimeExpression | None) -> str:
    """The line of a deed that a noun alone names: "[Hold] next meeting", "[Expect] the next report"."""
    draft = Draft(deed.sentence)
    _drop_label_and_due(draft, due)
    references.date_times(draft, analysis)
    references.resolve_references(draft, analysis)
    body = _rest(draft) or deed.sentence.text
    if (
        due is not None
        and len(re.sub(r"\W", "", body)) <= len(re.sub(r"\W", "", due.text)) + 2
        and deed.sentence.headings
    ):
        # A date alone stands under a heading that says what is then.
        body = bracketed(deed.sentence.headings[-1].strip(" :"))
    words = re.findall(r"[a-z-]+", body.lower())
    held = any(word in _GATHERINGS or word.rstrip("s") in _GATHERINGS for word in words)
    first = next((t for p, t in enumerate(draft.tokens) if draft.kept[p] and re.match(r"\w", t.text)), None)
    if first is not None and first.tag_ in {"VB", "VBP"} and first.pos_ == "VERB":
        line = body[:1].upper() + body[1:]
    elif first is not None and first.tag_ == "VBG":
        line = _base_form(first) + body[len(first.text) :]
    elif deed.sentence.tokens.root.tag_ in {"VBD", "VBZ", "VBP", "MD"}:
        line = f"[Follow up:] {body[:1].upper()}{body[1:]}"
    else:
        line = f"{'[Hold]' if held else '[Expect]'} {body}"
    return _closed(deed, line)


def _drop_label_and_due(draft: Draft, due: TimeExpression | None) -> None:
    if due is None or due.sentence != draft.sentence.index:
        return
    first, last = due.start, due.end
    while first > 0 and draft.tokens[first - 1].lower_ in {
        "on",
        "in",
        "at",
        "by",
        "for",
        "until",
        "from",
        "the",
        ":",
        "-",
        "–",
        ",",
    }:
        first -= 1
    while last < len(draft.tokens) and draft.tokens[last].text in {":", "-", "–", ",", "|"}:
        last += 1
    if len(draft.tokens) - (last - first) >= 2 and (first == 0 or last >= len(draft.tokens) - 1):
        draft.drop(first, last)


def _closed(deed: Deed, line: str) -> str:
    """The finished line: one sentence's worth, its topic in brackets when it says too little, within the limit."""
    line = re.sub(r"\s+", " ", line).strip(" ,;:-–—")
    if len(line) > LIMIT:
        line = _CUT_BEHIND.sub("", line)
    line = re.sub(r"\s*[.!?…]+$", "", line)
    line = re.sub(r"\s+([,.;:!?])", r"\1", line)
    if len(line) > LIMIT:
        line = _clipped(line)
    if line.count('"') % 2:
        line = line.replace('"', "")
    line = line.replace("[The]", "[the]")
    words = [word for word in re.findall(r"\w+", re.sub(r"\[[^\]]*\]", " ", line)) if len(word) > 2]
    topic = _topic(deed)
    short = len(words) < 6 or re.search(r"\b(?:it|this|that|them|these|those)\b", line)
    if (
        topic
        and short
        and topics.needs_topic(line, topic)
        and len(line) + len(topic) + 3 <= LIMIT
        and topic not in line
    ):
        line = f"{line} {bracketed(topic)}"
    return line


def _clipped(line: str) -> str:
    """A line cut at the last pause that leaves it within the limit."""
    room = LIMIT - 2
    for mark in ("; ", ", ", " and ", " "):
        at = line.rfind(mark, LIMIT // 2, room)
        if at > 0:
            line = line[:at].rstrip(" ,;:")
            break
    if line.count("[") > line.count("]"):
        line = line[: line.rfind("[")].rstrip(" ,;:")
    if line.count("(") > line.count(")"):
        line = line[: line.rfind("(")].rstrip(" ,;:")
    return line + " …"
