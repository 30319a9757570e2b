"""Marks of machine rewriting, on sentences written for the purpose."""

import pytest

from analysis.annotate.spun import find_spun
from analysis.measure.findings import collect_findings, look_up
from analysis.measure.rewriting import list_warnings, measure_rewriting

PLAIN = "The prime minister told reporters last week that the agreement was the first of its kind. Police opened fire on the crowd."
SPUN = "The minister instructed reporters final week that the ladies have misplaced floor. The police opened hearth on the crowd."


def _marks(parsed):
    return [(row.text, row.suggestion, row.kind) for row in find_spun(parsed).itertuples()]


def test_edited_english_bears_no_marks(parse):
    assert _marks(parse(PLAIN)) == []


def test_spinners_phrases_name_their_likely_original(parse):
    marks = _marks(parse(SPUN))
    assert ("instructed reporters", "told reporters", "phrase") in marks
    assert ("final week", "last week", "phrase") in marks
    assert ("opened hearth", "opened fire", "phrase") in marks


def test_a_synonym_counts_only_where_the_pair_with_the_original_is_common(parse):
    assert [mark[:2] for mark in _marks(parse("He said it was excessive time to leave the country."))] == [("excessive", "high")]
    assert _marks(parse("He spoke of an excessive amount of rain in the north.")) == []


@pytest.mark.parametrize(("text", "kind"), [
    ("Mr Hall spoke first. The court was going to Mr Condemn Hall for his words.", "displaced name"),
    ("He blamed the council and its officers. for what they had done to the town.", "lower-case start"),
    ("The council was blamed by name, not by deed”, she said in the evening.", "unopened quotation"),
    ("They decided to reduce their losses in the north of the country reduce.", "repeated verb"),
])  # fmt: skip
def test_slips_of_translation_are_marked(parse, text, kind):
    assert kind in {mark[2] for mark in _marks(parse(text))}


@pytest.mark.parametrize("text", [
    "Mr Grant Hall spoke first. Mr Hall left.",
    "Prices rose at Acme Inc. and elsewhere in the sector.",
    "“We did not win,” she said. “But nobody was left behind.”",
    "What they need to do they will do.",
])  # fmt: skip
def test_ordinary_news_has_no_slips(parse, text):
    assert _marks(parse(text)) == []


def test_an_article_is_flagged_by_many_marks_not_by_one(parse):
    once, often = parse(SPUN), parse(" ".join([SPUN] * 3))
    spun, sentences = find_spun(once), once.sentences
    assert list_warnings(collect_findings(measure_rewriting(spun.head(1), sentences))) == {}
    assert "synonyms" in list_warnings(collect_findings(measure_rewriting(find_spun(often), often.sentences)))["t"]


def test_the_rate_is_per_thousand_words(parse):
    parsed = parse(SPUN)
    spun = find_spun(parsed)
    row = look_up(collect_findings(measure_rewriting(spun, parsed.sentences)), "rewriting.marks", article="t")
    assert row.value == pytest.approx(1000 * len(spun) / parsed.sentences.words.sum())


def test_marks_lead_back_to_the_text(parse):
    parsed = parse(SPUN)
    for row in find_spun(parsed).itertuples():
        assert parsed.text[row.start : row.end] == row.text
