"""What is no evidence: captions and credits, bylines, datelines, navigation, invitations to share or subscribe."""

from __future__ import annotations

import re
from dataclasses import replace

from briefgen.sources.dates import dateline_end, dates_in
from briefgen.sources.lines import TERMINAL
from briefgen.sources.protocol import Block

_AGENCY = (
    r"(?:Getty(?: Images)?(?: Europe| News)?|AFP|AP(?: Photo)?|Associated Press|Reuters|REUTERS|EPA(?:-EFE)?|EFE|"
    r"Shutterstock|Alamy|Bloomberg|Xinhua|Anadolu(?: Agency)?|NurPhoto|Sipa(?: USA)?|TASS|Zuma(?: Press)?|ZUMA|Redux|"
    r"Magnum|iStock|dpa|DPA|PA(?: Wire| Images| Media)?|Kyodo(?: News)?|Wikimedia(?: Commons)?|Flickr|Unsplash|"
    r"Corbis|ANSA|ANP|NTB|Ritzau|Belga|Keystone|"
    r"(?:[A-Z][\w-]+ ){0,2}(?:Images|Pictures|Press|Photos?|Pool|Handout|News Agency))"
)
_WORD = r"[^\W\d_a-z][\w.'’-]*"
_NAME = rf"{_WORD}(?: (?:{_WORD}|de|da|van|von|der|den|al|el|bin)){{0,4}}"
_CREDIT = re.compile(
    rf"\((?:AP Photo|Photo|Image|Picture|Credit|{_AGENCY})\s*(?:/|:|by|courtesy|via)[^)\n]{{2,100}}\)"
    rf"|\({_NAME}\s?/\s?{_AGENCY}[^)\n]{{0,60}}\)"
    rf"|{_NAME}\s?/\s?(?:{_NAME}\s?/\s?)?{_AGENCY}(?:[ ]?(?:via|/)[ ]?{_AGENCY})*"
    r"|(?:Photo(?:graph)?|Image|Picture|Video|Credit|Illustration)s?(?: credit)?(?: by|:) ?"
    r"(?:[^.\n]|(?<=\b[A-Z])\.){2,80}(?:\.|$)"
)
_CAPTION = re.compile(
    r"\(?(?:caption|photo(?:graph)?s?(?: credit)?|picture|image|file (?:photo|picture|image)|illustration|figure \d+|"
    r"video)\s*(?::|[-–—]\s|by\b)|file photo\b",
    re.IGNORECASE,
)
_POSE = re.compile(
    r"\((?:(?:pictured|seated|standing|left|right|centre|center|front|back|above|below|top|bottom|second|third|fourth|"
    r"from|in|at|table|the|row|and|far|foreground|background)\b[ ,]*){1,12}\)",
    re.IGNORECASE,
)
_BYLINE = re.compile(
    rf"(?:(?:by|(?-i:From|FROM))|(?:text|words?|story|reporting|interview)(?: and photos?)?(?: by|:)|"
    rf"(?:written|edited|compiled) by|additional reporting by:?) (?:our |the )?(?:[\w'’.-]+ ){{0,3}}(?-i:{_NAME})",
    re.IGNORECASE,
)
_REPORTER = re.compile(
    r"(?:[\w'’.-]+ ){0,6}(?:correspondent|reporter|bureau|news service|wire|staff writer|edition)\b[\w ,'’.-]{0,40}",
    re.IGNORECASE,
)
_CHANNEL = r"(?:facebook|twitter|x|whatsapp|linkedin|telegram|reddit|e-?mail|print|share|tweet|pin|copy link)"
_FRAME_WORDS = re.compile(
    rf"(?:{_CHANNEL}(?:[ ,|/·]+{_CHANNEL}){{1,8}}|toc|table of contents|menu|home|search|log ?in|sign in|go back|"
    r"back to top|skip to (?:main )?content|advertisement|sponsored|read more|copyright|privacy policy|"
    r"terms (?:of|and) (?:use|service|conditions))\W*",
    re.IGNORECASE,
)
_FRAME_LINE = re.compile(
    r"share (?:this|on|via)\b|subscribe (?:to|for|now|today)\b|sign up (?:for|to)\b|follow us\b|like us on\b|"
    r"read more\b|related (?:articles?|stories|content)\b|see also\b.{0,80}\b(?:agenda|log|minutes)|"
    r"(?:this (?:web)?site|we) uses? cookies\b|cookies? (?:policy|notice|settings)\b|accept (?:all )?cookies\b|"
    r"(?:copyright )?(?:©|\(c\)) ?|copyright (?:\d{4}|by)\b|all rights reserved\b|click here\b|print this\b|"
    r"(?:warning: )?your browser\b|enable javascript\b|this page was (?:last )?(?:edited|generated|updated)\b|"
    r"minutes (?:formatted|manually created)\b|this (?:e-?mail|message)\b.{0,60}\bconfidential\b",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"<!--.*?-->|\{:[^}\n]*\}|</?[a-zA-Z][^>\n]*>|\[[^\]\n]*\]:\s*\S+|(?:https?|ftp)://\S+", re.DOTALL)
