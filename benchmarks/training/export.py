"""Write a trained network as the files that are shipped: word vectors in 8 bits, the encoder in 8 bits, tokeniser, settings.

usage: export.py BASE CHECKPOINT OUT [--sure 0.5] [--temperature 1.0] [--words SHIPPED]
With --words the word vectors and marks of a shipped model stay as they are, byte for byte.
Products run on 8-bit integers. A few channels of the activations are far larger than the rest and would eat up the
range; they are found on sentences of our own and kept in 32 bits (as Dettmers et al. 2022, LLM.int8).
"""

import argparse
import hashlib
import json
import shutil
from pathlib import Path

import numpy as np
import onnx
import torch
from network import FRAMES, Network, Vocabulary, pad_rows
from onnxruntime.quantization import QuantType, quantize_dynamic
from rows import OWN, list_targets, read_rows
from torch import nn

CHANNELS = 16
"""Input channels of each feed-forward layer that are kept in 32 bits."""


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


def quantise_words(vectors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(codes, scales): 8 bits a number, one scale a word."""
    scales = np.maximum(np.abs(vectors).max(axis=1), 1e-8) / 127
    return np.round(vectors / scales[:, None]).astype(np.int8), scales.astype(np.float32)


class Outliers(nn.Module):
    """What a few channels contribute, kept in 32 bits."""

    def __init__(self, linear: nn.Linear, channels: torch.Tensor) -> None:
        super().__init__()
        self.register_buffer("channels", channels)
        self.weight = nn.Parameter(linear.weight.detach()[:, channels].T.contiguous())

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x[..., self.channels] @ self.weight


class Split(nn.Module):
    """A linear layer whose largest input channels go a way of their own, so that the others can share 8 bits."""

    def __init__(self, linear: nn.Linear, channels: torch.Tensor) -> None:
        super().__init__()
        self.linear, self.outliers = linear, Outliers(linear, channels)
        keep = torch.ones(linear.in_features)
        keep[channels] = 0
        self.register_buffer("keep", keep)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.linear(x * self.keep) + self.outliers(x)


def split_layers(network: Network, rows: list[list[int]]) -> None:
    """Split every feed-forward layer at the channels that are largest on ``rows``, in place."""
    largest: dict[str, torch.Tensor] = {}
    linears = {name: module for name, module in network.b.encoder.named_modules() if isinstance(module, nn.Linear) and ".dense" in name}

    def watch(name: str):
        def hook(module: nn.Module, inputs: tuple[torch.Tensor, ...]) -> None:
            top = inputs[0].detach().abs().reshape(-1, inputs[0].shape[-1]).max(0).values
            largest[name] = torch.maximum(largest.get(name, top), top)

        return hook

    handles = [module.register_forward_pre_hook(watch(name)) for name, module in linears.items()]
    network.eval()
    with torch.no_grad():
        for begin in range(0, len(rows), 16):
            network(pad_rows(rows[begin : begin + 16], network.special["pad"]))
    for handle in handles:
        handle.remove()
    for name, linear in linears.items():
        parent, _, last = name.rpartition(".")
        setattr(network.b.encoder.get_submodule(parent), last, Split(linear, largest[name].topk(CHANNELS).indices.sort().values))


def quantise_network(source: Path, target: Path) -> None:
    """Weights in 8 bits, one scale an output; activations in 8 bits at run time; the split-off channels as they are."""
    kept = [node.name for node in onnx.load(str(source)).graph.node if "outliers" in node.name]
    options = dict(op_types_to_quantize=["MatMul"], per_channel=True, weight_type=QuantType.QInt8, nodes_to_exclude=kept)
    quantize_dynamic(str(source), str(target), **options)


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
    network.load_state_dict(torch.load(arguments.checkpoint), strict=False)
    if arguments.words:
        network.mk.data = torch.tensor(np.load(arguments.words / "words.npz")["marks"])
    rows = [vocabulary.marked(row) for row in list_targets(read_rows(OWN)[::40])]
    split_layers(network, rows)
    arguments.out.mkdir(parents=True, exist_ok=True)
    whole = arguments.out.parent / f"{arguments.out.name}-32.onnx"
    export_network(network, whole)
    quantise_network(whole, arguments.out / "network.onnx")
    if arguments.words:
        shutil.copyfile(arguments.words / "words.npz", arguments.out / "words.npz")
    else:
        codes, scales = quantise_words(network.b.embeddings.word_embeddings.weight.detach().numpy())
        np.savez_compressed(arguments.out / "words.npz", codes=codes, scales=scales, marks=network.mk.detach().numpy())
    vocabulary.tokenizer.save(str(arguments.out / "tokenizer.json"), pretty=False)
    digest = hashlib.sha256((arguments.out / "network.onnx").read_bytes() + (arguments.out / "words.npz").read_bytes()).hexdigest()
    settings = dict(
        tokens=vocabulary.special, frames=list(FRAMES), width=network.mk.shape[1],
        temperature=arguments.temperature, sure=arguments.sure, sha256=digest,
    )  # fmt: skip
    (arguments.out / "model.json").write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
