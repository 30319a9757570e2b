"""The teacher's logits on every training target, for the fast model: teach.py BASE NEWSMTSC CHECKPOINT OUT.npz"""

import sys
from pathlib import Path

import numpy as np
import torch
from network import Network, Vocabulary, list_targets, predict, read_rows
from train import split_own


def main(base: Path, news: Path, checkpoint: Path, out: Path) -> None:
    torch.set_num_threads(2)
    vocabulary = Vocabulary(base)
    network = Network(base, vocabulary)
    network.load_state_dict(torch.load(checkpoint), strict=False)
    rows = [*read_rows(news / "train.jsonl"), *list_targets(split_own()[0])]
    np.savez(out, logits=predict(network, [vocabulary.marked(row) for row in rows], logits=True)[0])


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:5]))
