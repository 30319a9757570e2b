"""Fit the frame head on the shipped encoder: one logistic regression a frame on the mean vectors of our own sentences.

usage: fit_frames.py MODEL [--out FILE.npz]; prints F1 a frame on the sentences kept out, then fits on all
"""

import argparse
import json
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from analysis.annotate.encoder import encode_plain, list_frames, read_tokens

OWN = Path(__file__).parent / "data" / "sentences.jsonl"
PENALTY = 0.002


def fit_frame(vectors: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """Weights and, last, the bias of one frame."""

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        z = vectors @ w[:-1] + w[-1]
        gap = 1 / (1 + np.exp(-z)) - truth
        value = np.mean(np.logaddexp(0, z) - truth * z) + PENALTY * (w[:-1] ** 2).sum()
        return value, np.append(vectors.T @ gap / len(truth) + 2 * PENALTY * w[:-1], gap.mean())

    return minimize(loss, np.zeros(vectors.shape[1] + 1), jac=True, method="L-BFGS-B", options={"maxiter": 200}).x


def fit_head(vectors: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """(frames, width + 1) weights on the vectors as they are, fitted on vectors of unit spread."""
    middle, spread = vectors.mean(0), vectors.std(0) + 1e-6
    fitted = np.array([fit_frame((vectors - middle) / spread, truth[:, k]) for k in range(truth.shape[1])])
    weights = fitted[:, :-1] / spread
    return np.column_stack([weights, fitted[:, -1] - weights @ middle])


def measure_f1(said: np.ndarray, truth: np.ndarray) -> np.ndarray:
    return 2 * (said & truth).sum(0) / np.maximum(1, said.sum(0) + truth.sum(0))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model")
    parser.add_argument("--vectors", type=Path, help="vectors made before, as .npy")
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    sentences = [json.loads(line) for line in OWN.read_text(encoding="utf-8").splitlines()]
    frames = list_frames(arguments.model)
    truth = np.array([[frame in sentence["frames"] for frame in frames] for sentence in sentences])
    made = (encode_plain(arguments.model, sentence["sentence"]) for sentence in sentences)
    vectors = np.load(arguments.vectors) if arguments.vectors else read_tokens(list(made), name=arguments.model).vectors
    kept = np.arange(len(sentences)) % 12 == 0
    head = fit_head(vectors[~kept], truth[~kept])
    said = vectors[kept] @ head[:, :-1].T + head[:, -1] > 0
    print(json.dumps(dict(zip(frames, measure_f1(said, truth[kept]).round(3).tolist(), strict=True))))
    head = fit_head(vectors, truth)
    np.savez(arguments.out, weights=head[:, :-1].T.astype(np.float32), biases=head[:, -1].astype(np.float32))


if __name__ == "__main__":
    main()
