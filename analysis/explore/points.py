"""What the explorer shows: estimates per article for one choice of knobs, and the words behind each.

Numbers of the table ``findings`` are taken from it, so that the explorer cannot disagree with the report; only stance by
another scorer or voice is measured here, with the same function.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from analysis.explore.marks import Mark
from analysis.measure.intervals import bootstrap_mean
from analysis.measure.sentiment import FEWEST
from analysis.store import Results
from analysis.tables import EDITORIAL_PARTS, only_named

VOICES = {"narrator": "reporter", "quoted": "quoted"}
BOTH = "both"
POINT_COLUMNS = ["article", "voice", "value", "low", "high", "n", "note"]
LONGEST_SENTENCES = 5


@dataclass(frozen=True)
class Measure:
    """A measure that can be explored: its name, what its axis says, and which finding or table it comes from."""

    label: str
    axis: str
    finding: str = ""
    subject: str = ""
    """'actor' or 'part': the column of ``findings`` that the second drop-down list chooses from; empty for none."""
    spans: str = ""
    """The table whose rows are the words behind a point."""
    column: str = ""
    """The column of that table that must equal the subject; empty: every row is one of them."""
    reference: float | None = None
    part: str = ""
    """The ``part`` of the finding, where it has several."""
    note: str = ""
    """The column of that table that stands beside each sentence."""
    by_voice: bool = False
    form: str = "{:.2f}"


MEASURES: dict[str, Measure] = {
    "stance": Measure("Sentiment toward an actor", "mean stance of its sentences: −1 unfavourable, 1 favourable", "", "actor",
                      "stance", "actor", reference=0.0, by_voice=True),
    "emphasis.actor": Measure("Emphasis on an actor", "share of position-weighted mentions",
                              "emphasis.actor", "actor", "mentions", "actor"),
    "framing.share": Measure("Share of a frame", "share of sentences that have the frame", "framing.share", "part", "frames", "frame"),
    "voices.share": Measure("Share of voice", "share of the attributions", "voices.share", "actor", "quotes", "actor", note="speaker"),
    "voices.quoted": Measure("Quoted or reported", "share of words that are quoted or reported", "voices.quoted", "", "quotes",
                             note="speaker"),
    "agency.agent_share": Measure("Agency of an actor", "share of its mentions with a role that act", "agency.agent_share", "actor",
                                  "actions", "actor", 0.5, "all", "role"),
    "suffering.share": Measure("Harm done to an actor", "share of sentences naming it that tell of harm done to it", "suffering.share",
                               "actor", "suffering", "actor", note="how"),
    "readability.median_grade": Measure("Reading grade", "US school grade: higher is harder", "readability.median_grade", form="{:.1f}"),
}  # fmt: skip


@dataclass(frozen=True)
class Choice:
    """The position of every knob."""

    measure: str
    subject: str = ""
    voice: str = BOTH
    scorer: str = ""
    articles: tuple[str, ...] = ()

    @property
    def kind(self) -> Measure:
        return MEASURES[self.measure]


def list_measures(results: Results) -> dict[str, str]:
    """Measure → label, of those that this study has numbers for."""
    return {name: measure.label for name, measure in MEASURES.items() if _has_numbers(results, measure)}


def list_subjects(results: Results, measure: str) -> dict[str, str]:
    """What a measure can be shown for: actors, frames …, id → label; the most frequent actors first."""
    kind = MEASURES[measure]
    if not kind.subject:
        return {}
    if kind.subject == "actor":
        counts = results.tables[kind.spans].actor.value_counts()
        return {
            actor: name for actor, name in sorted(results.actor_names.items(), key=lambda item: -counts.get(item[0], 0)) if actor in counts
        }
    findings = results.tables["findings"]
    names = findings[kind.subject][(findings.measure == kind.finding) & findings.value.notna()]
    return {name: name.replace("_", " ") for name in dict.fromkeys(names)}


def list_scorers(results: Results) -> list[str]:
    """The scorers of the stance table, the headline's first."""
    every = _stance(results)
    return list(dict.fromkeys([*results.tables["stance"].scorer, *every.scorer])) if len(every) else []


def measure_points(results: Results, choice: Choice) -> pd.DataFrame:
    """The estimates to draw: article, voice (empty where a measure has none), value, low, high, n, note."""
    rows = _stance_points(results, choice) if choice.measure == "stance" else _finding_points(results, choice)
    return pd.DataFrame(rows, columns=POINT_COLUMNS)


def find_evidence(results: Results, choice: Choice, article: str) -> pd.DataFrame:
    """The rows behind an article's point: sentence, start, end, sign (of stance), note."""
    kind = choice.kind
    if not kind.spans:
        return _longest_sentences(results, article)
    if choice.measure == "stance":
        return _stance_evidence(results, choice, article)
    table = results.tables[kind.spans]
    spans = _in_body(results, only_named(table) if kind.spans == "mentions" else table)
    own = spans[(spans.article == article) & ((spans[kind.column] == choice.subject) if kind.column else True)]
    if kind.spans == "mentions":
        own = own[own.kind == "actor"]
    if kind.spans == "quotes":
        own = own[own.type != "scare"]  # nobody's speech
    return own[["sentence", "start", "end"]].assign(sign="", note=own[kind.note] if kind.note else "")


