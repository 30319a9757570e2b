"""What two sentences have in common: the features that the classifier of same claims weighs.

They come from the encoder's vectors of sentences and words, from how a pair stands out among all pairs of two articles, and
from shared rare words, numbers and names. All pairs of two articles are measured at once, as matrices.
"""

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np

from analysis.annotate.meaning import Meaning
from analysis.codebooks import load_codebook
from analysis.words import find_words, plain_typography

FEATURES = (
    "cosine", "above_row", "above_column", "lead_row", "lead_column", "covered_most", "covered_least",
    "shared_most", "shared_least", "same_number", "other_number", "other_name", "length",
)  # fmt: skip
WORD_FEATURES = ("shared_most", "shared_least", "same_number", "other_number", "other_name", "length")
"""What is left without the encoder."""

NEGATIONS = frozenset(("not", "no", "never", "nothing", "nobody", "none", "without", "neither", "nor", "cannot"))
_NUMBERS = dict(two=2, three=3, four=4, five=5, six=6, seven=7, eight=8, nine=9, ten=10, eleven=11, twelve=12)
SAME_WORDS = 0.75
"""Sentences that share this part of the weight of their words, one negated and one not, contradict each other."""


class Reading(NamedTuple):
    """What the comparison looks at: stems in order, their weights, names, numbers by the noun they count, vectors."""

    stems: tuple[str, ...]
    weights: np.ndarray
    names: frozenset[str]
    numbers: dict[str, frozenset[float]]
    negated: bool
    meaning: Meaning | None


def measure_pairs(
    first: Sequence[str], second: Sequence[str], meanings_a: Sequence[Meaning | None], meanings_b: Sequence[Meaning | None]
) -> tuple[np.ndarray, np.ndarray]:
    """(sentences × sentences × FEATURES, and where two sentences contradict each other)."""
    words = [_split(text) for text in (*first, *second)]
    frequency = Counter(stem for stems, _ in words for stem in set(stems))
    readings = [_read(*pair, frequency, len(words), meaning) for pair, meaning in zip(words, [*meanings_a, *meanings_b], strict=True)]
    a, b = readings[: len(first)], readings[len(first) :]
    if not a or not b:
        return np.zeros((len(a), len(b), len(FEATURES))), np.zeros((len(a), len(b)), dtype=bool)
    shared = _share(a, b)
    same, other, clash = _compare_numbers(a, b)
    columns = [*_stand_out(a, b), *_sort(_cover(a, b)), *_sort(shared), same, other, _name_others(a, b), _measure_length(a, b)]
    negated = np.not_equal.outer([reading.negated for reading in a], [reading.negated for reading in b])
    return np.stack(columns, axis=-1), clash | (negated & (np.minimum(*shared) >= SAME_WORDS))


