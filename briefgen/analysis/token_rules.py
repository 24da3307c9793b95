"""spaCy's rules of attributes and lemmas, looked up instead of searched for; what they find stays the same."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from spacy.matcher import Matcher

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.pipeline import AttributeRuler
    from spacy.tokens import Doc

_SEEN = {"TAG", "LOWER", "DEP", "IS_SPACE"}
"""What a rule of one token may ask for, all of it told by tag, lower-case form and dependency."""

Match = tuple[int, int, int, int]
"""Number of the rule, its key, first token and token behind the last, as AttributeRuler.match has them."""


def quicken_rules(nlp: Language) -> None:
    """Let the attribute ruler and the lemmatizer of ``nlp`` find the same in a fraction of the time."""
    for name, component in nlp.pipeline:
        if nlp.get_pipe_meta(name).factory == "attribute_ruler":
            rules = TokenRules(component)  # type: ignore[arg-type]  # the factory tells its class
            if rules.apply:
                component.match = rules.match  # type: ignore[attr-defined]  # the factory tells its class
        elif nlp.get_pipe_meta(name).factory == "lemmatizer":
            # They are lists of thousands of words, and each word is looked for in one.
            index = component.lookups.get_table("lemma_index", {})  # type: ignore[attr-defined]  # and so does its own
            for part_of_speech in index:
                index[part_of_speech] = frozenset(index[part_of_speech])


class TokenRules:
    """The matches of an attribute ruler, remembered by token; only rules of several tokens are searched for."""

    def __init__(self, ruler: AttributeRuler) -> None:
        self._search = ruler.match
        self._strings = ruler.vocab.strings
        self._longer = Matcher(ruler.vocab)
        self._words: set[str] = set()
        self._forms: list[re.Pattern[str]] = []
        self._named: dict[int, int] = {}
        self._known: dict[tuple[int, int, int], tuple[tuple[int, int], ...]] = {}
        self.apply = True
        """Whether the rules are of the kinds that can be remembered."""
        for number, rule in enumerate(ruler.patterns):
            patterns: Any = rule["patterns"]
            longer = [pattern for pattern in patterns if len(pattern) > 1]
            if longer:
                self._longer.add(str(number), longer)
            for pattern in patterns:
                if len(pattern) == 1:
                    self._read(pattern[0])

    def match(self, doc: Doc) -> list[Match]:
        """What AttributeRuler.match finds in ``doc``."""
        found: list[Match] = []
        for position, (tag, lower, dep) in enumerate(doc.to_array(["TAG", "LOWER", "DEP"]).tolist()):
            key = tag, self._name(lower), dep
            rules = self._known.get(key)
            if rules is None:
                alone = self._search(doc[position : position + 1])  # type: ignore[arg-type]  # spans match, too
                rules = self._known[key] = tuple((number, match) for number, match, _, _ in alone)
            found += [(number, match, position, position + 1) for number, match in rules]
        for match, start, end in self._longer(doc, allow_missing=True):
            found.append((int(self._strings[match]), match, start, end))
        found.sort()
        return found

    def _read(self, token: dict[str, Any]) -> None:
        """Note the words that the rule of one token names."""
        words = token.get("LOWER", [])
        if isinstance(words, dict):
            self.apply &= words.keys() <= {"IN", "NOT_IN", "REGEX"}
            self._forms += [re.compile(words["REGEX"])] if "REGEX" in words else []
            words = [*words.get("IN", []), *words.get("NOT_IN", [])]
        self._words |= {words} if isinstance(words, str) else set(words)
        self.apply &= token.keys() <= _SEEN

    def _name(self, lower: int) -> int:
        """A lower-case form that some rule names, or 0 for all that none does; white space stays what it is."""
        known = self._named.get(lower)
        if known is None:
            word = self._strings[lower]
            told = word in self._words or word.isspace() or any(form.search(word) for form in self._forms)
            known = self._named[lower] = lower if told else 0
        return known
