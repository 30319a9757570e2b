"""What the findings on sentiment allow to be said, in sentences and titles."""

from collections.abc import Mapping

import pandas as pd

from analysis.charts.readability import SIGNIFICANT, read_p
from analysis.report.overview import list_errors


def summarise_sentiment(findings: pd.DataFrame, labels: Mapping[str, str], actors: Mapping[str, str]) -> str:
    """Two to four sentences: toward whom the articles lean beyond their intervals, which of them differ, whether it holds."""
    means = known(findings, "sentiment.mean", "all")
    if means.empty:
        return "No actor is named in enough sentences of one article for a mean stance."
    said = [_lean(findings, group, actors[actor]) for actor, group in means.groupby("actor", sort=False) if actor in actors]
    told = " ".join(sentence for sentence in said if sentence)
    leaning = told or "No actor's mean stance is clear of 0 in any article."
    return " ".join(part for part in (leaning, say_differences(findings), _holds(findings)) if part)


def title_stance(findings: pd.DataFrame, actors: Mapping[str, str]) -> str:
    """The finding of the chart of means: the actor that most articles put clear of 0, and on which side."""
    means = known(findings, "sentiment.mean", "all")
    clear = _keep_clear(findings, means)
    if clear.empty:
        return "No actor's mean stance is clear of neutral"
    actor = clear.actor.value_counts().index[0]
    return _lean(findings, means[means.actor == actor], actors.get(actor, actor)).partition(" (")[0]


def title_voices(findings: pd.DataFrame, actors: Mapping[str, str]) -> str:
    """The finding of the chart of voices: where reporter and quoted voices lie apart by more than their intervals."""
    apart = [actors.get(actor, actor) for actor, _ in list_apart(findings)]
    if not apart:
        return "Reporter and quoted voices cannot be told apart toward any actor"
    return f"Reporter and quoted voices part over {' and '.join(dict.fromkeys(apart))}"


def title_suffering(findings: pd.DataFrame, actors: Mapping[str, str]) -> str:
    """The finding of the chart of suffering: the two of whom harm is told most, over all articles."""
    shares = known(findings, "suffering.share")
    if shares.empty or shares.value.max() == 0:
        return "No harm done to an actor is told often enough for a share"
    totals = shares.assign(weight=shares.value * shares.n).groupby("actor")[["weight", "n"]].sum()
    share = (totals.weight / totals.n).sort_values(ascending=False, kind="stable")
    first, *others = [(actors.get(actor, actor), value) for actor, value in share.items() if value > 0][:2]
    rest = "".join(f", of {name} in {value:.0%}" for name, value in others)
    return f"Harm is told of {first[0]} in {first[1]:.0%} of the sentences that name it{rest}"


def title_specifications(findings: pd.DataFrame, actors: Mapping[str, str]) -> str:
    """The finding of the specification chart: in how many ways to count the actor that the first puts lowest stays there."""
    means = known(findings, "sentiment.specification")
    compared = set(known(findings, "sentiment.order").part)
    lowest = means[means.part.isin(compared)].sort_values("value", kind="stable").drop_duplicates("part").set_index("part").actor
    if lowest.empty:
        return "Too few actors to compare ways to count"
    actor = lowest[means.part[means.part.isin(compared)].iloc[0]]
    return f"{actors.get(actor, actor)} stands lowest in {sum(lowest == actor)} of {len(lowest)} ways to count"


def title_sentences(places: pd.DataFrame, actors: Mapping[str, str]) -> str:
    """The finding of the strips: how many sentences on the actor named most speak against it, and how many for it."""
    if places.empty:
        return "No sentence names an actor"
    actor = places.actor.value_counts().index[0]
    labels = places[places.actor == actor].label.value_counts()
    against, favourable = labels.get("negative", 0), labels.get("positive", 0)
    return f"Of {labels.sum()} sentences that name {actors.get(actor, actor)}, {against} are unfavourable to it and {favourable} favourable"


