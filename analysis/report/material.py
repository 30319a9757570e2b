"""What goes between the sentences of the report: its figures and its tables, as Markdown."""

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from analysis.report.numbers import Markdown, escape, escape_attribute, show_estimate, show_stacked
from analysis.report.sentences import join, select

MOST_COLUMNS = 7
MOST_FIGURES = 3
TEXT_WIDTH = 166
"""Millimetres between the margins of the report's page: wider figures are set to it."""


class Picture(NamedTuple):
    """A figure that a notebook has saved: its name, texts and width in millimetres."""

    name: str
    title: str
    caption: str
    alt: str
    width: float


def show_pictures(folder: Path, names: Sequence[str]) -> Markdown:
    """Those of the figures ``names`` that are in ``folder``, each with caption and alt text; 'NN-*' is the first MOST_FIGURES."""
    return Markdown("\n\n".join(_show_picture(_read_picture(path)) for path in _find_pictures(folder, names)))


def refer_to_pictures(folder: Path, names: Sequence[str]) -> Markdown:
    """'See Figure 3 and Figure 4.', with links: figures float to where a page has room for them. Empty where there are none."""
    found = join(f"[@fig:{path.stem}]" for path in _find_pictures(folder, names))
    return Markdown(f"See {found}." if found else "")


def show_table(
    columns: Sequence[str],
    rows: Sequence[Sequence[object]],
    caption: str,
    name: str,
    *,
    widths: Sequence[int] = (),
    left: Sequence[int] = (0,),
) -> Markdown:
    """A table whose columns ``left`` run from the left and the others from the right; cells that are Markdown stay so."""
    widths = widths or [3, *[2] * (len(columns) - 1)]
    dashes = [":" + "-" * 6 * width if k in left else "-" * 6 * width + ":" for k, width in enumerate(widths)]
    cells: list[Sequence[str]] = [[cell if isinstance(cell, Markdown) else escape(cell) for cell in row] for row in [columns, *rows]]
    lines = [" | ".join(row) for row in [cells[0], dashes, *cells[1:]]]
    table = "\n".join(f"| {line} |" for line in lines)
    return Markdown(f"{table}\n\n: {escape(caption)} {{#tbl:{name}}}\n")


def cross_table(findings: pd.DataFrame, measure: str, row_names: Mapping[str, str], *, columns: str, column_names: Mapping[str, str],
                caption: str, name: str, part: str | None = None) -> Markdown:  # fmt: skip
    """One row an article, one column an actor or part (at most MOST_COLUMNS, those with the highest values).

    Each value is linked and has its interval.
    """
    rows = select(findings, measure, part=part)
    if not rows:
        return Markdown("")
    cells = {(row["article"], row[columns]): Markdown("too few") if pd.isna(row["value"]) else show_stacked(row) for row in rows}
    highest = pd.DataFrame(rows).groupby(columns, sort=False).value.mean().sort_values(ascending=False, kind="stable")
    chosen = [each for each in column_names if each in highest.index[:MOST_COLUMNS]] or list(highest.index[:MOST_COLUMNS])
    articles = [article for article in row_names if any((article, each) in cells for each in chosen)]
    body = [[row_names[article], *[cells.get((article, each), Markdown("–")) for each in chosen]] for article in articles]
    about = f"{caption} Below each value stands its 95% interval."
    if len(highest) > len(chosen):
        about += " Further columns are in findings.csv."
    return show_table(["Article", *[column_names.get(each, each) for each in chosen]], body, about, name)


def measure_table(
    findings: pd.DataFrame, measures: Mapping[str, str], row_names: Mapping[str, str], *, caption: str, name: str
) -> Markdown:
    """One row an article, one column a measure (name → heading), each value with its interval and linked."""
    cells = {(row["article"], measure): show_estimate(row) for measure in measures for row in select(findings, measure)}
    present = {measure: heading for measure, heading in measures.items() if any(key[1] == measure for key in cells)}
    if not present:
        return Markdown("")
    body = [[row_names[article], *[cells.get((article, measure), Markdown("–")) for measure in present]] for article in row_names]
    return show_table(["Article", *present.values()], body, caption, name)


def _find_pictures(folder: Path, names: Sequence[str]) -> list[Path]:
    return [path for name in names for path in sorted(folder.glob(f"{name}.json"))[:MOST_FIGURES] if path.with_suffix(".svg").is_file()]


def _read_picture(path: Path) -> Picture:
    texts = json.loads(path.read_text(encoding="utf-8"))
    points = re.search(r'width="([\d.]+)pt"', path.with_suffix(".svg").read_text(encoding="utf-8")[:2000])
    width = float(points[1]) / 72 * 25.4 if points else TEXT_WIDTH
    return Picture(path.stem, texts["title"], texts["caption"], texts["alt"], min(round(width, 1), TEXT_WIDTH))


def _show_picture(picture: Picture) -> str:
    alt = escape_attribute(picture.alt or picture.title)
    return f'![{escape(picture.caption)}]({picture.name}){{#fig:{picture.name} alt="{alt}" width={picture.width}mm}}'
