"""The explorer of measures: choose what to measure, for whom, by whose voice and which scorer; see the chart and the words behind it."""

import base64
import io
import re
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.charts.alt import describe_dots
from analysis.charts.dots import plot_dots
from analysis.charts.export import export_chart, show_chart
from analysis.charts.sentiment import VOICE_KEY
from analysis.explore.marks import Mark, escape, mark_text, wrap, write_legend
from analysis.explore.points import (
    BOTH,
    MEASURES,
    VOICES,
    Choice,
    find_evidence,
    list_measures,
    list_scorers,
    list_subjects,
    mark_article,
    measure_points,
)
from analysis.explore.view import View, choose, keep_value, redraw_on_change
from analysis.store import Results
from analysis.words import count_things

MOST_ARTICLES = 24
"""Articles chosen at first; a chart of more rows does not fit a screen, and any of them can be chosen."""

MOST_SENTENCES = 15
_TOO_LITTLE = wrap("<p>This study has too few sentences for any measure.</p>")


def explore_measures(results: Results) -> View:
    """Widgets that draw any measure of the study, show the sentences behind a point, and export exactly the figure shown."""
    import ipywidgets

    labels = results.labels
    if not list_measures(results):
        return View(ipywidgets.HTML(_TOO_LITTLE), {}, lambda: _TOO_LITTLE)
    measure = choose("Measure", [(label, name) for name, label in list_measures(results).items()])
    subject, voice, scorer = choose("Of", []), choose("Voice", _voice_options()), choose("Scorer", [])
    articles = ipywidgets.SelectMultiple(
        description="Articles", options=[(label, name) for name, label in labels.items()], rows=min(len(labels), 8),
        value=list(labels)[:MOST_ARTICLES], layout=ipywidgets.Layout(width="22em"), style={"description_width": "initial"},
    )  # fmt: skip
    point = choose("Sentences of", [], width="24em")
    chart, sentences, said = ipywidgets.HTML(), ipywidgets.HTML(), ipywidgets.HTML()
    name = ipywidgets.Text(description="Save as", style={"description_width": "initial"}, layout=ipywidgets.Layout(width="28em"))
    export = ipywidgets.Button(description="Export figure and data", layout=ipywidgets.Layout(width="auto"))

    def read_choice() -> Choice:
        return Choice(measure.value, subject.value or "", voice.value, scorer.value or "", tuple(articles.value))

    def offer() -> None:
        """The lists that depend on the measure and on the articles chosen."""
        kind = MEASURES[measure.value]
        keep_value(subject, [(label, key) for key, label in list_subjects(results, measure.value).items()])
        keep_value(scorer, [(each, each) for each in list_scorers(results)] if kind.by_voice else [])
        keep_value(point, [(labels[each], each) for each in articles.value])
        for control, needed in ((subject, bool(kind.subject)), (voice, kind.by_voice), (scorer, kind.by_voice)):
            control.layout.display = "" if needed else "none"

    def draw(change: str) -> None:
        if change != "point":
            offer()
            name.value, said.value = name_figure(read_choice()), ""
            chart.value = wrap(picture_points(results, read_choice()))
        sentences.value = wrap(write_sentences(results, read_choice(), point.value)) if point.value else ""

    def save(button) -> None:
        path = export_points(results, read_choice(), name.value)
        said.value = wrap(f"<p>Saved: {escape(path)}, with .svg, .pdf and the data in {escape(path.with_suffix('.csv').name)}</p>")

    redraw_on_change(draw, measure=measure, subject=subject, voice=voice, scorer=scorer, articles=articles, point=point)
    export.on_click(save)
    knobs = ipywidgets.HBox([measure, subject, voice, scorer, articles], layout=ipywidgets.Layout(flex_flow="row wrap"))
    rows = [knobs, chart, ipywidgets.HBox([name, export]), said, point, sentences]
    controls = dict(measure=measure, subject=subject, voice=voice, scorer=scorer, articles=articles, point=point, name=name, export=export,
                    chart=chart, sentences=sentences, said=said)  # fmt: skip
    return View(ipywidgets.VBox(rows), controls, lambda: chart.value + sentences.value)


def draw_points(results: Results, choice: Choice, points: pd.DataFrame) -> Axes:
    """The chart of a choice; where both voices are asked for they lie in lanes under one another."""
    kind = choice.kind
    return plot_dots(
        points, key=results.article_key, series=_series(choice), series_key=VOICE_KEY, xlabel=kind.axis, reference=kind.reference,
        width="double",
    )  # fmt: skip


