"""Sentences from findings: they say what exceeds its interval, what cannot be told apart, and no more. Cases worked by hand."""

import re

import pytest

from analysis.measure.findings import collect_findings, make_finding
from analysis.report.compose import summarise_findings, tell_sections
from analysis.report.numbers import escape, load_measures, number_rows, show_estimate, show_stacked
from analysis.report.sentences import are_apart, compare_actors, compare_articles, compare_parts, join, list_unknown, say_signs
from analysis.report.sentiment import title_stance

LABELS = {"a": "Alpha", "b": "Beta_1", "c": "Gamma"}
ACTORS = {"RU": "Russia", "UA": "Ukraine"}
NOTHING = (float("nan"),) * 3


def table(*rows):
    return number_rows(collect_findings([make_finding(measure, values, n=30, unit="sentences", **keys) for measure, values, keys in rows]))


def grades(*values, differences=()):
    rows = [("readability.median_grade", each, {"article": article}) for article, each in zip("abc", values, strict=False)]
    return table(*rows, *[("readability.difference.median_grade", each, {"part": part, "note": note}) for part, each, note in differences])


def plain(sentences):
    """Without links and escapes, as a reader sees it."""
    return [re.sub(r"\\(.)", r"\1", re.sub(r"\[([^\]]*)\]\(#n\d+\)\{\.number\}", r"\1", each)) for each in sentences]


def test_overlapping_intervals_cannot_be_told_apart():
    told = plain(compare_articles(grades((12, 10, 14), (13, 11, 15), (11, 9, 13)), "readability.median_grade", LABELS))
    assert told == [
        "By their median school grade the articles cannot be told apart: the values run from 11.0 (9.0 to 13.0) (Gamma) to "
        "13.0 (11.0 to 15.0) (Beta_1), and the intervals overlap."
    ]


def test_what_cannot_be_told_apart_may_be_left_unsaid():
    apart, alike = grades((18, 17, 19), (13, 12, 14)), grades((13, 11, 15), (13, 12, 14))
    assert len(compare_articles(apart, "readability.median_grade", LABELS, only_apart=True)) == 1
    assert compare_articles(alike, "readability.median_grade", LABELS, only_apart=True) == []


def test_the_summary_warns_where_a_machine_may_have_worded():
    rows = [("readability.median_grade", (18, 17, 19), {"article": "a"}), ("readability.median_grade", (13, 12, 14), {"article": "b"})]
    note = {"article": "a", "note": "worded as if synonyms had been put in by a machine"}
    warned, plainly = table(*rows, ("rewriting.marks", (20, 10, 30), note)), table(*rows)
    told = plain([summarise_findings(warned, LABELS, ACTORS)["02-readability"]])[0]
    assert told.endswith("A machine may have worded Alpha: the wording measured there is then the machine's, not a newsroom's.")
    assert "machine" not in "".join(summarise_findings(plainly, LABELS, ACTORS).values())


def test_one_value_for_all_is_said_once():
    told = plain(compare_articles(grades((13, 11, 15), (13, 12, 14)), "readability.median_grade", LABELS))
    assert told == ["By their median school grade the articles cannot be told apart: the value is 13.0 in each."]


def test_intervals_that_part_are_said_and_the_rest_left_open():
    told = plain(compare_articles(grades((18, 16, 20), (13, 12, 14), (15, 13, 17)), "readability.median_grade", LABELS))
    assert told == [
        "By median school grade, Alpha (18.0; 16.0 to 20.0) is harder to read than Beta_1 (13.0; 12.0 to 14.0).",
        "No other pair can be told apart.",
    ]


def test_one_that_exceeds_all_is_said_once():
    told = plain(compare_articles(grades((18, 17, 19), (13, 12, 14), (15, 14.5, 16)), "readability.median_grade", LABELS))
    assert told[0] == (
        "By median school grade, Alpha (18.0; 17.0 to 19.0) is harder to read than every other article; "
        "the next is Gamma (15.0; 14.5 to 16.0)."
    )
    assert told[1] == "The same holds for Gamma (15.0; 14.5 to 16.0) against Beta_1 (13.0; 12.0 to 14.0)."


def test_articles_that_exceed_the_same_others_share_a_sentence():
    told = plain(compare_articles(grades((18, 16, 20), (17, 16, 19), (12, 11, 13)), "readability.median_grade", LABELS))
    head = "By median school grade, Alpha (18.0; 16.0 to 20.0) and Beta_1 (17.0; 16.0 to 19.0) are harder to read"
    assert told[0] == f"{head} than every other article; the next is Gamma (12.0; 11.0 to 13.0)."


def test_a_measure_with_a_sentence_of_its_own_is_told_by_it():
    values = {"a": (20, 12, 20), "b": (3, 1, 3), "c": (2, 1, 4)}
    found = table(*(("coverage.alone", each, {"article": article}) for article, each in values.items()))
    told = plain(compare_articles(found, "coverage.alone", LABELS))
    assert told[0] == (
        "More claims that were found in no other article stand in Alpha (20; 12 to 20) than in every other article; "
        "the next is Beta_1 (3; 1 to 3)."
    )


