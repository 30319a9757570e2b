"""Does emphasis point to the person an article is about? (BASIL: the entities that coders named as an article's main ones.)

    python -m benchmarks.emphasis [--data DIR]

Candidates are all persons that spaCy's named entities find, joined by last name; the AUC is the chance that a main person has a
larger share of emphasis than another person of some article.
"""

import argparse
import json

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from analysis.corpus import Article, split_article
from analysis.measure.emphasis import count_by_sentence, weigh_positions
from analysis.parsing import load_model
from analysis.tables import EDITORIAL_PARTS
from benchmarks.results import parse_arguments, save_result

HEADLINE_BONUS = 1.0
"""A mention in the headline counts as one in the first sentence."""


def main() -> None:
    """Score each way of counting and save the AUC."""
    data = parse_arguments(argparse.ArgumentParser(description=__doc__)).data
    rows = [row for line in (data / "basil-dev.jsonl").read_text(encoding="utf-8").splitlines() for row in score_article(json.loads(line))]
    table = pd.DataFrame(rows)
    ways = ("raw", "position", "position_and_headline")
    figures = {way: rank_auc(table[way][table.main], table[way][~table.main]) for way in ways}
    figures |= {"articles": int(table.article.nunique()), "main": int(table.main.sum()), "persons": len(table)}
    save_result("emphasis", figures | {"errors": list_errors(figures, table)})


def list_errors(figures: dict, table: pd.DataFrame) -> list[dict]:
    """One line a way of counting for the table of measured errors, with the interval over articles."""
    names = {"raw": "emphasis of an actor, raw counts", "position": "emphasis of an actor, weighted by position"}
    return [
        {"measure": name, "score": "AUC, main person of an article", "value": figures[way], **_resample(table, way),
         "n": figures["articles"], "measured on": "BASIL, main entities as coded", "two readings": ""}
        for way, name in names.items()
    ]  # fmt: skip


def _resample(table: pd.DataFrame, way: str, *, seed: int = 5, rounds: int = 500) -> dict:
    """The middle 95% of the AUC over articles drawn with replacement."""
    chance = np.random.default_rng(seed)
    parts = [(own[way][own.main].to_numpy(), own[way][~own.main].to_numpy()) for _, own in table.groupby("article")]
    drawn = [[parts[k] for k in chance.integers(len(parts), size=len(parts))] for _ in range(rounds)]
    values = [rank_auc(np.concatenate([p for p, _ in draw]), np.concatenate([n for _, n in draw])) for draw in drawn]
    return dict(zip(("low", "high"), map(float, np.quantile(values, [0.025, 0.975])), strict=True))


def score_article(row: dict) -> list[dict]:
    """One row a person: its share of mentions, of position weight, and of that with the headline; and whether coders named it."""
    text = "\n\n".join([row["title"], *(" ".join(paragraph) for paragraph in row["paragraphs"])])
    sentences = split_article(Article(row["article"], row["article"], text))
    mentions = _find_persons(sentences)
    people = sorted(set(mentions.what))
    if not people:
        return []
    counts = count_by_sentence(mentions, sentences, people)
    headline = set(sentences.sentence[~sentences.part.isin(EDITORIAL_PARTS)])
    bonus = np.array([((mentions.what == person) & mentions.sentence.isin(headline)).sum() for person in people]) * HEADLINE_BONUS
    weighted = weigh_positions(len(counts)) @ counts
    shares = {"raw": counts.sum(axis=0), "position": weighted, "position_and_headline": weighted + bonus}
    main = {name.replace("_", " ").split()[-1].lower() for name in row["entities"]}
    return [
        dict(article=row["article"], main=person in main, **{way: value[k] / max(value.sum(), 1e-9) for way, value in shares.items()})
        for k, person in enumerate(people)
    ]


def rank_auc(positive: ArrayLike, negative: ArrayLike) -> float:
    """The chance that a positive value is above a negative one, ties counting half."""
    from scipy.stats import rankdata

    first, second = np.asarray(positive, dtype=float), np.asarray(negative, dtype=float)
    ranks = rankdata(np.concatenate([first, second]))[: len(first)]
    return float((ranks.sum() - len(first) * (len(first) + 1) / 2) / (len(first) * len(second)))


def _find_persons(sentences: pd.DataFrame) -> pd.DataFrame:
    """Every place where the last name of a person stands whom the named entities find anywhere in the article."""
    model = load_model(entities=True)
    docs = list(model.pipe(sentences.text, disable=["parser", "lemmatizer"]))
    names = {_last_name(span.text) for doc in docs for span in doc.ents if span.label_ == "PERSON" and span.text.strip()}
    rows = [
        (number, token.text)
        for number, doc in zip(sentences.sentence, docs, strict=True)
        for token in doc
        if token.text in names and token.text[:1].isupper()
    ]
    return pd.DataFrame(rows, columns=["sentence", "what"]).assign(what=lambda table: table.what.str.lower())


def _last_name(text: str) -> str:
    return text.replace("’s", "").replace("'s", "").split()[-1]


if __name__ == "__main__":
    main()
