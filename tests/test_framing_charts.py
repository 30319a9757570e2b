"""Charts and sentences of the framing notebook say what the findings hold, no more."""

import pandas as pd
import pytest

from analysis.charts.framing import describe_naming, describe_words, list_names, plot_agency, plot_frames, plot_naming, plot_words
from analysis.charts.style import Key, house_style
from analysis.measure.findings import collect_findings, make_finding
from analysis.report.framing import show_card, summarise_framing, title_agency, title_frames, title_naming, title_words

LABELS = {"a": "Alpha", "b": "Beta"}
KEY = Key(LABELS, {"a": "#024D88", "b": "#E03B12"}, {"a": "o", "b": "s"})
TITLES = {"war": "War", "talks": "Talks"}


def _findings(p: float) -> pd.DataFrame:
    rows = [
        make_finding(f"framing.{measure}", (value, value - 0.1, value + 0.1), n=20, unit="sentences", article=article, part=part)
        for measure in ("share", "narrator_share")
        for article, part, value in (("a", "war", 0.6), ("b", "war", 0.2), ("a", "talks", 0.3), ("b", "talks", 0.3))
    ]
    spread = make_finding("framing.spread", (0.4, 0.0, 0.2), n=40, unit="sentences", part="war", note=f"p = {p:.3f}")
    return collect_findings([*rows, spread])


@pytest.fixture
def wording():
    rows = [("a", "invasion", "condemning", "narrator"), ("a", "invasion", "condemning", "quoted"), ("b", "operation", "neutral", "scare")]
    return pd.DataFrame([dict(article=a, concept="event", label=n, slant=s, voice=v) for a, n, s, v in rows])


@pytest.mark.parametrize("preset", ["report", "journal"])
def test_one_panel_a_frame(preset):
    with house_style(preset):
        figure = plot_frames(_findings(0.01), KEY, TITLES)
    assert [ax.get_title(loc="left") for ax in figure.axes if ax.get_visible()] == ["War", "Talks"]
    assert [tick.get_text() for tick in figure.axes[0].get_yticklabels()] == ["Alpha", "Beta"]


def test_title_states_only_what_exceeds_chance():
    assert title_frames(_findings(0.01), LABELS, TITLES) == "War: 60% of the sentences in Alpha, 20% in Beta"
    assert title_frames(_findings(0.4), LABELS, TITLES) == "No frame’s share differs between the articles by more than chance gives"
    assert "differs between the articles beyond chance: war (from 20% in Beta to 60% in Alpha)" in summarise_framing(
        _findings(0.01), LABELS, TITLES
    )


def test_nothing_to_say_is_said():
    assert summarise_framing(collect_findings([]), LABELS, TITLES) == "No article is long enough to give shares of frames."


def test_names_show_uses_and_distance(wording):
    with house_style():
        ax = plot_naming(wording, KEY, ["event"], {"event": "the act"})
    assert {text.get_text() for text in ax.texts} == {"the act", "2", "(1)"}
    alt = describe_naming(wording, KEY, ["event"], {"event": "the act"})
    assert alt.endswith("the act: invasion (condemning: Alpha 2); operation (neutral: Beta 1).")
    assert list_names(wording, ["event"]).label.tolist() == ["invasion", "operation"]
    assert title_naming(wording, LABELS, "event", "the act") == "Most frequent name for the act: “invasion” in Alpha; “operation” in Beta"


def test_names_as_frequent_as_one_another_are_both_told(wording):
    both = pd.concat([wording, wording.iloc[[2, 2]].assign(article="a", slant="neutral", voice="narrator")])
    assert title_naming(both, LABELS, "event", "the act").startswith("Most frequent name for the act: “invasion” and “operation” in Alpha;")
    one = wording[wording.label == "invasion"]
    assert (
        title_naming(one, LABELS, "event", "the act") == "“invasion” is the most frequent name for the act in every article that names it"
    )


def test_agency_title_needs_an_interval_off_one_half():
    shares = [make_finding("agency.agent_share", value, n=20, unit="mentions", article="a", actor=actor, part="all")
              for actor, value in (("X", (0.8, 0.6, 0.9)), ("Y", (0.6, 0.4, 0.8)))]  # fmt: skip
    findings = collect_findings(shares)
    assert title_agency(findings, {"X": "Xenia", "Y": "Yria"}) == "Acts clearly more than it is acted on: Xenia in 1 of 1 articles"
    with house_style():
        ax = plot_agency(findings, KEY, Key({"X": "Xenia", "Y": "Yria"}))
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["Xenia", "Yria"]


def test_words_within_chance_are_hollow():
    rows = [("pledge", 4, 1, 2.5, 2.0), ("key", 2, 1, 1.0, 2.0)]
    words = pd.DataFrame(rows, columns=["word", "first", "second", "z", "threshold"])
    with house_style():
        ax = plot_words(words, {"pledge": "the pledge was made"}, ("Alpha", "the others"))
    faces = [line.get_markerfacecolor() for line in ax.lines if line.get_marker() == "o"]
    assert faces[0] == "white"
    assert faces[1] != "white"
    assert "pledge 4 to 1 (z 2.5), key 2 to 1 (z 1.0). Chance leaves up to 2.0." in describe_words(words, ("Alpha", "the others"))
    assert title_words(words, "Alpha") == "More in Alpha than chance gives: “pledge”"
    assert title_words(words[1:], "Alpha") == "No word sets Alpha apart from the others beyond chance"


def test_card_escapes_the_text():
    entman = pd.DataFrame([dict(article="a", function="cause", rank=1, sentence=3, text="<b>because</b>", signs="because")])
    card = show_card(entman, "a", {"cause": "Cause", "remedy": "Remedy"})
    assert "&lt;b&gt;because" in card
    assert "no candidate" in card
