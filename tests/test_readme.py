"""README: its numbers are those of the last run, and its links lead somewhere."""

import re
from pathlib import Path

import pytest

from analysis.report.readme import fill_marks, render_errors, render_findings
from analysis.store import open_results

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_filling_twice_is_filling_once():
    once = fill_marks("a\n<!-- x -->\nb\n", {"x": "1"})
    assert once == "a\n<!-- x -->\n1\n<!-- end of x -->\nb\n"
    assert fill_marks(once, {"x": "1"}) == once
    assert fill_marks(once, {"x": "2"}) == once.replace("1", "2")


def test_a_missing_mark_is_an_error():
    with pytest.raises(ValueError, match="no mark"):
        fill_marks("a", {"x": "1"})


def test_the_findings_are_those_of_the_tables():
    assert render_findings(open_results(ROOT / "seeds", out=ROOT / "figures")) in README


def test_the_errors_are_those_of_the_benchmarks():
    assert render_errors() in README


def test_every_link_leads_to_a_file():
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", README) if not link.startswith("http")]
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
