"""What the program knows beforehand: states with their capitals, nouns for people, verbs of speech.

The lists come from libraries (see the card in ``briefgen/models``); only what no library has is written here.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

Relation = Literal["name", "capital", "demonym", "seat"]

_ABBREVIATIONS = {
    "US": "us,u.s.,u.s,usa,u.s.a.,america,the states",
    "GB": "uk,u.k.,u.k,britain",
    "AE": "uae",
    "KR": "south korea,rok",
    "KP": "north korea,dprk",
    "CD": "drc,dr congo",
    "CZ": "czech republic",
    "MM": "burma",
    "CN": "prc",
    "PS": "palestine",
}
_SEATS = {
    "US": "white house,capitol hill,oval office",
    "RU": "kremlin",
    "GB": "downing street,whitehall,number 10",
    "FR": "elysée,elysee,élysée palace,quai d'orsay",
    "TR": "sublime porte",
    "KR": "blue house",
    "CN": "zhongnanhai",
}
"""Seats of government that stand for it; no library lists them."""

_GROUPS = frozenset(
    {
        *("authority", "camp", "chamber", "city", "clinic", "country", "county", "district", "embassy", "force"),
        *("foundation", "fund", "group", "hospital", "house", "institute", "laboratory", "league", "majority"),
        *("municipality", "museum", "newspaper", "office", "people", "province", "regulator", "shire", "side", "staff"),
        *("state", "team", "town", "tribunal", "trust"),
    }
)
"""Nouns that WordNet files elsewhere, though their members act as one."""

_PERSONS = frozenset(
    {"head", "founder", "operator", "counsel", "counterpart", "nominee", "chair", "lead", "contact", "agent"}
)
"""Nouns that WordNet files elsewhere, though in reports they mean persons first."""

THINGS = frozenset(
    {
        *("shuttle", "ship", "boat", "vessel", "ferry", "tanker", "frigate", "submarine", "yacht", "mv", "hms", "uss"),
        *("aircraft", "airliner", "train", "locomotive", "rocket", "satellite", "spacecraft", "rover", "telescope"),
        *("hurricane", "storm", "typhoon", "cyclone", "earthquake", "volcano", "tsunami"),
        *("river", "lake", "strait", "bridge", "tunnel", "highway", "mountain", "airport", "stadium"),
    }
)
"""Words in the names of vehicles, storms, waters and works, which are subjects of verbs and yet do not act."""

_CAPITALS = {"US": "washington,washington dc,washington d.c.", "UA": "kiev", "KZ": "astana", "IN": "delhi"}
_DEMONYMS = {"GB": "briton", "NL": "dutchman", "ES": "spaniard", "US": "us", "AR": "argentine"}


@dataclass(frozen=True, slots=True)
class State:
    """A state of the gazetteer."""

    code: str
    """ISO 3166-1 alpha-2."""
    name: str
    """Its short English name."""
    names: frozenset[str]
    """All its names in lower case."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Common words by what they mean, as lemmas in lower case."""

    nouns: dict[str, str]
    """Noun to its class in WordNet ("minister": "person")."""
    verbs: dict[str, str]
    """Verb to its class ("say": "communication")."""
    common: frozenset[str]
    """All words of the lexicon."""
    person: frozenset[str]
    """Nouns for a human being ("minister")."""
    group: frozenset[str]
    """Nouns for people who act as one ("council")."""
    communication: frozenset[str]
    """Verbs of speech ("say")."""


@cache
def _index() -> dict[str, tuple[State, Relation]]:
    index: dict[str, tuple[State, Relation]] = {}
    for entry in json.loads(_model("states.json")):
        code, names = entry["code"], [*entry["names"]]
        lower = [name.lower() for name in names] + _listed(_ABBREVIATIONS, code)
        state = State(code, names[0], frozenset(lower))
        capitals = [word.lower() for word in entry["capitals"]]
        demonyms = [word.lower() for word in entry["demonyms"]] + _listed(_DEMONYMS, code)
        plurals = [word + "s" for word in demonyms if not word.endswith(("s", "sh", "ch", "ese"))]
        by_relation: list[tuple[Relation, list[str]]] = [
            ("name", lower),
            ("capital", capitals + _listed(_CAPITALS, code)),
            ("seat", _listed(_SEATS, code)),
            ("demonym", demonyms + plurals),
        ]
        for relation, words in by_relation:
            for word in words:
                known = index.get(word)
                if known is None or (known[1] != "name" and relation == "name"):
                    index[word] = (state, relation)
    return index


def _listed(table: dict[str, str], code: str) -> list[str]:
    return table[code].split(",") if code in table else []


def _model(name: str) -> str:
    return files("briefgen.models").joinpath(name).read_text("utf-8")


def find_state(words: str) -> tuple[State, Relation] | None:
    """The state that ``words`` name, and how: by its name, capital, demonym or seat of government."""
    lower = words.lower().removeprefix("the ")
    return _index().get(lower)


@cache
def lexicon() -> Lexicon:
    """The lexicon; read once."""
    lists = json.loads(_model("lexicon.json"))
    nouns = {word: kind for kind, words in lists["noun"].items() for word in words.split()}
    verbs = {word: kind for kind, words in lists["verb"].items() for word in words.split()}
    nouns |= dict.fromkeys(_GROUPS, "group") | dict.fromkeys(_PERSONS, "person")
    return Lexicon(
        nouns=nouns,
        verbs=verbs,
        common=frozenset(nouns) | frozenset(verbs) | frozenset(lists["other"][""].split()),
        person=frozenset(word for word, kind in nouns.items() if kind == "person"),
        group=frozenset(word for word, kind in nouns.items() if kind == "group"),
        communication=frozenset(word for word, kind in verbs.items() if kind == "communication"),
    )
