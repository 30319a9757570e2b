"""Naming: concept, label and slant of each name; scare quotes count as distance."""

import pandas as pd
import pytest

from analysis.annotate.wording import find_wording, load_wording
from analysis.errors import StudyError


@pytest.mark.parametrize(
    ("text", "concept", "label", "slant"),
    [
        ("The army invaded the island in May.", "event", "invasion", "condemning"),
        ("The special military operation goes on.", "event", "special operation", "legitimising"),
        ("The strip was annexed ten years ago.", "land", "annexation", "neutral"),
        ("Officials called it a gesture of goodwill.", "pledge", "gesture", "legitimising"),
        ("The pullout is a ploy, they said.", "pledge", "ploy", "condemning"),
        ("Lomian-backed separatists hold the hill.", "fighters", "proxies", "condemning"),
        ("The regime denies it.", "rulers", "regime", "condemning"),
        ("They flew to Kiev.", "spelling", "Kiev", "legitimising"),
    ],
)
def test_name_is_found(parse, text, concept, label, slant):
    rows = find_wording(parse(text))
    assert (concept, label, slant) in set(zip(rows.concept, rows.label, rows.slant, strict=True))


def test_other_wars_are_not_the_event(parse):
    assert "war" not in set(find_wording(parse("It was the worst flood since World War II.")).label)


def test_scare_quotes_are_distance(parse):
    parsed = parse("The army is “liberating” villages.")
    quotes = pd.DataFrame([dict(start=13, end=23, type="scare")])
    assert find_wording(parsed, quotes).set_index("label").voice["liberation"] == "scare"


def test_rows_slice_back(parsed_seeds):
    for parsed in parsed_seeds.values():
        assert all(parsed.text[row.start : row.end] == row.text for row in find_wording(parsed).itertuples())


def test_unknown_slant_is_named(tmp_path):
    (tmp_path / "wording.toml").write_text('[event.labels]\nraid2 = { slant = "bad", phrases = ["raid"] }\n', encoding="utf-8")
    with pytest.raises(StudyError, match="label 'raid2' of 'event' needs a slant; valid are legitimising, neutral, condemning"):
        load_wording(tmp_path)
