"""What the learner sees of a sentence: words, grammar, place in the document, neighbours.

Features are names with values; the learner is linear, so each one can be read and argued about.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain, pairwise

from spacy.tokens import Token

from briefgen.analysis.model import Entity, Quote, Sentence, TimeExpression

Features = dict[str, float]

_SUBJECTS = {"nsubj", "nsubjpass", "csubj", "expl"}
_OBJECTS = {"dobj", "attr", "xcomp", "ccomp", "acomp", "pobj", "oprd"}
_SHAPES = (
    ("question", re.compile(r"\?")),
    ("ellipsis", re.compile(r"…|\.\.\.")),
    ("colon", re.compile(r":")),
    ("label", re.compile(r"^[A-Z][\w ]{1,24}:")),
    ("handle", re.compile(r"@\w")),
    ("number", re.compile(r"\d")),
    ("issue number", re.compile(r"#\d+")),
    ("money", re.compile(r"[$€£¥]\s?\d|\bmillion|\bbillion")),
    ("to do", re.compile(r"^\W*(?:@?[A-Z][\w.-]*)(?: (?:and|&) @?[A-Z][\w.-]*)?,? to [a-z]")),
    ("dash name", re.compile(r"[-–—] ?@?[A-Z]\w+\W*$")),
    (
        "action label",
        re.compile(r"\b(?:action(?: items?)?|todo|AI|next steps?|follow[- ]?up)\b\s*[:\-]", re.IGNORECASE),
    ),
    ("box", re.compile(r"^\W*\[[ xX]?\]")),
    ("vote", re.compile(r"^\W*[+-]1\b")),
)


def sentence_features(
    sentences: Sequence[Sentence],
    entities: Sequence[Entity],
    quotes: Sequence[Quote],
    times: Sequence[TimeExpression],
) -> list[Features]:
    """Features of each sentence; parallel to ``sentences``, which may come from several documents."""
    return list(each_features(sentences, entities, quotes, times))


def each_features(
    sentences: Sequence[Sentence],
    entities: Sequence[Entity],
    quotes: Sequence[Quote],
    times: Sequence[TimeExpression],
) -> Iterator[Features]:
    """The same one by one: those of all sentences of a long report take more memory than the report and its parse."""
    named: dict[int, list[Entity]] = {}
    for entity in entities:
        for index in {mention.sentence for mention in entity.mentions if mention.kind != "speaker"}:
            named.setdefault(index, []).append(entity)
    quoted: dict[int, int] = Counter()
    for quote in quotes:
        quoted[quote.sentence] += quote.end - quote.start
    timed: dict[int, list[TimeExpression]] = {}
    for expression in times:
        timed.setdefault(expression.sentence, []).append(expression)
    for start, end in documents_of(sentences):
        document = sentences[start:end]
        own = [_own(s, named.get(s.index, []), quoted.get(s.index, 0), timed.get(s.index, [])) for s in document]
        yield from _in_context(document, own)


def documents_of(sentences: Sequence[Sentence]) -> list[tuple[int, int]]:
    """First and last (exclusive) index of the sentences of each document."""
    bounds: list[tuple[int, int]] = []
    for index, sentence in enumerate(sentences):
        if not bounds or sentence.document.id != sentences[index - 1].document.id:
            bounds.append((index, index + 1))
        else:
            bounds[-1] = (bounds[-1][0], index + 1)
    return bounds


def layout_of(sentences: Sequence[Sentence]) -> str:
    """How a document is laid out: as "turns" of speakers, in "bullets", or in "prose"."""
    bullets = sum(s.paragraph.kind == "item" for s in sentences) / len(sentences)
    turns = sum(s.speaker is not None for s in sentences) / len(sentences)
    return "turns" if turns > 0.3 else "bullets" if bullets > 0.3 else "prose"


def _own(sentence: Sentence, entities: Sequence[Entity], quoted: int, times: Sequence[TimeExpression]) -> Features:
    """Features of a sentence by itself."""
    features: Features = {}
    tokens = [token for token in sentence.tokens if not token.is_space]
    words = [token for token in tokens if not token.is_punct]
    lemmas = [_word(token.lemma_.lower(), token.ent_type_) for token in words]
    for lemma in lemmas:
        features[f"w:{lemma}"] = 1.0
    for one, other in pairwise(lemmas):
        features[f"b:{one} {other}"] = 1.0
    for lemma in lemmas[:2]:
        features[f"first:{lemma}"] = 1.0
    for token in tokens:
        if token.dep_ == "neg":
            features[f"not:{token.head.lemma_.lower()}"] = 1.0
            features["negated"] = 1.0
        if token.tag_ == "MD":
            features[f"modal:{token.lower_}"] = 1.0
            features[f"modal verb:{token.lower_} {token.head.lemma_.lower()}"] = 1.0
        if token.pos_ in {"VERB", "AUX"}:
            features[f"tag:{token.tag_}"] = 1.0
            if token.dep_ in {"xcomp", "advcl", "ccomp", "acl", "relcl"}:
                features[f"{token.dep_}:{token.head.lemma_.lower()} {token.tag_}"] = 1.0
            if token.i + 1 < len(token.doc) and token.nbor(1).lower_ == "to":
                features[f"to:{token.lemma_.lower()}"] = 1.0
        if token.dep_ == "mark":
            features[f"mark:{token.lower_}"] = 1.0
    root = sentence.tokens.root
    features[f"root:{root.lemma_.lower()}"] = 1.0
    features[f"root tag:{root.tag_}"] = 1.0
    tense = _tense(root)
    features[f"tense:{tense}"] = 1.0
    features[f"tense root:{tense} {root.lemma_.lower()}"] = 1.0
    for child in root.children:
        if child.dep_ in _SUBJECTS:
            features[
                f"subject:{child.lemma_.lower() if child.pos_ in {'PRON', 'NOUN'} else child.ent_type_ or 'name'}"
            ] = 1.0
            features[f"subject is:{child.dep_} {child.pos_}"] = 1.0
        elif child.dep_ in _OBJECTS:
            features[f"object:{child.lemma_.lower()}"] = 1.0
    for name, pattern in _SHAPES:
        if pattern.search(sentence.text):
            features[f"shape:{name}"] = 1.0
    length = len(words)
    features[f"length:{min(int(math.log2(length + 1)), 6)}"] = 1.0
    features["words"] = min(length, 50) / 50
    features["quoted share"] = quoted / max(1, len(tokens))
    if entities:
        features["salience"] = max(entity.salience for entity in entities)
        features["entities"] = min(len(entities), 5) / 5
        for entity in entities:
            features[f"kind:{entity.kind}"] = 1.0
    for time in times:
        features["time"] = 1.0
        if sentence.anchor and time.first and time.last:
            when = "past" if time.last < sentence.anchor else "future" if time.first > sentence.anchor else "now"
            features[f"time:{when}"] = 1.0
            features[f"time tense:{when} {tense}"] = 1.0
    return features


def _word(lemma: str, entity_type: str) -> str:
    if lemma.isdigit() or re.fullmatch(r"[\d.,:/-]+", lemma):
        return "0"
    if entity_type in {"PERSON", "ORG", "GPE", "NORP", "FAC", "LOC"}:
        return f"<{entity_type.lower()}>"
    return lemma


def _tense(root: Token) -> str:
    auxiliaries = {child.lower_ for child in root.children if child.dep_ in {"aux", "auxpass"}}
    if auxiliaries & {"will", "'ll", "shall", "wo"}:
        return "future"
    if auxiliaries & {"would", "could", "should", "might", "may", "can", "must", "ca"}:
        return "modal"
    if auxiliaries & {"has", "have", "'ve", "had"}:
        return "perfect"
    tag = root.tag_
    if tag == "VBG":
        return "progressive"
    if auxiliaries & {"was", "were", "did"} or tag == "VBD":
        return "past"
    if tag in {"VBZ", "VBP"} or auxiliaries & {"is", "are", "do", "does", "'s", "'re"}:
        return "present"
    if tag == "VB":
        return "infinitive" if "to" in auxiliaries else "bare"
    return "none"


def _in_context(sentences: Sequence[Sentence], own: Sequence[Features]) -> Iterator[Features]:
    """Own features, those of the neighbours, headings, and the place in the document."""
    count = len(sentences)
    genre = layout_of(sentences)
    said = [[name for name in features if name.startswith("w:")] for features in own]
    frequency = Counter(chain.from_iterable(said))
    prose = [index for index, s in enumerate(sentences) if s.paragraph.kind == "text" and len(s.tokens) > 6]
    ordinal = {index: place for place, index in enumerate(prose)}
    carried: dict[int, list[tuple[str, float]]] = {0: _carried(own[0])} if own else {}
    for index, sentence in enumerate(sentences):
        carried.pop(index - 2, None)
        if index + 1 < count:
            carried[index + 1] = _carried(own[index + 1])
        features = dict(own[index])
        features[f"genre:{genre}"] = 1.0
        kind = sentence.paragraph.kind
        features[f"block:{kind}"] = 1.0
        features[f"block genre:{kind} {genre}"] = 1.0
        if kind == "item":
            features[f"level:{min(sentence.paragraph.level, 4)}"] = 1.0
        if sentence.speaker:
            features["turn"] = 1.0
        features["place"] = index / count
        features[f"tenth:{genre} {10 * index // count}"] = 1.0
        features[f"size:{min(int(math.log2(count)), 9)}"] = 1.0
        place = ordinal.get(index)
        if place is not None:
            features[f"nth:{min(place, 8)} {genre}"] = 1.0
            features[f"nth from end:{min(len(prose) - 1 - place, 4)} {genre}"] = 1.0
        if sentence.position == 0:
            features["opens paragraph"] = 1.0
        if index + 1 == count or sentences[index + 1].paragraph_index != sentence.paragraph_index:
            features["closes paragraph"] = 1.0
        for depth, heading in enumerate(reversed(sentence.headings)):
            for word in re.findall(r"[a-z]+", heading.lower())[:12]:
                features[f"under{min(depth, 1)}:{word}"] = 1.0
        words = said[index]
        features["centrality"] = sum(math.log1p(frequency[name] - 1) for name in words) / (len(words) + 3)
        for name, other in (("before", index - 1), ("after", index + 1)):
            if 0 <= other < count:
                near = "" if sentences[other].paragraph_index == sentence.paragraph_index else " block"
                for feature, value in carried[other]:
                    features[f"{name}{near}:{feature}"] = value
                if sentences[other].is_heading:
                    features[f"{name}:heading"] = 1.0
                if sentences[other].paragraph.level > sentence.paragraph.level and kind == "item":
                    features[f"{name}:deeper"] = 1.0
            else:
                features[f"{name}:none"] = 1.0
        yield features


def _carried(features: Features) -> list[tuple[str, float]]:
    """Those of the own features of a sentence that its neighbours have too."""
    return [item for item in features.items() if item[0].startswith(_CARRIED)]


_CARRIED = ("w:", "modal:", "tense:", "shape:", "root:", "time:", "mark:", "negated")


GROUPS = ("words", "grammar", "context")
"""Features are scaled within their group, so that a long sentence counts no more than a short one."""


def group_of(name: str) -> int:
    """The group of a feature, as a position in GROUPS."""
    if name.startswith(("before", "after", "under")):
        return 2
    return 0 if name.startswith(("w:", "b:")) else 1
