"""How long the work takes beside one bare spaCy parse of the same texts, and beside the chain a user would build.

``python -m benchmarks.speed --data DIR`` measures side by side, article by article in one process, so that a busy machine
slows all alike; times are the processor's. ``--workers`` adds generated studies on one and two workers (idle machine wanted).
``--chain DIR`` compares with textacy, textdescriptives and asent, installed into an environment in DIR, and keeps it there.
Ratios are kept in ``benchmarks/results/speed.json``; each run replaces what it measures and leaves the rest.
"""

import argparse
import json
import os
import platform
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from importlib.metadata import version
from pathlib import Path

from analysis.annotate.stance import list_scorers
from analysis.corpus import Article, Study, load_study, split_article
from analysis.parsing import load_model, parse_article
from analysis.pipeline import annotate_article
from benchmarks.peers import MODEL, ask_peer
from benchmarks.results import fresh_cache

RESULTS = Path(__file__).parent / "results" / "speed.json"
SEEDS = Path(__file__).parent.parent / "seeds"
INVENTED = Path(__file__).parent / "training" / "data" / "articles"
PARAGRAPHS, SHORTEST = 6, 80
"""Of a generated article; characters of a paragraph that is used."""
CHAIN = ["textacy==0.13.0", "textdescriptives==2.8.4", "asent==0.8.3", MODEL]