_NAMES = re.compile(rf"(?:(?:and|og|und|y|et) )?{_NAME}(?: (?:and|&) {_NAME})?(?:, {_NAME})?")
_SENTENCE = re.compile(r"(?:(?<=[a-z]{2})|(?<=\d\d)|(?<=[)”\"]))[.!?][\"'”’)\]]*(?:\s+|(?=[A-Z]))")
_LINE = 160
_CAPTION_LENGTH = 600
_HEADER_BLOCKS = 15
_RUNNING_TEXT = 200


def mark_noise(text: str, blocks: list[Block]) -> list[Block]:
    """The blocks with their kinds refined; a caption or dateline glued to other text becomes a block of its own."""
    result: list[Block] = []
    header = True
    for index, block in enumerate(blocks):
        if block.kind not in ("text", "item", "heading"):
            result.append(block)
        elif _is_frame(text[block.start : block.end], line=block.kind == "text" and not block.speaker):
            block.kind, block.level = "boilerplate", 0
            result.append(block)
        elif block.kind == "text":
            if index == 1 and _is_bare_byline(text, block, blocks[2:3]):
                block.kind = "byline"
            for part in _split_caption(text, block):
                _mark_line(text, part, header=header, first=not result)
                result += _split_dateline(text, part) if header else [part]
            header = header and len(result) < _HEADER_BLOCKS and not _runs(result[-1])
        else:
            result.append(block)
    return result


def _runs(block: Block) -> bool:
    return block.kind == "text" and block.end - block.start > _RUNNING_TEXT


def _is_frame(content: str, *, line: bool) -> bool:
    """Whether ``content`` belongs to a web page's frame, or is markup and addresses without a word."""
    if len(content) > 1000:
        return False
    words = content.lstrip("*_[( ")
    if _FRAME_WORDS.fullmatch(words) or (line and len(content) <= _RUNNING_TEXT and _FRAME_LINE.match(words)):
        return True
    return not re.search(r"\w", _MARKUP.sub("", content))


def _is_bare_byline(text: str, block: Block, below: list[Block]) -> bool:
    """Whether the line under the headline and over the story is nothing but a name ("Ada Lund, Geneva")."""
    return bool(below) and _runs(below[0]) and bool(_NAMES.fullmatch(text[block.start : block.end]))


def _split_caption(text: str, block: Block) -> list[Block]:
    """Part a caption, known by its credit, from text glued to it."""
    content = text[block.start : block.end]
    if block.kind != "text":
        return [block]
    if len(content) <= _CAPTION_LENGTH and _CAPTION.match(content.lstrip("*_ ")):
        block.kind = "caption"
        return [block]
    credits = list(_CREDIT.finditer(content, 0, 2 * _CAPTION_LENGTH))
    if not credits:
        poses = len(_POSE.findall(content)) if len(content) <= _CAPTION_LENGTH else 0
        if poses >= 2 or (poses and len(content) <= _LINE):
            block.kind = "caption"
        return [block]
    end = credits[-1].end()
    rest = content[end:].lstrip(' .)"”*_')
    if rest and not (len(rest) > 60 and (rest[0].isupper() or rest[0] in '“"')):
        return [block]
    start = _caption_start(content[: credits[-1].start()])
    parts = [replace(block, end=block.start + len(content[:start].rstrip()))] if start else []
    parts.append(
        replace(block, start=block.start + start, end=block.start + end if rest else block.end, kind="caption")
    )
    return [*parts, replace(block, start=block.end - len(rest))] if rest else parts


def _caption_start(before: str) -> int:
    """Offset at which the caption starts that ends in a credit behind ``before``: two sentences back at most."""
    ends = [match.end() for match in _SENTENCE.finditer(before)]
    if len(ends) <= 2 and len(before) <= _CAPTION_LENGTH:
        return 0
    return ends[-2] if len(ends) > 1 and len(before) - ends[-1] < 3 else ends[-1] if ends else 0


def _mark_line(text: str, block: Block, *, header: bool, first: bool) -> None:
    """Recognise bylines and dated lines of the header."""
    content = text[block.start : block.end].strip("*_ ")
    if block.kind != "text" or len(content) > _LINE or "\n" in content:
        return
    sentence = bool(TERMINAL.search(content))
    if not sentence and not block.speaker:
        by = len(content) <= 120 and _BYLINE.match(content) and (header or content.lower().startswith("by "))
        if by or (header and _REPORTER.fullmatch(content)):
            block.kind = "byline"
    if header and block.kind == "text":
        rest = len(content) - sum(found.end - found.start for found in dates_in(content))
        if rest < len(content) and rest <= (12 if first or sentence else 50):
            block.kind = "byline"


def _split_dateline(text: str, block: Block) -> list[Block]:
    """Part the dateline from the first words of the story."""
    end = dateline_end(text, block) if block.kind == "text" else None
    if end is None or end >= block.end:
        return [block]
    dateline = Block(block.start, block.start + len(text[block.start : end].rstrip(" \n—–-")), "byline", 0, block.page)
    block.start = end
    return [dateline, block]
