"""Independent share and number of accounts, worked by hand on three four-word sentences."""

import math

import pytest

from analysis.measure.findings import collect_findings, look_up
from analysis.measure.lineage import find_direction, independent_shares, list_links, measure_across_events, measure_lineage
from analysis.tables import make_table

TEXT = "Rain fell all night. Roads were closed early."


def _sentences(*articles):
    rows = [
        dict(article=article, sentence=k, start=start, end=end, text=TEXT[start:end], paragraph=0, part="body", words=4)
        for article in articles for k, (start, end) in enumerate([(0, 20), (21, 45)])
    ]  # fmt: skip
    return make_table("sentences", rows)


def _shared(first, second, relation, start=0, end=19):
    sides = {f"{key}_{side}": value for side, article in (("a", first), ("b", second))
             for key, value in dict(article=article, sentence=0, start=start, end=end, text=TEXT[start:end]).items()}  # fmt: skip
    return sides | dict(relation=relation, score=1.0)


def test_articles_that_share_nothing_are_all_their_own_and_count_one_each():
    findings = collect_findings(measure_lineage(make_table("reuse", []), _sentences("x", "y", "z")))
    assert independent_shares(findings) == {"x": 1.0, "y": 1.0, "z": 1.0}
    assert look_up(findings, "lineage.accounts").value == 3


def test_half_a_copied_text_counts_three_quarters_of_an_account_each():
    findings = collect_findings(measure_lineage(make_table("reuse", [_shared("x", "y", "verbatim")]), _sentences("x", "y")))
    assert independent_shares(findings) == {"x": 0.5, "y": 0.5}
    assert look_up(findings, "lineage.accounts").value == 1.5
    assert look_up(findings, "lineage.pair_share", part="x + y").value == 0.5


def test_a_shared_quotation_lowers_the_value_but_not_the_upper_bound():
    findings = collect_findings(measure_lineage(make_table("reuse", [_shared("x", "y", "same-quote")]), _sentences("x", "y")))
    row = look_up(findings, "lineage.independent_share", article="x")
    assert (row.value, row.low, row.high) == (0.5, 0.5, 1.0)


def test_a_paraphrase_lowers_the_lower_bound_only():
    findings = collect_findings(measure_lineage(make_table("reuse", [_shared("x", "y", "paraphrase")]), _sentences("x", "y")))
    row = look_up(findings, "lineage.accounts")
    assert (row.value, row.low, row.high) == (2.0, 1.5, 2.0)


def test_a_text_held_by_three_counts_a_third_in_each():
    pairs = [_shared(a, b, "verbatim", 0, 45) for a, b in (("x", "y"), ("x", "z"), ("y", "z"))]
    findings = collect_findings(measure_lineage(make_table("reuse", pairs), _sentences("x", "y", "z")))
    assert look_up(findings, "lineage.accounts").value == pytest.approx(1.0)


def test_an_article_without_body_has_no_share():
    sentences = _sentences("x").assign(part="credit")
    row = look_up(collect_findings(measure_lineage(make_table("reuse", []), sentences)), "lineage.independent_share", article="x")
    assert math.isnan(row.value)
    assert row.note


def test_the_share_of_words_used_again_in_another_event_is_counted_once():
    copies = make_table("copies", [_shared("x", "y", "verbatim"), _shared("x", "z", "near-verbatim")])
    findings = collect_findings(measure_across_events(copies, _sentences("x", "y", "z", "w")))
    values = {row.article: row.value for row in findings.itertuples()}
    assert values == {"x": 0.5, "y": 0.5, "z": 0.5, "w": 0.0}


def test_links_keep_copies_quotations_and_retold_passages_apart():
    pairs = [_shared("x", "y", "verbatim"), _shared("x", "y", "paraphrase", 21, 45), _shared("x", "z", "same-quote")]
    links = list_links(make_table("reuse", pairs), _sentences("x", "y", "z"))
    assert [tuple(row) for row in links.itertuples(index=False)] == [
        ("x", "y", "copied", 4, 1), ("x", "y", "retold", 4, 1), ("x", "z", "same quotation", 4, 1)
    ]  # fmt: skip


@pytest.mark.parametrize(("dates", "origins", "expected"), [
    (("2022-03-29", "2022-03-30"), ("publisher", "aggregator"), "x"),
    (("2022-03-30", "2022-03-29"), ("publisher", "publisher"), "y"),
    (("2022-03-29", "2022-03-29"), ("publisher", "publisher"), ""),
    (("", "2022-03-29"), ("publisher", "publisher"), ""),
    (("", ""), ("publisher", "agency"), "y"),
])  # fmt: skip
def test_direction_needs_evidence(dates, origins, expected):
    rows = [dict(article=a, published=d, origin=o) for a, d, o in zip("xy", dates, origins, strict=True)]
    source, evidence = find_direction(*rows)
    assert source == expected
    assert evidence
