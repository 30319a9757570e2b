"""Suffering: what is done to an actor is found, what it does is not."""

import json

import pytest

from analysis.annotate.actors import find_mentions
from analysis.annotate.encoder import has_model
from analysis.annotate.suffering import find_suffering
from benchmarks.suffering import CODED, agreed, judge_sentences

CASES = [
    ("Ukraine was bombed again last night.", {"UA": "patient"}),
    ("The invasion of Ukraine began in February.", {"UA": "patient"}),
    ("Soldiers killed dozens of civilians in Mariupol.", {"UA": "place"}),
    ("Ukraine mourned its dead.", {"UA": "bearer"}),
    ("They spoke of the Ukrainian towns that were shelled for weeks.", {"UA": "patient"}),
    ("Ukrainian families expelled by militiamen slept in barns.", {"UA": "patient"}),
    ("It is the Ukrainian people who suffer.", {"UA": "bearer"}),
    ("Russia starved the port for a month.", {}),
    ("Russia bombed a bridge.", {}),
    ("The Russian guards who shelled the port went home.", {}),
    ("Russia and Ukraine met in Istanbul.", {}),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_harm_is_found_where_it_falls(parse, study, text, expected):
    parsed = parse(text)
    table = find_suffering(parsed, find_mentions(parsed, study.actors))
    assert dict(zip(table.actor, table.how, strict=True)) == expected


@pytest.mark.skipif(not has_model("accurate"), reason="the accurate model is not here")
class TestWithTheModel:
    @pytest.mark.parametrize(
        ("text", "harmed"),
        [
            ("Six of Ukraine’s provinces have been without electricity and water since the strikes on Thursday.", {"UA"}),
            ("Hundreds of houses in Kharkiv lost their roofs and windows, and nine people died.", {"UA"}),
            ("Ukrainian families bury the third son this winter.", {"UA"}),
            ("Russia and Ukraine met in Istanbul to talk about the price of grain.", set()),
            ("Ukraine’s foreign minister said he would travel to Ankara on Monday.", set()),
            ("Ukraine shot down two Russian helicopters, killing their crews.", {"RU"}),
        ],
    )
    def test_harm_is_read_where_no_harm_word_stands_beside_the_name(self, parse, study, text, harmed):
        parsed = parse(text)
        assert set(find_suffering(parsed, find_mentions(parsed, study.actors), model="accurate").actor) == harmed

    def test_rows_slice_back_and_name_their_word(self, parsed_seeds, study):
        for parsed in parsed_seeds.values():
            table = find_suffering(parsed, find_mentions(parsed, study.actors), model="accurate")
            assert all(parsed.text[row.start : row.end] == row.text and row.evidence in row.text for row in table.itertuples())
            assert not table.duplicated(["sentence", "actor"]).any()


def test_rows_slice_back_and_name_their_word(parsed_seeds, study):
    for parsed in parsed_seeds.values():
        table = find_suffering(parsed, find_mentions(parsed, study.actors))
        assert all(parsed.text[row.start : row.end] == row.text and row.evidence in row.text for row in table.itertuples())
        assert not table.duplicated(["sentence", "actor"]).any()


@pytest.mark.skipif(not has_model("accurate"), reason="the accurate model is not here")
def test_the_model_finds_most_of_the_harm_that_two_readings_see_and_little_else():
    rows = [json.loads(line) for line in CODED.read_text(encoding="utf-8").splitlines()]
    sentences = [row for row in rows if "actor" not in row and agreed(row)]
    harmed, unharmed = ([row for row in sentences if all(row["harm"]) == there] for there in (True, False))
    found = [called for called, _ in judge_sentences(harmed, "accurate")]
    wrong = [called for called, _ in judge_sentences(unharmed[::6], "accurate")]
    assert sum(found) / len(found) > 0.5
    assert sum(wrong) / len(wrong) < 0.08
