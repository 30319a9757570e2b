"""The one way a figure leaves the suite: images, data, caption, alt text and provenance together, byte for byte the same on rerun.

``export_chart`` draws a chart in both presets and saves it; ``show_chart`` gives the same figure to a notebook;
``save_figure`` saves one that is already drawn. Charts themselves set no title: it is added here, so that it can be
left out where a journal wants none.
"""

import hashlib
import io
import json
import os
import platform
import warnings
from collections.abc import Callable, Sequence
from functools import partial
from importlib.metadata import version
from pathlib import Path
from xml.sax.saxutils import escape

import matplotlib as mpl
import pandas as pd
from matplotlib.figure import Figure

from analysis.charts.kept import describe_inputs, hash_files, is_kept
from analysis.charts.style import USUAL_FONTS, add_headings, finish_journal, has_usual_signs, house_style, is_journal
from analysis.errors import TableError
from analysis.files import write_atomically

FORMATS = ("png", "svg", "pdf")
PRINT_FORMATS = (*FORMATS, "png600", "tiff")
"""What some publishers ask for beside the usual three: 600 dpi PNG (NAME-600.png) and 600 dpi TIFF."""

MANIFEST = "manifest.csv"
_SUFFIXES = {"png600": "-600.png"}
_DATELESS = {
    "png": {"Software": None},
    "svg": {"Date": None, "Creator": None},
    "pdf": {"CreationDate": None, "ModDate": None, "Producer": None, "Creator": None},
}


def export_chart(
    draw: Callable[[], object],
    name: str,
    *,
    data: pd.DataFrame,
    title: str,
    caption: str,
    alt: str,
    folder: Path,
    source: str | None = None,
    formats: Sequence[str] = FORMATS,
) -> Path:
    """Draw and save a chart in both presets: ``name``.* for reports and ``name``-journal.* for print.

    ``draw`` takes nothing and returns Axes, an array of Axes or a Figure: most often a ``functools.partial`` of a plot
    function. ``title`` states the finding and is drawn above the report's version only; ``source`` (by default the name
    of the data file) below it. Where the figure lies there already, made from the very same, it stays. Returns the path of
    the report's PNG.
    """
    folder, source = Path(folder), f"Data: {name}.csv" if source is None else source
    texts = {"title": title, "caption": caption, "alt": alt, "drawn_by": _describe(draw)}
    made_from = describe_inputs(draw, name, data, texts, source, tuple(formats), _command(), _read_stamp(folder))
    if not is_kept(folder, name, made_from):
        files = [f"{name}.csv"]
        for preset, ending in (("report", ""), ("journal", "-journal")):
            with house_style(preset):
                figure = _draw(draw, title, source)
                files += [_save_image(figure, folder, name + ending, kind, title, alt).name for kind in formats]
        _save_texts(folder, name, data, texts | {"made_from": made_from}, files)
    return folder / f"{name}.png"


def show_chart(draw: Callable[[], object], *, title: str, source: str = "") -> Figure:
    """The chart as the report will show it, for the last line of a notebook cell."""
    with house_style("report"):
        figure = _draw(draw, title, source)
    for artist in (*figure.texts, *figure.legends):
        artist.set_in_layout(True)  # notebooks crop a figure to what is in its layout: without this, the title is cut off
    return figure


def save_figure(
    figure: Figure, name: str, *, data: pd.DataFrame, title: str, caption: str, alt: str, folder: Path, formats: Sequence[str] = FORMATS
) -> Path:
    """Write a figure that is already drawn: images, ``name``.csv (what is drawn) and ``name``.json (title, caption, alt text).

    Returns the path of the PNG. The page size is the figure's own: column widths stay exact.
    """
    folder = Path(folder)
    files = [f"{name}.csv", *(_save_image(figure, folder, name, kind, title, alt).name for kind in formats)]
    _save_texts(folder, name, data, {"title": title, "caption": caption, "alt": alt, "drawn_by": "save_figure"}, files)
    return folder / f"{name}.png"


def write_manifest(folder: Path) -> Path:
    """One line a figure in ``folder``: what drew it, by which command and versions, from which data. Returns the file's path."""
    rows = [_read_record(path) for path in sorted(Path(folder).glob("*.json"))]
    columns = ["figure", "title", "drawn_by", "command", "python", "versions", "data_sha256", "tables_made_from"]
    table = pd.DataFrame([row for row in rows if row], columns=columns)
    return write_atomically(Path(folder) / MANIFEST, table.to_csv(index=False, lineterminator="\n"))


