"""The roles that a document states: beside names, by verbs, in the title of an interview, in captions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby
from typing import cast

from briefgen.analysis.clusters import Cluster
from briefgen.analysis.gazetteer import lexicon
from briefgen.analysis.kinds import Kind
from briefgen.analysis.names import HONORIFICS, ORGANISATION_SUFFIXES, TITLES, fold, is_acronym, parts
from briefgen.analysis.noun_phrases import VAGUE, is_personal
from briefgen.analysis.offices import given_roles, guests_of
from briefgen.analysis.shared_roles import shared_roles
from briefgen.analysis.stated import bracketed_body, stated_roles, told_of_oneself
from briefgen.analysis.words import Words
from briefgen.documents import Document

_ANY_BODY = frozenset({"body", "group", "organisation", "organization", "company", "firm", "institution", "agency"})
"""What tells no more of a body than that it is one."""
_TITLE_LINES = 6
"""Sentences at the start in which an interview is announced."""
_CAPTIONED = r"(?:^|[.,;:]\s|\band\s)((?:[A-Z][\w&.'-]*\s|of\s|for\s|the\s){1,8})"
"""An office in capitals in front of a name in a caption."""


class RoleFinder:
    """Finds the roles that the sources state of each cluster."""

    def __init__(self, words: Sequence[Words], clusters: Sequence[Cluster]) -> None:
        self._words = words
        self._guests = _guests(words, clusters)
        documents = {id(line.sentence.document): line.sentence.document for line in words}
        self._captions = [text for document in documents.values() for text in _captions(document)]

    def roles(self, cluster: Cluster, kind: Kind) -> list[str]:
        """What the sources call a person or a body, the surest first."""
        if cluster.nominal or kind not in {"person", "organisation", "group"}:
            return []
        person = kind == "person"
        named = [(self._words[name.sentence], name) for name in cluster.candidates if name.kind == "name"]
        found = [role for line, name in named for role in stated_roles(line, name, person)]
        found += [role for line, name in named for role in shared_roles(line, name, person)]
        if not person:
            return [role for role in found if fold(role) not in _ANY_BODY]
        found += [role for line, name in named for role in given_roles(line, name)]
        found += [role for sentence in cluster.speaks for role in told_of_oneself(self._words[sentence])]
        found += [body for line, name in named for body in bracketed_body(line, name)]
        found += self._captioned(cluster)
        if id(cluster) in self._guests:
            found.append(self._guests[id(cluster)])
        return [role for role in found if fold(role) not in VAGUE]

    def holds_office(self, cluster: Cluster) -> bool:
        """Whether what passes for a body, by the recogniser alone, is called by an office that only people hold."""
        last = cluster.longest[-1] if cluster.longest else ""
        if cluster.bodily or last in lexicon().group | ORGANISATION_SUFFIXES or any(map(is_acronym, cluster.names)):
            return False
        return any(map(is_personal, self.roles(cluster, "person")))

    def _captioned(self, cluster: Cluster) -> list[str]:
        key = cluster.longest
        if len(key) < 2 or not self._captions:
            return []
        name = r"[\s-]".join(map(re.escape, key))
        found = []
        for caption in self._captions:
            for match in re.finditer(_CAPTIONED + f"(?i:{name})", caption):
                office = cast(str, match[1]).split()
                if fold(office[-1]) in TITLES - HONORIFICS and office[0][0].isupper():
                    found.append(" ".join(office))
        return found


def _captions(document: Document) -> list[str]:
    """The captions of a document, on one line each."""
    return [
        " ".join(document.text[paragraph.start : paragraph.end].split())
        for paragraph in document.paragraphs
        if paragraph.kind == "caption"
    ]


def _guests(words: Sequence[Words], clusters: Sequence[Cluster]) -> dict[int, str]:
    """What the title of an interview calls those who answer, by the identity of their cluster."""
    found: dict[int, str] = {}
    for _, lines in groupby(words, key=lambda line: line.sentence.document.id):
        document = list(lines)
        inside = range(document[0].sentence.index, document[-1].sentence.index + 1)
        speakers = [cluster for cluster in clusters if any(index in inside for index in cluster.speaks)]
        found |= _guests_of_one(document[:_TITLE_LINES], speakers)
    return found


def _guests_of_one(opening: Sequence[Words], speakers: Sequence[Cluster]) -> dict[int, str]:
    """The guests of one document, by its first lines; the asker is named before them or else speaks first."""
    for line in opening if len(speakers) > 1 else ():
        found = None if line.sentence.speaker else guests_of(line)
        if found is None:
            continue
        role, start, several = found
        before = set(parts(line.span(0, start)))
        asker = next(
            (cluster for cluster in speakers if any(set(key) <= before for key in cluster.keys if key)),
            min(speakers, key=lambda cluster: min(cluster.speaks)),
        )
        guests = [cluster for cluster in speakers if cluster is not asker]
        if several or len(guests) == 1:
            return {id(cluster): role for cluster in guests}
    return {}
