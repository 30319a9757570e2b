"""Does emphasis point to the person an article is about? (BASIL: the entities that coders named as an article's main ones.)

    python -m benchmarks.emphasis [--data DIR]

Candidates are all persons that spaCy's named entities find, joined by last name; the AUC is the chance that a main person has a
larger share of emphasis than another person of some article.
"""

import argparse
import json
from collections.abc import Sequence

import numpy as np
import pandas as pd

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
    save_result("emphasis", figures | {"articles": int(table.article.nunique()), "main": int(table.main.sum()), "persons": len(table)})


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


def rank_auc(positive: Sequence[float], negative: Sequence[float]) -> float:
    """The chance that a positive value is above a negative one, ties counting half."""
    from scipy.stats import rankdata

    positive, negative = np.asarray(positive), np.asarray(negative)
    ranks = rankdata(np.concatenate([positive, negative]))[: len(positive)]
    return float((ranks.sum() - len(positive) * (len(positive) + 1) / 2) / (len(positive) * len(negative)))


def _find_persons(sentences: pd.DataFrame) -> pd.DataFrame:
    model = load_model(entities=True)
    docs = model.pipe(sentences.text, disable=["parser", "lemmatizer"])
    found = [
        (number, span.text) for number, doc in zip(sentences.sentence, docs, strict=True) for span in doc.ents if span.label_ == "PERSON"
    ]
    rows = [(number, name.replace("’s", "").replace("'s", "").split()[-1].lower()) for number, name in found if name.strip()]
    return pd.DataFrame(rows, columns=["sentence", "what"])


if __name__ == "__main__":
    main()
