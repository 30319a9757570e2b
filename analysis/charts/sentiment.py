"""Sentiment: stance by actor and article, reporter against quoted voices, sentences along the article, and every way to count."""

from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.charts.dots import name_series, plot_dots
from analysis.charts.style import FAINT, INK, MUTED, NEGATIVE, NEUTRAL, POSITIVE, Key, new_figure
from analysis.tables import require_columns

LABEL_KEY = Key(
    {"negative": "unfavourable", "neutral": "neutral", "positive": "favourable"},
    {"negative": NEGATIVE, "neutral": NEUTRAL, "positive": POSITIVE},
    {"negative": "v", "neutral": "|", "positive": "^"},
)
VOICE_KEY = Key(
    {"narrator": "reporter's own voice", "quoted": "quoted voices"},
    {"narrator": INK, "quoted": "#E69F00"},
    {"narrator": "o", "quoted": "D"},
)
_STANCE = "mean stance: −1 unfavourable, 0 neutral, +1 favourable"
_ROW, _AXIS = 4.2, 20.0


def plot_stance(findings: pd.DataFrame, article_key: Key, actor_key: Key) -> Axes:
    """Mean stance toward each actor, one lane an article, with its interval; actors with no article of enough sentences are left out."""
    means = list_means(findings, "all")
    ax = plot_dots(
        means, rows="actor", key=actor_key, series="article", series_key=article_key, xlabel=_STANCE, reference=0, width="double"
    )
    ax.set_xlim(-1.02, 1.02)
    return ax


def plot_voices(findings: pd.DataFrame, article_key: Key, actor_key: Key, *, most: int = 4) -> Figure:
    """For the actors named most, one panel each: stance in the reporter's voice and in quoted voices, article by article."""
    voiced = {actor for voice in VOICE_KEY.labels for actor in list_means(findings, voice).actor}
    actors = [actor for actor in dict.fromkeys(list_means(findings, "all").actor) if actor in voiced][:most] or [""]
    figure, axes = new_figure(height=_AXIS + 9.5 * max(len(article_key.labels), 2), ncols=len(actors), sharey=True, squeeze=False)
    for ax, actor in zip(axes[0], actors, strict=True):
        rows = findings[(findings.measure == "sentiment.mean") & (findings.actor == actor) & findings.part.isin(list(VOICE_KEY.labels))]
        rows = pd.concat([rows[rows.article == article] for article in article_key.labels]) if len(rows) else rows
        plot_dots(_widen(rows, article_key), key=article_key, series="part", series_key=VOICE_KEY, reference=0, ax=ax)
        ax.set(xlim=(-1.05, 1.05), title=actor_key.label(actor), xticks=[-1, 0, 1], xlabel="mean stance")
    for legend in list(figure.legends):  # one of each panel
        legend.remove()
    name_series(axes[0][0], list(VOICE_KEY.labels), VOICE_KEY)
    return figure


def plot_sentences(stance: pd.DataFrame, sentences: pd.DataFrame, article_key: Key, actor_key: Key, *, most: int = 3) -> Axes:
    """Every article as a strip from its first to its last sentence, one lane for each of the actors named most.

    Triangles point down where the sentence speaks against the actor, up where it speaks for it; a bar is neutral.
    """
    places = place_sentences(stance, sentences)
    actors = list(places.actor.value_counts().index[:most])
    articles = [article for article in article_key.labels if article in set(places.article)]
    _, ax = new_figure(height=_AXIS + len(articles) * (len(actors) * _ROW + 1.5))
    ticks = {}
    for row, article in enumerate(articles):
        for lane, actor in enumerate(actors):
            y = row + (lane + 0.5) / max(len(actors), 1) * 0.86 - 0.43
            ticks[y] = f"{article_key.label(article)}   {actor_key.label(actor)}" if lane == 0 else actor_key.label(actor)
            ax.plot([0, 1], [y, y], color=FAINT, linewidth=0.5, zorder=0)
            own = places[(places.article == article) & (places.actor == actor)]
            for label, marks in own.groupby("label", sort=True):
                is_neutral = label == "neutral"
                ax.plot(marks.place, [y] * len(marks), linestyle="", marker=LABEL_KEY.marker(label), color=LABEL_KEY.colour(label),
                        markersize=4.2, markeredgewidth=0.9 if is_neutral else 0, zorder=1 if is_neutral else 2)  # fmt: skip
    for boundary in range(1, len(articles)):
        ax.axhline(boundary - 0.5, color=MUTED, linewidth=0.3, alpha=0.5)
    ax.set_yticks(list(ticks), list(ticks.values()))
    ax.set_xticks([0, 0.5, 1], ["start", "middle", "end"])
    ax.set(ylim=(max(len(articles), 1) - 0.45, -0.55), xlim=(-0.02, 1.02), xlabel="place in the article")
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    name_series(ax, list(LABEL_KEY.labels), LABEL_KEY)
    return ax


