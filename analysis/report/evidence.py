"""The appendix: for each number that the report prints, the sentences it rests on."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

import pandas as pd

from analysis.measure.coverage import trace_coverage
from analysis.report.numbers import Markdown, Measure, anchor, escape, find_measure, format_number, number_rows
from analysis.store import Results
from analysis.tables import EDITORIAL_PARTS, SET_ASIDE_PARTS, only_named

Places = dict[str, list[int]]
"""Article id → numbers of its sentences."""


COUNTED = {"readability": "sentences", "sentiment": "sentences", "suffering": "sentences", "sentiment.order": "means",
           "material.words": "sentences"}  # fmt: skip
"""What n counts where that is not the finding's unit, by measure or family of measures."""


def list_evidence(results: Results, text: str) -> Markdown:
    """One entry for each number linked in ``text`` (Markdown): the estimate, n, its note, and links to its sentences."""
    used = {int(number) for number in re.findall(r"\(#n(\d+)\)\{\.number\}", text)}
    rows = number_rows(results["findings"])
    rows = rows[rows.number.isin(used)]
    blocks = []
    for measure, group in rows.groupby("measure", sort=True):
        entries = "\n".join(f"- {_describe(row, results)}" for row in group.to_dict("records"))
        about = find_measure(str(measure))
        bounds = f" The range is no 95% interval but runs {about.bounds}." if about.bounds else ""
        heading = about.words[0].upper() + about.words[1:]
        blocks.append(f"## {escape(heading)} {{.unnumbered .unlisted}}\n\nIn findings.csv: `{measure}`.{bounds}\n\n{entries}\n")
    return Markdown("\n".join(blocks))


def list_sentences(results: Results) -> Markdown:
    """Every sentence of every article, numbered and reachable by a link; what is set aside says as what."""
    blocks = []
    for article, own in results["sentences"].groupby("article", sort=False):
        lines = [
            f"[{row.sentence}]{{#s-{_slug(article)}-{row.sentence}}} {_part(row.part)}{escape(row.text)}\n" for row in own.itertuples()
        ]
        blocks.append(f"## {escape(results.labels[str(article)])} {{#s-{_slug(article)} .unnumbered .unlisted}}\n\n" + "\n".join(lines))
    return Markdown("\n".join(blocks))


def find_places(row: Mapping, results: Results) -> Places:
    """The sentences that a finding rests on, by article: those of the rows of its evidence table that fit the finding."""
    about = find_measure(row["measure"])
    if about.evidence in ("reuse", "copies"):
        return _places_of_reuse(row, results[about.evidence])
    if about.evidence == "coverage":
        articles = results["articles"]
        compared = articles.article[articles.event == articles.event[articles.article == row["article"]].iloc[0]].tolist()
        return _group(trace_coverage(results["claims"], compared, row["measure"], row["article"]))
    if about.evidence == "articles":
        return {str(article): [] for article in results["articles"].article}
    if about.evidence in ("sentences", "set aside"):
        parts = EDITORIAL_PARTS if about.evidence == "sentences" else SET_ASIDE_PARTS
        sentences = results["sentences"]
        return _group(_of_articles(sentences[sentences.part.isin(parts)], row, results))
    return _group(_of_articles(_fitting(_list_counted(results, about.evidence), row, about), row, results))


@lru_cache(maxsize=32)
def _list_counted(results: Results, name: str) -> pd.DataFrame:
    """The rows of a table in the sentences that the measures read."""
    if name not in results.tables:
        return pd.DataFrame({"article": [], "sentence": []})
    table = only_named(results[name]) if name == "mentions" else results[name]
    sentences = results["sentences"]
    read = ("headline", *EDITORIAL_PARTS) if name == "spun" else EDITORIAL_PARTS
    counted = sentences.loc[sentences.part.isin(read), ["article", "sentence"]]
    return table.merge(counted, on=["article", "sentence"])


def _fitting(table: pd.DataFrame, row: Mapping, about: Measure) -> pd.DataFrame:
    for column, value in {"actor": row["actor"], about.part: row["part"]}.items():
        if column in table.columns and value not in ("", "all"):
            table = table[table[column] == value]
    for column, values in about.where.items():
        table = table[table[column].isin(values if isinstance(values, list) else [values])]
    return table


