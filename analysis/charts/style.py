"""House style: two presets, column widths, the font, and one colour per article and per actor everywhere."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import NamedTuple

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

MM = 1 / 25.4
WIDTHS = {"single": 89 * MM, "double": 183 * MM}
"""Inches; the column widths of Nature and many other journals."""

TALLEST = 170 * MM
_EDGE, _SOURCE_SIZE = 4.0, 6.5
INK = "#1a1a1a"
MUTED = "#6b6b6b"
FAINT = "#d9d9d9"
PAPER = "#ffffff"

ARTICLE_COLOURS = ("#024D88", "#E03B12", "#13885E", "#50033E", "#4099E3", "#7A38EF", "#61525D", "#26430F",
                   "#906F08", "#C971C1", "#7E2605", "#036184")  # fmt: skip
"""The first eight climb in even steps of lightness (CAM02-UCS J' 20 to 64), so that they differ in greyscale too, and were
searched for the largest smallest distance under deuteranopia, protanopia and tritanopia (Machado et al. 2009); all stand
out on white by 3 : 1 or more. Beyond eight, markers tell what colour alone cannot."""

TOPIC_COLOURS = ("#5EC0BC", "#C0ADFD", "#C8C668", "#D7888C", "#83F2F7", "#9488CC", "#B4DDB6", "#A5993F")
TOPIC_HATCHES = ("", "////", "....", "\\\\\\\\", "", "||||", "----", "xxxx", "oo", "//..", "++", "OO")
"""Of topics, which fill areas: paler than any article, and searched in the same way. Hatches tell what colour alone cannot."""

MARKERS = ("o", "s", "D", "^", "v", "P", "X", "<", ">", "p", "h", "*")

NEGATIVE, NEUTRAL, POSITIVE = "#8F3A00", "#c8c8c8", "#4C9ED9"
"""Diverging scale of stance: dark orange, light grey, mid blue; told apart in greyscale by lightness, order and hatch."""

HATCHES = {NEGATIVE: "////", NEUTRAL: "", POSITIVE: "...."}

OTHER_SCRIPTS = tuple(
    "Noto Emoji" if script == "Emoji" else f"Noto Sans {script}"
    for script in ("Emoji", "Devanagari", "Bengali", "Armenian", "Georgian", "Tamil", "Telugu", "Thai", "Ethiopic", "Symbols")
)
"""After Lato and DejaVu Sans (Cyrillic, Greek, Arabic, Hebrew): faces for what neither has. matplotlib shapes and orders them."""

USUAL_FONTS = ("Lato", "DejaVu Sans")

_COMMON = {
    "font.family": [*USUAL_FONTS, *OTHER_SCRIPTS],
    "axes.spines.top": False, "axes.spines.right": False, "axes.axisbelow": True,
    "axes.linewidth": 0.5, "xtick.major.width": 0.5, "ytick.major.width": 0.5,
    "xtick.major.size": 2.5, "ytick.major.size": 2.5, "xtick.direction": "out",
    "lines.linewidth": 1.0, "lines.markersize": 4, "legend.frameon": False,
    "figure.constrained_layout.use": True, "figure.constrained_layout.h_pad": 0.03, "figure.constrained_layout.w_pad": 0.03,
    "figure.dpi": 150, "savefig.dpi": 300, "figure.facecolor": PAPER, "savefig.facecolor": PAPER,
    "pdf.fonttype": 42, "ps.fonttype": 42, "svg.fonttype": "path", "svg.hashsalt": "parallax",
    "axes.unicode_minus": True, "text.parse_math": False, "axes.titlelocation": "left",
    "axes.prop_cycle": mpl.cycler(color=list(ARTICLE_COLOURS)),
}  # fmt: skip

PRESETS = {
    "journal": _COMMON | {
        "font.size": 6.5, "axes.titlesize": 7, "axes.labelsize": 6.5, "xtick.labelsize": 6, "ytick.labelsize": 6,
        "legend.fontsize": 6, "text.color": "#000000", "axes.labelcolor": "#000000", "xtick.color": "#000000",
        "ytick.color": "#000000", "axes.edgecolor": "#000000", "axes.grid": False,
    },
    "report": _COMMON | {
        "font.size": 8.5, "axes.titlesize": 10, "axes.titleweight": "bold", "axes.labelsize": 8.5, "xtick.labelsize": 8,
        "ytick.labelsize": 8.5, "legend.fontsize": 8, "text.color": INK, "axes.labelcolor": INK, "xtick.color": INK,
        "ytick.color": INK, "axes.edgecolor": MUTED, "grid.color": "#e4e4e4", "grid.linewidth": 0.5,
    },
}  # fmt: skip


@contextmanager
def house_style(preset: str = "report") -> Iterator[None]:
    """Within it, figures are drawn in ``preset`` ('journal' or 'report'); global settings are left as they were."""
    _add_fonts()
    with mpl.rc_context(PRESETS[preset]):
        yield


def is_journal() -> bool:
    """Whether the journal preset is in force: black text, no grid, no title inside the figure."""
    return mpl.rcParams["axes.titlesize"] == PRESETS["journal"]["axes.titlesize"]


def new_figure(*, width: str = "double", height: float = 70, **grid):
    """A figure of ``width`` ('single' or 'double' column) and ``height`` in millimetres; ``grid`` goes to ``subplots``."""
    import matplotlib.pyplot as plt

    return plt.subplots(figsize=(WIDTHS[width], min(height * MM, TALLEST)), **grid)


def add_headings(figure: Figure, title: str, source: str) -> None:
    """``title`` in bold at the left above the chart and ``source`` small below it; the figure grows by their height.

    Lines break where the figure's width ends. A title that the chart has set itself, if it is the same, goes.
    """
    for ax in figure.axes:
        if ax.get_title(loc="left") == title or ax.get_title() == title:
            ax.set_title("", loc="left"), ax.set_title("", loc="center")
    width, height = figure.get_size_inches()
    room = width * 72 - 2 * _EDGE
    above = wrap_text(title, room, size=mpl.rcParams["axes.titlesize"], weight="bold")
    below = wrap_text(source, room, size=_SOURCE_SIZE)
    line = mpl.rcParams["axes.titlesize"] * 1.25
    top = (line * len(above) + 5 if title else 0) + _EDGE
    bottom = (_SOURCE_SIZE * 1.3 * len(below) + 4 if source else 0) + _EDGE / 2
    whole = height * 72 + top + bottom
    figure.set_size_inches(width, whole / 72)
    if title:
        figure.text(_EDGE / (width * 72), 1 - _EDGE / whole, "\n".join(above), ha="left", va="top", linespacing=1.2,
                    fontsize=mpl.rcParams["axes.titlesize"], fontweight="bold", in_layout=False)  # fmt: skip
    if source:
        figure.text(_EDGE / (width * 72), _EDGE / whole, "\n".join(below), ha="left", va="bottom", linespacing=1.2,
                    fontsize=_SOURCE_SIZE, color=MUTED, in_layout=False)  # fmt: skip
    _settle_layout(figure, (bottom / whole, 1 - (top + bottom) / whole))


def finish_journal(figure: Figure) -> None:
    """What journals ask for, whatever the chart has set: a column's width, 170 mm at most, 5–7 pt black text, no grid."""
    width, height = figure.get_size_inches()
    figure.set_size_inches(min(WIDTHS.values(), key=lambda column: abs(column - width)), min(height, TALLEST))
    for ax in figure.axes:
        ax.grid(False)
    for text in figure.findobj(Text):
        text.set_fontsize(min(max(text.get_fontsize(), 5), 7))
        if _luminance(text.get_color()) < 0.75:  # light text stands on a dark cell, and stays
            text.set_color("black")
    _settle_layout(figure, (0, 1))


def _settle_layout(figure: Figure, rows: tuple[float, float]) -> None:
    """Lay the chart out within ``rows`` (bottom and height, as shares of the figure) once and for all.

    Legends at the figure's edge are moved along afterwards: the layout makes room for them only where they stand first.
    """
    bottom, height = rows
    engine = figure.get_layout_engine()
    if engine is None:
        figure.subplots_adjust(top=bottom + height, bottom=bottom + 0.12)
        return
    engine.set(rect=(0, bottom, 1, height))
    figure.draw_without_rendering()
    with mpl.rc_context({"figure.constrained_layout.use": False, "figure.autolayout": False}):
        figure.set_layout_engine(None)  # none at all: with the engine "none", matplotlib draws a figure twice whenever it is saved
    for legend in figure.legends:
        legend.set_bbox_to_anchor((0, bottom, 1, height))


def wrap_text(text: str, width: float, *, size: float, weight: str = "normal") -> list[str]:
    """``text`` in lines at most ``width`` points wide at ``size`` points."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and measure_text(longer, size=size, weight=weight) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


@cache
def measure_text(text: str, *, size: float, weight: str = "normal") -> float:
    """The width of one line of ``text`` in points, in the house font."""
    _add_fonts()
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    faces = USUAL_FONTS if set(map(ord, text)) <= _usual_signs() else (*USUAL_FONTS, *OTHER_SCRIPTS)
    font = FontProperties(family=list(faces), weight=weight, size=size)
    return text_to_path.get_text_width_height_descent(text, font, ismath=False)[0]


def article_colours(articles: Sequence[str]) -> dict[str, str]:
    """Article id → colour, by its place in the study; the same in every chart."""
    return {article: ARTICLE_COLOURS[k % len(ARTICLE_COLOURS)] for k, article in enumerate(articles)}


def article_markers(articles: Sequence[str]) -> dict[str, str]:
    """Article id → marker, so that nothing hangs on colour alone."""
    return {article: MARKERS[k % len(MARKERS)] for k, article in enumerate(articles)}


def actor_colours(actors: Sequence) -> dict[str, str]:
    """Actor id → the colour of ``actors.toml``, else the next of the palette."""
    return {actor.id: actor.colour or ARTICLE_COLOURS[k % len(ARTICLE_COLOURS)] for k, actor in enumerate(actors)}


def _luminance(colour: str | tuple) -> float:
    red, green, blue = mpl.colors.to_rgb(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def has_usual_signs(figure: Figure) -> bool:
    """Whether every sign in the figure, tick labels included, stands in the usual fonts."""
    for ax in figure.axes:
        ax.get_xticklabels(), ax.get_yticklabels()  # they are not made before they are asked for
    return {ord(sign) for text in figure.findobj(Text) for sign in text.get_text()} <= _usual_signs()


@cache
def _usual_signs() -> frozenset[int]:
    from matplotlib.font_manager import findfont, get_font

    _add_fonts()
    fonts = [get_font(findfont(name, fallback_to_default=False)) for name in USUAL_FONTS]
    return frozenset({*b"\n", *(sign for font in fonts for sign in font.get_charmap())})


def draw_reason(text: str, ax: Axes | None = None) -> Axes:
    """An empty chart with the reason in it: what is drawn where there is nothing to draw."""
    ax = ax or new_figure(height=20)[1]
    ax.text(0.5, 0.5, text, ha="center", va="center", color=MUTED, transform=ax.transAxes)
    ax.axis("off")
    return ax


class Key(NamedTuple):
    """How ids look in every chart: their labels, colours and markers. Ids that it does not hold are drawn as they are, in ink."""

    labels: Mapping[str, str] = {}
    colours: Mapping[str, str] = {}
    markers: Mapping[str, str] = {}

    def label(self, name: str, longest: int = 24) -> str:
        return shorten(self.labels.get(name, name), longest)

    def colour(self, name: str) -> str:
        return self.colours.get(name, INK)

    def marker(self, name: str) -> str:
        return self.markers.get(name, "o")


def make_key(labels: Mapping[str, str], colours: Mapping[str, str] | None = None) -> Key:
    """The key of ids in their order: colours as given (else the palette's) and a marker of its own for each of twelve."""
    return Key(labels, colours or article_colours(list(labels)), article_markers(list(labels)))


def shorten(label: str, longest: int = 22) -> str:
    """A label that fits: cut at ``longest`` characters with an ellipsis."""
    return label if len(label) <= longest else label[: longest - 1].rstrip() + "…"


def list_font_files() -> list[Path]:
    """The font files that charts and report use, all from packages: Lato, and Noto for the scripts that Lato lacks."""
    import font_lato
    import manimgx_fonts

    lato = sorted((Path(font_lato.__file__).parent / "files").glob("*.ttf"))
    noto = sorted(Path(manimgx_fonts.__file__).parent.glob("*.ttf"))
    return lato + [path for path in noto if not path.name.startswith("NotoSans-Italic")]


@cache
def _add_fonts() -> None:
    """Make the package fonts known to matplotlib; the one weight it draws of the Noto faces also stands for their bold."""
    from matplotlib.font_manager import fontManager

    for file in list_font_files():
        fontManager.addfont(str(file))
    fontManager.ttflist += [replace(font, weight=700) for font in fontManager.ttflist if font.name in OTHER_SCRIPTS]
