"""Shared kinds of chart: what they draw, in their own artists, and what their alt texts say."""

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest

from analysis.charts import alt
from analysis.charts.bars import plot_diverging
from analysis.charts.dots import plot_dots
from analysis.charts.matrices import plot_matrix, plot_symbols
from analysis.charts.strips import plot_strips
from analysis.charts.style import MM, WIDTHS, house_style, make_key, shorten
from analysis.errors import TableError

KEY = make_key({"a0": "First $ite", "a1": "Second_site", "a2": "The Very Long Outlet Name of the Northern Territories"})
ACTORS = make_key({"RU": "Russia", "UA": "Ukraine"})
NOTHING = float("nan")
GRADES = pd.DataFrame(
    [("a0", 12.0, 11.0, 13.0, 40), ("a1", 9.5, 8.0, 11.0, 22), ("a2", NOTHING, NOTHING, NOTHING, 2)],
    columns=["article", "value", "low", "high", "n"],
)
SHARES = pd.DataFrame([("RU", 0.4, 0.1, 30), ("UA", NOTHING, NOTHING, 2)], columns=["actor", "negative", "positive", "n"])
FRAMES = pd.DataFrame([[0.2, 0.5, NOTHING], [0.4, 0.1, 0.3]], index=["diplomacy", "military"], columns=["a0", "a1", "a2"])


@pytest.fixture(autouse=True, params=["report", "journal"])
def preset(request):
    import matplotlib.pyplot as plt

    with house_style(request.param):
        yield request.param
    plt.close("all")


def markers_of(ax):
    return [line for line in ax.lines if line.get_marker() not in ("None", "", None)]


def test_dots_stand_at_their_values_in_their_articles_colours_and_markers():
    ax = plot_dots(GRADES, key=KEY)
    first, second = markers_of(ax)
    assert (first.get_xdata()[0], first.get_ydata()[0]) == (12.0, pytest.approx(ax.get_yticks()[0]))
    assert (first.get_color(), first.get_marker()) == (KEY.colours["a0"], KEY.markers["a0"])
    assert first.get_marker() != second.get_marker()
    assert [label.get_text() for label in ax.get_yticklabels()] == [shorten(name, 24) for name in KEY.labels.values()]


def test_an_estimate_that_is_nan_is_said_and_not_drawn():
    texts = [text.get_text() for text in plot_dots(GRADES, key=KEY).texts]
    assert "too few (n = 2)" in texts
    assert "n = 40 " in texts


def test_series_lie_in_lanes_and_are_named():
    rows = GRADES.iloc[:2].assign(actor=["RU", "UA"], article="a0")
    ax = plot_dots(rows, key=KEY, series="actor", series_key=ACTORS, reference=0)
    first, second = markers_of(ax)
    assert first.get_ydata()[0] < second.get_ydata()[0]
    assert [text.get_text() for text in ax.figure.legends[0].get_texts()] == ["Russia", "Ukraine"]


def test_a_row_has_room_for_its_own_lanes_only():
    rows = pd.DataFrame([("a0", "RU"), ("a0", "UA"), ("a1", "UA")], columns=["article", "actor"]).assign(value=0, low=0, high=0, n=9)
    ax = plot_dots(rows, key=KEY, series="actor", series_key=ACTORS)
    first, second, alone = (line.get_ydata()[0] for line in markers_of(ax))
    top, bottom = ax.get_yticks()
    assert (first + second) / 2 == pytest.approx(top)
    assert alone == pytest.approx(bottom)
    assert second - first > (ax.get_ylim()[0] - bottom) / 2  # the second row is lower than the first


def test_a_missing_column_is_named():
    with pytest.raises(TableError, match="high"):
        plot_dots(GRADES.drop(columns="high"))


def test_diverging_bars_go_left_and_right_and_are_hatched():
    ax = plot_diverging(SHARES, key=ACTORS)
    left, right = ax.patches
    assert (left.get_width(), right.get_width()) == (-0.4, 0.1)
    assert left.get_hatch() != right.get_hatch()
    assert "50% of 30" in [text.get_text() for text in ax.texts]


def test_a_matrix_writes_its_values_and_a_dash_for_none():
    ax = plot_matrix(FRAMES, column_key=KEY)
    assert [text.get_text() for text in ax.texts] == ["20%", "50%", "–", "40%", "10%", "30%"]


def test_symbols_tell_stated_from_possible_without_colour():
    cells = pd.DataFrame([["stated", "possible"], ["", "stated"]], index=["claim one", "claim two"], columns=["a0", "a1"])
    ax = plot_symbols(cells, symbols={"stated": ("o", True), "possible": ("o", False)}, column_key=KEY)
    filled = [mpl.colors.to_hex(line.get_markerfacecolor()) for line in markers_of(ax)]
    assert len(filled) == 3
    assert len(set(filled)) == 2


def test_strips_show_places_in_lanes_of_their_own():
    places = pd.DataFrame([("a0", "RU", 0.1), ("a0", "UA", 0.1), ("a1", "RU", 0.9)], columns=["article", "actor", "place"])
    ax = plot_strips(places, key=KEY, lanes="actor", lane_key=ACTORS)
    drawn = [line for line in markers_of(ax) if len(line.get_xdata())]
    assert len(drawn) == 3
    assert drawn[0].get_ydata()[0] != drawn[1].get_ydata()[0]


@pytest.mark.parametrize("articles", [3, 12])
def test_no_label_is_cut_and_none_overlap(articles):
    names = {f"a{k}": f"The Long Outlet Name No. {k} of the North" for k in range(articles)}
    rows = [dict(article=a, actor=b, value=0.5, low=0.4, high=0.6, n=30) for a in names for b in ("RU", "UA")]
    ax = plot_dots(pd.DataFrame(rows), key=make_key(names), series="actor", series_key=ACTORS, xlabel="share")
    figure = ax.figure
    figure.draw_without_rendering()
    boxes = [label.get_window_extent() for label in ax.get_yticklabels()]
    assert all(box.x0 >= 0 and box.x1 <= figure.bbox.width for box in boxes)
    assert not any(a.overlaps(b) for k, a in enumerate(boxes) for b in boxes[k + 1 :])
    assert figure.get_size_inches()[1] / MM <= 170.01
    assert figure.get_size_inches()[0] == pytest.approx(WIDTHS["single"])


def test_alt_texts_say_what_the_charts_show():
    assert alt.describe_dots(GRADES, what="school grades", key=KEY, form="{:.1f}").startswith(
        "Dot plot with 95% intervals of school grades. First $ite: 12.0 (11.0 to 13.0). Second_site: 9.5 (8.0 to 11.0)."
    )
    assert alt.describe_diverging(SHARES, what="stance", key=ACTORS).endswith("10% favourable, of 30. Ukraine: too few (n = 2).")
    assert "First $ite: highest military (40%), lowest diplomacy (20%)." in alt.describe_matrix(FRAMES, what="frames", column_key=KEY)


def test_a_long_alt_text_tells_both_ends():
    rows = pd.DataFrame([dict(article=f"a{k}", value=k, low=k, high=k, n=9) for k in np.arange(40)])
    text = alt.describe_dots(rows, what="x", form="{:.0f}")
    assert "(26 more rows are in the data file.)" in text
    assert text.endswith("a39: 39 (39 to 39).")
