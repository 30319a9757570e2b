"""The explorer: what is on screen is what the tables say, every redraw is quick, and hostile text stays text."""

import re
import time
from html.parser import HTMLParser

import pandas as pd
import pytest
from hostile import ARTICLE, SCRIPT

from analysis.errors import ParallaxError
from analysis.explore import explore_article, explore_measures, explore_pairs, explore_words
from analysis.explore.marks import Mark, mark_text, safe_colour
from analysis.explore.measures import name_figure, slugify
from analysis.explore.pairs import align_sentences, find_shared
from analysis.explore.points import Choice, find_evidence, find_words, list_measures, list_scorers, list_subjects, measure_points
from analysis.explore.words import find_in_context, sort_context
from analysis.measure.findings import look_up
from analysis.store import open_results

TAGS = {"style", "div", "p", "h4", "span", "mark", "table", "tr", "td", "th", "img"}
ATTRIBUTES = {"class", "style", "data-note", "tabindex", "src", "alt"}
SECONDS = 1.0


class Reader(HTMLParser):
    """Collects tags, attributes and text as a browser would see them."""

    def __init__(self):
        super().__init__()
        self.tags, self.attributes, self.sources, self.text = set(), set(), [], ""

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attributes}
        self.sources += [value for name, value in attributes if name == "src"]

    def handle_data(self, data):
        self.text += data


def read_html(page):
    reader = Reader()
    reader.feed(page)
    return reader


@pytest.mark.parametrize("explore", [explore_measures, explore_article, explore_pairs, lambda r: explore_words(r, "script")],
                         ids=["measures", "article", "pairs", "words"])  # fmt: skip
def test_hostile_text_and_names_are_shown_as_text_in_every_view(hostile, explore):
    page = read_html(explore(hostile).still())
    assert page.tags <= TAGS
    assert page.attributes <= ATTRIBUTES
    assert all(source.startswith("data:image/png;base64,") for source in page.sources)


def test_the_reading_view_shows_every_visible_character_of_the_article(hostile):
    shown = re.sub(r"\s+", "", read_html(explore_article(hostile).still()).text)
    for line in filter(None, (re.sub(r"\s+", "", piece) for piece in re.split(r"[\W\d]+|HA|DU", ARTICLE))):
        assert line in shown
    assert "window.hit" in shown


def test_no_formula_is_made_of_dollar_signs(hostile):
    assert all("mathjax_ignore" in explore(hostile).still() for explore in (explore_measures, explore_article, explore_pairs))


def test_marks_may_overlap_and_are_cut_at_the_ends():
    marked = mark_text("a <b> c", 10, [Mark(8, 13, "quote"), Mark(12, 99, "mention", tag="X", colour="#0072B2")])
    assert marked == (
        '<mark class="quote quote-first">a </mark><mark class="quote mention mention-first quote-last" style="--c:#0072B2">&lt;</mark>'
        '<mark class="mention mention-last" style="--c:#0072B2">b&gt; c</mark><span class="tag">X</span>'
    )


@pytest.mark.parametrize(("colour", "safe"), [("#0072B2", "#0072B2"), ("red;}", "#1a1a1a"), ("", "#1a1a1a"), ("#12345g", "#1a1a1a")])
def test_only_a_colour_stands_in_a_style(colour, safe):
    assert safe_colour(colour) == safe


def test_points_of_a_finding_are_the_report_s_numbers(harbour):
    choice = Choice("emphasis.actor", "UNION", articles=("tribune", "wire"))
    points = measure_points(harbour, choice)
    expected = look_up(harbour["findings"], "emphasis.actor", article="tribune", actor="UNION")
    assert points.article.tolist() == ["tribune", "wire"]
    assert points[["value", "low", "high", "n"]].iloc[0].tolist() == expected[["value", "low", "high", "n"]].tolist()


