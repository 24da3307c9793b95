"""Sentences as vectors: all-MiniLM-L6-v2 with 8-bit weights, run by onnxruntime."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from importlib.resources import as_file, files
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

Vectors = NDArray[np.float32]

DIMENSIONS = 384

_LONGEST = 96
"""Word pieces read of one sentence; what follows is left out."""

_BATCH = 8
"""Sentences of like length encoded at once; more of them would be padded to more than they have."""

_READ = 256
"""Sentences cut into word pieces at once."""

_THREADS = 2
"""Batches encoded at the same time."""


@cache
def load_in_background() -> Future[tuple[InferenceSession, Tokenizer]]:
    """Begin to load the model, once a process; another library can be loaded meanwhile."""
    pool = ThreadPoolExecutor(1)
    loading = pool.submit(_load)
    pool.shutdown(wait=False)
    return loading


def _load() -> tuple[InferenceSession, Tokenizer]:
    import onnxruntime
    from tokenizers import Tokenizer

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    # Whole batches side by side keep the processors busier than the parts of one.
    options.intra_op_num_threads = 1
    models = files("briefgen.models")
    with as_file(models / "encoder.onnx") as path:
        session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    tokenizer = Tokenizer.from_str((models / "encoder_tokenizer.json").read_text("utf-8"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(_LONGEST)
    return session, tokenizer


def encode(texts: Sequence[str]) -> Vectors:
    """One vector of length 1 for each text, in their order; shape (texts, DIMENSIONS)."""
    return encoding(texts)()


def encoding(texts: Sequence[str]) -> Callable[[], Vectors]:
    """Begin to encode in the background; the result waits for the vectors, those of ``encode``, and returns them."""
    vectors = np.zeros((len(texts), DIMENSIONS), np.float32)
    if not texts:
        return lambda: vectors
    session, tokenizer = load_in_background().result()
    pieces = [
        np.asarray(encoded.ids, np.uint16)
        for first in range(0, len(texts), _READ)
        for encoded in tokenizer.encode_batch(list(texts[first : first + _READ]))
    ]
    order = sorted(range(len(pieces)), key=lambda index: len(pieces[index]))

    def encode_batch(rows: list[int]) -> None:
        width = len(pieces[rows[-1]])
        ids = np.zeros((len(rows), width), np.int64)
        mask = np.zeros((len(rows), width), np.int64)
        for line, row in enumerate(rows):
            ids[line, : len(pieces[row])] = pieces[row]
            mask[line, : len(pieces[row])] = 1
        vectors[rows] = session.run(None, {"ids": ids, "mask": mask})[0]

    pool = ThreadPoolExecutor(_THREADS)
    batches = [pool.submit(encode_batch, order[first : first + _BATCH]) for first in range(0, len(order), _BATCH)]
    pool.shutdown(wait=False)

    def wait() -> Vectors:
        for batch in batches:
            batch.result()
        return vectors

    return wait
