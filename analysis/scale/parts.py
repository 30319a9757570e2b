"""Tables as Parquet parts: ``parts/NAME/part-00012.parquet`` for each batch, and ``parts/done/part-00012.json`` once it is whole."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.errors import TableError
from analysis.files import write_atomically
from analysis.pipeline import Tables
from analysis.tables import NUMBERS, WHOLE_NUMBERS

PARTS = "parts"
DONE = "done"


def save_part(tables: Tables, folder: Path, name: str, stamp: str) -> dict[str, int]:
    """Write the tables of one batch, then its mark: rows of each table, and the sum of each file. Returns the rows."""
    mark = _mark_path(folder, name)
    mark.unlink(missing_ok=True)
    sums = {}
    for table, rows in tables.items():
        data = to_parquet(rows)
        write_atomically(_part_path(folder, table, name), data)
        sums[table] = hashlib.sha256(data).hexdigest()
    counts = {table: len(rows) for table, rows in tables.items()}
    write_atomically(mark, json.dumps({"made_from": stamp, "rows": counts, "sha256": sums}, indent=1) + "\n")
    return counts


def save_whole(table: pd.DataFrame, folder: Path, name: str, *, part: str = "part-00000") -> None:
    """Write what was made over all batches as one ``part`` of the table. It has no mark: every run makes it again from the parts."""
    write_atomically(_part_path(folder, name, part), to_parquet(table))


def read_mark(folder: Path, name: str, stamp: str) -> dict[str, int] | None:
    """Rows of each table of a batch that is whole, undamaged and made from the same texts and code; else None."""
    try:
        mark = json.loads(_mark_path(folder, name).read_text(encoding="utf-8"))
        same = mark["made_from"] == stamp and all(
            hashlib.sha256(_part_path(folder, table, name).read_bytes()).hexdigest() == found for table, found in mark["sha256"].items()
        )
        return mark["rows"] if same else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def clear_leftovers(folder: Path, names: set[str]) -> None:
    """Remove temporary files of a run that was killed, and the parts of batches there are no longer."""
    for path in (folder / PARTS).glob("*/*"):
        if path.suffix == ".tmp" or path.stem not in names:
            path.unlink(missing_ok=True)


def read_parts(folder: Path | str, table: str, *, columns: list[str] | None = None) -> pd.DataFrame:
    """The whole table ``table`` of a large study, ``folder`` being its folder of tables.

    ``columns`` keeps the memory small. For tables larger than memory read the parts one by one (``list_parts``,
    ``read_part``), or point Dask, DuckDB, Polars or Arrow at ``parts/NAME``.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    parts = [pq.read_table(path, columns=columns) for path in list_parts(Path(folder), table)]
    return pa.concat_tables(parts, promote_options="default").to_pandas()


def read_part(folder: Path, table: str, name: str) -> pd.DataFrame:
    """The rows of ``table`` that the batch ``name`` has."""
    import pyarrow.parquet as pq

    return pq.read_table(_part_path(folder, table, name)).to_pandas()


def list_parts(folder: Path, table: str) -> list[Path]:
    """The files of ``table``, in the order of the study. Raises TableError if there is none."""
    found = sorted((folder / PARTS / table).glob("part-*.parquet"))
    if not found:
        raise TableError(f"{folder}: holds no parts of a table '{table}'; make them with 'python -m analysis tables'")
    return found


def to_parquet(table: pd.DataFrame) -> bytes:
    """The table as Parquet, the same bytes for the same rows; column types by name, so that an empty part fits the others."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    arrays = [pa.array(table[column].tolist(), type=_type(pa, table, column), from_pandas=True) for column in table.columns]
    sink = pa.BufferOutputStream()
    pq.write_table(pa.table(arrays, names=list(table.columns)), sink, compression="zstd")
    return sink.getvalue().to_pybytes()


def _type(pa: Any, table: pd.DataFrame, column: str) -> Any:
    if column in WHOLE_NUMBERS or pd.api.types.is_integer_dtype(table[column]):
        return pa.int64()
    if pd.api.types.is_bool_dtype(table[column]):
        return pa.bool_()
    return pa.float64() if column in NUMBERS or pd.api.types.is_float_dtype(table[column]) else pa.string()


def _part_path(folder: Path, table: str, name: str) -> Path:
    return folder / PARTS / table / f"{name}.parquet"


def _mark_path(folder: Path, name: str) -> Path:
    return folder / PARTS / DONE / f"{name}.json"
