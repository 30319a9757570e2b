"""Frames: the words that show a frame are found, in place, and a study can add its own."""

import pytest

from analysis.annotate.encoder import has_model
from analysis.annotate.frames import find_frames, hear_model, load_frames
from analysis.errors import StudyError


def test_every_row_slices_back(parsed_seeds):
    for parsed in parsed_seeds.values():
        frames = find_frames(parsed)
        assert len(frames) > 10
        assert all(parsed.text[row.start : row.end] == row.text for row in frames.itertuples())
        assert not frames.duplicated(["sentence", "frame"]).any()


@pytest.mark.parametrize(
    ("text", "frame"),
    [
        ("Negotiators from both islands met in Oslo.", "diplomacy"),
        ("Shelling of the port went on through the night.", "military"),
        ("Few in the capital believe that the pledge will be kept.", "scepticism"),
        ("The republic would stay neutral if three states act as guarantors.", "security_guarantees"),
        ("More than 400 families fled their homes.", "human_cost"),
        ("New sanctions drove up the price of grain.", "economy"),
        ("The report blames the army for the massacre.", "responsibility"),
        ("The valley was annexed eight years ago.", "territory"),
        ("Engineers say the reactor is being cooled.", "nuclear_safety"),
        ("Analysts see the offer as a gamble to gain time.", "strategy"),
    ],
)
def test_frame_is_found(parse, text, frame):
    assert frame in set(find_frames(parse(text)).frame)


def test_study_adds_a_frame(tmp_path, parse):
    (tmp_path / "frames.toml").write_text('[weather]\ntitle = "Weather"\ndefinition = "storms"\nphrases = ["storm"]\n', encoding="utf-8")
    frames = find_frames(parse("A storm kept the fleet in port."), load_frames(tmp_path))
    assert "weather" in set(frames.frame)


def test_broken_codebook_is_named(tmp_path):
    (tmp_path / "frames.toml").write_text("[weather]\nphrases = 3\n", encoding="utf-8")
    with pytest.raises(StudyError, match=r"frames.toml: frame 'weather' needs a list 'phrases'"):
        load_frames(tmp_path)


def test_the_model_and_the_words_count_the_same(parse, monkeypatch):
    parsed = parse("Shelling of the port went on through the night.")
    alone = find_frames(parsed).set_index("frame").score["military"]
    monkeypatch.setattr("analysis.annotate.frames.hear_model", lambda *_: {(0, "military"): 3.0})
    found = find_frames(parsed, model="accurate").set_index("frame")
    assert found.score["military"] == pytest.approx((alone + 3.0) / 2)


def test_where_no_word_speaks_for_a_frame_its_span_is_the_sentence(parse, monkeypatch):
    monkeypatch.setattr("analysis.annotate.frames.hear_model", lambda *_: {(0, "military"): 40.0})
    assert find_frames(parse("He waited there."), model="accurate").text.tolist() == ["He waited there."]


@pytest.mark.skipif(not has_model("accurate"), reason="the accurate model is not here")
def test_the_model_is_heard_on_every_sentence(parse):
    parsed = parse("Tanks rolled toward the border at dawn. The bakery opened a second shop.")
    heard = hear_model(parsed, [0, 1], "accurate")
    assert heard[0, "military"] > 0 > heard[1, "military"]
