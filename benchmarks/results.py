"""Where benchmarks read from and write to: coded data beside the repository, figures only into ``benchmarks/results``."""

import argparse
import json
import math
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

RESULTS = Path(__file__).parent / "results"
DATA = Path(__file__).parent.parent.parent / "shared" / "data"


def parse_arguments(parser: argparse.ArgumentParser) -> argparse.Namespace:
    """The arguments with ``data``, the folder of data coded elsewhere."""
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the coded data (default: ../shared/data)")
    return parser.parse_args()


def save_result(name: str, figures: dict) -> None:
    """Write ``results/NAME.json``, rounded to four digits, and print it."""
    RESULTS.mkdir(exist_ok=True)
    text = json.dumps(_round(figures), indent=1, ensure_ascii=False) + "\n"
    (RESULTS / f"{name}.json").write_text(text, encoding="utf-8")
    print(text, end="")


def load_result(name: str) -> dict:
    """The figures of ``results/NAME.json``."""
    return json.loads((RESULTS / f"{name}.json").read_text(encoding="utf-8"))


@contextmanager
def fresh_cache() -> Iterator[Path]:
    """An empty cache folder for as long as something is timed, so that no answer comes from disk."""
    before = os.environ.get("PARALLAX_CACHE")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["PARALLAX_CACHE"] = folder
        try:
            yield Path(folder)
        finally:
            del os.environ["PARALLAX_CACHE"]
            if before is not None:
                os.environ["PARALLAX_CACHE"] = before


def _round(value: object) -> object:
    if isinstance(value, dict):
        return {key: _round(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_round(item) for item in value]
    if isinstance(value, float):
        return None if math.isnan(value) else round(value, 4)
    return value
