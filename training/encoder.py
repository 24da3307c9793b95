"""Fine-tune a sentence encoder that reads each sentence in its context.

A window holds as many sentences as fit into 384 word pieces, after a short reminder of the title and
of the sentences before. The states of a sentence's word pieces are averaged and a small head gives
three probabilities: evidence of an open issue, of a next step, of the summary.

Starts from all-MiniLM-L6-v2 (Apache-2.0), a six-layer distilled transformer of 384 dimensions.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import nn

from briefgen.analysis.windows import Window, pack

TASKS = ("issue", "step", "summary")
EPOCHS = 4
FROZEN = 3
"""Lower layers left as they are: they hold general language, and their output can be computed once."""
BATCH = 8


class SentenceHead(nn.Module):
    """An encoder with a head over the mean state of each sentence."""

    def __init__(self, encoder: nn.Module, size: int) -> None:
        super().__init__()
        self.encoder = encoder
        self.head = nn.Sequential(
            nn.Dropout(0.1), nn.Linear(size, 128), nn.GELU(), nn.Dropout(0.1), nn.Linear(128, len(TASKS))
        )

    def forward(self, ids: torch.Tensor, mask: torch.Tensor, pool: torch.Tensor) -> torch.Tensor:
        """``ids``, ``mask``: (windows, pieces); ``pool``: (windows, sentences, pieces), rows of means. Logits out."""
        return self.upper(self.lower(ids, mask), mask, pool)

    def lower(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """States behind the frozen layers."""
        states = self.encoder.embeddings(input_ids=ids)
        for layer in self.encoder.encoder.layer[:FROZEN]:
            states = _through(layer, states, mask)
        return states

    def upper(self, states: torch.Tensor, mask: torch.Tensor, pool: torch.Tensor) -> torch.Tensor:
        """Logits from the states behind the frozen layers."""
        for layer in self.encoder.encoder.layer[FROZEN:]:
            states = _through(layer, states, mask)
        return self.head(torch.bmm(pool, states))


def _through(layer: nn.Module, states: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    hidden = layer(states, attention_mask=mask[:, None, None, :].bool())
    return hidden[0] if isinstance(hidden, tuple) else hidden


@dataclass
class Batch:
    ids: torch.Tensor
    mask: torch.Tensor
    pool: torch.Tensor
    places: list[list[int]]


def collate(windows: list[Window]) -> Batch:
    width = max(len(w.ids) for w in windows)
    height = max(len(w.sentences) for w in windows)
    ids = torch.zeros(len(windows), width, dtype=torch.long)
    mask = torch.zeros(len(windows), width, dtype=torch.long)
    pool = torch.zeros(len(windows), height, width)
    for row, window in enumerate(windows):
        ids[row, : len(window.ids)] = torch.tensor(window.ids)
        mask[row, : len(window.ids)] = 1
        for column, (first, last) in enumerate(window.bounds):
            pool[row, column, first:last] = 1.0 / (last - first)
    return Batch(ids, mask, pool, [w.sentences for w in windows])


def start_model(folder: Path) -> SentenceHead:
    from safetensors.torch import load_file
    from transformers import BertConfig, BertModel

    config = BertConfig.from_json_file(str(folder / "config.json"))
    encoder = BertModel(config, add_pooling_layer=False)
    encoder.load_state_dict(load_file(folder / "model.safetensors"), strict=False)
    return SentenceHead(encoder, config.hidden_size)


def train(model: SentenceHead, data: list[tuple[Window, np.ndarray, np.ndarray]], seed: int = 7) -> None:
    """Fit the model to windows with targets (sentences × tasks) and weights of the same shape."""
    random.seed(seed)
    torch.manual_seed(seed)
    groups = [
        {"params": model.encoder.encoder.layer[FROZEN:].parameters(), "lr": 8e-5, "weight_decay": 0.01},
        {"params": model.head.parameters(), "lr": 1e-3, "weight_decay": 0.01},
    ]
    optimizer = torch.optim.AdamW(groups)
    steps = EPOCHS * ((len(data) + BATCH - 1) // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, max_lr=[g["lr"] for g in groups], total_steps=steps, pct_start=0.1, anneal_strategy="linear"
    )
    loss_of = nn.BCEWithLogitsLoss(reduction="none")
    model.eval()
    with torch.no_grad():
        below = [model.lower(*(lambda b: (b.ids, b.mask))(collate([window])))[0] for window, _, _ in data]
    for epoch in range(EPOCHS):
        model.train()
        began, total = time.time(), 0.0
        order = sorted(range(len(data)), key=lambda i: len(data[i][0].ids) + random.random() * 120)
        batches = [order[i : i + BATCH] for i in range(0, len(order), BATCH)]
        random.shuffle(batches)
        for rows in batches:
            batch = collate([data[i][0] for i in rows])
            target = torch.zeros(*batch.pool.shape[:2], len(TASKS))
            weight = torch.zeros_like(target)
            for row, i in enumerate(rows):
                target[row, : len(data[i][1])] = torch.tensor(data[i][1], dtype=torch.float)
                weight[row, : len(data[i][2])] = torch.tensor(data[i][2], dtype=torch.float)
            states = torch.zeros(*batch.ids.shape, below[0].shape[-1])
            for row, i in enumerate(rows):
                states[row, : len(below[i])] = below[i]
            logits = model.upper(states, batch.mask, batch.pool)
            loss = (loss_of(logits, target) * weight).sum() / weight.sum()
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            total += float(loss.detach())
        print(f"  epoch {epoch + 1}: loss {total / len(batches):.4f}, {time.time() - began:.0f} s", flush=True)


@torch.no_grad()
def predict(model: SentenceHead, windows: list[Window], count: int) -> np.ndarray:
    """Probabilities (sentences × tasks) of one document of ``count`` sentences."""
    model.eval()
    out = np.zeros((count, len(TASKS)))
    for i in range(0, len(windows), BATCH):
        batch = collate(windows[i : i + BATCH])
        probabilities = torch.sigmoid(model(batch.ids, batch.mask, batch.pool)).numpy()
        for row, places in enumerate(batch.places):
            out[places] = probabilities[row, : len(places)]
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("texts", type=Path, help="JSON: documents with texts and labels, from training.export_texts")
    parser.add_argument("start", type=Path, help="folder of all-MiniLM-L6-v2")
    parser.add_argument("out", type=Path)
    parser.add_argument("--folds", type=int, default=3)
    parser.add_argument("--only", help="fold to train, or 'all' for the final model")
    args = parser.parse_args()
    torch.set_num_threads(2)
    tokenizer = Tokenizer.from_file(str(args.start / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    documents: list[dict[str, Any]] = json.loads(args.texts.read_text("utf-8"))
    data = []
    for number, document in enumerate(documents):
        target = np.array(document["labels"])
        weight = np.where(target > 0, target, 1.0)
        weight[:, 2] *= document["has_summary"]
        for window in pack(tokenizer, document["texts"], document["marks"], document["title"]):
            data.append((number, window, (target > 0).astype(float)[window.sentences], weight[window.sentences]))
    print(len(documents), "documents,", len(data), "windows")
    args.out.mkdir(parents=True, exist_ok=True)
    for fold in [args.only] if args.only else [*map(str, range(args.folds)), "all"]:
        held = set() if fold == "all" else {n for n in range(len(documents)) if n % args.folds == int(fold)}
        model = start_model(args.start)
        train(model, [(w, t, k) for n, w, t, k in data if n not in held])
        torch.save(model.state_dict(), args.out / f"encoder-{fold}.pt")
        scores = {
            documents[n]["name"]: predict(model, [w for m, w, _, _ in data if m == n], len(documents[n]["texts"]))
            .round(5)
            .tolist()
            for n in sorted(held)
        }
        (args.out / f"scores-{fold}.json").write_text(json.dumps(scores))
        print("fold", fold, "done", flush=True)


if __name__ == "__main__":
    main()
