"""Results → the text of the report in Markdown: the template filled with sentences, tables and figures."""

import re
from collections.abc import Callable, Iterable
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pandas as pd

from analysis.report import evidence, material
from analysis.report import sentences as say
from analysis.report.numbers import (
    Markdown,
    escape,
    find_measure,
    format_number,
    format_score,
    number_rows,
    show_estimate,
    show_stacked,
    show_value,
    write_out,
)
from analysis.report.overview import list_main_errors
from analysis.report.sentiment import is_borne, say_differences
from analysis.store import Results

TEMPLATE = Path(__file__).parent / "report.md.j2"
MOST_PAIRS = 3
"""Pairs of articles that share most, which the text names."""

MOST_ARTICLES_IN_FULL = 30
"""With more articles, appendix B would be longer than all else: the sentences are then in tables/sentences.csv only."""


def compose_report(results: Results) -> Markdown:
    """The whole report as Markdown. Works with any number of articles and actors; what was not measured has no section."""
    evidence_place, sentences_place = (Markdown(f"\0{name}\0") for name in ("evidence", "sentences"))
    body = _load_template().render(**_vocabulary(results), evidence=evidence_place, sentences=sentences_place)
    found = evidence.list_evidence(results, body)
    return Markdown(body.replace(evidence_place, found).replace(sentences_place, _sentences(results)))


def show_summary(results: Results) -> Markdown:
    """The report's summary with plain numbers, for a notebook."""
    return _unlink(_join(summarise_findings(number_rows(results["findings"]), results.labels, results.actor_names).values()))


def show_section(results: Results, notebook: str) -> Markdown:
    """What the findings of one notebook allow to be said, with plain numbers."""
    told = tell_sections(number_rows(results["findings"]), results.labels, results.actor_names)[notebook]
    return _unlink(_join(told)) if told else Markdown("The articles hold too little for any finding here.")


def _unlink(text: str) -> Markdown:
    return Markdown(re.sub(r"\[([^\]]*)\]\(#n\d+\)\{\.number\}", r"\1", text))


def list_used(results: Results, text: str) -> pd.DataFrame:
    """The findings that ``text`` prints."""
    rows = number_rows(results["findings"])
    return rows[[f"(#n{number}){{.number}}" in text for number in rows.number]]


