"""Write a trained network as the files that are shipped: word vectors in 8 bits, the encoder in 8 bits, tokeniser, settings.

usage: export.py BASE CHECKPOINT OUT [--sure 0.5] [--temperature 1.0] [--words SHIPPED]
With --words the word vectors and marks of a shipped model stay as they are, byte for byte.
Products run on integers, see ``ranges.py``; the ranges are chosen on sentences of our own.
"""

import argparse
import hashlib
import json
import shutil
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
import onnx
import torch
from network import FRAMES, Network, Vocabulary
from onnxruntime.quantization import QuantType, quantize_dynamic
from ranges import fix_ranges, list_weights, measure_ranges
from rows import OWN, list_targets, read_rows
from torch import nn

EVERY = 20
"""Of our own targets every so manieth is read to choose the ranges on."""


class Shipped(nn.Module):
    """Word vectors, mask and mark in; stance and frame logits and the mean vector out."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, words: torch.Tensor, mask: torch.Tensor, mark: torch.Tensor) -> tuple[torch.Tensor, ...]:
        first, mean = self.network.pool(words, mask, mark)
        return self.network.head(torch.cat([first, mean], -1)), self.network.frames(mean), mean


def export_network(network: Network, path: Path) -> None:
    """The encoder and heads as ONNX in 32 bits."""
    network.eval()
    width = network.mk.shape[1]
    example = (torch.randn(2, 9, width), torch.ones(2, 9, dtype=torch.long), torch.zeros(2, 9))
    axes = {name: {0: "rows", 1: "tokens"} for name in ("words", "mask", "mark")}
    torch.onnx.export(
        Shipped(network), example, str(path), input_names=["words", "mask", "mark"], output_names=["stance", "frames", "mean"],
        dynamic_axes=axes, opset_version=17, dynamo=False,
    )  # fmt: skip


def _list_feeds(network: Network, rows: Iterable[list[int]]) -> Iterator[dict[str, np.ndarray]]:
    """What goes into the exported network for each row of tokens."""
    for row in rows:
        with torch.no_grad():
            words, mask, mark = network.embed(torch.tensor([row]))
        yield {"words": words.numpy(), "mask": mask.numpy(), "mark": mark.numpy()}


def choose_probes(network: Network, rows: Sequence[list[int]], temperature: float) -> list[dict]:
    """For each label the sentence that the network in 32 bits is surest of: by them a machine is known that computes otherwise."""
    shares = [_read_one(network, row, temperature) for row in rows]
    surest = [max(range(len(rows)), key=lambda k: shares[k][label]) for label in range(3)]
    return [{"tokens": rows[k], "stance": [round(share, 4) for share in shares[k]]} for k in surest]


def _read_one(network: Network, row: list[int], temperature: float) -> list[float]:
    with torch.no_grad():
        return (network(torch.tensor([row]))[0][0] / temperature).softmax(-1).tolist()


def quantise_words(vectors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(codes, scales): 8 bits a number, one scale a word."""
    scales = np.maximum(np.abs(vectors).max(axis=1), 1e-8) / 127
    return np.round(vectors / scales[:, None]).astype(np.int8), scales.astype(np.float32)


def quantise_network(source: Path, target: Path, feeds: Sequence[dict[str, np.ndarray]]) -> None:
    """Weights in 8 bits, one scale an output; activations in 7 bits of ranges chosen on ``feeds``; the heads as they are."""
    kept = [f"/{head}/Gemm{step}" for head in ("head", "frames") for step in ("", "_MatMul")]
    options = dict(op_types_to_quantize=["MatMul"], per_channel=True, weight_type=QuantType.QInt8, nodes_to_exclude=kept)
    quantize_dynamic(str(source), str(target), **options)
    network, exact = onnx.load(str(target)), list_weights(onnx.load(str(source)))
    onnx.save(fix_ranges(network, measure_ranges(network, feeds, exact), exact), str(target))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("base", type=Path)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--sure", type=float, default=0.0)
    parser.add_argument("--temperature", type=float, default=1.0)
    parser.add_argument("--words", type=Path)
    arguments = parser.parse_args()
    vocabulary = Vocabulary(arguments.base)
    network = Network(arguments.base, vocabulary)
    network.take(torch.load(arguments.checkpoint))
    if arguments.words:
        network.mk.data = torch.tensor(np.load(arguments.words / "words.npz")["marks"])
    arguments.out.mkdir(parents=True, exist_ok=True)
    whole = arguments.out.parent / f"{arguments.out.name}-32.onnx"
    export_network(network, whole)
    rows = [vocabulary.marked(row) for row in list_targets(read_rows(OWN))[::EVERY]]
    quantise_network(whole, arguments.out / "network.onnx", list(_list_feeds(network, rows)))
    if arguments.words:
        shutil.copyfile(arguments.words / "words.npz", arguments.out / "words.npz")
    else:
        codes, scales = quantise_words(network.b.embeddings.word_embeddings.weight.detach().numpy())
        np.savez_compressed(arguments.out / "words.npz", codes=codes, scales=scales, marks=network.mk.detach().numpy())
    vocabulary.tokenizer.save(str(arguments.out / "tokenizer.json"), pretty=False)
    digest = hashlib.sha256((arguments.out / "network.onnx").read_bytes() + (arguments.out / "words.npz").read_bytes()).hexdigest()
    settings = dict(
        tokens=vocabulary.special, frames=list(FRAMES), width=network.mk.shape[1],
        temperature=arguments.temperature, sure=arguments.sure, sha256=digest, probes=choose_probes(network, rows, arguments.temperature),
    )  # fmt: skip
    (arguments.out / "model.json").write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
