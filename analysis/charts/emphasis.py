"""What each article leads with: its first sentences as tiles, and the weight of each actor."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch, Rectangle

from analysis.charts.dots import plot_dots
from analysis.charts.style import INK, PAPER, TOPIC_COLOURS, TOPIC_HATCHES, Key, new_figure
from analysis.tables import require_columns

_ROW, _AXIS, _LEGEND_LINE = 9.0, 14.0, 5.0
_TILE = {"edgecolor": INK, "hatchcolor": INK, "hatch_linewidth": 0.4, "linewidth": 0.3}
_EMPTY = {"facecolor": PAPER, "hatch": ""}


def plot_openings(openings: pd.DataFrame, *, key: Key | None = None, topic_key: Key | None = None, ax: Axes | None = None) -> Axes:
    """Articles in rows, their first sentences in columns, each tile in the looks of the topics it has; none is an empty tile.

    ``openings`` has ``article``, ``place`` (from 1) and ``topic`` ('' for a sentence without one), as
    ``measure.emphasis.list_openings`` makes it. A tile of several topics is cut into as many bands.
    """
    require_columns(openings, "article", "place", "topic")
    key, topic_key = key or Key(), topic_key or Key()
    articles = list(dict.fromkeys(openings.article))
    topics = [topic for topic in openings.topic.value_counts().index if topic]
    looks = {
        topic: {"facecolor": TOPIC_COLOURS[k % len(TOPIC_COLOURS)], "hatch": TOPIC_HATCHES[k % len(TOPIC_HATCHES)]}
        for k, topic in enumerate(topics)
    }
    if ax is None:
        _, ax = new_figure(height=_AXIS + _ROW * len(articles) + _LEGEND_LINE * (1 + len(topics) // 5))
    for (article, place), tile in openings.groupby(["article", "place"], sort=False):
        shown = [topic for topic in topics if topic in set(tile.topic)]
        for band, topic in enumerate(shown or [""]):
            height = 0.8 / max(len(shown), 1)
            bottom = articles.index(article) - 0.4 + band * height
            ax.add_patch(Rectangle((place - 0.46, bottom), 0.92, height, **_TILE, **looks.get(topic, _EMPTY)))
    ax.set(xlim=(0.4, openings.place.max() + 0.6), ylim=(len(articles) - 0.5, -0.5), xlabel="sentence of lede and body, from the first")
    ax.set_xticks(range(1, int(openings.place.max()) + 1))
    ax.set_yticks(range(len(articles)), [key.label(article) for article in articles])
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    handles = [Patch(**_TILE, **look, label=topic_key.label(topic)) for topic, look in looks.items()]
    handles.append(Patch(**_TILE, **_EMPTY, label="none of these"))
    ax.get_figure().legend(handles=handles, loc="outside upper left", ncols=5, handlelength=1.6, columnspacing=1.2)
    return ax


def plot_actors(shares: pd.DataFrame, key: Key, actor_key: Key) -> Axes:
    """One row an article, one dot an actor: its share of the article's position-weighted mentions."""
    ax = plot_dots(shares, key=key, series="actor", series_key=actor_key, xlabel="share of position-weighted mentions", width="double")
    ax.xaxis.set_major_formatter("{x:.0%}")
    ax.set_xlim(left=0)
    return ax


def describe_openings(openings: pd.DataFrame, *, key: Key | None = None, topic_key: Key | None = None) -> str:
    """Alt text: which topics the first three sentences of each article have."""
    key, topic_key = key or Key(), topic_key or Key()
    parts = []
    for article, own in openings[openings.place <= 3].groupby("article", sort=False):
        topics = [topic_key.label(topic, 60) for topic in dict.fromkeys(own.topic) if topic]
        parts.append(f"{key.label(str(article), 60)}: {', '.join(topics) or 'none of the topics'}.")
    return f"Tiles of the first sentences of each article by topic. In the first three sentences stand, of {' Of '.join(parts)}"
