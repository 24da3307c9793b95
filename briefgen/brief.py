"""The brief: what the extractors fill, an editor may correct and the renderers print.

This is the contract of ``brief.json``. ``briefgen schema`` publishes it as a JSON Schema.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from briefgen.documents import Frozen

SCHEMA_VERSION = "1.0"

ActorKind = Literal["person", "organisation", "state", "group"]
PositionKind = Literal["said", "did", "wants"]
IssueKind = Literal["awaited", "disagreement", "condition", "unknown", "risk", "question"]
StepStatus = Literal["committed", "planned", "conditional"]


class Locator(Frozen):
    """Where in its source a piece of evidence stands, for a reader who has the source on paper or on screen."""

    page: int | None = None
    """Page of the source, counted from 1."""
    paragraph: int | None = None
    """Paragraph of the source, counted from 1."""
    speaker: str | None = None
    """Who speaks there."""
    time: str | None = None
    """Time in a recording, e.g. "00:12:31"."""


class Evidence(Frozen):
    """An exact span of a source."""

    source: str
    """Id of the source ("s1")."""
    start: int = Field(ge=0)
    """Offset of the first character in the source's text."""
    end: int = Field(ge=1)
    """Offset behind the last character."""
    quote: str = Field(min_length=1)
    """The span itself, verbatim: text[start:end]."""
    locator: Locator | None = None
    """Page, paragraph, speaker or time, where known."""
    attribution: str | None = None
    """Who claims it; null when the source itself does."""


class Source(Frozen):
    """A source of the brief."""

    id: str
    """"s1", "s2" … in the order given."""
    title: str | None = None
    """Title as the source states it."""
    publisher: str | None = None
    """Who published it."""
    author: str | None = None
    """Who wrote it."""
    date: str | None = None
    """Its date (ISO 8601), or null when it does not say."""
    url: str | None = None
    """Address it was published at."""
    path: str | None = None
    """Name of the file it was read from."""
    media_type: str = "text/plain"
    """Media type as read."""
    sha256: str = ""
    """SHA-256 of the bytes read, in hexadecimal."""
    word_count: int = Field(default=0, ge=0)
    """Number of words in its text."""
    language: str | None = None
    """Language of the text (BCP 47)."""


class SummarySentence(Frozen):
    """One sentence of the summary."""

    text: str = Field(min_length=1)
    """The sentence; references resolved in square brackets."""
    evidence: tuple[Evidence, ...] = Field(min_length=1)
    """What it rests on, weightiest first."""


class Position(Frozen):
    """What an actor said, did or wants."""

    text: str = Field(min_length=1)
    """One or two lines."""
    kind: PositionKind
    """Whether it was said, done or is wanted."""
    evidence: tuple[Evidence, ...] = Field(min_length=1)
    """What it rests on."""


class Actor(Frozen):
    """Somebody who acts in the events: a person, an organisation, a state or a group acting as one."""

    name: str = Field(min_length=1)
    """The fullest name in the sources."""
    aliases: tuple[str, ...] = ()
    """The other names the sources use."""
    kind: ActorKind
    """What the actor is."""
    role: str | None = None
    """Title, as the source states it."""
    affiliation: str | None = None
    """Organisation or state the actor acts for, as the source states it."""
    salience: float = Field(default=0.0, ge=0.0, le=1.0)
    """How much of the story would be gone without the actor, 0 to 1."""
    position: tuple[Position, ...] = ()
    """What the actor said, did or wants in these events."""
    evidence: tuple[Evidence, ...] = Field(min_length=1)
    """Where the sources show the actor acting, weightiest first."""


class Issue(Frozen):
    """Something unresolved when the sources end."""

    text: str = Field(min_length=1)
    """The issue in one line."""
    actors: tuple[str, ...] = ()
    """Names of the actors it divides or waits on."""
    kind: IssueKind
    """Why it is open."""
    evidence: tuple[Evidence, ...] = Field(min_length=1)
    """What it rests on, weightiest first."""


class Due(Frozen):
    """When a step is due."""

    text: str = Field(min_length=1)
    """As the source writes it."""
    start: str | None = None
    """First day (ISO 8601), or null when it cannot be resolved."""
    end: str | None = None
    """Last day (ISO 8601), or null when it cannot be resolved."""


class Step(Frozen):
    """What somebody is to do, or what is to happen, after the sources end."""

    owner: str | None = None
    """Who acts; null when nobody is named."""
    action: str = Field(min_length=1)
    """What is to be done, starting with a verb."""
    due: Due | None = None
    """When, or null when the source gives no time."""
    status: StepStatus
    """Committed, planned or conditional."""
    condition: str | None = None
    """What it hangs on, for conditional steps."""
    evidence: tuple[Evidence, ...] = Field(min_length=1)
    """What it rests on, weightiest first."""


class Claim(Frozen):
    """One side of a conflict."""

    value: str = Field(min_length=1)
    """What this side says."""
    evidence: tuple[Evidence, ...] = Field(min_length=1)
    """Where it says so."""


class Conflict(Frozen):
    """Two values that cannot both be right."""

    text: str = Field(min_length=1)
    """What the claims are about."""
    claims: tuple[Claim, ...] = Field(min_length=2)
    """The values, each with its evidence."""


class Warning(Frozen):
    """Something the reader of the brief must know about how it was made."""

    text: str = Field(min_length=1)
    """One sentence."""


class Generator(Frozen):
    """The program that made the brief."""

    name: str = "briefgen"
    """Name of the program."""
    version: str = ""
    """Its version."""


class Brief(Frozen):
    """A briefing report."""

    schema_version: str = SCHEMA_VERSION
    """Version of this contract."""
    title: str = Field(min_length=1)
    """Title that says the news."""
    bottom_line: str = ""
    """What happened or was decided, who did it, when: the first sentence of the summary."""
    date: str | None = None
    """Date of the brief: that of its latest source (ISO 8601), or null."""
    generated_by: Generator = Generator()
    """The program that made it."""
    marking: str | None = None
    """Handling mark, e.g. "TLP:AMBER"."""
    sources: tuple[Source, ...] = ()
    """What was read."""
    summary: tuple[SummarySentence, ...] = ()
    """Three to six sentences."""
    key_actors: tuple[Actor, ...] = ()
    """Who acts, ordered by salience."""
    open_issues: tuple[Issue, ...] = ()
    """What is unresolved."""
    next_steps: tuple[Step, ...] = ()
    """What is to come."""
    conflicts: tuple[Conflict, ...] = ()
    """Where sources contradict each other."""
    warnings: tuple[Warning, ...] = ()
    """What the reader must know about how the brief was made."""
