"""What articles of different batches share word for word: the table ``copies`` of a large study, made when all parts are there.

Only word numbers and offsets of the narrated words are held in memory, some 20 bytes a word.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.annotate.alignment import read_words
from analysis.annotate.copy_index import Run, find_number_runs
from analysis.annotate.reuse import COPIED_RUN, FEWEST_WORDS, QUOTED, READ_PARTS
from analysis.measure.findings import collect_findings
from analysis.measure.lineage import measure_across_events
from analysis.scale.parts import read_part
from analysis.scale.plan import Batch
from analysis.tables import make_table


class Words(NamedTuple):
    """The narrated words of an article: numbers, sentences, offsets; its group, within which articles are compared otherwise."""

    article: str
    batch: str
    group: str
    numbers: np.ndarray
    sentences: np.ndarray
    spans: np.ndarray


def find_copies_across(folder: Path, batches: Sequence[Batch]) -> pd.DataFrame:
    """The table ``copies``: as ``annotate.reuse.find_copies`` makes it, from the parts in ``folder``.

    Articles of one event are left to ``reuse``, unless the event is too large to be compared pair by pair.
    """
    numbers: dict[str, int] = {}
    articles = [words for batch in batches for words in _read_batch(folder, batch, numbers)]
    runs = find_number_runs([words.numbers for words in articles], fewest=COPIED_RUN)
    found: dict[tuple[str, int, str, int], dict] = {}
    for row in (row for run in runs if articles[run.a].group != articles[run.b].group for row in _cut_run(run, articles)):
        key = (row["article_a"], row["sentence_a"], row["article_b"], row["sentence_b"])
        if key not in found or row["words"] > found[key]["words"]:
            found[key] = row
    texts = _read_texts(folder, articles, found)
    order = {words.article: place for place, words in enumerate(articles)}
    sizes = {key: len(read_words(text).keys) for key, (_, text) in texts.items()}
    rows = sorted(found.values(), key=lambda r: (order[r["article_a"]], order[r["article_b"]], r["sentence_a"], r["sentence_b"]))
    return make_table("copies", [_finish(row, texts, sizes) for row in rows])


def measure_copies_across(folder: Path, batches: Sequence[Batch], copies: pd.DataFrame) -> pd.DataFrame:
    """The rows of ``findings`` on what articles share with those on other events (``measure.lineage.measure_across_events``);
    none where the study has one event only."""
    events = {row["article"]: row.get("event") or "" for batch in batches for row in batch.rows}
    if len(set(events.values())) < 2:
        return collect_findings([])
    apart = copies[copies.article_a.map(events) != copies.article_b.map(events)]
    rows: list[dict] = []
    for batch in batches:
        names = {row["article"] for row in batch.rows}
        own = apart[apart.article_a.isin(names) | apart.article_b.isin(names)]
        rows += measure_across_events(own, read_part(folder, "sentences", batch.name))
    return collect_findings(rows)


def _read_batch(folder: Path, batch: Batch, numbers: dict[str, int]) -> Iterator[Words]:
    sentences, quotes = read_part(folder, "sentences", batch.name), read_part(folder, "quotes", batch.name)
    quotes = quotes[quotes.type.isin(QUOTED)]
    marks = {str(article): list(zip(own.start, own.end, strict=True)) for article, own in quotes.groupby("article")}
    events = {row["article"]: row.get("event", "") if batch.compared else f"alone: {row['article']}" for row in batch.rows}
    for article, own in sentences[sentences.part.isin(READ_PARTS)].groupby("article", sort=False):
        codes, places, spans = [], [], []
        for row in own.itertuples():
            words = read_words(row.text, row.start)
            for key, span in zip(words.keys, words.spans, strict=True):
                if not any(low <= span[0] < high for low, high in marks.get(str(article), ())):
                    codes.append(numbers.setdefault(key, len(numbers) + 1))
                    places.append(row.sentence)
                    spans.append(span)
        yield Words(str(article), batch.name, events[str(article)], np.array(codes, dtype=np.uint32), np.array(places, dtype=np.int32),
                    np.array(spans, dtype=np.int32).reshape(-1, 2))  # fmt: skip


def _cut_run(run: Run, articles: Sequence[Words]) -> Iterator[dict]:
    """One row for each pair of sentences that the run goes through."""
    a, b = articles[run.a], articles[run.b]
    steps_a, steps_b = np.arange(run.start_a, run.start_a + run.size), np.arange(run.start_b, run.start_b + run.size)
    pairs = np.column_stack([a.sentences[steps_a], b.sentences[steps_b]])
    for first, second in dict.fromkeys(map(tuple, pairs.tolist())):
        inside = (pairs == (first, second)).all(axis=1)
        if inside.sum() >= FEWEST_WORDS - 1:
            spans = a.spans[steps_a[inside]], b.spans[steps_b[inside]]
            yield dict(article_a=a.article, sentence_a=first, start_a=int(spans[0][0, 0]), end_a=int(spans[0][-1, 1]),
                       article_b=b.article, sentence_b=second, start_b=int(spans[1][0, 0]), end_b=int(spans[1][-1, 1]),
                       words=int(inside.sum()))  # fmt: skip


def _read_texts(folder: Path, articles: Sequence[Words], found: dict) -> dict[tuple[str, int], tuple[int, str]]:
    """(article, sentence) → where it starts, and its text, for the sentences of ``found``, batch by batch."""
    wanted = {(row[f"article_{side}"], row[f"sentence_{side}"]) for row in found.values() for side in "ab"}
    names = {article for article, _ in wanted}
    texts = {}
    for batch in dict.fromkeys(words.batch for words in articles if words.article in names):
        for row in read_part(folder, "sentences", batch).itertuples():
            if (row.article, row.sentence) in wanted:
                texts[row.article, row.sentence] = int(row.start), row.text
    return texts


def _finish(row: dict, texts: dict[tuple[str, int], tuple[int, str]], sizes: dict[tuple[str, int], int]) -> dict:
    keys = [(row[f"article_{side}"], row[f"sentence_{side}"]) for side in "ab"]
    for side, key in zip("ab", keys, strict=True):
        start, text = texts[key]
        row[f"text_{side}"] = text[row[f"start_{side}"] - start : row[f"end_{side}"] - start]
    count = row.pop("words")
    relation = "verbatim" if count == sizes[keys[0]] == sizes[keys[1]] else "near-verbatim"
    return row | {"relation": relation, "score": round(count / min(sizes[key] for key in keys), 3)}
