"""Hedges and boosters by voice, attributions per 1,000 words, and the candidates of Entman's card."""

import pandas as pd
import pytest

from analysis.annotate.entman import find_candidates
from analysis.annotate.hedging import find_hedges
from analysis.measure.findings import collect_findings, look_up
from analysis.measure.hedging import measure_hedging


@pytest.mark.parametrize(
    ("text", "word", "kind"),
    [
        ("The army may leave.", "may", "hedge"),
        ("They reportedly left.", "reportedly", "hedge"),
        ("It is clearly a breach.", "clearly", "booster"),
        ("It was an unprecedented rise.", "unprecedented", "booster"),
    ],
)
def test_word_is_found(parse, text, word, kind):
    rows = find_hedges(parse(text))
    assert list(zip(rows.text, rows.kind, strict=True)) == [(word, kind)]


def test_the_month_is_no_hedge(parse):
    assert not len(find_hedges(parse("The army left in May.")))


def test_rates_by_hand():
    """Ten words, four of them quoted; one hedge in each voice: 1 ÷ 6 and 1 ÷ 4 of a word, per 1,000."""
    text = "He may go soon and they might not come back"
    sentences = pd.DataFrame([dict(article="a", sentence=0, start=0, end=len(text), text=text, part="body", words=10)])
    start = text.index("might")
    quotes = pd.DataFrame(
        [dict(article="a", sentence=0, cue="said", tone="neutral", attribution=1, content_start=start, content_end=len(text))]
    )
    hedges = pd.DataFrame([
        dict(article="a", sentence=0, start=3, end=6, kind="hedge", voice="narrator"),
        dict(article="a", sentence=0, start=start, end=start + 5, kind="hedge", voice="quoted"),
    ])  # fmt: skip
    found = collect_findings(measure_hedging(hedges, quotes, sentences))
    assert look_up(found, "hedging.hedge", article="a", part="narrator").value == pytest.approx(1000 / 6)
    assert look_up(found, "hedging.hedge", article="a", part="quoted").value == pytest.approx(250)
    assert look_up(found, "hedging.attribution", article="a").value == pytest.approx(100)
    assert look_up(found, "hedging.attribution.doubting", article="a").value == 0


def test_card_shows_candidates_with_signs(parse):
    parsed = parse("The truce collapsed because both armies ran out of food. The council must call for aid. A boat left.")
    card = find_candidates(parsed)
    assert card[card.function == "cause"].sentence.tolist()[0] == 0
    assert "must" in card[(card.function == "remedy") & (card["rank"] == 1)].signs.iloc[0]
    assert 2 not in set(card.sentence)
    assert all(parsed.text[row.start : row.end] == row.text for row in card.itertuples())