def plot_suffering(findings: pd.DataFrame, article_key: Key, actor_key: Key) -> Axes:
    """The share of sentences that tell of harm done to each actor, one lane an article; actors without any are left out."""
    rows = findings[(findings.measure == "suffering.share") & findings.value.notna()]
    borne = rows.groupby("actor").value.max()
    rows = _order(rows[rows.actor.isin(borne[borne > 0].index)])
    ax = plot_dots(rows, rows="actor", key=actor_key, series="article", series_key=article_key, width="double",
                   xlabel="share of sentences naming the actor or its places that tell of harm done to it")  # fmt: skip
    ax.xaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
    ax.set_xlim(left=-0.01)
    return ax


def plot_specifications(findings: pd.DataFrame, actor_key: Key, scorers: Sequence[str], *, most: int = 4) -> Figure:
    """Every way to count side by side: above, the mean stance of each actor; below, which choices each column stands for.

    Columns stand in the order of the scorers, the headline one first.
    """
    rows = findings[(findings.measure == "sentiment.specification") & findings.value.notna()]
    actors = list(rows.groupby("actor").n.max().sort_values(ascending=False, kind="stable").index[:most])
    parts = [part for scorer in scorers for part in dict.fromkeys(rows.part) if part.split(", ")[0] == scorer]
    choices = [[*scorers], ["score", "label"], ["all", "narrator"]]
    names = {"score": "value: score", "label": "value: label", "all": "voices: all", "narrator": "voices: reporter"}
    lines = [choice for group in choices for choice in group]
    figure, (above, below) = new_figure(height=62 + 3.4 * len(lines), nrows=2, sharex=True, height_ratios=[60, 3.4 * len(lines)])
    for shift, actor in enumerate(actors):
        own = rows[rows.actor == actor].set_index("part").reindex(parts)
        x = [k + (shift - (len(actors) - 1) / 2) * 0.17 for k in range(len(parts))]
        above.vlines(x, own.low, own.high, color=actor_key.colour(actor), linewidth=0.8)
        above.plot(x, own.value, linestyle="", marker=actor_key.marker(actor), color=actor_key.colour(actor), markersize=3.6)
    above.axhline(0, color=MUTED, linewidth=0.6, zorder=0)
    above.set(ylabel="mean stance", ylim=(-1, 1))
    for column, part in enumerate(parts):
        for line, choice in enumerate(lines):
            below.plot(column, line, "s", color=INK if choice in part.split(", ") else FAINT, markersize=3.4)
    below.set_yticks(range(len(lines)), [names.get(line, line) for line in lines])
    below.set(ylim=(len(lines) - 0.4, -0.6), xticks=[])
    below.tick_params(axis="y", length=0)
    below.spines[["left", "bottom"]].set_visible(False)
    name_series(above, actors, actor_key)
    return figure


def list_means(findings: pd.DataFrame, part: str) -> pd.DataFrame:
    """The rows of ``sentiment.mean`` of one voice that have a value, the actor with most sentences first."""
    return _order(findings[(findings.measure == "sentiment.mean") & (findings.part == part) & findings.value.notna()])


def place_sentences(stance: pd.DataFrame, sentences: pd.DataFrame) -> pd.DataFrame:
    """The rows of ``stance`` with their ``place`` in the article: 0 the first sentence, 1 the last."""
    require_columns(stance, "article", "sentence", "actor", "label")
    last = sentences.groupby("article").sentence.max()
    return stance.assign(place=stance.sentence / stance.article.map(last).clip(lower=1))


def highlight_evidence(row: Mapping[str, object]) -> str:
    """The sentence as safe HTML, its evidence words in bold."""
    from html import escape

    text, position, pieces = str(row["text"]), 0, []
    for word in filter(None, str(row["evidence"]).split(" … ")):
        found = text.find(word, position)
        if found >= 0:
            pieces += [escape(text[position:found]), f"<b>{escape(word)}</b>"]
            position = found + len(word)
    return "".join([*pieces, escape(text[position:])])


def _order(rows: pd.DataFrame) -> pd.DataFrame:
    """The actor with most sentences first; within an actor the order of the table."""
    totals = rows.groupby("actor").n.sum()
    return (
        rows.assign(total=rows.actor.map(totals))
        .sort_values(["total", "actor"], ascending=[False, True], kind="stable")
        .drop(columns="total")
    )


def _widen(rows: pd.DataFrame, article_key: Key) -> pd.DataFrame:
    """A row for every article and voice, so that panels share their lanes; 'n' is 0 where there is none."""
    index = pd.MultiIndex.from_product([list(article_key.labels), list(VOICE_KEY.labels)], names=["article", "part"])
    wide = rows.set_index(["article", "part"])[["value", "low", "high", "n"]].reindex(index).reset_index()
    return wide.assign(n=wide.n.fillna(0).astype(int))
