"""Readability: grades with intervals, what they are made of, sentence lengths, and which differences hold."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.charts.style import FAINT, INK, MUTED, is_journal, new_figure, shorten
from analysis.measure.readability import GRADES
from analysis.tables import EDITORIAL_PARTS

COMPONENTS = {
    "sentence_length": "words per sentence",
    "word_length": "letters per word",
    "lexical_diversity": "lexical diversity (HD-D)",
}
SIGNIFICANT = 0.05


def plot_grades(findings: pd.DataFrame, labels: Mapping[str, str], colours: Mapping[str, str]) -> Axes:
    """Median grade of each article with its interval, hardest on top; small rings are the six single indices."""
    medians = _known(findings, "readability.median_grade").sort_values("value", ignore_index=True)
    _, ax = new_figure(height=14 + 9 * max(len(medians), 3))
    for y, row in medians.iterrows():
        singles = findings[(findings.article == row.article) & findings.measure.isin([f"readability.{name}" for name in GRADES])]
        ax.plot(singles.value, [y - 0.22] * len(singles), "o", ms=3, mfc="none", mec=MUTED, mew=0.6)
        _draw_interval(ax, row, y, colours[row.article])
        _note_right(ax, f"{row.value:.1f}   n = {row.n}", y)
    ax.set(yticks=range(len(medians)), yticklabels=[shorten(labels[a]) for a in medians.article], ylim=(-0.6, len(medians) - 0.4))
    ax.set_xlabel("US school grade: years of schooling the text asks for (higher is harder)")
    _finish(ax)
    return ax


def plot_components(findings: pd.DataFrame, labels: Mapping[str, str], colours: Mapping[str, str]) -> Figure:
    """Sentence length, word length and lexical diversity side by side, each with its interval; the same order of articles."""
    articles = _known(findings, "readability.median_grade").sort_values("value").article.tolist()
    figure, axes = new_figure(height=16 + 7 * max(len(articles), 3), nrows=1, ncols=len(COMPONENTS), sharey=True)
    for ax, (index, title) in zip(axes, COMPONENTS.items(), strict=True):
        rows = _known(findings, f"readability.{index}").set_index("article").reindex(articles).reset_index()
        for y, row in rows.iterrows():
            _draw_interval(ax, row, y, colours[row.article])
        ax.set_xlabel(title)
        _finish(ax)
    axes[0].set(yticks=range(len(articles)), yticklabels=[shorten(labels[a]) for a in articles], ylim=(-0.6, len(articles) - 0.4))
    return figure


def plot_sentence_lengths(sentences: pd.DataFrame, labels: Mapping[str, str], colours: Mapping[str, str]) -> Axes:
    """Every sentence of lede and body as a dot at its length in words; the line is the article's median."""
    body = sentences[sentences.part.isin(EDITORIAL_PARTS) & (sentences.words > 0)]
    articles = body.groupby("article").words.median().sort_values(kind="stable").index.tolist()
    _, ax = new_figure(height=14 + 10 * max(len(articles), 3))
    for y, article in enumerate(articles):
        words = body.words[body.article == article]
        ax.plot(words, y + _spread(words.to_numpy()), "o", ms=2.8, color=colours[article], alpha=0.75, mew=0)
        ax.plot([words.median()] * 2, [y - 0.32, y + 0.32], color=INK, lw=1.4, solid_capstyle="butt")
        _note_right(ax, f"median {words.median():g}   n = {len(words)}", y)
    ax.set(yticks=range(len(articles)), yticklabels=[shorten(labels[a]) for a in articles], ylim=(-0.6, len(articles) - 0.4))
    ax.set(xlabel="words in the sentence", xlim=(0, body.words.max() * 1.03))
    _finish(ax)
    return ax


