"""What the explorer offers for a study, in sentences computed from its tables."""

import pandas as pd

from analysis.explore.pairs import find_shared, most_shared
from analysis.explore.points import Choice, find_evidence, list_measures, list_scorers, list_subjects, measure_points
from analysis.report.prose import Prose
from analysis.store import Results
from analysis.tables import only_named


def summarise_explorer(results: Results) -> Prose:
    """How much there is to look at, and the pair of articles to begin with."""
    articles, measures = len(results.labels), list_measures(results)
    told = (
        f"{articles} article{'s' * (articles != 1)}, {len(results.tables['sentences'])} sentences and {len(results.study.actors)} actors "
    )
    told += f"can be looked at by {len(measures)} measures ({', '.join(label.lower() for label in measures.values())})."
    first, second = most_shared(results)
    shared = len(find_shared(results, first, second))
    if shared:
        told += f" {results.labels[first]} and {results.labels[second]} share the most passages: {shared}."
    return Prose(told + _tell_example(results))


def first_choice(results: Results) -> Choice:
    """The knobs as the explorer sets them at first. A study too small for any measure is shown by reading grade, without values."""
    measure = next(iter(list_measures(results)), "readability.median_grade")
    subject = next(iter(list_subjects(results, measure)), "")
    return Choice(measure, subject, scorer=next(iter(list_scorers(results)), ""), articles=tuple(results.labels))


def compare_scorers(results: Results) -> pd.DataFrame:
    """Mean stance toward the most mentioned actor in the reporter's voice, one row an article and one column a scorer."""
    subject = next(iter(list_subjects(results, "stance")), "") if list_scorers(results) else ""
    means = {}
    for scorer in list_scorers(results) if subject else ():
        points = measure_points(results, Choice("stance", subject, "narrator", scorer, tuple(results.labels)))
        means[scorer] = points.set_index("article").value.round(2)
    return pd.DataFrame(means).rename(index=results.labels).rename_axis(results.actor_names.get(subject, ""))


def suggest_word(results: Results) -> str:
    """A word to search for at first: the name of the most mentioned actor, else the longest word of the first headline."""
    mentions = only_named(results.tables["mentions"])
    if len(mentions):
        return str(mentions.text.value_counts().index[0])
    return max(results.tables["sentences"].text.iloc[0].split(), key=len)


def _tell_example(results: Results) -> str:
    choice = first_choice(results)
    subject = list_subjects(results, choice.measure).get(choice.subject, "")
    counts = {name: find_evidence(results, choice, name).sentence.nunique() for name in choice.articles}
    told = ", ".join(f"{results.labels[name]} {count}" for name, count in counts.items())
    about = f"{choice.kind.label.lower()} ({subject})" if subject else choice.kind.label.lower()
    return f" Behind the first chart, {about}, stand so many sentences: {told}."
