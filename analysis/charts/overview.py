"""The study at a glance: each article as a strip of its sentences."""

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch, Rectangle

from analysis.charts.style import MUTED, new_figure, shorten

_LOOKS = {
    "headline": ("#1a1a1a", ""),
    "lede": ("#0072B2", ""),
    "body": ("#9ecae1", ""),
    "set aside": ("#ffffff", "/////"),
}


def plot_parts(sentences: pd.DataFrame, labels: Mapping[str, str]) -> Axes:
    """Each article as a row, each sentence as wide as it has words: headline, lede, body, and what is set aside (hatched)."""
    articles = sentences.article.unique().tolist()
    _, ax = new_figure(height=20 + 8 * max(len(articles), 3))
    longest = sentences.groupby("article").words.sum().max()
    for y, article in enumerate(articles):
        at = 0
        for part, words in sentences.loc[sentences.article == article, ["part", "words"]].itertuples(index=False):
            colour, hatch = _LOOKS[part if part in _LOOKS else "set aside"]
            ax.add_patch(
                Rectangle((at, y - 0.36), words, 0.72, facecolor=colour, hatch=hatch, edgecolor=MUTED if hatch else "white", lw=0.4)
            )
            at += words
        ax.text(at + longest * 0.01, y, f"{at:,} words", va="center", color=MUTED)
    ax.set(yticks=range(len(articles)), yticklabels=[shorten(labels[a]) for a in articles], ylim=(len(articles) - 0.4, -0.6))
    ax.set(xlim=(0, longest * 1.12), xlabel="words, from the first to the last")
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    handles = [Patch(facecolor=c, hatch=h, edgecolor=MUTED, lw=0.4, label=name) for name, (c, h) in _LOOKS.items()]
    ax.get_figure().legend(handles=handles, loc="outside upper left", ncols=4, handlelength=1.4, columnspacing=1.6)
    return ax
