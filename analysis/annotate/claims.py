"""Sentences of different articles that state the same fact, grouped into claims.

``stated``: so alike that fewer than one in a hundred pairs of sentences from articles on different events would be;
``possible``: weaker. A claim gathers the sentences that agree with one central sentence and with each other, so that no chain
of half-alike sentences joins what nobody would call the same. A false split is a false absence: both bounds are reported.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.annotate.likeness import Thresholds, Unit, compare_units, read_units, thresholds
from analysis.parsing import ParsedArticle
from analysis.tables import make_table

SLACK = 0.7
"""Two members of a claim may be this much less alike than ``stated`` asks of their mean."""

MOST_EACH = 4
"""Sentences of one article in a claim; more would be a topic."""

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

    The strongest link that no claim holds starts a claim. Units join it, the likeliest first, if their mean likelihood with its
    members in other articles reaches ``limits.stated`` and the lowest does not fall short by more than SLACK; at most MOST_EACH
    of an article. Its centre is the unit with the highest sum that is not the centre of an earlier claim; what reaches
    ``limits.possible`` with its members is possible. A claim all of whose units stand in claims already only repeats what they
    say, and is left out.
    """
    owners = np.unique(list(articles), return_inverse=True)[1]
    left = np.where(scores >= limits.stated, scores, 0.0)
    claims: list[Claim] = []
    held: set[int] = set()
    centres: set[int] = set()
    while left.any():
        members = _grow(np.unravel_index(int(left.argmax()), left.shape), scores, owners, limits)
        left[np.ix_(members, members)] = 0.0
        if not held.issuperset(members):
            held.update(members)
            claims.append((_choose_centre(members, centres, scores), _add_possible(members, scores, owners, limits)))
            centres.add(claims[-1][0])
    claims += [(k, _add_possible([k], scores, owners, limits)) for k in range(len(owners)) if k not in held]
    return sorted(claims, key=lambda claim: (min(claim[1]), claim[0]))


def _choose_centre(members: list[int], taken: set[int], scores: np.ndarray) -> int:
    """The member that the others agree with most; one is always free, because every claim brings a unit that no earlier one has."""
    return max((k for k in members if k not in taken), key=lambda k: (scores[k, members].sum(), -k))


def _grow(pair: Sequence, scores: np.ndarray, owners: np.ndarray, limits: Thresholds) -> list[int]:
    members = [int(k) for k in pair]
    while True:
        apart = owners[members][:, None] != owners[None, :]
        links = np.where(apart, scores[members], np.nan)
        with np.errstate(all="ignore"):
            mean, lowest = np.nansum(links, axis=0) / apart.sum(axis=0), np.nanmin(np.where(apart, links, np.inf), axis=0)
        each = np.array([(owners[members] == owner).sum() for owner in owners])
        fits = (lowest >= SLACK * limits.stated) & (mean >= limits.stated) & (each < MOST_EACH) & np.isfinite(lowest)
        fits[members] = False
        if not fits.any():
            return members
        members.append(int(np.where(fits, mean, -1).argmax()))


def _add_possible(members: list[int], scores: np.ndarray, owners: np.ndarray, limits: Thresholds) -> dict[int, str]:
    """The members and, of each article that does not state the claim, the unit that most possibly does."""
    claim = dict.fromkeys(sorted(members), "stated")
    for owner in sorted(set(owners) - set(owners[members])):
        own = np.flatnonzero(owners == owner)
        mean = scores[own][:, members].mean(axis=1)
        if mean.max() >= limits.possible:
            claim[int(own[mean.argmax()])] = "possible"
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
