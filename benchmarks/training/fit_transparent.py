"""Fit the weights of the transparent scorer: multinomial logistic regression on what ``file_words`` files.

usage: fit_transparent.py FILED NEWSFILED OUT, each of the first two a pickle of (rows of feature → value, labels, sentence numbers)
"""

import json
import pickle
import sys
from collections import Counter
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix, vstack

FEWEST = 6
"""Sentences in which a single word must occur in a group of relations to have a weight."""
PENALTY, WORD_PENALTY = 2.0, 4.0
OWN_WEIGHT = 0.7


def list_features(rows: list[dict[str, float]]) -> dict[str, int]:
    counts = Counter(key for row in rows for key in row)
    return {key: index for index, key in enumerate(sorted(key for key, n in counts.items() if n >= FEWEST))}


def make_matrix(rows: list[dict[str, float]], columns: dict[str, int]) -> csr_matrix:
    cells = [(i, columns[key], value) for i, row in enumerate(rows) for key, value in row.items() if key in columns]
    row, column, value = (np.array(each) for each in zip(*cells, strict=True))
    return csr_matrix((value.astype(float), (row.astype(int), column.astype(int))), shape=(len(rows), len(columns)))


def balance(labels: np.ndarray) -> np.ndarray:
    """Weights that go half of the way to equal classes."""
    counts = np.array([(labels == label).sum() for label in (-1, 0, 1)])
    return np.sqrt(counts.sum() / 3 / counts)[labels + 1]


def fit(matrix: csr_matrix, labels: np.ndarray, weights: np.ndarray, penalty: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(2, features) weights and (2,) biases: odds of negative and positive against neutral."""
    d = matrix.shape[1]
    truth = np.eye(3)[labels + 1][:, [0, 2]]
    transposed = matrix.T.tocsr()

    def loss(v: np.ndarray) -> tuple[float, np.ndarray]:
        w, b = v[: 2 * d].reshape(2, d), v[2 * d :]
        z = matrix @ w.T + b
        total = np.log1p(np.exp(z).sum(1))
        gap = (np.exp(z - total[:, None]) - truth) * weights[:, None]
        value = (weights * (total - (truth * z).sum(1))).sum() + (penalty * w**2).sum()
        return value, np.concatenate([((transposed @ gap).T + 2 * penalty * w).ravel(), gap.sum(0)])

    found = minimize(loss, np.zeros(2 * d + 2), jac=True, method="L-BFGS-B", options={"maxiter": 120}).x
    return found[: 2 * d].reshape(2, d), found[2 * d :]


def main(own: Path, news: Path, out: Path) -> None:
    parts = [pickle.loads(path.read_bytes()) for path in (own, news)]
    columns = list_features([row for rows, *_ in parts for row in rows])
    matrix = vstack([make_matrix(rows, columns) for rows, *_ in parts]).tocsr()
    labels = np.concatenate([part[1] for part in parts])
    weights = np.concatenate([OWN_WEIGHT * balance(parts[0][1]), balance(parts[1][1])])
    penalty = np.array([WORD_PENALTY if key.endswith(")") else PENALTY for key in columns])
    w, b = fit(matrix, labels, weights, penalty)
    kept = {key: [round(float(w[0, k]), 2), round(float(w[1, k]), 2)] for key, k in columns.items() if np.abs(w[:, k]).max() >= 0.05}
    table = {"bias": [round(float(x), 3) for x in b], "weights": kept}
    out.write_text(json.dumps(table, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
