"""Who published and who wrote a source, where its header prints it."""

from __future__ import annotations

import re

from briefgen.sources.dates import dates_in
from briefgen.sources.protocol import Block

_AGENCY = re.compile(r"\(([^\W\d_a-z][\w&.' -]{2,40})\)\s*,?[^()]{0,20}$")
_AUTHOR = re.compile(r"(?:[Bb]y|BY|Text(?: and photos?)?:|Words:|Written by) (?P<name>[^\W\d_a-z][^,\n]{2,80})")
_NEWSPAPER = re.compile(
    r"(?:The |L['’]|El |La |Le |Die |Der )?[^\W\d_a-z][\w'’& -]{2,50}?\b(?:Times|News|Ledger|Courier|Gazette|Herald|"
    r"Post|Observer|Tribune|Register|Journal|Chronicle|Telegraph|Standard|Mail|Star|Champion|Echo|Press|"
    r"Wire|Review|Guardian|Independent|Examiner|Inquirer|Globe|Mercury|Sentinel|Dispatch|Monitor|Bulletin)\b"
)
_SENDER = re.compile(r"(?:From|FROM): *(?P<name>[^\W\d_a-z][^<>@\n\[(]{2,60}?) *(?:[<\[(].*)?")
_SPOKEN = re.compile(
    r"(?:Statement|Remarks|Speech|Address|Testimony|Keynote|Lecture)(?: \w+)? by (?:(?:Her|His|Their) Excellency )?"
    r"(?:(?:Mrs?|Ms|Dr|Prof|Sir|Dame|Hon)\.? )*(?P<name>[^\W\d_a-z][^,\n]{2,60}?)(?:,.*|$)"
)
_LOOK_AT = 12


def source_imprint(text: str, blocks: list[Block]) -> tuple[str | None, str | None]:
    """Publisher and author from bylines, datelines, a letter's header or a speech's title; None for what none says."""
    publisher = author = None
    for block in blocks[:_LOOK_AT]:
        for line in text[block.start : block.end].splitlines():
            if author is None and (found := _SENDER.fullmatch(line.strip()) or _SPOKEN.fullmatch(line.strip())):
                author = found["name"].strip()
        if block.kind != "byline":
            continue
        line = " ".join(text[block.start : block.end].strip("*_ ").split())
        if author is None and (found := _AUTHOR.match(line)):
            author = found["name"].strip()
        dated = next(dates_in(line), None)
        if publisher is None and (found := _AGENCY.search(line)) and dated:
            publisher = found[1]
        elif publisher is None and (found := _NEWSPAPER.match(line)) and dated:
            publisher = found[0]
    return publisher, author
