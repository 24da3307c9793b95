"""Numbered endnotes: the exact quotes that the statements of a brief rest on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from briefgen.brief import Evidence


@dataclass
class Note:
    """An endnote."""

    number: int
    """Counted from 1 in the order of first citation."""
    evidence: Evidence
    """What it quotes."""
    anchors: list[str] = field(default_factory=list)
    """Ids of the places that cite it, in order: "cite-3-1", "cite-3-2" …."""

    @property
    def id(self) -> str:
        """Id of the note itself, e.g. "note-3"."""
        return f"note-{self.number}"


@dataclass(frozen=True)
class Citation:
    """One place in the text that cites a note."""

    number: int
    """Number of the note."""
    anchor: str
    """Id of this place, for the way back from the note."""
    note_id: str
    """Id of the note."""


class Endnotes:
    """Numbers evidence as a template cites it.

    A template calls ``cite`` at each statement and prints ``notes`` when all is said, so the numbers
    rise in the order in which that template puts the statements. The same span has one number
    wherever it is cited. One object serves one rendering.
    """

    def __init__(self) -> None:
        self._notes: dict[tuple[str, int, int], Note] = {}

    def cite(self, *pieces: Sequence[Evidence]) -> list[Citation]:
        """The citations of a statement that rests on ``pieces``, each note once, in rising order."""
        citations = {}
        for evidence in (piece for sequence in pieces for piece in sequence):
            key = (evidence.source, evidence.start, evidence.end)
            note = self._notes.setdefault(key, Note(len(self._notes) + 1, evidence))
            if note.number not in citations:
                anchor = f"cite-{note.number}-{len(note.anchors) + 1}"
                note.anchors.append(anchor)
                citations[note.number] = Citation(note.number, anchor, note.id)
        return [citations[number] for number in sorted(citations)]

    @property
    def notes(self) -> list[Note]:
        """The notes cited so far, by number."""
        return list(self._notes.values())
