"""How much there is to measure: articles, words and sentences, and what is set aside."""

import pandas as pd

from analysis.measure.findings import make_finding
from analysis.measure.intervals import NOTHING, Interval
from analysis.tables import EDITORIAL_PARTS, SET_ASIDE_PARTS, require_columns


def measure_material(sentences: pd.DataFrame) -> list[dict]:
    """Counts, exact and so without an interval of their own (low and high equal the value).

    - ``material.articles``: how many articles the study has.
    - ``material.words``, ``material.sentences``: of the lede and body of each article, which every measure reads.
    - ``material.set_aside``: share of all words of an article's file that stand in captions, credits, boilerplate and the like.
    """
    require_columns(sentences, "article", "part", "words")
    rows = [make_finding("material.articles", _exactly(sentences.article.nunique()), n=sentences.article.nunique(), unit="articles")]
    for article, own in sentences.groupby("article", sort=False):
        read, aside = own[own.part.isin(EDITORIAL_PARTS)], own[own.part.isin(SET_ASIDE_PARTS)]
        total = int(own.words.sum())
        share = _exactly(aside.words.sum() / total) if total else NOTHING
        for name, estimate, n, unit in (
            ("words", _exactly(read.words.sum()), len(read), "words"),
            ("sentences", _exactly(len(read)), len(read), "sentences"),
            ("set_aside", share, total, "words"),
        ):
            note = "" if total else "no words"
            rows.append(make_finding(f"material.{name}", estimate, n=n, unit=unit, article=str(article), note=note))
    return rows


def _exactly(count: float) -> Interval:
    return Interval(float(count), float(count), float(count))
