"""Alt text computed from the data that a chart draws: its kind, then what it shows, in words that stand without the picture."""

from collections.abc import Iterable

import pandas as pd

from analysis.charts.style import Key

LONGEST_LIST = 14
"""A longer list is told by its ends: nobody listens to forty numbers."""


def describe_dots(estimates: pd.DataFrame, *, what: str, rows: str = "article", key: Key | None = None, series: str = "",
                  series_key: Key | None = None, form: str = "{:.2g}") -> str:  # fmt: skip
    """'Dot plot with 95% intervals of WHAT. A: 12 (11 to 13). …' for ``dots.plot_dots``, highest value first within a row."""
    parts = []
    for name, group in estimates.groupby(rows, sort=False):
        values = [_estimate(row, form, (series_key or Key()).label(row[series], 60) if series else "") for row in _falling(group)]
        parts.append(f"{(key or Key()).label(str(name), 60)}: {', '.join(values)}.")
    return f"Dot plot with 95% intervals of {what}. {_join(parts)}"


def describe_diverging(shares: pd.DataFrame, *, what: str, rows: str = "actor", key: Key | None = None,
                       names: tuple[str, str] = ("unfavourable", "favourable")) -> str:  # fmt: skip
    """'Diverging bars of WHAT. Russia: 34% unfavourable, 26% favourable. …' for ``bars.plot_diverging``."""
    parts = [
        f"{(key or Key()).label(row[rows], 60)}: "
        + (f"too few (n = {row['n']})." if pd.isna(row["negative"]) else
           f"{row['negative']:.0%} {names[0]}, {row['positive']:.0%} {names[1]}, of {row['n']}.")
        for row in shares.to_dict("records")
    ]  # fmt: skip
    return f"Diverging bars of {what}. {_join(parts)}"


def describe_matrix(
    cells: pd.DataFrame, *, what: str, row_key: Key | None = None, column_key: Key | None = None, form: str = "{:.0%}"
) -> str:
    """'Matrix of WHAT, 6 rows by 5 columns. British site: highest diplomacy (24%), lowest …' for ``matrices.plot_matrix``."""
    row_key, column_key = row_key or Key(), column_key or Key()
    parts = []
    for name in cells.columns:
        column = cells[name].astype(float).dropna()
        if len(column):
            ends = [f"{word} {row_key.label(end, 60)} ({form.format(column[end])})"
                    for word, end in (("highest", column.idxmax()), ("lowest", column.idxmin()))]  # fmt: skip
            parts.append(f"{column_key.label(name, 60)}: {ends[0]}, {ends[1]}.")
    return f"Matrix of {what}, {cells.shape[0]} rows by {cells.shape[1]} columns. {_join(parts)}"


def describe_symbols(cells: pd.DataFrame, *, what: str, symbols: Iterable[str], column_key: Key | None = None) -> str:
    """'Matrix of WHAT, 14 rows by 5 columns. British site: 6 stated, 3 possible. …' for ``matrices.plot_symbols``."""
    column_key, symbols = column_key or Key(), list(symbols)
    parts = [
        f"{column_key.label(name, 60)}: {', '.join(f'{int((cells[name] == word).sum())} {word}' for word in symbols)}." for name in cells
    ]
    return f"Matrix of {what}, {cells.shape[0]} rows by {cells.shape[1]} columns. {_join(parts)}"


def describe_strips(places: pd.DataFrame, *, what: str, rows: str = "article", key: Key | None = None, lanes: str = "",
                    lane_key: Key | None = None) -> str:  # fmt: skip
    """'Strip plot of WHAT. British site: Russia 12 times, half of them in the first 40% of the article; …' for ``strips.plot_strips``."""
    parts = []
    for name, group in places.groupby(rows, sort=False):
        kinds = group.groupby(lanes, sort=False).place if lanes else [("", group.place)]
        told = [f"{(lane_key or Key()).label(str(kind), 60)} {len(at)} times, half of them in the first {at.median():.0%}".strip()
                for kind, at in kinds]  # fmt: skip
        parts.append(f"{(key or Key()).label(str(name), 60)}: {'; '.join(told)}.")
    return f"Strip plot of {what}, from the first sentence to the last. {_join(parts)}"


def _estimate(row: dict, form: str, name: str) -> str:
    if pd.isna(row["value"]):
        return f"{name} too few (n = {row['n']})".strip()
    value, low, high = (form.format(row[end]).replace("-", "−") for end in ("value", "low", "high"))
    return f"{name} {value} ({low} to {high})".strip()


def _falling(group: pd.DataFrame) -> list[dict]:
    return group.sort_values("value", ascending=False, kind="stable", na_position="last").to_dict("records")


def _join(parts: list[str]) -> str:
    if len(parts) <= LONGEST_LIST:
        return " ".join(parts)
    half = LONGEST_LIST // 2
    return " ".join([*parts[:half], f"({len(parts) - 2 * half} more rows are in the data file.)", *parts[-half:]])
