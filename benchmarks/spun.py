"""How often ordinary news is flagged as machine-rewritten (BASIL and PolNeAR, development parts), and what the first study gives.

python -m benchmarks.spun [--data DIR]
"""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

from analysis.annotate.spun import KINDS, find_spun
from analysis.corpus import Article, load_study
from analysis.measure.findings import collect_findings
from analysis.measure.intervals import wilson
from analysis.measure.rewriting import list_warnings, measure_rewriting
from analysis.parsing import parse_articles
from benchmarks.results import parse_arguments, save_result

SEEDS = Path(__file__).parent.parent / "seeds"


def main() -> None:
    """Flag every article and save the rates."""
    data = parse_arguments(argparse.ArgumentParser(description=__doc__)).data
    figures = {name: _flag(list(articles)) for name, articles in (("basil", load_basil(data)), ("polnear", load_polnear(data)))}
    for each in figures.values():
        del each["flagged_articles"]
    study = _flag(list(load_study(SEEDS).articles))
    save_result("spun", {"ordinary": figures, "first_study": study, "errors": list_errors(figures)})


def list_errors(ordinary: dict) -> list[dict]:
    """One line a collection for the table of measured errors."""
    names = {"basil": "ordinary news (BASIL)", "polnear": "ordinary news (PolNeAR)"}
    told = {"measure": "machine-rewritten articles", "score": "flagged in error", "two readings": ""}
    scores = [(name, ordinary[key]) for key, name in names.items()]
    return [
        told | {"value": each["flagged"], "low": each["low"], "high": each["high"], "n": each["articles"], "measured on": name}
        for name, each in scores
    ]


def load_basil(data: Path) -> Iterator[Article]:
    """The articles of BASIL with their titles as headlines."""
    for line in (data / "basil-dev.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        text = "\n\n".join([row["title"], *(" ".join(paragraph) for paragraph in row["paragraphs"])])
        yield Article(row["article"], row["article"], text, event=row["event"])


def load_polnear(data: Path) -> Iterator[Article]:
    """The articles of PolNeAR."""
    for number, line in enumerate((data / "polnear-dev.jsonl").read_text(encoding="utf-8").splitlines()):
        yield Article(f"p{number}", f"p{number}", json.loads(line)["text"])


def _flag(articles: list[Article]) -> dict:
    warnings: dict[str, str] = {}
    kinds, words = dict.fromkeys(KINDS, 0), 0
    for parsed in parse_articles(articles):
        spun = find_spun(parsed)
        warnings |= list_warnings(collect_findings(measure_rewriting(spun, parsed.sentences)))
        words += int(parsed.sentences.words.sum())
        for kind in spun.kind if len(spun) else ():
            kinds[kind] += 1
    share = wilson(len(warnings), len(articles))
    return {"articles": len(articles), "flagged": share.value, "low": share.low, "high": share.high,
            "marks_per_1000_words": {kind: 1000 * count / words for kind, count in kinds.items()},
            "flagged_articles": warnings}  # fmt: skip


if __name__ == "__main__":
    main()
