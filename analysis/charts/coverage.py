"""Which article reports which fact: the matrix of claims, and coverage between its bounds."""

from textwrap import shorten

import pandas as pd
from matplotlib.axes import Axes

from analysis.charts.matrices import plot_symbols
from analysis.charts.style import INK, MUTED, Key, new_figure
from analysis.tables import require_columns

MOST_CLAIMS = 20
"""Rows of the matrix of claims that a page holds."""

SYMBOLS = {"stated": ("o", True), "possible": ("o", False)}
"""An empty cell means: not found in this article."""


def plot_claims(cells: pd.DataFrame, texts: pd.Series, *, key: Key | None = None) -> Axes:
    """Claims in rows, articles in columns: a filled dot where stated, a ring where possible, nothing where not found.

    ``cells`` is a matrix as ``measure.coverage.cross_claims`` makes it; ``texts`` gives each claim its words.
    """
    labels = {claim: text.lstrip("-–—•* ") for claim, text in dict(texts).items()}
    return plot_symbols(cells, symbols=SYMBOLS, row_key=Key(labels=labels), column_key=key, width="double")


def describe_claims(cells: pd.DataFrame, claims: pd.DataFrame, *, key: Key | None = None) -> str:
    """Alt text: for each claim of the matrix which articles state it and in which it was not found."""
    key, texts = key or Key(), dict(zip(claims.claim, claims.text, strict=True))
    told = []
    for claim, row in cells.iterrows():
        places = {word: ", ".join(key.label(article, 60) for article in row.index[row == word]) for word in ("stated", "possible")}
        possible = f"; possible in {places['possible']}" if places["possible"] else ""
        told.append(
            f"“{shorten(str(texts[claim]).lstrip('-–—•* '), 80, placeholder='…')}”: stated in {places['stated'] or 'none'}{possible}."
        )
    return f"Matrix of {len(cells)} claims by {cells.shape[1]} articles. {' '.join(told)}"


def plot_coverage(coverage: pd.DataFrame, *, key: Key | None = None, ax: Axes | None = None) -> Axes:
    """Per article a bar from the claims that are stated to those that are possible as well, out of all that two or more report."""
    require_columns(coverage, "article", "value", "low", "high", "n", "note")
    key = key or Key()
    if ax is None:
        _, ax = new_figure(width="single", height=16 + 6.5 * len(coverage))
    for y, row in enumerate(coverage.itertuples()):
        if pd.isna(row.value):
            ax.text(0.01, y, row.note, va="center", color=MUTED, fontsize="small")
            continue
        ax.barh(y, row.high, height=0.46, facecolor="white", edgecolor=key.colour(row.article), linewidth=0.8, hatch="////")
        ax.barh(y, row.low, height=0.46, color=key.colour(row.article))
        ax.text(row.high + 0.015, y, _say_range(row.low, row.high), va="center", color=INK, fontsize="small")
    ax.set_yticks(range(len(coverage)), [key.label(article) for article in coverage.article])
    ax.set(xlim=(0, 1.12), ylim=(len(coverage) - 0.5, -0.5), xlabel=f"share of the {int(coverage.n.max())} claims that two or more state")
    ax.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0%", "25%", "50%", "75%", "100%"])
    ax.tick_params(axis="y", length=0)
    ax.grid(axis="x")
    return ax


def describe_coverage(coverage: pd.DataFrame, *, key: Key | None = None) -> str:
    """Alt text: the bounds of each article."""
    key = key or Key()
    parts = [f"{key.label(row.article, 60)} {_say_range(row.low, row.high)}." for row in coverage.itertuples() if not pd.isna(row.value)]
    return f"Bars of the share of shared claims that each article reports, from stated to possible. {' '.join(parts)}"


def _say_range(low: float, high: float) -> str:
    """'54–69%', or one figure where the bounds meet."""
    return f"{low:.0%}" if f"{low:.0%}" == f"{high:.0%}" else f"{100 * low:.0f}–{high:.0%}"
