"""What each ingredient of the stance scorers adds: each is left out in turn. Kept in benchmarks/results/stance.json.

usage: python -m benchmarks.ablation [--data ../shared/data]
Same coded material as ``benchmarks.stance``. Of the models: holding back negative calls on the wronged, neutral when
unsure, hiding other names, reading further mentions. Of the transparent scorer: groups of its table of weights.
"""

import argparse
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

from analysis.annotate.encoder import load_encoder
from analysis.annotate.scorers import Judgement, transparent
from analysis.annotate.scorers.models import choose_label, hold_back, predict_shares
from analysis.annotate.stance import list_scorers
from analysis.annotate.targets import Target
from benchmarks.stance import HERE, OUT, load_material, score_labels, score_roles

Scorer = Callable[[list[Target]], list[Judgement]]


def judge_by_model(targets: list[Target], name: str, *, hold: bool = True, sure: float | None = None) -> list[Judgement]:
    """The model's judgements, with or without holding back and the threshold below which it is neutral."""
    shares = predict_shares(targets, name)
    shares = hold_back(targets, shares, name) if hold else shares
    least = load_encoder(name).settings["sure"] if sure is None else sure
    return [Judgement(float(share[2] - share[0]), choose_label(share, least)) for share in shares]


def list_model_variants(name: str) -> dict[str, Scorer]:
    """Variant → scorer, the whole first."""
    return {
        "whole": lambda targets: judge_by_model(targets, name),
        "the wronged not held back": lambda targets: judge_by_model(targets, name, hold=False),
        "never neutral for being unsure": lambda targets: judge_by_model(targets, name, sure=0.0),
        "names of others shown": lambda targets: judge_by_model([replace(each, others=()) for each in targets], name),
        "first mention only": lambda targets: judge_by_model([replace(each, mentions=each.mentions[:1]) for each in targets], name),
    }


WEIGHTS: dict[str, Callable[[str], bool]] = {
    "whole": lambda key: True,
    "without single words": lambda key: not key.endswith(")"),
    "without feeling words": lambda key: not key.startswith(("good words", "bad words")),
    "without acts": lambda key: key.split(":")[0] not in transparent.ACTS,
    "without the target's own place": lambda key: not key.startswith("target "),
}
"""Variant of the transparent scorer → which weights of its table stay."""


@contextmanager
def keep_weights(kept: Callable[[str], bool]) -> Iterator[None]:
    """The transparent scorer with only those weights."""
    table = transparent.load_weights()
    weights = {key: pair for key, pair in table["weights"].items() if kept(key)}
    with patch.object(transparent, "load_weights", lambda: {"bias": table["bias"], "weights": weights}):
        yield


def measure(scorer: Scorer, material: dict) -> dict:
    """Macro-F1 of each coded part; of the SemEval mentions the AUC and the share of Innocent not called negative."""
    found = {}
    for part, (targets, truth) in material.items():
        rated = (score_roles if part == "semeval_ukraine" else score_labels)(truth, scorer(targets))
        found |= {f"{part}: {key}": rated[key]["value"] for key in rated if key not in ("accuracy", "all_neutral_macro_f1")}
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=HERE.parent.parent / "shared" / "data")
    material = load_material(parser.parse_args().data)
    found: dict[str, dict] = {}
    for name in [name for name in list_scorers() if name in ("accurate", "fast")]:
        found[name] = {variant: measure(scorer, material) for variant, scorer in list_model_variants(name).items()}
    found["transparent"] = {}
    for variant, kept in WEIGHTS.items():
        with keep_weights(kept):
            found["transparent"][variant] = measure(transparent.score_transparent, material)
    results = json.loads(OUT.read_text(encoding="utf-8"))
    OUT.write_text(json.dumps(results | {"ingredients": found}, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
