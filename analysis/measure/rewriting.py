"""How many marks of machine rewriting an article bears, and whether that is more than edited news does."""

from collections.abc import Mapping

import pandas as pd

from analysis.measure.findings import make_finding
from analysis.measure.intervals import Interval, poisson_rate
from analysis.tables import EDITORIAL_PARTS

SPINNING = ("synonym", "phrase")
FEWEST_SPUN, SPUN_RATE = 5, 8.0
"""An article is flagged as spun from 5 marks and 8 per 1,000 words on."""

FEWEST_SLIPS, FEWEST_KINDS = 3, 2
"""It is flagged as translated there and back from three slips of two kinds on."""

SPUN_WARNING = "worded as if synonyms had been put in by a machine"
TRANSLATED_WARNING = "worded as if translated there and back by a machine"


def measure_rewriting(spun: pd.DataFrame, sentences: pd.DataFrame) -> list[dict]:
    """Findings per article: ``rewriting.marks``, spinners' marks per 1,000 words with the exact Poisson interval, and
    ``rewriting.slips``, the number of slips of translation. Higher means more; ``note`` holds the warning if it is flagged.
    """
    rows = []
    for article, own in sentences.groupby("article", sort=False):
        marks = spun[spun.article == article]
        words = int(own.words[own.part.isin((*EDITORIAL_PARTS, "headline"))].sum())
        spinning, slips = marks[marks.kind.isin(SPINNING)], marks[~marks.kind.isin(SPINNING)]
        rate = Interval(*(1000 * value for value in poisson_rate(len(spinning), words)))
        is_spun = len(spinning) >= FEWEST_SPUN and rate.value >= SPUN_RATE
        translated = len(slips) >= FEWEST_SLIPS and slips.kind.nunique() >= FEWEST_KINDS
        rows.append(make_finding("rewriting.marks", rate, n=words, unit="words", article=str(article), note=SPUN_WARNING * is_spun))
        rows.append(make_finding("rewriting.slips", (len(slips),) * 3, n=len(own), unit="sentences", article=str(article),
                                 note=TRANSLATED_WARNING * translated))  # fmt: skip
    return rows


def list_warnings(findings: pd.DataFrame) -> Mapping[str, str]:
    """Article → what a reader should know before trusting its readability and sentiment; articles without a flag are left out."""
    flagged = findings[findings.measure.str.startswith("rewriting.") & (findings.note != "")]
    return {article: "; ".join(own.note) for article, own in flagged.groupby("article", sort=False)}