def plot_differences(findings: pd.DataFrame, labels: Mapping[str, str]) -> Axes:
    """Row minus column in grades; filled cells differ beyond chance (permutation test, Holm-corrected), the rest do not."""
    rows = findings[findings.measure == "readability.difference.median_grade"].dropna(subset=["value"])
    pairs = [tuple(part.split("~")) for part in rows.part]
    articles = list(dict.fromkeys(article for pair in pairs for article in pair))
    place = {article: k for k, article in enumerate(articles)}
    _, ax = new_figure(width="single", height=24 + 9 * max(len(articles), 3))
    for (first, second), value, note in zip(pairs, rows.value, rows.note, strict=True):
        for a, b, gap in ((first, second, value), (second, first, -value)):
            _draw_cell(ax, place[b], place[a], gap, read_p(note) < SIGNIFICANT)
    names = [shorten(labels[a], 16) for a in articles]
    ax.set(xticks=range(len(articles)), yticks=range(len(articles)), yticklabels=names)
    ax.set_xticklabels(names, rotation=35, ha="right", rotation_mode="anchor")
    ax.set(xlim=(-0.5, len(articles) - 0.5), ylim=(len(articles) - 0.5, -0.5), aspect="auto")
    ax.set_ylabel("this article …", labelpad=8)
    ax.set_xlabel("… minus this one, in school grades")
    ax.grid(False)
    ax.tick_params(length=0)
    for spine in ax.spines.values():
        spine.set_visible(False)
    return ax


def title_grades(findings: pd.DataFrame, labels: Mapping[str, str]) -> str:
    """The finding of ``plot_grades`` as a sentence: who is hardest, and which pairs differ beyond chance."""
    medians = _known(findings, "readability.median_grade").sort_values("value")
    if len(medians) < 2:
        return "Reading grade of each article"
    hardest, easiest = medians.iloc[-1], medians.iloc[0]
    pairs = findings[findings.measure == "readability.difference.median_grade"].dropna(subset=["value"])
    apart = sum(read_p(note) < SIGNIFICANT for note in pairs.note)
    spread = f"{labels[hardest.article]} reads hardest (grade {hardest.value:.0f}), {labels[easiest.article]} easiest ({easiest.value:.0f})"
    if not apart:
        return f"{spread}; no difference between articles is larger than chance"
    return f"{spread}; {apart} of {len(pairs)} differences exceed chance"


def read_p(note: str) -> float:
    """The p value that ``compare_readability`` wrote into a note; 1 where there is none."""
    return float(note.split("p = ")[1].split(" ")[0]) if "p = " in note else 1.0


def _known(findings: pd.DataFrame, measure: str) -> pd.DataFrame:
    return findings[findings.measure == measure].dropna(subset=["value"])


def _draw_interval(ax: Axes, row: pd.Series, y: float, colour: str) -> None:
    ax.plot([row.low, row.high], [y, y], color=colour, lw=1.6, solid_capstyle="round")
    ax.plot(row.value, y, "o", ms=5.5, color=colour, mec="white", mew=0.6)


def _draw_cell(ax: Axes, x: int, y: int, gap: float, beyond_chance: bool) -> None:
    from matplotlib.patches import Rectangle

    ax.add_patch(Rectangle((x - 0.47, y - 0.47), 0.94, 0.94, facecolor=INK if beyond_chance else "#f3f3f3", edgecolor="none"))
    ax.text(x, y, f"{gap:+.1f}".replace("-", "−"), ha="center", va="center", color="white" if beyond_chance else MUTED,
            fontweight="bold" if beyond_chance else "normal")  # fmt: skip


def _note_right(ax: Axes, text: str, y: float) -> None:
    ax.annotate(text, (1, y), xycoords=("axes fraction", "data"), xytext=(4, 0), textcoords="offset points", va="center", color=MUTED)


def _spread(values: np.ndarray) -> np.ndarray:
    """Offsets that lay equal values beside one another, the same on every run."""
    seen: dict[int, int] = {}
    offsets = []
    for value in values:
        k = seen.get(int(value), 0)
        seen[int(value)] = k + 1
        offsets.append((k + 1) // 2 * 0.11 * (-1) ** k)
    return np.clip(offsets, -0.38, 0.38)


def _finish(ax: Axes) -> None:
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    if not is_journal():
        ax.grid(axis="x", color=FAINT, lw=0.5)
