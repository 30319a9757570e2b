"""How likely two sentences of different articles state a common fact: a small readable classifier over ten features.

Logistic regression on what the encoder says of sentences and words, how two sentences stand out among all pairs of the two
articles, shared rare words, numbers and names. Trained on invented reports (``benchmarks/training/claims``).
"""

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np

from analysis.annotate.meaning import FOLDER, Meaning, has_encoder, read_meaning
from analysis.codebooks import load_codebook
from analysis.parsing import ParsedArticle
from analysis.tables import EDITORIAL_PARTS
from analysis.words import find_words, plain_typography

FEATURES = (
    "cosine", "above_row", "above_column", "covered_most", "covered_least",
    "shared_most", "shared_least", "same_number", "other_number", "other_name", "length",
)  # fmt: skip
WORD_FEATURES = ("shared_most", "shared_least", "same_number", "other_number", "other_name", "length")
"""What is left without the encoder."""

NEGATIONS = frozenset(("not", "no", "never", "nothing", "nobody", "none", "without", "neither", "nor", "cannot"))
_NUMBERS = dict(two=2, three=3, four=4, five=5, six=6, seven=7, eight=8, nine=9, ten=10, eleven=11, twelve=12)
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


class Reading(NamedTuple):
    """What the comparison looks at: stems in order, their weights, names, numbers by the noun they count, vectors."""

    stems: tuple[str, ...]
    weights: np.ndarray
    names: frozenset[str]
    numbers: dict[str, frozenset[float]]
    negated: bool
    meaning: Meaning | None


def read_units(parsed: ParsedArticle) -> list[Unit]:
    """The sentences of lede and body."""
    rows = parsed.sentences[parsed.sentences.part.isin(EDITORIAL_PARTS)]
    return [Unit(parsed.article, int(row.sentence), int(row.start), int(row.end), row.text) for row in rows.itertuples()]


def compare_units(units: Sequence[Unit]) -> np.ndarray:
    """For every two units the likelihood (0 to 1) that they state a common fact; 0 within an article. Symmetric."""
    meanings = read_meaning([unit.text for unit in units]) if has_encoder() else [None] * len(units)
    groups: dict[str, list[int]] = {}
    for k, unit in enumerate(units):
        groups.setdefault(unit.article, []).append(k)
    scores = np.zeros((len(units), len(units)))
    articles = list(groups)
    for first in range(len(articles)):
        for second in range(first + 1, len(articles)):
            a, b = groups[articles[first]], groups[articles[second]]
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


def measure_pairs(
    first: Sequence[str], second: Sequence[str], meanings_a: Sequence[Meaning | None], meanings_b: Sequence[Meaning | None]
) -> tuple[np.ndarray, np.ndarray]:
    """(sentences × sentences × FEATURES, and where two sentences contradict each other)."""
    words = [_split(text) for text in (*first, *second)]
    frequency = Counter(stem for stems, _ in words for stem in set(stems))
    readings = [_read(*pair, frequency, len(words), meaning) for pair, meaning in zip(words, [*meanings_a, *meanings_b], strict=True)]
    a, b = readings[: len(first)], readings[len(first) :]
    features = np.zeros((len(a), len(b), len(FEATURES)))
    contradict = np.zeros((len(a), len(b)), dtype=bool)
    if not a or not b:
        return features, contradict
    vectors_a, vectors_b = ([reading.meaning.sentence for reading in side if reading.meaning] for side in (a, b))
    if vectors_a and vectors_b:
        features[..., :3] = _stand_out(np.array(vectors_a), np.array(vectors_b))
    for i, left in enumerate(a):
        for k, right in enumerate(b):
            features[i, k, 3:], contradict[i, k] = _compare(left, right)
    return features, contradict


@cache
def load_weights() -> dict:
    """The classifiers ``pairs`` (with the encoder) and ``words`` (without): constant and weight of each feature, thresholds."""
    return json.loads((FOLDER / "likeness.json").read_text(encoding="utf-8"))


