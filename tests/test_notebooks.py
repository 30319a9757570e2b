"""The notebooks: they call and define nothing, were run in order from a fresh kernel, and run again for another study."""

import ast
import json
from pathlib import Path

import pandas as pd
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


@pytest.fixture(scope="module")
def fresh(tmp_path_factory):
    """A fresh run of the whole series for the first study: a folder with ``notebooks`` and ``figures``."""
    folder = tmp_path_factory.mktemp("fresh")
    run_series(open_results(ROOT / "seeds", out=folder / "figures"), folder / "notebooks")
    return folder


def list_changed(fresh: Path, pattern: str) -> list[str]:
    """The files that a fresh run gives with other bytes than those that are committed."""
    made = sorted(path.relative_to(fresh) for path in fresh.glob(pattern))
    assert made
    return [path.name for path in made if (ROOT / path).read_bytes() != (fresh / path).read_bytes()]


OF_MODELS = ("frames", "stance", "stance_scorers", "suffering", "findings")
"""Tables that hold what a network says as a number. Claims and reuse hold what was decided on it: so far the same on all processors."""
SHOWN_IN = ("05", "06", "07", "08")
"""The first two digits of notebooks and figures that show such numbers."""


def test_what_holds_no_number_of_a_network_is_as_committed(fresh):
    assert {name.removesuffix(".csv") for name in list_changed(fresh, "figures/tables/*.csv")} <= set(OF_MODELS)
    for pattern in ("notebooks/*.ipynb", "figures/*-*.csv", "figures/*.png"):
        assert [name for name in list_changed(fresh, pattern) if not name.startswith(SHOWN_IN)] == []


def test_what_networks_say_is_close_to_what_is_committed(fresh):
    """Between kinds of processors the last bits of sums differ, and now and then a rounding step further on."""
    committed, found = (pd.read_csv(folder / "figures" / "tables" / "stance_scorers.csv") for folder in (ROOT, fresh))
    keys = ["article", "sentence", "actor", "scorer"]
    assert (committed[keys] == found[keys]).all(axis=None)
    assert (committed["label"] == found["label"]).mean() > 0.98
    assert (committed["score"] - found["score"]).abs().quantile(0.99) < 0.1
    ours, theirs = (
        set(pd.read_csv(folder / "figures" / "tables" / "frames.csv")[["article", "sentence", "frame"]].itertuples(index=False, name=None))
        for folder in (ROOT, fresh)
    )
    assert len(ours & theirs) > 0.97 * len(ours | theirs)


def test_the_committed_notebooks_are_what_a_run_gives(fresh):
    """A fresh run changes no byte of notebooks or figures, on a processor on which the networks say the same to the last digit."""
    if list_changed(fresh, "figures/tables/stance_scorers.csv") or list_changed(fresh, "figures/tables/frames.csv"):
        pytest.skip("the networks' last digits are others on this kind of processor")
    assert list_changed(fresh, "notebooks/*.ipynb") == []
    assert list_changed(fresh, "figures/*-*.csv") == []
    assert list_changed(fresh, "figures/*.png") == []


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
