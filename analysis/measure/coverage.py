"""Which facts an article reports, which only it reports, and which all others report and it does not.

Absence is always 'not found in this article': the fact may stand there in words that were not recognised.
Every share therefore has a lower bound (facts that are stated) and an upper bound (possible ones as well).
"""

from collections.abc import Sequence

import pandas as pd

from analysis.measure.emphasis import number_sentences
from analysis.measure.findings import make_finding
from analysis.measure.intervals import NOTHING, Interval
from analysis.tables import require_columns

FEWEST_SHARED = 5
"""Claims of two or more articles, below which no share is given."""

STATUSES = ("stated", "possible", "not found")


def measure_coverage(claims: pd.DataFrame, articles: Sequence[str]) -> list[dict]:
    """Findings per article, over the claims of its event.

    - ``coverage.share``: share of the claims that at least two articles state which this one states; high counts possible ones
      as well. NaN where fewer than FEWEST_SHARED claims are shared, and of two articles, which both state what they share.
    - ``coverage.alone``: claims that it alone reports; low counts only those that no other article even possibly reports.
    - ``coverage.missing``: claims that all others state and that were not found in it; high counts those it possibly reports.
      NaN where there are fewer than three articles.
    """
    require_columns(claims, "claim", "article", "sentence", "status")
    matrix = cross_claims(claims, articles)
    return [measure(matrix, article) for article in articles for measure in (_measure_share, _measure_alone, _measure_missing)]


def pick_shared(matrix: pd.DataFrame) -> pd.DataFrame:
    """Claims that two or more articles state."""
    return matrix[(matrix == "stated").sum(axis=1) >= 2]


def pick_alone(matrix: pd.DataFrame, article: str) -> pd.DataFrame:
    """Claims that the article states and no other one does."""
    return matrix[(matrix[article] == "stated") & (matrix == "stated").sum(axis=1).eq(1)]


def pick_of_all_others(matrix: pd.DataFrame, article: str) -> pd.DataFrame:
    """Claims that all other articles state."""
    return matrix[(matrix.drop(columns=article) == "stated").all(axis=1)]


def trace_coverage(claims: pd.DataFrame, articles: Sequence[str], measure: str, article: str) -> pd.DataFrame:
    """The rows of ``claims`` that a coverage number rests on: the article's own, or for what it lacks those of all others."""
    matrix = cross_claims(claims[claims.article.isin(articles)], articles)
    if measure == "coverage.missing":
        lacking = pick_of_all_others(matrix, article)
        chosen = claims.claim.isin(lacking.index[lacking[article] != "stated"])
        return claims[chosen & (claims.article != article) & (claims.status == "stated")]
    picked = pick_alone(matrix, article) if measure == "coverage.alone" else pick_shared(matrix)
    return claims[claims.claim.isin(picked.index) & (claims.article == article)]


def cross_claims(claims: pd.DataFrame, articles: Sequence[str]) -> pd.DataFrame:
    """Claim × article with ``stated``, ``possible`` or ``not found``, claims that most articles report first."""
    ranks = claims.assign(rank=[STATUSES.index(status) for status in claims.status])
    table = ranks.pivot_table(index="claim", columns="article", values="rank", aggfunc="min").reindex(columns=list(articles))
    matrix = table.fillna(2).astype(int).map(lambda rank: STATUSES[rank])
    order = sorted(matrix.index, key=lambda c: (-(matrix.loc[c] == "stated").sum(), -(matrix.loc[c] == "possible").sum(), c))
    return matrix.loc[order]


def list_claims(claims: pd.DataFrame, sentences: pd.DataFrame, articles: Sequence[str]) -> pd.DataFrame:
    """The claim matrix in long form, one row per claim and article: claim, text, article, status, position (number of the
    first sentence that has it, from 1; 0 where not found), sentences (their numbers, for looking up) and reported_by."""
    matrix = cross_claims(claims, articles)
    text = dict(zip(claims.claim, claims.text, strict=True))
    order = {(row.article, row.sentence): row.place for row in number_sentences(sentences).itertuples()}
    rows = []
    for claim in matrix.index:
        own = claims[claims.claim == claim]
        for article in articles:
            numbers = sorted(own.sentence[(own.article == article) & (own.status == matrix.loc[claim, article])])
            rows.append(dict(claim=claim, text=text[claim], article=article, status=matrix.loc[claim, article],
                             position=min((order[article, n] for n in numbers), default=0),
                             sentences=" ".join(map(str, numbers)), reported_by=int((matrix.loc[claim] == "stated").sum())))  # fmt: skip
    return pd.DataFrame(rows)


def _measure_share(matrix: pd.DataFrame, article: str) -> dict:
    shared = pick_shared(matrix)
    few = f"only {len(shared)} claims are shared" if len(shared) < FEWEST_SHARED else ""
    note = few if shared.shape[1] > 2 else "fewer than three articles"
    stated, possible = (shared[article] == "stated").mean(), (shared[article] == "possible").mean()
    estimate = NOTHING if note else Interval(float(stated), float(stated), float(stated + possible))
    return make_finding("coverage.share", estimate, n=len(shared), unit="claims", article=article, note=note)


def _measure_alone(matrix: pd.DataFrame, article: str) -> dict:
    alone = pick_alone(matrix, article)
    surely = int((alone.drop(columns=article) == "not found").all(axis=1).sum())
    stated = int((matrix[article] == "stated").sum())
    return make_finding("coverage.alone", Interval(len(alone), surely, len(alone)), n=stated, unit="claims", article=article)


def _measure_missing(matrix: pd.DataFrame, article: str) -> dict:
    if matrix.shape[1] < 3:
        return make_finding("coverage.missing", NOTHING, n=0, unit="claims", article=article, note="fewer than three articles")
    others = pick_of_all_others(matrix, article)
    absent, not_stated = int((others[article] == "not found").sum()), int((others[article] != "stated").sum())
    return make_finding("coverage.missing", Interval(absent, absent, not_stated), n=len(others), unit="claims", article=article)
