"""Learn the weights of the frames' words: ``python -m benchmarks.training.frames``.

Reads our own invented, coded sentences (``data/sentences.jsonl``, ``data/frames.jsonl``), fits one logistic regression a frame
over the phrases of the codebook and over lemmas and pairs of lemmas, sets each threshold by five-fold cross-validation,
and writes ``analysis/codebooks/frame_weights.json``. No sentence of a news article takes part.
"""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy import sparse
from scipy.optimize import minimize

from analysis.annotate.frames import MOST_PHRASES, Signs, list_signs, load_frames
from analysis.annotate.grammar import read_grammar
from analysis.annotate.patterns import read_line
from analysis.codebooks import FOLDER
from analysis.corpus import Article
from analysis.files import write_atomically
from analysis.measure.intervals import SEED
from analysis.parsing import parse_articles

DATA = Path(__file__).parent / "data"
RAREST = 3
"""Sentences that a term must stand in."""

PHRASE_PENALTY, TERM_PENALTY = 0.3, 3.0
LIGHTEST = 0.15
"""Terms with less weight than this are left out of the file."""

NEWS_WEIGHT = 2.0
"""The sentences of ``frames.jsonl`` keep closest to the news of talks and wars and count twice."""

FOLDS = 5


def read_coded() -> tuple[list[str], np.ndarray, np.ndarray]:
    """(sentences, frames as sentences × frames truth values, weights)."""
    rows = [(row, weight) for name, weight in (("sentences", 1.0), ("frames", NEWS_WEIGHT)) for row in _read_rows(DATA / f"{name}.jsonl")]
    names = list(load_frames())
    truth = np.array([[name in row["frames"] for name in names] for row, _ in rows])
    return [row["sentence"] for row, _ in rows], truth, np.array([weight for _, weight in rows])


def read_signs(sentences: Sequence[str]) -> list[Signs]:
    """The phrases and terms of each sentence."""
    frames = load_frames()
    signs = []
    for parsed in parse_articles(Article(str(k), "", sentence) for k, sentence in enumerate(sentences)):
        found = list(list_signs(read_line(parsed), read_grammar(parsed), frames).values())
        phrases: dict = {}
        for each in found:
            for name, hits in each.phrases.items():
                phrases.setdefault(name, []).extend(hits)
        signs.append(Signs(phrases, [term for each in found for term in each.terms]))
    return signs


def make_matrix(signs: Sequence[Signs], terms: Sequence[str]) -> sparse.csr_matrix:
    """Sentences × (first, second, third phrase of each frame; then every term), 1 where it is there."""
    names = list(load_frames())
    columns = {term: len(names) * MOST_PHRASES + k for k, term in enumerate(terms)}
    cells = []
    for row, each in enumerate(signs):
        for k, name in enumerate(names):
            cells += [(row, k * MOST_PHRASES + level) for level in range(min(len(each.phrases.get(name, ())), MOST_PHRASES))]
        cells += [(row, columns[term]) for term in {sign.name for sign in each.terms} if term in columns]
    rows, places = zip(*cells, strict=True)
    return sparse.csr_matrix((np.ones(len(cells)), (rows, places)), shape=(len(signs), len(names) * MOST_PHRASES + len(terms)))


def choose_terms(signs: Sequence[Signs]) -> list[str]:
    """Terms of at least RAREST sentences, in order of the alphabet."""
    counts = Counter(term for each in signs for term in {sign.name for sign in each.terms})
    return sorted(term for term, count in counts.items() if count >= RAREST)


def fit_weights(matrix: sparse.csr_matrix, truth: np.ndarray, weights: np.ndarray, penalties: np.ndarray) -> np.ndarray:
    """Weights of the columns, then the bias: logistic regression with an L2 penalty a column."""
    sign = np.where(truth, 1.0, -1.0)

    def loss(beta: np.ndarray) -> tuple[float, np.ndarray]:
        margin = sign * (matrix @ beta[:-1] + beta[-1])
        pull = -sign * weights / (1 + np.exp(margin))
        value = (weights * np.logaddexp(0, -margin)).sum() + 0.5 * (penalties * beta[:-1] ** 2).sum()
        return value, np.append(matrix.T @ pull + penalties * beta[:-1], pull.sum())

    return minimize(loss, np.zeros(matrix.shape[1] + 1), jac=True, method="L-BFGS-B", options=dict(maxiter=300)).x


def cross_validate(matrix: sparse.csr_matrix, truth: np.ndarray, weights: np.ndarray, penalties: np.ndarray) -> np.ndarray:
    """Log-odds of each sentence from weights learned on the other folds."""
    folds = np.random.default_rng(SEED).integers(0, FOLDS, len(truth))
    scores = np.zeros(len(truth))
    for fold in range(FOLDS):
        kept = folds != fold
        beta = fit_weights(matrix[kept], truth[kept], weights[kept], penalties)
        scores[~kept] = matrix[~kept] @ beta[:-1] + beta[-1]
    return scores


def choose_threshold(truth: np.ndarray, scores: np.ndarray, weights: np.ndarray) -> tuple[float, float]:
    """(threshold with the highest weighted F1, that F1)."""
    order = np.argsort(-scores, kind="stable")
    right = np.cumsum((weights * truth)[order])
    f1 = 2 * right / (np.cumsum(weights[order]) + (weights * truth).sum())
    best = int(np.argmax(f1))
    return float(scores[order][best]), float(f1[best])


def main() -> None:
    sentences, truth, weights = read_coded()
    signs = read_signs(sentences)
    terms = choose_terms(signs)
    matrix = make_matrix(signs, terms)
    names = list(load_frames())
    levels = len(names) * MOST_PHRASES
    penalties = np.r_[np.full(levels, PHRASE_PENALTY), np.full(len(terms), TERM_PENALTY)]
    learned = {}
    for k, name in enumerate(names):
        scores = cross_validate(matrix, truth[:, k], weights, penalties)
        news = weights == NEWS_WEIGHT
        balance = np.where(news, 1 / news.sum(), 1 / (~news).sum())
        threshold, f1 = choose_threshold(truth[:, k], scores, balance)
        beta = fit_weights(matrix, truth[:, k], weights, penalties)
        learned[name] = dict(
            bias=_round(beta[-1]), threshold=_round(threshold), cross_validated_f1=_round(f1), coded=int(truth[:, k].sum()),
            phrases={other: [_round(each) for each in beta[j * MOST_PHRASES : (j + 1) * MOST_PHRASES]] for j, other in enumerate(names)},
            terms={term: _round(each) for term, each in zip(terms, beta[levels:-1], strict=True) if abs(each) >= LIGHTEST},
        )  # fmt: skip
        print(f"{name:22}{f1:.2f}")
    made = dict(source="benchmarks/training/frames.py on our own invented sentences", licence="MIT", sentences=len(sentences))
    write_atomically(FOLDER / "frame_weights.json", json.dumps(made | {"frames": learned}, indent=1, ensure_ascii=False) + "\n")


def _read_rows(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _round(number: float) -> float:
    return round(float(number), 3)


if __name__ == "__main__":
    main()
