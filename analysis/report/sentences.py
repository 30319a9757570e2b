"""Sentences computed from findings: what differs by more than its interval, and what cannot be told apart.

Two values count as apart only where a tested difference says so (``MEASURE.difference.*``) or, where none was tested,
where their 95% intervals do not overlap. That is stricter than a test of the difference (Schenker & Gentleman 2001)
and holds for shares of the same whole too, which are not independent. Nothing here computes a new number.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any, NamedTuple

import pandas as pd

from analysis.codebooks import load_codebook
from analysis.report.numbers import Markdown, Measure, escape, find_measure, show_estimate, show_value

SIGNIFICANT = 0.05
MOST_CLAUSES = 3
VOICES = {"narrator": "the reporter's own words", "quoted": "the quoted words"}
Row = Mapping[str, Any]


def compare_articles(findings: pd.DataFrame, measure: str, labels: Mapping[str, str],
                     *, part: str | None = None, actor: str = "", only_apart: bool = False) -> list[Markdown]:  # fmt: skip
    """Which articles have more of ``measure`` than which others; one to five sentences, none if nothing was measured.

    ``only_apart``: none either where no two articles can be told apart.
    """
    rows = [row for row in select(findings, measure, part=part) if row["actor"] == actor]
    if not any(pd.isna(row["value"]) or row["value"] >= find_measure(measure).least for row in rows):
        return []
    names = {row["article"]: labels[row["article"]] for row in rows}
    tested = _tested(findings, measure, actor)
    if only_apart and not any(_differ(*pair, tested) for pair in combinations(known(rows), 2)):
        return []
    return _compare(rows, find_measure(measure), names, tested)


def compare_voices(findings: pd.DataFrame, measure: str, labels: Mapping[str, str], actors: Mapping[str, str],
                   *, voices: Mapping[str, str] = VOICES) -> list[Markdown]:  # fmt: skip
    """Where the reporter's own voice and the quoted voices differ toward an actor by more than their intervals; else that none do."""
    first, second = voices
    told, compared = [], 0
    for (article, actor), rows in _by_article_and_actor(select(findings, measure)).items():
        parts = {row["part"]: row for row in known(rows)}
        if not {first, second} <= set(parts):
            continue
        compared += 1
        if are_apart(parts[first], parts[second]):
            high, low = sorted((parts[first], parts[second]), key=lambda row: -row["value"])
            head = f"Toward {name_in_text(actors, actor)}, {voices[high['part']]} of {escape(labels[article])}"
            more = f"are {find_measure(measure).more} ({show_estimate(high)})"
            told.append(Markdown(f"{head} {more} than {voices[low['part']]} ({show_estimate(low)})."))
    if compared and not told:
        told = [Markdown(f"Nowhere do {voices[first]} and {voices[second]} differ by more than their intervals.")]
    return told


def compare_actors(findings: pd.DataFrame, measure: str, labels: Mapping[str, str], actors: Mapping[str, str],
                   *, part: str | None = None) -> list[Markdown]:  # fmt: skip
    """Which actor leads in each article, articles with the same leader together, and where none does."""
    by_article = {article: known(rows) for article, rows in _by(select(findings, measure, part=part), "article").items()}
    everywhere = [row for rows in by_article.values() for row in rows]
    if everywhere and all(row["value"] == 0 for row in everywhere):
        return [Markdown(f"The {find_measure(measure).words} is {show_value(everywhere[0])} for every actor in every article.")]
    told: dict[Lead, list[str]] = {}
    for article, rows in by_article.items():
        if len(rows) > 1:
            told.setdefault(_find_lead(rows), []).append(article)
    return [_say_lead(lead, where, by_article, find_measure(measure), labels, actors) for lead, where in told.items()]


