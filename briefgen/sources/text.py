"""Plain text: paragraphs, headings, lists, quotes, tables and code, recognised by the marks people type."""

from __future__ import annotations

import sys
from bisect import bisect_left

from briefgen.sources import lines as marks
from briefgen.sources.decoding import decode
from briefgen.sources.front_matter import read_front_matter
from briefgen.sources.lines import Line
from briefgen.sources.protocol import Block, Content


def read(data: bytes, name: str) -> Content:
    """The text of ``data`` as it stands, with its blocks. Raises SourceError when it is no text."""
    text, warnings = decode(data, name)
    front = read_front_matter(text)
    blocks = list(front.blocks)
    blocks += find_blocks(text, front.end)
    return Content(
        text=text,
        blocks=blocks,
        media_type="text/plain",
        title=front.title,
        date=front.date,
        publisher=front.publisher,
        author=front.author,
        url=front.url,
        language=front.language,
        warnings=tuple(warnings),
    )


def find_blocks(text: str, begin: int = 0) -> list[Block]:
    """The blocks of ``text`` from the offset ``begin``, in order, without overlap."""
    return _Scanner(text, begin).scan()


class _Scanner:
    """Goes through the lines once, holding the block that is still open."""

    def __init__(self, text: str, begin: int) -> None:
        self.text = text
        self.lines = [line for line in marks.split_lines(text) if line.start >= begin]
        self.wrap = marks.wrap_width(self.lines)
        self.blocks: list[Block] = []
        self.open: Block | None = None
        self.last: Line | None = None
        self.columns: list[int] = []
        self.paged = "\f" in text
        self.comment_ends = [index for index, line in enumerate(self.lines) if "-->" in line.text]
        self.unclosed = {"`": sys.maxsize, "~": sys.maxsize}

    def scan(self) -> list[Block]:
        index = 0
        while index < len(self.lines):
            index = self._take(index)
        return [block for block in self.blocks if block.start < block.end]

    def _take(self, index: int) -> int:
        """Take the line at ``index``, and those that belong to it; the index of the next one."""
        line = self.lines[index]
        text = line.text
        if not text:
            self.open = None
            return index + 1
        if (fence := marks.FENCE.match(text)) and (close := self._closing_fence(index, fence[1])):
            self._span(index, close, "code")
            return close + 1
        if text.startswith("<!--") and (close := self._closing_comment(index)) is not None:
            self._span(index, close, "boilerplate")
            return close + 1
        if self.open and marks.UNDERLINE.match(text) and self._underlines(line):
            return index + 1
        if marks.RULE.match(text) or (marks.TABLE_RULE.match(text) and "|" in text):
            self.open = None
            return index + 1
        if marks.TABLE_ROW.match(text) and text.count("|") > 1:
            self._row(line)
            return index + 1
        if not (self._heading(index) or self._item(line) or self._continues(line)):
            self._start(line, line.start)
        self.last = line
        return index + 1

    def _start(self, line: Line, start: int, kind: str = "text", level: int = 0) -> None:
        self.open = Block(start, line.end, kind, level, line.page if self.paged else None)  # type: ignore[arg-type]
        self.blocks.append(self.open)

    def _span(self, first: int, last: int, kind: str) -> None:
        self._start(self.lines[first], self.lines[first].start, kind)
        self.blocks[-1].end = self.lines[last].end
        self.open = None

    def _row(self, line: Line) -> None:
        start = line.start + 1
        end = line.end - 1
        while start < end and self.text[start] in " \t|":
            start += 1
        while end > start and self.text[end - 1] in " \t|":
            end -= 1
        self._start(line, start, "table")
        self.blocks[-1].end = end
        self.open = None

    def _closing_fence(self, index: int, fence: str) -> int | None:
        """Index of the line that closes the code which ``fence`` opens; one that nothing closes opens none."""
        if len(fence) >= self.unclosed[fence[0]]:
            return None
        for close in range(index + 1, len(self.lines)):
            if self.lines[close].text.startswith(fence) and not self.lines[close].text.strip(fence[0]):
                return close
        self.unclosed[fence[0]] = len(fence)
        return None

    def _closing_comment(self, index: int) -> int | None:
        """Index of the line that ends with the close of the comment opened at ``index``."""
        following = bisect_left(self.comment_ends, index)
        if following == len(self.comment_ends):
            return None
        close = self.comment_ends[following]
        return close if self.lines[close].text.endswith("-->") else None

    def _underlines(self, line: Line) -> bool:
        """Make the open block a heading, when the underline ``line`` can mean that."""
        block, last = self.open, self.last
        if block is None or last is None or block.kind != "text" or block.end - block.start > 120:
            return False
        if last.quote != line.quote or "\n" in self.text[block.start : block.end] or marks.LABEL.match(last.text):
            return False
        block.kind, block.level = "heading", 1
        self.open = None
        return True

    def _heading(self, index: int) -> bool:
        """Whether the line at ``index`` is a heading; if so, take it."""
        line = self.lines[index]
        text = line.text
        if mark := marks.HEADING.match(text):
            self._start(line, line.start + mark.end(), "heading", len(mark[1]))
            if tail := marks.HEADING_TAIL.search(text, mark.end()):
                self.blocks[-1].end = line.start + tail.start()
        elif len(text) > 100 or line.quote or marks.TERMINAL.search(text.rstrip("*_")):
            return False
        elif marks.BOLD_LINE.match(text):
            self._start(line, line.start, "heading", 3)
        elif mark := marks.NUMBERED_HEADING.match(text):
            self._start(line, line.start + mark.end(), "heading", 1 + mark[0].strip(". \t").count("."))
        elif self._opens_section(index):
            number = marks.NUMBER.match(text)
            self._start(line, line.start + (number.end() if number else 0), "heading", 2)
        else:
            return False
        self.open = None
        self.columns = []
        return True

    def _opens_section(self, index: int) -> bool:
        """Whether an unmarked line is a heading: in capitals and alone, or short and over a paragraph or list."""
        line = self.lines[index]
        below = self.lines[index + 1] if index + 1 < len(self.lines) else None
        if below is None or (index and self.lines[index - 1].text):
            return False
        number = marks.NUMBER.match(line.text)
        words = line.text[number.end() if number else 0 :].strip()
        capitals = marks.is_capitals(words)
        if marks.BULLET.match(line.text) and not (number and (capitals or self._heads_bullets(line, below))):
            return False
        if marks.LABEL.match(words) and not (capitals and index == 0):
            return False
        if capitals:
            return not below.text or below.width > len(words)
        after = self.lines[index + 2] if not below.text and index + 2 < len(self.lines) else below
        opens = below.width >= 60 or bool(marks.BULLET.match(after.text))
        return (
            line.width <= 45
            and opens
            and (index > 0 or number is not None)
            and words[:1].isupper()
            and not words.endswith(",")
        )

    def _heads_bullets(self, line: Line, below: Line) -> bool:
        """Whether a numbered line has bullets of another make under it, no deeper than itself."""
        return bool(
            marks.BULLET.match(below.text) and not marks.NUMBER.match(below.text) and below.indent <= line.indent
        )

    def _item(self, line: Line) -> bool:
        mark = marks.BULLET.match(line.text)
        if mark is None or self._sentence_goes_on(line, mark[0]):
            return False
        while self.columns and line.indent < self.columns[-1]:
            self.columns.pop()
        if not self.columns or line.indent > self.columns[-1]:
            self.columns.append(line.indent)
        self._start(line, line.start + mark.end(), "item", min(len(self.columns), 6))
        return True

    def _sentence_goes_on(self, line: Line, mark: str) -> bool:
        """Whether the "bullet" is a dash or a number at the break of a wrapped line."""
        return bool(
            self.open
            and self.open.kind == "text"
            and self.last
            and self._full(self.last, line)
            and not marks.TERMINAL.search(self.last.text)
            and (mark[0] in "–-" or marks.NUMBER.match(mark))
        )

    def _continues(self, line: Line) -> bool:
        """Join ``line`` to the open block when it goes on there."""
        block, last = self.open, self.last
        if block is None or last is None or last.quote != line.quote or marks.LABEL.match(line.text):
            return False
        hanging = block.kind == "item" and line.indent > self.columns[-1]
        if not hanging and not self._full(last, line):
            return False
        block.end = line.end
        return True

    def _full(self, last: Line, line: Line) -> bool:
        """Whether ``last`` was broken because the first word of ``line`` did not fit, as a wrapping editor does."""
        terminal = bool(marks.TERMINAL.search(last.text))
        if not terminal and line.text[0].islower() and last.width >= 30:
            return True
        if self.wrap is None or last.width < 45:
            return False
        needed = last.width + 1 + len(line.text.split(maxsplit=1)[0])
        return needed > self.wrap - (0 if terminal else 12)
