"""Claims: grouping worked by hand, contradictions, and one pair of invented articles read by the shipped classifier."""

import numpy as np
import pytest

from analysis.annotate.claims import find_claims, group_claims
from analysis.annotate.likeness import Thresholds, Unit, compare_units, read_units, score_texts, thresholds
from analysis.annotate.meaning import has_encoder, read_meaning
from analysis.annotate.sentence_pairs import FEATURES, measure_pairs
from analysis.corpus import Article
from analysis.measure.coverage import cross_claims, measure_coverage
from analysis.parsing import parse_article
from analysis.tables import empty_table

LIMITS = Thresholds(stated=0.5, possible=0.3)
FIRST = """Mines reopen in Tarn

Three copper mines near Tarn reopened on Monday after the government lifted its ban on exports.

The miners' union said that 2,400 people would return to work within a month.

Environmental groups announced that they would go to court.
"""
SECOND = """Copper leaves the country again

The government has lifted the ban on copper exports, and the pits around Tarn are open again.

Some 2,400 workers get their jobs back, according to the union.

Rain is expected in the north of the country tomorrow.
"""


def _scores(*links, size):
    scores = np.zeros((size, size))
    for a, b, value in links:
        scores[a, b] = scores[b, a] = value
    return scores


def test_a_claim_gathers_what_agrees_with_its_centre():
    scores = _scores((0, 1, 0.9), (0, 2, 0.8), (1, 2, 0.7), size=4)
    assert group_claims(scores, list("xyzx"), LIMITS) == [(0, {0: "stated", 1: "stated", 2: "stated"}), (3, {3: "stated"})]


def test_a_chain_of_links_is_not_one_claim():
    scores = _scores((0, 1, 0.9), (1, 2, 0.55), size=3)
    claims = group_claims(scores, list("xyz"), LIMITS)
    assert {0, 1} == set(claims[0][1])
    assert all({members.get(0), members.get(2)} != {"stated"} for _, members in claims)


@pytest.mark.skipif(not has_encoder(), reason="the encoder's files are not there")
def test_rows_matrix_and_coverage_count_the_same_claims(parsed_seeds):
    """Each row of claims.csv is one claim × article cell or one more sentence of it; none is lost where names repeat."""
    parsed = list(parsed_seeds.values())
    units = [unit for each in parsed for unit in read_units(each)]
    groups = group_claims(compare_units(units), [unit.article for unit in units], thresholds())
    claims = find_claims(parsed, empty_table("reuse"), empty_table("quotes"))
    assert claims.claim.nunique() == len(groups)
    assert not claims.duplicated(["claim", "article", "sentence"]).any()
    matrix = cross_claims(claims, list(parsed_seeds))
    assert len(matrix) == len(groups)
    shared = sum(len({units[k].article for k, status in members.items() if status == "stated"}) > 1 for _, members in groups)
    assert int(((matrix == "stated").sum(axis=1) >= 2).sum()) == shared
    assert {row["n"] for row in measure_coverage(claims, list(parsed_seeds)) if row["measure"] == "coverage.share"} == {shared}


def test_what_is_only_possible_is_marked_so():
    scores = _scores((0, 1, 0.9), (0, 2, 0.4), (1, 2, 0.4), size=3)
    assert group_claims(scores, list("xyz"), LIMITS)[0] == (0, {0: "stated", 1: "stated", 2: "possible"})


def test_a_sentence_of_two_facts_stands_in_two_claims():
    """x's sentence agrees with y's first and surely with y's second: as far as can be told, either of the two states both claims."""
    scores = _scores((0, 1, 0.9), (2, 3, 0.9), (0, 2, 0.8), (0, 3, 0.55), size=4)
    claims = group_claims(scores, list("xyyz"), LIMITS)
    stated = [[k for k, status in members.items() if status == "stated"] for _, members in claims]
    assert stated == [[0, 1, 2], [0, 2, 3]]


def test_copies_of_one_sentence_are_one_claim_however_many_articles_have_them():
    scores = 1.0 - np.eye(30)
    assert [len(members) for _, members in group_claims(scores, [f"a{k}" for k in range(30)], LIMITS)] == [30]


def test_no_article_and_no_sentence_give_no_claim():
    assert group_claims(np.zeros((0, 0)), [], LIMITS) == []
    assert group_claims(np.zeros((1, 1)), ["x"], LIMITS) == [(0, {0: "stated"})]


