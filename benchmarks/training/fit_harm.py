"""Fit the harm head on the shipped encoder: fit_harm.py [--model accurate] [--penalty 100]

A logistic regression on the mean vector of each sentence of ``data/harm.jsonl`` with its target marked and the other coded targets
hidden. Writes ``harm.npz`` beside the model and prints, by five-fold cross-validation, average precision and the threshold with the
highest F1: ``analysis.annotate.suffering.LEAST``.
"""

import argparse
import json

import numpy as np
from rows import OWN, list_targets, read_rows
from scipy.optimize import minimize

from analysis.annotate.encoder import MODELS, encode_target, read_tokens

FOLDS = 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", default="accurate")
    parser.add_argument("--penalty", type=float, default=100.0)
    arguments = parser.parse_args()
    coded = read_rows(OWN.parent / "harm.jsonl")
    named: dict[str, list[tuple[int, int]]] = {}
    for row in list_targets(read_rows(OWN)):
        named.setdefault(row["sentence"], []).append((row["from"], row["to"]))
    rows = [
        encode_target(
            arguments.model, row["sentence"], (row["from"], row["to"]), (), [s for s in named[row["sentence"]] if s[0] != row["from"]]
        )
        for row in coded
    ]
    x, y = read_tokens(rows, name=arguments.model).vectors, np.array([row["harm"] for row in coded], dtype=float)
    fold = np.random.default_rng(0).integers(0, FOLDS, len(y))
    held = np.zeros(len(y))
    for k in range(FOLDS):
        weights, bias = fit(x[fold != k], y[fold != k], arguments.penalty)
        held[fold == k] = x[fold == k] @ weights + bias
    print(json.dumps(judge(1 / (1 + np.exp(-held)), y)))
    weights, bias = fit(x, y, arguments.penalty)
    head = {"weights": weights[:, None].astype(np.float32), "biases": np.array([bias], dtype=np.float32)}
    np.savez(MODELS / arguments.model / "harm.npz", **head)


def fit(x: np.ndarray, y: np.ndarray, penalty: float) -> tuple[np.ndarray, float]:
    """Weights and bias of a logistic regression with an L2 penalty on standardised features."""
    mean, spread = x.mean(axis=0), x.std(axis=0) + 1e-6
    z = np.hstack([np.ones((len(x), 1)), (x - mean) / spread])

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        logits = z @ w
        gradient = z.T @ (1 / (1 + np.exp(-logits)) - y)
        gradient[1:] += penalty * w[1:]
        return float(np.logaddexp(0, logits).sum() - y @ logits + penalty / 2 * w[1:] @ w[1:]), gradient

    w = minimize(loss, np.zeros(z.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 500}).x
    weights = w[1:] / spread
    return weights, float(w[0] - weights @ mean)


def judge(likely: np.ndarray, truth: np.ndarray) -> dict:
    """Average precision, and the threshold with the highest F1."""
    order = truth[np.argsort(-likely)]
    average = (np.cumsum(order) / np.arange(1, len(order) + 1))[order > 0].mean()
    scores = {t: 2 * (truth * (likely >= t)).sum() / ((likely >= t).sum() + truth.sum()) for t in np.round(np.arange(0.05, 0.95, 0.05), 2)}
    best = max(scores, key=lambda t: scores[t])
    return {"average precision": round(float(average), 3), "threshold": float(best), "F1": round(float(scores[best]), 3)}


if __name__ == "__main__":
    main()
