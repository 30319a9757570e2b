"""Runs of words that stand in more than one text, found among thousands of texts through an index of 8-word sequences.

Each sequence of ``GRAM`` words is hashed to 64 bits; sorting the hashes brings equal ones together, and neighbouring hits
on the same diagonal are joined into runs. The cost grows with the words, not with the pairs of texts.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

GRAM = 8
"""Words of a sequence. Runs of 8 to 14 narrated words turn up in unrelated news as stock phrases; shorter ones abound."""

LARGEST_GROUP = 50
"""A sequence that occurs more often than this links every occurrence to the first only, so that the cost stays linear."""

_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)


class Run(NamedTuple):
    """``size`` words in a row that texts number ``a`` and ``b`` share, from word ``start_a`` and word ``start_b``."""

    a: int
    start_a: int
    b: int
    start_b: int
    size: int


def find_runs(texts: Sequence[Sequence[str]], *, fewest: int = GRAM) -> list[Run]:
    """Every run of at least ``fewest`` (8 or more) equal words between two different texts, by texts and place.

    Words must be lower-cased by the caller. Exact but for hash collisions (64 bits) and for sequences that occur more
    than LARGEST_GROUP times, which are linked through their first occurrence: a run is missed only if it holds nothing else
    for GRAM sequences on end.
    """
    codes: dict[str, int] = {}
    numbers = [np.array([codes.setdefault(word, len(codes) + 1) for word in words], dtype=np.uint32) for words in texts]
    return find_number_runs(numbers, fewest=fewest)


def find_number_runs(texts: Sequence[np.ndarray], *, fewest: int = GRAM) -> list[Run]:
    """The same for texts whose words are numbers already: the same number for the same word in all of them."""
    hashes, owners, places = _hash_texts(texts)
    runs = _join(*_find_hits(hashes, owners, places))
    return [run for run in runs if run.size >= fewest]


def _hash_texts(texts: Sequence[np.ndarray]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The hash of each GRAM-word sequence, the number of its text and its place there."""
    hashes, owners, places = [], [], []
    for number, words in enumerate(texts):
        count = len(words) - GRAM + 1
        if count > 0:
            hashes.append(_hash_windows(words.astype(np.uint64), count))
            owners.append(np.full(count, number, dtype=np.int32))
            places.append(np.arange(count, dtype=np.int32))
    if not hashes:
        nothing = np.zeros(0, dtype=np.int32)
        return np.zeros(0, dtype=np.uint64), nothing, nothing
    return np.concatenate(hashes), np.concatenate(owners), np.concatenate(places)


def _hash_windows(numbers: np.ndarray, count: int) -> np.ndarray:
    value = np.zeros(count, dtype=np.uint64)
    for offset in range(GRAM):
        value = (value ^ numbers[offset : offset + count]) * _MULTIPLIER
        value ^= value >> np.uint64(29)
    return value


def _find_hits(hashes: np.ndarray, owners: np.ndarray, places: np.ndarray) -> tuple[np.ndarray, ...]:
    """All pairs of equal sequences in different texts, as four arrays: text a, place a, text b, place b (a < b)."""
    if not len(hashes):
        return hashes, hashes, hashes, hashes
    order = np.argsort(hashes, kind="stable")
    starts = np.concatenate([[0], np.flatnonzero(np.diff(hashes[order])) + 1])
    sizes = np.diff(np.concatenate([starts, [len(hashes)]]))
    twice = starts[sizes == 2]
    pairs = [np.column_stack([order[twice], order[twice + 1]])]
    pairs += [_pair_up(order[start : start + size]) for start, size in zip(starts[sizes > 2], sizes[sizes > 2], strict=True)]
    left, right = np.concatenate(pairs).T
    apart = owners[left] != owners[right]
    left, right = left[apart], right[apart]
    return owners[left], places[left], owners[right], places[right]


def _pair_up(group: np.ndarray) -> np.ndarray:
    """All pairs of a small group; of a large one each with the first."""
    if len(group) > LARGEST_GROUP:
        return np.column_stack([np.full(len(group) - 1, group[0]), group[1:]])
    left, right = np.triu_indices(len(group), 1)
    return np.column_stack([group[left], group[right]])


def _join(a: np.ndarray, place_a: np.ndarray, b: np.ndarray, place_b: np.ndarray) -> list[Run]:
    """Hits on one diagonal of the same two texts as runs: at most GRAM apart, they cover every word between them."""
    if not len(a):
        return []
    diagonal = place_b.astype(np.int64) - place_a
    order = np.lexsort([place_a, diagonal, b, a])
    a, place_a, b, place_b, diagonal = a[order], place_a[order], b[order], place_b[order], diagonal[order]
    new = (np.diff(a) != 0) | (np.diff(b) != 0) | (np.diff(diagonal) != 0) | (np.diff(place_a) > GRAM)
    first = np.concatenate([[0], np.flatnonzero(new) + 1])
    last = np.concatenate([first[1:], [len(a)]]) - 1
    sizes = place_a[last] - place_a[first] + GRAM
    rows = zip(a[first], place_a[first], b[first], place_b[first], sizes, strict=True)
    return [Run(*(int(value) for value in row)) for row in rows]