def test_every_unit_is_in_a_claim():
    scores = np.random.default_rng(1).random((12, 12))
    scores = (scores + scores.T) / 2
    articles = list("xxxxyyyyzzzz")
    scores[[[a == b for b in articles] for a in articles]] = 0
    assert {k for _, members in group_claims(scores, articles, LIMITS) for k in members} == set(range(12))


def test_no_two_claims_share_a_centre():
    articles = list("xxxxyyyyzzzz")
    for seed in range(20):
        scores = np.random.default_rng(seed).random((12, 12))
        scores = (scores + scores.T) / 2
        scores[[[a == b for b in articles] for a in articles]] = 0
        claims = group_claims(scores, articles, LIMITS)
        centres = [centre for centre, _ in claims]
        assert len(set(centres)) == len(centres)
        assert all(members[centre] == "stated" for centre, members in claims)


@pytest.mark.parametrize(("first", "second"), [
    ("The quake killed 31 people.", "The quake killed 420 people."),
    ("The mayor will resign over the bridge.", "The mayor will not resign over the bridge."),
])  # fmt: skip
def test_contradicting_numbers_and_negation_are_seen(first, second):
    nothing = [None]
    assert measure_pairs([first], [second], nothing, nothing)[1].all()
    assert not measure_pairs([first], [first], nothing, nothing)[1].any()


def test_likeness_without_the_encoder_falls_back_to_words():
    same = "The ferry sank off the island on Monday."
    scores = score_texts([same], [same, "Prices rose by half in a year."], [None], [None, None])
    assert scores[0, 0] > scores[0, 1]


def test_scores_are_kept_and_a_damaged_copy_is_made_again(tmp_path):
    units = [Unit(name, 0, 0, len(text), text) for name, text in (("x", "A ferry sank."), ("y", "The ferry sank at night."))]
    first = compare_units(units, folder=tmp_path)
    (path,) = tmp_path.iterdir()
    kept = path.read_bytes()
    for damaged in (b"", kept[:-3], b"x" * len(kept)):
        path.write_bytes(damaged)
        assert np.array_equal(compare_units(units, folder=tmp_path), first)
        assert path.read_bytes() == kept


def test_kept_scores_are_read_for_the_same_texts_only(tmp_path):
    texts = ("A ferry sank.", "The ferry sank at night.", "The ferry sank at dawn.")
    first, second, third = (Unit(name, 0, 0, len(text), text) for name, text in zip("xyy", texts, strict=True))
    compare_units([first, second], folder=tmp_path)
    compare_units([first, third], folder=tmp_path)
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.skipif(not has_encoder(), reason="the encoder's files are not there")
def test_what_is_read_of_a_sentence_does_not_hang_on_its_neighbours():
    sentence = "The miners' union said that 2,400 people would return to work within a month."
    alone, beside = read_meaning([sentence])[0], read_meaning([sentence, FIRST.replace("\n", " "), "Rain."])[0]
    assert np.array_equal(alone.sentence, beside.sentence)
    assert np.array_equal(alone.words, beside.words)


def test_features_of_texts_without_words_are_finite():
    features, _ = measure_pairs(["…"], ["!"], read_meaning(["…"]), read_meaning(["!"]))
    assert features.shape == (1, 1, len(FEATURES))
    assert np.isfinite(features).all()


@pytest.mark.skipif(not has_encoder(), reason="the encoder's files are not there")
def test_two_reports_of_one_event_share_their_facts_and_keep_their_own():
    parsed = [parse_article(Article(name, name, text)) for name, text in (("x", FIRST), ("y", SECOND))]
    claims = find_claims(parsed, empty_table("reuse"), empty_table("quotes"))
    stated = claims[claims.status == "stated"]
    together = {frozenset(zip(own.article, own.sentence, strict=True)) for _, own in stated.groupby("claim")}
    assert frozenset({("x", 1), ("y", 1)}) in together
    assert frozenset({("x", 2), ("y", 2)}) in together
    assert frozenset({("x", 3)}) in together
    assert frozenset({("y", 3)}) in together
    for row in claims.itertuples():
        text = FIRST if row.article == "x" else SECOND
        assert text[row.start : row.end].strip() == text[row.start : row.end]