def test_the_evidence_of_emphasis_is_the_actor_s_mentions(harbour):
    evidence = find_evidence(harbour, Choice("emphasis.actor", "UNION"), "ledger")
    assert len(evidence) == look_up(harbour["findings"], "emphasis.actor", article="ledger", actor="UNION").n


@pytest.mark.parametrize("article", ["courier", "ledger", "tribune", "wire"])
def test_the_evidence_of_agency_is_what_was_counted(harbour, article):
    evidence = find_evidence(harbour, Choice("agency.agent_share", "UNION"), article)
    assert len(evidence) == look_up(harbour["findings"], "agency.agent_share", article=article, actor="UNION", part="all").n
    assert set(evidence.note) <= {"agent", "patient"}


def test_the_evidence_of_a_voice_is_what_it_says(harbour):
    evidence = find_evidence(harbour, Choice("voices.share", "UNION"), "ledger")
    quotes = harbour["quotes"]
    own = quotes[(quotes.article == "ledger") & (quotes.actor == "UNION") & (quotes.type != "scare")]
    assert evidence.note.tolist() == own.speaker.tolist()
    assert len(evidence)


def test_stance_by_the_headline_s_scorer_is_the_report_s(harbour):
    choice = Choice("stance", "UNION", "narrator", list_scorers(harbour)[0], ("ledger",))
    expected = look_up(harbour["findings"], "sentiment.mean", article="ledger", actor="UNION", part="narrator")
    point = measure_points(harbour, choice).iloc[0]
    assert point[["value", "low", "high"]].tolist() == pytest.approx(expected[["value", "low", "high"]].tolist())
    assert find_evidence(harbour, choice, "ledger").sentence.nunique() == expected.n


def test_turning_a_knob_redraws_chart_and_sentences_once(harbour, monkeypatch):
    import analysis.explore.measures as module

    view = explore_measures(harbour)
    drawn = []
    picture = module.picture_points
    monkeypatch.setattr(module, "picture_points", lambda *given: drawn.append(1) or picture(*given))
    view.controls["measure"].value = "emphasis.actor"
    before = view.controls["chart"].value, view.controls["sentences"].value
    drawn.clear()
    view.controls["subject"].value = "EXPORTERS"
    assert len(drawn) == 1
    assert (view.controls["chart"].value != before[0], view.controls["sentences"].value != before[1]) == (True, True)


def test_choosing_a_point_changes_the_sentences_only(harbour):
    view = explore_measures(harbour)
    chart = view.controls["chart"].value
    view.controls["point"].value = "tribune"
    assert view.controls["chart"].value == chart
    assert "Dockside Tribune" in view.controls["sentences"].value


def test_the_subject_stays_when_the_articles_change(harbour):
    view = explore_measures(harbour)
    view.controls["measure"].value = "emphasis.actor"
    view.controls["subject"].value = "AUTHORITY"
    view.controls["articles"].value = ("ledger",)
    assert view.controls["subject"].value == "AUTHORITY"
    assert view.controls["point"].value == "ledger"


def test_no_article_chosen_is_said_and_no_error(harbour):
    view = explore_measures(harbour)
    view.controls["articles"].value = ()
    assert "No article is chosen" in view.controls["chart"].value


def test_export_saves_the_figure_shown_and_the_data_it_draws(harbour):
    view = explore_measures(harbour)
    view.controls["measure"].value = "emphasis.actor"
    view.controls["name"].value = "../../my figure"
    view.controls["export"].click()
    saved = harbour.folder / "explored" / "my-figure.csv"
    expected = measure_points(harbour, Choice("emphasis.actor", view.controls["subject"].value, articles=tuple(harbour.labels)))
    assert pd.read_csv(saved).value.round(4).tolist() == expected.value.round(4).tolist()
    assert saved.with_suffix(".png").exists()


def test_every_measure_has_numbers_and_every_subject_a_label(harbour):
    for measure in list_measures(harbour):
        subjects = list_subjects(harbour, measure)
        points = measure_points(harbour, Choice(measure, next(iter(subjects), ""), articles=tuple(harbour.labels)))
        assert all(subjects.values())
        assert len(points) >= len(harbour.labels)


