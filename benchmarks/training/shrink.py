"""Cut the accurate model down: shrink.py BASE CHECKPOINT LESSONS.jsonl OUT [--neurons 0.48] [--head 0.13]

Which neurons and attention heads go: those by whose absence the loss on coded sentences changes least, all layers together
(Fisher information of a mask over them; Kwon et al. 2022, "A fast post-training pruning framework for transformers"). What is
left of a layer is refitted by least squares, so that it gives what the whole one gave, and ``relearn.py`` goes on from there.
LESSONS are those of ``teach.py``.
"""

import argparse
import random
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import torch
import torch.nn.functional as F
from network import FRAMES, HEAD, Network, Vocabulary, keep_heads, keep_neurons, pad_rows
from rows import read_rows
from torch import nn

JUDGED, FITTED = 1200, 600
"""Coded targets that neurons and heads are judged on; lessons that layers are refitted on."""
BATCH = 16
FRAMES_SHARE = 0.5
WHOLE, FEWEST = 64, 256
"""A layer keeps a multiple of so many neurons, and at least so many."""
RIDGE = 1e-3
"""How strongly refitted weights are held to the old ones, in means of the diagonal."""

Masks = dict[int, torch.Tensor]


class Reading(NamedTuple):
    """A batch on its way through the layers."""

    hidden: torch.Tensor
    mask: torch.Tensor
    real: torch.Tensor
    distances: torch.Tensor


def judge(network: Network, vocabulary: Vocabulary, lessons: Sequence[dict]) -> tuple[torch.Tensor, torch.Tensor]:
    """Fisher information of every neuron (layers × neurons) and head (layers × heads), a coded target on the average."""
    neurons: Masks = {}
    heads: Masks = {}
    hooks = []
    for number, layer in enumerate(network.b.encoder.layer):
        hooks.append(layer.intermediate.register_forward_hook(lambda _, __, out, n=number: out * _open_mask(neurons, n, out, 1)))
        hooks.append(
            layer.attention.attn.o.register_forward_pre_hook(lambda _, given, n=number: (given[0] * _open_mask(heads, n, given[0], HEAD),))
        )
    found = [0, 0]
    ordered = sorted(lessons, key=lambda lesson: len(lesson["sentence"]))
    for start in range(0, len(ordered), BATCH):
        batch = ordered[start : start + BATCH]
        with torch.autocast("cpu", dtype=torch.bfloat16):
            stance, frames = network(pad_rows([vocabulary.marked(lesson) for lesson in batch], network.special["pad"]))
        loss = F.cross_entropy(stance.float(), torch.tensor([lesson["polarity"] + 1 for lesson in batch]), reduction="sum")
        coded = [k for k, lesson in enumerate(batch) if "frames" in lesson]
        if coded:
            truth = torch.tensor([[float(frame in batch[k]["frames"]) for frame in FRAMES] for k in coded])
            loss = loss + FRAMES_SHARE * F.binary_cross_entropy_with_logits(frames[coded].float(), truth, reduction="sum")
        loss.backward()
        for which, masks in enumerate((neurons, heads)):
            found[which] += torch.stack([masks[n].grad.float().square().sum(0) for n in sorted(masks)]) / len(ordered)
    for hook in hooks:
        hook.remove()
    return found[0], found[1]


