"""Intervals hold what they promise: on numbers drawn from a known distribution, and at their ends."""

import numpy as np
import pytest
from scipy.stats import binomtest, t

from analysis.measure.intervals import bootstrap_mean, choose_tail, wilson


def test_the_mean_of_few_lies_in_its_interval_about_as_often_as_promised():
    """Six numbers a time from a normal distribution; the plain percentile interval holds its mean less often."""
    generator = np.random.default_rng(1)
    drawn = generator.normal(size=(400, 6))
    found = [bootstrap_mean(values) for values in drawn]
    plain = [np.quantile(values[generator.integers(0, 6, size=(1000, 6))].mean(axis=1), [0.025, 0.975]) for values in drawn]
    assert 0.92 <= np.mean([each.low <= 0 <= each.high for each in found]) <= 0.98
    assert np.mean([low <= 0 <= high for low, high in plain]) < 0.9


def test_of_few_the_interval_is_as_wide_as_students():
    values = np.random.default_rng(2).normal(size=8)
    found = bootstrap_mean(values)
    students = 2 * t.ppf(0.975, 7) * values.std(ddof=1) / np.sqrt(8)
    assert found.high - found.low == pytest.approx(students, rel=0.12)


def test_of_many_the_ends_are_the_usual_percentiles():
    assert choose_tail(10_000) == pytest.approx(0.025, abs=1e-4)
    assert choose_tail(5) < choose_tail(10) < choose_tail(100) < 0.025


@pytest.mark.parametrize(("found", "of"), [(0, 35), (35, 35), (7, 32), (1, 3)])
def test_a_share_has_wilsons_interval_and_none_found_starts_at_nothing(found, of):
    expected = binomtest(found, of).proportion_ci(method="wilson")
    interval = wilson(found, of)
    assert (interval.low, interval.high) == pytest.approx((expected.low, expected.high), abs=1e-9)
    assert found or interval.low == 0.0
    assert found < of or interval.high == 1.0
