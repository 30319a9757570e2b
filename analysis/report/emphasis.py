"""Titles of the charts on lineage, emphasis and coverage: they state what the tables bear."""

from collections.abc import Mapping

import pandas as pd


def title_lineage(links: pd.DataFrame, labels: Mapping[str, str]) -> str:
    """The finding of the lineage map: the two articles that share most words, copies before quotations before what is retold."""
    for kind, how in (("copied", "copied words"), ("same quotation", "quoted words"), ("retold", "words of retold passages")):
        own = links[links.kind == kind]
        if len(own):
            most = own.loc[own.words.idxmax()]
            return f"{labels[most.article_a]} and {labels[most.article_b]} share most: {most.words} {how}"
    return "No two articles share text"


def title_openings(openings: pd.DataFrame) -> str:
    """The finding of the tiles: the topic that stands in most of the first sentences."""
    topics = openings.topic[openings.topic != ""].value_counts()
    if topics.empty:
        return "No topic of the codebook in any first sentence"
    tiles = len(openings[["article", "sentence"]].drop_duplicates())
    return f"The topic of most first sentences is {topics.index[0].replace('_', ' ')}: {topics.iloc[0]} of {tiles}"


def title_emphasis(leading: pd.DataFrame, actors: Mapping[str, str]) -> str:
    """The finding of the chart of actors: who has the largest share in how many articles. ``leading``: the rows drawn."""
    known = leading.dropna(subset=["value"])
    if known.empty:
        return "No actor is named in any article"
    first = known.loc[known.groupby("article", sort=False).value.idxmax()].actor.value_counts()
    return f"{actors.get(first.index[0], first.index[0])} has the largest share in {first.iloc[0]} of {known.article.nunique()} articles"


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
