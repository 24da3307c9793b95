"""The reading text of a paragraph: what a person would read aloud, with a way back to the source.

Markup, links and footnote marks are left out, typographic quotes are straightened and line breaks
become spaces, because the language model was trained on plain prose. Every character of the reading
text remembers the offset it came from, so that evidence stays an exact span of the source.
"""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass

_STRAIGHT = str.maketrans(
    {"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "\u00a0": " ", "\t": " ", "\n": " ", "—": "—"}
)

_LEFT_OUT = re.compile(
    r"""
    <!--.*?-->                                    # comments
  | !\[[^\]]*\]\([^)\s]*\)                        # pictures
  | (?<=\])\(\s*<?(?:https?:|mailto:|/|\#|\.)[^)\s]*>?\s*\)   # target of an inline link
  | (?<=\])\[[^\]]*\]                             # label of a reference link
  | \[(?=[^\]]*\](?:\(|\[))                       # opening bracket of a link
  | (?<!\\)\](?=\((?:<?https?:|mailto:|/|\#|\.))  # its closing bracket
  | <?\bhttps?://[^\s<>()]+>?                     # bare addresses
  | </?[a-zA-Z][^<>]{0,200}>                      # HTML tags
  | \(\([a-z]{2}\)\)                              # marks of a foreign-language source, as wikis print them
  | \*\*|__(?=\S)|(?<=\S)__                       # strong emphasis
  | (?<![\w*])[*_](?=\w)|(?<=\w|[.,:;?!)])[*_](?![\w*])   # emphasis
  | `+
  | \\(?=[\[\](){}*_`#<>.!|~-])                   # escapes
    """,
    re.VERBOSE | re.DOTALL,
)
_GLUED = re.compile(r"(?<=[a-z\d][.?!])(?=[A-Z][a-z])(?<!\.[a-z]\.)")


def _parts_words(characters: list[str], raw: str, after: int) -> bool:
    return bool(characters) and characters[-1].isalnum() and after < len(raw) and raw[after].isalnum()


@dataclass(frozen=True, slots=True)
class Reading:
    """A reading text and, for each of its characters, the offset in the source (one more for the end)."""

    text: str
    offsets: array[int]

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the source of the characters ``start`` to ``end`` of the reading text."""
        if start >= end:
            return self.offsets[start], self.offsets[start]
        return self.offsets[start], self.offsets[end - 1] + 1


def read(text: str, start: int, end: int) -> Reading:
    """Make the reading text of ``text[start:end]``; offsets are those in ``text``."""
    raw = text[start:end]
    glued = {match.start() for match in _GLUED.finditer(raw)}
    characters: list[str] = []
    offsets: list[int] = []
    position = 0
    for match in [*_LEFT_OUT.finditer(raw), None]:
        stop = match.start() if match else len(raw)
        for index in range(position, stop):
            if index in glued:
                characters.append(" ")
                offsets.append(start + index)
            character = raw[index].translate(_STRAIGHT)
            if character == " " and (not characters or characters[-1] == " "):
                continue
            characters.append(character)
            offsets.append(start + index)
        if match and match.group().startswith("<") and _parts_words(characters, raw, match.end()):
            # A tag parts words ("Match<br>Artur") as a space does.
            characters.append(" ")
            offsets.append(match.start() + start)
        position = match.end() if match else stop
    while characters and characters[-1] == " ":
        characters.pop()
        offsets.pop()
    offsets.append(offsets[-1] + 1 if offsets else start)
    return Reading("".join(characters), array("I", offsets))