def _open_mask(masks: Masks, number: int, values: torch.Tensor, size: int) -> torch.Tensor:
    """Ones, of which the gradient is asked, one for ``size`` numbers of each sentence: spread over the shape of ``values``."""
    masks[number] = torch.ones(values.shape[0], values.shape[-1] // size, requires_grad=True)
    return masks[number].repeat_interleave(size, dim=1)[:, None].to(values.dtype)


def choose_neurons(judged: torch.Tensor, share: float) -> list[torch.Tensor]:
    """Numbers of the neurons that each layer keeps, together ``share`` of all."""
    least = judged.flatten().sort(descending=True).values[min(int(share * judged.numel()), judged.numel() - 1)]
    counts = [min(judged.shape[1], max(FEWEST, (int((row >= least).sum()) + WHOLE // 2) // WHOLE * WHOLE)) for row in judged]
    return [row.topk(count).indices.sort().values for row, count in zip(judged, counts, strict=True)]


def cut(network: Network, neurons: Sequence[torch.Tensor], heads: Sequence[torch.Tensor], rows: list[list[int]]) -> None:
    """Cut and refit layer by layer, each on what the layers before it, already cut, make of ``rows``."""
    readings = [_enter(network, rows[start : start + BATCH]) for start in range(0, len(rows), BATCH)]
    for layer, kept, left in zip(network.b.encoder.layer, neurons, heads, strict=True):
        attention = layer.attention.attn
        if len(left) < attention.num_attention_heads:
            _cut_heads(attention, left, readings)
        attended = [layer.attention(each.hidden, each.mask, None, each.distances)[0] for each in readings]
        _cut_neurons(layer, kept, [values[each.real] for values, each in zip(attended, readings, strict=True)])
        readings = [each._replace(hidden=layer.output(layer.intermediate(a), a)) for each, a in zip(readings, attended, strict=True)]


def _enter(network: Network, rows: list[list[int]]) -> Reading:
    words, mask, _ = network.embed(pad_rows(rows, network.special["pad"]))
    positions = torch.cumsum(mask, 1) * mask + network.special["pad"]
    hidden = network.b.embeddings(inputs_embeds=words, position_ids=positions)
    return Reading(hidden, (1 - mask[:, None, None].float()) * -1e9, mask.bool(), network.b.encoder.compute_position_bias(hidden))


def _cut_heads(attention: nn.Module, heads: torch.Tensor, readings: Sequence[Reading]) -> None:
    kept = (heads[:, None] * HEAD + torch.arange(HEAD)).flatten()
    old = {name: getattr(attention, name) for name in "qkvo"}
    given: list[torch.Tensor] = []
    hook = attention.o.register_forward_pre_hook(lambda _, values: given.append(values[0]))
    pairs = [
        (given.pop()[each.real], out[each.real]) for each in readings for out in attention(each.hidden, each.mask, None, each.distances)[:1]
    ]
    hook.remove()
    keep_heads(attention, heads)
    for name in "qkv":
        _copy(getattr(attention, name), old[name].weight[kept], old[name].bias[kept])
    _copy(attention.o, *refit([(before[:, kept], after) for before, after in pairs], old["o"].weight[:, kept], old["o"].bias))


def _cut_neurons(layer: nn.Module, kept: torch.Tensor, attended: Sequence[torch.Tensor]) -> None:
    first, second = layer.intermediate.dense, layer.output.dense
    pairs = [(between[:, kept], second(between)) for between in (F.gelu(first(values)) for values in attended)]
    keep_neurons(layer, len(kept))
    _copy(layer.intermediate.dense, first.weight[kept], first.bias[kept])
    _copy(layer.output.dense, *refit(pairs, second.weight[:, kept], second.bias))


def refit(
    pairs: Sequence[tuple[torch.Tensor, torch.Tensor]], weight: torch.Tensor, bias: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    """(weight, bias) that turn the first of each pair into the second with the least squared error, held to the old ones by a ridge."""
    old = torch.cat([weight.T, bias[None]])
    square, product = torch.zeros(len(old), len(old)), torch.zeros_like(old)
    for before, after in pairs:
        before = torch.cat([before, torch.ones(len(before), 1)], 1)
        square += before.T @ before
        product += before.T @ after
    ridge = RIDGE * square.diagonal().mean()
    fitted = torch.linalg.solve(square + ridge * torch.eye(len(old)), product + ridge * old)
    return fitted[:-1].T.contiguous(), fitted[-1].contiguous()


def _copy(linear: nn.Linear, weight: torch.Tensor, bias: torch.Tensor) -> None:
    linear.weight.data, linear.bias.data = weight.clone(), bias.clone()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("base", type=Path)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("lessons", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--neurons", type=float, default=0.48, help="share of all neurons that stay")
    parser.add_argument("--head", type=float, default=0.13, help="heads of which 400 coded targets tell less go")
    arguments = parser.parse_args()
    vocabulary = Vocabulary(arguments.base)
    network = Network(arguments.base, vocabulary).eval()
    network.take(torch.load(arguments.checkpoint))
    network.requires_grad_(False)
    lessons = read_rows(arguments.lessons)
    random.Random(3).shuffle(lessons)
    coded = [lesson for lesson in lessons if lesson["polarity"] is not None]
    neurons, heads = judge(network, vocabulary, coded[:JUDGED])
    left = [(400 * row >= min(arguments.head, 400 * float(row.max()))).nonzero()[:, 0] for row in heads]
    with torch.no_grad():
        cut(network, choose_neurons(neurons, arguments.neurons), left, sorted(map(vocabulary.marked, lessons[:FITTED]), key=len))
    torch.save(network.state_dict(), arguments.out)
    widths = [layer.intermediate.dense.out_features for layer in network.b.encoder.layer]
    print({"neurons": widths, "heads": [len(each) for each in left]})


if __name__ == "__main__":
    main()
