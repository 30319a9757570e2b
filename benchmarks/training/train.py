"""Train a stance model: NewsMTSC and our own coded sentences, frames beside stance where a sentence has them.

usage: train.py BASE NEWSMTSC OUT [--from CHECKPOINT] [--teacher LESSONS] [--epochs 1] [--rate 2e-5] [--batch 32] [--freeze 0] [--seed 0]
BASE is the folder of the base weights, NEWSMTSC a folder with train, mt-dev and rw-dev.jsonl.
"""

import argparse
import itertools
import json
import math
import random
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from network import FRAMES, Network, Vocabulary, macro_f1, pad_rows, predict
from rows import list_targets, read_rows, split_own


def build_examples(vocabulary: Vocabulary, news: list[dict], own: list[dict], generator: random.Random) -> list[tuple]:
    """(tokens, label, frames or None): NewsMTSC once, our own twice with their frames, the names of others mostly hidden."""
    examples = [(vocabulary.marked(row), row["polarity"] + 1, None) for row in news]
    for sentence in own:
        frames = [float(frame in sentence["frames"]) for frame in FRAMES]
        for row in list_targets([sentence]):
            for _ in range(2):
                examples.append((vocabulary.marked(row, hide=generator.random() < 0.75), row["polarity"] + 1, frames))
    return examples


def build_lessons(vocabulary: Vocabulary, lessons: list[dict]) -> list[tuple]:
    """(tokens, label or None, frames or None, what the teacher says) of what ``teach.py`` wrote; coded sentences of our own twice."""
    rows = []
    for lesson in lessons:
        frames = [float(frame in lesson["frames"]) for frame in FRAMES] if "frames" in lesson else None
        label = None if lesson["polarity"] is None else lesson["polarity"] + 1
        rows += [(vocabulary.marked(lesson), label, frames, torch.tensor(lesson["said"]))] * (2 if frames else 1)
    return rows


def draw_batches(examples: list[tuple], size: int, generator: random.Random) -> list[list[int]]:
    """Batches of sentences of like length, in random order."""
    order = list(range(len(examples)))
    generator.shuffle(order)
    batches = []
    for begin in range(0, len(order), size * 40):
        chunk = sorted(order[begin : begin + size * 40], key=lambda i: len(examples[i][0]))
        batches += [chunk[j : j + size] for j in range(0, len(chunk), size)]
    generator.shuffle(batches)
    return batches


def measure_loss(network: Network, batch: list[tuple], smoothing: float) -> torch.Tensor:
    with torch.autocast("cpu", dtype=torch.bfloat16):
        stance, frames = network(pad_rows([row[0] for row in batch], network.special["pad"]))
    known = [i for i, row in enumerate(batch) if row[1] is not None]
    labels = torch.tensor([batch[i][1] for i in known], dtype=torch.long)
    loss = F.cross_entropy(stance[known].float(), labels, label_smoothing=smoothing, reduction="sum") / len(batch)
    if len(batch[0]) == 4:
        said = torch.stack([row[3] for row in batch])
        loss = 0.3 * loss + 0.7 * F.cross_entropy(stance.float(), said)
    coded = [i for i, row in enumerate(batch) if row[2] is not None]
    if coded:
        truth = torch.tensor([batch[i][2] for i in coded])
        loss = loss + len(coded) / len(batch) * F.binary_cross_entropy_with_logits(frames[coded].float(), truth)
    return loss


def evaluate(network: Network, vocabulary: Vocabulary, news: Path, own: list[dict]) -> dict:
    """Macro-F1 on NewsMTSC's dev parts and on the sentences kept out (names hidden); micro-F1 of the frames on the latter."""
    found = {}
    for part in ("mt-dev", "rw-dev"):
        rows = read_rows(news / f"{part}.jsonl")
        found[part] = macro_f1([row["polarity"] for row in rows], predict(network, [vocabulary.marked(r) for r in rows])[0].argmax(1) - 1)
    rows = list_targets(own)
    labels = predict(network, [vocabulary.marked(row) for row in rows])[0].argmax(1) - 1
    found["own"] = macro_f1([row["polarity"] for row in rows], labels)
    said = predict(network, [vocabulary.plain(s["sentence"]) for s in own])[1] > 0.5
    truth = np.array([[frame in s["frames"] for frame in FRAMES] for s in own])
    found["frames"] = 200 * (said & truth).sum() / max(1, said.sum() + truth.sum())
    return {key: round(float(value), 1) for key, value in found.items()}


def train(arguments: argparse.Namespace) -> None:
    torch.set_num_threads(2)
    torch.manual_seed(arguments.seed)
    generator = random.Random(arguments.seed)
    vocabulary = Vocabulary(arguments.base)
    own, kept = split_own()
    if arguments.teacher:
        examples = build_lessons(vocabulary, read_rows(arguments.teacher))
    else:
        examples = build_examples(vocabulary, read_rows(arguments.news / "train.jsonl"), own, generator)
    network = Network(arguments.base, vocabulary)
    if arguments.start:
        network.take(torch.load(arguments.start))
    for layer in network.b.encoder.layer[: arguments.freeze]:
        layer.requires_grad_(False)
    network.mk.requires_grad_(not arguments.freeze)  # else the gradient runs down through the frozen layers
    for module in network.b.modules():
        if isinstance(module, torch.nn.Dropout):
            module.p = 0.0  # a tenth of the time on a CPU, for one or two epochs
    body = [p for name, p in network.named_parameters() if p.requires_grad and name.startswith("b.")]
    heads = [p for name, p in network.named_parameters() if p.requires_grad and not name.startswith("b.")]
    optimiser = torch.optim.AdamW([{"params": body}, {"params": heads}], lr=arguments.rate, weight_decay=0.01, fused=True)
    print(json.dumps({"examples": len(examples), **{k: str(v) for k, v in vars(arguments).items()}}), flush=True)
    per_epoch = math.ceil(len(examples) / arguments.batch)
    steps, began = round(arguments.epochs * per_epoch), time.time()
    batches = itertools.chain.from_iterable(draw_batches(examples, arguments.batch, generator) for _ in itertools.count())
    network.train()
    for step, batch in enumerate(itertools.islice(batches, steps), start=1):
        factor = min(1, step / (0.06 * steps)) * max(0.02, 1 - step / steps)
        for group, times in zip(optimiser.param_groups, (1, 10), strict=True):
            group["lr"] = arguments.rate * times * factor
        loss = measure_loss(network, [examples[i] for i in batch], 0.1)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(body + heads, 1.0)
        optimiser.step()
        if step % 25 == 0:
            print(json.dumps({"step": step, "of": steps, "seconds": round(time.time() - began), "loss": round(loss.item(), 3)}), flush=True)
        if step % 250 == 0 or step == steps:
            torch.save(network.state_dict(), arguments.out)
        if step == steps:
            print(json.dumps({"step": step, **evaluate(network, vocabulary, arguments.news, kept)}), flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("base", type=Path)
    parser.add_argument("news", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--from", dest="start", type=Path)
    parser.add_argument("--teacher", type=Path)
    parser.add_argument("--epochs", type=float, default=1.0)
    parser.add_argument("--rate", type=float, default=2e-5)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--freeze", type=int, default=0)
    parser.add_argument("--seed", type=int, default=0)
    train(parser.parse_args())
