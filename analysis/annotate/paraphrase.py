"""Passages that one article retells in other words: sentences that state the same, one after the other, in the same order.

Two reporters of one event state the same facts, but seldom four of them in a row in one order: that points to a common text, a
list of proposals as much as an agency's report. It is a hint, kept apart from copying; who had it from whom it does not say.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.annotate.likeness import Unit, compare_units, read_units
from analysis.parsing import ParsedArticle
from analysis.tables import make_table

LIKELY = 0.5
"""From this likelihood on two sentences count as stating the same here."""

NEARLY = 0.9
"""A counterpart counts as the likeliest if it has this part of the highest likelihood: one sentence may be retold in two or three."""

FEWEST_IN_ORDER = 4
"""Sentences in a row, on either side, that make a retold passage."""

WIDEST_GAP = 2
"""The next sentence of a passage stands at most so many sentences further on."""

COPIED = ("verbatim", "near-verbatim")


def add_paraphrases(parsed_articles: Sequence[ParsedArticle], reuse: pd.DataFrame) -> pd.DataFrame:
    """The table ``reuse`` with the relation ``paraphrase`` for pairs of sentences in retold passages; ``score`` is their likelihood.

    Copied sentences belong to a passage, but keep their relation; shared quotations do not, because what was said is heard in
    one order by everybody.
    """
    units = [unit for parsed in parsed_articles for unit in read_units(parsed)]
    scores = compare_units(units)
    places = {(unit.article, unit.sentence): k for k, unit in enumerate(units)}
    known = set()
    for row in reuse.itertuples():
        pair = places.get((row.article_a, row.sentence_a)), places.get((row.article_b, row.sentence_b))
        if pair[0] is not None and pair[1] is not None:
            known.add(pair)
            scores[pair] = 1.0 if row.relation in COPIED else 0.0
    articles = [[places[unit.article, unit.sentence] for unit in units if unit.article == parsed.article] for parsed in parsed_articles]
    rows = [
        _make_row(units[a], units[b], float(scores[a, b]))
        for number, first in enumerate(articles)
        for second in articles[number + 1 :]
        for a, b in ((first[i], second[k]) for i, k in find_passages(scores[np.ix_(first, second)]))
        if (a, b) not in known
    ]
    return pd.concat([reuse, make_table("reuse", rows)], ignore_index=True) if rows else reuse


def find_passages(scores: np.ndarray) -> list[tuple[int, int]]:
    """(row, column) of the cells of each retold passage.

    Its backbone is a chain of at least FEWEST_IN_ORDER cells that go on downwards and to the right, each (nearly) the likeliest of its
    row and of its column. A cell beside one of them, in its row or column, belongs to it as well: one sentence is retold in two.
    """
    likely = scores >= LIKELY
    highest = [scores.max(axis=axis, initial=0, keepdims=True) for axis in (0, 1)]
    best = likely & (scores >= NEARLY * np.maximum(*highest))
    cells = [(int(i), int(k)) for i, k in np.argwhere(best)]
    before = _count_chain(cells)
    after = _count_chain([(-i, -k) for i, k in reversed(cells)])
    found = {(i, k) for i, k in cells if before[i, k] + after[-i, -k] - 1 >= FEWEST_IN_ORDER}
    beside = [(down, 0) for down in range(-WIDEST_GAP, WIDEST_GAP + 1)] + [(0, right) for right in range(-WIDEST_GAP, WIDEST_GAP + 1)]
    return [(int(i), int(k)) for i, k in np.argwhere(likely) if any((i - down, k - right) in found for down, right in beside)]


def _count_chain(cells: Sequence[tuple[int, int]]) -> dict[tuple[int, int], int]:
    """For each cell (in order of rows) how many the longest chain that ends there has."""
    counts: dict[tuple[int, int], int] = {}
    steps = [(i, k) for i in range(1, WIDEST_GAP + 1) for k in range(1, WIDEST_GAP + 1)]
    for i, k in cells:
        counts[i, k] = 1 + max((counts.get((i - down, k - right), 0) for down, right in steps), default=0)
    return counts


def _make_row(first: Unit, second: Unit, score: float) -> dict:
    sides = {f"{key}_{side}": getattr(unit, key) for side, unit in (("a", first), ("b", second))
             for key in ("article", "sentence", "start", "end", "text")}  # fmt: skip
    return sides | {"relation": "paraphrase", "score": round(score, 3)}