def compare_parts(findings: pd.DataFrame, measure: str, labels: Mapping[str, str]) -> list[Markdown]:
    """Which articles have more of a part (a frame, a voice) than others, the widest gaps first; else that none differ."""
    parts = list(dict.fromkeys(str(row["part"]) for row in select(findings, measure) if not pd.isna(row["value"])))
    ranked = {part: known(select(findings, measure, part=part)) for part in parts}
    apart = [part for part in parts if len(ranked[part]) > 1 and are_apart(ranked[part][0], ranked[part][-1])]
    apart.sort(key=lambda part: ranked[part][-1]["value"] - ranked[part][0]["value"])
    said = [_say_part(part, ranked[part], find_measure(measure), labels) for part in apart[:MOST_CLAUSES]]
    if len(apart) > MOST_CLAUSES:
        return [*said, Markdown("Further differences of this kind hold: see the table.")]
    if len(apart) < len(parts):
        none = f"{'For all others' if said else f'By the {find_measure(measure).words}'}, no two articles can be told apart."
        said.append(Markdown(none))
    return said


def say_signs(findings: pd.DataFrame, measure: str, labels: Mapping[str, str], actors: Mapping[str, str], *, part: str | None = None,
              where: str = "", above: str = "above zero", below: str = "below zero",
              is_borne: Callable[[Row], bool] = lambda row: True) -> list[Markdown]:  # fmt: skip
    """For each actor, in which articles its value lies above or below 0 by more than its interval as printed, and where it does not.

    ``where``: what a sentence begins with ('Over all voices, '). ``is_borne``: whether enough speaks for a value beyond 0 for a
    sentence about it; else nothing is said of that article.
    """
    told: list[tuple[int, Markdown]] = []
    open_actors, order = [], list(labels)
    for actor, rows in _by(select(findings, measure, part=part), "actor").items():
        name = name_in_text(actors, actor)
        measured = sorted(known(rows), key=lambda row: order.index(row["article"]))  # by value, they would read as a ranking
        sides = {
            below: [row for row in measured if _find_side(row) < 0 and is_borne(row)],
            above: [row for row in measured if _find_side(row) > 0 and is_borne(row)],
        }
        clauses = [
            f"{side} in {join(_with_estimate(row, labels[row['article']]) for row in found)}" for side, found in sides.items() if found
        ]
        undecided = [escape(labels[row["article"]]) for row in measured if not _find_side(row)]
        if clauses:
            rest = f"; in {join(undecided)} the interval reaches zero" if undecided else ""
            told.append((sum(map(len, sides.values())), Markdown(f"{_begin(where + name)} stands {', and '.join(clauses)}{rest}.")))
        elif undecided:
            open_actors.append(name)
    ranked = [sentence for _, sentence in sorted(told, key=lambda pair: -pair[0])]  # the clearest case first
    if open_actors:
        ranked.append(Markdown(_begin(f"{where}{'for' if where else 'For'} {join(open_actors)}, no article's interval excludes zero.")))
    return ranked


def _find_side(row: Row) -> int:
    """-1 where the interval as it is printed lies below 0, 1 where it lies above, else 0."""
    form = find_measure(row["measure"]).form
    low, high = (round(row[end], 2 if form == "percent" else int(form)) for end in ("low", "high"))
    return int(low > 0) - int(high < 0)


def list_unknown(findings: pd.DataFrame, measure: str, labels: Mapping[str, str]) -> Markdown:
    """The articles for which nothing can be said, with the reason; empty if there are none."""
    missing = [row for row in select(findings, measure) if pd.isna(row["value"]) and row["article"]]
    reasons = [f"{escape(labels[str(row['article'])])} ({escape(row['note'])})" for row in missing]
    return Markdown(f"Left out: {join(dict.fromkeys(reasons))}." if reasons else "")


def select(findings: pd.DataFrame, measure: str, *, part: str | None = None, article: str | None = None) -> list[Row]:
    """The rows of one measure (and part, and article) as mappings."""
    kept = findings[findings.measure == measure]
    kept = kept if part is None else kept[kept.part == part]
    return (kept if article is None else kept[kept.article == article]).to_dict("records")


def known(rows: Iterable[Row]) -> list[Row]:
    """The rows that have a value, highest first."""
    return sorted((row for row in rows if not pd.isna(row["value"])), key=lambda row: -row["value"])


def are_apart(first: Row, second: Row) -> bool:
    """Whether the intervals of two findings do not overlap."""
    return bool(first["low"] > second["high"] or second["low"] > first["high"])


