"""What the commands do: tables, then the notebooks, then the report, with progress on the terminal."""

import json
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from analysis.errors import ParallaxError
from analysis.files import lock_folder, write_atomically
from analysis.kernels import fork_kernels, prepare_kernels
from analysis.report.build import build_report
from analysis.report.readme import refresh_readme
from analysis.store import Results, default_output, open_results

NOTEBOOKS = Path(__file__).resolve().parent.parent / "notebooks"
REPORT_NOTEBOOK = "07-report"
AT_ONCE = 2
SECONDS_A_NOTEBOOK = 600
WIDGETS = "application/vnd.jupyter.widget-view+json"


def make_tables(study: Path, out: Path | None = None) -> Path:
    """Build and save every table of the study; the folder they are in."""
    target = out or default_output(study)
    with lock_folder(target):
        return open_results(study, out=target, progress=show_progress).folder / "tables"


def make_report(study: Path, out: Path | None = None, *, formats: Sequence[str] = ("html", "docx", "pdf")) -> list[Path]:
    """Tables, executed notebooks, figures and report of the study; the report's files.

    The repository's own notebooks are rewritten only for its own study; those of any other study go to ``out``/notebooks.
    """
    target = (out or default_output(study)).resolve()
    with lock_folder(target):
        return _make_report(study, target, formats)


def _make_report(study: Path, target: Path, formats: Sequence[str]) -> list[Path]:
    prepare_kernels(_python_environment())
    results = open_results(study, out=target, progress=show_progress)
    own = study.resolve() == NOTEBOOKS.parent / "seeds" and target == NOTEBOOKS.parent / "figures"
    destination = NOTEBOOKS if own else target / "notebooks"
    run_notebooks(results, destination, [path for path in list_notebooks() if path.stem != REPORT_NOTEBOOK])
    with ThreadPoolExecutor(1) as aside:  # the report needs the figures of all others, and not the notebook that tells of it
        files = aside.submit(build_report, results, formats=formats)
        run_notebooks(results, destination, [NOTEBOOKS / f"{REPORT_NOTEBOOK}.ipynb"])
        written = list(files.result().values())
    if own:
        refresh_readme(NOTEBOOKS.parent / "README.md", results)
    return written


def list_notebooks() -> list[Path]:
    """The series, in order."""
    return sorted(NOTEBOOKS.glob("[0-9][0-9]-*.ipynb"))


def run_notebooks(results: Results, destination: Path, notebooks: Sequence[Path]) -> None:
    """Execute notebooks, each from a fresh kernel, several at once, and write each to ``destination`` when all is well.

    The report's notebook comes after those whose figures it lists: give it in a call of its own.
    Raises ParallaxError naming the notebook and the error of its cell.
    """
    with tempfile.TemporaryDirectory() as home, ThreadPoolExecutor(AT_ONCE) as pool:
        environment = _kernel_environment(results, Path(home))
        for path, text in show_progress(_execute(notebooks, environment, pool), len(notebooks), "running notebooks"):
            write_atomically(destination / path.name, name_study(text, results.study.folder, destination))


def name_study(text: str, folder: Path, destination: Path) -> str:
    """An executed notebook with its own study in the line that opens it, so that it runs again from where it lies."""
    folder, destination = folder.resolve(), destination.resolve()
    if folder == NOTEBOOKS.parent / "seeds":
        return text
    place = os.path.relpath(folder, destination) if folder.anchor == destination.anchor else str(folder)
    line = json.dumps(json.dumps(Path(place).as_posix()))[1:-1]  # a text within a text of JSON
    return text.replace(r"open_results(\"../seeds\")", f"open_results({line})")


def _execute(notebooks: Sequence[Path], environment: dict[str, str], pool: ThreadPoolExecutor) -> Iterator[tuple[Path, str]]:
    """Side by side, the largest first."""
    largest_first = sorted(notebooks, key=lambda path: -path.stat().st_size)
    return pool.map(lambda path: (path, execute_notebook(path, environment)), largest_first)


def execute_notebook(path: Path, environment: dict[str, str]) -> str:
    """The notebook run in order from a fresh kernel, as text without times, so that the same results give the same file."""
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError

    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(notebook, timeout=SECONDS_A_NOTEBOOK, record_timing=False, resources={"metadata": {"path": str(path.parent)}})
    fork_kernels(client, environment)
    try:
        client.execute(env=environment)
    except CellExecutionError as error:
        raise ParallaxError(f"{path.name}: {error.ename}: {error.evalue}".splitlines()[0]) from error
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        for output in cell.get("outputs", ()):
            output.get("data", {}).pop(WIDGETS, None)  # names a live object of a kernel that is gone; the HTML beside it stays
    notebook.metadata = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    return nbformat.writes(notebook) + "\n"


def show_progress(items: Iterable, total: int, label: str) -> Iterator:
    """The same items, counted on the terminal (in a notebook: a widget); silent where nobody looks."""
    from tqdm.auto import tqdm

    return tqdm(items, total=total, desc=label, disable=None if sys.stderr else True, leave=False)


def _python_environment() -> dict[str, str]:
    """What Python reads when it starts a kernel, or the process that kernels are forked from."""
    paths = [str(NOTEBOOKS.parent), *filter(None, [os.environ.get("PYTHONPATH")])]
    return os.environ | {"PYTHONPATH": os.pathsep.join(paths), "PYTHONHASHSEED": "0"}


def _kernel_environment(results: Results, home: Path) -> dict[str, str]:
    """The kernels work on this study, and draw into the notebook."""
    return _python_environment() | {
        "PARALLAX_STUDY": str(results.study.folder.resolve()),
        "PARALLAX_OUT": str(results.folder),
        "IPYTHONDIR": str(home / "ipython"),
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    }