def tabulate_errors() -> pd.DataFrame:
    """The measured errors of the scorers, in %: a row a scorer, last two readings of the same texts; a column a data set and score."""
    errors = list_errors()
    own = errors[errors.measure.str.startswith("stance, ")]
    table = own.assign(column=own["measured on"] + ", " + own.score, scorer=own.measure.str.removeprefix("stance, "))
    people = table[table["two readings"] != ""].drop_duplicates("column")
    table = pd.concat([table, people.assign(scorer="two readings", value=people["two readings"].astype(float))])
    return (100 * table.pivot_table(index="scorer", columns="column", values="value", sort=False)).round(1)


def known(findings: pd.DataFrame, measure: str, part: str | None = None) -> pd.DataFrame:
    """The rows of a measure that have a value, of one part if named."""
    rows = findings[(findings.measure == measure) & findings.value.notna()]
    return rows if part is None else rows[rows.part == part]


def list_apart(findings: pd.DataFrame) -> list[tuple[str, str]]:
    """(actor, article) where the intervals of reporter's and quoted voice do not touch."""
    pairs = known(findings, "sentiment.mean", "narrator").merge(known(findings, "sentiment.mean", "quoted"), on=["article", "actor"])
    apart = pairs[(pairs.low_x > pairs.high_y) | (pairs.low_y > pairs.high_x)]
    return list(zip(apart.actor, apart.article, strict=True))


FEWEST_BEARING = 2
"""Sentences labelled as a mean leans, below which nothing is said of its leaning: scores of neutral ones may add up."""


def is_borne(findings: pd.DataFrame, row: Mapping) -> bool:
    """Whether at least FEWEST_BEARING sentences carry the label of the side on which a row of ``sentiment.mean`` lies."""
    share = findings[
        (findings.measure == f"sentiment.share.{'negative' if row['value'] < 0 else 'positive'}")
        & (findings.article == row["article"]) & (findings.actor == row["actor"]) & (findings.part == row["part"])
    ]  # fmt: skip
    return bool(((share.value * share.n).round() >= FEWEST_BEARING).any())


def _keep_clear(findings: pd.DataFrame, means: pd.DataFrame) -> pd.DataFrame:
    """The means whose interval, as it is printed, excludes 0, and that enough sentences bear."""
    borne = pd.Series([is_borne(findings, row) for row in means.to_dict("records")], index=means.index, dtype=bool)
    return means[borne & ((means.high.round(2) < 0) | (means.low.round(2) > 0))]


def _lean(findings: pd.DataFrame, means: pd.DataFrame, name: str) -> str:
    clear = _keep_clear(findings, means)
    for rows, how in ((clear[clear.value < 0], "an unfavourable"), (clear[clear.value > 0], "a favourable")):
        if len(rows):
            ends = " to ".join(f"{value:+.2f}".replace("-", "−") for value in sorted({rows.value.min(), rows.value.max()}))
            articles = f"{len(rows)} of {len(means)} article{'s' * (len(means) > 1)}"
            return f"{name} stands in {how} light in {articles} (mean stance {ends})."
    return ""


def say_differences(findings: pd.DataFrame) -> str:
    """How many of the tested differences between articles hold; '' if none was tested."""
    pairs = known(findings, "sentiment.difference")
    if pairs.empty:
        return ""
    apart = sum(read_p(note) < SIGNIFICANT for note in pairs.note)
    return f"{apart or 'None'} of the {len(pairs)} tested differences between two articles over one actor exceed{'s' * (apart < 2)} chance."


def _holds(findings: pd.DataFrame) -> str:
    order = known(findings, "sentiment.order")
    rivals = order[~order.part.str.startswith(order.part.iloc[0].split(",")[0])] if len(order) else order
    if rivals.empty:
        return ""
    worst = rivals.loc[rivals.value.idxmin()]
    return f"Under rival scorers the order of actors holds less well: Kendall's τ falls to {worst.value:.2f} ({worst.part})."