def join(words: Iterable[str], last: str = "and") -> Markdown:
    """'A', 'A and B', 'A, B and C'."""
    words = list(words)
    return Markdown(f" {last} ".join(filter(None, [", ".join(words[:-1]), *words[-1:]])))


def name_in_text(actors: Mapping[str, str], actor: str) -> Markdown:
    """The actor's name within a sentence, with the article that it takes there: 'the United States', 'the West', 'Russia'."""
    name = actors.get(actor, actor)
    if name.startswith("The "):
        name = f"the {name[4:]}"
    elif name.split()[-1:] and name.split()[-1] in load_codebook("names")["with_article"]["names"]:
        name = f"the {name}"
    return escape(name)


def _begin(text: str) -> str:
    return text[:1].upper() + text[1:]


def _compare(rows: Sequence[Row], about: Measure, names: Mapping[object, str], tested: Mapping[frozenset, bool]) -> list[Markdown]:
    ranked = known(rows)
    if not ranked:
        return []
    if len(ranked) == 1:
        only = ranked[0]
        return [Markdown(f"{escape(names[only['article']])}: {about.words} {show_estimate(only)}; there is nothing to compare it with.")]

    beaten = [(row, [other for other in ranked[k + 1 :] if _differ(row, other, tested)]) for k, row in enumerate(ranked)]
    groups = _group_alike([(row, others) for row, others in beaten if others])
    if not groups:
        return [_say_nothing_apart(ranked, about, names, bool(tested))]
    said = [_say_more(rows, others, len(ranked), about, names, again=k > 0) for k, (rows, others) in enumerate(groups[:MOST_CLAUSES])]
    pairs = sum(len(others) for _, others in beaten)
    if len(groups) > MOST_CLAUSES:
        said.append(Markdown("Further pairs differ as well."))
    elif pairs < len(ranked) * (len(ranked) - 1) // 2:
        said.append(Markdown("The bounds of all other pairs overlap." if about.bounds else "No other pair can be told apart."))
    return said


def _differ(first: Row, second: Row, tested: Mapping[frozenset, bool]) -> bool:
    return tested.get(frozenset((first["article"], second["article"])), are_apart(first, second))


def _group_alike(beaten: Sequence[tuple[Row, list[Row]]]) -> list[tuple[list[Row], list[Row]]]:
    """Rows that exceed the same others, together."""
    groups: dict[tuple, tuple[list[Row], list[Row]]] = {}
    for row, others in beaten:
        groups.setdefault(tuple(other["article"] for other in others), ([], others))[0].append(row)
    return list(groups.values())


def _say_more(rows: Sequence[Row], others: Sequence[Row], count: int, about: Measure, names: Mapping[object, str],
              *, again: bool) -> Markdown:  # fmt: skip
    """That ``rows`` exceed ``others``; ``again``: a sentence on the same measure stands before it."""
    if len(rows) + len(others) == count > 2:
        behind = f"every other article; the next is {_with_estimate(others[0], names[others[0]['article']])}"
    else:
        behind = join(_with_estimate(other, names[other["article"]]) for other in others)
    head = join(_with_estimate(row, names[row["article"]]) for row in rows)
    if again:
        return Markdown(f"The same holds for {head} against {behind}.")
    if about.comparison:
        return Markdown(f"{about.comparison.format(first=head, others=behind)}.")
    verb = ("is", "has") if len(rows) == 1 else ("are", "have")
    if about.more:
        return Markdown(f"By {about.words}, {head} {verb[0]} {about.more} than {behind}.")
    return Markdown(f"{head} {verb[1]} a higher {about.words} than {behind}.")


def _say_nothing_apart(ranked: Sequence[Row], about: Measure, names: Mapping[object, str], tested: bool) -> Markdown:
    high, low = ranked[0], ranked[-1]
    if high["value"] == low["value"]:
        return Markdown(f"By their {about.words} the articles cannot be told apart: the value is {show_value(high)} in each.")
    overlap = f"the {'bounds' if about.bounds else 'intervals'} overlap"
    why = "no difference between two of them exceeds what chance would give" if tested else overlap
    return Markdown(
        f"By their {about.words} the articles cannot be {'ordered' if about.bounds else 'told apart'}: "
        f"the values run from {show_estimate(low)} ({escape(names[low['article']])}) to {show_estimate(high)} "
        f"({escape(names[high['article']])}), and {why}."
    )