def _load_template():
    from jinja2 import Environment, StrictUndefined

    environment = Environment(
        undefined=StrictUndefined,
        finalize=lambda value: value if isinstance(value, Markdown) else escape(value),
        comment_start_string="<%#",
        comment_end_string="#%>",
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.from_string(TEMPLATE.read_text(encoding="utf-8"))


def _vocabulary(results: Results) -> dict[str, object]:
    """What the template may say: each name a text or a function that gives one."""
    findings, labels, actors = number_rows(results["findings"]), results.labels, results.actor_names
    cross = partial(material.cross_table, findings, row_names=labels)
    parts = {part: part.replace("_", " ") for part in findings.part[findings.measure == "framing.share"].unique()}
    words: dict[str, object] = {
        "subtitle": ", ".join(labels.values()),
        "version": _version(),
        "has": lambda prefix: bool(findings.measure.str.startswith(prefix).any()),
        "pictures": lambda *names: material.show_pictures(results.folder, names),
        "see": lambda *names: material.refer_to_pictures(results.folder, names),
        "say_material": lambda: _join(_say_material(findings, labels)),
        "warn": lambda what: _join(_warn(findings, labels, what)),
        "say_lineage": lambda: _join(_say_lineage(findings, labels)),
        "say_articles": lambda *measures: _join(_say_articles(findings, labels, measures)),
        "say_actors": lambda *measures: _join(_each(measures, lambda m: say.compare_actors(findings, m, labels, actors))),
        "material_table": lambda: _material_table(results, findings),
        "readability_table": lambda: _readability_table(findings, labels),
        "cross_actors": lambda measure, caption, name, part=None: cross(
            measure, columns="actor", column_names=actors, caption=caption, name=name, part=part
        ),
        "cross_parts": lambda measure, caption, name: cross(measure, columns="part", column_names=parts, caption=caption, name=name),
        "say_framing": lambda: _join(_say_framing(findings, labels, actors)),
        "say_sentiment": lambda: _join(_say_sentiment(findings, labels, actors)),
        "say_voices": lambda: _join(_say_voices(findings, labels, actors)),
        "say_event": lambda: _say_event(results),
        "scorer": next(iter(results["stance"].scorer), "") if "stance" in results.tables else "",
        "known_error": _say_errors,
        "errors": _error_table(),
    }
    return words | {"summary": _join(summarise_findings(findings, labels, actors).values())}


def _say_material(findings: pd.DataFrame, labels: dict[str, str]) -> Iterable[Markdown]:
    ranked = say.known(say.select(findings, "material.words"))
    noun = "article" if len(labels) == 1 else "articles"
    yield Markdown(f"The study holds {show_value(say.select(findings, 'material.articles')[0])} {noun}.")
    if len(ranked) > 1:
        high, low = ranked[0], ranked[-1]
        yield Markdown(f"{escape(labels[high['article']])} is the longest, with {show_value(high)} words of lede and body; "
                       f"{escape(labels[low['article']])} the shortest, with {show_value(low)}.")  # fmt: skip


def _say_event(results: Results) -> Markdown:
    """What a study of one event is about: the claim that most articles state, in the words of its central sentence."""
    articles = results["articles"]
    several = articles.event.nunique(dropna=False) > 1 or len(articles) > MOST_ARTICLES_IN_FULL
    claims = results.tables.get("claims")
    if several or claims is None or claims.empty:
        return Markdown("")
    stated = claims[claims.status == "stated"]
    firsts = stated.groupby(["claim", "article"]).sentence.min().groupby("claim").agg(["size", "mean"])
    most = firsts[firsts["size"] == firsts["size"].max()]  # of several the one that stands first
    if most["size"].iloc[0] < 2:
        return Markdown("")
    row = next(
        row for row in stated[stated.claim == most["mean"].idxmin()].itertuples() if row.claim == f"{row.article}.{row.sentence:02d}"
    )
    count = int(most["size"].iloc[0])
    who = f"{count} of the {len(articles)} articles" if count < len(articles) else "all articles"
    told = f"What {who} state, in the words of {escape(results.labels[row.article])}"
    return Markdown(f"{told}: “{escape(row.text)}” (sentence {evidence.link_sentence(row.article, row.sentence)})")


def _say_lineage(findings: pd.DataFrame, labels: dict[str, str]) -> Iterable[Markdown]:
    pairs = [row for row in say.known(say.select(findings, "lineage.pair_share")) if row["value"] > 0]
    for row in say.known(say.select(findings, "lineage.accounts")):
        if row["n"] > 1 and pairs:
            yield Markdown(f"Where text that several articles share counts once, the wording of the {row['n']} articles amounts to that of "
                           f"{show_estimate(row)} articles that share none.")  # fmt: skip
    told = pairs[:MOST_PAIRS]
    if told:
        first, *others = told
        clauses = [f"{_pair(first, labels)} share {show_estimate(first)} of the shorter one's words"]
        yield Markdown("; ".join([*clauses, *(f"{_pair(row, labels)} {show_estimate(row)}" for row in others)]) + ".")
        if any(row["low"] < row["value"] for row in told):
            yield Markdown("The lower bound counts copies alone, without quotations.")
    retold = [row for row in say.known(say.select(findings, "lineage.pair_share")) if row["high"] > row["value"]]
    if retold:
        most = max(retold, key=lambda row: row["high"])
        yield Markdown(f"{_pair(most, labels)} share {show_estimate(most)}: the upper bound counts passages that one retells in the order "
                       "of the other.")  # fmt: skip
        told.append(most)
    rest = [row for row in pairs if row["part"] not in {each["part"] for each in told}]
    if rest:
        most = max(rest, key=lambda row: row["high"])
        yield Markdown(f"No other pair was found to share more than {format_number(most['high'], find_measure(most['measure']).form)}.")
    if not pairs and len(labels) > 1:
        yield Markdown("No two articles were found to share text.")
    yield from say.compare_articles(findings, "lineage.independent_share", labels)
    across = [row for row in say.known(say.select(findings, "lineage.across_events")) if row["value"] > 0]
    for row in across[:MOST_PAIRS]:
        yield Markdown(f"Of {escape(labels[row['article']])}, {show_value(row)} of the words stand in articles on other events as well.")
    for measure in ("rewriting.marks", "rewriting.slips"):
        for row in say.select(findings, measure):
            if row["note"]:
                yield Markdown(f"{escape(labels[row['article']])} is {escape(row['note'])} "
                               f"({find_measure(measure).words}: {show_estimate(row, inside=True)}).")  # fmt: skip


def _pair(row: say.Row, labels: dict[str, str]) -> str:
    first, second = row["part"].split(" + ")
    return f"{escape(labels[first])} and {escape(labels[second])}"


def _say_articles(findings: pd.DataFrame, labels: dict[str, str], measures: Iterable[str]) -> Iterable[Markdown]:
    for measure in measures:
        yield from say.compare_articles(findings, measure, labels)
    yield from dict.fromkeys(say.list_unknown(findings, measure, labels) for measure in measures)  # one reason may hold for all


def _say_framing(findings: pd.DataFrame, labels: dict[str, str], actors: dict[str, str]) -> Iterable[Markdown]:
    yield from say.compare_parts(findings, "framing.share", labels)
    yield from say.compare_actors(findings, "agency.agent_share", labels, actors, part="all")
    for measure in ("agency.passive_share", "hedging.attribution"):
        yield from say.compare_articles(findings, measure, labels)


def _say_sentiment(findings: pd.DataFrame, labels: dict[str, str], actors: dict[str, str]) -> Iterable[Markdown]:
    if not say.known(say.select(findings, "sentiment.mean", part="all")):
        yield Markdown("No actor is named in enough sentences of any article for a mean stance.")
    signs = {
        part: say.say_signs(
            findings, "sentiment.mean", labels, actors, part=part, where=where, is_borne=lambda row: is_borne(findings, row)
        )
        for part, where in (("all", "Over all voices, "), ("narrator", "In the reporter's own words, "))
    }
    yield from signs["all"][:1]
    if differences := say_differences(findings):
        yield Markdown(differences)
    yield from (*signs["all"][1:], *signs["narrator"])
    yield from say.compare_voices(findings, "sentiment.mean", labels, actors)
    for actor in actors:
        compared = _join(say.compare_articles(findings, "sentiment.mean", labels, part="all", actor=actor, only_apart=True))
        if compared:
            told = compared.removeprefix(f"By {find_measure('sentiment.mean').words}, ")
            yield Markdown(f"Toward {say.name_in_text(actors, actor)}, {told}")
    yield from _warn(findings, labels, "the stance")


def _warn(findings: pd.DataFrame, labels: dict[str, str], what: str) -> Iterable[Markdown]:
    """That ``what`` is measured on wording that may be a machine's, where it may be."""
    rows = [row for measure in ("rewriting.marks", "rewriting.slips") for row in say.select(findings, measure) if row["note"]]
    flagged = [escape(labels[article]) for article in dict.fromkeys(row["article"] for row in rows)]
    if flagged:
        yield Markdown(f"A machine may have worded {say.join(flagged)}: {what} measured there is then the machine's, not a newsroom's.")


def _say_voices(findings: pd.DataFrame, labels: dict[str, str], actors: dict[str, str]) -> Iterable[Markdown]:
    yield from say.compare_articles(findings, "voices.quoted", labels)
    yield from say.compare_actors(findings, "voices.share", labels, actors, part="")
    yield from say.compare_articles(findings, "voices.anonymous", labels)


def summarise_findings(findings: pd.DataFrame, labels: dict[str, str], actors: dict[str, str]) -> dict[str, Markdown]:
    """Notebook → the first sentence of its section, which is the strongest that it can say; with it where a machine may have worded."""
    sections = tell_sections(findings, labels, actors)
    told = {notebook: sentences[0] for notebook, sentences in sections.items() if sentences}
    if say_differences(findings):  # what is said of single articles stands next to whether they differ
        told["05-sentiment"] = _join(sections["05-sentiment"][:2])
    if "02-readability" in told:  # the first that hangs on the wording
        told["02-readability"] = _join([told["02-readability"], *_warn(findings, labels, "the wording")])
    return told


def tell_sections(findings: pd.DataFrame, labels: dict[str, str], actors: dict[str, str]) -> dict[str, list[Markdown]]:
    """Notebook → all sentences that its findings allow, the strongest first."""
    return {
        "01-corpus": list(_say_lineage(findings, labels)) if (findings.measure == "lineage.accounts").any() else [],
        "02-readability": say.compare_articles(findings, "readability.median_grade", labels),
        "03-emphasis": [
            *say.compare_actors(findings, "emphasis.actor", labels, actors),
            *_say_articles(findings, labels, ("coverage.share", "coverage.alone", "coverage.missing")),
        ],
        "04-voices": list(_say_voices(findings, labels, actors)),
        "05-sentiment": list(_say_sentiment(findings, labels, actors)),
        "06-framing": list(_say_framing(findings, labels, actors)),
    }


def _material_table(results: Results, findings: pd.DataFrame) -> Markdown:
    headings = {"material.words": "Words", "material.sentences": "Sentences", "material.set_aside": "Set aside",
                "lineage.independent_share": "Shared with no other"}  # fmt: skip
    headings = {measure: heading for measure, heading in headings.items() if (findings.measure == measure).any()}
    cells = {(row["article"], measure): show_stacked(row) for measure in headings for row in say.select(findings, measure)}
    rows = [
        [
            results.labels[row.article] + "†" * bool(row.inferred),
            row.published or "unknown",
            row.origin,
            *[cells.get((row.article, measure), "–") for measure in headings],
        ]
        for row in results["articles"].itertuples()
    ]
    caption = (
        "The articles. Words and sentences are those of lede and body; set aside is the share of words in captions, credits and the like. "
        "Ranges run from counting retold passages as shared to counting copies alone."
        + " † Outlet, date or origin were inferred from the text: tables/articles.csv says which, and why."
        * bool(results["articles"].inferred.any())
    )
    return material.show_table(["Article", "Published", "Origin", *headings.values()], rows, caption, "articles")


def _readability_table(findings: pd.DataFrame, labels: dict[str, str]) -> Markdown:
    measures = {"readability.median_grade": "Median grade", "readability.flesch_reading_ease": "Flesch Reading Ease",
                "readability.sentence_length": "Words per sentence", "readability.lexical_diversity": "Variety of words"}  # fmt: skip
    return material.measure_table(findings, measures, labels, caption="Readability with 95% intervals over sentences.", name="readability")


def _error_table() -> Markdown:
    errors = list_main_errors()
    if errors.empty:
        return Markdown("")
    rows = [
        [row["measure"], row["score"], _error(row), format_number(row["n"], "0"), row["measured on"], _figure(row["two readings"])]
        for row in errors.to_dict("records")
    ]
    headings, caption = ["Method", "Score", "Value", "n", "Measured on", "Two readings"], "Known error of each method, with 95% intervals."
    return material.show_table(headings, rows, caption, "errors", widths=[3, 2, 2, 1, 4, 2], left=(0, 1, 4))


def _say_errors(*measures: str, score: str = "") -> Markdown:
    """The measured errors of some methods, in a paragraph of their own beside what they found; of one ``score`` only if it is named."""
    rows = [row for row in list_main_errors().to_dict("records") if row["measure"] in measures and score in ("", row["score"])]
    if not rows:
        return Markdown("")
    told = "; ".join(escape(f"{row['measure']}, {row['score']}: {_error(row)} on {row['measured on']}{_readings(row)}") for row in rows)
    return Markdown(f"::: small\nAgainst coding by people ([@tbl:errors]): {told}.\n:::")


def _readings(row: dict) -> str:
    return f"; two readings reach {_figure(row['two readings'])}" if row["two readings"] not in ("", None) else ""


def _error(row: dict) -> str:
    interval = "" if pd.isna(row["low"]) else f" ({_figure(row['low'])} to {_figure(row['high'])})"
    return _figure(row["value"]) + interval


def _figure(value: object) -> str:
    """A measured error, a dash where there is none, words as they are."""
    if isinstance(value, int | float):
        return "–" if pd.isna(value) else format_score(float(value))
    return write_out(str(value or "–"))


def _sentences(results: Results) -> Markdown:
    if len(results.study.articles) > MOST_ARTICLES_IN_FULL:
        return Markdown("With so many articles, the sentences are listed in `tables/sentences.csv` only.")
    return evidence.list_sentences(results)


def _each(measures: Iterable[str], tell: Callable[[str], list[Markdown]]) -> Iterable[Markdown]:
    return (sentence for measure in measures for sentence in tell(measure))


def _join(sentences: Iterable[str]) -> Markdown:
    return Markdown(" ".join(sentence for sentence in sentences if sentence))


def _version() -> str:
    try:
        return version("parallax-news")
    except PackageNotFoundError:
        return "from source"
