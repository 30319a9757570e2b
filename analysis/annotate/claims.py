"""Sentences of different articles that state the same fact, grouped into claims.

``stated``: so alike that fewer than one in a hundred pairs of sentences from articles on different events would be;
``possible``: weaker, so that one in five sentences would find such a counterpart in an article on a different event, and right
about every other time within an event. A claim gathers sentences that agree with each other on average, so that no chain of
half-alike sentences joins what nobody would call the same. A false split is a false absence: both bounds are reported.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.annotate.likeness import Thresholds, Unit, compare_units, read_units, thresholds
from analysis.parsing import ParsedArticle
from analysis.tables import make_table

SECOND = 1.5
"""How many times the threshold of 'stated' a sentence must reach, with the central one, to state a claim beside its own."""

SPOKEN = ("direct", "partial", "indirect")
Claim = tuple[int, dict[int, str]]
"""The central unit, and the status of each unit that belongs to the claim."""


def find_claims(parsed_articles: Sequence[ParsedArticle], reuse: pd.DataFrame, quotes: pd.DataFrame) -> pd.DataFrame:
    """The table ``claims``: every sentence of lede and body in at least one claim, with its status and ``voice``.

    A claim is named for its central sentence, the one that the others agree with most, and no two claims share their name;
    ``text`` is its words. A sentence that holds several facts may stand in several claims. A sentence that no other article
    shares is a claim alone. Copied sentences (``reuse``) are the same claim by definition. ``voice`` is 'quoted' where most of
    the sentence is somebody's speech, else 'narrator'.
    """
    units = [unit for parsed in parsed_articles for unit in read_units(parsed)]
    scores = compare_units(units)
    _raise_copied(scores, units, reuse)
    voices = _find_voices(units, quotes)
    rows = [
        _make_row(units[centre], units[k], members[k], voices[k])
        for centre, members in group_claims(scores, [unit.article for unit in units], thresholds())
        for k in sorted(members)
    ]
    return make_table("claims", rows)


def group_claims(scores: np.ndarray, articles: Sequence[str], limits: Thresholds) -> list[Claim]:
    """Claims in the order of their first unit, from the likelihood that two units state the same.

    Groups of units are joined, the likeliest first, as long as the mean likelihood between units of different articles reaches
    ``limits.stated`` (average linkage), so that each unit is in one group. The centre of a group is the unit with the highest
    sum. A unit that holds a second fact also states the claim of another group with whose centre it reaches SECOND times
    ``limits.stated``; of articles that do not state a claim, the unit that reaches ``limits.possible`` with its units in the
    mean possibly does.
    """
    owners = np.unique(list(articles), return_inverse=True)[1]
    groups = [(_find_centre(members, scores), members) for members in _link(scores, owners, limits.stated)]
    claims = [(centre, _add_others(centre, members, scores, owners, limits)) for centre, members in groups]
    return sorted(claims, key=lambda claim: (min(claim[1]), claim[0]))


def _find_centre(members: list[int], scores: np.ndarray) -> int:
    return max(members, key=lambda k: (scores[k, members].sum(), -k))


def _link(scores: np.ndarray, owners: np.ndarray, least: float) -> list[list[int]]:
    """Average linkage over pairs of different articles: groups of units, each in one."""
    pairs = (owners[:, None] != owners[None, :]).astype(float)
    sums = scores * pairs
    means = _average(sums, pairs)
    best, partner = means.max(axis=1, initial=-1.0), means.argmax(axis=1) if len(means) else np.zeros(0, dtype=int)
    groups = {k: [k] for k in range(len(owners))}
    while len(groups) > 1 and best.max() >= least:
        first, second = sorted((int(best.argmax()), int(partner[best.argmax()])))
        groups[first] = sorted(groups[first] + groups.pop(second))
        for table in (sums, pairs):
            table[first] += table[second]
            table[:, first] += table[:, second]
            table[second] = table[:, second] = 0.0
        pairs[first, first] = 0.0  # a group has no mean with itself
        means[first] = means[:, first] = _average(sums[first], pairs[first])
        means[second] = means[:, second] = best[second] = -1.0
        nearer = means[:, first] > best
        best[nearer], partner[nearer] = means[nearer, first], first
        stale = np.isin(partner, (first, second)) & ~nearer & (best >= least)
        for k in (first, *np.flatnonzero(stale)):
            best[k], partner[k] = means[k].max(), means[k].argmax()
    return list(groups.values())


def _average(sums: np.ndarray, pairs: np.ndarray) -> np.ndarray:
    """``sums`` ÷ ``pairs``; -1 where there are no pairs."""
    return np.where(pairs > 0, sums / np.maximum(pairs, 1), -1.0)


def _add_others(centre: int, members: list[int], scores: np.ndarray, owners: np.ndarray, limits: Thresholds) -> dict[int, str]:
    """The members; units of other groups that state the claim too; of each article that does not, the unit that most possibly does."""
    shared = len(set(owners[members])) > 1
    further = np.flatnonzero((scores[centre] >= SECOND * limits.stated) & (owners != owners[centre])).tolist() if shared else []
    claim = dict.fromkeys(sorted({*members, *further}), "stated")
    apart = (owners[:, None] != owners[members]).astype(float)
    means = _average((scores[:, members] * apart).sum(axis=1), apart.sum(axis=1))
    for owner in sorted(set(owners) - set(owners[list(claim)])):
        own = np.flatnonzero(owners == owner)
        if means[own].max() >= limits.possible:
            claim[int(own[means[own].argmax()])] = "possible"
    return claim


def _make_row(centre: Unit, unit: Unit, status: str, voice: str) -> dict:
    return dict(claim=f"{centre.article}.{centre.sentence:02d}", text=centre.text, article=unit.article, sentence=unit.sentence,
                start=unit.start, end=unit.end, status=status, voice=voice)  # fmt: skip


def _raise_copied(scores: np.ndarray, units: Sequence[Unit], reuse: pd.DataFrame) -> None:
    index = {(unit.article, unit.sentence): k for k, unit in enumerate(units)}
    for row in reuse[reuse.relation.isin(("verbatim", "near-verbatim"))].itertuples():
        a, b = index.get((row.article_a, row.sentence_a)), index.get((row.article_b, row.sentence_b))
        if a is not None and b is not None:
            scores[a, b] = scores[b, a] = 1.0


def _find_voices(units: Sequence[Unit], quotes: pd.DataFrame) -> list[str]:
    spans: dict[str, list[tuple[int, int]]] = {}
    for row in quotes[quotes.type.isin(SPOKEN)].itertuples():
        spans.setdefault(row.article, []).append((row.start, row.end))
    return ["quoted" if 2 * _overlap(unit, spans.get(unit.article, [])) > unit.end - unit.start else "narrator" for unit in units]


def _overlap(unit: Unit, spans: Sequence[tuple[int, int]]) -> int:
    inside = np.zeros(unit.end - unit.start, dtype=bool)
    for start, end in spans:
        inside[max(start - unit.start, 0) : max(end - unit.start, 0)] = True
    return int(inside.sum())
