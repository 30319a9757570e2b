"""Fit the weights of the transparent scorer: logistic regression on what ``file_words`` files, taught by the accurate model.

usage: fit_transparent.py LESSONS [OUT], LESSONS as written by ``teach.py``; OUT by default where the scorer reads it
Of a coded target half of the truth is its label, half what the accurate model says; of the others the model's word is
all there is, and they count a fifth: so even rare words are seen often enough to be weighed.
"""

import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from rows import read_rows
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from analysis.annotate.encoder import MODELS
from analysis.annotate.scorers.transparent import file_words, read_sentence
from analysis.annotate.targets import Target
from analysis.corpus import Article
from analysis.parsing import parse_article

FEWEST = 6
"""Targets at which a word must stand in a group of relations to have a weight."""
PENALTY, WORD_PENALTY = 2.0, 4.0
OWN_WEIGHT, ASKED_WEIGHT = 0.7, 0.2
"""Of a coded target of ours, and of one that only the teacher has judged, beside one of NewsMTSC."""
TAUGHT = 0.5
"""How much of a coded target's truth is what the teacher says."""
LEAST = 0.05
"""Weights below it are left out of the table."""


def file_lessons(lessons: Sequence[dict]) -> list[dict[str, float]]:
    """Feature → value of every lesson; sentences are parsed with the names as they stand."""
    filed: list[dict[str, float]] = [{} for _ in lessons]
    by_sentence: dict[str, list[int]] = {}
    for index, lesson in enumerate(lessons):
        by_sentence.setdefault(lesson["sentence"], []).append(index)
    for text, indexes in by_sentence.items():
        tokens = parse_article(Article("lesson", "lesson.txt", text)).doc[:]
        sentence = read_sentence(tokens)
        for index in indexes:
            others = tuple(tuple(span) for span in lessons[index]["others"])
            target = Target(0, 0, text, "T", ((lessons[index]["from"], lessons[index]["to"]),), others, (), tokens)
            for _, key, value in file_words(target, sentence):
                filed[index][key] = filed[index].get(key, 0.0) + value
    return filed


def weigh_lessons(lessons: Sequence[dict]) -> tuple[np.ndarray, np.ndarray]:
    """(n, 3) shares taken for true and (n,) weights; classes are weighed half of the way to equal ones."""
    coded = np.array([lesson["polarity"] is not None for lesson in lessons])
    own = np.array(["frames" in lesson for lesson in lessons])
    said = np.array([lesson["said"] for lesson in lessons])
    labels = np.eye(3)[[lesson["polarity"] + 1 if lesson["polarity"] is not None else 0 for lesson in lessons]]
    truth = np.where(coded[:, None], TAUGHT * said + (1 - TAUGHT) * labels, said)
    weights = np.where(own, OWN_WEIGHT, np.where(coded, 1.0, ASKED_WEIGHT))
    counts = (truth * weights[:, None]).sum(axis=0)
    return truth, weights * (truth @ np.sqrt(counts.sum() / 3 / counts))


def list_features(rows: Sequence[dict[str, float]]) -> dict[str, int]:
    counts = Counter(key for row in rows for key in row)
    return {key: index for index, key in enumerate(sorted(key for key, n in counts.items() if n >= FEWEST))}


def make_matrix(rows: Sequence[dict[str, float]], columns: dict[str, int]) -> csr_matrix:
    cells = [(i, columns[key], value) for i, row in enumerate(rows) for key, value in row.items() if key in columns]
    row, column, value = (np.array(each) for each in zip(*cells, strict=True))
    return csr_matrix((value.astype(float), (row.astype(int), column.astype(int))), shape=(len(rows), len(columns)))


def fit(matrix: csr_matrix, truth: np.ndarray, weights: np.ndarray, penalty: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(2, features) weights and (2,) biases: odds of negative and positive against neutral."""
    d = matrix.shape[1]
    polar = truth[:, [0, 2]]
    transposed = matrix.T.tocsr()

    def loss(v: np.ndarray) -> tuple[float, np.ndarray]:
        w, b = v[: 2 * d].reshape(2, d), v[2 * d :]
        z = matrix @ w.T + b
        total = np.log1p(np.exp(z).sum(1))
        gap = (np.exp(z - total[:, None]) - polar) * weights[:, None]
        value = (weights * (total - (polar * z).sum(1))).sum() + (penalty * w**2).sum()
        return value, np.concatenate([((transposed @ gap).T + 2 * penalty * w).ravel(), gap.sum(0)])

    found = minimize(loss, np.zeros(2 * d + 2), jac=True, method="L-BFGS-B", options={"maxiter": 150}).x
    return found[: 2 * d].reshape(2, d), found[2 * d :]


def main(source: Path, out: Path = MODELS / "transparent.json") -> None:
    lessons = read_rows(source)
    rows = file_lessons(lessons)
    columns = list_features(rows)
    truth, weights = weigh_lessons(lessons)
    penalty = np.array([WORD_PENALTY if key.endswith(")") else PENALTY for key in columns])
    w, b = fit(make_matrix(rows, columns), truth, weights, penalty)
    kept = {key: [round(float(w[0, k]), 2), round(float(w[1, k]), 2)] for key, k in columns.items() if np.abs(w[:, k]).max() >= LEAST}
    lines = ",\n".join(f"{json.dumps(key, ensure_ascii=False)}: {json.dumps(pair)}" for key, pair in kept.items())
    bias = json.dumps([round(float(x), 3) for x in b])
    out.write_text(f'{{"bias": {bias}, "weights": {{\n{lines}\n}}}}\n', encoding="utf-8")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:3]))
