"""Measures of stance: values worked by hand."""

import math

import pandas as pd
import pytest

from analysis.measure.findings import collect_findings, look_up
from analysis.measure.sentiment import compare_sentiment, list_telling, measure_sentiment, measure_specifications, measure_suffering
from analysis.report.sentiment import tabulate_errors
from analysis.tables import make_table


@pytest.fixture
def sentences():
    rows = [dict(article=a, sentence=k, start=10 * k, end=10 * k + 9, text="x" * 9, paragraph=k, part="body", words=2)
            for a in ("p", "q") for k in range(8)]  # fmt: skip
    rows[0]["part"] = "headline"
    return make_table("sentences", rows)


def make_stance(article: str, actor: str, scores: list[float], *, first: int = 1, scorer: str = "s", quoted: int = 0) -> list[dict]:
    labels = ["negative" if s < -0.5 else "positive" if s > 0.5 else "neutral" for s in scores]
    rows = []
    for k, (score, label) in enumerate(zip(scores, labels, strict=True), start=first):
        is_quoted = k - first < quoted
        said = dict(voice="quoted" if is_quoted else "narrator", side="N" if is_quoted else "", speaker="", scorer=scorer, evidence="")
        rows.append(
            dict(article=article, sentence=k, start=10 * k, end=10 * k + 9, text="x" * 9, actor=actor, score=score, label=label) | said
        )
    return rows


def test_mean_and_shares(sentences):
    stance = make_table("stance", make_stance("p", "A", [-1, -1, 0, 0, 0, 1, 0]))
    findings = collect_findings(measure_sentiment(stance, sentences))
    mean = look_up(findings, "sentiment.mean", article="p", actor="A", part="all")
    assert mean.value == pytest.approx(-1 / 7)
    assert mean.low < mean.value < mean.high
    assert look_up(findings, "sentiment.share.negative", article="p", actor="A", part="all").value == pytest.approx(2 / 7)


def test_headline_is_left_out(sentences):
    stance = make_table("stance", make_stance("p", "A", [1.0, *[0.0] * 5], first=0))
    assert look_up(collect_findings(measure_sentiment(stance, sentences)), "sentiment.mean", article="p", actor="A", part="all").value == 0


def test_voices_are_kept_apart(sentences):
    stance = make_table("stance", make_stance("p", "A", [-1.0] * 5 + [0.0] * 2, quoted=5))
    findings = collect_findings(measure_sentiment(stance, sentences))
    assert look_up(findings, "sentiment.mean", article="p", actor="A", part="quoted").value == -1
    assert look_up(findings, "sentiment.by_side", article="p", actor="A", part="N").n == 5
    assert math.isnan(look_up(findings, "sentiment.mean", article="p", actor="A", part="narrator").value)


def test_too_few_sentences_are_no_number(sentences):
    row = look_up(collect_findings(measure_sentiment(make_table("stance", make_stance("p", "A", [1.0] * 4)), sentences)),
                  "sentiment.mean", article="p", actor="A", part="all")  # fmt: skip
    assert math.isnan(row.value)
    assert row.note == "fewer than 5 sentences"


def test_differences_are_corrected_and_signed(sentences):
    stance = make_table("stance", make_stance("p", "A", [-1.0] * 6) + make_stance("q", "A", [1.0] * 6))
    row = look_up(collect_findings(compare_sentiment(stance, sentences)), "sentiment.difference", actor="A", part="p~q")
    assert row.value == -2
    assert "Holm" in row.note


def test_specifications_agree_with_themselves(sentences):
    rows = make_stance("p", "A", [-0.9] * 6) + make_stance("q", "A", [0.1] * 6) + make_stance("q", "B", [0.9] * 6)
    findings = collect_findings(measure_specifications(make_table("stance_scorers", rows), sentences))
    assert look_up(findings, "sentiment.order", part="s, score, all").value == pytest.approx(1)
    assert look_up(findings, "sentiment.specification", actor="A", part="s, label, all").value == pytest.approx(-0.5)


def test_suffering_is_a_share_of_the_sentences_that_name_the_actor(sentences):
    mention = dict(start=10, end=12, text="xx", kind="actor", role="other", voice="narrator", article="p", actor="A")
    mentions = make_table("mentions", [mention | dict(sentence=k) for k in range(1, 7)])
    suffering = make_table("suffering", [dict(article="p", sentence=2, start=20, end=29, text="x", actor="A", evidence="x", how="patient")])
    findings = collect_findings(measure_suffering(suffering, mentions, sentences))
    assert look_up(findings, "suffering.share", article="p", actor="A").value == pytest.approx(1 / 6)


def test_telling_sentences_are_the_strongest_without_the_neutral():
    stance = make_table("stance", make_stance("p", "A", [0.6, -0.9, 0.0, 0.8]))
    assert list_telling(stance, "A", most=2).score.tolist() == [-0.9, 0.8]


def test_empty_tables_give_no_findings(sentences):
    empty = pd.DataFrame(columns=["article", "sentence", "actor", "score", "label", "voice", "scorer"])
    assert measure_sentiment(empty, sentences) == []
    assert compare_sentiment(empty, sentences) == []
    assert measure_specifications(empty, sentences) == []


def test_the_warning_of_a_rewritten_article_stands_beside_its_stance(sentences):
    stance = make_table("stance", make_stance("p", "RU", [0.2] * 6) + make_stance("q", "RU", [0.2]))
    findings = collect_findings(measure_sentiment(stance, sentences, warnings={"p": "rewritten", "q": "translated"}))
    means = findings[(findings.measure == "sentiment.mean") & (findings.part == "all")].set_index("article").note
    assert means.to_dict() == {"p": "rewritten", "q": "fewer than 5 sentences; translated"}


def test_two_readings_stand_below_the_scorers():
    table = tabulate_errors()
    assert table.index[-1] == "two readings"
    people = table.loc["two readings"].dropna()
    assert list(people.index) == ["two own articles, coded twice, macro F1"]
    assert (people.item() > table[people.index[0]].iloc[:-1]).all()
