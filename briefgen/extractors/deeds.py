"""What somebody is to do, as one sentence announces it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from spacy.tokens import Token

from briefgen.analysis.model import Sentence

Cue = Literal[
    "will", "going to", "commit", "plan", "order", "due", "is to", "name to", "action", "modal", "would", "imperative",
    "present", "progressive", "scheduled", "nominal",
]  # fmt: skip
"""What announces the deed: a modal, a verb before an infinitive, a form of minutes, a tense, or a noun alone."""


@dataclass(frozen=True, slots=True)
class Deed:
    """What is to be done, by a sentence's own account. Positions count tokens within the sentence."""

    sentence: Sentence
    """The sentence."""
    cue: Cue
    """What announces it."""
    verb: Token | None
    """The verb of the deed; None when a noun alone names it."""
    start: int
    """First token of the deed's own words."""
    end: int
    """Token behind the last."""
    subject: Token | None = None
    """Head of the noun phrase that is to act or, in the passive, to be acted upon."""
    owner: tuple[int, int] | None = None
    """Tokens that name the owner outright, in the forms of minutes."""
    passive: bool = False
    """Whether the subject is acted upon."""
    negative: bool = False
    """Whether the deed is not to be done."""
    governor: Token | None = None
    """The word that announces it."""
    weight: float = 0.0
    """How strongly it is announced: to choose between the deeds of one sentence."""
    loose: bool = False
    """Whether its words run to ``end`` whatever the parse says, as in the fragments of minutes."""

    def position(self, token: Token) -> int:
        """Position of a token of the parse in the sentence."""
        return int(token.i - self.sentence.tokens.start)
