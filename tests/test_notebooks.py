"""The notebooks: they call and define nothing, were run in order from a fresh kernel, and run again for another study."""

import ast
import json
from pathlib import Path

import pytest

from analysis.run import REPORT_NOTEBOOK, list_notebooks, run_notebooks
from analysis.store import open_results

ROOT = Path(__file__).parent.parent
PATHS = sorted((ROOT / "notebooks").glob("*.ipynb"))
LARGEST = 640 * 1024


def read_cells(path, kind):
    return [c for c in json.loads(path.read_text(encoding="utf-8"))["cells"] if c["cell_type"] == kind and "".join(c["source"]).strip()]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
class TestEveryNotebook:
    def test_it_defines_nothing(self, path):
        tree = ast.parse("\n".join("".join(cell["source"]) for cell in read_cells(path, "code")))
        assert not [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef)]

    def test_its_cells_were_run_in_order(self, path):
        counts = [cell["execution_count"] for cell in read_cells(path, "code")]
        assert counts == list(range(1, len(counts) + 1))

    def test_no_output_is_an_error_or_a_warning(self, path):
        outputs = [output for cell in read_cells(path, "code") for output in cell["outputs"]]
        assert not [output for output in outputs if output["output_type"] == "error" or output.get("name") == "stderr"]

    def test_it_asks_a_question_and_states_its_limits(self, path):
        text = "\n".join("".join(cell["source"]) for cell in read_cells(path, "markdown"))
        assert text.startswith("# ")
        assert "## Limits" in text or path.stem in ("07-report", "08-explore")

    def test_it_is_small_and_names_no_place_on_a_machine(self, path):
        assert path.stat().st_size <= LARGEST
        assert str(ROOT.parent) not in path.read_text(encoding="utf-8")


def run_series(results, destination):
    *others, report = sorted(list_notebooks(), key=lambda path: path.stem == REPORT_NOTEBOOK)
    run_notebooks(results, destination, others)
    run_notebooks(results, destination, [report])


def test_the_committed_notebooks_are_what_a_run_gives(tmp_path):
    """A fresh run of the whole series for the first study changes no byte of notebooks or figures."""
    out = tmp_path / "figures"
    run_series(open_results(ROOT / "seeds", out=out), tmp_path / "notebooks")
    changed = [path.name for path in PATHS if path.read_bytes() != (tmp_path / "notebooks" / path.name).read_bytes()]
    assert changed == []
    figures = sorted(path.name for path in out.glob("*-*.csv"))
    assert [n for n in figures if (out / n).read_bytes() != (ROOT / "figures" / n).read_bytes()] == []
    pictures = sorted(path.name for path in out.glob("*.png"))
    assert pictures
    assert [n for n in pictures if (out / n).read_bytes() != (ROOT / "figures" / n).read_bytes()] == []


def test_the_series_runs_for_a_study_without_actors(tmp_path):
    folder = tmp_path / "storm"
    folder.mkdir()
    lines = [
        "A storm closed the port of Elsby on Monday and left two thousand homes without power.",
        "“We have never seen waves like these,” said Karin Holt, the harbour master.",
        "The council said that schools would stay shut until Wednesday.",
        "Engineers restored power to half of the homes by the evening.",
    ]
    for k in range(3):
        (folder / f"{k}.txt").write_text("\n\n".join([f"Storm closes port of Elsby, day {k}", *lines[k:], *lines[:k], *lines]) + "\n")
    run_series(open_results(folder, out=tmp_path / "out"), tmp_path / "notebooks")
    opened = (tmp_path / "notebooks" / "00-start.ipynb").read_text(encoding="utf-8")
    assert rf"open_results(\"../{folder.name}\")" in opened
    assert len(list((tmp_path / "notebooks").glob("*.ipynb"))) == len(list_notebooks())
