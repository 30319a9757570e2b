"""Coverage with its bounds, worked by hand on a small claim matrix."""

import math

import pandas as pd
import pytest

from analysis.charts.coverage import describe_claims, describe_coverage
from analysis.measure.coverage import cross_claims, list_claims, measure_coverage, trace_coverage
from analysis.measure.findings import collect_findings, look_up
from analysis.tables import make_table

MATRIX = {  # s stated, p possible, - not found
    "c1": "sss", "c2": "ssp", "c3": "ss-", "c4": "s-s", "c5": "-ss", "c6": "s--", "c7": "p-s",
}  # fmt: skip


@pytest.fixture(scope="module")
def claims():
    words = {"s": "stated", "p": "possible"}
    rows = [
        dict(claim=claim, text=f"fact {claim}", article=article, sentence=number, start=0, end=4, status=words[mark], voice="narrator")
        for number, (claim, marks) in enumerate(MATRIX.items()) for article, mark in zip("xyz", marks, strict=True) if mark != "-"
    ]  # fmt: skip
    return make_table("claims", rows)


@pytest.fixture(scope="module")
def findings(claims):
    return collect_findings(measure_coverage(claims, ["x", "y", "z"]))


def test_claims_that_most_report_stand_first(claims):
    matrix = cross_claims(claims, ["x", "y", "z"])
    assert list(matrix.index) == ["c1", "c2", "c3", "c4", "c5", "c7", "c6"]
    assert list(matrix.loc["c2"]) == ["stated", "stated", "possible"]


def test_share_counts_what_two_or_more_state_and_its_upper_bound_the_possible(findings):
    row = look_up(findings, "coverage.share", article="z")
    assert (row.value, row.low, row.high, row.n) == (0.6, 0.6, 0.8, 5)


def test_alone_has_a_lower_bound_without_what_others_possibly_report(findings):
    row = look_up(findings, "coverage.alone", article="x")
    assert (row.value, row.low, row.high) == (1, 1, 1)
    row = look_up(findings, "coverage.alone", article="z")
    assert (row.value, row.low, row.high) == (1, 0, 1)


def test_missing_is_what_all_others_state(findings):
    row = look_up(findings, "coverage.missing", article="z")
    assert (row.value, row.low, row.high, row.n) == (1, 1, 2, 3)


def test_a_number_leads_to_the_sentences_of_its_claims_alone(claims):
    """What an article lacks stands in the others."""
    trace = lambda measure, article: trace_coverage(claims, ["x", "y", "z"], f"coverage.{measure}", article)  # noqa: E731
    assert list(trace("share", "z").sentence) == [0, 1, 3, 4]
    assert [*zip(trace("alone", "x").article, trace("alone", "x").sentence, strict=True)] == [("x", 5)]
    assert [*zip(trace("missing", "y").article, trace("missing", "y").sentence, strict=True)] == [("x", 3), ("z", 3)]


def test_of_two_articles_no_share_and_nothing_missing_is_told(claims):
    """Both state what the two share: a share of 1 would say nothing."""
    findings = collect_findings(measure_coverage(claims[claims.article != "z"], ["x", "y"]))
    for measure in ("coverage.missing", "coverage.share"):
        row = look_up(findings, measure, article="x")
        assert math.isnan(row.value)
        assert row.note == "fewer than three articles"


def test_few_claims_give_no_share(claims):
    row = look_up(collect_findings(measure_coverage(claims[claims.claim < "c4"], ["x", "y", "z"])), "coverage.share", article="x")
    assert math.isnan(row.value)
    assert row.note == "only 3 claims are shared"


def test_the_long_matrix_names_sentences_and_says_not_found(claims):
    sentences = pd.DataFrame([dict(article=a, sentence=n, part="body") for a in "xyz" for n in range(7)])
    table = list_claims(claims, sentences, ["x", "y", "z"])
    assert len(table) == 21
    row = table[(table.claim == "c3") & (table.article == "z")].iloc[0]
    assert (row.status, row.position, row.sentences) == ("not found", 0, "")
    row = table[(table.claim == "c2") & (table.article == "y")].iloc[0]
    assert (row.status, row.position, row.sentences, row.reported_by) == ("stated", 2, "1", 2)


def test_the_matrix_is_told_in_words_and_the_signs_of_a_list_are_left_out(claims):
    texts = claims.assign(text="- " + claims.text)
    told = describe_claims(cross_claims(claims, ["x", "y", "z"]).loc[["c2", "c3"]], texts)
    assert told == ("Matrix of 2 claims by 3 articles. “fact c2”: stated in x, y; possible in z. “fact c3”: stated in x, y.")


def test_bounds_that_meet_are_one_figure():
    coverage = pd.DataFrame([dict(article="x", value=0.5, low=0.5, high=0.5, n=8), dict(article="y", value=0.5, low=0.5, high=0.75, n=8)])
    assert describe_coverage(coverage).endswith("x 50%. y 50–75%.")
