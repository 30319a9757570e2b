"""How much of each text is its own, and how many independent accounts a set of articles holds."""

from collections.abc import Iterator, Mapping
from itertools import combinations

import numpy as np
import pandas as pd

from analysis.measure.findings import make_finding
from analysis.measure.intervals import Interval
from analysis.tables import EDITORIAL_PARTS, require_columns
from analysis.words import find_words

COPIED = ("verbatim", "near-verbatim")
SHARED = (*COPIED, "same-quote")
DERIVED = (*SHARED, "paraphrase")
BOUNDS = {"value": SHARED, "low": DERIVED, "high": COPIED}
"""Which relations count as shared text: the value counts copies and shared quotations, the low bound paraphrases as well,
the high bound copies alone (a quotation may have been heard twice)."""


def measure_lineage(reuse: pd.DataFrame, sentences: pd.DataFrame) -> list[dict]:
    """Findings on shared text.

    - ``lineage.independent_share``: share of an article's words in lede and body that stand in no stretch shared with another
      article, 0 to 1. 1 means that all of it is its own. It does not say who copied.
    - ``lineage.pair_share``: for each pair (``part`` is ``a + b``) the share of the shorter article's words that both share.
    - ``lineage.accounts``: the number of independent accounts in the set: each word counts 1 ÷ the number of articles that hold
      it, averaged within each article and summed. Five unrelated texts give 5; five copies give 1.

    Low and high bounds are not sampling error but the choice of what counts as shared: see ``BOUNDS``.
    """
    require_columns(reuse, "article_a", "start_a", "end_a", "article_b", "start_b", "end_b", "relation")
    require_columns(sentences, "article", "start", "end", "text", "part")
    words = {str(article): _word_places(own) for article, own in sentences.groupby("article", sort=False)}
    held = {bound: {article: _count_holders(reuse, article, places, kinds) for article, places in words.items()}
            for bound, kinds in BOUNDS.items()}  # fmt: skip
    shares = [_independent_share(article, len(places), held) for article, places in words.items()]
    return [*shares, *_pair_shares(reuse, words), _count_accounts(held, words)]


def measure_across_events(copies: pd.DataFrame, sentences: pd.DataFrame) -> list[dict]:
    """``lineage.across_events``: share of an article's words in lede and body that an article on another event holds as well.

    0 to 1; higher means more background, boilerplate or agency copy used again. It does not say who had it first, and counts
    narrated stretches of 15 words or more only.
    """
    require_columns(copies, "article_a", "start_a", "end_a", "article_b", "start_b", "end_b", "relation")
    copied = copies[copies.relation.isin(COPIED)]
    spans: dict[str, list[tuple[int, int]]] = {}
    for side in "ab":
        for article, start, end in zip(*(copied[f"{column}_{side}"].tolist() for column in ("article", "start", "end")), strict=True):
            spans.setdefault(article, []).append((start, end))
    rows = []
    for article, own in sentences.groupby("article", sort=False):
        places = _word_places(own)
        held = np.zeros(len(places), dtype=bool)
        for start, end in dict.fromkeys(spans.get(str(article), ())):
            held |= (places >= start) & (places < end)
        share = float(held.mean()) if len(places) else float("nan")
        note = "" if len(places) else "no lede or body"
        rows.append(make_finding("lineage.across_events", (share,) * 3, n=len(places), unit="words", article=str(article), note=note))
    return rows


def independent_shares(findings: pd.DataFrame) -> Mapping[str, float]:
    """Article → its ``lineage.independent_share``, for the table ``articles``."""
    rows = findings[findings.measure == "lineage.independent_share"]
    return dict(zip(rows.article, rows.value, strict=True))


def list_links(reuse: pd.DataFrame, sentences: pd.DataFrame) -> pd.DataFrame:
    """Who shares how much with whom: article_a, article_b, kind ('copied', 'same quotation', 'retold'), words (in ``a``), sentences."""
    words = {str(article): _word_places(own) for article, own in sentences.groupby("article", sort=False)}
    kinds = {"copied": COPIED, "same quotation": ("same-quote",), "retold": ("paraphrase",)}
    rows = []
    for (first, second), pair in reuse.groupby(["article_a", "article_b"], sort=False):
        for kind, relations in kinds.items():
            shared = int((_count_holders(pair, str(first), words[str(first)], relations) > 1).sum())
            if shared:
                rows.append(
                    dict(article_a=first, article_b=second, kind=kind, words=shared, sentences=int(pair.relation.isin(relations).sum()))
                )
    return pd.DataFrame(rows, columns=["article_a", "article_b", "kind", "words", "sentences"])