def _sort(pair: tuple[np.ndarray, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """The larger of two matrices at each place, then the smaller."""
    return np.maximum(*pair), np.minimum(*pair)


def _stand_out(a: Sequence[Reading], b: Sequence[Reading]) -> tuple[np.ndarray, ...]:
    """Cosine of the sentences; how far it lies above the mean of its row and of its column, and above the second highest there.

    Above the second highest of its row lies only the likeliest counterpart of a sentence, and the further, the less any other
    comes into question. Zeros without the encoder.
    """
    first, second = ([reading.meaning.sentence for reading in side if reading.meaning] for side in (a, b))
    cosine = np.array(first) @ np.array(second).T if first and second else np.zeros((len(a), len(b)))
    above = [cosine - cosine.mean(axis=axis, keepdims=True) for axis in (1, 0)]
    lead = [cosine - np.sort(cosine, axis=axis).take([max(0, cosine.shape[axis] - 2)], axis=axis) for axis in (1, 0)]
    return cosine, *above, *lead


def _cover(a: Sequence[Reading], b: Sequence[Reading]) -> tuple[np.ndarray, np.ndarray]:
    """How well the words of each sentence are found in the other: weighted mean of each word's best cosine (Zhang et al. 2020)."""
    there, back = np.zeros((len(a), len(b))), np.zeros((len(a), len(b)))
    rows = [k for k, reading in enumerate(a) if reading.meaning and len(reading.stems)]
    columns = [k for k, reading in enumerate(b) if reading.meaning and len(reading.stems)]
    if not rows or not columns:
        return there, back
    words = np.concatenate([reading.meaning.words for reading in (b[k] for k in columns) if reading.meaning])
    weights = np.concatenate([b[k].weights for k in columns])
    starts = np.concatenate([[0], np.cumsum([len(b[k].stems) for k in columns])[:-1]])
    sums = np.add.reduceat(weights, starts)
    for row in rows:
        meaning = a[row].meaning
        if meaning:
            table = meaning.words @ words.T
            best = np.maximum.reduceat(table, starts, axis=1)
            there[row, columns] = _divide(a[row].weights @ best, a[row].weights.sum())
            back[row, columns] = _divide(np.add.reduceat(table.max(axis=0) * weights, starts), sums)
    return there, back


def _share(a: Sequence[Reading], b: Sequence[Reading]) -> tuple[np.ndarray, np.ndarray]:
    """Share of the weight of each sentence's words that the other has too, from the first to the second article and back."""
    places = {stem: k for k, stem in enumerate(dict.fromkeys(stem for reading in (*a, *b) for stem in reading.stems))}
    weights, holds = zip(*(_count_stems(side, places) for side in (a, b)), strict=True)
    there = _divide(weights[0] @ holds[1].T, weights[0].sum(axis=1, keepdims=True))
    back = _divide(weights[1] @ holds[0].T, weights[1].sum(axis=1, keepdims=True))
    return there, back.T


def _count_stems(side: Sequence[Reading], places: dict[str, int]) -> tuple[np.ndarray, np.ndarray]:
    """Sentences × stems: the weight that each stem has in the sentence, and 1 where it stands there."""
    weights, holds = np.zeros((len(side), len(places))), np.zeros((len(side), len(places)))
    for row, reading in enumerate(side):
        columns = [places[stem] for stem in reading.stems]
        np.add.at(weights[row], columns, reading.weights)
        holds[row, columns] = 1
    return weights, holds


def _name_others(a: Sequence[Reading], b: Sequence[Reading]) -> np.ndarray:
    """1 where both sentences name somebody or something and neither names what the other does."""
    return np.array([[bool(left.names) and bool(right.names) and not left.names & right.names for right in b] for left in a], dtype=float)


def _compare_numbers(a: Sequence[Reading], b: Sequence[Reading]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """How many numbers (up to 2) both have; where both have some but none in common; where they count the same thing differently."""
    same, other, clash = np.zeros((len(a), len(b))), np.zeros((len(a), len(b))), np.zeros((len(a), len(b)), dtype=bool)
    rows, columns = ([k for k, reading in enumerate(side) if reading.numbers] for side in (a, b))
    for i in rows:
        for k in columns:
            left, right = a[i].numbers, b[k].numbers
            common = _all(left) & _all(right)
            counted = [bool(left[unit] & right[unit]) for unit in left.keys() & right.keys()]
            same[i, k], other[i, k] = min(len(common), 2), not common
            clash[i, k] = bool(counted) and not any(counted)
    return same, other, clash


def _measure_length(a: Sequence[Reading], b: Sequence[Reading]) -> np.ndarray:
    first, second = ([len(reading.stems) for reading in side] for side in (a, b))
    return np.log1p(np.minimum.outer(first, second))


def _divide(parts: np.ndarray, wholes: np.ndarray) -> np.ndarray:
    """``parts`` ÷ ``wholes``; 0 where there is no whole."""
    return np.where(wholes > 0, parts / np.where(wholes > 0, wholes, 1), 0.0)


def _all(numbers: dict[str, frozenset[float]]) -> frozenset[float]:
    return frozenset().union(*numbers.values())


@lru_cache(maxsize=10_000)
def _split(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(stems, plain words as they stand). Kept, because a sentence is compared with many others."""
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
        return float(word.replace(",", "")) if word[:1].isdigit() else _NUMBERS.get(word.lower())
    except ValueError:
        return None


@cache
def _function_words() -> frozenset[str]:
    return frozenset(load_codebook("function_words")["words"])
