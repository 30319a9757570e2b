"""The study in a few sentences, and the error of every method as measured."""

import json
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from analysis.store import Results
from analysis.tables import SET_ASIDE_PARTS

MEASURED = Path(__file__).resolve().parent.parent.parent / "benchmarks" / "results"
RIVALS = ("stance, vader-clauses", "stance, afinn")
"""Scorers that stand beside ours for comparison only; notebook 05 lists their errors."""

ERROR_COLUMNS = ["measure", "score", "value", "low", "high", "n", "measured on", "two readings"]


def summarise_study(results: Results) -> str:
    """How many articles of which origin, how long, by when; and what a reader must know first."""
    articles = results["articles"]
    sentences = results["sentences"]
    origins = ", ".join(f"{count} {origin}" for origin, count in articles.origin.value_counts(sort=False).items())
    shortest, longest = articles.words.min(), articles.words.max()
    aside = sentences.words[sentences.part.isin(SET_ASIDE_PARTS)].sum() / max(sentences.words.sum(), 1)
    said = [
        f"The study holds {len(articles)} article{'s' * (len(articles) > 1)} (origin: {origins}).",
        f"Their report runs from {shortest:,} to {longest:,} words; {aside:.1%} of all words are set aside as no part of it.",
        *(f"{results.labels[row.article]}: {row.warnings}." for row in articles.itertuples() if row.warnings),
    ]
    return " ".join(said)


def warn_rewritten(articles: pd.DataFrame, labels: Mapping[str, str]) -> str:
    """What a caption adds where wording is measured: the articles that a machine may have worded; empty if there are none."""
    flagged = [labels[row.article] for row in articles.itertuples() if row.warnings]
    return f" Possibly worded by a machine: {', '.join(flagged)}." if flagged else ""


def title_parts(sentences: pd.DataFrame, labels: Mapping[str, str]) -> str:
    """The finding of the parts chart: the longest article and where most is set aside."""
    words = sentences.groupby("article", sort=False).words.sum()
    aside = sentences[sentences.part.isin(SET_ASIDE_PARTS)].groupby("article").words.sum()
    longest, shortest = words.idxmax(), words.idxmin()
    if longest == shortest:
        return f"{labels[longest]}: what the article is made of"
    title = f"All in all {labels[longest]} is {words.max() / words.min():.1f} times as long as {labels[shortest]}"
    if aside.empty:
        return title
    shares = aside / words[aside.index]
    return f"{title}; most is set aside in {labels[shares.idxmax()]}, {shares.max():.0%} of it"


def list_errors(folder: Path = MEASURED) -> pd.DataFrame:
    """The measured error of each method: every entry of ``errors`` in the JSON files that the benchmarks keep."""
    rows = [row for path in sorted(folder.glob("*.json")) for row in _read_errors(path)]
    return pd.DataFrame(rows, columns=ERROR_COLUMNS)


def list_main_errors(folder: Path = MEASURED) -> pd.DataFrame:
    """The same without rival scorers of stance, and with sign flips on the study's own articles only."""
    errors = list_errors(folder)
    elsewhere = (
        errors.measure.str.startswith("stance, ") & (errors.score == "sign flips") & ~errors["measured on"].str.contains("own articles")
    )
    return errors[~errors.measure.isin(RIVALS) & ~elsewhere].reset_index(drop=True)


def _read_errors(path: Path) -> list[dict]:
    found = json.loads(path.read_text(encoding="utf-8"))
    return found.get("errors", []) if isinstance(found, dict) else []