def _of_articles(table: pd.DataFrame, row: Mapping, results: Results) -> pd.DataFrame:
    """The rows of the finding's article, or of the pair of articles that its part names ('a~b', 'a + b')."""
    known = set(results.labels)
    named = [row["article"]] if row["article"] else [name for name in re.split(r"~| \+ ", row["part"]) if name in known]
    return table[table.article.isin(named)] if named else table


def _places_of_reuse(row: Mapping, reuse: pd.DataFrame) -> Places:
    pair = row["part"].split(" + ") if " + " in row["part"] else []
    places: dict[str, set[int]] = {}
    for a, number_a, b, number_b in reuse[["article_a", "sentence_a", "article_b", "sentence_b"]].itertuples(index=False):
        if (not pair or {a, b} == set(pair)) and (not row["article"] or row["article"] in (a, b)):
            places.setdefault(a, set()).add(number_a)
            places.setdefault(b, set()).add(number_b)
    return {article: sorted(numbers) for article, numbers in sorted(places.items())}


def _group(rows: pd.DataFrame) -> Places:
    return {str(article): sorted(set(own.sentence)) for article, own in rows.groupby("article", sort=False)}


def _describe(row: Mapping, results: Results) -> str:
    about = find_measure(row["measure"])
    named = [results.labels.get(row["article"], ""), results.actor_names.get(row["actor"], row["actor"]), _name_part(row["part"], results)]
    where = ", ".join(escape(name) for name in named if name) or "All articles"
    value, low, high = (format_number(row[end], about.form) for end in ("value", "low", "high"))
    spread = "" if low == high else f" ({low.removesuffix('%')} to {high})"  # one sign for the whole interval, as in the text
    note = f"; {escape(row['note'])}" if row["note"] else ""
    places = find_places(row, results)
    alone = list(places) == [row["article"]]
    links = "; ".join(_link_sentences(article, numbers, results, alone=alone) for article, numbers in places.items())
    counted = COUNTED.get(row["measure"]) or COUNTED.get(row["measure"].partition(".")[0], row["unit"])
    basis = f"n = {format_number(row['n'], '0')} {escape(counted.removesuffix('s') if row['n'] == 1 else counted)}{note}"
    return f"[{where}]{{#{anchor(row)}}}: {value}{spread}, {basis}. {links or 'No sentence has any'}."


def _name_part(part: str, results: Results) -> str:
    """'a~b' → 'British site − US daily', a single word as it is; 'all' says nothing."""
    if part == "all":
        return ""
    pieces = re.split(r"(~| \+ )", part)
    spoken = {"~": " minus ", " + ": " and "} | results.labels
    return "".join(spoken.get(piece, piece.replace("_", " ")) for piece in pieces)


def _link_sentences(article: str, numbers: list[int], results: Results, *, alone: bool) -> str:
    """'British site: 3, 5–9', each linked; without the name where the article is the entry's own and the only one."""
    head = "" if alone else f"{escape(results.labels[article])}: "
    if not numbers:
        return f"[{head.removesuffix(': ') or 'all'}](#s-{_slug(article)})"
    return head + ", ".join(_link_run(article, first, last) for first, last in _runs(numbers))


def _link_run(article: str, first: int, last: int) -> str:
    link = link_sentence(article, first)
    return link if first == last else f"{link}–{link_sentence(article, last)}"


def link_sentence(article: str, number: int) -> Markdown:
    """The number of a sentence, linked to where the report lists it."""
    return Markdown(f"[{number}](#s-{_slug(article)}-{number})")


def _runs(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """3, 4, 5, 9 → (3, 5), (9, 9)."""
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs


def _part(part: str) -> str:
    return "" if part in EDITORIAL_PARTS else f"*({part.replace('_', ' ')})* "


def _slug(article: object) -> str:
    """An id that HTML, Word and Typst all take, different for different articles."""
    return "".join(sign if sign.isascii() and sign.isalnum() else f"_{ord(sign):x}" for sign in str(article))
