"""Phrases are matched on lemmas, within a sentence, and lead back to tokens."""

from bisect import bisect_right

import pytest

from analysis.annotate.frames import load_frames
from analysis.annotate.patterns import Match, compile_phrase, drop_overlaps, find_phrases, read_line


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("invade", "Troops invaded the island.", ["invaded"]),
        ("=talks", "Talks failed, so they talk again.", ["Talks"]),
        ("negotiat*", "The negotiators met.", ["negotiators"]),
        ("claim:noun", "They claim that the claim is old.", ["claim"]),
        ("strike|attack", "The attack and the strikes went on.", ["attack", "strikes"]),
        ("withdraw … troop", "They withdrew most of their troops.", ["withdrew most of their troops"]),
        ("withdraw … troop", "They withdrew after many long and costly days as troops arrived.", []),
        ("cease-fire", "The cease-fire held.", ["cease-fire"]),
        ("*-backed rebel", "Two Lomian-backed rebels spoke.", ["Lomian-backed rebels"]),
        ("peace talk", "They want peace. Talks begin today.", []),
    ],
)
def test_phrase(parse, phrase, text, found):
    parsed = parse(text)
    matches = find_phrases(read_line(parsed), {"x": [phrase]})
    assert [parsed.doc[m.first : m.last + 1].text for m in matches] == found


def test_longest_match_wins():
    short, long, other = Match("a", "war", 3, 3), Match("b", "civil war", 2, 3), Match("c", "peace", 7, 7)
    assert drop_overlaps([other, short, long]) == [long, other]


def test_the_index_finds_what_a_search_of_the_whole_line_finds(parsed_seeds):
    """Phrases are tried only where their first word stands; that must leave out nothing, in the order of the codebook."""
    phrases = {name: entry["phrases"] for name, entry in load_frames().items()} | {"odd": ["… talk", "*-backed rebel", "=the|=a peace|war"]}
    for parsed in parsed_seeds.values():
        line = read_line(parsed)
        expected = [
            (name, phrase, line.spans[bisect_right(line.starts, match.start()) - 1][0])
            for name, listed in phrases.items()
            for phrase in listed
            for match in compile_phrase(phrase).finditer(line.line)
        ]
        found = [(match.name, match.phrase, match.first) for match in find_phrases(line, phrases)]
        assert found == expected
        assert len({name for name, _, _ in found}) > 5
