"""The columns of every table, their vocabularies, and the check used at each boundary.

Tables are tidy and long. Offsets count characters in the article's decoded text as it stands,
and for every row that has them ``text == article[start:end]``.
"""

from collections import namedtuple
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from analysis.errors import TableError

SPAN = ("article", "sentence", "start", "end", "text")

COLUMNS: dict[str, tuple[str, ...]] = {
    "articles": (
        "article", "file", "outlet", "published", "origin", "headline",
        "words", "sentences", "independent_share", "warnings",
    ),
    "sentences": (*SPAN, "paragraph", "part", "words"),
    "mentions": (*SPAN, "actor", "kind", "role", "voice"),
    "quotes": (*SPAN, "type", "speaker", "actor", "cue", "tone"),
    "stance": (*SPAN, "actor", "score", "label", "voice", "scorer", "evidence"),
    "stance_scorers": (*SPAN, "actor", "score", "label", "voice", "scorer", "evidence"),
    "suffering": (*SPAN, "actor", "evidence", "how"),
    "frames": (*SPAN, "frame"),
    "wording": (*SPAN, "concept", "label", "slant", "voice"),
    "actions": (*SPAN, "verb", "actor", "role", "voice"),
    "hedges": (*SPAN, "kind"),
    "entman": (*SPAN, "function", "rank", "signs"),
    "passives": (*SPAN, "verb", "agent", "agent_actor", "patient", "patient_actor", "form"),
    "claims": ("claim", "text", "article", "sentence", "start", "end", "status", "voice"),
    "reuse": (
        "article_a", "sentence_a", "start_a", "end_a", "text_a",
        "article_b", "sentence_b", "start_b", "end_b", "text_b", "relation", "score",
    ),
    "copies": (
        "article_a", "sentence_a", "start_a", "end_a", "text_a",
        "article_b", "sentence_b", "start_b", "end_b", "text_b", "relation", "score",
    ),
    "spun": (*SPAN, "suggestion", "kind"),
    "findings": ("measure", "article", "actor", "part", "value", "low", "high", "n", "unit", "note"),
}  # fmt: skip

FURTHER: dict[str, tuple[str, ...]] = {
    "articles": ("event", "inferred", "note"),
    "mentions": ("resolved", "alias"),
    "quotes": (
        "resolved", "anonymous", "attribution",
        "speaker_start", "speaker_end", "cue_start", "cue_end", "content_start", "content_end",
    ),
    "stance": ("speaker", "side"),
    "stance_scorers": ("speaker", "side"),
    "frames": ("score", "voice"),
    "hedges": ("voice",),
}  # fmt: skip
"""Columns that our own annotators add after those of the contract; a table without rows has them too."""

EDITORIAL_PARTS = ("lede", "body")
"""The parts that every measure reads; the headline is counted apart, all other parts are set aside."""

READ_PARTS = ("headline", *EDITORIAL_PARTS)
"""The parts that annotators of single words and phrases read."""

SET_ASIDE_PARTS = ("headline_repeat", "crosshead", "caption", "credit", "agency", "boilerplate", "note")

VOCABULARIES: dict[tuple[str, str], tuple[str, ...]] = {
    ("sentences", "part"): ("headline", *EDITORIAL_PARTS, *SET_ASIDE_PARTS),
    ("mentions", "kind"): ("actor", "place"),
    ("mentions", "role"): ("agent", "patient", "other"),
    ("mentions", "voice"): ("narrator", "quoted"),
    ("quotes", "type"): ("direct", "partial", "scare", "indirect"),
    ("quotes", "tone"): ("neutral", "doubting", "endorsing", "warning"),
    ("stance", "label"): ("negative", "neutral", "positive"),
    ("suffering", "how"): ("patient", "bearer", "place", "read"),
    ("claims", "status"): ("stated", "possible"),
    ("reuse", "relation"): ("verbatim", "near-verbatim", "same-quote", "paraphrase"),
    ("copies", "relation"): ("verbatim", "near-verbatim"),
}

WHOLE_NUMBERS = {"sentence", "rank", "start", "end", "paragraph", "words", "sentences", "n",
                 "sentence_a", "start_a", "end_a", "sentence_b", "start_b", "end_b", "attribution",
                 "speaker_start", "speaker_end", "cue_start", "cue_end", "content_start", "content_end"}  # fmt: skip
Rows = Sequence[Any]
"""The rows of a table as named tuples, as ``list_rows`` gives them."""

TEXT = pd.StringDtype(na_value=np.nan)
SMALL_TEXT = pd.StringDtype("python", na_value=np.nan)
"""The same for tables of a few rows, of which every article has a dozen: Arrow's arrays take longer to make than to fill."""
FEW_ROWS = 1000
NUMBERS = {"score", "value", "low", "high", "independent_share"}
FLAGS = {"resolved", "anonymous"}


