"""How far stance can be trusted: every scorer on coded sentences. Writes benchmarks/results/stance.json (figures only).

usage: python -m benchmarks.stance [--data ../shared/data] [--scorers accurate fast …]
Coded material: our own two articles (coded twice; what both readings agree on), NewsMTSC's dev parts, and mentions of
the SemEval-2025 articles on Ukraine by role. Intervals are percentile bootstraps over the targets, those of
shares Wilson's.
"""

import argparse
import json
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import numpy as np

from analysis.annotate.encoder import use_cores
from analysis.annotate.scorers import LABELS, Judgement
from analysis.annotate.scorers.models import score_model
from analysis.annotate.stance import SCORERS, list_scorers
from analysis.annotate.targets import Target
from analysis.corpus import Article
from analysis.measure.intervals import wilson
from analysis.parsing import parse_article
from analysis.splitting import split_paragraphs, split_sentences
from benchmarks.results import fresh_cache

HERE = Path(__file__).parent
GOLD = HERE.parent / "tests" / "gold"
OUT = HERE / "results" / "stance.json"
DATA = {
    "own_articles": "two own articles, coded twice", "newsmtsc_mt_dev": "NewsMTSC, mt dev", "newsmtsc_rw_dev": "NewsMTSC, rw dev",
    "newsmtsc_mt_test": "NewsMTSC, mt test", "newsmtsc_rw_test": "NewsMTSC, rw test",
}  # fmt: skip
DRAWS, SEED = 1000, 20220329
VALUES = {"negative": -1, "neutral": 0, "positive": 1}


