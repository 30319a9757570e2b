"""Article text as HTML: escaped, with marks that do not hang on colour alone. Every view writes text through here."""

import html
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from analysis.charts.style import INK

LEGEND = {
    "mention": "mention of an actor (its id follows)",
    "quote": "quoted or reported words",
    "evidence": "words that the measure rests on",
    "shared": "passage shared with the other article (numbered)",
    "hit": "found",
}

STYLE = """<style>
.px { color: var(--jp-content-font-color1, #1a1a1a); font-family: var(--jp-content-font-family, sans-serif);
  font-size: var(--jp-content-font-size1, 14px); line-height: 1.65; max-width: 100%; overflow-wrap: break-word; }
.px h4 { margin: .8em 0 .3em; font-size: 1em; }
.px p, .px ol { margin: .35em 0; }
.px mark { background: none; color: inherit; }
.px .mention { border-bottom: 2px solid var(--c, currentColor); }
.px .tag { font-size: .72em; font-weight: 600; margin-left: .15em; vertical-align: sub; line-height: 1; white-space: nowrap; }
.px .quote { background: color-mix(in srgb, var(--jp-content-font-color1, #1a1a1a) 10%, transparent); }
.px .quote-first::before { content: "\\2039"; } .px .quote-last::after { content: "\\203A"; }
.px .evidence { font-weight: 700; text-decoration: underline wavy 1px; text-underline-offset: 3px; }
.px .shared { border-bottom: 2px dashed var(--c, currentColor); }
.px .hit { outline: 2px solid currentColor; outline-offset: 1px; font-weight: 700; }
.px .aside { color: var(--jp-content-font-color2, #616161); font-style: italic; }
.px .context { color: var(--jp-content-font-color2, #616161); }
.px .number { font-size: .72em; vertical-align: super; color: var(--jp-content-font-color2, #616161); margin-right: .25em; }
.px .legend { font-size: .85em; border-top: 1px solid var(--jp-border-color1, #bdbdbd); padding-top: .3em; }
.px .legend span { margin-right: 1.6em; white-space: nowrap; }
.px [data-note]:focus { outline: 2px solid var(--jp-brand-color1, #1976d2); outline-offset: 2px; }
.px [data-note]:focus::after, .px [data-note]:hover::after { content: attr(data-note); font-size: .8em; font-weight: 400;
  font-style: normal; background: var(--jp-layout-color2, #eeeeee); color: var(--jp-content-font-color1, #1a1a1a);
  border: 1px solid currentColor; padding: 0 .4em; margin-left: .4em; display: inline-block; }
.px table { border-collapse: collapse; width: 100%; color: inherit; font: inherit; }
.px td, .px th { padding: .15em .6em; vertical-align: top; } .px.px.px td, .px.px.px th { text-align: left; }
.px .card { background: #ffffff; padding: 4px; display: inline-block; max-width: 100%; } .px .card img { max-width: 100%; height: auto; }
</style>"""


class Mark(NamedTuple):
    """A stretch of an article to be marked: offsets into the article, a kind of ``LEGEND``, and what to say of it."""

    start: int
    end: int
    kind: str
    tag: str = ""
    """Shown after the words: an actor's id, a number, a sign."""
    note: str = ""
    """Shown on hover and on keyboard focus."""
    colour: str = ""


def escape(text: object) -> str:
    """Text for HTML, quotes included, so that it may stand in an attribute too."""
    return html.escape(str(text), quote=True)


def mark_text(text: str, offset: int, marks: Iterable[Mark]) -> str:
    """``text``, which begins at ``offset`` of its article, as escaped HTML with ``marks`` around its words.

    Marks may overlap and reach beyond the text; they are cut at its ends.
    """
    inside = [m._replace(start=max(m.start - offset, 0), end=min(m.end - offset, len(text))) for m in marks]
    inside = sorted((m for m in inside if m.start < m.end), key=lambda m: (m.start, -m.end))
    edges = sorted({0, len(text), *(m.start for m in inside), *(m.end for m in inside)})
    return "".join(_piece(text[a:b], a, b, [m for m in inside if m.start <= a and b <= m.end]) for a, b in pairwise(edges))


def write_legend(kinds: Sequence[str]) -> str:
    """What the marks of a view mean, each shown as it looks."""
    items = (f'<span><mark class="{kind} {kind}-first {kind}-last">words</mark> {escape(LEGEND[kind])}</span>' for kind in kinds)
    return f'<p class="legend">{"".join(items)}</p>'


def wrap(body: str) -> str:
    """The HTML of a view: its style, and no typesetting of formulas, so that dollar signs stay dollar signs."""
    return f'{STYLE}<div class="px tex2jax_ignore mathjax_ignore">{body}</div>'


def safe_colour(colour: str) -> str:
    """A colour that may stand in a style attribute; ink where it is none."""
    return colour if len(colour) == 7 and colour[0] == "#" and all(c in "0123456789abcdefABCDEF" for c in colour[1:]) else INK


def _piece(words: str, start: int, end: int, marks: Sequence[Mark]) -> str:
    if not marks:
        return escape(words)
    classes = [m.kind for m in marks]
    classes += [f"{m.kind}-first" for m in marks if m.start == start] + [f"{m.kind}-last" for m in marks if m.end == end]
    attributes = {"class": " ".join(dict.fromkeys(classes))}
    colours = [m.colour for m in marks if m.colour]
    if colours:
        attributes["style"] = f"--c:{safe_colour(colours[-1])}"
    notes = [m.note for m in marks if m.note and m.end == end]
    if notes:
        attributes["data-note"] = "; ".join(notes)
        if "evidence" in classes:
            attributes["tabindex"] = "0"
    tags = "".join(f'<span class="tag">{escape(m.tag)}</span>' for m in marks if m.tag and m.end == end)
    return f"<mark{_attributes(attributes)}>{escape(words)}</mark>{tags}"


def _attributes(values: Mapping[str, str]) -> str:
    return "".join(f' {name}="{escape(value)}"' for name, value in values.items())
