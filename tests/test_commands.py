"""The commands: exit status, one line on stderr, and the last good result kept."""

import subprocess
import sys
from pathlib import Path

import pytest

from analysis.__main__ import main

ROOT = Path(__file__).parent.parent
NEWS = "Dockers in the harbour returned to work on Monday after the authority offered them a rise. The union welcomed the offer.\n"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "a.txt").write_text(NEWS)
    return tmp_path


def test_check_is_content_with_the_first_study(capsys):
    assert main(["check", "--study", str(ROOT / "seeds")]) == 0
    assert "5 articles, 7 actors" in capsys.readouterr().out


def test_check_lists_every_problem(folder, capsys):
    (folder / "articles.csv").write_text("article,file\nx,b.txt\nx,a.txt\n")
    assert main(["check", "--study", str(folder)]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 2


@pytest.mark.parametrize("command", ["report", "tables"])
def test_bad_input_is_one_line_and_keeps_the_last_results(folder, capsys, command):
    assert main(["tables", "--study", str(folder)]) == 0
    kept = (folder / "figures" / "tables" / "sentences.csv").read_bytes()
    capsys.readouterr()
    (folder / "a.txt").write_bytes(b"")
    assert main([command, "--study", str(folder)]) == 1
    error = capsys.readouterr().err
    assert error == "parallax: a.txt: no words in it; remove the file or put the article's text into it\n"
    assert (folder / "figures" / "tables" / "sentences.csv").read_bytes() == kept


def test_an_unwritable_output_folder_is_one_line(folder, capsys):
    (folder / "blocked").write_text("a file")
    assert main(["tables", "--study", str(folder), "--out", str(folder / "blocked")]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_tables_made_twice_are_the_same_bytes(folder):
    read = lambda: {p.name: p.read_bytes() for p in (folder / "figures" / "tables").iterdir()}  # noqa: E731
    assert main(["tables", "--study", str(folder)]) == 0
    first = read()
    (folder / "figures" / "tables" / "tables.json").unlink()
    assert main(["tables", "--study", str(folder)]) == 0
    assert read() == first


def test_bad_usage_exits_with_two():
    done = subprocess.run([sys.executable, "-m", "analysis", "repotr"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
