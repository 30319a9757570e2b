"""Who gets to speak: shares worked by hand, and words in their context."""

import pandas as pd
import pytest

from analysis.annotate.actors import find_mentions
from analysis.annotate.quotes import find_quotes
from analysis.concordance import find_actor_in_context, find_in_context
from analysis.errors import ParallaxError
from analysis.measure.findings import collect_findings, look_up, make_finding
from analysis.measure.voices import (
    compare_tones,
    count_spoken_words,
    list_attributions,
    measure_voices,
    place_voices,
    select_editorial,
)
from analysis.report.voices import read_share, summarise_voices, title_speaking, title_tones
from analysis.tables import empty_table

LABELS = {"a": "Alpha", "b": "Beta"}
NAMES = {"X": "Xland", "Y": "Yland", "Z": "Zland"}


@pytest.fixture(scope="module")
def voiced(parsed_seeds, study):
    parsed = parsed_seeds["a0"]
    mentions = find_mentions(parsed, study.actors)
    return parsed.sentences, mentions, find_quotes(parsed, mentions, study.actors)


def test_shares_of_attributions_add_up_to_one(voiced, study):
    sentences, _, quotes = voiced
    findings = collect_findings(measure_voices(quotes, sentences, study.actors))
    assert findings[findings.measure == "voices.share"].value.sum() == pytest.approx(1)
    assert 0.3 < look_up(findings, "voices.quoted", article="a0").value < 0.9


def test_too_few_attributions_give_no_share(invented):
    quotes = find_quotes(invented, find_mentions(invented, []))
    findings = collect_findings(measure_voices(quotes, invented.sentences))
    row = findings[findings.measure == "voices.anonymous"].iloc[0]
    assert pd.isna(row.value)
    assert row.note == f"only {row.n} attributions, 5 are needed"


def test_without_quotes_every_word_is_the_reporters(invented):
    findings = collect_findings(measure_voices(_no_quotes(), invented.sentences))
    assert findings[findings.measure == "voices.quoted"].value.tolist() == [0.0]
    assert place_voices(_no_quotes(), invented.sentences).empty
    assert compare_tones(_no_quotes()).empty


def test_a_word_within_two_quotations_counts_once():
    """'they might not come' and 'not come back', the second beginning in one sentence and ending in the next."""
    texts = ["He may go and they might not come", "back at all"]
    starts = [0, len(texts[0]) + 1]
    sentences = pd.DataFrame([dict(start=start, end=start + len(text), text=text) for start, text in zip(starts, texts, strict=True)])
    spans = [(14, len(texts[0])), (25, starts[1] + 4)]
    assert count_spoken_words(sentences, pd.DataFrame(spans, columns=["content_start", "content_end"])) == [4, 1]


def test_quotations_of_one_cue_are_one_attribution(invented):
    attributions = list_attributions(find_quotes(invented, find_mentions(invented, [])))
    assert attributions.marked.sum() == 1  # Ana Ribeiro's two sentences


def test_words_of_an_attribution_count_once_wherever_they_stand():
    """Eight words of a sentence with two of them quoted, and three of the next sentence."""
    spans = [
        ("indirect", 10, 50, "they would leave the town by the morning"),
        ("partial", 12, 20, "would leave"),
        ("direct", 60, 75, "And soon after"),
    ]
    quotes = pd.DataFrame([
        dict(article="a", attribution=0, actor="X", tone="neutral", type=kind, text=text, start=start, end=end)
        for kind, start, end, text in spans[::-1]
    ])  # fmt: skip
    assert list_attributions(quotes).words.tolist() == [11]


def test_the_points_of_a_list_are_one_attribution(parse):
    text = "The envoys said the plan had three parts:\n\n- The port would be opened.\n\n- The tax would fall.\n\nNobody signed it."
    parsed = parse(text)
    quotes = find_quotes(parsed, find_mentions(parsed, []))
    assert len(quotes) == 3
    assert quotes.attribution.nunique() == 1


def test_keyword_in_context_slices_back_and_sorts(parsed_seeds, voiced):
    sentences, mentions, _ = voiced
    rows = find_in_context(sentences, "talks", sort="right")
    text = parsed_seeds["a0"].text
    assert all(text[row.start : row.end].lower() == "talks" for row in rows.itertuples())
    assert rows.right.str.lower().str.split().tolist() == sorted(rows.right.str.lower().str.split().tolist())
    assert len(find_actor_in_context(sentences, mentions, "NATO")) == (mentions.actor == "NATO").sum()


def test_a_broken_pattern_is_refused_in_one_line(voiced):
    with pytest.raises(ParallaxError, match="no regular expression"):
        find_in_context(voiced[0], "(", regex=True)


def _shares(article, **values):
    """Findings of voices.share: actor=(value, low, high), of 20 attributions each."""
    return [make_finding("voices.share", values[actor], n=20, unit="attributions", article=article, actor=actor) for actor in values]


def test_two_actors_heard_alike_are_both_named():
    rows = [make_finding("voices.quoted", (0.5, 0.4, 0.6), n=99, unit="words", article="a")]
    findings = collect_findings([*rows, *_shares("a", X=(0.4, 0.2, 0.6), Y=(0.4, 0.2, 0.6), Z=(0.2, 0.1, 0.4))])
    assert "in Alpha Xland and Yland, each 40% (20 to 60%) of 20" in summarise_voices(findings, LABELS, NAMES)
    assert read_share(findings, LABELS, NAMES) == "The intervals of the two most heard overlap in Alpha."


def test_a_lead_beyond_the_intervals_is_told():
    findings = collect_findings(_shares("a", X=(0.8, 0.6, 0.9), Y=(0.2, 0.1, 0.4)))
    assert read_share(findings, LABELS, NAMES) == "Heard more than every other actor, by more than the intervals: Xland in Alpha."


def test_who_comes_first_is_counted_by_article():
    rows = [("a", "OTHER", 0.0), ("a", "X", 0.1), ("a", "Y", 0.2), ("b", "Y", 0.0), ("b", "X", 0.0)]
    places = pd.DataFrame(rows, columns=["article", "actor", "place"])
    assert title_speaking(places, NAMES) == "Xland is among the first to be quoted or reported in 2 of 2 articles"


def test_tones_by_hand_count_every_cue_once():
    quotes = pd.DataFrame([
        dict(article="a", sentence=k, attribution=k, actor="X", tone="doubting" if k < 2 else "neutral", type="indirect", text="so",
             start=9 * k, end=9 * k + 2)
        for k in range(10)
    ])  # fmt: skip
    tones = compare_tones(quotes)
    assert (tones.negative.item(), tones.positive.item(), tones.n.item()) == (0.2, 0.0, 10)
    assert title_tones(tones) == "80% of 10 cues neither doubt, warn nor endorse"
    assert compare_tones(quotes[:9]).empty  # too few to compare


def test_only_lede_and_body_enter_the_measures():
    quotes = pd.DataFrame([dict(article="a", sentence=k, type=kind) for k, kind in enumerate(("direct", "direct", "scare"))])
    sentences = pd.DataFrame([dict(article="a", sentence=k, part=part) for k, part in enumerate(("headline", "lede", "body"))])
    assert select_editorial(quotes, sentences).sentence.tolist() == [1]


def _no_quotes():
    return empty_table("quotes").assign(anonymous=[], attribution=[], content_start=[], content_end=[])
