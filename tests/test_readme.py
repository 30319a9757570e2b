"""README and docs: the numbers are those of the last run, links lead somewhere, and examples are those of the repository."""

import json
import re
import tomllib
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


@pytest.mark.parametrize("path", [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))], ids=lambda path: path.name)
def test_every_link_leads_to_a_file(path):
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", path.read_text(encoding="utf-8")) if not link.startswith("http")]
    assert [link for link in links if not (path.parent / link).exists()] == []


def test_the_tutorial_shows_the_files_of_its_example():
    tutorial, example = (ROOT / "docs" / "your-own-articles.md").read_text(encoding="utf-8"), ROOT / "examples" / "harbour-strike"
    actors, wording = (tomllib.loads((example / name).read_text(encoding="utf-8")) for name in ("actors.toml", "wording.toml"))
    shown_actors, shown_wording = map(tomllib.loads, re.findall(r"```toml\n(.*?)```", tutorial, flags=re.DOTALL))
    assert [actor for actor in shown_actors["actor"] if actor not in actors["actor"]] == []
    assert shown_wording == wording


def test_the_cuts_of_the_accurate_model_are_told_as_they_were_logged():
    """Each row of the table in the training README: products, NewsMTSC, own articles, AUC, as in ``log.jsonl``."""
    folder = ROOT / "benchmarks" / "training"
    logged = [json.loads(line) for line in (folder / "log.jsonl").read_text(encoding="utf-8").splitlines()]
    logged = [(100 * row["products"], row["news"], row["own"], row["auc"]) for row in logged if "products" in row]
    rows = re.findall(r"\| (\d+)% \| ([\d.]+) \| ([\d.]+) \| (\.\d+) \|", (folder / "README.md").read_text(encoding="utf-8"))
    told = [tuple(map(float, row)) for row in rows]
    assert len(told) == len(logged) == 5
    for one, other in zip(told, logged, strict=True):
        assert one == pytest.approx(other, abs=0.5, rel=0)
        assert one[1:] == pytest.approx(other[1:], abs=0.0501, rel=0)
        assert one[3] == pytest.approx(other[3], abs=0.000501, rel=0)
