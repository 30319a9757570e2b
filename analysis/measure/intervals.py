"""Intervals and tests: one function for each kind of number, all at 95% unless told otherwise.

Every function returns an ``Interval``; where the data are too few it holds NaN, never 0.
"""

from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

LEVEL = 0.95
SEED = 20220329
DRAWS = 2000
FEW = 500
"""Units up to which the draws are kept for the next number with as many."""


class Interval(NamedTuple):
    """An estimate with its lower and upper bound."""

    value: float
    low: float
    high: float


NOTHING = Interval(float("nan"), float("nan"), float("nan"))


def bootstrap_mean(values: Sequence[float], *, fewest: int = 3, seed: int = SEED) -> Interval:
    """Mean with its expanded percentile interval (see ``bootstrap``), resampling the values; NaN below ``fewest`` values."""
    return bootstrap(lambda draw: draw.mean(axis=-1), np.asarray(values, dtype=float), fewest=fewest, seed=seed)


def bootstrap_ratio(above: npt.ArrayLike, below: npt.ArrayLike, *, fewest: int = 3, seed: int = SEED) -> Interval:
    """Σ above ÷ Σ below over the same units (words quoted ÷ words, weights ÷ weights), units resampled together."""
    pairs = np.column_stack([np.asarray(above, dtype=float), np.asarray(below, dtype=float)])
    return bootstrap(lambda draw: _divide(draw[..., 0].sum(axis=-1), draw[..., 1].sum(axis=-1)), pairs, fewest=fewest, seed=seed)


def bootstrap(statistic: Callable[[np.ndarray], np.ndarray], units: np.ndarray, *, fewest: int = 3, seed: int = SEED) -> Interval:
    """``statistic`` of ``units`` with its percentile interval (Efron 1979) over DRAWS resamples, expanded for few units.

    ``units`` is an array of shape (n,) or (n, k), one row a unit (most often a sentence); ``statistic`` takes an array
    of shape (draws, n) or (draws, n, k) and returns one number a draw. Deterministic for the same ``seed``.
    """
    n = len(units)
    if n < fewest:
        return NOTHING
    values = np.asarray(statistic(units[_draw_picks(n, seed)]), dtype=float)
    value = float(np.asarray(statistic(units[None, ...]))[0])
    if np.isnan(values).all():
        return Interval(value, float("nan"), float("nan"))
    tail = choose_tail(n)
    low, high = np.nanquantile(values, [tail, 1 - tail])
    return Interval(value, float(low), float(high))


@cache
def choose_tail(n: int) -> float:
    """The share of the resamples beyond either end: (1 − LEVEL) ÷ 2 of many units, less of few (Hesterberg 2015, the expanded
    percentile interval). Resamples of n units spread √((n − 1) ÷ n) too little and know nothing of Student's t."""
    from scipy.stats import norm, t

    return float(norm.cdf(t.ppf((1 - LEVEL) / 2, n - 1) * np.sqrt(n / (n - 1)))) if n > 1 else (1 - LEVEL) / 2


def _draw_picks(n: int, seed: int) -> np.ndarray:
    """Which units each resample takes, (DRAWS, n): the same for every number of an article, hence drawn once."""
    return _kept_picks(n, seed) if n <= FEW else _new_picks(n, seed)


def _new_picks(n: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, n, size=(DRAWS, n))


_kept_picks = lru_cache(maxsize=16)(_new_picks)


@cache
def _normal_quantile(share: float) -> float:
    from scipy.stats import norm

    return float(norm.ppf(share))


@lru_cache(maxsize=1024)
def _chi2_quantile(share: float, freedom: int) -> float:
    from scipy.stats import chi2

    return float(chi2.ppf(share, freedom))


def wilson(successes: float, n: float, *, level: float = LEVEL) -> Interval:
    """Share successes ÷ n with Wilson's score interval (Wilson 1927); NaN where n is 0."""
    if n <= 0:
        return NOTHING
    z = _normal_quantile((1 + level) / 2)
    share = successes / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * np.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    low = max(0.0, middle - half) if successes > 0 else 0.0  # not what rounding leaves of it
    high = min(1.0, middle + half) if successes < n else 1.0
    return Interval(share, float(low), float(high))


def jeffreys(successes: float, n: float, *, level: float = LEVEL) -> Interval:
    """Share successes ÷ n with the Jeffreys interval (Brown, Cai & DasGupta 2001); NaN where n is 0."""
    if n <= 0:
        return NOTHING
    from scipy.stats import beta

    tail = (1 - level) / 2
    low = 0.0 if successes == 0 else float(beta.ppf(tail, successes + 0.5, n - successes + 0.5))
    high = 1.0 if successes == n else float(beta.ppf(1 - tail, successes + 0.5, n - successes + 0.5))
    return Interval(successes / n, low, high)


def poisson_rate(count: int, exposure: float, *, level: float = LEVEL) -> Interval:
    """Events per unit of exposure with the exact Poisson interval (Garwood 1936); NaN without exposure."""
    if exposure <= 0:
        return NOTHING
    tail = (1 - level) / 2
    low = 0.0 if count == 0 else _chi2_quantile(tail, 2 * count) / 2
    high = _chi2_quantile(1 - tail, 2 * count + 2) / 2
    return Interval(count / exposure, low / exposure, high / exposure)


def permutation_difference(first: Sequence[float], second: Sequence[float], *, seed: int = SEED, draws: int = 5000) -> float:
    """Two-sided p of the difference of means when the group labels are exchangeable (Fisher 1935; +1 rule of Phipson
    & Smyth 2010, so never 0); NaN where a group has fewer than two values."""
    a, b = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    if min(len(a), len(b)) < 2:
        return float("nan")
    pooled = np.concatenate([a, b])
    observed = abs(a.mean() - b.mean())
    generator = np.random.default_rng(seed)
    shuffled = generator.permuted(np.tile(pooled, (draws, 1)), axis=1)
    gaps = np.abs(shuffled[:, : len(a)].mean(axis=1) - shuffled[:, len(a) :].mean(axis=1))
    return float((1 + (gaps >= observed - 1e-12).sum()) / (1 + draws))


def holm(p_values: Sequence[float]) -> list[float]:
    """The same p values corrected for being many (Holm 1979), in their order; NaN stays NaN and does not count."""
    p = np.asarray(p_values, dtype=float)
    known = np.flatnonzero(~np.isnan(p))
    order = known[np.argsort(p[known], kind="stable")]
    corrected = np.full(len(p), np.nan)
    highest = 0.0
    for rank, index in enumerate(order):
        highest = max(highest, min(1.0, p[index] * (len(order) - rank)))
        corrected[index] = highest
    return corrected.tolist()


def _divide(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    return np.divide(above, below, out=np.full_like(above, np.nan), where=below > 0)
