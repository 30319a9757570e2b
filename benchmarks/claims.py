"""Same-claim sentence pairs: train the pair classifier on invented reports, and measure it.

    python -m benchmarks.claims [--data DIR] [--train]

Accuracy: on the invented events, each scored by a classifier trained on all others; on the two coded articles of the first
study (right = in both readings, wrong = in neither, the rest does not count). False positives: pairs of sentences from
articles on different events (BASIL; Fan et al. 2019), none of which can be the same claim.
"""

import argparse
import json
import random
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

import numpy as np

from analysis.annotate.likeness import FEATURES, WORD_FEATURES, measure_pairs, weigh_features
from analysis.annotate.meaning import FOLDER, Meaning, read_meaning
from benchmarks.results import parse_arguments, save_result

TRAINING = Path(__file__).parent / "training" / "claims"
GOLD = Path(__file__).parent.parent / "tests" / "gold"
PENALTY = 3.0
"""L2 penalty of the logistic regression on standardised features."""

STRANGERS = 20
"""Pairs of articles on different events that the thresholds are set on; as many others measure them."""

LONGEST = 30
STATED_RATE, POSSIBLE_RATE = 0.005, 0.02
Pairs = tuple[np.ndarray, np.ndarray, np.ndarray]
"""Features, whether the two contradict each other, and 1 / 0 / −1 (same, different, coders disagree)."""


