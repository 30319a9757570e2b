"""The tables of a large study: every batch annotated, compared and measured, by one process or by many, to the same bytes."""

import contextlib
import json
import tempfile
from collections.abc import Generator, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

from analysis.annotate.encoder import use_cores
from analysis.annotate.stance import list_scorers
from analysis.errors import ParallaxError
from analysis.files import lock_folder, write_atomically
from analysis.fingerprints import hash_parts
from analysis.pipeline import Tables, build_tables, stack_tables
from analysis.run import show_progress
from analysis.scale.across import find_copies_across, measure_copies_across
from analysis.scale.parts import clear_leftovers, read_mark, save_part, save_whole
from analysis.scale.plan import BATCH, Batch, load_groups, plan_batches
from analysis.store import STAMP, default_output

SUMMARY = "parts.json"
ACROSS = "part-across"
"""The part of ``findings`` that compares articles on different events; made when all batches are there."""
SECONDS_TO_CONNECT = 10
COMPARING = ("lineage.", "coverage.", "keyness.")
"""Findings that compare the articles of an event; there are none of an event too large to be compared."""


def make_parts(study: Path, out: Path | None = None, *, workers: int = 1, scheduler: str = "", scorer: str = "", size: int = BATCH) -> Path:
    """Make every table of the study in ``out``/tables as Parquet parts; the folder they are in.

    Batches that an earlier run finished on the same texts and code are kept. ``scheduler`` is the address of a running
    Dask scheduler whose workers see the same folders; else ``workers`` processes are started, or with 1 none. A run takes as
    many cores as it has workers, no more. ``scorer`` is the one scorer of stance: by default the fast model where it is there,
    else the transparent one.
    """
    scorer = _choose_scorer(scorer)
    target = out or default_output(study)
    folder = target / "tables"
    with lock_folder(target):
        batches = plan_batches(study, scorer=scorer, size=size, progress=show_progress)
        (folder / SUMMARY).unlink(missing_ok=True)
        names = {batch.name for batch in batches}
        clear_leftovers(folder, names)
        rows = {batch.name: read_mark(folder, batch.name, batch.stamp) for batch in batches}
        todo = [batch for batch in batches if rows[batch.name] is None]
        make = partial(make_batch, study.resolve(), folder.resolve())
        with contextlib.closing(_run(make, todo, workers, scheduler)) as done:
            for name, counts in show_progress(done, len(todo), f"batches of {size} articles"):
                rows[name] = counts
        clear_leftovers(folder, names)  # what a worker had begun to write when it was killed
        copies = find_copies_across(folder, batches)
        save_whole(copies, folder, "copies")
        across = measure_copies_across(folder, batches, copies)
        save_whole(across, folder, "findings", part=ACROSS)
        _remove_small(folder)
        write_atomically(folder / SUMMARY, _summarise(batches, rows, {"copies": len(copies), "findings": len(across)}))
    return folder


def make_batch(study: Path, folder: Path, batch: Batch) -> tuple[str, dict[str, int]]:
    """Read, annotate, compare and measure one batch on one core and write its parts; its name and the rows of each table."""
    with use_cores(1):
        tables = [build_tables(group, scorers=[batch.scorer]) for group in load_groups(study, batch)]
    stacked = {name: stack_tables(name, [each[name] for each in tables]) for name in tables[0] if name != "copies"}
    if not batch.compared:
        stacked = _without_comparisons(stacked)
    return batch.name, save_part(stacked, folder, batch.name, batch.stamp)


def _choose_scorer(name: str) -> str:
    there = list_scorers()
    if name and name not in there:
        raise ParallaxError(f"there is no scorer '{name}' here; choose from {', '.join(there)}")
    return name or ("fast" if "fast" in there else "transparent")


def _without_comparisons(tables: Tables) -> Tables:
    """An article measured for itself says nothing of the others: no shares, no 'accounts'."""
    findings = tables["findings"]
    kept = ~findings.measure.str.startswith(COMPARING)
    return tables | {"findings": findings[kept], "articles": tables["articles"].assign(independent_share=float("nan"))}


def _run(make, batches: Sequence[Batch], workers: int, scheduler: str) -> Generator[tuple[str, dict[str, int]], None, None]:
    if workers <= 1 and not scheduler:
        yield from map(make, batches)
    elif batches:
        yield from _run_on_dask(make, batches, workers, scheduler)


def _run_on_dask(make, batches: Iterable[Batch], workers: int, scheduler: str) -> Iterator[tuple[str, dict[str, int]]]:
    """Results as they come. A batch whose worker dies is given to another; counts alone travel back."""
    try:
        from dask.distributed import CancelledError, KilledWorker, as_completed
    except ImportError:
        raise ParallaxError("several workers need Dask: pip install 'parallax-news[scale]'") from None
    with _connect(workers, scheduler) as client:
        futures = [client.submit(make, batch, key=f"{batch.name}-{batch.stamp[:16]}", pure=False) for batch in batches]
        try:
            for future in as_completed(futures):
                yield future.result()
                future.release()
        except KilledWorker as error:
            raise ParallaxError(f"a batch ended several workers, perhaps for want of memory ({error.task}); use fewer workers") from None
        except CancelledError:
            raise ParallaxError("the Dask scheduler was lost; start the run again, finished batches are kept") from None
        finally:
            with contextlib.suppress(CancelledError, OSError):
                client.cancel(futures)


@contextlib.contextmanager
def _connect(workers: int, scheduler: str):
    """A Dask client of the scheduler named, or of processes of our own that end with it."""
    from dask.distributed import Client, LocalCluster

    if scheduler:
        try:
            client = Client(scheduler, timeout=SECONDS_TO_CONNECT)
        except (OSError, ValueError) as error:
            raise ParallaxError(f"no Dask scheduler answers at '{scheduler}' ({type(error).__name__})") from None
        with client:
            yield client
        return
    with (
        tempfile.TemporaryDirectory() as scratch,
        LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None, local_directory=scratch, silence_logs=50) as cluster,
        Client(cluster) as client,
    ):
        yield client


def _remove_small(folder: Path) -> None:
    """Tables of an earlier run on a smaller study, so that nobody reads two sorts of results as one."""
    with contextlib.suppress(OSError, ValueError, KeyError):
        names = json.loads((folder / STAMP).read_text(encoding="utf-8"))["tables"]
        (folder / STAMP).unlink()
        for name in names:
            (folder / f"{name}.csv").unlink(missing_ok=True)


def _summarise(batches: Sequence[Batch], rows: dict[str, dict[str, int] | None], whole: dict[str, int]) -> str:
    counts = dict(whole)
    for batch in batches:
        for table, count in (rows[batch.name] or {}).items():
            counts[table] = counts.get(table, 0) + count
    made_from = hash_parts(batch.stamp for batch in batches)
    return json.dumps({"made_from": made_from, "articles": sum(len(b.rows) for b in batches), "rows": counts}, indent=1) + "\n"
