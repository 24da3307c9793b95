"""Who speaks: labels such as "NAME:", "**Name:**", "Q:" or "[00:12:31] Name:" before a turn of speech.

A label counts as a speaker when it comes again, when the text lists the name among those present, or when most
blocks of the text have one; a single "Word: …" is more often a field or a heading.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from briefgen.sources.protocol import Block
from briefgen.sources.vocabulary import FIELDS

_TIME = r"[\[(]?(?P<time{0}>\d{{1,2}}:\d{{2}}(?::\d{{2}})?(?:[.,]\d+)?)[\])]?"
_WORD = r"[^\W\d_a-z][\w.'’-]*"
_NAME = (
    rf"@?{_WORD}(?:[ ](?:{_WORD}|de|da|van|von|der|den|du|la|le|el|al|bin|of|the|for|\d{{1,2}})){{0,5}}"
    r"(?:[ ]?\([^)\n]{1,60}\)|, [A-Z][\w. ]{1,30})?"
)
_STAMPED = rf"(?:{_TIME.format(1)}[ \t:–-]*)?"
_LABELS = (
    # **Name:** or *Name*:
    re.compile(
        rf"{_STAMPED}(?P<mark>\*\*|__|\*|_)(?P<name>[^*_:<>\n]{{1,60}}?)(?::[ ]?(?P=mark)|(?P=mark)[ ]?:)[ \t]*"
    ),
    # NAME: and Name (office) 00:12:
    re.compile(rf"{_STAMPED}(?P<name>{_NAME})(?:[ \t]*{_TIME.format(2)})?[ \t]?:(?:[ \t]+|$|\n)"),
    # 12:31 <nick>, as chats log it
    re.compile(rf"{_STAMPED}<[@+ ]?(?P<name>[\w.-]{{1,30}})>[ \t]+"),
    # Q. and A.
    re.compile(r"(?P<name>[QA])(?:[.:]|[ ]?[–—])[ \t]+"),
)
_LISTED_LABELS = (
    # handle: and Name - , which are too common to count without a list of those present
    re.compile(r"(?P<name>@?[a-z][\w-]{2,24}):[ \t]+"),
    re.compile(rf"(?P<name>{_WORD}(?:[ ]{_WORD}){{0,2}})[ ]+[–—-][ ]+(?=\S)"),
)
_STAMP = re.compile(rf"{_TIME.format(1)}(?:[ \t:–-]+|$)")
_CONTINUED = re.compile(r"(?:…|\.\.\.)[ \t]*")
_OFFICE = re.compile(r"\s*\(.*|, .*", re.DOTALL)
_PRESENT = re.compile(
    r"\b(?:present|attend\w*|participants?|members|regrets|chair|scribe|apologies|guests?|observers?|others)\b",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"[<\[(]*https?://\S+$")
_TOPIC = re.compile(r"topic", re.IGNORECASE)
_TRANSCRIPT_SHARE = 0.3
_MOSTLY_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class _Label:
    name: str
    end: int
    time: str | None
    particulars: bool = False
    """Whether nothing but an address or names of those present stands behind it."""

    @property
    def key(self) -> str:
        """The name without office, to compare: "CHAIR (Ms Smith)" is the "CHAIR" of the next turn."""
        return _OFFICE.sub("", self.name).casefold()

    @property
    def is_field(self) -> bool:
        """Whether it heads particulars ("Minutes of", "GitHub issue"), an address or a list of names."""
        last = re.split(r"[\s.]+", self.key)[-1]
        return self.particulars or not FIELDS.isdisjoint({self.key, self.key.removesuffix("s"), last})


def find_speakers(text: str, blocks: list[Block]) -> None:
    """Set speaker and time of ``blocks`` and move their start behind the label."""
    present = _names_present(text, blocks)
    labels = [_label(text, block, present) for block in blocks]
    known = _known(labels, blocks, present)
    running = sum(1 for block in blocks if block.kind == "text")
    spoken = sum(
        1 for block, label in zip(blocks, labels, strict=True) if block.kind == "text" and label and label.key in known
    )
    transcript = spoken >= 3 and spoken >= _TRANSCRIPT_SHARE * max(running, 1)
    _assign(text, blocks, labels, known, present, transcript=transcript)


def _label(text: str, block: Block, present: frozenset[str]) -> _Label | None:
    if block.kind not in ("text", "item"):
        return None
    for pattern in _LABELS:
        if (match := pattern.match(text, block.start, block.end)) and match["name"].strip():
            groups = match.groupdict()
            behind = text[match.end() : block.end]
            particulars = bool(_ADDRESS.match(behind)) or _are_listed(behind, present)
            return _Label(match["name"].strip(), match.end(), groups.get("time1") or groups.get("time2"), particulars)
    for pattern in _LISTED_LABELS:
        if (match := pattern.match(text, block.start, block.end)) and _is_listed(match["name"], present):
            return _Label(match["name"], match.end(), None)
    return None


def _known(labels: list[_Label | None], blocks: list[Block], present: frozenset[str]) -> frozenset[str]:
    """The labels, as keys, that are speakers."""
    people = [label for label in labels if label and not label.is_field]
    count = Counter(label.key for label in people)
    running = sum(1 for block in blocks if block.kind in ("text", "item"))
    if len(people) >= 3 and len(people) >= _MOSTLY_SHARE * max(running, 1):
        return frozenset(count)
    listed = {label.key for label in people if _is_listed(label.key, present)}
    stamped = {label.key for label in people if label.time}
    again = {key for key, times in count.items() if times > 1}
    if len(again) == 1 and count[next(iter(again))] < 3:
        again = set()
    if len(again) >= 2 and sum(count[key] for key in again) >= _MOSTLY_SHARE * max(running, 1):
        again = set(count)
    return frozenset(listed | stamped | again)


def _names_present(text: str, blocks: list[Block]) -> frozenset[str]:
    """Words, in lower case, of the names in the lines and lists that say who took part."""
    words: set[str] = set()
    listing = False
    for block in blocks:
        content = text[block.start : block.end]
        if block.kind == "heading" or (len(content) < 30 and content.istitle() and _PRESENT.fullmatch(content)):
            listing = bool(_PRESENT.search(content)) and len(content) < 60
            continue
        head, colon, tail = content.partition(":")
        head = head.rpartition(". ")[2]
        if colon and len(head) < 40 and (_PRESENT.search(head) or head == "Here"):
            words.update(re.findall(r"@?\w[\w'’-]{2,}", tail.casefold()))
        elif listing and len(content) < 1000:
            words.update(word.casefold() for word in re.findall(rf"\b{_WORD}|@[\w-]+|(?<=@)[\w-]+", content))
            listing = block.kind == "item"
    return frozenset(words)


def _is_listed(name: str, present: frozenset[str]) -> bool:
    words = re.findall(r"@?[\w'’-]+", name.casefold())
    return bool(words) and all(word in present for word in words)


def _are_listed(content: str, present: frozenset[str]) -> bool:
    """Whether ``content`` is a list of those present and no more."""
    if len(content) > 300 or "." in content or "?" in content:
        return False
    return all(name.strip()[:1].isupper() and _is_listed(name, present) for name in content.split(","))


def _assign(
    text: str,
    blocks: list[Block],
    labels: list[_Label | None],
    known: frozenset[str],
    present: frozenset[str],
    *,
    transcript: bool,
) -> None:
    stamped = any(label and label.time and label.key in known for label in labels)
    speaker: str | None = None
    time: str | None = None
    depth = 0
    for block, label in zip(blocks, labels, strict=True):
        if block.kind == "heading":
            speaker = time = None
        elif block.kind not in ("text", "item"):
            continue
        elif label and label.key in known:
            speaker, time, depth = label.name, label.time, block.level
            block.speaker, block.time, block.start = speaker, time, label.end
        elif label and label.is_field:
            speaker = time = None
            if _TOPIC.fullmatch(label.name):
                block.kind, block.level, block.start = "heading", 3, label.end
        elif speaker and (continued := _CONTINUED.match(text, block.start, block.end)):
            block.speaker, block.time, block.start = speaker, time, continued.end()
        elif stamp := _STAMP.match(text, block.start, block.end):
            block.time = time = stamp["time1"]
            block.start = stamp.end()
            block.speaker = speaker = None if stamped else speaker
        elif block.kind == "item" and _is_listed(text[block.start : block.end].strip(":* "), present):
            speaker, time, depth = text[block.start : block.end].strip(":* "), None, block.level
        elif speaker and (block.level > depth if depth else transcript):
            block.speaker, block.time = speaker, time
        else:
            speaker = time = None
