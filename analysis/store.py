"""Tables on disk, and the results of a study as notebooks and the report open them."""

import json
import os
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from analysis.charts.style import Key, actor_colours, article_colours, article_markers, make_key
from analysis.corpus import Study, load_study
from analysis.files import write_atomically
from analysis.fingerprints import hash_code, hash_parts
from analysis.pipeline import Progress, Tables, build_tables
from analysis.tables import COLUMNS, NUMBERS, check_table, empty_table, types_of

STAMP = "tables.json"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, eq=False)
class Results:
    """A study with its tables, and the folder its figures go to. ``results["mentions"]`` is a table.

    Equal only to itself (tables are not compared), so that what is looked up in it can be kept by it.
    """

    study: Study
    tables: Tables
    folder: Path

    def __getitem__(self, name: str) -> pd.DataFrame:
        return self.tables[name].copy()

    @property
    def labels(self) -> dict[str, str]:
        """Article id → its name in charts; ids where outlets are unknown or the same."""
        names = [article.label for article in self.study.articles]
        return {a.article: a.label if names.count(a.label) == 1 else f"{a.label} ({a.article})" for a in self.study.articles}

    @property
    def colours(self) -> dict[str, str]:
        """Article id → colour, the same in every chart."""
        return article_colours([article.article for article in self.study.articles])

    @property
    def markers(self) -> dict[str, str]:
        """Article id → marker, the same in every chart."""
        return article_markers([article.article for article in self.study.articles])

    @property
    def actor_colours(self) -> dict[str, str]:
        """Actor id → colour, the same in every chart."""
        return actor_colours(self.study.actors)

    @property
    def actor_names(self) -> dict[str, str]:
        """Actor id → name as in actors.toml."""
        return {actor.id: actor.name for actor in self.study.actors}

    @property
    def article_key(self) -> Key:
        """Labels, colours and markers of the articles, as the shared charts take them."""
        return make_key(self.labels, self.colours)

    @property
    def actor_key(self) -> Key:
        """Labels, colours and markers of the actors, as the shared charts take them."""
        return make_key(self.actor_names, self.actor_colours)


def open_results(folder: Path | str, *, out: Path | str | None = None, progress: Progress | None = None) -> Results:
    """The study in ``folder`` with its tables: read from ``out``/tables if they fit the texts and the code, else built and saved.

    The environment variables PARALLAX_STUDY and PARALLAX_OUT, set by ``python -m analysis report``, go before the arguments,
    so that a notebook written for one study runs for any. ``out`` is ``../figures`` for the study in the repository,
    ``folder/figures`` for all others.
    """
    folder = Path(os.environ.get("PARALLAX_STUDY") or folder)
    chosen = os.environ.get("PARALLAX_OUT") or out
    target = Path(chosen) if chosen else default_output(folder)
    study = load_study(folder)
    stamp = fingerprint(study)
    tables = _read_if_fresh(target / "tables", stamp)
    if tables is None:
        tables = build_tables(study, progress=progress)
        save_tables(tables, target / "tables", stamp)
    return Results(study, tables, target)


def default_output(folder: Path) -> Path:
    """``figures/`` beside the repository's own ``seeds/``, ``figures/`` within any other study."""
    return folder.resolve().parent / "figures" if folder.resolve().name == "seeds" else folder / "figures"


def save_tables(tables: Tables, folder: Path, stamp: str) -> None:
    """Write every table as CSV, then the stamp that says which texts and code they were made from."""
    (folder / STAMP).unlink(missing_ok=True)
    for name, table in tables.items():
        write_atomically(folder / f"{name}.csv", to_csv(table))
    write_atomically(folder / STAMP, json.dumps({"made_from": stamp, "tables": sorted(tables)}, indent=1) + "\n")


def to_csv(table: pd.DataFrame) -> str:
    """CSV in UTF-8 with ``\\n`` line ends. Cells that a spreadsheet would run as a formula get an apostrophe before them."""
    safe = table.copy()
    for column in safe.columns:
        if not pd.api.types.is_numeric_dtype(safe[column]):
            safe[column] = [_defuse(value) for value in safe[column]]
    return safe.to_csv(index=False, lineterminator="\n")


def read_table(path: Path, name: str) -> pd.DataFrame:
    """A table as ``save_tables`` wrote it, with its types and without the apostrophes before formulas."""
    header = pd.read_csv(path, nrows=0).columns
    types = dict.fromkeys(header, "str") | types_of(header)
    blank = {column: [""] for column in header if column in NUMBERS}
    table = pd.read_csv(path, dtype=types, keep_default_na=False, na_values=blank, lineterminator="\n")
    if table.empty and list(table.columns) == list(empty_table(name).columns):
        return empty_table(name)  # a column without cells says nothing of its type
    for column, kind in types.items():
        if kind == "str":
            table[column] = [_restore(value) for value in table[column]]
    return check_table(table, name)


def fingerprint(study: Study) -> str:
    """SHA-256 over the study's texts and files and over the package's own code and data."""
    texts = [
        f"{a.article}\n{a.file}\n{a.outlet}\n{a.published}\n{a.origin}\n{a.event}\n{a.inferred}\n{a.note}\n{a.text}" for a in study.articles
    ]
    return hash_parts([code_version(), *texts, *read_settings(study.folder)])


def code_version() -> str:
    """SHA-256 over the package's own code and data, figures and report aside: tables do not hang on them."""
    return hash_code("charts", "report")


def read_settings(folder: Path) -> list[str]:
    """What a study sets besides its articles: the text of every TOML file in its folder."""
    return [path.read_bytes().decode("utf-8", "replace") for path in sorted(folder.glob("*.toml"))]


def _read_if_fresh(folder: Path, stamp: str) -> Tables | None:
    try:
        found = json.loads((folder / STAMP).read_text(encoding="utf-8"))
        if found["made_from"] != stamp:
            return None
        return {name: read_table(folder / f"{name}.csv", name) for name in found["tables"] if name in COLUMNS}
    except Exception:  # missing, half-removed or edited tables: they are made again from the texts
        return None


def _defuse(value: object) -> object:
    return "'" + value if isinstance(value, str) and value.startswith((*_FORMULA, "'")) else value


def _restore(value: str) -> str:
    return value[1:] if value.startswith("'") else value
