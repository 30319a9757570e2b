"""Long runs and hard knocks: does a large run keep its pace and its memory, and do interruptions leave no trace?

``python -m benchmarks.endurance --articles 5000`` makes the tables of generated articles with one worker: peak memory, and the
pace of the last tenth of the batches beside that of the first. ``--last-step 5000`` makes the last step alone, which looks for
copies in all articles at once: memory and seconds. ``--knocks 500`` makes the same tables undisturbed, then killed or interrupted
at random moments and resumed, then by two workers of which one is killed, and compares every byte. All are kept in
``benchmarks/results/speed.json``.
"""

import argparse
import hashlib
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pandas as pd

from analysis.corpus import split_article
from analysis.scale.across import find_copies_across, measure_copies_across
from analysis.scale.parts import save_part
from analysis.scale.plan import load_groups, plan_batches
from analysis.tables import empty_table
from benchmarks.speed import describe_machine, generate_study, keep_results

SEED = 20220329
KNOCKS = 5
TENTH = 0.1


def measure_long_run(count: int) -> dict:
    """One worker from beginning to end on ``count`` generated articles."""
    with tempfile.TemporaryDirectory() as home:
        study, out = generate_study(Path(home) / "study", count), Path(home) / "out"
        began = time.time()
        _start(study, out).wait()
        ended = time.time()
        marks = sorted(path.stat().st_mtime for path in (out / "tables" / "parts" / "done").glob("*.json"))
        whole = (out / "tables" / "parts.json").is_file()
    return {"articles": count, "came to the end": whole, "articles a second": count / (ended - began)} | _compare_pace(marks) | {
        "seconds after the last batch": ended - marks[-1],
        "peak memory, MiB": _peak(resource.RUSAGE_CHILDREN),
    }  # fmt: skip


def _compare_pace(marks: list[float]) -> dict:
    """Batches a second in the last tenth of the run ÷ those in the first; the first batch, which loads all, is left out."""
    size = max(2, round(len(marks) * TENTH))
    if len(marks) < 2 * size + 1:
        return {}
    first, last = marks[1 : size + 2], marks[-size - 1 :]
    return {"pace of the last tenth of batches ÷ first tenth": (first[-1] - first[0]) / (last[-1] - last[0])}


def measure_last_step(count: int) -> dict:
    """What is done when all parts are there, the only work on all articles at once. The memory is this process's: nothing goes before."""
    with tempfile.TemporaryDirectory() as home:
        study, folder = generate_study(Path(home) / "study", count), Path(home)
        batches = plan_batches(study, scorer="transparent")
        for batch in batches:
            articles = [article for group in load_groups(study, batch) for article in group.articles]
            tables = {"sentences": pd.concat(list(map(split_article, articles)), ignore_index=True), "quotes": empty_table("quotes")}
            save_part(tables, folder, batch.name, batch.stamp)
        began = time.process_time()
        copies = find_copies_across(folder, batches)
        measure_copies_across(folder, batches, copies)
        seconds = time.process_time() - began
    return {"articles": count, "copied sentences": len(copies), "seconds": seconds, "peak memory, MiB": _peak(resource.RUSAGE_SELF)}


def _peak(whose: int) -> float:
    return resource.getrusage(whose).ru_maxrss / 1024


def measure_knocks(count: int) -> dict:
    """Whether the bytes are the same after interruptions at random moments, and after a worker was killed."""
    chance = random.Random(SEED)
    with tempfile.TemporaryDirectory() as home:
        study = generate_study(Path(home) / "study", count)
        began = time.time()
        _start(study, Path(home) / "calm").wait()
        took = time.time() - began
        moments = [chance.uniform(0.02, 0.4) * took for _ in range(KNOCKS)]
        for number, moment in enumerate(moments):
            _interrupt(_start(study, Path(home) / "knocked"), moment, (signal.SIGKILL, signal.SIGINT)[number % 2])
        _start(study, Path(home) / "knocked").wait()
        run = _start(study, Path(home) / "bereft", workers=2)
        killed = _kill_a_worker(run, chance.uniform(0.2, 0.35) * took)
        ended = run.wait()
        calm = _read_sums(Path(home) / "calm")
        return {
            "articles": count, "files": len(calm), "interruptions": KNOCKS, "seconds undisturbed": took,
            "same bytes after interruptions": _read_sums(Path(home) / "knocked") == calm,
            "a worker was killed": killed, "came to the end without it": ended == 0,
            "same bytes after a killed worker": _read_sums(Path(home) / "bereft") == calm,
        }  # fmt: skip


def _start(study: Path, out: Path, workers: int = 1) -> subprocess.Popen:
    """A run with a cache of its own, so that each reads every article anew."""
    environment = os.environ | {"PARALLAX_CACHE": str(out.parent / f"cache of {out.name}")}
    command = [sys.executable, "-m", "analysis", "tables", "--study", str(study), "--out", str(out), "--workers", str(workers)]
    quiet = subprocess.DEVNULL
    return subprocess.Popen([*command, "--scorer", "transparent"], env=environment, stdout=quiet, stderr=quiet)


def _interrupt(run: subprocess.Popen, after: float, how: signal.Signals) -> None:
    try:
        run.wait(timeout=after)
    except subprocess.TimeoutExpired:
        run.send_signal(how)
        run.wait()


def _kill_a_worker(run: subprocess.Popen, after: float) -> bool:
    """Kill one Dask worker (a grandchild) of ``run``; whether there was one."""
    time.sleep(after)
    workers = [child for nanny in _children(run.pid) for child in (nanny, *_children(nanny)) if "spawn_main" in _command(child)]
    if workers:
        os.kill(workers[-1], signal.SIGKILL)
    return bool(workers)


def _children(process: int) -> list[int]:
    """The processes that any of its threads started."""
    lists = Path(f"/proc/{process}/task").glob("*/children")
    return [int(number) for path in lists for number in path.read_text().split()]


def _command(process: int) -> str:
    path = Path(f"/proc/{process}/cmdline")
    return path.read_bytes().replace(b"\0", b" ").decode() if path.is_file() else ""


def _read_sums(out: Path) -> dict[str, str]:
    return {
        path.relative_to(out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(out.rglob("*")) if path.is_file()
    }


def main() -> None:
    """Measure what is asked for and keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=0)
    parser.add_argument("--knocks", type=int, default=0, metavar="ARTICLES")
    parser.add_argument("--last-step", type=int, default=0, metavar="ARTICLES")
    options = parser.parse_args()
    if options.last_step:
        keep_results("last step", measure_last_step(options.last_step) | describe_machine())
    if options.articles:
        keep_results("long run", measure_long_run(options.articles) | describe_machine())
    if options.knocks:
        keep_results("knocks", measure_knocks(options.knocks) | describe_machine())


if __name__ == "__main__":
    main()
