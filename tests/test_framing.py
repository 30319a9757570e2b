"""Frame shares with intervals, by voice and position; withheld frames; the mapping to generic frames."""

import math

import pandas as pd
import pytest

from analysis.measure.findings import collect_findings, look_up
from analysis.measure.framing import keep_trusted, map_frames, measure_frames, withheld_frames


@pytest.fixture
def ten_sentences():
    return pd.DataFrame([dict(article="a", sentence=k, part="lede" if k == 0 else "body") for k in range(10)])


@pytest.fixture
def frames():
    rows = [
        (0, "war", "narrator"),
        (1, "war", "quoted"),
        (2, "war", "narrator"),
        (3, "war", "narrator"),
        (4, "war", "quoted"),
        (9, "talks", "quoted"),
    ]
    return pd.DataFrame([dict(article="a", sentence=s, frame=f, voice=v) for s, f, v in rows])


def test_shares_worked_by_hand(frames, ten_sentences):
    """Five of ten sentences, three of them in the reporter's words; Wilson's interval for 5 of 10 is .237 to .763."""
    found = collect_findings(measure_frames(frames, ten_sentences))
    share = look_up(found, "framing.share", article="a", part="war")
    assert (share.value, round(share.low, 3), round(share.high, 3), share.n) == (0.5, 0.237, 0.763, 10)
    assert look_up(found, "framing.narrator_share", article="a", part="war").value == 0.3
    assert look_up(found, "framing.quoted_part", article="a", part="war").value == pytest.approx(0.4)
    assert "only 1 sentence" in look_up(found, "framing.quoted_part", article="a", part="talks").note


def test_early_frame_weighs_more(frames, ten_sentences):
    """Weights 1 ÷ log2(n + 1): the first five of ten sentences hold 2.948 of 4.544."""
    found = collect_findings(measure_frames(frames, ten_sentences))
    assert look_up(found, "framing.weighted_share", article="a", part="war").value == pytest.approx(2.948 / 4.544, abs=0.001)


def test_unreliable_frame_is_withheld(frames, ten_sentences):
    found = collect_findings(measure_frames(frames, ten_sentences, {"war": 0.8, "talks": 0.41}))
    withheld = look_up(found, "framing.share", article="a", part="talks")
    assert math.isnan(withheld.value)
    assert withheld.note == "withheld: F1 0.41 on coded text, under 0.6"
    assert withheld_frames({"war": 0.8, "talks": 0.41, "none": float("nan")}).keys() == {"talks", "none"}


def test_mapping_is_one_to_many(frames):
    mapped = map_frames(frames, {"war": ["conflict", "threat"]})
    assert len(mapped) == 10
    assert set(mapped.generic) == {"conflict", "threat"}


def test_a_withheld_frame_is_left_out():
    frames = pd.DataFrame(dict(frame=["military", "strategy", "military"]))
    assert keep_trusted(frames, {"military": 0.8, "strategy": 0.5}).frame.tolist() == ["military", "military"]
