"""What a small transformer makes of each sentence, read among its neighbours: MiniLM, trained by `make encoder`.

Sentences are read in windows of up to WINDOW word pieces, so that each is understood with what stands around it; the
mean over its word pieces gives its log-odds of HEADS, as in Y. Liu and M. Lapata, "Text summarization with pretrained
encoders", EMNLP 2019, where a sentence is classified among its neighbours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from briefgen.analysis.model import Sentence

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

LogOdds = NDArray[np.float32]

SECTIONS = ("issue", "step", "summary")
"""The sections that sentences are evidence of."""

HEADS: tuple[str, ...] = (
    *SECTIONS,
    "committed", "planned", "conditional",
    "awaited", "disagreement", "condition", "unknown", "risk", "question",
)  # fmt: skip
"""What a sentence is scored for: evidence of each section; status of a step; kind of an issue.

The statuses are learnt beside the rest, but nobody asks for them: statuses.py is as good without.
"""

WINDOW = 256
"""Word pieces read at once."""

_LONGEST = 96
"""Word pieces read of one sentence; what follows is left out."""

_LONGEST_SPEAKER = 8
"""Word pieces read of a speaker's name."""

_READ = 256
"""Sentences cut into word pieces at once."""

_THREADS = 2
"""Windows read at the same time."""

_START, _END, _UNKNOWN = "[CLS]", "[SEP]", "[UNK]"
_MARKS = {"heading": "#", "item": "-"}
"""Word pieces set before a paragraph of a kind."""


@dataclass(frozen=True, slots=True)
class Window:
    """A run of sentences as the transformer reads it."""

    pieces: NDArray[np.uint16]
    """Numbers of the word pieces."""
    spans: tuple[tuple[int, int], ...]
    """First word piece of each sentence, and the one behind its last."""

    @property
    def shares(self) -> NDArray[np.float32]:
        """For each sentence (row) the share that each word piece has in its mean."""
        rows = np.zeros((len(self.spans), len(self.pieces)), np.float32)
        for row, (first, last) in enumerate(self.spans):
            rows[row, first:last] = 1 / (last - first)
        return rows


@cache
def load_in_background() -> Future[tuple[InferenceSession, Tokenizer]]:
    """Begin to load the model, once a process; another library can be loaded meanwhile."""
    pool = ThreadPoolExecutor(1)
    loading = pool.submit(_load)
    pool.shutdown(wait=False)
    return loading


def _load() -> tuple[InferenceSession, Tokenizer]:
    with as_file(files("briefgen.models") / "encoder.onnx") as path:
        return read_session(str(path)), read_tokenizer()


def read_session(path: str) -> InferenceSession:
    """The model of an ONNX file."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    # Whole windows side by side keep the processors busier than the parts of one.
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


def read_tokenizer() -> Tokenizer:
    """What cuts texts into word pieces."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_str((files("briefgen.models") / "encoder_tokenizer.json").read_text("utf-8"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def encoding(
    sentences: Sequence[Sentence], loaded: tuple[InferenceSession, Tokenizer] | None = None
) -> Callable[[], LogOdds]:
    """Begin to read the sentences in the background.

    The result waits for their log-odds of HEADS, shape (sentences, HEADS), and returns them. ``loaded`` is the model
    to use, by default the shipped one.
    """
    log_odds = np.zeros((len(sentences), len(HEADS)), np.float32)
    if not sentences:
        return lambda: log_odds
    session, tokenizer = loaded or load_in_background().result()

    def read(window: Window, first: int) -> None:
        inputs = {"pieces": window.pieces.astype(np.int64)[None], "shares": window.shares[None]}
        log_odds[first : first + len(window.spans)] = session.run(None, inputs)[0][0]

    pool = ThreadPoolExecutor(_THREADS)
    started, first = [], 0
    for _, document in groupby(sentences, key=lambda sentence: sentence.document.id):
        for window in windows(cut(list(document), tokenizer), tokenizer):
            started.append(pool.submit(read, window, first))
            first += len(window.spans)
    pool.shutdown(wait=False)

    def wait() -> LogOdds:
        for window_read in started:
            window_read.result()
        return log_odds

    return wait


Cut = tuple[list[int], NDArray[np.uint16]]
"""Word pieces set before a sentence, and its own."""


def cut(sentences: Sequence[Sentence], tokenizer: Tokenizer) -> Iterator[Cut]:
    """Cut the sentences of a document into word pieces.

    Before the first of a paragraph stand an end mark, the mark of a heading or bullet, and the speaker if another
    spoke before.
    """
    end = _number(_END, tokenizer)
    colon = _number(":", tokenizer)
    unknown = _number(_UNKNOWN, tokenizer)
    paragraph, speaker = -1, None
    for first in range(0, len(sentences), _READ):
        block = sentences[first : first + _READ]
        cuts = tokenizer.encode_batch([sentence.text for sentence in block], add_special_tokens=False)
        for sentence, pieces in zip(block, cuts, strict=True):
            before: list[int] = []
            if sentence.paragraph_index != paragraph:
                paragraph = sentence.paragraph_index
                before.append(end)
                mark = _MARKS.get(sentence.paragraph.kind)
                if mark:
                    before.append(_number(mark, tokenizer))
                if sentence.speaker and sentence.speaker != speaker:
                    name = tokenizer.encode(sentence.speaker, add_special_tokens=False)
                    before += [*name.ids[:_LONGEST_SPEAKER], colon]
                speaker = sentence.speaker
            yield before, np.asarray(pieces.ids[:_LONGEST] or [unknown], np.uint16)


def _number(piece: str, tokenizer: Tokenizer) -> int:
    """The number of a word piece."""
    number = tokenizer.token_to_id(piece)
    assert number is not None, piece
    return number


def windows(cuts: Iterable[Cut], tokenizer: Tokenizer, first: int = WINDOW) -> Iterator[Window]:
    """The sentences of a document in windows of WINDOW word pieces at most, the first window of ``first``."""
    start, end = _number(_START, tokenizer), _number(_END, tokenizer)
    pieces: list[int] = [start]
    spans: list[tuple[int, int]] = []
    most = first
    for before, own in cuts:
        if spans and len(pieces) + len(before) + len(own) >= most:
            yield Window(np.asarray([*pieces, end], np.uint16), tuple(spans))
            pieces, spans, most = [start], [], WINDOW
        pieces += before
        spans.append((len(pieces), len(pieces) + len(own)))
        pieces += own.tolist()
    if spans:
        yield Window(np.asarray([*pieces, end], np.uint16), tuple(spans))
