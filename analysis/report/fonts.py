"""The report's fonts as parts of its files: only the signs that it uses, so that it reads the same everywhere."""

import base64
import io
from collections.abc import Iterable
from pathlib import Path

from analysis.charts.style import list_font_files

FACES = {"Lato-Regular": (400, "normal"), "Lato-Bold": (700, "normal"), "Lato-Italic": (400, "italic")}


def embed_fonts(text: str) -> str:
    """CSS that holds the faces of Lato, and for signs Lato lacks the first font that has them, as data."""
    wanted = {ord(sign) for sign in text if sign.isprintable()} | set(range(0x20, 0x7F))
    files = {path.stem: path for path in list_font_files()}
    rules = [_rule("Lato", files[name], wanted, *face) for name, face in FACES.items()]
    missing = wanted - _signs_of(files["Lato-Regular"])
    for path in _others(files.values()):
        found = missing & _signs_of(path)
        if found:
            rules.append(_rule("Parallax Fallback", path, found, 400, "normal"))
            missing -= found
    return "\n".join(rules)


def subset_font(path: Path, signs: Iterable[int], *, flavor: str | None = None) -> bytes:
    """The font in ``path`` with no more than ``signs`` (code points); the same bytes each time."""
    from fontTools import subset
    from fontTools.ttLib import TTFont

    options = subset.Options(layout_features=["*"], notdef_outline=True, flavor=flavor)
    options.drop_tables += ["FFTM"]  # the font editor's time stamp
    with TTFont(path, recalcTimestamp=False) as font:
        worker = subset.Subsetter(options)
        worker.populate(unicodes=signs)
        worker.subset(font)
        font.flavor = flavor
        buffer = io.BytesIO()
        font.save(buffer)
    return buffer.getvalue()


def list_fallbacks() -> list[Path]:
    """Fonts for the signs that Lato lacks, in the order in which they are asked."""
    return _others(list_font_files())


def _others(files: Iterable[Path]) -> list[Path]:
    import matplotlib

    dejavu = Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"
    return [dejavu, *[path for path in files if not path.name.startswith("Lato")]]


def _signs_of(path: Path) -> set[int]:
    from fontTools.ttLib import TTFont

    with TTFont(path, lazy=True) as font:
        return set(font.getBestCmap())


def _rule(family: str, path: Path, signs: Iterable[int], weight: int, style: str) -> str:
    signs = sorted(signs)
    data = base64.b64encode(subset_font(path, signs, flavor="woff")).decode()
    only = "" if family == "Lato" else f"unicode-range:{','.join(f'U+{sign:X}' for sign in signs)};"
    return (f"@font-face{{font-family:'{family}';font-weight:{weight};font-style:{style};{only}"
            f"src:url(data:font/woff;base64,{data}) format('woff')}}")  # fmt: skip
