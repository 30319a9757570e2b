"""The table ``findings``: every number that a chart or the report prints, with interval, n and unit."""

from collections.abc import Iterable, Mapping

import pandas as pd

from analysis.errors import TableError
from analysis.measure.intervals import Interval
from analysis.tables import make_table


def make_finding(
    measure: str,
    estimate: Interval | tuple[float, float, float],
    *,
    n: int,
    unit: str,
    article: str = "",
    actor: str = "",
    part: str = "",
    note: str = "",
) -> dict:
    """One row of ``findings``.

    ``measure`` is a dotted name (``readability.flesch_reading_ease``); ``part`` says which slice (a voice, a frame,
    a pair of articles); ``n`` counts the units (sentences, mentions, words) the value rests on; ``note`` gives the
    reason where the value is NaN.
    """
    value, low, high = estimate
    return dict(measure=measure, article=article, actor=actor, part=part, value=value, low=low, high=high, n=int(n), unit=unit, note=note)


def collect_findings(rows: Iterable[Mapping[str, object]]) -> pd.DataFrame:
    """Rows of ``make_finding`` as the checked table ``findings``."""
    return make_table("findings", rows)


def look_up(findings: pd.DataFrame, measure: str, *, article: str = "", actor: str = "", part: str = "") -> pd.Series:
    """The one row of ``findings`` with these keys. Raises TableError if there is none or more than one."""
    found = findings[(findings.measure == measure) & (findings.article == article) & (findings.actor == actor) & (findings.part == part)]
    if len(found) != 1:
        raise TableError(
            f"findings hold {len(found)} rows for {measure}, article '{article}', actor '{actor}', part '{part}'; one is needed"
        )
    return found.iloc[0]
