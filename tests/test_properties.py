"""Whatever the text: offsets slice back to it, sentences cover it, and nothing but the package's own error comes out."""

import csv
import io
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.actors_file import Actor
from analysis.annotate.quotation_marks import find_marked
from analysis.codebooks import load_codebook
from analysis.corpus import Article, Study, split_article
from analysis.errors import ParallaxError
from analysis.measure.findings import collect_findings
from analysis.parsing import parse_article
from analysis.pipeline import annotate_article, build_tables
from analysis.store import read_table, to_csv
from analysis.words import plain_typography

SCORERS = ["transparent"]
ACTORS = (
    Actor("RU", "Russia", people=("Ana Ribeiro", "Iván"), metonyms=("Port Vell",), demonyms=("Russian",), forces=("Russian troops",)),
    Actor("U", "U.S.", names=("US", ".*", "(a+)+$", "[", "\\d"), institutions=("the Authority", "the")),
)
PIECES = (
    "Dockers in Port Vell returned to work. ", "“We did not win,” said Ana Ribeiro. ", "Russian troops were attacked by police ", "U.S. ",
    "according to the Authority", "he said, ", "They claimed that ", "“", "”", '"', "'", "’", "‘", "«", "»", "„", "``", "…", ". ", "! ",
    "; ",
    "\n", "\n\n", "\r\n", "\t", "\u00a0", "\u200b", "\u2028", "\u2029", "\x0b", "\x0c", "\x85", "\x00", "\ufeff", " ", "  ", "-", "—", "/",
    "<b>", "</script>", "&amp;", "=1+1", "$5 ", "100% ", "\\", "_", "#", "🙂", "👩‍👩‍👧", "هذا خبر ", "战争 ", "é", "e\u0301", "ﬁ", "İ", "ß",
    "Mr. ",
    "No. 5 ",
    "World War II. ", "3.5 million ", "self-inflicted ", "war ", "Ukraine’s ", "Photo: Ana", "READ MORE", "(AP) — ", "* ", "1) ",
)  # fmt: skip
TEXTS = st.one_of(
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=30).map("".join),
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=120),
).filter(lambda text: any(character.isalnum() for character in text))
FEW = settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
MANY = settings(max_examples=100, deadline=None, derandomize=True)


@FEW
@given(TEXTS)
def test_every_annotated_span_is_what_stands_in_the_text(text):
    parsed = parse_article(Article("x", "x.txt", text))
    assert parsed.doc.text == text
    study = Study(FOLDER, (Article("x", "x.txt", text),), ACTORS)
    for name, table in annotate_article(parsed, study, SCORERS).items():
        assert [text[row.start : row.end] for row in table.itertuples()] == table.text.tolist(), name
        assert ((table.start >= 0) & (table.start < table.end) & (table.end <= len(text))).all(), name


@MANY
@given(TEXTS)
def test_sentences_are_in_order_and_leave_out_only_white_space(text):
    sentences = split_article(Article("x", "x.txt", text))
    edges = zip([0, *sentences.end], [*sentences.start, len(text)], strict=True)
    outside = "".join(text[a:b] for a, b in edges)
    assert not any(character.isalnum() for character in outside)
    assert sentences.start.is_monotonic_increasing
    assert (sentences.end.shift(fill_value=0) <= sentences.start).all()


@MANY
@given(TEXTS)
def test_quotation_marks_never_reach_over_the_text(text):
    for marked in find_marked(text):
        assert 0 <= marked.start < marked.end <= len(text)


@MANY
@given(st.text(max_size=60))
def test_plain_typography_keeps_every_offset(text):
    assert len(plain_typography(text)) == len(text)


@MANY
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=20), min_size=1, max_size=5))
def test_a_table_comes_back_from_csv_as_it_was(texts):
    table = collect_findings([dict.fromkeys(("measure", "article", "actor", "part", "unit", "note"), text) | NUMBERS for text in texts])
    path = WORK / "findings.csv"
    path.write_bytes(to_csv(table).encode("utf-8"))
    assert read_table(path, "findings").note.tolist() == texts
    cells = [row[0] for row in csv.reader(io.StringIO(to_csv(table[["note"]]), newline="")) if row][1:]
    assert not any(cell.startswith(("=", "+", "-", "@", "\t")) for cell in cells)


@settings(max_examples=4, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.lists(TEXTS, min_size=2, max_size=2))
def test_whole_tables_of_any_two_texts_or_the_packages_own_error(texts):
    articles = tuple(Article(f"a{k}", f"a{k}.txt", text) for k, text in enumerate(texts))
    try:
        tables = build_tables(Study(FOLDER, articles, ACTORS), scorers=SCORERS)
    except ParallaxError:
        return
    assert set(tables["articles"].article) == {"a0", "a1"}


def test_annotating_changes_neither_article_nor_codebook(invented):
    before, book = invented.sentences.copy(), repr(load_codebook("frames"))
    annotate_article(replace(invented, shared={}), Study(FOLDER, (), ACTORS), SCORERS)
    assert invented.sentences.equals(before)
    assert repr(load_codebook("frames")) == book


NUMBERS = dict(value=1.0, low=0.0, high=2.0, n=1)


@pytest.fixture(scope="module", autouse=True)
def folders(tmp_path_factory):
    """An empty study folder and one to write to: hypothesis wants no fixtures in its tests."""
    global FOLDER, WORK
    FOLDER, WORK = tmp_path_factory.mktemp("study"), tmp_path_factory.mktemp("work")
