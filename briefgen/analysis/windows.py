"""Windows of text for the sentence encoder: several sentences read together, each with its bounds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tokenizers import Tokenizer

    from briefgen.analysis.model import Sentence

WINDOW = 384
"""Word pieces in a window, special ones included."""

LONGEST = 96
"""Word pieces kept of one sentence."""

REMINDER = 72
"""Word pieces of a window that recall the title and the sentences before."""


@dataclass(frozen=True, slots=True)
class Window:
    """Word pieces, and where in them each sentence lies."""

    ids: list[int]
    sentences: list[int]
    """Indices of the sentences to be judged in this window."""
    bounds: list[tuple[int, int]]
    """First and last (exclusive) piece of each of them."""


def pack(tokenizer: Tokenizer, texts: Sequence[str], marks: Sequence[str], title: str) -> list[Window]:
    """Pack the sentences of one document into windows.

    ``marks`` are put before the sentences ("# " before a heading, "- " before a bullet, "Name: " before a
    turn); each sentence is judged in exactly one window.
    """
    pieces = [
        encoding.ids[:LONGEST] or [tokenizer.token_to_id("[UNK]")]
        for encoding in tokenizer.encode_batch(
            [mark + text for mark, text in zip(marks, texts, strict=True)], add_special_tokens=False
        )
    ]
    head = tokenizer.encode(title, add_special_tokens=False).ids[: REMINDER // 3]
    begin, separator = tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")
    windows: list[Window] = []
    position = 0
    while position < len(pieces):
        recalled: list[int] = []
        for before in range(position - 1, max(-1, position - 4), -1):
            if len(recalled) + len(pieces[before]) > REMINDER - len(head):
                break
            recalled = pieces[before] + recalled
        ids = [begin, *(head if position else []), *([separator] if position and head else []), *recalled]
        sentences: list[int] = []
        bounds: list[tuple[int, int]] = []
        while position < len(pieces) and (not sentences or len(ids) + len(pieces[position]) < WINDOW):
            bounds.append((len(ids), len(ids) + len(pieces[position])))
            sentences.append(position)
            ids = ids + pieces[position]
            position += 1
        windows.append(Window([*ids, separator], sentences, bounds))
    return windows


def mark_of(sentence: Sentence, before: Sentence | None) -> str:
    """What is written before a sentence in a window, so that the encoder sees the layout."""
    if sentence.is_heading:
        return "# "
    turn = (
        f"{sentence.speaker}: " if sentence.speaker and (before is None or before.speaker != sentence.speaker) else ""
    )
    bullet = "- " if sentence.paragraph.kind == "item" and sentence.position == 0 else ""
    return bullet + turn
