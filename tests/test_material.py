"""Counts of the material, worked by hand."""

import pytest

from analysis.measure.findings import collect_findings, look_up
from analysis.measure.material import measure_material
from analysis.tables import make_table

ROWS = [("a", "headline", 4), ("a", "lede", 10), ("a", "body", 6), ("a", "credit", 5), ("b", "body", 7)]


@pytest.fixture
def findings():
    rows = [
        dict(article=a, sentence=k, start=0, end=0, text="", paragraph=0, part=part, words=words) for k, (a, part, words) in enumerate(ROWS)
    ]
    return collect_findings(measure_material(make_table("sentences", rows)))


@pytest.mark.parametrize(
    ("measure", "article", "value", "n"),
    [
        ("material.articles", "", 2, 2),
        ("material.words", "a", 16, 2),
        ("material.sentences", "a", 2, 2),
        ("material.set_aside", "a", 0.2, 25),
        ("material.set_aside", "b", 0, 7),
    ],
)
def test_counts_are_those_of_lede_and_body(findings, measure, article, value, n):
    row = look_up(findings, measure, article=article)
    assert (row["value"], row["low"], row["high"], row["n"]) == (value, value, value, n)
