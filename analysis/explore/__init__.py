"""Widgets for JupyterLab, on the finished tables only: nothing is parsed or scored again when a knob is turned."""

from analysis.explore.measures import explore_measures, export_points
from analysis.explore.pairs import explore_pairs
from analysis.explore.points import find_evidence, list_scorers, measure_points
from analysis.explore.reading import explore_article
from analysis.explore.summary import first_choice, suggest_word, summarise_explorer
from analysis.explore.words import explore_words

__all__ = [
    "explore_article",
    "explore_measures",
    "explore_pairs",
    "explore_words",
    "export_points",
    "find_evidence",
    "first_choice",
    "list_scorers",
    "measure_points",
    "suggest_word",
    "summarise_explorer",
]
