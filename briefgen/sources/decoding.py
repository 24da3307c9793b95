"""From bytes to characters: byte order mark, UTF-8, else the best guess of charset-normalizer."""

from __future__ import annotations

import codecs
import re

from briefgen.errors import SourceError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SIGNATURES = (
    (b"%PDF-", "a PDF file"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"{\\rtf", "a rich-text file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1f\x8b", "a compressed file"),
    (b"\x7fELF", "a program"),
)
_SAMPLE = 65_536
_DETECTION_SAMPLE = 262_144
_CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\u202d\u202e]")
_LINE_BREAKS = re.compile("\r\n?|[\x85\u2028\u2029]")

REMEDY = "Save it as plain text (UTF-8), Markdown or HTML first."


def decode(data: bytes, name: str, declared: str | None = None) -> tuple[str, list[str]]:
    """The characters of ``data``, with line feeds for line breaks, and warnings about a guessed encoding.

    ``declared`` is an encoding that the format itself states. Control characters and overrides of the
    writing direction become blanks, so that they reach neither a terminal nor a page and no offset moves.
    Raises SourceError, naming the source ``name``, when the bytes are no text.
    """
    for signature, what in _SIGNATURES:
        if data.startswith(signature):
            raise SourceError(f"'{name}' is {what}, not text.", REMEDY)
    text, warnings = _characters(data, name, declared)
    text = _LINE_BREAKS.sub("\n", text)
    sample = text[:_SAMPLE]
    if len(_CONTROLS.findall(sample)) > len(sample) * 0.02:
        raise SourceError(f"'{name}' is binary data, not text.", REMEDY)
    return _CONTROLS.sub(" ", text), warnings


def _characters(data: bytes, name: str, declared: str | None) -> tuple[str, list[str]]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, errors="replace"), []
    wide = _wide_encoding(data[:_SAMPLE])
    if wide:
        return data.decode(wide, errors="replace"), [f"The encoding of '{name}' was taken to be {wide.upper()}."]
    if b"\0" in data[:_SAMPLE]:
        raise SourceError(f"'{name}' is binary data, not text.", REMEDY)
    for encoding in filter(None, ("utf-8", declared)):
        try:
            # final=False: the data may have been cut within a character.
            return codecs.getincrementaldecoder(encoding)().decode(data, final=False), []
        except (UnicodeDecodeError, LookupError):
            continue
    return _guess(data, name)


def _wide_encoding(sample: bytes) -> str | None:
    """UTF-16 without a mark: ASCII characters leave every other byte zero."""
    pairs = len(sample) // 2
    if pairs < 2:
        return None
    low, high = sample[0 : 2 * pairs : 2].count(0), sample[1 : 2 * pairs : 2].count(0)
    if high > 0.5 * pairs and low < 0.02 * pairs:
        return "utf-16-le"
    if low > 0.5 * pairs and high < 0.02 * pairs:
        return "utf-16-be"
    return None


def _guess(data: bytes, name: str) -> tuple[str, list[str]]:
    text = data.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    if broken <= len(text) * 0.0005:
        noun = "character" if broken == 1 else "characters"
        return text, [f"{broken} {noun} of '{name}' could not be decoded as UTF-8."]
    from charset_normalizer import from_bytes

    best = from_bytes(data[:_DETECTION_SAMPLE]).best()
    if best is None:
        raise SourceError(f"'{name}' is binary data or text in an unknown encoding.", REMEDY)
    guess = data.decode(best.encoding, errors="replace")
    label = best.encoding.replace("_", "-")
    return guess, [
        f"'{name}' is not UTF-8; its encoding was taken to be {label}, so some characters may be wrong.",
    ]