def main() -> None:
    """Measure, and with ``--train`` write the weights first."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--train", action="store_true", help="fit the weights and thresholds and write them to the package")
    arguments = parse_arguments(parser)
    events = load_events()
    meanings = _Reader()
    invented = [_join(_pairs_of_event(event, meanings)) for event in events]
    coded = _pair_up(*load_coded(), meanings)
    strangers = [_pair_up(a, b, np.zeros((len(a), len(b)), dtype=int), meanings) for a, b in load_strangers(arguments.data)]
    if arguments.train:
        _train(invented, _join(strangers[:STRANGERS]))
    save_result("claims", evaluate(invented, coded, _join(strangers[STRANGERS:])))


def load_events() -> list[dict]:
    """The invented events: outlets, sentences, and which facts each sentence states."""
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(TRAINING.glob("*.json"))]


def load_coded() -> tuple[list[str], list[str], np.ndarray]:
    """The sentences of the two coded articles and what both readings say of each pair."""
    texts = {row["id"]: row["text"] for row in json.loads((GOLD / "sentences.json").read_text(encoding="utf-8"))}
    readings = []
    for reader in "AB":
        facts = json.loads((GOLD / reader / "facts.json").read_text(encoding="utf-8"))
        noise = {row["id"] for row in json.loads((GOLD / reader / "noise.json").read_text(encoding="utf-8"))}
        readings.append({(a, b) for fact in facts for a in fact["a0"] for b in fact["a2"]})
    first, second = ([name for name in texts if name.startswith(article) and name not in noise] for article in ("a0", "a2"))
    truth = [[1 if (a, b) in readings[0] & readings[1] else -(int((a, b) in readings[0] ^ readings[1])) for b in second] for a in first]
    return [texts[a] for a in first], [texts[b] for b in second], np.array(truth)


def load_strangers(data: Path, *, seed: int = 1) -> list[tuple[list[str], list[str]]]:
    """Sentences of pairs of BASIL articles on different events."""
    articles = [json.loads(line) for line in (data / "basil-dev.jsonl").read_text(encoding="utf-8").splitlines()]
    chance = random.Random(seed)
    pairs: list[tuple[list[str], list[str]]] = []
    while len(pairs) < 2 * STRANGERS:
        a, b = chance.sample(articles, 2)
        if a["event"] != b["event"]:
            pairs.append(tuple([s for paragraph in x["paragraphs"] for s in paragraph][:LONGEST] for x in (a, b)))
    return pairs


def evaluate(invented: Sequence[Pairs], coded: Pairs, strangers: Pairs) -> dict:
    """Precision, recall and F1 at the shipped threshold, with and without the encoder, and the share of strangers called stated."""
    shipped = json.loads((FOLDER / "likeness.json").read_text(encoding="utf-8"))
    figures: dict = {"features": list(FEATURES), "invented_events": len(invented)}
    for model, names in (("pairs", FEATURES), ("words", WORD_FEATURES)):
        weights = shipped[model]
        limits = {key: weights[key] for key in ("stated", "possible")}
        crossed = [_score(part, fit(_join([p for p in invented if p is not part]), names) | limits) for part in invented]
        figures[model] = {
            "invented": _accuracy(np.concatenate(crossed), np.concatenate([part[2] for part in invented]), weights["stated"]),
            "coded": _accuracy(_score(coded, weights), coded[2], weights["stated"]),
            "different_events": {
                status: {"share": float((_score(strangers, weights) >= weights[status]).mean()), "n": len(strangers[2])}
                for status in ("stated", "possible")
            },
        }
    return figures


def fit(pairs: Pairs, names: Sequence[str]) -> dict:
    """Logistic regression with an L2 penalty on standardised features; weights are given for the raw ones."""
    from scipy.optimize import minimize

    features, _, truth = pairs
    kept = truth >= 0
    x, y = features[kept][:, [FEATURES.index(name) for name in names]], truth[kept].astype(float)
    mean, spread = x.mean(axis=0), np.maximum(x.std(axis=0), 1e-9)
    z = np.column_stack([np.ones(len(x)), (x - mean) / spread])

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        logits = z @ w
        gradient = z.T @ (1 / (1 + np.exp(-logits)) - y)
        gradient[1:] += PENALTY * w[1:]
        return float(np.logaddexp(0, logits).sum() - y @ logits + PENALTY / 2 * w[1:] @ w[1:]), gradient

    w = minimize(loss, np.zeros(z.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 2000}).x
    weights = w[1:] / spread
    return {
        "constant": round(float(w[0] - weights @ mean), 4),
        "weights": dict(zip(names, (round(float(v), 4) for v in weights), strict=True)),
    }


def _train(invented: Sequence[Pairs], strangers: Pairs) -> None:
    shipped = {}
    for model, names in (("pairs", FEATURES), ("words", WORD_FEATURES)):
        weights = fit(_join(invented), names)
        likely = _score(strangers, weights | {"stated": 1.0})
        stated, possible = (round(float(np.quantile(likely, 1 - rate)), 3) for rate in (STATED_RATE, POSSIBLE_RATE))
        shipped[model] = weights | {"stated": stated, "possible": possible}
    (FOLDER / "likeness.json").write_text(json.dumps(shipped, indent=1) + "\n", encoding="utf-8")


class _Reader(dict):
    """Sentence → its vectors, each read once."""

    def read(self, texts: Sequence[str]) -> list[Meaning]:
        new = [text for text in dict.fromkeys(texts) if text not in self]
        self.update(zip(new, read_meaning(new), strict=True))
        return [self[text] for text in texts]


def _pairs_of_event(event: dict, meanings: _Reader) -> list[Pairs]:
    pairs = []
    for first, second in combinations([article["sentences"] for article in event["articles"]], 2):
        truth = np.array([[int(bool(set(a["facts"]) & set(b["facts"]))) for b in second] for a in first])
        pairs.append(_pair_up([a["text"] for a in first], [b["text"] for b in second], truth, meanings))
    return pairs


def _pair_up(first: Sequence[str], second: Sequence[str], truth: np.ndarray, meanings: _Reader) -> Pairs:
    features, contradict = measure_pairs(first, second, meanings.read(first), meanings.read(second))
    return features.reshape(-1, features.shape[-1]), contradict.ravel(), truth.ravel()


def _join(pairs: Sequence[Pairs]) -> Pairs:
    return tuple(np.concatenate(parts) for parts in zip(*pairs, strict=True))


def _score(pairs: Pairs, model: dict) -> np.ndarray:
    return weigh_features(pairs[0], pairs[1], model)


def _accuracy(likely: np.ndarray, truth: np.ndarray, threshold: float) -> dict:
    kept = truth >= 0
    called, right = likely[kept] >= threshold, truth[kept] == 1
    hits = int((called & right).sum())
    precision, recall = hits / max(int(called.sum()), 1), hits / max(int(right.sum()), 1)
    f1 = 2 * hits / max(int(called.sum() + right.sum()), 1)
    return {"precision": precision, "recall": recall, "f1": f1, "same": int(right.sum()), "pairs": int(kept.sum())}


if __name__ == "__main__":
    main()
