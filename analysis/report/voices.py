"""Sentences, titles and tables of the notebook on voices, from findings."""

import pandas as pd

from analysis.measure.voices import UNKNOWN
from analysis.report.prose import Prose
from analysis.tables import require_columns


def summarise_voices(findings: pd.DataFrame, labels: dict[str, str], actors: dict[str, str]) -> Prose:
    """How much is not the reporter's own voice, and whom each article lets speak most."""
    quoted = _known(findings, "voices.quoted").sort_values("value", kind="stable")
    if quoted.empty:
        return Prose("Too little text to say who speaks in it.")
    lowest, highest = quoted.iloc[0], quoted.iloc[-1]
    extremes = f"Between {_share(lowest)} ({labels[lowest.article]}) and {_share(highest)} ({labels[highest.article]})"
    said = f"{extremes} of the words are quoted or reported."
    shares = _of_actors(findings)
    if shares.empty:
        return Prose(f"{said} No article has enough attributions to compare speakers.")
    heard = "; ".join(_say_most_heard(own, labels, actors) for _, own in shares.groupby("article", sort=False))
    return Prose(f"{said} Heard most, by their share of the attributions: {heard}. Where intervals overlap, the order may be chance.")


def read_quoted(findings: pd.DataFrame, labels: dict[str, str]) -> Prose:
    """Which articles quote and report more than which others, by more than their intervals."""
    rows = list(_known(findings, "voices.quoted").itertuples())
    apart = [f"{labels[a.article]} more than {labels[b.article]}" for a in rows for b in rows if a.low > b.high]
    if apart:
        return Prose(f"By more than their intervals, these leave more of their words to others: {', '.join(apart)}.")
    return Prose(
        "All intervals overlap: no article can be said to leave more of its words to others."
        if len(rows) > 1
        else "There is nothing to compare."
    )


def read_share(findings: pd.DataFrame, labels: dict[str, str], actors: dict[str, str]) -> Prose:
    """In which articles one actor is heard more than every other, by more than the intervals."""
    clear, unclear = [], []
    for article, own in _of_actors(findings).groupby("article", sort=False):
        rows = sorted(own.itertuples(), key=lambda row: -row.value)
        if len(rows) > 1 and rows[0].low > rows[1].high:
            clear.append(f"{actors.get(rows[0].actor, rows[0].actor)} in {labels[str(article)]}")
        else:
            unclear.append(labels[str(article)])
    said = [f"Heard more than every other actor, by more than the intervals: {'; '.join(clear)}."] if clear else []
    if unclear:
        said.append(f"The intervals of the two most heard overlap in {', '.join(unclear)}.")
    return Prose(" ".join(said) or "Too few attributions to compare speakers.")


def table_shares(findings: pd.DataFrame, labels: dict[str, str]) -> pd.DataFrame:
    """Per article the share of attributions without a name and with words in quotation marks, each with its 95% interval."""
    require_columns(findings, "measure", "article", "value", "low", "high", "n")
    names = {"voices.anonymous": "no name given", "voices.direct": "in quotation marks"}
    rows = findings[findings.measure.isin(list(names))]
    shown = [_share(row) if row.value == row.value else f"– ({row.note})" for row in rows.itertuples()]
    rows = rows.assign(article=rows.article.map(labels), measure=rows.measure.map(names), shown=shown)
    table = rows.pivot(index="article", columns="measure", values="shown")
    attributions = rows.drop_duplicates("article").set_index("article").n
    order = [labels[article] for article in labels if labels[article] in table.index]
    return table.assign(attributions=attributions).loc[order].rename_axis(columns=None)


def title_quoted(findings: pd.DataFrame, labels: dict[str, str]) -> str:
    """The range of the share of quoted or reported words."""
    quoted = findings[(findings.measure == "voices.quoted") & findings.value.notna()].value
    return f"Quoted or reported: {quoted.min():.0%} to {quoted.max():.0%} of the words" if len(quoted) else "Too little text to compare"


def title_share(findings: pd.DataFrame, actors: dict[str, str]) -> str:
    """The actor heard most over all articles, by attributions."""
    shares = _of_actors(findings)
    if shares.empty:
        return "Too few attributions to compare speakers"
    counts = (shares.value * shares.n).groupby(shares.actor).sum()
    whole = shares.drop_duplicates("article").n.sum()
    actor = counts.idxmax()
    return (
        f"Of {whole:.0f} attributions in all articles, the largest share goes to {actors.get(actor, actor)} ({counts[actor] / whole:.0%})"
    )


def title_speaking(places: pd.DataFrame, actors: dict[str, str]) -> str:
    """Whose words come first in how many articles."""
    require_columns(places, "article", "actor", "place")
    heard = places[places.actor != UNKNOWN]
    if heard.empty:
        return "No actor is quoted or reported"
    first = heard[heard.place == heard.groupby("article").place.transform("min")]
    counts = first.groupby("actor", sort=False).article.nunique()
    actor = counts.idxmax()
    return (
        f"{actors.get(actor, actor)} is among the first to be quoted or reported in {counts[actor]} of {heard.article.nunique()} articles"
    )


def title_tones(tones: pd.DataFrame) -> str:
    """How few cues say more than that something was said."""
    require_columns(tones, "negative", "positive", "n")
    if tones.empty:
        return "Too few cues to compare their tone"
    neutral = ((1 - tones.negative - tones.positive) * tones.n).sum() / tones.n.sum()
    return f"{neutral:.0%} of {tones.n.sum()} cues neither doubt, warn nor endorse"


def _known(findings: pd.DataFrame, measure: str) -> pd.DataFrame:
    return findings[(findings.measure == measure) & findings.value.notna()]


def _of_actors(findings: pd.DataFrame) -> pd.DataFrame:
    shares = _known(findings, "voices.share")
    return shares[shares.actor != ""]


def _say_most_heard(shares: pd.DataFrame, labels: dict[str, str], actors: dict[str, str]) -> str:
    most = shares[shares.value == shares.value.max()]
    first = most.iloc[0]
    if not first.value:
        return f"in {labels[first.article]} no actor of the study, of {first.n}"
    names = " and ".join(actors.get(actor, actor) for actor in most.actor)
    return f"in {labels[first.article]} {names}, {'each ' if len(most) > 1 else ''}{_share(first)} of {first.n}"


def _share(row) -> str:
    return f"{row.value:.0%} ({100 * row.low:.0f} to {row.high:.0%})"