def _say_part(part: str, ranked: Sequence[Row], about: Measure, labels: Mapping[str, str]) -> Markdown:
    behind = join(_with_estimate(row, labels[str(row["article"])]) for row in ranked[1:] if are_apart(ranked[0], row))
    first = escape(labels[str(ranked[0]["article"])])
    what = f"*{escape(part.replace('_', ' '))}* ({show_estimate(ranked[0], inside=True)})"
    return Markdown(f"By the {about.words}, {first} {about.more or 'has more'} {what} than {behind}.")


class Lead(NamedTuple):
    """Who has the highest value in an article: several where they have the same, nobody where no interval lies apart from it."""

    first: tuple[str, ...]
    near: tuple[str, ...] = ()
    """Actors with less whose interval overlaps with the first's."""
    none: tuple[str, ...] = ()
    """The same of whom nothing was found."""


def _find_lead(rows: Sequence[Row]) -> Lead:
    """Of the rows of an article, the highest first."""
    near = [row for row in rows if not are_apart(rows[0], row)]
    if len(near) == len(rows):
        return Lead(())
    first = tuple(sorted(str(row["actor"]) for row in near if row["value"] == rows[0]["value"]))
    others = [row for row in near if str(row["actor"]) not in first]
    some, none = (tuple(sorted(str(row["actor"]) for row in others if (row["value"] > 0) == there)) for there in (True, False))
    return Lead(first, some, none)


def _say_lead(lead: Lead, where: list[str], by_article: Mapping[str, list[Row]], about: Measure,
              labels: Mapping[str, str], actors: Mapping[str, str]) -> Markdown:  # fmt: skip
    places = join(escape(labels[article]) for article in where)
    if not lead.first:
        if len(where) == len(by_article) > 1:
            return Markdown(f"In no article does any actor stand out by the {about.words}: all intervals overlap with that of the highest.")
        return Markdown(f"In {places}, no actor stands out by the {about.words}: all intervals overlap with that of the highest.")
    first, near, none = (join(name_in_text(actors, actor) for actor in group) for group in lead)
    figures = join(show_estimate(by_article[article][0]) for article in where)
    verb = "has" if len(lead.first) == 1 else "have"
    head = f"In {places}, {first} {verb} the highest {about.words}"
    if near:
        interval, overlap = ("interval", "overlaps") if len(lead.near) == 1 else ("intervals", "overlap")
        return Markdown(f"{head}, {figures}, but the {interval} of {near} {overlap} with that of {first}.")
    if none:
        return Markdown(
            f"{head}: {figures}; none was found of {none}, in too few sentences to set {'it' if len(lead.none) == 1 else 'them'} apart."
        )
    ahead = "ahead of every other actor" if len(lead.first) == 1 else "ahead of all others"
    return Markdown(f"{head}, {ahead} by more than the intervals: {figures}.")


def _with_estimate(row: Row, label: str) -> str:
    """'Alpha (18.0; 16.0 to 20.0)', linked to its evidence."""
    return f"{escape(label)} ({show_estimate(row, inside=True)})"


def _tested(findings: pd.DataFrame, measure: str, actor: str) -> dict[frozenset, bool]:
    """Pairs whose difference was tested → whether it holds: its interval excludes 0 and its corrected p is below .05."""
    family, _, name = measure.rpartition(".")
    found = select(findings, f"{family}.difference.{name}") or (select(findings, f"{family}.difference") if name == "mean" else [])
    rows = [row for row in known(found) if row["actor"] == actor]
    return {frozenset(str(row["part"]).split("~")): bool(row["low"] > 0 or row["high"] < 0) and _is_significant(row) for row in rows}


def _is_significant(row: Row) -> bool:
    p = re.search(r"\bp = ([\d.]+)", str(row["note"]))
    return not p or float(p[1]) < SIGNIFICANT


def _by_article_and_actor(rows: Iterable[Row]) -> dict[tuple[str, str], list[Row]]:
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        groups.setdefault((row["article"], row["actor"]), []).append(row)
    return groups


def _by(rows: Iterable[Row], column: str) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(str(row[column]), []).append(row)
    return groups
