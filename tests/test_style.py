"""Colours that colour-blind readers and a greyscale printer can tell apart, and text that fits."""

from itertools import combinations

import matplotlib as mpl
import numpy as np
import pytest

from analysis.actors_file import load_actors
from analysis.charts.style import (
    ARTICLE_COLOURS,
    MARKERS,
    NEGATIVE,
    NEUTRAL,
    POSITIVE,
    TOPIC_COLOURS,
    TOPIC_HATCHES,
    article_colours,
    article_markers,
    house_style,
    measure_text,
    wrap_text,
)

FAR_ENOUGH = 14
"""CAM02-UCS distance; about seven times a just noticeable one, so that small markers can be told apart."""

STEP_OF_GREY = 5


@pytest.fixture(scope="module")
def appearance():
    """Colours → coordinates in CAM02-UCS as seen with a kind of colour vision."""
    colorspacious = pytest.importorskip("colorspacious")

    def see(colours, kind):
        seen = np.array([mpl.colors.to_rgb(colour) for colour in colours])
        if kind != "normal":
            seen = np.clip(colorspacious.cspace_convert(seen, {"name": "sRGB1+CVD", "cvd_type": kind, "severity": 100}, "sRGB1"), 0, 1)
        return colorspacious.cspace_convert(seen, "sRGB1", "CAM02-UCS")

    return see


@pytest.fixture(scope="module", params=["articles", "actors"])
def palette(request, study):
    return ARTICLE_COLOURS[:8] if request.param == "articles" else [actor.colour for actor in load_actors(study.folder)]


@pytest.mark.parametrize("kind", ["normal", "deuteranomaly", "protanomaly", "tritanomaly"])
def test_colours_stay_apart_for_every_kind_of_colour_vision(palette, appearance, kind):
    for colours in (palette, TOPIC_COLOURS):
        assert min(np.linalg.norm(a - b) for a, b in combinations(appearance(colours, kind), 2)) > FAR_ENOUGH


def test_no_topic_looks_like_an_article(appearance):
    topics, articles = appearance(TOPIC_COLOURS, "normal"), appearance(ARTICLE_COLOURS, "normal")
    assert min(np.linalg.norm(a - b) for a in topics for b in articles) > FAR_ENOUGH


def test_topics_without_a_hatch_stay_apart_in_greyscale(appearance):
    plain = [colour for colour, hatch in zip(TOPIC_COLOURS, TOPIC_HATCHES, strict=False) if not hatch]
    assert min(np.diff(sorted(appearance(plain, "normal")[:, 0]))) > 3 * STEP_OF_GREY


def test_colours_stay_apart_in_greyscale(palette, appearance):
    lightness = sorted(appearance(palette, "normal")[:, 0])
    assert min(np.diff(lightness)) > STEP_OF_GREY


def test_the_diverging_scale_stays_apart_in_greyscale(appearance):
    lightness = appearance([NEGATIVE, POSITIVE, NEUTRAL], "normal")[:, 0]
    assert list(lightness) == sorted(lightness)
    assert min(np.diff(lightness)) > 3 * STEP_OF_GREY


@pytest.mark.parametrize("colour", ARTICLE_COLOURS)
def test_every_colour_stands_out_on_white(colour):
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in mpl.colors.to_rgb(colour)]
    luminance = float(np.dot([0.2126, 0.7152, 0.0722], linear))
    assert 1.05 / (luminance + 0.05) >= 3  # WCAG 2.2, 1.4.11


def test_twelve_articles_have_twelve_colours_and_markers():
    articles = [f"a{k}" for k in range(12)]
    assert len(set(article_colours(articles).values())) == len(set(article_markers(articles).values())) == len(MARKERS) == 12


def test_lines_of_a_title_fit_their_width():
    with house_style():
        lines = wrap_text("A rather long title that has to be broken somewhere, $ and all", 120, size=10, weight="bold")
        assert len(lines) > 1
        assert all(measure_text(line, size=10, weight="bold") <= 120 for line in lines)


def test_the_style_leaves_global_settings_alone():
    before = dict(mpl.rcParams)
    with house_style("journal"):
        assert mpl.rcParams["pdf.fonttype"] == 42
    assert dict(mpl.rcParams) == before
