"""Shared text: copies, near copies and shared quotations, on invented articles and on the coded pair of the first study."""

import json
from pathlib import Path

import numpy as np
import pytest

from analysis.annotate.alignment import align, read_words
from analysis.annotate.copy_index import find_runs
from analysis.annotate.paraphrase import add_paraphrases, find_passages
from analysis.annotate.reuse import find_copies, find_reuse
from analysis.corpus import Article
from analysis.parsing import parse_article
from analysis.tables import make_table

FIRST = """The dam above Orsk Valley gave way on Sunday night after three days of rain, the provincial water office said.

“We heard it before we saw it,” said Mara Lind, who keeps the ferry. Rescue teams reached the lower villages by boat.
"""
COPY = """Police closed two roads. The dam above Orsk Valley gave way on Sunday night after three days of rain, the water office said.

Mara Lind told a radio station: “We heard it before we saw it.” The mayor has asked for tents.
"""
OTHER = """A football club in Orsk Valley has named a new coach for the coming season, its chairman said.

The chairman said he was looking forward to the first match at home in front of a full house.
"""


@pytest.fixture(scope="module")
def reuse():
    parsed = [parse_article(Article(name, f"{name}.txt", text)) for name, text in (("x", FIRST), ("y", COPY), ("z", OTHER))]
    rows = [
        dict(article=each.article, sentence=1 if each.article == "x" else 2, start=start, end=start + 29, text="",
             type="direct", speaker="Mara Lind", actor="", cue="said", tone="neutral")
        for each in parsed[:2] for start in [each.text.index("We heard")]
    ]  # fmt: skip
    return find_reuse(parsed, make_table("quotes", rows)), {each.article: each.text for each in parsed}


def test_an_edited_copy_is_near_verbatim_and_its_quotation_the_same_quote(reuse):
    table, _ = reuse
    found = [(r.sentence_a, r.sentence_b, r.relation) for r in table.itertuples() if (r.article_a, r.article_b) == ("x", "y")]
    assert found == [(0, 1, "near-verbatim"), (1, 2, "same-quote")]


def test_nothing_is_shared_with_an_unrelated_article(reuse):
    table, _ = reuse
    assert "z" not in set(table.article_a) | set(table.article_b)


def test_offsets_lead_back_to_the_shared_words(reuse):
    table, texts = reuse
    for row in table.itertuples():
        assert texts[row.article_a][row.start_a : row.end_a] == row.text_a
        assert texts[row.article_b][row.start_b : row.end_b] == row.text_b


def test_copies_across_events_are_found_and_those_within_one_left_to_reuse():
    parsed = [parse_article(Article(name, f"{name}.txt", text)) for name, text in (("x", FIRST), ("y", COPY), ("z", OTHER))]
    quotes = make_table("quotes", [])
    found = find_copies(parsed, quotes, {"x": "flood", "y": "elections", "z": "football"})
    assert [(row.article_a, row.sentence_a, row.article_b, row.sentence_b, row.relation) for row in found.itertuples()] == [
        ("x", 0, "y", 1, "near-verbatim")
    ]
    assert found.text_a[0].startswith("The dam above Orsk Valley")
    assert find_copies(parsed, quotes, dict.fromkeys("xyz", "flood")).empty


def test_words_are_compared_without_case_and_typography():
    first, second = read_words("He didn’t GO"), read_words("he didn't go home")
    assert align(first.keys, second.keys) == [(0, 0, 3)]


def test_a_run_of_words_is_found_in_every_text_that_holds_it_with_its_place():
    run = [f"w{k}" for k in range(12)]
    texts = [["a", *run, "b"], ["c"] * 40, [*run, "d"]]
    assert find_runs(texts) == [(0, 1, 2, 0, 12)]


def test_a_stock_phrase_within_a_copied_passage_does_not_cut_it():
    """The phrase stands in a hundred other texts, so that it links none of them to each other; the words around it do."""
    phrase = [f"p{k}" for k in range(10)]
    passage = [*(f"a{k}" for k in range(8)), *phrase, *(f"b{k}" for k in range(8))]
    others = [[f"x{n}", *phrase, f"y{n}"] for n in range(100)]
    runs = find_runs([*others, ["c", *passage, "d"], ["e", *passage, "f"]])
    assert (100, 1, 101, 1, 26) in runs


