"""Titles of the charts on lineage, emphasis and coverage: they state what the tables bear."""

from collections.abc import Mapping

import pandas as pd

from analysis.report.sentences import join
from analysis.words import count_things


def title_lineage(links: pd.DataFrame, labels: Mapping[str, str]) -> str:
    """The finding of the lineage map: the two articles that share most words of a kind, copies before quotations before what is retold."""
    for kind, how in (("copied", "copied words"), ("same quotation", "quoted words"), ("retold", "words of retold passages")):
        own = links[links.kind == kind]
        if len(own):
            most = own.loc[own.words.idxmax()]
            record = ", the most of any two articles" if len(own) > 1 else ""
            return f"{labels[most.article_a]} and {labels[most.article_b]} share {most.words} {how}{record}"
    return "No two articles share text"


def title_openings(openings: pd.DataFrame) -> str:
    """The finding of the tiles: the topics found most often in the first sentences."""
    topics = openings.topic[openings.topic != ""].value_counts()
    if topics.empty:
        return "No topic of the codebook in any first sentence"
    tiles = len(openings[["article", "sentence"]].drop_duplicates())
    first = [topic.replace("_", " ") for topic in topics.index[topics == topics.iloc[0]]]
    which = f"topic of the first sentences is {first[0]}" if len(first) == 1 else f"topics of the first sentences are {join(first)}"
    return f"The most frequent {which}: in {topics.iloc[0]} of {tiles}"


def title_emphasis(leading: pd.DataFrame, actors: Mapping[str, str]) -> str:
    """The finding of the chart of actors: who has the largest share in how many articles, and in how many of them by more than the
    intervals. ``leading``: the rows drawn."""
    known = leading.dropna(subset=["value"])
    if known.empty:
        return "No actor is named in any article"
    first = known.loc[known.groupby("article", sort=False).value.idxmax()]
    actor = first.actor.value_counts().index[0]
    led = first[first.actor == actor]
    clear = sum((known.high[(known.article == row.article) & (known.actor != actor)] < row.low).all() for row in led.itertuples())
    where = "" if clear == len(led) else f" in {clear or 'none'}"
    surely = f"by more than the intervals{where}"
    return f"{actors.get(actor, actor)} has the largest share in {len(led)} of {count_things(known.article.nunique(), 'article')}, {surely}"


def title_claims(cells: pd.DataFrame) -> str:
    """The finding of the claim matrix: how many shared claims some articles do not state. ``cells``: claim × article."""
    stating = cells.eq("stated").sum(axis=1)
    shared = stating[stating >= 2]
    if shared.empty:
        return "No claim was found in two articles"
    return f"Of {len(shared)} shared claims, {sum(shared < cells.shape[1])} were not found stated in every article"


def title_coverage(coverage: pd.DataFrame, labels: Mapping[str, str]) -> str:
    """The finding of the chart of coverage: from the article with least of the shared claims to the one with most."""
    known = coverage.dropna(subset=["value"]).sort_values("value", kind="stable")
    if len(known) < 2:
        return "Too little is shared for a share of coverage"
    least, most = known.iloc[0], known.iloc[-1]
    return (
        f"{labels[most.article]} states {most.value:.0%} of the {most.n} claims that two or more articles state, "
        f"{labels[least.article]} {least.value:.0%}"
    )