def _stand_out(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Cosine of the sentences (rows), and how far it lies above the mean of its row and of its column."""
    cosine = a @ b.T
    return np.stack([cosine, cosine - cosine.mean(axis=1, keepdims=True), cosine - cosine.mean(axis=0, keepdims=True)], axis=-1)


def _compare(left: Reading, right: Reading) -> tuple[list[float], bool]:
    covered = sorted(_cover(left, right))
    shared = sorted((_share(left, right), _share(right, left)))
    units = left.numbers.keys() & right.numbers.keys()
    same = sum(bool(left.numbers[unit] & right.numbers[unit]) for unit in units)
    other = bool(left.numbers) and bool(right.numbers) and not _all(left.numbers) & _all(right.numbers)
    apart = bool(left.names) and bool(right.names) and not left.names & right.names
    contradict = any(not left.numbers[unit] & right.numbers[unit] for unit in units) and not same
    contradict |= left.negated != right.negated and shared[0] >= 0.75
    length = np.log1p(min(len(left.stems), len(right.stems)))
    number = min(len(_all(left.numbers) & _all(right.numbers)), 2)
    return [covered[1], covered[0], shared[1], shared[0], number, other, apart, length], bool(contradict)


def _cover(left: Reading, right: Reading) -> tuple[float, float]:
    """How well the words of each are found in the other: weighted mean of each word's best cosine (Zhang et al. 2020)."""
    if left.meaning is None or right.meaning is None or not len(left.stems) or not len(right.stems):
        return 0.0, 0.0
    table = left.meaning.words @ right.meaning.words.T
    sums = left.weights.sum(), right.weights.sum()
    return (
        float(table.max(axis=1) @ left.weights / sums[0]) if sums[0] else 0.0,
        float(table.max(axis=0) @ right.weights / sums[1]) if sums[1] else 0.0,
    )


def _share(left: Reading, right: Reading) -> float:
    """Share of the weight of the left words that the right sentence has too."""
    others = set(right.stems)
    whole = left.weights.sum()
    return float(sum(w for w, stem in zip(left.weights, left.stems, strict=True) if stem in others) / whole) if whole else 0.0


def _all(numbers: dict[str, frozenset[float]]) -> frozenset[float]:
    return frozenset().union(*numbers.values()) if numbers else frozenset()


def _split(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(stems, plain words as they stand)."""
    plain = plain_typography(text)
    words = tuple(plain[start:end] for start, end in find_words(text))
    return tuple(_stem(word) for word in words), words


def _stem(word: str) -> str:
    """Six letters are the same word for this purpose; plurals and possessives go."""
    word = re.sub(r"'s?$", "", word.lower())
    return word[:6] if len(word) > 6 else word.rstrip("s") if len(word) > 3 else word


def _read(stems: tuple[str, ...], words: tuple[str, ...], frequency: Counter, count: int, meaning: Meaning | None) -> Reading:
    stop = _function_words()
    content = [word.lower() not in stop and not _is_negation(word) for word in words]
    weights = np.array([np.log((count + 1) / (frequency[stem] + 0.5)) * keep for stem, keep in zip(stems, content, strict=True)])
    names = frozenset(stem for k, stem in enumerate(stems) if k and content[k] and words[k][0].isupper())
    negated = any(map(_is_negation, words))
    return Reading(stems, weights, names, _read_numbers(words, stems), negated, meaning)


def _read_numbers(words: Sequence[str], stems: Sequence[str]) -> dict[str, frozenset[float]]:
    """Numbers under the word that follows them ('400 people' → {'people': {400}}); years and dates stand under their own."""
    found: dict[str, set[float]] = {}
    for k, word in enumerate(words):
        value = _to_number(word)
        if value is not None:
            unit = stems[k + 1] if k + 1 < len(words) and _to_number(words[k + 1]) is None else ""
            found.setdefault(unit, set()).add(value)
    return {unit: frozenset(values) for unit, values in found.items()}


def _is_negation(word: str) -> bool:
    return word.lower() in NEGATIONS or word.lower().endswith("n't")


def _to_number(word: str) -> float | None:
    try:
        return float(word.replace(",", ""))
    except ValueError:
        return _NUMBERS.get(word.lower())


@cache
def _function_words() -> frozenset[str]:
    return frozenset(load_codebook("function_words")["words"])
