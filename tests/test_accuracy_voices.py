"""Mentions, quotations and speakers against text coded by people: floors that may rise freely and fall with a decision record only."""

import pytest

from benchmarks.voices import score_gold, score_polnear


@pytest.fixture(scope="module")
def gold():
    return score_gold()


@pytest.mark.parametrize(
    ("what", "score", "floor"),
    [
        ("mentions", "f1", 0.98),
        ("kind", "accuracy", 0.96),
        ("quote_spans", "f1", 0.98),
        ("side", "accuracy", 0.94),
        ("indirect", "f1", 0.90),
    ],
)
def test_coded_examples(gold, what, score, floor):
    assert gold[what][score] >= floor


def test_attributions_of_polnear(coded_data):
    assert score_polnear(coded_data / "polnear-dev.jsonl")["f1"] >= 0.67
