"""Imports: one direction, and no work."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "analysis"
STAGES = [
    {"errors", "words", "spans", "tables", "files", "fingerprints", "codebooks", "kernels"},
    {"actors_file", "reading", "splitting", "parts", "attribute_rules"},
    {"corpus"},
    {"parsing"},
    {"concordance", "annotate", "suggest"},
    {"measure"},
    {"charts"},
    {"pipeline"},
    {"store"},
    {"report"},
    {"explore"},
    {"run"},
    {"__main__", "scaffold", "scale"},
]
HEAVY = (
    "spacy",
    "scipy",
    "onnxruntime",
    "tokenizers",
    "textstat",
    "vaderSentiment",
    "trafilatura",
    "nltk",
    "torch",
    "dask",
    "jupyterlab",
    "matplotlib.pyplot",
)
MODULES = sorted(path for path in PACKAGE.rglob("*.py"))


def stage_of(module):
    for number, names in enumerate(STAGES):
        if module in names:
            return number
    raise AssertionError(f"'{module}' stands in no stage: add it to STAGES and to docs/architecture.md")


def imported_stages(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [node.module] if isinstance(node, ast.ImportFrom) else [a.name for a in node.names] if isinstance(node, ast.Import) else []
        yield from (name.split(".")[1] for name in names if name and name.startswith("analysis."))


@pytest.mark.parametrize("path", [p for p in MODULES if p != PACKAGE / "__init__.py"], ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_a_module_imports_only_from_its_own_stage_or_those_before(path):
    own = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    later = {name for name in imported_stages(path) if stage_of(name) > stage_of(own)}
    assert not later


def test_importing_everything_loads_nothing_heavy_and_takes_under_a_second():
    names = [
        ".".join(("analysis", *p.relative_to(PACKAGE).with_suffix("").parts)) for p in MODULES if p.stem not in ("__init__", "__main__")
    ]
    code = (
        "import sys, time, pandas, matplotlib; import matplotlib.figure; start = time.process_time()\n"
        f"import {', '.join(names)}\n"
        f"seconds = time.process_time() - start\n"
        f"print(seconds, [name for name in {HEAVY!r} if name in sys.modules])"
    )
    environment = os.environ | {"PYTHONPATH": str(PACKAGE.parent)}
    best = min(
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment).stdout for _ in range(2)
    )
    seconds, heavy = best.split(" ", 1)
    assert heavy.strip() == "[]"
    assert float(seconds) < 1.0
