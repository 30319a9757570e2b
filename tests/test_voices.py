"""Who gets to speak: shares worked by hand, and words in their context."""

import pandas as pd
import pytest

from analysis.annotate.actors import find_mentions
from analysis.annotate.quotes import find_quotes
from analysis.concordance import find_actor_in_context, find_in_context
from analysis.errors import ParallaxError
from analysis.measure.findings import collect_findings, look_up
from analysis.measure.voices import compare_tones, list_attributions, measure_voices, place_voices
from analysis.tables import empty_table


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


def test_quotations_of_one_cue_are_one_attribution(invented):
    attributions = list_attributions(find_quotes(invented, find_mentions(invented, [])))
    assert attributions.marked.sum() == 1  # Ana Ribeiro's two sentences


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


def _no_quotes():
    return empty_table("quotes").assign(anonymous=[], attribution=[], content_start=[], content_end=[])
