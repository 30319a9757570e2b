"""Titles of charts: they say what the table bears and no more. Cases worked by hand."""

import pandas as pd

from analysis.measure.findings import collect_findings, make_finding
from analysis.report.emphasis import title_claims, title_coverage, title_emphasis, title_lineage, title_openings
from analysis.report.readability import title_components, title_differences, title_lengths
from analysis.report.sentiment import title_sentences, title_specifications, title_suffering

LABELS = {"a": "Alpha", "b": "Beta", "c": "Gamma"}
ACTORS = {"RU": "Russia", "UA": "Ukraine"}


def differences(*p_values):
    pairs = ("a~b", "a~c", "b~c")
    return collect_findings(
        [
            make_finding("readability.difference.median_grade", (1.0, 0.0, 2.0), n=9, unit="grades", part=part, note=f"p = {p} of 1000")
            for part, p in zip(pairs, p_values, strict=True)
        ]
    )


def test_pairs_beyond_chance_are_named():
    title = title_differences(differences(0.01, 0.2, 0.04), LABELS)
    assert title == "Reading grade differs by more than chance between Alpha and Beta, and between Beta and Gamma"


def test_many_pairs_are_counted():
    assert (
        title_differences(differences(0.01, 0.02, 0.04), LABELS) == "3 of 3 pairs of articles differ in reading grade by more than chance"
    )


def test_no_pair_beyond_chance_is_said():
    assert title_differences(differences(0.5, 0.2, 0.4), LABELS) == "No two articles differ in reading grade by more than chance"


def test_mean_sentences_run_from_shortest_to_longest():
    rows = [
        make_finding("readability.sentence_length", (v, v - 1, v + 1), n=9, unit="words", article=a) for a, v in (("a", 25.0), ("b", 18.2))
    ]
    assert title_components(collect_findings(rows), LABELS).startswith("From 18 words a sentence (Beta) to 25 (Alpha)")


def test_median_sentences_are_those_of_the_table():
    sentences = pd.DataFrame(dict(article=list("aaabbb"), words=[1, 10, 30, 20, 21, 22]))
    assert title_lengths(sentences, LABELS) == "The median sentence has 10 words in Alpha, 21 words in Beta"


def test_the_lowest_actor_is_counted_over_all_ways():
    values = {"x, all": (-0.4, 0.1), "x, narrator": (-0.2, 0.0), "y, all": (0.1, 0.0)}
    rows = [
        make_finding("sentiment.specification", (value,) * 3, n=9, unit="stance", actor=actor, part=part)
        for part, both in values.items()
        for actor, value in zip(("RU", "UA"), both, strict=True)
    ]
    rows += [make_finding("sentiment.order", (1.0, 1.0, 1.0), n=2, unit="tau", part=part) for part in values]
    assert title_specifications(collect_findings(rows), ACTORS) == "Russia stands lowest in 2 of 3 ways to count"


def test_harm_is_told_of_the_two_who_bear_most():
    rows = [
        make_finding("suffering.share", (value, 0.0, 1.0), n=n, unit="sentences", article=article, actor=actor)
        for article, actor, value, n in (("a", "UA", 0.2, 10), ("b", "UA", 0.4, 30), ("a", "RU", 0.1, 10), ("b", "X", 0.0, 10))
    ]
    title = title_suffering(collect_findings(rows), ACTORS)
    assert title == "Harm is told of Ukraine in 35% of the sentences that name it, of Russia in 10%"


def test_sentences_for_and_against_are_counted():
    places = pd.DataFrame(dict(actor=["RU"] * 4 + ["UA"], label=["negative", "negative", "neutral", "positive", "positive"]))
    assert title_sentences(places, ACTORS) == "Of 4 sentences that name Russia, 2 are unfavourable to it and 1 favourable"
    assert title_sentences(places[:0], ACTORS) == "No sentence names an actor"


def test_copies_go_before_quotations_in_the_title_of_the_map():
    links = pd.DataFrame(dict(article_a=["a", "b"], article_b=["b", "c"], kind=["copied", "same quotation"], words=[20, 90]))
    assert title_lineage(links, LABELS) == "Alpha and Beta share 20 copied words"
    assert title_lineage(links[1:2], LABELS) == "Beta and Gamma share 90 quoted words"
    longer = links.assign(kind="copied")
    assert title_lineage(longer, LABELS) == "Beta and Gamma share 90 copied words, the most of any two articles"
    assert title_lineage(links[:0], LABELS) == "No two articles share text"


def test_the_topic_of_most_first_sentences_is_counted_by_sentence():
    openings = pd.DataFrame(dict(article=list("aab"), sentence=[0, 0, 0], topic=["human_cost", "military", "human_cost"]))
    assert title_openings(openings) == "The most frequent topic of the first sentences is human cost: in 2 of 2"
    tied = openings.assign(topic=["human_cost", "military", "talks"])
    assert title_openings(tied) == "The most frequent topics of the first sentences are human cost, military and talks: in 1 of 2"


def test_the_leading_actor_is_counted_by_article():
    top = pd.DataFrame(dict(article=list("aabb"), actor=["RU", "UA", "RU", "UA"], value=[0.6, 0.4, 0.5, 0.3]))
    top = top.assign(low=top.value - 0.08, high=[0.68, 0.48, 0.58, 0.45])
    assert title_emphasis(top[:2], ACTORS) == "Russia has the largest share in 1 of 1 article, by more than the intervals"
    assert title_emphasis(top, ACTORS) == "Russia has the largest share in 2 of 2 articles, by more than the intervals in 1"
    assert title_emphasis(top[2:].assign(low=0.1), ACTORS).endswith(", by more than the intervals in none")
    assert title_emphasis(top[:0], ACTORS) == "No actor is named in any article"


def test_claims_that_some_do_not_state_are_counted():
    cells = pd.DataFrame([["stated"] * 3, ["stated", "stated", "possible"], ["stated", "not found", "not found"]])
    assert title_claims(cells) == "Of 2 shared claims, 1 were not found stated in every article"


def test_coverage_runs_from_most_to_least():
    coverage = pd.DataFrame(dict(article=list("abc"), value=[0.5, 0.9, 0.7], n=20))
    assert title_coverage(coverage, LABELS) == "Beta states 90% of the 20 claims that two or more articles state, Alpha 50%"
    assert title_coverage(coverage[:1], LABELS) == "Too little is shared for a share of coverage"
