"""Matrices: which row has how much of which column, as shaded cells with their values, or as symbols."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap

from analysis.charts.style import INK, MUTED, WIDTHS, Key, measure_text, new_figure, wrap_text

_ROW, _TWO_LINES = 5.6, 7.6
PALE = LinearSegmentedColormap.from_list("pale", ["#ffffff", "#8fbbe0"])
"""White to a blue that black figures stay readable on."""


def plot_matrix(
    cells: pd.DataFrame, *, row_key: Key | None = None, column_key: Key | None = None, form: str = "{:.0%}", width: str = "",
    ax: Axes | None = None,
) -> Axes:  # fmt: skip
    """``cells`` (index: rows, columns: columns, values: numbers) as shaded cells with their values; NaN is an empty cell with a dash."""
    row_key, column_key = row_key or Key(), column_key or Key()
    ax = ax or _make_axes(cells, row_key, column_key, width)
    values = cells.to_numpy(dtype=float)
    ax.imshow(values, cmap=PALE, vmin=0, vmax=max(float(pd.Series(values.ravel()).max()), 1e-9), aspect="auto")
    for (y, x), value in _enumerate(values):
        ax.text(x, y, "–" if pd.isna(value) else form.format(value), ha="center", va="center", fontsize="small",
                color=MUTED if pd.isna(value) else INK)  # fmt: skip
    return _finish(ax, cells, row_key, column_key)


def plot_symbols(
    cells: pd.DataFrame, *, symbols: Mapping[str, tuple[str, bool]], row_key: Key | None = None, column_key: Key | None = None,
    width: str = "", ax: Axes | None = None,
) -> Axes:  # fmt: skip
    """``cells`` of words, each drawn as ``symbols[word]`` (marker, filled); a word without a symbol leaves its cell empty.

    A legend names the symbols. For coverage: ``{"stated": ("o", True), "possible": ("o", False)}``.
    """
    from matplotlib.lines import Line2D

    row_key, column_key = row_key or Key(), column_key or Key()
    ax = ax or _make_axes(cells, row_key, column_key, width, legend=True)
    for (y, x), word in _enumerate(cells.to_numpy(dtype=object)):
        if word in symbols:
            marker, filled = symbols[word]
            ax.plot(x, y, marker, color=INK, markerfacecolor=INK if filled else "white", markersize=4.5, markeredgewidth=0.8)
    handles = [
        Line2D([], [], linestyle="", marker=marker, color=INK, markerfacecolor=INK if filled else "white", markeredgewidth=0.8, label=word)
        for word, (marker, filled) in symbols.items()
    ]
    ax.get_figure().legend(handles=handles, loc="outside upper left", ncols=len(handles), handletextpad=0.2)
    ax.set(xlim=(-0.5, cells.shape[1] - 0.5), ylim=(cells.shape[0] - 0.5, -0.5))
    for boundary in range(1, cells.shape[0]):
        ax.axhline(boundary - 0.5, color=MUTED, linewidth=0.25, alpha=0.6)
    return _finish(ax, cells, row_key, column_key)


def _make_axes(cells: pd.DataFrame, row_key: Key, column_key: Key, width: str, *, legend: bool = False) -> Axes:
    width = width or ("single" if cells.shape[1] <= 6 else "double")
    names, rotation = _name_columns(cells, column_key, width)
    row_height = _ROW if all("\n" not in name for name in _name_rows(cells, row_key, width)) else _TWO_LINES
    above = max((len(name) for name in names), default=1) * 1.5 if rotation else 9
    _, ax = new_figure(width=width, height=4 + above + len(cells) * row_height + (5 if legend else 0))
    return ax


def _name_columns(cells: pd.DataFrame, column_key: Key, width: str) -> tuple[list[str], int]:
    """Column names broken into lines, and their rotation: they stand upright where one would need a third line."""
    room = WIDTHS[width] * 72 * 0.62 / max(cells.shape[1], 1)
    names = [column_key.label(name) for name in cells.columns]
    broken = [wrap_text(name, room, size=8) for name in names]
    if all(len(lines) <= 2 and max(measure_text(line, size=8) for line in lines or [""]) <= room for lines in broken):
        return ["\n".join(lines) for lines in broken], 0
    return names, 90


def _name_rows(cells: pd.DataFrame, row_key: Key, width: str) -> list[str]:
    """Row names in at most two lines of two fifths of the width."""
    room = WIDTHS[width] * 72 * 0.4
    broken = [wrap_text(row_key.label(name, 200), room, size=8) for name in cells.index]
    return ["\n".join(lines) if len(lines) <= 2 else "\n".join(lines[:2]).rstrip(",;:.–—-… ") + "…" for lines in broken]


def _enumerate(values: np.ndarray) -> Iterator[tuple[tuple[int, int], Any]]:
    return (((y, x), values[y, x]) for y in range(values.shape[0]) for x in range(values.shape[1]))


def _finish(ax: Axes, cells: pd.DataFrame, row_key: Key, column_key: Key) -> Axes:
    width = "double" if ax.get_figure().get_size_inches()[0] > 1.2 * WIDTHS["single"] else "single"
    names, rotation = _name_columns(cells, column_key, width)
    ax.set_xticks(range(len(names)), names, rotation=rotation)
    ax.set_yticks(range(len(cells)), _name_rows(cells, row_key, width))
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    return ax
