"""What encoders say of documents they have not seen, kept so that the other models can learn from it without torch.

The file is an .npz archive: for each document, under the SHA-256 of its file, the log-odds of its sentences as 16-bit
floats, and under the same with ".starts" the first character of each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from unittest.mock import patch

import numpy as np

from briefgen import analysis
from briefgen.analysis.model import Analysis, Sentence

Unseen = Mapping[str, np.ndarray]


def write_unseen(path: Path, read: Iterable[tuple[Analysis, np.ndarray]]) -> None:
    """Write the log-odds of the sentences of each document."""
    arrays: dict[str, np.ndarray] = {}
    for analysed, said in read:
        key = analysed.documents[0].sha256
        arrays[key] = said.astype(np.float16)
        arrays[f"{key}.starts"] = np.asarray([sentence.start for sentence in analysed.sentences], np.int32)
    np.savez_compressed(path, **arrays)


def read_unseen(path: Path) -> Unseen:
    """Read the file; ends with a sentence when it is not there."""
    if not path.is_file():
        raise SystemExit(f"{path} is missing: `make encoder` writes it.")
    with np.load(path, allow_pickle=False) as archive:
        return dict(archive)


def said_of(unseen: Unseen, sentences: Sequence[Sentence]) -> np.ndarray:
    """The log-odds of the sentences of a document; one that begins elsewhere by now has those of the one there."""
    document = sentences[0].document
    if document.sha256 not in unseen:
        raise SystemExit(f"No encoder was asked about {document.title or document.id}: `make encoder` does.")
    starts = unseen[f"{document.sha256}.starts"]
    rows = np.searchsorted(starts, [sentence.start for sentence in sentences], side="right") - 1
    known: np.ndarray = unseen[document.sha256][np.maximum(rows, 0)].astype(np.float32)
    return known


@contextmanager
def unseen_encoder(path: Path) -> Iterator[None]:
    """Within the block, documents are analysed with what the file says in place of the encoder."""
    unseen = read_unseen(path)

    def encoding(sentences: Sequence[Sentence]) -> Callable[[], np.ndarray]:
        parts = [
            said_of(unseen, list(part)) for _, part in groupby(sentences, key=lambda sentence: sentence.document.id)
        ]
        return lambda: np.concatenate(parts)

    with patch.object(analysis, "encoding", encoding):
        yield
