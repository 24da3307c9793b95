"""Who speaks: labels such as "NAME:", "**Name:**", "Q:" or "[00:12:31] Name:" before a turn of speech.

A label counts as a speaker when it comes again, when the text lists the name among those present, or when the
markup says so; a single "Word: …" is more often a field or a heading.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from briefgen.sources.protocol import Block

_TIME = r"(?:[\[(]?(?P<time{0}>\d{{1,2}}:\d{{2}}(?::\d{{2}})?(?:[.,]\d+)?)[\])]?)"
_NAME = r"@?[^\W\d_a-z][\w.'’-]*(?:[ ](?:[^\W\d_a-z][\w.'’-]*|de|da|van|von|der|den|du|la|le|el|al|bin|of|the|for|and|\d{1,2})){0,5}(?:[ ]?\([^)\n]{1,60}\)|, [A-Z][\w. ]{1,30})?"
_LABELS = (
    re.compile(
        rf"(?:{_TIME.format(1)}[ \t:–-]*)?(?P<mark>\*\*|__|\*|_)(?P<name>[^*_:\n]{{1,60}}?)(?::[ ]?(?P=mark)|(?P=mark)[ ]?:)[ \t]*"
    ),
    re.compile(rf"(?:{_TIME.format(1)}[ \t:–-]*)?(?P<name>{_NAME})(?:[ \t]*{_TIME.format(2)})?[ \t]?:(?:[ \t]+|$|\n)"),
    re.compile(rf"(?:{_TIME.format(1)}[ \t]*)<[@+]?(?P<name>[\w.-]{{1,30}})>[ \t]+"),
    re.compile(r"(?P<name>[QA])(?:[.:]|[ ]?[–—])[ \t]+"),
)
_STAMP = re.compile(rf"{_TIME.format(1)}(?:[ \t:–-]+|$)")
_CONTINUED = re.compile(r"(?:…|\.\.\.)[ \t]*")
_FIELD = re.compile(
    r"(?:present|regrets|guests?|chairs?|scribes?|attend\w*|apologies|absent|observers?|participants?|date|time|place|location|venue|"
    r"from|to|cc|bcc|sent|subject|re|fw|fwd|note|notes|nb|ps|warning|error|topics?|agenda|item|items|action|actions|actions? items?|decision|"
    r"decisions|resolution|resolved|recording|audio|video|links?|refs?|references?|source|sources|status|update|updates|summary|"
    r"background|purpose|title|tags|author|authors|published|posted|contact|contacts|phone|tel|fax|email|e-mail|website|url|http|https|"
    r"ftp|issue|issues|pr|prs|todo|tbd|example|e\.g|i\.e|see|image|photo|caption|picture|figure|table|organi[sz]er|"
    r"members?|others?|minutes|next steps?|next meeting|conclusion|consensus|proposal|proposed|motion|vote|result|outcome|question|questions|"
    r"answer|answers|owner|due|deadline|for|against|abstentions?|yes|no|pros|cons|also|and|but|however|editors?|team members?|meeting|"
    r"previously|approved|discussion|announcements?|introduction|introductions|overview|goal|goals|option|options|step|phase|part|"
    r"section|chapter|appendix|annex|version|release|bug|fix|feature|request|comment|comments|concern|concerns|context|description|risk|risks|"
    r"in attendance|by|voting|tldr|tl;dr|faq|ongoing|done|wip|new|old|other|misc|general|reminder|fyi|aside|edit|remark|remarks)"
    r"(?:\(s\)|s)?",
    re.IGNORECASE,
)
_PRESENT = re.compile(
    r"\b(?:present|attend\w*|participants?|members|in attendance|regrets|chair|scribe\(?s?\)?|apologies|who|here|guests?|observers?|took part)\b",
    re.IGNORECASE,
)
_TURN_SHARE = 0.3


@dataclass(frozen=True, slots=True)
class _Label:
    name: str
    end: int
    time: str | None
    marked: bool


def find_speakers(text: str, blocks: list[Block]) -> None:
    """Set speaker and time of ``blocks`` and move their start behind the label."""
    labels = [_label(text, block) for block in blocks]
    count = Counter(label.name.casefold() for label in labels if label)
    present = _names_present(text, blocks)
    known = {
        label.name.casefold()
        for label in labels
        if label
        and not _FIELD.fullmatch(label.name)
        and (count[label.name.casefold()] > 1 or _is_listed(label.name, present))
    }
    if len(known) == 1 and max(count[name] for name in known) < 3:
        known = {name for name in known if _is_listed(name, present)}
    spoken = sum(1 for label in labels if label and label.name.casefold() in known)
    running = sum(1 for block in blocks if block.kind == "text")
    _assign(text, blocks, labels, known, transcript=spoken >= 3 and spoken >= _TURN_SHARE * max(running, 1))


def _label(text: str, block: Block) -> _Label | None:
    if block.kind not in ("text", "item"):
        return None
    for index, pattern in enumerate(_LABELS):
        match = pattern.match(text, block.start, block.end)
        if match and match["name"].strip():
            groups = match.groupdict()
            name = match["name"].strip()
            return _Label(name, match.end(), groups.get("time1") or groups.get("time2"), index in (0, 2))
    return None


def _names_present(text: str, blocks: list[Block]) -> set[str]:
    """Lower-case words of the names in the lines and lists that say who took part."""
    words: set[str] = set()
    listing = False
    for block in blocks[:200]:
        content = text[block.start : block.end]
        if block.kind == "heading":
            listing = bool(_PRESENT.search(content)) and len(content) < 60
        elif listing or (_PRESENT.search(content[:60]) and ":" in content[:80]):
            words.update(word.casefold() for word in re.findall(r"\b[^\W\d_a-z][\w'’-]+|@[\w-]+", content))
    return words


def _is_listed(name: str, present: set[str]) -> bool:
    words = re.findall(r"@?[\w'’-]+", name.casefold())
    return bool(words) and all(word in present for word in words if len(word) > 1)


def _assign(text: str, blocks: list[Block], labels: list[_Label | None], known: set[str], *, transcript: bool) -> None:
    speaker: str | None = None
    time: str | None = None
    depth = 0
    for block, label in zip(blocks, labels, strict=True):
        if block.kind == "heading":
            speaker = time = None
        elif block.kind not in ("text", "item"):
            continue
        elif label and label.name.casefold() in known:
            speaker, time, depth = label.name, label.time, block.level if block.kind == "item" else 0
            block.speaker, block.time, block.start = speaker, time, label.end
        elif (continued := _CONTINUED.match(text, block.start, block.end)) and speaker:
            block.speaker, block.time, block.start = speaker, time, continued.end()
        elif stamp := _STAMP.match(text, block.start, block.end):
            block.time = time = stamp["time1"]
            block.start = stamp.end()
            block.speaker = speaker if transcript else None
        elif speaker and _goes_on(block, depth, transcript):
            block.speaker, block.time = speaker, time
        else:
            speaker = None


def _goes_on(block: Block, depth: int, transcript: bool) -> bool:
    """Whether a block without label still belongs to the turn above it."""
    if depth:
        return block.kind == "item" and block.level > depth
    return transcript
