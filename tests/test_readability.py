"""Readability: textstat's counts are ours, the formulas are textstat's, and short texts get no number."""

import numpy as np
import pandas as pd
import pytest
import textstat

from analysis.measure.readability import (
    INDICES,
    compare_readability,
    count_sentences,
    join_fragments,
    lexical_diversity,
    measure_readability,
    normalise_text,
    score_counts,
)
from analysis.tables import make_table

DENSE = (
    "Notwithstanding considerable institutional opposition, representatives of the intergovernmental commission "
    "unanimously recommended comprehensive environmental rehabilitation of the contaminated territories."
)
PLAIN = "The group said the land must be made clean. They all agreed. Some people did not like it. It will cost a lot of money."


def make_sentences(texts, article="a"):
    rows = [
        dict(article=article, sentence=k, start=0, end=len(t), text=t, paragraph=k, part="body", words=len(t.split()))
        for k, t in enumerate(texts)
    ]
    return make_table("sentences", rows)


@pytest.fixture(scope="module")
def seed_texts(parsed_seeds):
    return {
        name: join_fragments(parsed.sentences.text[parsed.sentences.part.isin(["lede", "body"])]) for name, parsed in parsed_seeds.items()
    }


@pytest.mark.parametrize("article", ["a0", "a1", "a2", "a3", "a4"])
def test_textstat_counts_our_sentences_and_our_words(seed_texts, article):
    texts = seed_texts[article]
    counts = count_sentences(texts)
    assert textstat.sentence_count(normalise_text(texts)) == len(texts)
    assert textstat.lexicon_count(normalise_text(texts)) == counts[:, 1].sum()
    assert textstat.syllable_count(normalise_text(texts)) == counts[:, 2].sum()


def test_abbreviations_do_not_end_sentences():
    assert textstat.sentence_count(normalise_text(["It sent $3.5 million to U.N. officials in the U.S. on Feb. 24."])) == 1


@pytest.mark.parametrize("article", ["a0", "a2", "a4"])
def test_formulas_over_counts_are_textstats(seed_texts, article):
    totals = count_sentences(seed_texts[article]).sum(axis=0)
    text = normalise_text(seed_texts[article])
    for index in set(INDICES) - {"linsear_write_formula"}:
        assert score_counts(totals)[index] == pytest.approx(getattr(textstat, index)(text), abs=1e-9), index
    assert score_counts(totals)["linsear_write_formula"] == pytest.approx(textstat.linsear_write_formula(text, False, False))


def test_the_dense_version_is_harder_on_every_index():
    dense, plain = (score_counts(count_sentences(join_fragments(text)).sum(axis=0)) for text in ([DENSE], PLAIN.split(". ")))
    assert dense["flesch_reading_ease"] < plain["flesch_reading_ease"]
    assert all(dense[index] > plain[index] for index in INDICES if index != "flesch_reading_ease")


def test_fragments_join_the_sentence_before():
    assert join_fragments(["He was asked whether he knew.", "No.", "He left the room."]) == [
        "He was asked whether he knew. No.",
        "He left the room.",
    ]


def test_a_short_text_gets_no_number_but_a_reason():
    rows = measure_readability(make_sentences(["Ten words are not enough for any of these formulas."]))
    assert all(np.isnan(row["value"]) and row["note"].startswith("too short") for row in rows)


def test_every_interval_holds_its_value(parsed_seeds):
    rows = pd.DataFrame(measure_readability(parsed_seeds["a4"].sentences))
    assert (rows.low <= rows.value).all()
    assert (rows.value <= rows.high).all()
    assert (rows.low < rows.high).all()


def test_set_aside_sentences_do_not_count(parsed_seeds):
    sentences = parsed_seeds["a1"].sentences
    without = sentences[~sentences.part.isin(["boilerplate", "crosshead", "headline"])]
    pd.testing.assert_frame_equal(pd.DataFrame(measure_readability(sentences)), pd.DataFrame(measure_readability(without)))


def test_a_warning_is_shown_with_every_number(parsed_seeds):
    rows = measure_readability(parsed_seeds["a2"].sentences, warnings={"a2": "machine-rewritten wording"})
    assert all("machine-rewritten wording" in row["note"] for row in rows)


def test_the_same_text_twice_differs_by_nothing(parsed_seeds):
    sentences = parsed_seeds["a0"].sentences
    (row,) = compare_readability(pd.concat([sentences, sentences.assign(article="copy")]))
    assert row["value"] == 0
    assert row["low"] < 0 < row["high"]


def test_lexical_diversity_by_hand():
    # 42 different words: every draw of 42 takes each once, so 42 types in 42 words.
    assert lexical_diversity([f"w{k}" for k in range(42)]) == pytest.approx(1.0)
    # one word 84 times: one type in 42 words.
    assert lexical_diversity(["w"] * 84) == pytest.approx(1 / 42)
    assert np.isnan(lexical_diversity(["w"] * 41))
