"""The reading view: one article as it stands, with who speaks in the margin and in whose light each actor stands."""

from collections.abc import Iterator, Sequence

import pandas as pd

from analysis.explore.marks import Mark, escape, mark_text, safe_colour, wrap, write_legend
from analysis.explore.points import find_words, mark_article
from analysis.explore.view import View, choose, redraw_on_change
from analysis.store import Results
from analysis.tables import EDITORIAL_PARTS, empty_table

READ_PARTS = ("headline", *EDITORIAL_PARTS)
EVERYONE = ""
SIGNS = {"negative": "−", "neutral": "0", "positive": "+"}

_STYLE = """<style>
.px .row { display: grid; grid-template-columns: minmax(6em, 14%) 1fr minmax(8em, 20%); gap: 0 1.2em; }
.px .row + .row { border-top: 1px solid var(--jp-border-color2, #e0e0e0); }
.px .margin { font-size: .82em; line-height: 1.4; color: var(--jp-content-font-color2, #616161); padding: .5em 0; }
.px .margin div { margin-bottom: .35em; } .px .who { border-left: 4px solid var(--c, currentColor); padding-left: .4em; }
.px .headline { font-weight: 700; font-size: 1.15em; }
</style>"""


def explore_article(results: Results) -> View:
    """Widgets to read one article: parts that no measure reads greyed, speakers at the left, stance per actor at the right."""
    import ipywidgets

    article = choose("Read", [(label, name) for name, label in results.labels.items()], width="28em")
    actor = choose("Stance toward", [("every actor", EVERYONE), *((name, each) for each, name in results.actor_names.items())], EVERYONE)
    page = ipywidgets.HTML()

    def draw(change: str) -> None:
        page.value = wrap(write_article(results, article.value, actor.value)) if article.value else wrap("<p>No article.</p>")

    redraw_on_change(draw, article=article, actor=actor)
    box = ipywidgets.VBox([ipywidgets.HBox([article, actor]), page])
    return View(box, dict(article=article, actor=actor, page=page), lambda: page.value)


def write_article(results: Results, article: str, actor: str = EVERYONE) -> str:
    """The article paragraph by paragraph as HTML; stance of ``actor``, or of all."""
    sentences = _own(results, "sentences", article)
    stance, quotes = _own(results, "stance", article), _own(results, "quotes", article)
    if actor:
        stance = stance[stance.actor == actor]
    marks = [*mark_article(results, article), *_mark_stance(stance)]
    rows = [_write_paragraph(results, group, marks, quotes, stance) for _, group in sentences.groupby("paragraph", sort=False)]
    return _STYLE + write_legend(("mention", "quote", "evidence")) + _explain_numbers() + "".join(rows)


def _explain_numbers() -> str:
    signs = ", ".join(f"{sign} {label}" for label, sign in SIGNS.items())
    return (
        f'<p class="legend">At the right: sentence number, actor, {signs}, and in whose voice; the words behind it bear the same sign. '
        "Grey italics: parts that no measure reads.</p>"
    )


def _write_paragraph(results: Results, sentences: pd.DataFrame, marks: Sequence[Mark], quotes: pd.DataFrame, stance: pd.DataFrame) -> str:
    numbers = set(sentences.sentence)
    speakers = "".join(_write_speakers(results, quotes[quotes.sentence.isin(numbers)]))
    judged = "".join(_write_stance(results, row) for row in stance[stance.sentence.isin(numbers)].itertuples())
    body = " ".join(_write_sentence(row, marks) for row in sentences.itertuples())
    return f'<div class="row"><div class="margin">{speakers}</div><p>{body}</p><div class="margin">{judged}</div></div>'


def _write_sentence(row, marks: Sequence[Mark]) -> str:
    number = f'<span class="number">{row.sentence}</span>'
    if row.part not in READ_PARTS:
        return f'{number}<span class="aside">[{escape(row.part.replace("_", " "))}] {escape(row.text)}</span>'
    text = mark_text(row.text, row.start, marks)
    return f'{number}<span class="headline">{text}</span>' if row.part == "headline" else number + text


def _write_speakers(results: Results, quotes: pd.DataFrame) -> Iterator[str]:
    """Each speaker of a paragraph once, with actor and verbs."""
    for (speaker, actor), group in quotes.groupby(["speaker", "actor"], sort=False):
        cues = ", ".join(dict.fromkeys(filter(None, group.cue)))
        told = (speaker or "speaker not found") + (f" ({actor})" if actor else "") + (f": {cues}" if cues else "")
        yield f'<div class="who" style="--c:{safe_colour(results.actor_colours.get(actor, ""))}">{escape(told)}</div>'


def _write_stance(results: Results, row) -> str:
    colour = safe_colour(results.actor_colours.get(row.actor, ""))
    voice = "reporter" if row.voice == "narrator" else "quoted"
    told = f"{row.sentence} {row.actor} {SIGNS[row.label]} {voice}"
    evidence = f' data-note="{escape(row.evidence)}" tabindex="0"' if row.evidence else ""
    return f'<div class="who" style="--c:{colour}"{evidence}>{escape(told)}</div>'


def _mark_stance(stance: pd.DataFrame) -> Iterator[Mark]:
    for row in stance[stance.label != "neutral"].itertuples():
        note = f"{row.actor}: {row.label} {row.score:+.2f}".replace("-", "−")
        for start, end in find_words(row.text, row.evidence):
            yield Mark(row.start + start, row.start + end, "evidence", tag=SIGNS[row.label], note=note)


def _own(results: Results, table: str, article: str) -> pd.DataFrame:
    """The rows of one article; none where the study has no such table."""
    found = results.tables.get(table, empty_table(table))
    return found[found.article == article]
