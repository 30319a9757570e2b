"""Position-weighted shares, worked by hand: weights of the first three sentences are 1, 0.6309 and 0.5."""

import math

import pytest

from analysis.measure.emphasis import measure_emphasis, weigh_positions
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