def test_a_handful_of_claims_is_not_compared():
    few, enough = (
        table(*(("coverage.missing", (n, n, n), {"article": article}) for article, n in (("a", most), ("b", 0)))) for most in (4, 5)
    )
    assert compare_articles(few, "coverage.missing", LABELS) == []
    assert plain(compare_articles(enough, "coverage.missing", LABELS)) == [
        "Of the claims that all others state, more were not found in Alpha (5) than in Beta_1 (0)."
    ]


@pytest.mark.parametrize(("share", "told"), [(0.1, False), (0.2, True)])
def test_a_mean_that_no_two_labels_bear_is_not_called_below_zero(share, told):
    """Of ten sentences one or two are labelled negative; the mean excludes zero either way."""
    where = dict(article="a", actor="RU", part="all", n=10)
    findings = number_rows(collect_findings([
        make_finding("sentiment.mean", (-0.2, -0.3, -0.1), unit="stance, -1 to 1", **where),
        make_finding("sentiment.share.negative", (share, 0.0, 0.5), unit="share of sentences", **where),
    ]))  # fmt: skip
    said = plain(tell_sections(findings, LABELS, ACTORS)["05-sentiment"])
    assert any("below zero" in sentence for sentence in said) is told
    assert ("unfavourable" in title_stance(findings, ACTORS)) is told


def test_an_interval_that_is_printed_as_reaching_zero_includes_it():
    rows = [
        ("sentiment.mean", (-0.3, -0.6, high), dict(article=article, actor="RU", part="all"))
        for article, high in (("a", -0.004), ("b", -0.006))
    ]
    (told,) = plain(say_signs(table(*rows), "sentiment.mean", LABELS, ACTORS))
    assert told == "Russia stands below zero in Beta_1 (−0.30; −0.60 to −0.01); in Alpha the interval reaches zero."


def test_bounds_that_overlap_are_not_called_intervals():
    found = table(*(("coverage.share", each, {"article": article}) for article, each in (("a", (0.5, 0.5, 0.8)), ("b", (0.6, 0.6, 0.9)))))
    told = plain(compare_articles(found, "coverage.share", LABELS))
    assert told[0].startswith("By their share of the claims of two or more articles the articles cannot be ordered")
    assert told[0].endswith(", and the bounds overlap.")


def test_an_interval_that_rounds_to_its_value_is_not_printed():
    (row,) = number_rows(collect_findings([make_finding("lineage.accounts", (1.99, 1.98, 2.01), n=2, unit="articles")])).to_dict("records")
    assert plain([show_estimate(row)]) == ["2.0"]
    assert plain([show_estimate(row | {"low": 1.4})]) == ["2.0 (1.4 to 2.0)"]
    assert show_stacked(row) == show_estimate(row)
    assert "2.0 [1.4 to 2.0]{.spread}" in show_stacked(row | {"low": 1.4})


def test_no_comparison_lacks_its_places():
    for measure in load_measures().values():
        if measure.comparison:
            assert measure.comparison.format(first="Alpha", others="Beta").count("Alpha") == 1
            assert not measure.comparison.endswith(".")


@pytest.mark.parametrize(
    ("note", "apart"), [("p = 0.200 after Holm's correction over 3 pairs", False), ("p = 0.010 after Holm's correction", True)]
)
def test_a_tested_difference_goes_before_the_intervals(note, apart):
    findings = grades((18, 17, 19), (13, 12, 14), differences=[("a~b", (5, 3, 7), note)])
    told = plain(compare_articles(findings, "readability.median_grade", LABELS))
    assert ("is harder to read" in told[0]) is apart
    assert ("no difference between two of them exceeds what chance would give" in told[0]) is not apart


def test_a_single_article_is_compared_with_nothing():
    told = plain(compare_articles(grades((18, 17, 19)), "readability.median_grade", LABELS))
    assert told == ["Alpha: median school grade 18.0 (17.0 to 19.0); there is nothing to compare it with."]


def test_nothing_known_says_nothing_and_the_reason_is_kept():
    findings = table(("readability.median_grade", NOTHING, {"article": "b", "note": "too short: 20 words"}))
    assert compare_articles(findings, "readability.median_grade", LABELS) == []
    assert plain([list_unknown(findings, "readability.median_grade", LABELS)]) == ["Left out: Beta_1 (too short: 20 words)."]


def shares(*rows):
    return table(*[("emphasis.actor", values, {"article": article, "actor": actor}) for article, actor, values in rows])


def test_an_actor_leads_only_beyond_its_interval():
    findings = shares(
        ("a", "RU", (0.6, 0.5, 0.7)), ("a", "UA", (0.3, 0.2, 0.4)), ("b", "RU", (0.5, 0.4, 0.6)), ("b", "UA", (0.45, 0.3, 0.6))
    )
    first, second = plain(compare_actors(findings, "emphasis.actor", LABELS, ACTORS))
    assert first.startswith("In Alpha, Russia has the highest share of position-weighted mentions, ahead of every other actor")
    assert "60% (50 to 70%)" in first
    assert (
        second
        == "In Beta_1, no actor stands out by the share of position-weighted mentions: all intervals overlap with that of the highest."
    )


