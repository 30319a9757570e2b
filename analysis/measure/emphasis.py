"""What a telling puts first and gives room to: shares of attention weighted by position.

The n-th sentence of lede and body weighs 1 ÷ log2(n + 1), the discount of ranked lists (Järvelin & Kekäläinen 2002):
1 for the first, 0.63 for the second, 0.25 for the fifteenth. The headline is counted apart.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.measure.findings import make_finding
from analysis.measure.intervals import NOTHING, Interval, bootstrap_ratio
from analysis.tables import EDITORIAL_PARTS, only_named, require_columns

FEWEST = 5
"""Sentences with anything to count, below which no share is given."""


def measure_emphasis(mentions: pd.DataFrame, sentences: pd.DataFrame, frames: pd.DataFrame | None = None) -> list[dict]:
    """Findings on what each article puts first: per actor, and per frame where ``frames`` is given.

    - ``emphasis.actor``, ``emphasis.frame``: share of all position-weighted mentions (sentences, for frames), 0 to 1, with
      a bootstrap interval over sentences; higher means earlier or more often. It says what is prominent, not what is favoured.
    - ``emphasis.actor_raw``, ``emphasis.frame_raw``: the same without weights.
    - ``emphasis.actor_without_one``, …: the lowest and highest share when any one sentence is left out.
    - ``emphasis.actor_first``, ``emphasis.frame_first``: number (from 1) of the first sentence of lede and body that has it.
    - ``emphasis.actor_headline``: mentions in the headline; ``emphasis.headline_agreement``: see ``measure_headline``.
    """
    require_columns(mentions, "article", "sentence", "actor", "kind")
    require_columns(sentences, "article", "sentence", "part", "text")
    named = only_named(mentions)
    actors = named[named.kind == "actor"]
    rows = _measure_kind(actors.assign(what=actors.actor), sentences, "actor")
    rows += _count_headlines(actors, sentences)
    if frames is not None:
        rows += _measure_kind(frames.drop_duplicates(["article", "sentence", "frame"]).assign(what=frames.frame), sentences, "frame")
    return rows + measure_headline(actors, sentences)


def measure_claim_emphasis(claims: pd.DataFrame, sentences: pd.DataFrame) -> list[dict]:
    """The same per claim (``part``) that two or more articles state, for each article that states it.

    ``emphasis.claim`` is its share of all position-weighted sentences that state such a claim (one that states two counts
    twice); ``emphasis.claim_raw``, ``emphasis.claim_without_one`` and ``emphasis.claim_first`` as for actors.
    """
    require_columns(claims, "claim", "article", "sentence", "status")
    stated = claims[claims.status == "stated"].drop_duplicates(["claim", "article", "sentence"])
    shared = stated[stated.groupby("claim").article.transform("nunique") > 1]
    spans = shared.assign(what=shared.claim)
    rows = []
    for article, own in sentences.groupby("article", sort=False):
        rows += _measure_article(spans[spans.article == article], own, str(article), "claim")
    return rows


def weigh_positions(count: int) -> np.ndarray:
    """The weight of each of ``count`` sentences: 1, 0.63, 0.5, 0.43 …"""
    return 1 / np.log2(np.arange(count) + 2)


def count_by_sentence(spans: pd.DataFrame, sentences: pd.DataFrame, kinds: Sequence[str]) -> np.ndarray:
    """How often each of ``kinds`` (column ``what`` of ``spans``) stands in each sentence of lede and body: sentences × kinds."""
    numbers = {number: k for k, number in enumerate(_editorial(sentences).sentence)}
    places = {kind: k for k, kind in enumerate(kinds)}
    counts = np.zeros((len(numbers), len(kinds)))
    for number, what in zip(spans.sentence, spans.what, strict=True):
        if number in numbers and what in places:
            counts[numbers[number], places[what]] += 1
    return counts


def list_openings(frames: pd.DataFrame, sentences: pd.DataFrame, *, count: int = 10) -> pd.DataFrame:
    """The first ``count`` sentences of each article: article, sentence, place (from 1), text and topic, one row a topic.

    A sentence without a frame has one row with topic ''.
    """
    opening = number_sentences(sentences).query("place <= @count")
    topics = frames[["article", "sentence", "frame"]].drop_duplicates().rename(columns={"frame": "topic"})
    merged = opening[["article", "sentence", "place", "text"]].merge(topics, how="left", on=["article", "sentence"])
    return merged.assign(topic=merged.topic.fillna(""))


def number_sentences(sentences: pd.DataFrame) -> pd.DataFrame:
    """Sentences of lede and body with ``place``: their number within the article, from 1."""
    rows = _editorial(sentences)
    return rows.assign(place=rows.groupby("article", sort=False).cumcount() + 1)


def measure_headline(mentions: pd.DataFrame, sentences: pd.DataFrame) -> list[dict]:
    """``emphasis.headline_agreement``: the share of position-weighted emphasis that the actors of the headline have below it.

    1 means the text is about none but the headline's actors, 0 that none of them comes back. NaN without a headline
    or without actors in it.
    """
    rows = []
    for article, own in sentences.groupby("article", sort=False):
        named = set(_headline_mentions(mentions, own).actor)
        counts, kinds = _counts(mentions.assign(what=mentions.actor), own, article)
        below = [k for k, kind in enumerate(kinds) if kind in named]
        reason = "" if named and counts.any() else "no headline" if not (own.part == "headline").any() else "no actor in headline or text"
        estimate = NOTHING if reason else _share(counts, below)
        rows.append(make_finding("emphasis.headline_agreement", estimate, n=len(counts), unit="sentences", article=article, note=reason))
    return rows


def _measure_kind(spans: pd.DataFrame, sentences: pd.DataFrame, name: str) -> list[dict]:
    return [row for article, own in sentences.groupby("article", sort=False) for row in _measure_article(spans, own, str(article), name)]


def _measure_article(spans: pd.DataFrame, sentences: pd.DataFrame, article: str, name: str) -> list[dict]:
    counts, kinds = _counts(spans, sentences, article)
    carrying = int(counts.any(axis=1).sum())
    note = "" if carrying >= FEWEST else f"only {carrying} sentences have any"
    rows = []
    for k, kind in enumerate(kinds):
        key = dict(article=article, **({"actor": kind} if name == "actor" else {"part": kind}))
        first = np.flatnonzero(counts[:, k])
        estimates = {
            name: _share(counts, [k]),
            f"{name}_raw": _share(counts, [k], weighted=False),
            f"{name}_without_one": _leave_one_out(counts, k),
        }
        for measure, estimate in estimates.items():
            rows.append(make_finding(f"emphasis.{measure}", NOTHING if note else estimate, n=int(counts[:, k].sum()),
                                     unit="mentions" if name == "actor" else "sentences", note=note, **key))  # fmt: skip
        place = Interval(first[0] + 1, first[0] + 1, first[0] + 1) if len(first) else NOTHING
        why = "" if len(first) else "in no sentence of lede and body"
        rows.append(make_finding(f"emphasis.{name}_first", place, n=len(counts), unit="sentences", note=why, **key))
    return rows


def _counts(spans: pd.DataFrame, sentences: pd.DataFrame, article: object) -> tuple[np.ndarray, list[str]]:
    kinds = sorted(set(spans.what))
    return count_by_sentence(spans[spans.article == article], sentences, kinds), kinds


def _share(counts: np.ndarray, columns: Sequence[int], *, weighted: bool = True) -> Interval:
    weights = weigh_positions(len(counts)) if weighted else np.ones(len(counts))
    return bootstrap_ratio(weights * counts[:, columns].sum(axis=1), weights * counts.sum(axis=1))


def _leave_one_out(counts: np.ndarray, column: int) -> Interval:
    """The share, and its lowest and highest value over all ways to leave one sentence out (the others keep their weights)."""
    weights = weigh_positions(len(counts))
    part, whole = weights * counts[:, column], weights * counts.sum(axis=1)
    without = (whole.sum() - whole) > 0
    if not without.any():
        return NOTHING
    shares = (part.sum() - part)[without] / (whole.sum() - whole)[without]
    return Interval(float(part.sum() / whole.sum()), float(shares.min()), float(shares.max()))


def _count_headlines(mentions: pd.DataFrame, sentences: pd.DataFrame) -> list[dict]:
    rows = []
    for article, own in sentences.groupby("article", sort=False):
        if (own.part == "headline").any():
            found = _headline_mentions(mentions, own).actor.value_counts()
            rows += [make_finding("emphasis.actor_headline", (int(found.get(actor, 0)),) * 3, n=int(found.sum()), unit="mentions",
                                  article=article, actor=actor) for actor in sorted(set(mentions.actor))]  # fmt: skip
    return rows


def _headline_mentions(mentions: pd.DataFrame, sentences: pd.DataFrame) -> pd.DataFrame:
    headline = set(sentences.sentence[sentences.part == "headline"])
    return mentions[mentions.article.isin(sentences.article.unique()) & mentions.sentence.isin(headline)]


def _editorial(sentences: pd.DataFrame) -> pd.DataFrame:
    return sentences[sentences.part.isin(EDITORIAL_PARTS)]
