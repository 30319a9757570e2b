"""The computed parts of README.md: the chart on top, the findings and the table of errors."""

import json
import re
from pathlib import Path

import pandas as pd

from analysis.files import write_atomically
from analysis.report.compose import summarise_findings
from analysis.report.numbers import format_score, number_rows, write_out
from analysis.report.overview import list_main_errors
from analysis.store import Results

MARK = "<!-- {0} -->"
END = "<!-- end of {0} -->"
_LINK = re.compile(r"\[([^\]]+)\]\([^)]*\)(?:\{[^}]*\})?")


CHARTS = ("05-stance", "05-sentiment", "04-share-of-voice", "02-grades")
"""The chart on top: the first of these that the run has drawn."""


def refresh_readme(path: Path, results: Results) -> None:
    """Put chart, findings and errors after their marks ``<!-- name -->``, in place of what an earlier run put there."""
    parts = {"chart": render_chart(results), "findings": render_findings(results), "errors": render_errors()}
    write_atomically(path, fill_marks(path.read_text(encoding="utf-8"), parts))


def render_chart(results: Results) -> str:
    """The study's most telling chart as an image with its alt text."""
    name = next((name for name in CHARTS if (results.folder / f"{name}.json").exists()), None)
    if name is None:
        return ""
    texts = json.loads((results.folder / f"{name}.json").read_text(encoding="utf-8"))
    return f"![{texts['alt']}](figures/{name}.png)"


def render_findings(results: Results) -> str:
    """What each notebook found, one bullet each, with a link to it."""
    found = summarise_findings(number_rows(results["findings"]), results.labels, results.actor_names)
    bullet = "- {} ([{}](notebooks/{}.ipynb))"
    return "\n".join(bullet.format(_LINK.sub(r"\1", text), notebook, notebook) for notebook, text in found.items())


def fill_marks(text: str, parts: dict[str, str]) -> str:
    """``text`` with every part between its marks; a part whose mark is missing is an error in the README."""
    for name, content in parts.items():
        mark, end = MARK.format(name), END.format(name)
        if mark not in text:
            raise ValueError(f"README.md has no mark {mark}")
        text = re.sub(rf"{re.escape(mark)}\n.*?{re.escape(end)}", mark.replace("\\", r"\\"), text, flags=re.DOTALL)
        text = text.replace(mark, f"{mark}\n{content}\n{end}", 1)
    return text


def render_errors(folder: Path | None = None) -> str:
    """The measured errors as a Markdown table."""
    errors = list_main_errors(folder) if folder else list_main_errors()
    rows = ["| method | score | value (95% interval) | two readings | measured on |", "|---|---|---|---|---|"]
    rows += [
        f"| {row.measure} | {row.score} | {_with_interval(row)} | {_number(row['two readings'])} | {row['measured on']} |"
        for _, row in errors.iterrows()
    ]
    return "\n".join(rows)


def _with_interval(row: pd.Series) -> str:
    if pd.isna(row.low) or pd.isna(row.high):
        return _number(row.value)
    return f"{_number(row.value)} ({_number(row.low)}–{_number(row.high)})"


def _number(value: object) -> str:
    if isinstance(value, str):
        return write_out(value)
    return "" if value is None or pd.isna(value) else format_score(float(value))  # type: ignore[arg-type]
