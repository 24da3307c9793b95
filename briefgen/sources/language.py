"""The language of a text."""

from __future__ import annotations

import re

from briefgen.sources.vocabulary import COMMON_ENGLISH

_ENGLISH_SHARE = 0.1
_FEW_WORDS = 12
_SAMPLE = 20_000
_ADDRESS = re.compile(r"\S*(?:://|@)\S+")
_WORD = re.compile(r"[^\W\d_]+")


def detect_language(text: str) -> str | None:
    """The language of ``text`` (BCP 47), or None when there are too few words to tell.

    The model of py3langid (Lui and Baldwin, "langid.py", ACL 2012) takes half a second to load, so what is plainly
    English is settled by counting common words.
    """
    words = [word.lower() for word in _WORD.findall(_ADDRESS.sub(" ", text[:_SAMPLE]))]
    common = sum(word in COMMON_ENGLISH for word in words)
    if common and common >= _ENGLISH_SHARE * len(words):
        return "en"
    if len(words) < _FEW_WORDS:
        return None
    from py3langid import classify  # type: ignore[import-untyped]

    language, _ = classify(" ".join(words))
    return None if language == "zxx" else str(language)