@pytest.mark.parametrize(("links", "rows"), [
    ([], [(0, 0), (1, 1), (2, None)]),
    ([(1, 0)], [(0, None), (1, 0), (2, 1)]),
    ([(0, 1), (2, 0)], [(None, 0), (0, 1), (1, None), (2, None)]),
])  # fmt: skip
def test_sentences_that_share_text_lie_in_one_row_unless_they_cross(links, rows):
    assert align_sentences([0, 1, 2], [0, 1], links) == rows


def test_shared_passages_are_the_same_from_either_side(harbour):
    forth, back = find_shared(harbour, "wire", "courier"), find_shared(harbour, "courier", "wire")
    assert len(forth) > 10
    assert sorted(forth.text_a) == sorted(back.text_b)


def test_words_are_found_whole_and_in_context(harbour):
    found = find_in_context(harbour, "picket")
    assert set(found.article) == {"tribune"}
    texts = {article.article: article.text for article in harbour.study.articles}
    assert all(texts[row.article][row.start : row.end] == row.found for row in found.itertuples())


def test_a_regular_expression_is_searched_and_a_broken_one_is_said(harbour):
    assert set(find_in_context(harbour, r"\bblock\w+|\bpicket", expression=True).found.str.lower()) == {"blockade", "picket"}
    with pytest.raises(ParallaxError, match="not a valid regular expression"):
        find_in_context(harbour, "(block", expression=True)


def test_context_is_sorted_by_the_words_beside():
    found = pd.DataFrame({"before": ["old x", "new a"], "found": ["w", "W"], "after": [", beta", "alpha"]})
    assert sort_context(found, "after").after.tolist() == ["alpha", ", beta"]
    assert sort_context(found, "before").before.tolist() == ["new a", "old x"]


def test_evidence_words_are_found_in_their_order():
    assert list(find_words("good, not good", "good … good")) == [(0, 4), (10, 14)]


def test_a_file_name_stays_in_its_folder():
    assert slugify("../a b/<c>") == "a-b-c"
    assert name_figure(Choice("stance", "RU", "narrator", "fast")) == "stance-RU-reporter-fast"


def test_a_page_without_widgets_shows_the_same_as_a_picture(harbour):
    bundle = explore_measures(harbour).bundle()
    assert bundle["text/html"].count("<img") == 1
    assert "application/vnd.jupyter.widget-view+json" in bundle


def test_a_study_without_actors_can_be_explored(tmp_path):
    (tmp_path / "rain.txt").write_text("Rain\n\nRain fell on Monday and the river rose over the old bridge.\n", encoding="utf-8")
    results = open_results(tmp_path, out=tmp_path / "figures")
    for explore in (explore_measures, explore_article, explore_pairs, explore_words):
        assert SCRIPT not in explore(results).still()


@pytest.mark.parametrize(("copies", "seconds"), [(1, 1.0), (50, 2.0)], ids=["a few articles", "200 articles"])
def test_a_redraw_is_quick(harbour, copies, seconds):
    view = explore_measures(repeat_results(harbour, copies))
    view.controls["measure"].value = "emphasis.actor"
    start = time.process_time()
    view.controls["subject"].value = "AUTHORITY"
    assert time.process_time() - start < seconds


def repeat_results(results, copies):
    """The same articles many times over, under other ids."""
    from dataclasses import replace

    from analysis.corpus import Study
    from analysis.store import Results

    names = [str(k) for k in range(copies)]
    articles = [replace(a, article=a.article + k, outlet=a.outlet + k) for k in names for a in results.study.articles]
    tables = {
        name: pd.concat([table.assign(article=table.article + k) for k in names], ignore_index=True) if "article" in table else table
        for name, table in results.tables.items()
    }
    return Results(Study(results.study.folder, tuple(articles), results.study.actors), tables, results.folder)