def empty_table(name: str) -> pd.DataFrame:
    """A table with the columns and types of ``name`` and no rows."""
    return make_table(name, [])


def make_table(name: str, rows: Iterable[Mapping[str, object]]) -> pd.DataFrame:
    """Rows (mappings with at least the columns of ``name``) as a checked table; further columns follow."""
    rows = list(rows)
    if not rows:
        return _without_rows(_known(name)).copy()
    columns = list(COLUMNS[_known(name)])
    columns += [key for key in rows[0] if key not in columns]
    types = types_of(columns)
    values = {column: [row.get(column, float("nan")) for row in rows] for column in columns}
    for column, valid in _vocabularies(name).items():
        _check_values(set(values[column]), valid, f"{name}.{column}")
    return pd.DataFrame({column: _make_array(values[column], types.get(column)) for column in columns}, copy=False)


def list_rows(table: pd.DataFrame | Rows) -> Rows:
    """The rows as named tuples: what ``itertuples(index=False)`` gives, several times as fast. Rows are given back as they are,
    so that who has them need not make them again."""
    if not isinstance(table, pd.DataFrame):
        return table
    row = _row_type(tuple(table.columns))
    return [row(*values) for values in zip(*(table[column].tolist() for column in table.columns), strict=True)]


def only_named(mentions: pd.DataFrame) -> pd.DataFrame:
    """The mentions by name, without pronouns and plain descriptions: what measures count that were validated on names."""
    return mentions[~mentions["resolved"].astype(bool)] if "resolved" in mentions else mentions


def check_table(table: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return ``table`` if it has the columns of ``name`` first and in order, and only known values.

    Raises TableError naming the table, the column and the valid values.
    """
    expected = list(COLUMNS[_known(name)])
    missing = [column for column in expected if column not in table.columns]
    if missing:
        raise TableError(f"table '{name}' lacks the column(s) {', '.join(missing)}; it has {', '.join(map(str, table.columns))}")
    if list(table.columns[: len(expected)]) != expected:
        table = table[expected + [column for column in table.columns if column not in expected]]
    for column, valid in _vocabularies(name).items():
        _check_values(table[column].unique(), valid, f"{name}.{column}")
    return table


def require_columns(table: pd.DataFrame, *columns: str) -> None:
    """Raise TableError unless ``table`` has every one of ``columns``."""
    missing = [column for column in columns if column not in table.columns]
    if missing:
        raise TableError(f"a table lacks the column(s) {', '.join(missing)}; it has {', '.join(map(str, table.columns))}")


def _make_array(values: list, kind: str | None):
    """A column's values with their type; arrays rather than a frame of mappings, because every article has a dozen small tables."""
    if kind:
        return np.array(values, dtype=kind)
    if all(type(value) is str for value in values):
        return pd.array(values, dtype=SMALL_TEXT if len(values) < FEW_ROWS else TEXT)
    return pd.Series(values).array


def settle_text(table: pd.DataFrame) -> pd.DataFrame:
    """The table with every column of text kept in one way, whatever the number of rows it was made with."""
    return table.astype({column: TEXT for column, kind in table.dtypes.items() if kind == SMALL_TEXT})


@cache
def _row_type(columns: tuple[str, ...]) -> type:
    return namedtuple("Row", columns)


def types_of(columns: Iterable[str]) -> dict[str, str]:
    """The type of every column that is no text: whole numbers, numbers with NaN, and yes or no."""
    whole = {column: "int64" for column in columns if column in WHOLE_NUMBERS}
    flags = {column: "bool" for column in columns if column in FLAGS}
    return whole | flags | {column: "float64" for column in columns if column in NUMBERS}


@cache
def _without_rows(name: str) -> pd.DataFrame:
    columns = [*COLUMNS[name], *FURTHER.get(name, ())]
    return pd.DataFrame(columns=columns).astype(types_of(columns))


def _known(name: str) -> str:
    if name not in COLUMNS:
        raise TableError(f"there is no table '{name}'; the tables are {', '.join(COLUMNS)}")
    return name


@cache
def _vocabularies(name: str) -> dict[str, tuple[str, ...]]:
    return {column: valid for (owner, column), valid in VOCABULARIES.items() if owner == name}


def _check_values(values: Iterable, valid: tuple[str, ...], where: str) -> None:
    unknown = sorted({str(value) for value in values} - set(valid))
    if unknown:
        raise TableError(f"{where} holds {', '.join(map(repr, unknown))}; valid are {', '.join(valid)}")
