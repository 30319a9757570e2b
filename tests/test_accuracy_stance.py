"""Stance on our own coded articles: floors that hold on every machine. The full table: ``python -m benchmarks.stance``."""

import numpy as np
import pytest

from analysis.annotate.stance import SCORERS, list_scorers
from benchmarks.stance import VALUES, macro_f1, read_gold

FLOORS = {"accurate": 0.78, "fast": 0.65, "transparent": 0.55}
MOST_FLIPS = {"accurate": 0, "fast": 3, "transparent": 5}


@pytest.fixture(scope="module")
def coded():
    targets, labels = read_gold()
    return targets, np.array(labels)


@pytest.mark.parametrize("name", [name for name in FLOORS if name in list_scorers()])
def test_stance_agrees_with_both_readings(coded, name, monkeypatch, tmp_path):
    monkeypatch.setenv("PARALLAX_CACHE", str(tmp_path))  # ask the model anew
    targets, labels = coded
    found = np.array([VALUES[judgement.label] for judgement in SCORERS[name](targets)])
    assert macro_f1(labels, found) >= FLOORS[name]
    assert (labels * found == -1).sum() <= MOST_FLIPS[name]
