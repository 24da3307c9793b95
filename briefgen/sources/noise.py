"""What is no evidence: captions and their credits, bylines, datelines, navigation, invitations to share or subscribe."""

from __future__ import annotations

import re

from briefgen.sources.dates import dateline_end, dates_in
from briefgen.sources.protocol import Block

_AGENCIES = (
    r"(?:Getty(?: Images)?(?: Europe| News)?|AFP|AP(?: Photo)?|Associated Press|Reuters|REUTERS|EPA(?:-EFE)?|EFE|Shutterstock|Alamy|"
    r"Bloomberg|Xinhua|Anadolu(?: Agency)?|NurPhoto|Sipa(?: USA)?|TASS|Zuma(?: Press)?|ZUMA|Redux|Magnum|iStock|dpa|DPA|PA(?: Wire| Images| Media)?|"
    r"Kyodo(?: News)?|Wikimedia(?: Commons)?|Flickr|Unsplash|Corbis|ANSA|ANP|NTB|Ritzau|Belga|Keystone|"
    r"(?:[A-Z][\w-]+ ){0,2}(?:Images|Pictures|Press|Photos?|Pool|Handout|News Agency))"
)
_NAME = r"[^\W\d_a-z][\w.'’-]*(?: (?:[^\W\d_a-z][\w.'’-]*|de|da|van|von|der|den|al|el|bin)){0,4}"
_CREDIT = re.compile(
    rf"(?:\((?:AP Photo|Photo|Image|Picture|Credit|{_AGENCIES})\s*(?:/|:|by|courtesy|via)[^)\n]{{2,100}}\)"
    rf"|\({_NAME}\s?/\s?{_AGENCIES}[^)\n]{{0,60}}\)"
    rf"|{_NAME}\s?/\s?(?:{_NAME}\s?/\s?)?{_AGENCIES}(?:[ ]?(?:via|/)[ ]?{_AGENCIES})*"
    rf"|(?:Photo(?:graph)?|Image|Picture|Video|Credit|Illustration)s?(?: credit)?(?: by|:) ?[^.\n]{{2,80}}(?:\.|$))"
)
_CAPTION_START = re.compile(
    r"\(?(?:caption|photo(?:graph)?s?(?: credit)?|picture|image|file (?:photo|picture|image)|illustration|figure \d+|video)\s*(?::|-|–|—|by\b)"
    r"|file photo\b",
    re.IGNORECASE,
)
_POSED = re.compile(
    r"\((?:(?:pictured|seated|standing|left|right|centre|center|front|back|above|below|top|bottom|second|third|fourth|from|in|at|table|the|row|and|far|foreground|background)[ ,]*)+\)",
    re.IGNORECASE,
)
_BYLINE = re.compile(
    rf"(?:[Bb]y|BY|From|Text(?: and photos?)?:?|Words:?|Story:?|Reporting(?: by)?:?|Written by|Edited by|Compiled by|Interview(?: by)?:?|"
    rf"Additional reporting(?: by)?:?)[ :]+(?:our |the )?(?:[\w'’.-]+ ){{0,3}}{_NAME}"
)
_CORRESPONDENT = re.compile(
    r"(?:Our |Special |Staff |From our )?[\w ]{0,40}\b(?:Correspondent|Reporter|Bureau|News Service|Wire|staff writer|edition)\b[\w ,'’.-]{0,40}$",
    re.IGNORECASE,
)
_BOILERPLATE = re.compile(
    r"(?:share (?:this|on|via)\b|subscribe\b|sign up (?:for|to)\b|follow us\b|like us on\b|read more\b|related (?:articles?|stories|content)\b|"
    r"see also\b.{0,80}\b(?:agenda|log|minutes)|recommended\b.{0,20}$|advertisement\b|sponsored\b|(?:this (?:web)?site|we) uses? cookies\b|cookies? (?:policy|notice|settings)\b|"
    r"accept (?:all )?cookies\b|privacy policy\b|terms (?:of|and) (?:use|service|conditions)\b|all rights reserved\b|copyright\b|©|\(c\) ?\d{4}|"
    r"click here\b|skip to (?:main )?content\b|back to top\b|go back$|table of contents$|toc$|menu$|home$|search$|log ?in$|sign in$|print this\b|"
    r"(?:facebook|twitter|whatsapp|linkedin|email|e-mail|print|share|tweet|pin)(?:[ ,|/·]+(?:facebook|twitter|whatsapp|linkedin|email|e-mail|print|share|tweet|pin))+$|"
    r"your browser does not support\b|warning: your browser\b|enable javascript\b|this page was (?:last )?(?:edited|generated|updated)\b|minutes (?:formatted|manually created)\b)",
    re.IGNORECASE,
)
_MARKUP_ONLY = re.compile(
    r"(?:\{:?[^}\n]*\}|<!--.*?-->|</?[a-zA-Z][^>\n]*>|\[[^\]\n]*\]:\s*\S+|[<(\[]?(?:https?|ftp)://\S+?[>)\]]?[.,]?|&[a-z]+;|\W)+",
    re.DOTALL,
)
_SHORT = 160


