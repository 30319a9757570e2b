"""Let a network that was cut down say again what it said whole: relearn.py BASE CHECKPOINT LESSONS.jsonl OUT [--minutes 40]

CHECKPOINT is what ``shrink.py`` wrote, LESSONS what ``teach.py`` had the whole network say: shares of the labels, frames and
the state behind them (LESSONS.npz), of sentences in just the same words. Of coded targets a part of the loss is their label.
OUT is the running mean of the weights (``together.py``).
"""

import argparse
import json
import random
import tempfile
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from distil import FRAMES_SHARE
from network import Network, Vocabulary, pad_rows
from rows import read_rows
from together import PROCESSES, Together, run_together
from train import draw_batches

GOLD = 0.2
"""How much of a coded target's loss is its label; the rest is what the whole network says."""
KEPT = 0.95
"""How much of the running mean stays at each average."""
WARM = 100
SAVED = 400


class Lessons:
    """Tokens of every lesson and what the whole network said of it."""

    def __init__(self, path: Path, vocabulary: Vocabulary, most: int) -> None:
        rows = read_rows(path)[:most]
        with np.load(path.with_suffix(".npz")) as said:
            self.states = torch.tensor(said["states"][: len(rows)])
            self.frames = torch.tensor(said["frames"][: len(rows)])
        self.tokens = [vocabulary.marked(row) for row in rows]
        self.said = torch.tensor([row["said"] for row in rows])
        self.labels = torch.tensor([-1 if row["polarity"] is None else row["polarity"] + 1 for row in rows])
        whole = self.states.float()
        self.spread = whole.std(0).clamp_min(1e-6)

    def draw(self, rank: int, size: int, generator: random.Random) -> list[list[int]]:
        """Batches of this process's lessons, coded ones twice."""
        mine = list(range(rank, len(self.tokens), PROCESSES))
        mine += [k for k in mine if self.labels[k] >= 0]
        return [[mine[i] for i in batch] for batch in draw_batches([(self.tokens[k],) for k in mine], size, generator)]

    def measure_loss(self, network: Network, batch: list[int]) -> torch.Tensor:
        """The loss of a batch: labels, the whole network's shares, its state in units of its spread, its frames."""
        with torch.autocast("cpu", dtype=torch.bfloat16):
            first, mean = network.pool(*network.embed(pad_rows([self.tokens[k] for k in batch], network.special["pad"])))
        state = torch.cat([first, mean], -1).float()
        stance, frames = network.head(state), network.frames(mean.float())
        labels = self.labels[batch]
        known = labels >= 0
        said = -(self.said[batch] * F.log_softmax(stance, -1)).sum(-1)
        loss = (torch.where(known, 1 - GOLD, 1.0) * said).mean()
        loss = loss + ((state - self.states[batch].float()) / self.spread).square().mean()
        loss = loss + FRAMES_SHARE * F.binary_cross_entropy_with_logits(frames, self.frames[batch])
        return loss + GOLD * F.cross_entropy(stance[known], labels[known], label_smoothing=0.1, reduction="sum") / len(batch)


def work(rank: int, arguments: argparse.Namespace, meeting: str) -> None:
    """One of the processes; the first one tells and saves."""
    torch.set_num_threads(1)
    torch.manual_seed(rank)
    generator = random.Random(rank + 7)
    vocabulary = Vocabulary(arguments.base)
    network = Network(arguments.base, vocabulary)
    network.take(torch.load(arguments.checkpoint))
    for module in network.b.modules():
        if isinstance(module, torch.nn.Dropout):
            module.p = 0.0
    network.mk.requires_grad_(False)  # the marks lie with the word vectors, which another network reads too
    lessons = Lessons(arguments.lessons, vocabulary, arguments.most)
    trained = {name: p for name, p in network.named_parameters() if p.requires_grad}
    optimiser = torch.optim.AdamW(trained.values(), lr=arguments.rate, weight_decay=0.01, fused=True)
    together = Together(trained, rank, meeting, minutes=arguments.minutes, kept=KEPT)
    total = 0.0
    batches: list[list[int]] = []
    network.train()
    while together.clock < 1:
        batches = batches or lessons.draw(rank, arguments.batch, generator)
        optimiser.param_groups[0]["lr"] = arguments.rate * min(1, (together.step + 1) / WARM) * max(0.02, 1 - together.passed)
        loss = lessons.measure_loss(network, batches.pop())
        loss.backward()
        total += loss.item()
        together.advance(optimiser)
        if rank == 0 and together.step % 100 == 0:
            print(json.dumps({"step": together.step, "seconds": round(together.seconds), "loss": round(total / 100, 3)}), flush=True)
            total = 0.0
        if rank == 0 and (together.step % SAVED == 0 or together.clock >= 1):
            torch.save(network.state_dict() | together.read_mean(), arguments.out)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("base", type=Path)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("lessons", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--minutes", type=float, default=40.0)
    parser.add_argument("--rate", type=float, default=6e-5)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--most", type=int, default=40_000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        run_together(work, arguments, Path(folder))


if __name__ == "__main__":
    main()