def test_whose_interval_overlaps_with_the_highest_is_named():
    """What is highest in these texts is known; whether it would be in others of the kind is not."""
    findings = shares(("a", "RU", (0.5, 0.4, 0.6)), ("a", "UA", (0.45, 0.3, 0.55)), ("a", "US", (0.1, 0.0, 0.2)))
    (told,) = plain(compare_actors(findings, "emphasis.actor", LABELS, ACTORS | {"US": "United States"}))
    assert told == (
        "In Alpha, Russia has the highest share of position-weighted mentions, 50% (40 to 60%), "
        "but the interval of Ukraine overlaps with that of Russia."
    )


def test_an_actor_of_whom_nothing_was_found_leads_nowhere():
    findings = shares(("a", "UA", (0.3, 0.15, 0.45)), ("a", "US", (0.0, 0.0, 0.2)), ("a", "RU", (0.0, 0.0, 0.1)))
    (told,) = plain(compare_actors(findings, "emphasis.actor", LABELS, ACTORS | {"US": "United States"}))
    assert told == (
        "In Alpha, Ukraine has the highest share of position-weighted mentions: 30% (15 to 45%); "
        "none was found of the United States, in too few sentences to set it apart."
    )


def test_nothing_of_a_measure_anywhere_is_said_plainly():
    findings = shares(*[(article, actor, (0.0, 0.0, 0.3)) for article in "abc" for actor in ACTORS])
    assert plain(compare_actors(findings, "emphasis.actor", LABELS, ACTORS)) == [
        "The share of position-weighted mentions is 0% for every actor in every article."
    ]


def test_where_no_actor_stands_out_anywhere_it_is_said_once():
    findings = shares(*[(article, actor, (0.5, 0.3, 0.7)) for article in "abc" for actor in ACTORS])
    assert plain(compare_actors(findings, "emphasis.actor", LABELS, ACTORS))[0].startswith("In no article does any actor stand out")


def test_parts_are_ranked_by_their_gap_and_the_rest_is_left_open():
    rows = [
        ("military", "a", (0.6, 0.5, 0.7)),
        ("military", "b", (0.1, 0, 0.2)),
        ("economy", "a", (0.2, 0.1, 0.3)),
        ("economy", "b", (0.2, 0.1, 0.3)),
    ]
    findings = table(*[("framing.share", values, {"article": article, "part": part}) for part, article, values in rows])
    assert plain(compare_parts(findings, "framing.share", LABELS)) == [
        "By the share of sentences that have the frame, Alpha gives more room to *military* (60%; 50 to 70%) than Beta_1 (10%; 0 to 20%).",
        "For all others, no two articles can be told apart.",
    ]


def test_signs_are_said_only_where_the_interval_excludes_zero():
    findings = shares(("a", "RU", (-0.4, -0.6, -0.2)), ("b", "RU", (-0.1, -0.3, 0.1)), ("a", "UA", (0.1, -0.1, 0.3)))
    assert plain(say_signs(findings, "emphasis.actor", LABELS, ACTORS)) == [
        "Russia stands below zero in Alpha (−40%; −60 to −20%); in Beta_1 the interval reaches zero.",
        "For Ukraine, no article's interval excludes zero.",
    ]


@pytest.mark.parametrize(
    ("name", "shown"), [("Russia", "Russia"), ("United States", "the United States"), ("The West", "the West"), ("Lea Maric", "Lea Maric")]
)
def test_a_name_takes_its_article_within_a_sentence(name, shown):
    findings = shares(("a", "X", (-0.4, -0.6, -0.2)), ("b", "X", (0.1, -0.1, 0.3)), ("a", "Y", (0.1, -0.1, 0.3)))
    told = plain(say_signs(findings, "emphasis.actor", LABELS, {"X": name, "Y": name}))
    assert told[0].startswith(f"{shown[0].upper()}{shown[1:]} stands below zero")
    assert told[1] == f"For {shown}, no article's interval excludes zero."


@pytest.mark.parametrize(("first", "second", "apart"), [((0, 1), (2, 3), True), ((0, 2), (1, 3), False), ((0, 1), (1, 2), False)])
def test_intervals_that_touch_are_not_apart(first, second, apart):
    rows = [dict(zip(("low", "high"), ends, strict=True)) for ends in (first, second)]
    assert are_apart(*rows) is apart


@pytest.mark.parametrize(("words", "joined"), [([], ""), (["A"], "A"), (["A", "B"], "A and B"), (["A", "B", "C"], "A, B and C")])
def test_lists_are_joined_as_in_speech(words, joined):
    assert join(words) == joined


def test_every_sign_that_markdown_knows_is_escaped():
    assert escape("*a* [b](c) $1 <i> #x {.y}\n- z") == r"\*a\* \[b\]\(c\) \$1 \<i\> \#x \{\.y\} \- z"