def title_points(results: Results, choice: Choice) -> str:
    """What the chart shows, in words; it states no finding, because any choice may be on screen."""
    subject = list_subjects(results, choice.measure).get(choice.subject, "")
    parts = [choice.kind.label + (f": {subject}" if subject else "")]
    if choice.kind.by_voice:
        parts.append("reporter and quoted voices" if choice.voice == BOTH else f"{VOICES[choice.voice]} voice")
        parts.append(f"scorer {choice.scorer}")
    return ", ".join(parts)


def picture_points(results: Results, choice: Choice) -> str:
    """The chart as an image with its alt text, as HTML."""
    if not choice.articles:
        return "<p>No article is chosen: choose one or more in the list.</p>"
    points = measure_points(results, choice)
    figure = show_chart(partial(draw_points, results, choice, points), title=title_points(results, choice))
    return f'<div class="card"><img src="data:image/png;base64,{_png(figure)}" alt="{escape(_alt(results, choice, points))}"></div>'


def write_sentences(results: Results, choice: Choice, article: str) -> str:
    """The sentences behind an article's point, each between its neighbours, with mentions, quotes and evidence marked."""
    evidence = find_evidence(results, choice, article)
    chosen = list(dict.fromkeys(evidence.sentence))
    own = results.tables["sentences"]
    own = own[own.article == article]
    marks = [*mark_article(results, article), *_mark_evidence(evidence)]
    shown = "".join(_write_one(own, number, marks, evidence) for number in chosen[:MOST_SENTENCES])
    more = f"<p>{len(chosen) - MOST_SENTENCES} more sentences are not shown.</p>" if len(chosen) > MOST_SENTENCES else ""
    head = f"<h4>{escape(results.labels[article])}: {count_things(len(chosen), 'sentence')} behind this point</h4>"
    return head + (shown or "<p>None in this article.</p>") + more + write_legend(("mention", "quote", "evidence"))


def export_points(results: Results, choice: Choice, name: str = "", *, folder: Path | None = None) -> Path:
    """Save exactly the figure shown, with its data, caption and alt text; by default in ``explored`` beside the report's figures."""
    points = measure_points(results, choice)
    title = title_points(results, choice)
    return export_chart(
        partial(draw_points, results, choice, points), slugify(name) or name_figure(choice), data=points, title=title,
        caption=f"{title}. Lines are 95% intervals; n counts the units each rests on.",
        alt=_alt(results, choice, points), folder=folder or results.folder / "explored",
    )  # fmt: skip


def name_figure(choice: Choice) -> str:
    """A file name that tells the choice."""
    parts = [choice.measure, choice.subject]
    if choice.kind.by_voice:
        parts += [VOICES.get(choice.voice, choice.voice), choice.scorer]
    return slugify("-".join(filter(None, parts)))


def slugify(name: str) -> str:
    """Letters, digits and single hyphens, so that a name stays a name and leaves no folder."""
    return re.sub(r"[^\w]+", "-", name).strip("-_")[:80]


def _voice_options() -> list[tuple[str, str]]:
    return [("both, side by side", BOTH), *((label, name) for name, label in VOICES.items())]


def _series(choice: Choice) -> str:
    return "voice" if choice.voice == BOTH and choice.kind.by_voice else ""


def _alt(results: Results, choice: Choice, points: pd.DataFrame) -> str:
    what = title_points(results, choice)
    return describe_dots(points, what=what, key=results.article_key, series=_series(choice), series_key=VOICE_KEY, form=choice.kind.form)


def _png(figure: Figure) -> str:
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=110, metadata={"Software": None})
    return base64.b64encode(buffer.getvalue()).decode("ascii")


def _mark_evidence(evidence: pd.DataFrame) -> list[Mark]:
    return [Mark(row.start, row.end, "evidence", tag=row.sign, note=row.note) for row in evidence.itertuples() if row.end > row.start]


def _write_one(sentences: pd.DataFrame, number: int, marks: Sequence[Mark], evidence: pd.DataFrame) -> str:
    """A sentence between its neighbours of the same paragraph."""
    near = sentences[(sentences.sentence - number).abs() <= 1]
    middle = near[near.sentence == number].iloc[0]
    near = near[near.paragraph == middle.paragraph]
    texts = {
        row.sentence: mark_text(row.text, row.start, marks) if row.sentence == number else escape(row.text) for row in near.itertuples()
    }
    told = [text if key == number else f'<span class="context">{text}</span>' for key, text in texts.items()]
    why = dict.fromkeys(f"{row.sign} {row.note}".strip() for row in evidence[evidence.sentence == number].itertuples())
    note = f' <span class="tag">[{escape("; ".join(filter(None, why)))}]</span>' if any(why) else ""
    return f'<p><span class="number">{number}</span>{" ".join(told)}{note}</p>'
