"""How a finding is printed: its figure, its interval, and the link to the sentences it rests on.

What these functions return is Markdown as pandoc reads it. Everything else that enters the report goes through
``escape``: names, headlines and sentences are data, whatever signs they hold.
"""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from html import escape as escape_html
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from analysis.errors import TableError

_SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~^$@&\"':])")


class Markdown(str):
    """Text that is Markdown already and must not be escaped again."""


class Measure(NamedTuple):
    """How the report speaks of a measure; see ``measures.toml``."""

    name: str
    words: str
    form: str
    more: str = ""
    less: str = ""
    comparison: str = ""
    bounds: str = ""
    evidence: str = "sentences"
    part: str = ""
    where: Mapping[str, object] = {}
    least: float = float("-inf")


@cache
def load_measures() -> dict[str, Measure]:
    """Every measure that the report knows, by name."""
    entries = tomllib.loads((Path(__file__).parent / "measures.toml").read_text(encoding="utf-8"))
    return {name: Measure(name, **entry) for name, entry in entries.items()}


def find_measure(name: str) -> Measure:
    """The measure called ``name``. Raises TableError if measures.toml lacks it."""
    if name not in load_measures():
        raise TableError(f"measures.toml has no entry '{name}': add one, so that the report can speak of it")
    return load_measures()[name]


def escape(text: object) -> Markdown:
    """``text`` so that Markdown shows it as it is, on one line."""
    return Markdown(_SPECIAL.sub(r"\\\1", " ".join(str(text).split())))


def escape_attribute(text: str) -> str:
    """``text`` for the value of a Markdown attribute (alt text), within double quotes."""
    return escape_html(" ".join(text.split()), quote=True).replace("\\", "\\\\")


def format_number(value: float, form: str) -> str:
    """1,234 or 14.2 or 42%, with a true minus sign."""
    if form == "percent":
        return f"{_unsigned(100 * value, 0)}%"
    return _unsigned(value, int(form))


def format_score(value: float) -> str:
    """A measured error to two decimals, or three where two would say that there is none."""
    return format_number(value, "3" if 0 < value < 0.01 else "2")


def write_out(text: str) -> str:
    """Words as they are, figures in them with what stands before the point: '.9 to 1' → '0.9 to 1'."""
    return re.sub(r"(?<![\w.])\.(?=\d)", "0.", text)


def show_value(row: Mapping) -> Markdown:
    """The figure alone, linked to its evidence; 'not known' where the finding is NaN."""
    return _link(row, "{value}")


def show_estimate(row: Mapping, *, inside: bool = False) -> Markdown:
    """The figure with its interval in brackets, linked to its evidence; ``inside`` brackets already, after a semicolon."""
    spread = "; {low} to {high}" if inside else " ({low} to {high})"
    return _link(row, "{value}" if _is_point(row) else "{value}" + spread)


def show_stacked(row: Mapping) -> Markdown:
    """The figure with its interval small below it, linked to its evidence: for a narrow column."""
    return _link(row, "{value}" if _is_point(row) else "{value} [{low} to {high}]{{.spread}}")


def anchor(row: Mapping) -> str:
    """The id under which the appendix lists what a finding rests on; ``row`` is a row of ``number_rows``."""
    return f"n{row['number']}"


def number_rows(findings: pd.DataFrame) -> pd.DataFrame:
    """Findings with their place in findings.csv as column ``number``: the line below the header that is number 1."""
    return findings.assign(number=range(1, len(findings) + 1))


def _is_point(row: Mapping) -> bool:
    """Whether value and bounds are the same as printed: '2.0 (2.0 to 2.0)' says nothing more than 2.0."""
    form = find_measure(row["measure"]).form
    return pd.isna(row["value"]) or len({format_number(row[end], form) for end in ("value", "low", "high")}) == 1


def _link(row: Mapping, pattern: str) -> Markdown:
    if pd.isna(row["value"]):
        return Markdown("not known")
    form = find_measure(row["measure"]).form
    shown = {end: format_number(row[end], form) for end in ("value", "low", "high")}
    if form == "percent":  # one sign for the whole interval
        shown["low"] = shown["low"].removesuffix("%")
    return Markdown(f"[{pattern.format(**shown)}](#{anchor(row)}){{.number}}")


def _unsigned(value: float, decimals: int) -> str:
    rounded = round(value, decimals) + 0.0  # no '-0'
    return f"{rounded:,.{decimals}f}".replace("-", "−")
