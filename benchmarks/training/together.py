"""Training on two cores: two processes of one thread each, every one with half of the examples.

Every few steps their weights become the mean of both (cf. Stich 2019, "Local SGD"). What is kept in the end is the running
mean of the weights. Rates fall with the clock, so that a training ends when it should on any machine.
"""

import time
from collections.abc import Callable
from pathlib import Path

import torch
import torch.distributed as spread

PROCESSES = 2
EVERY = 8
"""Steps between two averages."""


class Together:
    """One of the processes: what it trains, how far its time has gone, and the running mean of the weights."""

    def __init__(self, trained: dict[str, torch.nn.Parameter], rank: int, meeting: str, *, minutes: float, kept: float) -> None:
        spread.init_process_group("gloo", store=spread.FileStore(meeting, PROCESSES), rank=rank, world_size=PROCESSES)
        self.names, self.parameters = list(trained), list(trained.values())
        self.mean = [p.detach().clone() for p in self.parameters]
        self.minutes, self.kept = minutes, kept
        self.step, self.clock, self.began = 0, 0.0, time.time()

    @property
    def seconds(self) -> float:
        """Since the beginning."""
        return time.time() - self.began

    @property
    def passed(self) -> float:
        """Share of the time that has gone, by this process's clock."""
        return self.seconds / 60 / self.minutes

    def advance(self, optimiser: torch.optim.Optimizer) -> None:
        """One step along the gradient; every so often the mean of all processes."""
        self.step += 1
        with torch.no_grad():
            torch.nn.utils.clip_grad_norm_(self.parameters, 1.0)
            optimiser.step()
            optimiser.zero_grad()
            if self.step % EVERY == 0:
                self.clock = self._average(self.passed)
                keep = min(self.kept, self.step / (self.step + 5 * EVERY))
                torch._foreach_lerp_(self.mean, [p.data for p in self.parameters], 1 - keep)

    def _average(self, clock: float) -> float:
        """Give every process the mean of all weights, and of their clocks."""
        flat = torch.cat([p.data.flatten() for p in self.parameters] + [torch.tensor([clock])])
        spread.all_reduce(flat)
        flat /= PROCESSES
        for p, part in zip(self.parameters, flat[:-1].split([p.numel() for p in self.parameters]), strict=True):
            p.data.copy_(part.view_as(p))
        return float(flat[-1])

    def read_mean(self) -> dict[str, torch.Tensor]:
        """Name → running mean."""
        return dict(zip(self.names, self.mean, strict=True))


def run_together(work: Callable, arguments: object, folder: Path) -> None:
    """``work(rank, arguments, meeting)`` in every process; they meet over a file in ``folder``."""
    torch.multiprocessing.spawn(work, args=(arguments, str(folder / "meeting")), nprocs=PROCESSES)