def mark_article(results: Results, article: str) -> list[Mark]:
    """Every mention and quotation of an article, as marks."""
    return [*_mark_mentions(results, article), *_mark_quotes(results, article)]


def find_words(text: str, evidence: str) -> Iterator[tuple[int, int]]:
    """Where the pieces of ``evidence`` ('brave … stood firm') stand in ``text``, in order."""
    position = 0
    for piece in filter(None, evidence.split(" … ")):
        start = text.find(piece, position)
        if start >= 0:
            position = start + len(piece)
            yield start, position


def _has_numbers(results: Results, measure: Measure) -> bool:
    if not measure.finding:
        return len(_stance(results)) > 0
    findings = results.tables["findings"]
    return bool(findings.value[findings.measure == measure.finding].notna().any())


def _in_body(results: Results, table: pd.DataFrame) -> pd.DataFrame:
    """The rows that stand in lede or body: only they enter a measure."""
    sentences = results.tables["sentences"]
    return table.merge(sentences.loc[sentences.part.isin(EDITORIAL_PARTS), ["article", "sentence"]], on=["article", "sentence"])


def _stance(results: Results) -> pd.DataFrame:
    every = results.tables.get("stance_scorers")
    return every if every is not None and len(every) else results.tables.get("stance", pd.DataFrame(columns=["scorer"]))


def _chosen_stance(results: Results, choice: Choice) -> pd.DataFrame:
    table = _stance(results)
    table = _in_body(results, table[(table.actor == choice.subject) & (table.scorer == choice.scorer)])
    return table if choice.voice == BOTH else table[table.voice == choice.voice]


def _stance_points(results: Results, choice: Choice) -> Iterator[list]:
    table = _chosen_stance(results, choice)
    scores = {key: group.score.tolist() for key, group in table.groupby(["article", "voice"])}
    for article in choice.articles:
        for voice in VOICES if choice.voice == BOTH else (choice.voice,):
            values = scores.get((article, voice), [])
            note = "" if len(values) >= FEWEST else f"fewer than {FEWEST} sentences"
            yield [article, voice, *bootstrap_mean(values, fewest=FEWEST), len(values), note]


def _finding_points(results: Results, choice: Choice) -> Iterator[list]:
    findings = results.tables["findings"]
    rows = findings[findings.measure == choice.kind.finding]
    for column, wanted in ((choice.kind.subject, choice.subject), ("part", choice.kind.part)):
        rows = rows[rows[column] == wanted] if column and wanted else rows
    known = {row.article: row for row in rows.itertuples()}
    for article in choice.articles:
        row = known.get(article)
        yield [article, "", row.value, row.low, row.high, row.n, row.note] if row else [article, "", *[float("nan")] * 3, 0, "not measured"]


def _stance_evidence(results: Results, choice: Choice, article: str) -> pd.DataFrame:
    table = _chosen_stance(results, choice)
    own = table[table.article == article].sort_values("score", key=abs, ascending=False, kind="stable")
    return pd.DataFrame(
        [row for each in own.itertuples() for row in _stance_rows(each)], columns=["sentence", "start", "end", "sign", "note"]
    )


def _stance_rows(row) -> Iterator[tuple]:
    """One row a piece of evidence; where there is none, one without words."""
    sign = {"negative": "−", "positive": "+"}.get(row.label, "0")
    note = f"{row.label} {row.score:+.2f}, {VOICES[row.voice]}".replace("-", "−")
    spans = [(row.start + a, row.start + b) for a, b in find_words(row.text, row.evidence)] or [(row.start, row.start)]
    yield from ((row.sentence, start, end, sign, note) for start, end in spans)


def _longest_sentences(results: Results, article: str) -> pd.DataFrame:
    sentences = results.tables["sentences"]
    own = sentences[(sentences.article == article) & sentences.part.isin(EDITORIAL_PARTS)].nlargest(LONGEST_SENTENCES, "words")
    return own[["sentence", "start"]].assign(end=own.start, sign="", note=own.words.astype(str) + " words")


def _mark_mentions(results: Results, article: str) -> Iterator[Mark]:
    colours = results.actor_colours
    table = results.tables["mentions"]
    for row in table[table.article == article].itertuples():
        more = " (place)" if row.kind == "place" else f" ({row.alias})" if row.resolved else ""
        yield Mark(row.start, row.end, "mention", row.actor + more, colour=colours.get(row.actor, ""))


def _mark_quotes(results: Results, article: str) -> Iterator[Mark]:
    table = results.tables["quotes"]
    for row in table[table.article == article].itertuples():
        yield Mark(row.start, row.end, "quote", note=f"{row.type}: {row.speaker or 'speaker not found'}")
