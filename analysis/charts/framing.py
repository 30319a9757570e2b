"""Framing: shares of frames, names for the same thing, who acts, and distinctive words in their context."""

from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.charts.dots import BESIDE, plot_dots
from analysis.charts.style import FAINT, INK, MUTED, NEGATIVE, Key, draw_reason, new_figure, shorten, wrap_text
from analysis.tables import require_columns

PANELS = 5
"""Frames side by side."""

SLANT_COLOURS = {"condemning": NEGATIVE, "neutral": "#5a5a5a", "legitimising": "#1D5C8C"}
SLANT_MARKS = {"condemning": "▼", "neutral": "■", "legitimising": "▲"}


def plot_frames(findings: pd.DataFrame, key: Key, titles: Mapping[str, str]) -> Figure:
    """Small multiples: one panel a frame, one row an article: the share of its sentences with the 95% interval.

    ``findings`` hold ``framing.share`` (filled mark) and ``framing.narrator_share`` (ring: in the reporter's own words).
    Panels stand in the order of ``titles`` (frame → its name); withheld frames and those without a share are left out.
    """
    require_columns(findings, "measure", "article", "part", "value", "low", "high")
    known = findings[findings.measure.isin(("framing.share", "framing.narrator_share"))].dropna(subset=["value"])
    frames = [frame for frame in titles if (known.part == frame).any()]
    articles = list(dict.fromkeys(known.article))
    columns = min(PANELS, max(len(frames), 1))
    rows = max(1, -(-len(frames) // columns))
    figure, axes = new_figure(
        height=rows * (9 + 4.2 * len(articles)) + 10, nrows=rows, ncols=columns, sharex=True, sharey=True, squeeze=False
    )
    for ax, frame in zip(axes.flat, frames, strict=False):
        _draw_panel(ax, known[known.part == frame], articles, key)
        ax.set_title(titles[frame], fontsize="small", fontweight="normal", loc="left")
    for place, ax in enumerate(axes.flat):
        ax.set_visible(place < len(frames))
        ax.xaxis.set_tick_params(labelbottom=place + columns >= len(frames))
    _label_panels(axes[0, 0], articles, key, top=float(known.high.max()) if len(known) else 1.0)
    lowest = max(place for place in range(max(len(frames), 1)) if place % columns == columns // 2 or len(frames) <= columns // 2)
    axes.flat[lowest].set_xlabel("share of sentences of lede and body; ring: in the reporter’s own words")
    return figure


def plot_naming(wording: pd.DataFrame, key: Key, concepts: Sequence[str], titles: Mapping[str, str]) -> Axes:
    """How often each article uses each name: one row a name, grouped by concept, one column an article.

    Numbers are uses, coloured and marked by the slant of the name; those in brackets stand only in quotation marks that
    keep a distance, a small q follows where all uses are quoted or reported.
    """
    require_columns(wording, "article", "concept", "label", "slant", "voice")
    chosen = wording[wording.concept.isin(concepts)]
    rows = list_names(chosen, concepts)
    articles = list(key.labels) or list(dict.fromkeys(wording.article))
    _, ax = new_figure(height=14 + 4.1 * (len(rows) + len(concepts)))
    y, ticks, names = 0, [], []
    for concept in concepts:
        own = rows[rows.concept == concept]
        if own.empty:
            continue
        ax.text(
            -0.02,
            y,
            titles.get(concept, concept),
            transform=ax.get_yaxis_transform(),
            ha="right",
            va="center",
            color=INK,
            fontweight="bold",
        )
        y += 1
        for row in own.itertuples():
            cells = chosen[(chosen.concept == concept) & (chosen.label == row.label)]
            _draw_cells(ax, cells, articles, y, row.slant)
            ticks.append(y)
            names.append(f"{row.label}  {SLANT_MARKS[row.slant]}")
            y += 1
    _finish_naming(ax, ticks, names, articles, key, y)
    return ax


def list_names(wording: pd.DataFrame, concepts: Sequence[str]) -> pd.DataFrame:
    """The names found, one row each (concept, label, slant, uses): concepts as given, names from condemning to legitimising."""
    counted = wording.groupby(["concept", "label", "slant"], sort=False).size().rename("uses").reset_index()
    counted["place"] = [concepts.index(concept) for concept in counted.concept]
    counted["slope"] = [list(SLANT_COLOURS).index(slant) for slant in counted.slant]
    ordered = counted.sort_values(["place", "slope", "uses", "label"], ascending=[True, True, False, True], ignore_index=True)
    return ordered.drop(columns=["place", "slope"])


def describe_naming(wording: pd.DataFrame, key: Key, concepts: Sequence[str], titles: Mapping[str, str]) -> str:
    """Alt text: for each concept its names, with their uses by article."""
    chosen = wording[wording.concept.isin(concepts)]
    told = []
    for row in list_names(chosen, concepts).itertuples():
        uses = chosen.article[(chosen.concept == row.concept) & (chosen.label == row.label)].value_counts(sort=False)
        where = ", ".join(f"{key.label(str(article), 60)} {count}" for article, count in uses.items())
        told.append((row.concept, f"{row.label} ({row.slant}: {where})"))
    parts = [f"{titles.get(concept, concept)}: {'; '.join(text for about, text in told if about == concept)}." for concept in concepts]
    return f"Matrix of names by article, with the number of uses. {' '.join(parts)}"


def plot_agency(shares: pd.DataFrame, key: Key, actor_key: Key) -> Axes:
    """One row an actor, one dot an article: the share of its mentions with a role in which it acts."""
    known = shares[shares.actor.isin(shares.dropna(subset=["value"]).actor)].dropna(subset=["value"])
    if known.empty:
        return draw_reason("No actor has enough mentions that act or are acted on")
    ax = plot_dots(known, rows="actor", key=actor_key, series="article", series_key=key, width="double", reference=0.5,
                   xlabel="← is acted on     share of its mentions with a role     acts →")  # fmt: skip
    ax.set_xlim(-0.02, 1.02)
    ax.xaxis.set_major_formatter("{x:.0%}")
    return ax


def plot_words(words: pd.DataFrame, contexts: Mapping[str, str], names: tuple[str, str], *, most: int = 12) -> Axes:
    """The words that differ most between two sets of articles, with one line of context each.

    ``words``: the table of ``rank_words``; the grey band is what chance alone leaves the largest difference, so that only
    words beyond it are distinctive. ``contexts``: word → a line of text that holds it. ``names``: what the two sides are called.
    """
    require_columns(words, "word", "first", "second", "z", "threshold")
    shown = words.head(most).sort_values("z", ignore_index=True)
    figure, (ax, lines) = new_figure(height=16 + 4.6 * max(len(shown), 2), ncols=2, sharey=True, width_ratios=[1, 1.15])
    edge = float(shown.threshold.max()) if len(shown) else 1.0
    reach = max(edge, float(shown.z.abs().max()) if len(shown) else 0.0) * 1.12
    ax.axvspan(-edge, edge, color=FAINT, alpha=0.45, linewidth=0)
    ax.axvline(0, color=MUTED, linewidth=0.6)
    room = figure.get_size_inches()[0] * 72 * 0.5
    for row in shown.itertuples():
        beyond = abs(row.z) > row.threshold
        colour = INK if beyond else MUTED
        ax.plot([0, row.z], [row.Index] * 2, color=colour, linewidth=1.0)
        ax.plot(row.z, row.Index, "o", color=colour, markerfacecolor=colour if beyond else "white", markersize=4)
        note = wrap_text(f"{row.first} : {row.second}   {contexts.get(row.word, '')}", room, size=7)[0]
        lines.text(0, row.Index, note, va="center", fontsize="x-small", color=colour)
    ax.set(yticks=range(len(shown)), yticklabels=shown.word, ylim=(-0.6, len(shown) - 0.4), xlim=(-reach, reach))
    ax.set_xlabel(f"← {shorten(names[1], 18)}     z of the log-odds     {shorten(names[0], 18)} →")
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    lines.axis("off")
    return ax


def describe_words(words: pd.DataFrame, names: tuple[str, str], *, most: int = 12) -> str:
    """Alt text: each word with its uses on both sides and its z, and what chance alone leaves."""
    shown = words.head(most).sort_values("z", ascending=False)
    told = [f"{row.word} {row.first} to {row.second} (z {row.z:.1f})" for row in shown.itertuples()]
    chance = f" Chance leaves up to {shown.threshold.max():.1f}." if len(shown) else ""
    return f"Lollipops of the words that differ most between {names[0]} and {names[1]}, with uses in each. {', '.join(told)}.{chance}"


def _draw_panel(ax: Axes, shares: pd.DataFrame, articles: Sequence[str], key: Key) -> None:
    for row in shares.itertuples():
        y, colour, marker = articles.index(row.article), key.colour(row.article), key.marker(row.article)
        if row.measure == "framing.narrator_share":
            ax.plot(row.value, y + 0.3, marker, color=colour, mfc="white", mew=0.6, ms=2.6, clip_on=False, zorder=3)
        else:
            ax.plot([row.low, row.high], [y, y], color=colour, solid_capstyle="butt")
            ax.plot(row.value, y, marker, color=colour, mec="white", mew=0.4, ms=4.5, clip_on=False, zorder=3)
    ax.grid(axis="x")
    ax.tick_params(axis="y", length=0, pad=BESIDE)
    ax.spines["left"].set_visible(False)


def _label_panels(ax: Axes, articles: Sequence[str], key: Key, *, top: float) -> None:
    """All panels share these axes."""
    from matplotlib.ticker import MaxNLocator

    ax.set(yticks=range(len(articles)), yticklabels=[key.label(article, 18) for article in articles], ylim=(len(articles) - 0.4, -0.6))
    ax.set_xlim(0, min(1.0, top * 1.02))
    ax.xaxis.set_major_formatter("{x:.0%}")
    ax.xaxis.set_major_locator(MaxNLocator(3))


def _draw_cells(ax: Axes, cells: pd.DataFrame, articles: Sequence[str], y: int, slant: str) -> None:
    ax.axhline(y, color=FAINT, linewidth=0.3, zorder=0)
    for x, article in enumerate(articles):
        voices = cells.voice[cells.article == article]
        if len(voices):
            text = (
                f"({len(voices)})"
                if (voices == "scare").all()
                else f"{len(voices)} q"
                if (voices != "narrator").all()
                else str(len(voices))
            )
            ax.text(x, y, text, ha="center", va="center", color=SLANT_COLOURS[slant], fontweight="bold" if slant != "neutral" else "normal",
                    bbox=dict(facecolor="white", edgecolor="none", pad=0.8))  # fmt: skip


def _finish_naming(ax: Axes, ticks: list[int], names: list[str], articles: Sequence[str], key: Key, rows: int) -> None:
    ax.set(xlim=(-0.5, len(articles) - 0.5), ylim=(max(rows, 1) - 0.4, -0.6))
    ax.set_xticks(range(len(articles)), [key.label(article, 16) for article in articles])
    ax.set_yticks(ticks, names)
    for tick, name in zip(ax.get_yticklabels(), names, strict=True):
        slant = next(slant for slant, mark in SLANT_MARKS.items() if name.endswith(mark))
        tick.set_color(SLANT_COLOURS[slant])
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    legend = "     ".join(f"{mark} {slant}" for slant, mark in SLANT_MARKS.items())
    ax.set_xlabel(f"{legend}     (1) in scare quotes     1 q quoted or reported only", fontsize="small")
