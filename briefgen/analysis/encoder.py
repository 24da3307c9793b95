"""Sentences as vectors: all-MiniLM-L6-v2 with 8-bit weights, run by onnxruntime."""

from __future__ import annotations

from collections.abc import Sequence
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

_BATCH = 16
"""Sentences of like length encoded at once."""


@cache
def _model() -> tuple[InferenceSession, Tokenizer]:
    import onnxruntime
    from tokenizers import Tokenizer

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    # A thread that waits by spinning takes the processor from the others and gains nothing measurable.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    models = files("briefgen.models")
    with as_file(models / "encoder.onnx") as path:
        session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    tokenizer = Tokenizer.from_str((models / "encoder_tokenizer.json").read_text("utf-8"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(_LONGEST)
    return session, tokenizer


def encode(texts: Sequence[str]) -> Vectors:
    """One vector of length 1 for each text, in their order; shape (texts, DIMENSIONS)."""
    vectors = np.zeros((len(texts), DIMENSIONS), np.float32)
    if not texts:
        return vectors
    session, tokenizer = _model()
    pieces = [encoding.ids for encoding in tokenizer.encode_batch(list(texts))]
    order = sorted(range(len(pieces)), key=lambda index: len(pieces[index]))
    for first in range(0, len(order), _BATCH):
        rows = order[first : first + _BATCH]
        width = max(len(pieces[row]) for row in rows)
        ids = np.zeros((len(rows), width), np.int64)
        mask = np.zeros((len(rows), width), np.int64)
        for line, row in enumerate(rows):
            ids[line, : len(pieces[row])] = pieces[row]
            mask[line, : len(pieces[row])] = 1
        vectors[rows] = session.run(None, {"ids": ids, "mask": mask})[0]
    return vectors
