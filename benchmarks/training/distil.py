"""Teach the fast model what the accurate one says of the lessons of ``teach.py``, and what stands behind it.

usage: distil.py BASE LESSONS.jsonl OUT --from CHECKPOINT [--minutes 50] [--rate 1.5e-4] [--batch 24] [--hide 0.15] [--swap 0.25] [--seed 0]
Beside the shares of the labels, the pupil learns to foretell the state that the teacher draws them from (LESSONS.npz; as
Romero et al. 2015, FitNets), which says more of a sentence than three shares. The names of a sentence are at times hidden or
exchanged for others, so that the model cannot learn them by heart; what the teacher said stays. Written, as OUT, is the
running mean of the weights (``together.py``), on the way too.
"""

import argparse
import json
import random
import tempfile
import tomllib
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from network import FRAMES, Network, Vocabulary, pad_rows
from rows import OWN, read_rows
from together import PROCESSES, Together, run_together
from train import draw_batches

from analysis.annotate.encoder import OTHER, arrange_tokens

GOLD = 0.3
"""How much of a coded target's loss is its label; the rest is what the teacher says."""
FRAMES_SHARE = 0.3
STATES_SHARE = 0.5
SAVED = 200
KEPT = 0.98
"""How much of the running mean stays at each average."""
SHOWN = 0.3
"""How often the names of our own sentences stand as they are where they are neither hidden nor exchanged."""
STUDIED = 0.3
"""How often a name is exchanged for one of the actors of the first study, not for one of another lesson."""


def list_names(lessons: list[dict]) -> tuple[list[str], list[str]]:
    """(names in the lessons, names of the actors of the first study): what a name is exchanged for."""
    found = {row["sentence"][a:b] for row in lessons for a, b in row["names"] if b - a < 25}
    actors = tomllib.loads((OWN.parents[3] / "seeds" / "actors.toml").read_text(encoding="utf-8"))["actor"]
    lists = ("names", "people", "institutions", "metonyms", "places")
    studied = {actor["name"] for actor in actors} | {name for actor in actors for key in lists for name in actor.get(key, ())}
    return sorted(found), sorted(studied)


def draw_view(row: dict, names: tuple[list[str], list[str]], generator: random.Random, *, hide: float, swap: float) -> list[tuple]:
    """What stands for which span of a lesson this time: all names hidden, most of them exchanged, or only the known ones hidden."""
    chance, others = generator.random(), {tuple(span) for span in row["others"]}
    if chance < hide:
        return [(tuple(span), OTHER) for span in row["names"]]
    if chance >= hide + swap:
        return [(span, OTHER) for span in others] if generator.random() > SHOWN else []
    view = []
    for span in map(tuple, row["names"]):
        if generator.random() < 0.7:
            view.append((span, generator.choice(names[generator.random() < STUDIED])))
        elif span in others:
            view.append((span, OTHER))
    return view


def build_examples(vocabulary: Vocabulary, rows: list[dict], names: tuple, generator: random.Random, **how: float) -> list[tuple]:
    """(tokens, label or -1, frames or None, what the teacher says, its state), in a newly drawn view."""
    examples = []
    for row in rows:
        view = draw_view(row, names, generator, **how)
        tokens = arrange_tokens(vocabulary.ids, vocabulary.special, row["sentence"], (row["from"], row["to"]), view)
        frames = [float(frame in row["frames"]) for frame in FRAMES] if "frames" in row else None
        examples.append((tokens, -1 if row["polarity"] is None else row["polarity"] + 1, frames, torch.tensor(row["said"]), row["state"]))
    return examples


class Pupil(torch.nn.Module):
    """The fast network and, for the time of its training, what foretells the teacher's state from its own."""

    def __init__(self, network: Network, width: int) -> None:
        super().__init__()
        self.network, self.states = network, torch.nn.Linear(2 * network.mk.shape[1], width)

    def measure_loss(self, batch: list[tuple]) -> torch.Tensor:
        """The loss of a batch."""
        network = self.network
        first, mean = network.pool(*network.embed(pad_rows([row[0] for row in batch], network.special["pad"])))
        both = torch.cat([first, mean], -1)
        stance, frames = network.head(network.dp(both)), network.frames(network.dp(mean))
        labels = torch.tensor([row[1] for row in batch])
        known = labels >= 0
        said = -(torch.stack([row[3] for row in batch]) * F.log_softmax(stance, -1)).sum(-1)
        loss = (torch.where(known, 1 - GOLD, 1.0) * said).mean()
        loss = loss + STATES_SHARE * F.mse_loss(self.states(both), torch.stack([row[4] for row in batch]).float())
        if known.any():
            loss = loss + GOLD * F.cross_entropy(stance[known], labels[known], label_smoothing=0.1, reduction="sum") / len(batch)
        coded = [i for i, row in enumerate(batch) if row[2] is not None]
        if coded:
            truth = torch.tensor([batch[i][2] for i in coded])
            loss = loss + FRAMES_SHARE * len(coded) / len(batch) * F.binary_cross_entropy_with_logits(frames[coded], truth)
        return loss


