"""Voices: how much of each article is not the reporter's, who is heard and where, and in which tone."""

import pandas as pd
from matplotlib.axes import Axes

from analysis.charts.bars import plot_diverging
from analysis.charts.dots import plot_dots
from analysis.charts.strips import plot_strips
from analysis.charts.style import Key
from analysis.tables import require_columns


def plot_quoted(findings: pd.DataFrame, key: Key) -> Axes:
    """One dot an article: the share of its words that are quoted or reported, with the 95% interval."""
    require_columns(findings, "measure", "article", "value", "low", "high", "n")
    quoted = findings[findings.measure == "voices.quoted"].sort_values("value", ascending=False, kind="stable")
    ax = plot_dots(quoted, key=key, xlabel="share of words quoted or reported")
    ax.xaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
    return ax


def plot_share_of_voice(findings: pd.DataFrame, key: Key, actor_key: Key) -> Axes:
    """Rows are actors, lanes articles: the share of an article's attributions that go to the actor, with the 95% interval.

    Actors that no article lets speak are left out.
    """
    require_columns(findings, "measure", "article", "actor", "part", "value", "low", "high", "n")
    shares = findings[(findings.measure == "voices.share") & findings.value.notna()]
    shares = shares.assign(actor=shares.actor.where(shares.actor != "", shares.part))
    heard = shares[shares.value > 0].groupby("actor").value.sum().sort_values(ascending=False, kind="stable").index
    shares = pd.concat([shares[shares.actor == actor] for actor in heard]) if len(heard) else shares
    ax = plot_dots(shares, rows="actor", key=actor_key, series="article", series_key=key, xlabel="share of attributions", width="double")
    ax.xaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
    ax.set_xlim(left=0)
    return ax


def plot_speaking(places: pd.DataFrame, key: Key, actor_key: Key) -> Axes:
    """A strip of each article: a mark wherever an actor is quoted or reported, in the actor's lane."""
    return plot_strips(places, key=key, lanes="actor", lane_key=actor_key, width="double")


def plot_tones(tones: pd.DataFrame, actor_key: Key) -> Axes:
    """One row an actor: cues that doubt or warn to the left, cues that endorse to the right."""
    return plot_diverging(tones, key=actor_key, xlabel="share of cues", names=("doubting, warning", "neutral", "endorsing"), width="double")
