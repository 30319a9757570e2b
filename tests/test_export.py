"""A chart leaves in two presets with its data, texts and provenance, and comes out the same twice."""

import json
import warnings
from functools import partial

import pandas as pd
import pytest
from matplotlib.text import Text

from analysis.charts.export import export_chart, save_figure, show_chart
from analysis.charts.style import MM, draw_reason, house_style, new_figure

AWKWARD = ["A_b $x_1$", "العربية", "חדשות", '😀 <b> & \\ # % "quoted"']
TITLE = "No outlet stands apart: $5 & <b>all</b> four lie within one another's intervals, 95% of the time"


def plot_awkward(data, *, ax=None):
    if ax is None:
        _, ax = new_figure(width="single", height=60)
    ax.plot(data["value"], data["label"], "o")
    ax.set_xlabel("per cent of $5", fontsize=12, color="#777777")
    ax.grid(axis="x")
    return ax


@pytest.fixture
def chart():
    return partial(plot_awkward, pd.DataFrame({"label": AWKWARD, "value": [1, 2, 3, 4]}))


def export(chart, folder, **changes):
    texts = {"data": chart.args[0], "title": TITLE, "caption": "A caption.", "alt": 'Four dots & a "quote".', "folder": folder}
    return export_chart(chart, "awkward", **texts | changes)


def test_a_notebook_that_crops_the_figure_keeps_its_title_and_source(chart):
    figure = show_chart(chart, title=TITLE, source="Data: none.")
    cropped = figure.get_tightbbox()
    spots = [text.get_window_extent().transformed(figure.dpi_scale_trans.inverted()) for text in figure.texts]
    assert len(spots) == 2
    assert all(cropped.y0 <= spot.y0 and spot.y1 <= cropped.y1 for spot in spots)


def test_both_presets_are_saved_with_data_texts_and_a_manifest_line(chart, tmp_path):
    export(chart, tmp_path)
    expected = {f"awkward{ending}.{kind}" for ending in ("", "-journal") for kind in ("png", "svg", "pdf")}
    assert {path.name for path in tmp_path.iterdir()} == expected | {"awkward.csv", "awkward.json", "manifest.csv"}
    assert json.loads((tmp_path / "awkward.json").read_text(encoding="utf-8"))["title"] == TITLE
    manifest = pd.read_csv(tmp_path / "manifest.csv")
    assert manifest.loc[0, "drawn_by"].endswith("plot_awkward")
    assert len(manifest.loc[0, "data_sha256"]) == 64


def test_two_runs_give_the_same_bytes(chart, tmp_path):
    formats = ("png", "svg", "pdf", "png600", "tiff")
    export(chart, tmp_path / "first", formats=formats)
    export(chart, tmp_path / "second", formats=formats)
    for first in (tmp_path / "first").iterdir():
        assert first.read_bytes() == (tmp_path / "second" / first.name).read_bytes(), first.name


def test_the_journal_version_is_plain_and_small_enough(chart, tmp_path, monkeypatch):
    drawn = []
    monkeypatch.setattr("analysis.charts.export._save_image", lambda figure, *rest: drawn.append(figure))
    export(chart, tmp_path)
    journal = drawn[-1]
    width, height = journal.get_size_inches() / MM
    texts = [text for ax in journal.axes for text in (*ax.get_yticklabels(), ax.xaxis.label)]
    assert width == pytest.approx(89)
    assert height <= 170
    assert all(5 <= text.get_fontsize() <= 7 and text.get_color() in ("black", "#000000") for text in texts)
    assert not journal.texts


def test_the_report_version_bears_its_title_and_source_and_keeps_its_width(chart):
    figure = show_chart(chart, title=TITLE, source="Data: awkward.csv")
    title, source = (text.get_text() for text in figure.texts)
    assert title.replace("\n", " ") == TITLE
    assert source == "Data: awkward.csv"
    assert figure.get_size_inches()[0] / MM == pytest.approx(89)


def test_a_drawn_figure_can_be_saved_as_it_is(chart, tmp_path):
    with house_style():
        png = save_figure(chart().figure, "plain", data=chart.args[0], title="t", caption="c", alt="a", folder=tmp_path)
    assert png.read_bytes().startswith(b"\x89PNG")
    assert "<desc" in (tmp_path / "plain.svg").read_text(encoding="utf-8")


@pytest.mark.parametrize(("label", "faces"), [("Daily Post", 2), ("दैनिक समाचार", 12), ("Ежедневная газета", 2)])
def test_other_scripts_are_asked_for_only_where_a_chart_has_signs_of_theirs(label, faces):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        figure = show_chart(partial(draw_reason, label), title="A title")
        figure.canvas.draw()
    (text,) = [text for text in figure.findobj(Text) if text.get_text() == label]
    assert len(text.get_fontfamily()) == faces


def test_saving_a_figure_moves_nothing_in_it(chart, tmp_path):
    with house_style("report"):
        figure = show_chart(chart, title=TITLE, source="Data: x.csv")
        laid_out = [ax.get_position().bounds for ax in figure.axes]
        for preset in ("report", "journal"):
            with house_style(preset):
                save_figure(figure, "x", data=chart.args[0], title=TITLE, caption="", alt="", folder=tmp_path)
                figure.canvas.draw()
    assert [ax.get_position().bounds for ax in figure.axes] == laid_out