def read_articles(data: Path, count: int) -> list[Article]:
    """News articles of the coded data (BASIL, PolNeAR), evenly spread."""
    basil = [json.loads(line) for line in (data / "basil-dev.jsonl").open(encoding="utf-8")]
    polnear = [json.loads(line) for line in (data / "polnear-dev.jsonl").open(encoding="utf-8")]
    texts = ["\n\n".join([row["title"], *(" ".join(part) for part in row["paragraphs"])]) for row in basil] + [
        row["text"] for row in polnear
    ]
    chosen = [texts[k * len(texts) // count] for k in range(min(count, len(texts)))]
    return [Article(f"n{k}", f"n{k}.txt", text) for k, text in enumerate(chosen)]


def measure_annotation(articles: list[Article]) -> dict:
    """Our complete annotation by scorer of stance, and a warm cache, each ÷ a bare parse of the same texts."""
    seeds, nlp = load_study(SEEDS), load_model()
    scorers = {"no stance model": ["transparent"], **{name: [name] for name in ("fast", "accurate") if name in list_scorers()}}
    spent = dict.fromkeys(["bare", "ours", "warm", *scorers], 0.0)
    with tempfile.TemporaryDirectory() as folder:
        for number, article in enumerate([articles[0], *articles]):  # the first is done twice: loading does not count
            home = Path(folder) / str(number)
            study = Study(seeds.folder, (article,), seeds.actors)
            bare = _time(lambda article=article: nlp(article.text))
            parsed, cold = _time_of(lambda article=article, home=home: parse_article(article, cache=home))
            _, warm = _time_of(lambda article=article, home=home: parse_article(article, cache=home))
            if number:
                spent["bare"] += bare
                spent["ours"] += cold
                spent["warm"] += warm
            for name, chosen in scorers.items():
                parsed.shared.clear()
                with fresh_cache():  # else the models' answers of the round before would be read back
                    seconds = _time(lambda parsed=parsed, study=study, chosen=chosen: annotate_article(parsed, study, chosen))
                spent[name] += seconds if number else 0.0
    ratios = {f"complete annotation ÷ bare parse, {name}": (spent["ours"] + spent[name]) / spent["bare"] for name in scorers}
    split = _time(lambda: [split_article(article) for article in articles])
    return {
        "articles": len(articles),
        "words": sum(len(article.text.split()) for article in articles),
        "bare parse, seconds": spent["bare"],
        "splitting ÷ bare parse": split / spent["bare"],
        "reading the parse, warm ÷ cold": spent["warm"] / spent["ours"],
        "warm ÷ cold, with annotation": (spent["warm"] + spent["no stance model"]) / (spent["ours"] + spent["no stance model"]),
        "ours, seconds": spent["ours"] + spent["no stance model"],
        "peak memory, MiB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        **ratios,
    }


def measure_chain(articles: list[Article], ours: float, environment: Path | None) -> dict:
    """Our complete annotation ÷ textacy + textdescriptives + asent on the same texts, in an environment of their own."""
    with tempfile.TemporaryDirectory() as folder:
        texts = Path(folder) / "texts.json"
        texts.write_text(json.dumps([article.text for article in articles]), encoding="utf-8")
        found = ask_peer(Path(__file__).parent / "peer_chain.py", CHAIN, str(texts), folder=environment)
    assert isinstance(found, dict)
    return {
        "chain, seconds": found["seconds"],
        "chain, parts of textdescriptives": found["parts"],
        "ours ÷ textacy + textdescriptives + asent": ours / found["seconds"],
    }


def measure_workers(count: int) -> dict:
    """Wall seconds of one process and of two workers on ``count`` generated articles, and whether the bytes are the same."""
    with tempfile.TemporaryDirectory() as home:
        study = generate_study(Path(home) / "study", count)
        seconds = {workers: _run_tables(study, Path(home) / str(workers), workers) for workers in (1, 2)}
        bytes_of = [{p.relative_to(Path(home) / w): p.read_bytes() for p in (Path(home) / w).rglob("*") if p.is_file()} for w in ("1", "2")]
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return {
        "generated articles": count,
        "one process, articles a second": count / seconds[1],
        "throughput of 2 workers ÷ one process": seconds[1] / seconds[2],
        "same bytes on 1 and 2 workers": bytes_of[0] == bytes_of[1],
        "peak memory of one worker, MiB": peak,
    }


def generate_study(folder: Path, count: int, a_day: int = 5) -> Path:
    """``count`` articles of six paragraphs dealt from invented ones, ``a_day`` on each event, with the first study's actors.

    Hardly any sentence stands in two articles before every paragraph is dealt: what is read once and kept is read by all alike.
    """
    import random

    generator = random.Random(20220329)
    paragraphs = list_paragraphs()
    dealt: list[str] = []
    folder.mkdir(parents=True)
    rows = ["article,file,event"]
    for number in range(count):
        name = f"{number:06d}.txt"
        if len(dealt) < PARAGRAPHS:
            dealt += generator.sample(paragraphs, len(paragraphs))
        (folder / name).write_text("\n\n".join(dealt.pop() for _ in range(PARAGRAPHS)), encoding="utf-8")
        rows.append(f"n{number:06d},{name},event {number // a_day}")
    (folder / "articles.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    (folder / "actors.toml").write_bytes((SEEDS / "actors.toml").read_bytes())
    return folder


def list_paragraphs() -> list[str]:
    """Those of the invented articles of ``training/data``; the names most used in a file become those of the first study's actors."""
    names = [actor.name for actor in load_study(SEEDS).actors]
    found = []
    for path in sorted(INVENTED.glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        most = Counter(re.findall(r"(?<=[a-z,] )[A-Z][a-z]{3,}\b", text)).most_common(len(names))
        for (word, _), name in zip(most, names, strict=False):
            text = re.sub(rf"\b{word}\b", name, text)
        found += [line for line in text.splitlines() if len(line) > SHORTEST]
    return found


def _run_tables(study: Path, out: Path, workers: int) -> float:
    environment = os.environ | {"PARALLAX_CACHE": str(out.parent / f"cache-{workers}")}
    command = [sys.executable, "-m", "analysis", "tables", "--study", str(study), "--out", str(out), "--workers", str(workers)]
    start = time.perf_counter()
    subprocess.run([*command, "--scorer", "transparent"], check=True, env=environment, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def _time(work) -> float:
    return _time_of(work)[1]


def _time_of(work) -> tuple:
    start = time.process_time()
    result = work()
    return result, time.process_time() - start


def main() -> None:
    """Measure what is asked for and keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--articles", type=int, default=200)
    parser.add_argument("--chain", type=Path, metavar="DIR")
    parser.add_argument("--workers", type=int, default=0, metavar="ARTICLES")
    options = parser.parse_args()
    found: dict = {}
    if options.workers:
        found |= measure_workers(options.workers)
    else:
        articles = read_articles(options.data, options.articles)
        found |= measure_annotation(articles)
        if options.chain:
            found |= measure_chain(articles, found["ours, seconds"], options.chain)
    keep_results("workers" if options.workers else "annotation", found | describe_machine())


def describe_machine() -> dict:
    """Where and under which load something was measured."""
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, spaCy {version('spacy')}"
    return {"machine": machine, "load when measured": round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None}


def keep_results(part: str, found: dict) -> None:
    """Put ``found`` in the place of what was measured for ``part``; the rest is left as it is."""
    kept = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    rounded = {key: round(value, 3) if isinstance(value, float) else value for key, value in found.items()}
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps(kept | {part: rounded}, indent=1, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8")
    print(json.dumps(rounded, indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()
