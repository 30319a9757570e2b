"""Who shares what with whom: a map of the articles, and shared passages side by side."""

from collections.abc import Mapping
from html import escape

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from analysis.charts.style import INK, MUTED, Key, new_figure
from analysis.tables import require_columns

LOOKS = {
    "copied": ("#D55E00", "-"),
    "same quotation": ("#0072B2", "--"),
    "retold": ("#666666", ":"),
}
"""Colour and line of each kind of shared text."""

BENDS = {"copied": (0.0, 0.5), "same quotation": (-0.16, 0.3), "retold": (0.24, 0.64)}
"""How far the lines of each kind are bent aside, and where on them the number stands, so that none hides another."""

_WIDE = 2.1
"""The ring's width, its height being 1: a column is wider than it is high, and names stand beside the ring."""

MARK = {"verbatim": "#f6c9a8", "near-verbatim": "#f6c9a8", "same-quote": "#bcd9ee", "paraphrase": "#e3e3e3"}


def plot_lineage(links: pd.DataFrame, shares: pd.DataFrame, *, key: Key | None = None, ax: Axes | None = None) -> Axes:
    """Articles on a ring, lines between those that share text: the more words, the thicker; copies, quotations
    and passages retold in other words kept apart.

    ``links`` has ``article_a``, ``article_b``, ``kind`` (one of LOOKS) and ``words``; ``shares`` has ``article`` and ``value``, the
    share of its words shared with no other article. Who copied whom, a line does not say.
    """
    require_columns(links, "article_a", "article_b", "kind", "words")
    key = key or Key()
    articles = list(shares.article)
    if ax is None:
        _, ax = new_figure(height=86)
    places = _place(articles)
    for row in links.itertuples():
        _draw_link(ax, places[row.article_a], places[row.article_b], row.kind, row.words)
    for row in shares.itertuples():
        _draw_article(ax, *places[row.article], key.label(row.article), key.colour(row.article), row.value)
    heights = [y for _, y in places.values()] or [0.0]
    ax.set(xlim=(-_WIDE - 1.05, _WIDE + 1.05), ylim=(min(heights) - 0.36, max(heights) + 0.42), aspect="equal")
    ax.axis("off")
    shown = [kind for kind in LOOKS if kind in set(links.kind)]
    handles = [Line2D([], [], color=LOOKS[kind][0], linestyle=LOOKS[kind][1], linewidth=2, label=kind) for kind in shown]
    ax.get_figure().legend(handles=handles, loc="outside upper left", ncols=3, handlelength=3)
    return ax


def describe_lineage(links: pd.DataFrame, shares: pd.DataFrame, *, key: Key | None = None) -> str:
    """Alt text: every link in words, then the share of each article's words shared with no other."""
    key = key or Key()
    told = [
        f"{key.label(row.article_a, 60)} and {key.label(row.article_b, 60)} share {row.words} words ({row.kind})"
        for row in links.itertuples()
    ]
    unshared = [f"{key.label(row.article, 60)} {row.value:.0%}" for row in shares.itertuples() if not pd.isna(row.value)]
    return f"Map of shared text. {'; '.join(told) or 'No two articles share text'}. Shared with no other: {', '.join(unshared)}."


def render_passages(reuse: pd.DataFrame, sentences: pd.DataFrame, *, labels: Mapping[str, str], most: int = 8) -> str:
    """Shared passages side by side as HTML: whole sentences, the shared stretch marked, everything escaped.

    Copies first, then shared quotations, the longest first; at most ``most`` pairs.
    """
    require_columns(reuse, "article_a", "sentence_a", "start_a", "end_a", "article_b", "sentence_b", "start_b", "end_b", "relation")
    place = {(row.article, row.sentence): row for row in sentences.itertuples()}
    order = reuse.assign(rank=reuse.relation.map(list(MARK).index), size=-(reuse.end_a - reuse.start_a)).sort_values(
        ["rank", "size"], kind="stable"
    )
    rows = [_render_pair(row, place, labels) for row in order.head(most).itertuples()]
    if not rows:
        return "<p>No two articles share a passage.</p>"
    head = '<tr><th style="text-align:left">Relation</th><th style="text-align:left">Article</th><th style="text-align:left">Text</th></tr>'
    return f'<table style="border-collapse:collapse;width:100%;table-layout:auto">{head}{"".join(rows)}</table>'


def _render_pair(row, place: Mapping, labels: Mapping[str, str]) -> str:
    cells = []
    for side in "ab":
        article = getattr(row, f"article_{side}")
        sentence = place[article, getattr(row, f"sentence_{side}")]
        start, end = getattr(row, f"start_{side}") - sentence.start, getattr(row, f"end_{side}") - sentence.start
        text = sentence.text
        shown = f'{escape(text[:start])}<mark style="background:{MARK[row.relation]}">{escape(text[start:end])}</mark>{escape(text[end:])}'
        cells.append((escape(labels.get(article, article)), shown))
    style = 'style="text-align:left;vertical-align:top;padding:2px 8px"'
    first, second = (f"<td {style}>{name}</td><td {style}>{shown}</td>" for name, shown in cells)
    top = 'style="border-top:1px solid #999"'
    return f'<tr {top}><td {style} rowspan="2">{row.relation}</td>{first}</tr><tr>{second}</tr>'


def _place(articles: list[str]) -> dict[str, tuple[float, float]]:
    angles = np.pi / 2 - 2 * np.pi * np.arange(len(articles)) / max(len(articles), 1)
    return {article: (_WIDE * float(np.cos(angle)), float(np.sin(angle))) for article, angle in zip(articles, angles, strict=True)}


def _draw_link(ax: Axes, start: tuple[float, float], end: tuple[float, float], kind: str, words: int) -> None:
    """A curve from article to article, bent to its kind's side, with the number of words on it at its kind's place."""
    colour, line = LOOKS[kind]
    bend, place = BENDS[kind]
    across = np.array([start[1] - end[1], end[0] - start[0]])
    middle = np.add(start, end) / 2 + bend * across / max(float(np.hypot(*across)), 1e-9)
    ts = np.linspace(0, 1, 60)[:, None]
    curve = (1 - ts) ** 2 * np.array(start) + 2 * ts * (1 - ts) * middle + ts**2 * np.array(end)
    ax.plot(*curve.T, color=colour, linestyle=line, linewidth=0.7 + 3 * min(words, 120) / 120, alpha=0.85, zorder=1)
    ax.text(*curve[round(59 * place)], f"{words}", ha="center", va="center", fontsize="small", color=colour, zorder=4,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.8})  # fmt: skip


def _draw_article(ax: Axes, x: float, y: float, label: str, colour: str, share: float) -> None:
    ax.plot(x, y, "o", markersize=13, color=colour, markeredgecolor="white", zorder=3)
    side = "left" if x > 0.3 else "right" if x < -0.3 else "center"
    away = 0.16 if side == "left" else -0.16 if side == "right" else 0
    lift = 0 if away else (0.24 if y > 0 else -0.24)
    unshared = "" if pd.isna(share) else f"\n{share:.0%} unshared"
    ax.text(x + away, y + lift, label + unshared, ha=side, va="center", fontsize="small", color=INK if unshared else MUTED, zorder=5)