def load_lessons(path: Path) -> list[dict]:
    """The lessons, coded ones twice, each with the teacher's state in the same units throughout."""
    states = torch.tensor(np.load(path.with_suffix(".npz"))["states"]).float()
    states = ((states - states.mean(0)) / states.std(0).clamp_min(1e-6)).half()
    rows = [row | {"state": state} for row, state in zip(read_rows(path), states, strict=True)]
    return [row for row in rows for _ in range(1 if row["polarity"] is None else 2)]


def work(rank: int, arguments: argparse.Namespace, meeting: str) -> None:
    """One of the processes; the first one tells and saves."""
    torch.set_num_threads(1)
    torch.manual_seed(arguments.seed + rank)
    generator = random.Random(arguments.seed * 7 + rank)
    vocabulary = Vocabulary(arguments.base)
    network = Network(arguments.base, vocabulary)
    network.take(torch.load(arguments.start))
    for module in network.b.modules():
        if isinstance(module, torch.nn.Dropout):
            module.p = 0.0
    lessons = load_lessons(arguments.lessons)
    names = list_names(lessons)
    random.Random(arguments.seed).shuffle(lessons)
    torch.manual_seed(arguments.seed)
    pupil = Pupil(network, len(lessons[0]["state"]))
    trained = {name: p for name, p in pupil.named_parameters() if p.requires_grad}
    body = [p for name, p in trained.items() if name.startswith("network.b.")]
    heads = [p for name, p in trained.items() if not name.startswith("network.b.")]
    together = Together(trained, rank, meeting, minutes=arguments.minutes, kept=KEPT)
    optimiser = torch.optim.AdamW([{"params": body}, {"params": heads}], lr=arguments.rate, weight_decay=0.01, fused=True)

    def save(mark: str = "") -> None:
        if rank == 0:
            mean = together.read_mean()
            averaged = {name.removeprefix("network."): value for name, value in mean.items() if name.startswith("network.")}
            torch.save(network.state_dict() | averaged, arguments.out.with_stem(arguments.out.stem + mark))

    if rank == 0:
        print(json.dumps({"examples": len(lessons), **{k: str(v) for k, v in vars(arguments).items()}}), flush=True)
    total = 0.0
    batches: list[list[tuple]] = []
    while together.clock < 1:
        if not batches:
            how = dict(hide=arguments.hide, swap=arguments.swap)
            examples = build_examples(vocabulary, lessons[rank::PROCESSES], names, generator, **how)
            batches = [[examples[i] for i in batch] for batch in draw_batches(examples, arguments.batch, generator)]
        for group, times in zip(optimiser.param_groups, (1, 10), strict=True):
            group["lr"] = arguments.rate * times * min(1, (together.step + 1) / 300) * max(0.01, 1 - together.passed)
        loss = pupil.measure_loss(batches.pop())
        loss.backward()
        total += loss.item()
        together.advance(optimiser)
        if together.step % 100 == 0 and rank == 0:
            print(json.dumps({"step": together.step, "seconds": round(together.seconds), "loss": round(total / 100, 3)}), flush=True)
            total = 0.0
        if together.step % SAVED == 0:
            save(f"-{int(10 * min(together.passed, 1))}0")
    save()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("base", type=Path)
    parser.add_argument("lessons", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--from", dest="start", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=50.0)
    parser.add_argument("--rate", type=float, default=1.5e-4)
    parser.add_argument("--batch", type=int, default=24)
    parser.add_argument("--hide", type=float, default=0.15)
    parser.add_argument("--swap", type=float, default=0.25)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        run_together(work, arguments, Path(folder))


if __name__ == "__main__":
    main()