def read_rows(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def make_target(text: str, mentions: Sequence[tuple[int, int]], others: Sequence[tuple[int, int]] = ()) -> Target:
    """One target in a sentence of its own, parsed with the names as they stand."""
    parsed = parse_article(Article("bench", "bench.txt", text))
    return Target(0, 0, text, "T", tuple(mentions), tuple(others), (), parsed.doc[:])


def read_news(path: Path) -> tuple[list[Target], list[int]]:
    """NewsMTSC: one marked person a sentence."""
    rows = read_rows(path)
    return [make_target(row["sentence"], [(row["from"], row["to"])]) for row in rows], [row["polarity"] for row in rows]


def read_gold() -> tuple[list[Target], list[int]]:
    """The sentence–actor pairs of our own articles on which both readings agree."""
    texts = {row["id"]: row["text"] for row in json.loads((GOLD / "sentences.json").read_text(encoding="utf-8"))}
    first, second = ({(r["id"], r["actor"]): r["stance"] for r in read_rows(GOLD / folder / "stance.jsonl")} for folder in "AB")
    places = [(m["id"], m["actor"], m["kind"], m["start"], m["start"] + len(m["text"])) for m in read_rows(GOLD / "A" / "mentions.jsonl")]
    targets, labels = [], []
    for (number, actor), label in first.items():
        own = [(a, b) for n, who, kind, a, b in places if (n, who, kind) == (number, actor, "actor")]
        if second.get((number, actor)) == label and own:
            targets.append(make_target(texts[number], own, [(a, b) for n, _, _, a, b in places if n == number and (a, b) not in own]))
            labels.append(label)
    return targets, labels


def read_roles(path: Path) -> tuple[list[Target], list[str]]:
    """Mentions of the SemEval articles in their sentence, with the role that coders gave them."""
    targets, roles = [], []
    for row in read_rows(path):
        spans = [span for a, b in split_paragraphs(row["text"]) for span in split_sentences(row["text"], a, b)]
        for entity in row["entities"]:
            found = [(a, b) for a, b in spans if a <= entity["start"] and entity["end"] <= b]
            if found:
                start, end = found[0]
                targets.append(make_target(row["text"][start:end], [(entity["start"] - start, entity["end"] - start)]))
                roles.append(entity["role"])
    return targets, roles


def load_material(data: Path) -> dict[str, tuple[list[Target], list]]:
    """Part → targets and what coders say of them."""
    news = sorted((data / "newsmtsc").glob("*-*.jsonl"))
    material: dict[str, tuple[list[Target], list]] = {"own_articles": read_gold()}
    material |= {f"newsmtsc_{path.stem.replace('-', '_')}": read_news(path) for path in news}
    return material | {"semeval_ukraine": read_roles(data / "semeval2025t10-ukraine-dev.jsonl")}


def macro_f1(truth: np.ndarray, found: np.ndarray) -> float:
    """Mean F1 of negative, neutral, positive."""
    both = [((truth == c) & (found == c)).sum() for c in (-1, 0, 1)]
    sizes = [(truth == c).sum() + (found == c).sum() for c in (-1, 0, 1)]
    return float(np.mean([2 * hit / max(1, size) for hit, size in zip(both, sizes, strict=True)]))


def measure_auc(above: np.ndarray, below: np.ndarray) -> float:
    """The chance that a value of the first lies above one of the second."""
    return float((above[:, None] > below).mean() + 0.5 * (above[:, None] == below).mean())


def with_interval(measure: Callable[..., float], *columns: np.ndarray) -> dict:
    """The measure, its 95% interval over resampled rows, and n."""
    generator = np.random.default_rng(SEED)
    n = len(columns[0])
    draws = [measure(*(column[pick] for column in columns)) for pick in generator.integers(0, n, size=(DRAWS, n))]
    low, high = np.nanquantile(draws, [0.025, 0.975])
    return {"value": round(measure(*columns), 4), "low": round(float(low), 4), "high": round(float(high), 4), "n": n}


def share_of(right: np.ndarray) -> dict:
    """The share of the rows that hold, its Wilson interval, and n: resampling rows of which none holds would give no interval."""
    value, low, high = wilson(int(right.sum()), len(right))
    return {"value": round(value, 4), "low": round(low, 4), "high": round(high, 4), "n": len(right)}


def score_labels(truth: Sequence[int], judged: Sequence[Judgement]) -> dict:
    y, p = np.array(truth), np.array([VALUES[each.label] for each in judged])
    return {
        "macro_f1": with_interval(macro_f1, y, p),
        "accuracy": share_of(y == p),
        "sign_flips": share_of(y * p == -1),
        "all_neutral_macro_f1": round(macro_f1(y, np.zeros_like(y)), 4),
    }


def score_roles(roles: Sequence[str], judged: Sequence[Judgement]) -> dict:
    role, score = np.array(roles), np.array([each.score for each in judged])
    label = np.array([each.label for each in judged])

    def auc(r: np.ndarray, s: np.ndarray) -> float:
        return measure_auc(s[r == "Protagonist"], s[r == "Antagonist"])

    return {
        "protagonist_over_antagonist_auc": with_interval(auc, role, score),
        "innocent_not_negative": share_of(label[role == "Innocent"] != LABELS[0]),
    }


def measure_scorer(name: str, material: dict) -> dict:
    score = partial(score_model, name=name, evidence=False) if name in ("accurate", "fast") else SCORERS[name]
    score(material["own_articles"][0][:4])  # the first call loads the model
    found = {}
    for part, (targets, truth) in material.items():
        with fresh_cache(), use_cores(1):
            began = time.process_time()
            judged = score(targets)
            speed = len(targets) / max(time.process_time() - began, 1e-9)
        found[part] = (score_roles if part == "semeval_ukraine" else score_labels)(truth, judged) | {
            "targets_per_cpu_second": round(speed, 1)
        }
        print(name, part, json.dumps({k: v["value"] if isinstance(v, dict) else v for k, v in found[part].items()}), flush=True)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=HERE.parent.parent / "shared" / "data")
    parser.add_argument("--scorers", nargs="*", default=list_scorers())
    arguments = parser.parse_args()
    material = load_material(arguments.data)
    results = json.loads(OUT.read_text(encoding="utf-8")) if OUT.is_file() else {"scorers": {}}
    for name in arguments.scorers:
        results["scorers"][name] = measure_scorer(name, material)
    results["errors"] = list_errors(results["scorers"])
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


def list_errors(scorers: dict) -> list[dict]:
    """The table that report and notebook print: macro-F1 and sign flips of every scorer on coded sentences."""
    rows = []
    for name in sorted(scorers, key=list(SCORERS).index):
        for part, title in DATA.items():
            for score in ("macro_f1", "sign_flips"):
                found = scorers[name].get(part, {}).get(score)
                if found:
                    human = 0.94 if part == "own_articles" and score == "macro_f1" else ""
                    row = {
                        "measure": f"stance, {name}",
                        "score": score.replace("_", " ").replace("f1", "F1"),
                        **found,
                        "measured on": title,
                    }
                    rows.append(row | {"two readings": human})
    return rows


if __name__ == "__main__":
    main()
