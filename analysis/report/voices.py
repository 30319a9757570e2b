"""Sentences and titles of the notebook on voices, from findings."""

import pandas as pd

from analysis.measure.findings import look_up


def summarise_voices(findings: pd.DataFrame, labels: dict[str, str], actors: dict[str, str]) -> str:
    """How much is not the reporter's own voice, and whom the articles let speak most."""
    quoted = findings[(findings.measure == "voices.quoted") & findings.value.notna()].sort_values("value")
    if quoted.empty:
        return "Too little text to say who speaks in it."
    lowest, highest = quoted.iloc[0], quoted.iloc[-1]
    extremes = f"Between {_share(lowest)} ({labels[lowest.article]}) and {_share(highest)} ({labels[highest.article]})"
    said = f"{extremes} of the words are quoted or reported."
    shares = findings[(findings.measure == "voices.share") & findings.value.notna() & (findings.actor != "")]
    if shares.empty:
        return f"{said} No article has enough attributions to compare speakers."
    first = shares.loc[shares.groupby("article", sort=False).value.idxmax()]
    heard = "; ".join(f"{labels[row.article]}: {actors.get(row.actor, row.actor)}, {_share(row)} of {row.n}" for row in first.itertuples())
    return f"{said} The actor with most attributions, by article – {heard}. Where intervals overlap, the order may be chance."


def title_quoted(findings: pd.DataFrame, labels: dict[str, str]) -> str:
    """The range of the share of quoted or reported words."""
    quoted = findings[(findings.measure == "voices.quoted") & findings.value.notna()].value
    return f"Quoted or reported: {quoted.min():.0%} to {quoted.max():.0%} of the words" if len(quoted) else "Too little text to compare"


def title_share(findings: pd.DataFrame, actors: dict[str, str]) -> str:
    """The actor heard most over all articles, by attributions."""
    shares = findings[(findings.measure == "voices.share") & findings.value.notna() & (findings.actor != "")]
    if shares.empty:
        return "Too few attributions to compare speakers"
    counts = (shares.value * shares.n).groupby(shares.actor).sum()
    whole = shares.drop_duplicates("article").n.sum()
    actor = counts.idxmax()
    return (
        f"Of {whole:.0f} attributions in all articles, the largest share goes to {actors.get(actor, actor)} ({counts[actor] / whole:.0%})"
    )


def share_of(findings: pd.DataFrame, measure: str, article: str) -> float:
    """The value of one finding of an article."""
    return float(look_up(findings, measure, article=article).value)


def _share(row) -> str:
    return f"{row.value:.0%} ({row.low:.0%}–{row.high:.0%})"
