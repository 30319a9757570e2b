"""Forked kernels: fresh, in the environment they are given, and gone afterwards."""

import multiprocessing
import os
import subprocess
import sys
import time

import nbformat
import pytest
from nbclient import NotebookClient

from analysis.kernels import fork_kernels

pytestmark = pytest.mark.skipif("forkserver" not in multiprocessing.get_all_start_methods(), reason="there is nothing to fork from")


def run(source, environment, folder):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(each) for each in source])
    client = NotebookClient(notebook, kernel_name="python3", resources={"metadata": {"path": str(folder)}})
    fork_kernels(client, environment)
    client.execute(env=environment)
    return ["".join(output.get("text", "") for output in cell.outputs) for cell in notebook.cells]


def test_a_forked_kernel_is_fresh_works_where_it_is_told_to_and_ends(tmp_path):
    environment = dict(os.environ) | {"PARALLAX_TEST": "told", "PYTHONHASHSEED": "0", "IPYTHONDIR": str(tmp_path / "ipython")}
    report = "import os; print(os.getpid(), os.getcwd(), os.environ['PARALLAX_TEST'], 'left' in globals())"
    first, second = (run([report, "left = 1"], environment, tmp_path)[0].split() for _ in range(2))
    assert first[0] != second[0]
    assert first[1:] == second[1:] == [str(tmp_path), "told", "False"]
    wait_until_gone(int(first[0]), int(second[0]))


def test_a_forked_kernel_shows_tables_and_figures_as_any_kernel(tmp_path):
    environment = dict(os.environ) | {"MPLBACKEND": "module://matplotlib_inline.backend_inline", "IPYTHONDIR": str(tmp_path / "ipython")}
    source = "import pandas, matplotlib; print(pandas.get_option('display.max_columns'), matplotlib.get_backend())"
    assert run([source], environment, tmp_path)[0].split() == ["20", "module://matplotlib_inline.backend_inline"]


def wait_until_gone(*processes, seconds=10):
    for _ in range(10 * seconds):
        if not any(is_running(process) for process in processes):
            return
        time.sleep(0.1)
    raise AssertionError("a kernel outlives its notebook")


def is_running(process):
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_script_that_makes_a_report_is_not_run_again_by_its_kernels(tmp_path):
    """Without a guard for its main part, a script would be imported by every process that is forked for it."""
    (tmp_path / "one.ipynb").write_text(
        nbformat.writes(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1 + 1")])), encoding="utf-8"
    )
    script = tmp_path / "script.py"
    script.write_text(
        "import os\nfrom pathlib import Path\nfrom analysis.run import execute_notebook\n"
        "print('run')\nprint(execute_notebook(Path('one.ipynb'), dict(os.environ)).count('\"2\"'))\n",
        encoding="utf-8",
    )
    done = subprocess.run([sys.executable, str(script)], cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
    assert done.stdout.split() == ["run", "1"], done.stderr
