"""How likely two sentences of different articles state a common fact: a small readable classifier.

Logistic regression on the features of ``sentence_pairs``, trained on invented reports (``benchmarks/training/claims``).
What it says of the articles of an event is kept on disk, beside the parses.
"""

import io
import json
import zlib
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

import numpy as np

from analysis.annotate import meaning, sentence_pairs
from analysis.annotate.meaning import FOLDER, Meaning, has_encoder, hash_encoder, read_meaning
from analysis.annotate.sentence_pairs import FEATURES, measure_pairs
from analysis.corpus import hash_text
from analysis.files import keep_bytes, read_kept
from analysis.parsing import ParsedArticle, cache_folder
from analysis.tables import EDITORIAL_PARTS

WEIGHTS = FOLDER / "likeness.json"
CONFLICT = 0.99
"""Two sentences that contradict each other in a number or a negation reach at most this part of the threshold of 'stated'."""


class Unit(NamedTuple):
    """A sentence as it is compared."""

    article: str
    sentence: int
    start: int
    end: int
    text: str


class Thresholds(NamedTuple):
    """From which likelihood on two sentences count as stating the same fact, and as possibly doing so."""

    stated: float
    possible: float


def read_units(parsed: ParsedArticle) -> list[Unit]:
    """The sentences of lede and body."""
    rows = parsed.sentences[parsed.sentences.part.isin(EDITORIAL_PARTS)]
    return [Unit(parsed.article, int(row.sentence), int(row.start), int(row.end), row.text) for row in rows.itertuples()]


def compare_units(units: Sequence[Unit], *, folder: Path | None = None) -> np.ndarray:
    """For every two units the likelihood (0 to 1) that they state a common fact; 0 within an article. Symmetric.

    Read from ``folder`` (by default that of the parses) if it holds a sound copy for these texts, else worked out and kept.
    """
    path = (folder or cache_folder()) / f"{_cache_key(units)}.likeness"
    scores = _read_scores(path, len(units))
    if scores is None:
        scores = _score_units(units)
        keep_bytes(path, zlib.compress(_to_bytes(scores), 1))
    return scores.astype(np.float64)


def _score_units(units: Sequence[Unit]) -> np.ndarray:
    meanings = read_meaning([unit.text for unit in units]) if has_encoder() else [None] * len(units)
    groups: dict[str, list[int]] = {}
    for k, unit in enumerate(units):
        groups.setdefault(unit.article, []).append(k)
    scores = np.zeros((len(units), len(units)), dtype=np.float32)
    for a, b in combinations(groups.values(), 2):
        block = score_texts([units[k].text for k in a], [units[k].text for k in b], [meanings[k] for k in a], [meanings[k] for k in b])
        scores[np.ix_(a, b)] = block
        scores[np.ix_(b, a)] = block.T
    return scores


def score_texts(
    first: Sequence[str], second: Sequence[str], meanings_a: Sequence[Meaning | None], meanings_b: Sequence[Meaning | None]
) -> np.ndarray:
    """The same for the sentences of two articles: one row a sentence of the first."""
    features, contradict = measure_pairs(first, second, meanings_a, meanings_b)
    model = "pairs" if meanings_a and meanings_a[0] is not None else "words"
    return weigh_features(features, contradict, load_weights()[model])


def weigh_features(features: np.ndarray, contradict: np.ndarray, model: Mapping) -> np.ndarray:
    """The likelihood that ``model`` (a constant and a weight per feature) gives; capped where two sentences contradict."""
    columns = features[..., [FEATURES.index(name) for name in model["weights"]]]
    likely = 1 / (1 + np.exp(-(columns @ np.array(list(model["weights"].values())) + model["constant"])))
    return np.where(contradict, np.minimum(likely, CONFLICT * model["stated"]), likely)


def thresholds() -> Thresholds:
    """The thresholds of the classifier in use."""
    model = load_weights()["pairs" if has_encoder() else "words"]
    return Thresholds(model["stated"], model["possible"])


@cache
def load_weights() -> dict:
    """The classifiers ``pairs`` (with the encoder) and ``words`` (without): constant and weight of each feature, thresholds."""
    return json.loads(WEIGHTS.read_text(encoding="utf-8"))


def _cache_key(units: Sequence[Unit]) -> str:
    """Texts and the articles they stand in, the classifier, the encoder, and the code that reads them."""
    articles = list(dict.fromkeys(unit.article for unit in units))
    texts = [f"{articles.index(unit.article)}\t{unit.text}" for unit in units]
    return hash_text("\n".join([_version(), hash_encoder() if has_encoder() else "words", *texts]))


@cache
def _version() -> str:
    sources = [Path(str(module.__file__)) for module in (meaning, sentence_pairs)]
    return "\n".join(path.read_text(encoding="utf-8") for path in (WEIGHTS, *sources, Path(__file__)))


def _to_bytes(scores: np.ndarray) -> bytes:
    file = io.BytesIO()
    np.save(file, scores, allow_pickle=False)
    return file.getvalue()


def _read_scores(path: Path, size: int) -> np.ndarray | None:
    data = read_kept(path)
    if data is None:
        return None
    try:
        scores = np.load(io.BytesIO(zlib.decompress(data)), allow_pickle=False)
    except (ValueError, zlib.error):  # written by somebody else: made again
        return None
    return scores if scores.shape == (size, size) else None