def mark_noise(text: str, blocks: list[Block]) -> list[Block]:
    """The blocks with their kinds refined; a caption or dateline glued to other text becomes a block of its own."""
    result: list[Block] = []
    header = True
    for block in blocks:
        if block.kind not in ("text", "item", "heading"):
            result.append(block)
            continue
        content = text[block.start : block.end]
        if _MARKUP_ONLY.fullmatch(content) or (len(content) <= 200 and _BOILERPLATE.match(content.lstrip("*_[( "))):
            block.kind, block.level = "boilerplate", 0
            result.append(block)
            continue
        if block.kind == "text":
            parts = _split_caption(text, block)
            for part in parts:
                _mark_line(text, part, header=header)
            parts = [*parts[:-1], *_split_dateline(text, parts[-1], header=header)]
            result += parts
            header = (
                header
                and len(result) < 15
                and not any(part.kind == "text" and part.end - part.start > 200 for part in parts)
            )
            continue
        result.append(block)
    return result


def _split_caption(text: str, block: Block) -> list[Block]:
    """Part a caption, known by its credit, from text glued behind it."""
    content = text[block.start : block.end]
    if _CAPTION_START.match(content.lstrip("*_ ")) and len(content) <= 400:
        block.kind = "caption"
        return [block]
    credit = None
    for credit in _CREDIT.finditer(content):
        pass
    if credit is None:
        if len(_POSED.findall(content)) >= 2 or (len(content) <= _SHORT and _POSED.search(content)):
            block.kind = "caption"
        return [block]
    tail = content[credit.end() :].strip(' .)"”*_')
    if not tail:
        if credit.start() > 600:
            return [block]
        block.kind = "caption"
        return [block]
    rest = content[credit.end() :]
    glued = len(rest) - len(rest.lstrip(" .)*_"))
    if credit.start() <= 600 and len(tail) > 60 and rest[glued : glued + 1].isupper():
        caption = Block(block.start, block.start + credit.end(), "caption", 0, block.page)
        block.start += credit.end() + glued
        return [caption, block]
    return [block]


def _mark_line(text: str, block: Block, *, header: bool) -> None:
    content = text[block.start : block.end]
    if block.kind != "text" or len(content) > _SHORT or "\n" in content:
        return
    plain = content.strip("*_ ")
    ends = plain.endswith((".", "!", "?", '"', "”"))
    if (
        (_BYLINE.match(plain) and not ends and len(plain) <= 120)
        or (header and not ends and _CORRESPONDENT.match(plain))
        or (header and _is_date_line(text, block))
    ):
        block.kind = "byline"


def _is_date_line(text: str, block: Block) -> bool:
    dates = list(dates_in(text, block.start, block.end))
    return bool(dates) and block.end - block.start - sum(found.end - found.start for found in dates) <= 50


def _split_dateline(text: str, block: Block, *, header: bool) -> list[Block]:
    """Part the dateline from the first words of the story."""
    if not header or block.kind != "text":
        return [block]
    end = dateline_end(text, block)
    if end is None or end >= block.end:
        return [block]
    dateline = Block(block.start, block.start + len(text[block.start : end].rstrip(" \n—–-")), "byline", 0, block.page)
    block.start = end
    return [dateline, block]
