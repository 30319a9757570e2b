"""The invented study: every planted difference is found, and nothing else beyond chance (examples/harbour-strike/planted.toml)."""

import itertools
import tomllib

import pandas as pd
import pytest
from conftest import HARBOUR

from analysis.charts.readability import read_p
from analysis.measure.findings import look_up

PLANTED = tomllib.loads((HARBOUR / "planted.toml").read_text(encoding="utf-8"))
ARTICLES = ("wire", "courier", "ledger", "tribune")
ACTORS = ("UNION", "AUTHORITY", "EXPORTERS")
PAIRS = list(itertools.combinations(ARTICLES, 2))
CHANCE = 0.05
LEANING = -0.1
"""A mean that may be above this is no blame: of twelve means one may lean by chance."""


@pytest.fixture(scope="module")
def findings(harbour):
    return harbour["findings"]


def find_pair(findings, measure, pair, actor=""):
    """The finding on two articles in either order; None where it was not measured."""
    rows = findings[(findings.measure == measure) & (findings.actor == actor) & findings.part.isin(["~".join(pair), "~".join(pair[::-1])])]
    return rows.iloc[0] if len(rows) else None


def stands_apart(row):
    """Whether the interval of a difference leaves out 0."""
    return row.low > 0 or row.high < 0


@pytest.mark.parametrize("pair", PAIRS, ids="~".join)
def test_the_hard_article_is_told_from_the_others_and_those_not_from_one_another(findings, pair):
    row = find_pair(findings, "readability.difference.median_grade", pair)
    planted = len(set(pair) & set(PLANTED["readability"]["harder"])) == 1
    assert (read_p(row.note) < CHANCE) == planted


@pytest.mark.parametrize("article", ARTICLES)
@pytest.mark.parametrize("actor", ACTORS)
def test_the_reporter_s_blame_is_found_where_it_was_planted_and_nowhere_else(findings, article, actor):
    rows = findings[(findings.measure == "sentiment.mean") & (findings.part == "narrator")]
    rows = rows[(rows.article == article) & (rows.actor == actor)]
    blamed = bool(len(rows)) and rows.high.iloc[0] < LEANING
    assert blamed == (PLANTED["blame"].get(article) == actor)


@pytest.mark.parametrize("actor", ACTORS)
@pytest.mark.parametrize("pair", PAIRS, ids="~".join)
def test_articles_differ_in_their_light_on_an_actor_only_where_planted(findings, pair, actor):
    row = find_pair(findings, "sentiment.difference", pair, actor)
    planted = sum(PLANTED["blame"].get(article) == actor for article in pair) == 1
    if row is None:
        assert actor == "EXPORTERS"  # named too seldom for any comparison
    elif planted:
        assert stands_apart(row)
    else:
        assert read_p(row.note) >= CHANCE


@pytest.mark.parametrize("article", ARTICLES)
def test_who_leads_is_found_where_planted_and_nobody_leads_elsewhere(findings, article):
    rows = findings[(findings.measure == "emphasis.actor") & (findings.article == article)].sort_values("value", ascending=False)
    first, second = rows.iloc[0], rows.iloc[1]
    leader = first.actor if first.low > second.value else None
    assert leader == PLANTED["leads"].get(article)


@pytest.mark.parametrize("article", ARTICLES)
def test_the_quoted_sides_are_those_planted(harbour, article):
    quotes = harbour["quotes"]
    marked = quotes[(quotes.article == article) & quotes.type.isin(["direct", "partial"])]
    assert sorted(set(marked.actor) - {""}) == PLANTED["quoted"][article]


@pytest.mark.parametrize("article", ARTICLES)
def test_each_article_s_name_for_the_stoppage_is_the_planted_one(harbour, article):
    wording = harbour["wording"]
    labels = wording.label[(wording.article == article) & (wording.concept == "stoppage")]
    assert set(labels) == {PLANTED["naming"][article]}


def test_the_study_s_own_word_list_takes_work_out_of_war(harbour):
    wording = harbour["wording"]
    assert not (wording.text.isin(["strike", "blockade"]) & (wording.concept != "stoppage")).any()


@pytest.mark.parametrize("pair", PAIRS, ids="~".join)
def test_copying_is_found_between_the_planted_pair_only(findings, pair):
    row = look_up(findings, "lineage.pair_share", part=" + ".join(pair))
    assert (row.low > 0.3, row.high < 0.1) == ((True, False) if list(pair) == PLANTED["copied"]["pair"] else (False, True))


@pytest.mark.parametrize("planted", PLANTED["same_quote"], ids=lambda planted: planted["words"][:20])
def test_the_same_quotation_is_recognised_across_articles(harbour, planted):
    reuse = harbour["reuse"]
    rows = reuse[reuse.text_a.str.contains(planted["words"], regex=False)]
    assert set(rows.article_a) | set(rows.article_b) == set(planted["articles"])


@pytest.mark.parametrize("planted", PLANTED["only"], ids=lambda planted: planted["article"])
def test_what_one_article_alone_reports_is_stated_in_no_other(harbour, planted):
    claims = harbour["claims"]
    claim = claims.claim[claims.text.str.contains(planted["words"], regex=False)].iloc[0]
    stated = claims[(claims.claim == claim) & (claims.status == "stated")]
    assert set(stated.article) == {planted["article"]}


def test_the_reprint_and_its_source_differ_in_no_measure_with_an_interval(findings):
    rows = pd.merge(*(findings[findings.article == name] for name in PLANTED["copied"]["pair"]), on=["measure", "actor", "part"])
    bounds = rows.measure.str.startswith("coverage.") | rows.measure.str.endswith("_without_one")  # no 95% intervals: left out
    rows = rows[(rows.low_x < rows.high_x) & (rows.low_y < rows.high_y) & ~bounds]
    apart = rows[(rows.low_x > rows.high_y) | (rows.low_y > rows.high_x)]
    assert len(rows) > 80
    assert apart.measure.tolist() == []


@pytest.mark.parametrize("measure", ["hedging.hedge", "hedging.booster", "hedging.attribution", "agency.passive_share", "suffering.share"])
def test_measures_without_a_planted_difference_show_none(findings, measure):
    rows = findings[(findings.measure == measure) & findings.low.notna()]
    for _, group in rows.groupby(["actor", "part"]):
        for a, b in itertools.combinations(group.itertuples(), 2):
            assert a.low <= b.high
            assert b.low <= a.high
