"""What the encoder is given to read, and what it says."""

from __future__ import annotations

import numpy as np

from briefgen.analysis.encoder import HEADS, WINDOW, cut, encoding, read_tokenizer, windows
from briefgen.analysis.model import Sentence
from briefgen.analysis.sentences import parse
from briefgen.sources import read_bytes

MINUTES = """# Harbour board

Ines Amado: I will send the tide table to the pilots by Friday.

Ines Amado: Nobody knows who pays for the new buoys.

Omar Haddad: A pity.

- Omar to ask the insurer
"""
LONG = "\n\n".join(
    f"The {number}th ferry left the quay with grain, oil and salt for the islands." for number in range(60)
)
ENDLESS = "The quay is long " + "and the water is deep " * 400 + "here."


def sentences(*texts: str) -> tuple[Sentence, ...]:
    names = [f"s{number}" for number, _ in enumerate(texts, 1)]
    return parse([read_bytes(t.encode(), name="notes.md", document_id=n) for n, t in zip(names, texts, strict=True)])


def read(text: str) -> list[str]:
    """The words of each window, as the transformer reads them."""
    tokenizer = read_tokenizer()
    found = windows(cut(sentences(text), tokenizer), tokenizer)
    return [tokenizer.decode(window.pieces.tolist(), skip_special_tokens=False) for window in found]


def test_a_window_says_what_is_a_heading_a_bullet_and_who_speaks() -> None:
    (window,) = read(MINUTES)
    assert window.startswith("[CLS] [SEP] # harbour board [SEP] ines amado : i will send")
    assert window.count("ines amado :") == 1, "a speaker is named when another spoke before"
    assert "[SEP] omar haddad : a pity" in window
    assert window.endswith("[SEP] - omar to ask the insurer [SEP]")


def test_every_sentence_of_a_long_text_is_read_once_and_in_order() -> None:
    tokenizer = read_tokenizer()
    found = list(windows(cut(sentences(LONG), tokenizer), tokenizer))
    assert len(found) > 1
    assert max(len(window.pieces) for window in found) <= WINDOW
    words = [tokenizer.decode(window.pieces[first:last].tolist()) for window in found for first, last in window.spans]
    assert [text.split()[1] for text in words] == [f"{number}th" for number in range(60)]


def test_a_sentence_longer_than_a_window_is_read_by_its_beginning() -> None:
    (window,) = read(ENDLESS)
    assert window.startswith("[CLS] [SEP] the quay is long")


def test_a_document_is_read_alike_alone_and_beside_others() -> None:
    alone = encoding(sentences(MINUTES))()
    beside = encoding(sentences(LONG, MINUTES))()
    assert alone.shape == (len(sentences(MINUTES)), len(HEADS))
    np.testing.assert_allclose(beside[-len(alone) :], alone, atol=1e-4)


def test_a_promise_is_a_likelier_step_and_a_doubt_a_likelier_issue() -> None:
    said = encoding(sentences(MINUTES))()
    _, promise, doubt, *_ = said
    assert promise[HEADS.index("step")] > doubt[HEADS.index("step")]
    assert doubt[HEADS.index("issue")] > promise[HEADS.index("issue")]


def test_nothing_to_read() -> None:
    assert encoding([])().shape == (0, len(HEADS))
