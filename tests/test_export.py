"""A chart leaves in two presets with its data, texts and provenance, and comes out the same twice."""

import json
import warnings
from functools import partial

import matplotlib as mpl
import pandas as pd
import pytest
from matplotlib.text import Text

from analysis.charts import export as export_module
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
    save = export_module._save_image
    monkeypatch.setattr(export_module, "_save_image", lambda figure, *rest: drawn.append(figure) or save(figure, *rest))
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


class TestAFigureThatIsThere:
    """It stays as long as it is what would be drawn, and only then."""

    @pytest.fixture
    def drawn(self, monkeypatch):
        calls, draw = [], export_module._draw
        monkeypatch.setattr(export_module, "_draw", lambda *given: calls.append(given) or draw(*given))
        return calls

    @pytest.fixture
    def note(self):
        return partial(draw_reason, "too few sentences")

    def save(self, draw, folder, **changes):
        texts = {"data": pd.DataFrame({"n": [3]}), "title": "A title", "caption": "A caption.", "alt": "An alt text.", "folder": folder}
        return export_chart(draw, "note", **texts | changes)

    def test_it_is_not_drawn_again(self, note, drawn, tmp_path):
        for _ in range(2):
            self.save(note, tmp_path)
        assert len(drawn) == 2  # one for each preset

    def test_it_is_not_drawn_again_for_digits_that_no_figure_shows(self, note, drawn, tmp_path):
        for value in (2 / 3, 2 / 3 + 2e-16):
            self.save(note, tmp_path, data=pd.DataFrame({"n": [value]}))
        self.save(note, tmp_path, data=pd.DataFrame({"n": [2 / 3 + 1e-6]}))
        assert len(drawn) == 4

    @pytest.mark.parametrize(
        "changes",
        [
            {"data": pd.DataFrame({"n": [4]})},
            {"data": pd.DataFrame({"n": [3.0]})},
            {"title": "Another"},
            {"caption": "Another."},
            {"alt": "Another."},
            {"source": "Another."},
            {"formats": ("png",)},
        ],
        ids=lambda change: next(iter(change)),
    )
    def test_it_is_drawn_again_where_anything_is_new(self, changes, note, drawn, tmp_path):
        self.save(note, tmp_path)
        self.save(note, tmp_path, **changes)
        assert len(drawn) == 4

    def test_it_is_drawn_again_for_other_arguments_settings_or_tables(self, note, drawn, tmp_path):
        self.save(note, tmp_path)
        self.save(partial(draw_reason, "fewer than three articles"), tmp_path)
        with mpl.rc_context({"axes.facecolor": "red"}):
            self.save(note, tmp_path)
        (tmp_path / "tables").mkdir()
        (tmp_path / "tables" / "tables.json").write_text('{"made_from": "other texts"}', encoding="utf-8")
        self.save(note, tmp_path)
        assert len(drawn) == 8

    @pytest.mark.parametrize("name", ["note.png", "note-journal.svg", "note.csv", "note.json"])
    @pytest.mark.parametrize("harm", ["removed", "altered"])
    def test_it_is_drawn_again_where_a_file_is_gone_or_altered(self, name, harm, note, drawn, tmp_path):
        self.save(note, tmp_path)
        whole = (tmp_path / name).read_bytes()
        (tmp_path / name).unlink() if harm == "removed" else (tmp_path / name).write_bytes(whole[:-9])
        self.save(note, tmp_path)
        assert len(drawn) == 4
        assert (tmp_path / name).read_bytes() == whole

    def test_what_cannot_be_told_in_full_is_always_drawn(self, chart, drawn, tmp_path):
        for _ in range(2):
            export(chart, tmp_path)  # its function is this file's own
            self.save(partial(draw_reason, object()), tmp_path)
        assert len(drawn) == 8