def find_direction(first: Mapping[str, object], second: Mapping[str, object]) -> tuple[str, str]:
    """Which of two articles (rows of ``articles``) had the shared text first, and the evidence; ('', reason) where it is open.

    Only dates of publication that differ, or an agency as origin, are evidence; the dates may be inferred: see articles.csv.
    """
    agencies = [row for row in (first, second) if row["origin"] == "agency"]
    if len(agencies) == 1:
        return str(agencies[0]["article"]), "its origin is an agency"
    dates = [str(row["published"])[:10] for row in (first, second)]
    if all(dates) and dates[0] != dates[1]:
        return str((first if dates[0] < dates[1] else second)["article"]), f"dated {min(dates)}, the other {max(dates)}"
    return "", "same date, or no date: direction unknown" if all(dates) else "no date of publication: direction unknown"


def _word_places(sentences: pd.DataFrame) -> np.ndarray:
    """Where each word of lede and body starts in the article."""
    rows = sentences[sentences.part.isin(EDITORIAL_PARTS)]
    return np.array([row.start + start for row in rows.itertuples() for start, _ in find_words(row.text)], dtype=np.int64)


def _shared_spans(reuse: pd.DataFrame, article: str, kinds: tuple[str, ...]) -> Iterator[tuple[str, int, int]]:
    """(other article, start, end) of each stretch that ``article`` shares."""
    rows = reuse[reuse.relation.isin(kinds)]
    for own, other in (("a", "b"), ("b", "a")):
        mine = rows[rows[f"article_{own}"] == article]
        yield from zip(mine[f"article_{other}"], mine[f"start_{own}"], mine[f"end_{own}"], strict=True)


def _count_holders(reuse: pd.DataFrame, article: str, places: np.ndarray, kinds: tuple[str, ...]) -> np.ndarray:
    """For each word of the article, how many articles of the set hold it, itself included."""
    others: dict[str, np.ndarray] = {}
    for other, start, end in _shared_spans(reuse, article, kinds):
        mask = others.setdefault(other, np.zeros(len(places), dtype=bool))
        mask |= (places >= start) & (places < end)
    return sum((mask.astype(int) for mask in others.values()), np.ones(len(places), dtype=int))


def _independent_share(article: str, count: int, held: Mapping[str, Mapping[str, np.ndarray]]) -> dict:
    if not count:
        nothing = Interval(*[float("nan")] * 3)
        return make_finding("lineage.independent_share", nothing, n=0, unit="words", article=article, note="no lede or body")
    estimate = Interval(**{bound: float((holders[article] == 1).mean()) for bound, holders in held.items()})
    return make_finding("lineage.independent_share", estimate, n=count, unit="words", article=article)


def _pair_shares(reuse: pd.DataFrame, words: Mapping[str, np.ndarray]) -> Iterator[dict]:
    for first, second in combinations(words, 2):
        pair = reuse[reuse.article_a.isin((first, second)) & reuse.article_b.isin((first, second))]
        shortest = min((first, second), key=lambda article: len(words[article]))
        if len(words[shortest]):
            shares = {bound: float((_count_holders(pair, shortest, words[shortest], kinds) > 1).mean()) for bound, kinds in BOUNDS.items()}
            estimate = Interval(shares["value"], shares["high"], shares["low"])
            yield make_finding("lineage.pair_share", estimate, n=len(words[shortest]), unit="words", part=f"{first} + {second}")


def _count_accounts(held: Mapping[str, Mapping[str, np.ndarray]], words: Mapping[str, np.ndarray]) -> dict:
    full = [article for article, places in words.items() if len(places)]
    estimate = Interval(**{bound: float(sum((1 / holders[article]).mean() for article in full)) for bound, holders in held.items()})
    return make_finding("lineage.accounts", estimate, n=len(full), unit="articles")
