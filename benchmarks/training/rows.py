"""The coded sentences as rows: NewsMTSC's (read from where they lie) and our own."""

import json
from collections.abc import Iterable
from pathlib import Path

OWN = Path(__file__).parent / "data" / "sentences.jsonl"
HELD_OUT = 12
"""Every twelfth of our own sentences is kept for choosing settings."""


def read_rows(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def split_own() -> tuple[list[dict], list[dict]]:
    """Our own sentences: (to train on, kept out). Sentences of the first writing are all trained on."""
    sentences = read_rows(OWN)
    kept = {i for i, s in enumerate(sentences) if s["readings"] == 1 and i % HELD_OUT == 0}
    return [s for i, s in enumerate(sentences) if i not in kept], [s for i, s in enumerate(sentences) if i in kept]


def list_targets(sentences: Iterable[dict]) -> list[dict]:
    """One row a target of our own sentences, in the form of NewsMTSC, with the places of the other names and the frames."""
    rows = []
    for sentence in sentences:
        for target in sentence["targets"]:
            others = [(other["from"], other["to"]) for other in sentence["targets"] if other is not target]
            place = {"from": target["from"], "to": target["to"], "polarity": target["polarity"]}
            rows.append(dict(sentence=sentence["sentence"], others=others, frames=sentence["frames"], kind=sentence["kind"], **place))
    return rows
