"""What a line of minutes needs before it: its topic and who speaks."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from functools import lru_cache

from briefgen.analysis.model import Analysis, Sentence
from briefgen.analysis.reading import read
from briefgen.documents import Paragraph

_FIRST_PERSON = re.compile(r"\b(?:I|we|me|my|our|us|I'm|I'll|I'd|I've|we'll|we're|we've|we'd|let's)\b", re.IGNORECASE)
_NO_TOPIC = re.compile(
    r"""^(?:[\d.]+\s*)?(?:the\s+)?(?:minutes?|meeting|discussions?|agenda(?:\s+items)?|action(?:s|\s+items?)?|updates?|announcements?|reminders?|(?:re-?)?introductions?|notes?
    |q\s*&\s*a.*|questions?|other(?:\s+\w+)?|links?|present|attend(?:ees|ance|ing)|participants|apologies|regrets|topics?|standup|stand-up
    |reports?|options?|risks?|to\ (?:do|implement)|conclusions?|findings?|details?
    |roll\ call|housekeeping|logistics|other\ (?:work\ )?items|(?:\w+\ )?work\ items?(?:\ reports?)?
    |review(?:\s+of\s+\w+)*(?:\s+meeting)?|introduction|summary|overview|background|upcoming\s+meetings?|next\s+(?:meeting|steps).*|misc(?:ellaneous)?
    |triage|content.*|items?|issues?|status|any\s+other\s+business|aob|open\s+(?:issues|items|discussion)|decisions?|resolutions?|proposals?
    |[\w.-]+/[\w.-]+|(?:january|february|march|april|may|june|july|august|september|october|november|december)\s*\d*.*
    |refs?|references|comments?|\d{4}-\d\d-\d\d.*|(?:mon|tues|wednes|thurs|fri|satur|sun)day.*|action\s+review|shepherded\s+items|.*\s?meeting\s+proposals)\s*:?$""",
    re.VERBOSE | re.IGNORECASE,
)
_FINITE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|should|can|could|must|may|might|does|did|to)\b|n't\b", re.IGNORECASE
)
_TOPIC_LIMIT = 80
_STOP = {"the", "of", "and", "a", "an", "to", "for", "in", "on", "with", "is", "be", "from", "by", "or", "at"}


def speaker_name(analysis: Analysis, sentence: Sentence) -> str | None:
    """Who speaks the sentence, under the fullest name."""
    entity = analysis.speaker_of(sentence.index)
    return entity.name if entity else sentence.speaker


def author_speaking(sentence: Sentence) -> str | None:
    """Who wrote a letter or gave a speech, if the sentence belongs to one: a text of which much says "I" or "we"."""
    document = sentence.document
    if document.author is None or sentence.paragraph.kind not in {"text", "item"}:
        return None
    return document.author if _is_in_first_person(document.text) else None


@lru_cache(maxsize=64)
def _is_in_first_person(text: str) -> bool:
    """Whether at least a third of the longer lines speak of "I" or "we" outside quotation marks."""
    lines = [line for line in text.splitlines() if len(line) >= _LONG_LINE]
    return sum(map(needs_speaker, lines)) >= max(2, len(lines) / 3)


_LONG_LINE = 60
"""Characters from which a line is taken for running text."""


def needs_speaker(line: str) -> bool:
    """Whether a line speaks of "I" or "we" outside quotation marks and brackets."""
    return bool(_FIRST_PERSON.search(re.sub(r'"[^"]*"|\[[^\]]*\]', " ", line)))


def topic_of(sentence: Sentence) -> str | None:
    """What a bullet or turn is about: the item it hangs under or the innermost heading that names a subject."""
    for index in items_above(sentence):
        topic = _as_topic(sentence, sentence.document.paragraphs[index])
        if topic:
            return topic
    for heading in reversed(sentence.headings[1:] if len(sentence.headings) > 1 else sentence.headings):
        topic = _cleaned(heading)
        if topic and not _is_title(sentence, heading):
            return topic
    return None


def items_above(sentence: Sentence) -> Iterator[int]:
    """The paragraphs that a bullet or turn hangs under, by index, the innermost first: bullets of lesser depth."""
    paragraphs, here = sentence.document.paragraphs, sentence.paragraph
    level = float(here.level) if here.kind == "item" else math.inf
    for index in range(sentence.paragraph_index - 1, -1, -1):
        if paragraphs[index].kind == "heading":
            return
        if paragraphs[index].kind == "item" and paragraphs[index].level < level:
            level = paragraphs[index].level
            yield index


def _is_title(sentence: Sentence, heading: str) -> bool:
    """Whether a heading is that of the whole document: its title, or the only one."""
    document = sentence.document
    bare = re.sub(r"^\s*(?:subject|title|re)\s*:\s*", "", heading, flags=re.IGNORECASE).strip()
    if bare.casefold() == (document.title or "").strip().casefold():
        return True
    return sum(paragraph.kind == "heading" for paragraph in document.paragraphs) == 1


def _as_topic(sentence: Sentence, paragraph: Paragraph) -> str | None:
    text = read(sentence.document.text, paragraph.start, paragraph.end).text
    linked = sentence.document.text[paragraph.start] == "["
    titled = linked or "#" in text or text.endswith(":") or (text[:1].isupper() and not _FINITE.search(text))
    if not titled or text.endswith((".", "?", "!")) or _FIRST_PERSON.search(text) or paragraph.speaker:
        return None
    return _cleaned(text)


def _cleaned(heading: str) -> str | None:
    text = re.sub(r"\(?\b[\w.-]*/?[\w.-]*#\d+\)?|#\d+|\[[ x]\]|https?://\S+", " ", heading)
    text = re.sub(r"^\s*(?:\d+\.)+\d*\s*|^\s*\d+\)\s*", "", text)
    text = re.sub(r"\s+", " ", text).strip(" -–—:.,;|")
    parts = re.split(r"\s*(?:&|/|,|\band\b)\s*", text)
    if not re.search(r"[^\W\d_]{2}", text) or _NO_TOPIC.match(text) or all(map(_NO_TOPIC.match, filter(None, parts))):
        return None
    if len(text) > _TOPIC_LIMIT:
        cut = text.rfind(" ", 0, _TOPIC_LIMIT)
        text = text[:cut].rstrip(" ,;:(") + " …"
    return text


def needs_topic(line: str, topic: str) -> bool:
    """Whether a line leaves its subject to the heading: it shares few words with it."""
    words = {word for word in re.findall(r"\w+", topic.casefold()) if word not in _STOP}
    shared = words & set(re.findall(r"\w+", line.casefold()))
    return len(shared) < 0.5 * len(words)
