"""Proper names: their parts, their keys, and when two of them name the same."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache


def word_set(words: str) -> frozenset[str]:
    """The words of a string as a set."""
    return frozenset(words.split())


HONORIFICS = word_set(
    """
    mr mrs ms miss mx dr prof professor sir dame lord lady madam madame monsieur hon rev reverend cr fr sheikh
    """
)
"""Forms of address that say nothing about what a person does."""

TITLES = HONORIFICS | word_set(
    """
    president vice-president premier chancellor minister secretary undersecretary under-secretary commissioner
    senator congressman congresswoman representative deputy governor mayor councillor councilman councilwoman
    alderman speaker whip ambassador envoy consul judge justice magistrate prosecutor attorney solicitor
    barrister counsel sheriff constable detective inspector superintendent marshal general colonel major captain
    lieutenant sergeant corporal brigadier commander commodore admiral private officer king queen prince
    princess duke duchess earl count countess baron baroness emperor empress sultan emir shah crown pope
    cardinal archbishop bishop canon pastor father imam rabbi ayatollah chairman chairwoman chairperson chair
    director manager head chief executive principal dean rector provost coach trainer striker goalkeeper
    midfielder defender captain spokesman spokeswoman spokesperson adviser advisor analyst economist lawyer
    author journalist reporter correspondent editor founder co-founder owner nurse engineer scientist researcher
    astronaut historian economist administrator coordinator treasurer registrar ombudsman comptroller auditor
    leader candidate nominee mp mep msp mla mca cllr gen col maj capt lt sgt cpl brig adm cmdr gov sen rep amb
    pres sec lt. gen. col. sen. rep. gov. dr. mr. mrs. ms. prof. sgt. capt. maj. adm. rev. hon. cr. fr. ceo
    cfo cto coo
    """
)
"""Words that stand before a person's name and tell an office or a form of address."""

PARTICLES = word_set(
    """
    de del della di da dos das du van von der den ter ten la le el al bin ibn bint abu ben y e
    """
)
CONNECTORS = frozenset({"of", "the", "and", "for", "&", "on", "in", "at", "de", "la", "del", "des", "du", "und", "et"})
ORGANISATION_SUFFIXES = word_set(
    """
    inc corp corporation ltd limited llc plc gmbh ag sa nv bv co company group holdings
    """
)

_MARKS = re.compile(r"[^\w\s@'-]")


@lru_cache(maxsize=8192)
def fold(word: str) -> str:
    """A word for comparing: lower case, without accents, full stops and possessive endings."""
    plain = unicodedata.normalize("NFKD", word.replace("’", "'"))
    plain = "".join(character for character in plain if not unicodedata.combining(character))
    return _MARKS.sub("", plain.lower()).removesuffix("'s").strip("'")


def parts(name: str) -> tuple[str, ...]:
    """The folded words of a name, hyphens parting them, without articles, titles and forms of address in front."""
    words = [piece for word in name.split() for piece in fold(word).replace("_", " ").replace("-", " ").split()]
    while len(words) > 1 and (words[0] in TITLES or words[0] in {"the", "a", "an"}):
        words.pop(0)
    return tuple(words)


def is_acronym(word: str) -> bool:
    """Whether a word looks like an acronym: "TSC", "U.N.", "JSON-LD"."""
    letters = [character for character in word if character.isalpha()]
    if not 2 <= len(letters) <= 7 or not letters[0].isupper() or " " in word:
        return False
    return sum(map(str.isupper, letters)) >= max(2, len(letters) - 1)


def is_acronym_of(acronym: str, words: tuple[str, ...]) -> bool:
    """Whether the letters of ``acronym`` are the initials of ``words``, or of their end, connectors counted or not."""
    letters = "".join(character for character in acronym.lower() if character.isalnum())
    if len(letters) < 2 or len(words) < 2:
        return False
    every = "".join(word[0] for word in words)
    strong = "".join(word[0] for word in words if word not in CONNECTORS)
    return every.endswith(letters) or strong.endswith(letters)


def same_person(first: tuple[str, ...], second: tuple[str, ...]) -> bool:
    """Whether two full names (two words or more each) can be one person's."""
    short, long = sorted((first, second), key=len)
    if len(short) < len(long) and (long[: len(short)] == short or long[-len(short) :] == short):
        return True
    if short[-1] != long[-1]:
        # "Corin A." beside "Corin Ames".
        initial, surname = sorted((short[-1], long[-1]), key=len)
        return len(initial) == 1 and surname.startswith(initial) and short[0] == long[0] and len(long) == 2
    one, two = short[0], long[0]
    if one == two or (one[0] == two[0] and 1 in {len(one), len(two)}):
        return True
    return min(len(one), len(two)) >= 4 and one[0] == two[0] and _one_slip(one, two)


def _one_slip(one: str, two: str) -> bool:
    """Whether two words differ by one letter changed, added or left out."""
    if abs(len(one) - len(two)) > 1:
        return False
    start = next((i for i, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two)))
    return one[start + 1 :] == two[start + 1 :] or one[start:] == two[start + 1 :] or one[start + 1 :] == two[start:]


def is_handle_of(handle: str, name: tuple[str, ...]) -> bool:
    """Whether a nickname such as "pchampin" or "gkellogg" is built from the parts of a full name."""
    if len(handle) < 4 or not name:
        return False
    if len(name) == 1:
        longer = len(handle) >= len(name[0]) + 3
        return longer and (
            (len(name[0]) >= 4 and handle.startswith(name[0])) or (len(name[0]) >= 5 and handle.endswith(name[0]))
        )
    first, last = name[0], name[-1]
    if handle in {first + last, last + first, "".join(name)}:
        return True
    by_surname = len(last) >= 4 and handle[0] == first[0] and len(handle) >= 5 and last.startswith(handle[1:])
    by_part = (len(last) >= 5 and handle.endswith(last)) or (len(first) >= 5 and handle.startswith(first))
    by_initial = len(first) >= 3 and handle.startswith(first + last[0])
    return by_surname or by_part or by_initial


def contains(long: tuple[str, ...], short: tuple[str, ...]) -> bool:
    """Whether ``short`` stands as a run of words in ``long``."""
    return any(long[at : at + len(short)] == short for at in range(len(long) - len(short) + 1))
