"""Phrases of an action: the verb in its base form, a noun phrase, the rest of the words, the line brought to an end."""

from __future__ import annotations

import re

from spacy.tokens import Token

from briefgen.analysis.gazetteer import lexicon
from briefgen.analysis.model import Analysis
from briefgen.extractors import references, topics
from briefgen.extractors.deeds import Deed
from briefgen.extractors.draft import Draft, bracketed

LIMIT = 200
"""Characters an action may have."""

TIME_LEADS = frozenset({"on", "in", "at", "by", "for", "until", "from", "before", "during", "the"})
"""Words that lead to a time and go with it."""
_TOPIC_LIMIT = 70
_EMPTY = {"it", "this", "that", "these", "those", "them"}
_CUT_BEHIND = re.compile(r"\s(?:[-–—]{1,2}|->|→)\s.*$|;\s.*$|\s*\((?![^()]*\)).*$")


_DANGLING = re.compile(r"(?:[\s,]+(?:and|or|but|that|to|of|for|by|with|from|which|the|a|an|as|if))+$", re.IGNORECASE)
"""Words that lead on to something that is not there any more."""


def base_form(verb: Token) -> str:
    """The verb in its base form, with a capital."""
    if verb.lower_ in {"am", "are", "is", "'m", "'re", "'s", "was", "were"}:
        return "Be"
    bare = verb.tag_ in {"VB", "VBP", "NN", "NNP", "JJ"} or not verb.lemma_[:1].isalpha()
    lemma = verb.text if bare else verb.lemma_
    return lemma[:1].upper() + lemma[1:]


def rest_of(draft: Draft) -> str:
    """The words kept behind the verb, not capitalised."""
    if not any(draft.kept):
        return ""
    text = draft.text()
    first = next((t for p, t in enumerate(draft.tokens) if draft.kept[p] and re.match(r"\w", t.text)), None)
    if first is None or not text.startswith(first.text[:1].upper()) or (first.text.isupper() and len(first) > 1):
        return text
    begins = first.i == draft.sentence.tokens.start and first.ent_type_ in {"", "DATE", "TIME", "CARDINAL", "ORDINAL"}
    common = first.pos_ in {"DET", "PRON", "ADP"} or (first.pos_ != "PROPN" and first.lower_ in lexicon().common)
    if first.text[:1].islower() or (begins and common):
        text = text[:1].lower() + text[1:]
    return text


def noun_phrase(analysis: Analysis, deed: Deed, head: Token) -> str:
    """A noun phrase with references resolved and its relative clauses left out; "" when the parse makes no sense."""
    if head.lower_ in _EMPTY | {"they", "who", "which", "there", "he", "she"}:
        entity = analysis.entity_at(deed.sentence.index, deed.position(head))
        if entity is not None and entity.name.casefold() not in _EMPTY | {"they"}:
            return bracketed(entity.name)
        topic = topic_of_deed(deed)
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
    return rest_of(draft)


def topic_of_deed(deed: Deed) -> str | None:
    """What a bullet or turn is about, when its heading says so in a few words."""
    if deed.sentence.paragraph.kind != "item" and deed.sentence.speaker is None:
        return None
    topic = topics.topic_of(deed.sentence)
    return topic if topic and len(topic.split()) > 1 and len(topic) <= _TOPIC_LIMIT else None


def closed(deed: Deed, line: str) -> str:
    """The finished line: one sentence's worth, its topic in brackets when it says too little, within the limit."""
    line = re.sub(r"\s*\(\s*\)", "", line)
    line = re.sub(r"\s+", " ", line).strip(" ,;:-–—")
    if len(line) > LIMIT:
        line = _CUT_BEHIND.sub("", line)
    line = re.sub(r"\s*[.!?…]+$", "", line)
    line = re.sub(r"\s+([,.;:!?])", r"\1", line)
    line = _DANGLING.sub("", line.rstrip())
    if line.count("(") > line.count(")"):
        line = line[: line.rfind("(")].rstrip(" ,;:")
    line = _without_strays(line)
    if len(line) > LIMIT:
        line = _clipped(line)
    if line.count('"') % 2:
        line = line.replace('"', "")
    line = line.replace("[The]", "[the]")
    words = [word for word in re.findall(r"\w+", re.sub(r"\[[^\]]*\]", " ", line)) if len(word) > 2]
    topic = topic_of_deed(deed)
    short = len(words) < 6 or re.search(r"\b(?:it|this|that|them|these|those)\b", line)
    if (
        topic
        and short
        and topics.needs_topic(line, topic)
        and len(line) + len(topic) + 3 <= LIMIT
        and topic not in line
    ):
        line = f"{line} {bracketed(topic)}"
    return line.strip()


def _without_strays(line: str) -> str:
    """The line without closing brackets that nothing opens."""
    for opening, closing in ("()", "[]"):
        depth, kept = 0, []
        for character in line:
            depth += (character == opening) - (character == closing)
            if depth >= 0:
                kept.append(character)
            depth = max(depth, 0)
        line = "".join(kept)
    return re.sub(r"\s+", " ", line).strip()


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