def _draw(draw: Callable[[], object], title: str, source: str) -> Figure:
    """The finished figure. First in the usual fonts alone: to ask for every script at every word takes much of the time."""
    with mpl.rc_context({"font.family": list(USUAL_FONTS)}), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph")  # of signs that the usual fonts lack: then it is drawn again
        figure = _finish(_figure_of(draw()), title, source)
    return figure if has_usual_signs(figure) else _finish(_figure_of(draw()), title, source)


def _finish(figure: Figure, title: str, source: str) -> Figure:
    import matplotlib.pyplot as plt

    plt.close(figure)
    if is_journal():
        finish_journal(figure)
    else:
        add_headings(figure, title, source)
    return figure


def _figure_of(drawn: object) -> Figure:
    if isinstance(drawn, Figure):
        return drawn
    axes = getattr(drawn, "flat", None)
    first = next(iter(axes)) if axes is not None else drawn
    return first.get_figure()  # type: ignore[union-attr]


def _describe(draw: Callable[[], object]) -> str:
    function = draw.func if isinstance(draw, partial) else draw
    return f"{function.__module__}.{function.__qualname__}"


def _save_image(figure: Figure, folder: Path, name: str, kind: str, title: str, alt: str) -> Path:
    return write_atomically(folder / f"{name}{_SUFFIXES.get(kind, '.' + kind)}", _render(figure, kind, name, title, alt))


def _render(figure: Figure, kind: str, name: str, title: str, alt: str) -> bytes:
    described = {"png": {"Title": title, "Description": alt}, "svg": {"Title": title}, "pdf": {"Title": title, "Subject": alt}}
    settings: dict[str, dict] = {
        **{each: {"format": each, "metadata": _DATELESS[each] | described[each]} for each in FORMATS},
        "png600": {"format": "png", "dpi": 600, "metadata": _DATELESS["png"] | described["png"]},
        "tiff": {"format": "tiff", "dpi": 600, "pil_kwargs": {"compression": "tiff_lzw"}},
    }
    if kind not in settings:
        raise TableError(f"a figure cannot be saved as '{kind}'; the formats are {', '.join(settings)}")
    buffer = io.BytesIO()
    with mpl.rc_context({"figure.constrained_layout.use": False}):  # else a figure that is laid out gets a layout again afterwards
        figure.savefig(buffer, **settings[kind])
    data = buffer.getvalue()
    return _describe_svg(data.decode(), name, alt).encode() if kind == "svg" else data


def _describe_svg(svg: str, name: str, alt: str) -> str:
    """matplotlib writes a title from the metadata, but neither description nor role."""
    svg = svg.replace("<svg ", f'<svg role="img" aria-labelledby="{name}-title {name}-desc" ', 1)
    svg = svg.replace("<title>", f'<title id="{name}-title">', 1)
    return svg.replace("</title>", f'</title>\n <desc id="{name}-desc">{escape(alt)}</desc>', 1)


def _save_texts(folder: Path, name: str, data: pd.DataFrame, texts: dict[str, str], files: Sequence[str]) -> None:
    """``name``.csv with what is drawn, and ``name``.json with the texts, what the figure was made by and from, and its files."""
    drawn = data.to_csv(index=False, lineterminator="\n", float_format="%.6g").encode()
    write_atomically(folder / f"{name}.csv", drawn)
    record = texts | {
        "command": _command(),
        "python": platform.python_version(),
        "versions": "; ".join(f"{package} {version(package)}" for package in ("matplotlib", "numpy", "pandas")),
        "data_sha256": hashlib.sha256(drawn).hexdigest(),
        "tables_made_from": _read_stamp(folder),
        "files": hash_files(folder, files),
    }
    write_atomically(folder / f"{name}.json", json.dumps(record, indent=1, ensure_ascii=False) + "\n")
    write_manifest(folder)


def _command() -> str:
    return os.environ.get("PARALLAX_COMMAND", "python -m analysis report")


def _read_stamp(folder: Path) -> str:
    """The stamp that the tables carry (texts and code they were made from); empty where no tables lie beside the figures."""
    try:
        return json.loads((folder / "tables" / "tables.json").read_text(encoding="utf-8"))["made_from"]
    except (OSError, ValueError, KeyError):
        return ""


def _read_record(path: Path) -> dict[str, str] | None:
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        return None
    return {"figure": path.stem, **record} if isinstance(record, dict) and "data_sha256" in record else None
