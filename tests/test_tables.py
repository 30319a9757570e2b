"""Tables: columns first and in order, known values only, and files that give back what was saved."""

import pandas as pd
import pytest

from analysis.errors import TableError
from analysis.pipeline import build_tables
from analysis.store import read_table, save_tables, to_csv
from analysis.tables import COLUMNS, FURTHER, check_table, empty_table, make_table

ROW = dict(article="a", sentence=0, start=0, end=2, text="Hi", paragraph=0, part="body", words=1)


@pytest.mark.parametrize("name", COLUMNS)
def test_an_empty_table_has_all_columns(name):
    assert tuple(empty_table(name).columns) == (*COLUMNS[name], *FURTHER.get(name, ()))


def test_a_missing_column_is_named():
    with pytest.raises(TableError, match="'sentences' lacks the column\\(s\\) part"):
        check_table(pd.DataFrame([ROW]).drop(columns="part"), "sentences")


def test_an_unknown_value_is_named_with_the_valid_ones():
    with pytest.raises(TableError, match=r"sentences\.part holds 'foot'; valid are headline, lede"):
        make_table("sentences", [ROW | {"part": "foot"}])


def test_further_columns_follow():
    table = make_table("sentences", [{"colour": "red", **ROW}])
    assert tuple(table.columns) == (*COLUMNS["sentences"], "colour")


def test_an_unknown_table_is_named():
    with pytest.raises(TableError, match="no table 'sentence'"):
        empty_table("sentence")


@pytest.mark.parametrize("text", ['=HYPERLINK("x")', "+1", "-1", "@a", "'quoted", 'a "b", c', "line\nbreak", "", "NA", "–"])
def test_any_cell_comes_back_from_csv_and_none_is_a_formula(tmp_path, text):
    table = make_table("sentences", [ROW | {"text": text}])
    save_tables({"sentences": table}, tmp_path, "stamp")
    assert read_table(tmp_path / "sentences.csv", "sentences").text.tolist() == [text]
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in to_csv(table).splitlines()[1].split(","))


def test_every_table_of_a_study_comes_back_as_it_was(tmp_path, study):
    """What notebooks read from disk is what the run computed, types included; and further columns are registered."""
    tables = build_tables(study)
    save_tables(tables, tmp_path, "stamp")
    for name, table in tables.items():
        pd.testing.assert_frame_equal(read_table(tmp_path / f"{name}.csv", name), table, check_dtype=True)
        assert tuple(table.columns) == tuple(empty_table(name).columns), name
