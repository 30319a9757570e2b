"""What the readability findings allow to be said, in sentences."""

from collections.abc import Mapping

import pandas as pd

from analysis.charts.readability import SIGNIFICANT, read_p


def summarise_readability(findings: pd.DataFrame, labels: Mapping[str, str]) -> str:
    """Two to four sentences: the range of grades, which pairs differ beyond chance, and what a reader must bear in mind."""
    grades = _rows(findings, "readability.median_grade")
    if grades.empty:
        return "No article is long enough for a readability grade."
    sentences = [_range(grades, labels), _differences(findings, labels), _warned(grades, labels)]
    return " ".join(sentence for sentence in sentences if sentence)


def title_differences(findings: pd.DataFrame, labels: Mapping[str, str], *, most: int = 2) -> str:
    """The finding of the matrix of differences: the pairs beyond chance, by name where there are at most ``most``."""
    pairs = _rows(findings, "readability.difference.median_grade")
    apart = [row.part.split("~") for row in pairs.itertuples() if read_p(row.note) < SIGNIFICANT]
    if not apart:
        return "No two articles differ in reading grade by more than chance"
    if len(apart) > most:
        return f"{len(apart)} of {len(pairs)} pairs of articles differ in reading grade by more than chance"
    named = ", and between ".join(f"{labels[a]} and {labels[b]}" for a, b in apart)
    return f"Reading grade differs by more than chance between {named}"


def title_components(findings: pd.DataFrame, labels: Mapping[str, str]) -> str:
    """The finding of the chart of components: from the shortest to the longest mean sentence."""
    lengths = _rows(findings, "readability.sentence_length")
    if len(lengths) < 2:
        return "Sentence length, word length and variety of words"
    shortest, longest = lengths.iloc[0], lengths.iloc[-1]
    return (
        f"From {shortest.value:.0f} words a sentence ({labels[shortest.article]}) to {longest.value:.0f} ({labels[longest.article]}), "
        "with word length and variety of words"
    )


def title_lengths(sentences: pd.DataFrame, labels: Mapping[str, str]) -> str:
    """The finding of the chart of all sentences: the range of the articles' medians. ``sentences``: those drawn."""
    medians = sentences.groupby("article", sort=False).words.median().sort_values(kind="stable")
    if len(medians) < 2:
        return "Every sentence by its length"
    low, high = (f"{medians.iloc[place]:g} words in {labels[medians.index[place]]}" for place in (0, -1))
    return f"The median sentence has {low}, {high}"


def _range(grades: pd.DataFrame, labels: Mapping[str, str]) -> str:
    hardest, easiest = grades.iloc[-1], grades.iloc[0]
    if len(grades) == 1:
        return f"{labels[hardest.article]} reads at grade {_grade(hardest)}."
    high, low = (f"{labels[row.article]} reads {how}, at grade {_grade(row)}" for row, how in ((hardest, "hardest"), (easiest, "easiest")))
    return f"{high}; {low}."


def _differences(findings: pd.DataFrame, labels: Mapping[str, str]) -> str:
    pairs = _rows(findings, "readability.difference.median_grade")
    if pairs.empty:
        return ""
    apart = [row.part.split("~") for row in pairs.itertuples() if read_p(row.note) < SIGNIFICANT]
    if not apart:
        return f"None of the {len(pairs)} differences between two articles is larger than shuffled sentences give by chance."
    named = "; ".join(f"{labels[a]} and {labels[b]}" for a, b in apart)
    return f"{len(apart)} of the {len(pairs)} differences between two articles exceed chance ({named}); the others cannot be told apart."


def _warned(grades: pd.DataFrame, labels: Mapping[str, str]) -> str:
    warned = [labels[row.article] for row in grades.itertuples() if "machine" in row.note]
    return f"The grade of {', '.join(warned)} measures machine-rewritten wording, not a newsroom's." if warned else ""


def _grade(row: pd.Series) -> str:
    return f"{row.value:.1f} (95% interval {row.low:.1f} to {row.high:.1f})"


def _rows(findings: pd.DataFrame, measure: str) -> pd.DataFrame:
    return findings[findings.measure == measure].dropna(subset=["value"]).sort_values("value")
