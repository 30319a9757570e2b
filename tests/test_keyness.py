"""Distinctive words: found where they are, and not found where there is only chance."""

import numpy as np
import pandas as pd
import pytest

from analysis.measure.keyness import compare_words, measure_keyness, score_words, show_in_context

PLAIN = [
    "The river rose.",
    "Boats left the harbour early.",
    "A baker opened his shop.",
    "Children walked to school.",
    "The mayor met farmers.",
]


def _sentences(first: list[str], second: list[str]) -> pd.DataFrame:
    texts = [("a", text) for text in first] + [("b", text) for text in second]
    return pd.DataFrame([dict(article=a, sentence=k, part="body", text=text, words=len(text.split())) for k, (a, text) in enumerate(texts)])


def test_a_word_of_one_article_is_found():
    sentences = _sentences([f"The regime {text.lower()}" for text in PLAIN * 4], [f"The council {text.lower()}" for text in PLAIN * 4])
    found = compare_words(sentences, ["a"], ["b"])
    assert set(found.word) == {"regime", "council"}
    assert found.set_index("word").z["regime"] > 0 > found.set_index("word").z["council"]
    assert (found.z.abs() > found.threshold).all()


def test_the_same_text_has_no_distinctive_word():
    assert not len(compare_words(_sentences(PLAIN * 3, PLAIN * 3), ["a"], ["b"]))


def test_shuffled_texts_seldom_have_one():
    """Sentences dealt out at random: a word passes in about 5 of 100 pairs; more than 5 of 40 would be far off."""
    generator = np.random.default_rng(7)
    vocabulary = [f"word{chr(97 + k)}" for k in range(20)]
    hits = 0
    for _ in range(40):
        drawn = [" ".join(generator.choice(vocabulary, 8, p=np.arange(20, 0, -1) / 210)) for _ in range(40)]
        hits += len(compare_words(_sentences(drawn[:20], drawn[20:]), ["a"], ["b"], shuffles=200)) > 0
    assert hits <= 5


def test_z_is_the_published_formula():
    """Monroe et al. (2008): with counts 10 and 2 of 100 words each and a prior of 500 words, worked by hand."""
    first, second = np.array([10.0, 90.0]), np.array([2.0, 98.0])
    a, b = 10 + 30, 2 + 30
    expected = (np.log(a / (600 - a)) - np.log(b / (600 - b))) / np.sqrt(1 / a + 1 / b)
    assert score_words(first, second)[0] == pytest.approx(expected)


def test_one_article_alone_gives_nan():
    row = measure_keyness(_sentences(PLAIN, []))[-1]
    assert row["measure"] == "keyness.words"
    assert np.isnan(row["value"])
    assert row["note"] == "no other article to compare with"


def test_context_shows_the_word_in_place():
    row = show_in_context(_sentences(PLAIN, []), "harbour", ["a"]).iloc[0]
    assert (row.before, row.word, row.after) == ("Boats left the ", "harbour", " early.")


def test_an_article_without_words_gives_nan():
    rows = {row["article"]: row for row in measure_keyness(_sentences(PLAIN * 3, ["It was 5.", "- - -"]))}
    assert np.isnan(rows["b"]["value"])
    assert {row["note"] for row in rows.values()} == {"no words to compare"}


def test_one_word_alone_is_not_tested():
    assert compare_words(_sentences(["Storm."] * 6, ["Storm."] * 6), ["a"], ["b"]).empty