def test_words_that_differ_end_a_run():
    first = [f"w{k}" for k in range(20)]
    second = [*first[:9], "other", *first[10:]]
    assert [run.size for run in find_runs([first, second])] == [9, 10]


def test_a_run_shorter_than_eight_words_is_not_reported():
    run = [f"w{k}" for k in range(7)]
    assert find_runs([[*run, "a"], [*run, "b"]]) == []


def test_texts_without_eight_words_are_no_trouble():
    assert find_runs([[], ["a"], ["a"]]) == []


def test_a_sentence_in_a_hundred_texts_links_all_of_them():
    run = [f"w{k}" for k in range(10)]
    texts = [[f"x{n}", *run, f"y{n}"] for n in range(100)]
    assert {run.b for run in find_runs(texts)} >= set(range(1, 100))


def test_agreed_quotations_of_the_first_study_are_found(parsed_seeds):
    """Quotation marks read plainly here, so that the test needs no speakers; a0 and a2 share no copied sentence."""
    gold = [_gold_pairs(reader) for reader in "AB"]
    agreed = {pair for pair, relation in gold[0].items() if relation == "same-quote" and gold[1].get(pair) == relation}
    parsed = [parsed_seeds["a0"], parsed_seeds["a2"]]
    quotes = make_table("quotes", [row for each in parsed for row in _plain_quotes(each)])
    found = find_reuse(parsed, quotes)
    pairs = {(f"a0.s{r.sentence_a:02d}", f"a2.s{r.sentence_b:02d}") for r in found.itertuples()}
    assert agreed <= pairs
    assert set(found.relation) == {"same-quote"}


def _diagonal(size, *others):
    scores = np.eye(size) * 0.9
    for i, k, value in others:
        scores[i, k] = value
    return scores


def test_four_sentences_retold_in_order_are_a_passage_and_three_are_not():
    assert find_passages(_diagonal(4)) == [(0, 0), (1, 1), (2, 2), (3, 3)]
    assert find_passages(_diagonal(3)) == []


def test_the_same_facts_in_another_order_are_no_passage():
    assert find_passages(np.eye(6)[::-1] * 0.9) == []


def test_a_passage_may_skip_one_sentence_but_not_two():
    scores = np.zeros((5, 8))
    scores[[0, 1, 3, 4], [0, 2, 3, 5]] = 0.9
    assert len(find_passages(scores)) == 4
    scores[1, [2, 3]], scores[3, [3, 4]], scores[4, [5, 6]] = (0, 0.9), (0, 0.9), (0, 0.9)
    assert find_passages(scores) == []


def test_a_sentence_with_another_counterpart_nearly_as_likely_stays_in_the_chain():
    assert find_passages(_diagonal(4, (3, 0, 0.95)))
    assert not find_passages(_diagonal(4, (3, 0, 1.05)))


def test_a_sentence_beside_the_passage_that_retells_a_part_belongs_to_it():
    assert (1, 2) in find_passages(_diagonal(5, (1, 2, 0.6)))
    assert (0, 4) not in find_passages(_diagonal(5, (0, 4, 0.6)))


def test_nothing_retold_leaves_the_table_as_it_is(reuse):
    table, texts = reuse
    parsed = [parse_article(Article(name, f"{name}.txt", text)) for name, text in texts.items()]
    assert add_paraphrases(parsed, table).equals(table)


def _gold_pairs(reader):
    data = json.loads((Path(__file__).parent / "gold" / reader / "lineage.json").read_text(encoding="utf-8"))
    return {(pair["a"], pair["b"]): pair["relation"] for pair in data["pairs"]}


def _plain_quotes(parsed):
    import re

    for match in re.finditer(r"“([^“”]+)”", parsed.text):
        start, end = match.span(1)
        sentence = parsed.sentences.sentence[(parsed.sentences.start <= start) & (parsed.sentences.end > start)].iloc[0]
        yield dict(article=parsed.article, sentence=sentence, start=start, end=end, text=match.group(1),
                   type="direct", speaker="", actor="", cue="", tone="neutral")  # fmt: skip
