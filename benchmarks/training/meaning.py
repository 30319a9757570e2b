"""Write the encoder that compares sentences as it is shipped: meaning.py BASE CHECKPOINT OUT.onnx

CHECKPOINT is what ``facts.py`` wrote. ``analysis/models/meaning`` reads the word vectors of the accurate model's files, for both have
the same base and neither training moved them. Weights are written in 8 bits; see ``export.py`` and ``ranges.py``.
"""

import json
import sys
from pathlib import Path

import numpy as np
import torch
from export import quantise_network
from torch import nn
from transformers import AutoModel

from analysis.annotate.meaning import WORDS, load_tokenizer

TEXTS = Path(__file__).parent / "claims"
READ = 150
"""Sentences of the invented reports that the ranges are chosen on."""


class States(nn.Module):
    """Word vectors and mask in, the last layer's vectors of all tokens out."""

    def __init__(self, base: Path, checkpoint: Path) -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(str(base), add_pooling_layer=False).eval()
        self.encoder.load_state_dict(torch.load(checkpoint))
        self.pad = self.encoder.config.pad_token_id

    def forward(self, vectors: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        positions = torch.cumsum(mask, 1) * mask + self.pad
        return self.encoder(inputs_embeds=vectors, attention_mask=mask, position_ids=positions).last_hidden_state


def list_feeds() -> list[dict[str, np.ndarray]]:
    """What goes into the network for sentences of the invented reports."""
    words, tokenizer = np.load(WORDS), load_tokenizer()
    events = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(TEXTS.glob("*.json"))]
    texts = [row["text"] for event in events for article in event["articles"] for row in article["sentences"]]
    feeds = []
    for text in texts[:: max(1, len(texts) // READ)]:
        ids = tokenizer.encode(text).ids
        vectors = words["codes"][ids].astype(np.float32) * words["scales"][ids, None].astype(np.float32)
        feeds.append({"vectors": vectors[None], "mask": np.ones((1, len(ids)), dtype=np.int64)})
    return feeds


def main(base: Path, checkpoint: Path, out: Path) -> None:
    network = States(base, checkpoint)
    whole = out.with_stem(f"{out.stem}-32")
    example = (torch.randn(2, 9, network.encoder.config.hidden_size), torch.ones(2, 9, dtype=torch.long))
    axes = {name: {0: "rows", 1: "tokens"} for name in ("vectors", "mask", "states")}
    torch.onnx.export(
        network, example, str(whole), input_names=["vectors", "mask"], output_names=["states"], dynamic_axes=axes,
        opset_version=17, dynamo=False,
    )  # fmt: skip
    quantise_network(whole, out, list_feeds())


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
