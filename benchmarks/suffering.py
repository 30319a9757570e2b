"""How right is it that harm is done to an actor? On invented sentences and on two articles of the first study, coded twice.

    python -m benchmarks.suffering

``tests/gold/harm.jsonl`` says for names in sentences whether two readings call the named one harmed: by violence, loss or
deprivation, told as a fact or as somebody's words. Right = in both readings, wrong = in neither, the rest does not count. What is
not found as a mention at all is left out: that is the error of mentions.
"""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from analysis.actors_file import Actor
from analysis.annotate.actors import find_mentions
from analysis.annotate.suffering import find_suffering
from analysis.corpus import Article, load_study
from analysis.measure.intervals import wilson
from analysis.parsing import parse_article
from benchmarks.results import save_result

ROOT = Path(__file__).parent.parent
CODED = ROOT / "tests" / "gold" / "harm.jsonl"
WHERE = {"invented": "invented news sentences, coded twice", "own_articles": "two own articles, coded twice"}

WAYS = {"harm suffered": "accurate", "harm suffered, words alone": ""}
"""How a way is called → the model it hears."""

Judged = tuple[bool, bool]
"""Whether harm was found, and whether both readings see it."""


def main() -> None:
    """Measure and save."""
    rows = [json.loads(line) for line in CODED.read_text(encoding="utf-8").splitlines()]
    own = [row for row in rows if "actor" in row]
    invented = [row for row in rows if "actor" not in row]
    figures: dict = {
        **{
            name: {"invented": score(judge_sentences(invented, model)), "own_articles": score(judge_articles(own, model))}
            for name, model in WAYS.items()
        },
        "two_readings": {name: measure_agreement(part) for name, part in (("own_articles", own), ("all", rows))},
    }
    save_result("suffering", figures | {"errors": list_errors(figures)})


def judge_sentences(rows: Sequence[dict], model: str) -> list[Judged]:
    """Each sentence by itself, its marked name as the only actor of a study."""
    judged = []
    for row in rows:
        parsed = parse_article(Article("bench", "bench.txt", row["sentence"]))
        mentions = find_mentions(parsed, (Actor("T", row["sentence"][row["from"] : row["to"]]),))
        named = mentions[~mentions.resolved] if "resolved" in mentions else mentions
        if agreed(row) and (named.start == row["from"]).any():
            judged.append((len(find_suffering(parsed, mentions, model=model)) > 0, all(row["harm"])))
    return judged


def judge_articles(rows: Sequence[dict], model: str) -> list[Judged]:
    """Whole articles with the actors of the first study."""
    study = load_study(ROOT / "seeds")
    found, known = set(), set()
    for name in sorted({row["article"] for row in rows}):
        parsed = parse_article(study[name])
        mentions = find_mentions(parsed, study.actors)
        known |= {(name, row.sentence, row.actor) for row in mentions.itertuples()}
        found |= {(name, row.sentence, row.actor) for row in find_suffering(parsed, mentions, model=model).itertuples()}
    keys = [((row["article"], row["number"], row["actor"]), row) for row in rows if agreed(row)]
    return [(key in found, all(row["harm"])) for key, row in keys if key in known]


def agreed(row: dict) -> bool:
    """Whether both readings say the same."""
    return len(set(row["harm"])) == 1


def score(judged: Sequence[Judged]) -> dict:
    """Precision and recall with Wilson intervals, the number of names, and how many are harmed."""
    table = np.array(judged, dtype=bool)
    return {
        "precision": _with_interval(table[table[:, 0], 1]),
        "recall": _with_interval(table[table[:, 1], 0]),
        "n": len(table),
        "harmed": int(table[:, 1].sum()),
    }


def _with_interval(right: np.ndarray) -> dict:
    return wilson(int(right.sum()), len(right))._asdict()


def measure_agreement(rows: Sequence[dict]) -> float:
    """F1 of one reading against the other."""
    first, second = np.array([row["harm"] for row in rows], dtype=bool).T
    return float(2 * (first & second).sum() / (first.sum() + second.sum()))


def list_errors(figures: dict) -> list[dict]:
    """One line a score for the table of measured errors."""
    agreement = {"invented": figures["two_readings"]["all"], "own_articles": figures["two_readings"]["own_articles"]}
    return [
        {"measure": way, "score": score, **figures[way][part][score], "n": figures[way][part]["n"], "measured on": where,
         "two readings": round(agreement[part], 2)}
        for way in WAYS for part, where in WHERE.items() for score in ("precision", "recall")
    ]  # fmt: skip


if __name__ == "__main__":
    main()
