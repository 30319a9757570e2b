"""How a large study is cut into batches: whole events together, so that their articles can be compared."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.actors_file import load_actors
from analysis.corpus import Study, list_rows, no_articles, read_files, refuse, survey_study
from analysis.fingerprints import hash_parts
from analysis.pipeline import Progress
from analysis.store import code_version, read_settings

BATCH = 50
"""Articles in a batch, at least; a batch ends with an event."""

LARGEST_EVENT = 50
"""Articles of one event that are compared pair by pair; those of a larger one are only measured each for itself,
and what they copied is found by the index over the whole study."""


@dataclass(frozen=True)
class Batch:
    """One unit of work: rows of articles.csv, what their tables depend on, and whether its events are compared."""

    number: int
    rows: tuple[dict, ...]
    compared: bool
    scorer: str
    stamp: str

    @property
    def name(self) -> str:
        return f"part-{self.number:05d}"


def plan_batches(folder: Path, *, scorer: str = "", size: int = BATCH, progress: Progress | None = None) -> list[Batch]:
    """The batches of the study in ``folder``, always the same for the same study. Raises StudyError before any work is done."""
    rows, problems = list_rows(folder)
    if not rows and not problems:
        problems = [no_articles(folder)]
    watched = progress(rows, len(rows), "checking articles") if progress else rows
    surveyed, found = survey_study(folder, watched)
    if problems or found:
        refuse([*problems, *found])
    load_actors(folder)
    settings = [code_version(), scorer, str(LARGEST_EVENT), *read_settings(folder)]
    cut = enumerate(_cut(_group_rows(surveyed), size))
    return [Batch(number, tuple(rows), compared, scorer, _stamp(rows, compared, settings)) for number, (rows, compared) in cut]


def load_groups(folder: Path, batch: Batch) -> Iterator[Study]:
    """The studies a batch consists of: one for each event that is compared, else one for each article."""
    actors = load_actors(folder)
    groups = _group_rows(batch.rows) if batch.compared else [[row] for row in batch.rows]
    for rows in groups:
        articles, problems = read_files(folder, rows)
        if problems:
            refuse(problems)
        yield Study(folder, tuple(articles), actors)


def _group_rows(rows: Iterable[dict]) -> list[list[dict]]:
    events: dict[str, list[dict]] = {}
    for row in rows:
        events.setdefault(row.get("event") or "", []).append(row)
    return list(events.values())


def _cut(events: Sequence[list[dict]], size: int) -> Iterator[tuple[list[dict], bool]]:
    """(rows, whether they are compared): small events packed together, large ones cut to pieces."""
    packed: list[dict] = []
    for rows in events:
        if len(rows) > LARGEST_EVENT:
            yield from ((rows[start : start + size], False) for start in range(0, len(rows), size))
            continue
        packed += rows
        if len(packed) >= size:
            yield packed, True
            packed = []
    if packed:
        yield packed, True


def _stamp(rows: Sequence[dict], compared: bool, settings: Sequence[str]) -> str:
    described = [repr(sorted((key, value) for key, value in row.items() if key != "line")) for row in rows]
    return hash_parts([*settings, str(compared), *described])
