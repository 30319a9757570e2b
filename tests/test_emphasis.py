"""Position-weighted shares, worked by hand: weights of the first three sentences are 1, 0.6309 and 0.5."""

import math

import pandas as pd
import pytest

from analysis.measure.emphasis import measure_claim_emphasis, measure_emphasis, weigh_positions
from analysis.measure.findings import collect_findings, look_up
from analysis.tables import make_table


def _tables(actors_by_sentence, headline=()):
    parts = ["headline", *["body"] * len(actors_by_sentence)]
    sentences = [dict(article="x", sentence=k, start=10 * k, end=10 * k + 5, text="words", paragraph=k, part=part, words=1)
                 for k, part in enumerate(parts)]  # fmt: skip
    mentions = [
        dict(article="x", sentence=k, start=10 * k, end=10 * k + 2, text="wo", actor=actor, kind="actor", role="other", voice="narrator")
        for k, actors in enumerate([headline, *actors_by_sentence]) for actor in actors
    ]  # fmt: skip
    return make_table("mentions", mentions), make_table("sentences", sentences)


def _findings(*args, **kwargs):
    return collect_findings(measure_emphasis(*_tables(*args, **kwargs)))


def test_weights_fall_with_position():
    assert weigh_positions(3) == pytest.approx([1, 0.63093, 0.5])


def test_who_comes_first_has_the_larger_share_of_equal_mentions():
    findings = _findings([["A"], ["A"], ["A"], ["B"], ["B"], ["B"]])
    first, last = (look_up(findings, "emphasis.actor", article="x", actor=actor) for actor in "AB")
    weights = weigh_positions(6)
    assert first.value == pytest.approx(weights[:3].sum() / weights.sum())
    assert first.value + last.value == pytest.approx(1)
    assert look_up(findings, "emphasis.actor_raw", article="x", actor="A").value == 0.5
    assert first.low <= first.value <= first.high


def test_the_range_without_any_one_sentence_holds_the_share():
    findings = _findings([["A"], ["B"], ["B"], ["B"], ["B"]])
    row = look_up(findings, "emphasis.actor_without_one", article="x", actor="A")
    assert row.low == 0
    assert row.low < row.value < row.high


def test_first_position_counts_from_one_and_without_the_headline():
    findings = _findings([[], ["B"], ["A"], ["A"], ["A"], ["A"]], headline=["A"])
    assert look_up(findings, "emphasis.actor_first", article="x", actor="A").value == 3
    assert look_up(findings, "emphasis.actor_headline", article="x", actor="A").value == 1


def test_headline_agreement_is_the_share_of_its_actors_below():
    findings = _findings([["A"], ["A"], ["A"], ["A"], ["B"]], headline=["A"])
    weights = weigh_positions(5)
    assert look_up(findings, "emphasis.headline_agreement", article="x").value == pytest.approx(1 - weights[4] / weights.sum())


def test_too_few_sentences_give_no_share_but_a_reason():
    row = look_up(_findings([["A"], ["B"]]), "emphasis.actor", article="x", actor="A")
    assert math.isnan(row.value)
    assert "only 2 sentences" in row.note


def test_places_do_not_count():
    mentions, sentences = _tables([["A"]] * 5 + [["B"]] * 5)
    mentions.loc[mentions.actor == "B", "kind"] = "place"
    findings = collect_findings(measure_emphasis(mentions, sentences))
    assert set(findings.actor) == {"A", ""}


def test_frames_count_once_a_sentence():
    mentions, sentences = _tables([["A"]] * 5)
    rows = [
        dict(article="x", sentence=k, start=0, end=1, text="w", frame=frame) for k in range(1, 6) for frame in ("talks", "talks", "war")
    ]
    findings = collect_findings(measure_emphasis(mentions, sentences, make_table("frames", rows)))
    assert look_up(findings, "emphasis.frame", article="x", part="talks").value == pytest.approx(0.5)


def test_claims_have_shares_where_they_are_stated_and_shared():
    """x states c in its first and d in its second to fifth sentence, e alone; y only possibly states d."""
    _, sentences = _tables([[]] * 6)
    sentences = pd.concat([sentences, sentences.assign(article="y")], ignore_index=True)
    where = [("c", "x", 1), ("d", "x", 2), ("d", "x", 3), ("d", "x", 4), ("d", "x", 5), ("e", "x", 6), ("c", "y", 3), ("d", "z", 1)]
    rows = [dict(claim=c, text="", article=a, sentence=n, start=0, end=1, status="stated", voice="narrator") for c, a, n in where]
    rows.append(rows[0] | dict(claim="d", article="y", status="possible"))
    findings = collect_findings(measure_claim_emphasis(make_table("claims", rows), sentences))
    weights = weigh_positions(6)
    assert look_up(findings, "emphasis.claim", article="x", part="c").value == pytest.approx(1 / weights[:5].sum())
    assert look_up(findings, "emphasis.claim_raw", article="x", part="d").value == pytest.approx(0.8)
    assert look_up(findings, "emphasis.claim_first", article="x", part="d").value == 2
    assert look_up(findings, "emphasis.claim_first", article="y", part="c").value == 3
    assert set(findings.part[findings.article == "x"]) == {"c", "d"}
    assert set(findings.part[findings.article == "y"]) == {"c"}
