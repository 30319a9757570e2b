"""What the accurate model says of every lesson, for one that learns from it: teach.py BASE CHECKPOINT NEWSMTSC OUT.jsonl [MOST]

OUT.jsonl gets the lessons with the shares of the three labels, OUT.npz the state that the model draws each from and the
frames. Coded targets come first, then the others in random order, MOST in all.
CHECKPOINT is the accurate model's (``unpack.py`` makes it from the shipped files).
"""

import json
import random
import sys
from pathlib import Path

import numpy as np
import torch
from lessons import list_lessons
from network import FRAMES, Network, Vocabulary, pad_rows
from rows import read_rows, split_own

KEPT = ("sentence", "from", "to", "others", "names", "polarity", "frames")
BATCH = 16


def main(base: Path, checkpoint: Path, news: Path, out: Path, most: int | None = None) -> None:
    vocabulary = Vocabulary(base)
    teacher = Network(base, vocabulary).eval()
    teacher.take(torch.load(checkpoint))
    lessons = list_lessons(read_rows(news / "train.jsonl"), split_own()[0])
    random.Random(1).shuffle(lessons)
    lessons = sorted(lessons, key=lambda lesson: lesson["polarity"] is None)[:most]
    shares, frames, states = read_lessons(teacher, [vocabulary.marked(lesson) for lesson in lessons])
    with out.open("w", encoding="utf-8") as file:
        for lesson, said in zip(lessons, shares.tolist(), strict=True):
            keep = {key: value for key, value in lesson.items() if key in KEPT}
            file.write(json.dumps(keep | {"said": said}, ensure_ascii=False) + "\n")
    np.savez(out.with_suffix(".npz"), states=states, frames=frames)


def read_lessons(teacher: Network, rows: list[list[int]]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(n, 3) shares of the labels, (n, frames) those of the frames, and (n, 2 · width) states: the marked token's and the mean of all."""
    order = sorted(range(len(rows)), key=lambda k: len(rows[k]))
    shares, frames = np.zeros((len(rows), 3)), np.zeros((len(rows), len(FRAMES)), dtype=np.float32)
    states = np.zeros((len(rows), teacher.head.in_features), dtype=np.float16)
    with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
        for start in range(0, len(order), BATCH):
            chosen = order[start : start + BATCH]
            tokens = pad_rows([rows[k] for k in chosen], teacher.special["pad"])
            first, mean = (each.float() for each in teacher.pool(*teacher.embed(tokens)))
            both = torch.cat([first, mean], -1)
            with torch.autocast("cpu", enabled=False):
                shares[chosen], frames[chosen] = teacher.head(both).softmax(-1).numpy(), teacher.frames(mean).sigmoid().numpy()
            states[chosen] = both.numpy()
    return shares, frames, states


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:5]), *map(int, sys.argv[5:6]))
