"""In what circumstances a deed is announced: how the sentence opens, what kind of deed it is, who speaks and to whom."""

from __future__ import annotations

from spacy.tokens import Token

from briefgen.analysis.model import Sentence
from briefgen.extractors.deeds import Deed
from briefgen.extractors.owner_features import Cast, Features

_MEETING = {
    "meet", "discuss", "vote", "decide", "consider", "revisit", "review", "continue", "resume", "reconvene", "return",
    "debate", "talk", "convene", "gather", "sit", "postpone", "defer", "adjourn", "schedule", "cancel", "approve",
    "adopt", "close", "agree", "table", "prioritize", "prioritise", "elect", "wait", "focus", "start", "begin", "hold",
    "meeting", "call", "session", "summit", "conference", "election", "vote", "hearing", "trial", "match", "game",
    "discussion", "workshop", "telco", "ama", "q&a", "webinar", "event", "retreat", "sync",
}  # fmt: skip
"""What bodies do together, and what it is called."""
_TELLING = {
    "send", "email", "mail", "write", "draft", "ping", "contact", "ask", "reply", "respond", "tell", "report", "post",
    "comment", "share", "invite", "reach", "follow", "summarize", "summarise", "circulate", "message", "inform",
    "notify", "present", "explain", "announce", "publish", "issue", "speak", "answer", "propose", "suggest",
}  # fmt: skip
"""What somebody does to let others know."""
_MAKING = {
    "open", "create", "file", "fix", "add", "update", "prepare", "submit", "raise", "make", "set", "look", "check",
    "investigate", "work", "build", "implement", "test", "merge", "land", "release", "move", "document", "change",
    "remove", "push", "refactor", "finish", "finalize", "finalise", "try", "put", "get", "do", "help", "take", "run",
    "pr",
}  # fmt: skip
"""What somebody does alone, or a team at its work."""
_ANSWERS = {"yes", "yep", "yeah", "yup", "sure", "ok", "okay", "happy", "done", "agreed", "absolutely", "certainly", "right"}
_OPENINGS = {"so", "and", "but", "then", "also", "well", "now", "still", "currently", "just", "hopefully", "likely", "probably"}
_FRINGE, _MAIN = 0.08, 0.3
"""Shares of the turns below which somebody is a guest, and from which somebody leads."""


def circumstances(cast: Cast, deed: Deed) -> Features:
    """What holds for all candidates of a deed beside the form of its sentence: flags by which others are judged."""
    known: Features = {f"opens={opening_of(deed.sentence)}": 1.0, f"does={_kind(deed)}": 1.0}
    speaker = cast.analysis.speaker_of(deed.sentence.index)
    if speaker is not None:
        share = cast.standings[speaker.id].speaks
        known[f"voice={'guest' if share < _FRINGE else 'main' if share >= _MAIN else 'member'}"] = 1.0
        if _is_asked(cast, deed.sentence):
            known["asked"] = 1.0
    return known


def opening_of(sentence: Sentence) -> str:
    """The class of the first word that is more than a filler."""
    for token in sentence.tokens:
        word = token.lower_
        if not token.is_alpha and not word.startswith("'") and word != "+1":
            continue
        if word in _OPENINGS:
            continue
        if word in _ANSWERS or word == "+1":
            return "answer"
        if word in {"let", "lets"}:
            return "let"
        if word == "please":
            return "please"
        if token.tag_ == "MD" or word in {"going", "gonna"}:
            return "modal"
        return {"PROPN": "name", "NOUN": "noun", "PRON": "pronoun"}.get(token.pos_, token.tag_ if token.pos_ == "VERB" else "other")
    return "other"


def _kind(deed: Deed) -> str:
    """What kind of deed it is, by its verb or, without one, by the nouns of the sentence."""
    words: list[Token] = [deed.verb] if deed.verb is not None else [t for t in deed.sentence.tokens if t.pos_ in {"NOUN", "PROPN"}]
    if deed.verb is not None and deed.verb.lemma_ in {"be", "have", "take", "happen"}:
        words += [child for child in deed.verb.children if child.dep_ in {"nsubj", "attr", "dobj"}]
    lemmas = {word.lemma_.lower() for word in words}
    for kind, known in (("meeting", _MEETING), ("telling", _TELLING), ("making", _MAKING)):
        if lemmas & known:
            return kind
    return "being" if deed.verb is not None and deed.verb.lemma_ == "be" else "other"


def _is_asked(cast: Cast, sentence: Sentence) -> bool:
    """Whether the turn before, somebody else's, ends with a question."""
    for index in range(sentence.index - 1, max(-1, sentence.index - 4), -1):
        other = cast.analysis.sentences[index]
        if other.document is not sentence.document:
            return False
        if other.speaker != sentence.speaker:
            return other.text.rstrip().endswith("?")
    return False
