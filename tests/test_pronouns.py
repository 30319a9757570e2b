"""Pronouns and plain descriptions among the mentions: resolved where one candidate is left, else not at all."""

import pytest
from lands import ACTORS

from analysis.annotate.actions import find_actions
from analysis.annotate.actors import find_mentions
from analysis.annotate.quotes import find_quotes
from analysis.annotate.stance import score_all
from analysis.tables import only_named


def resolved(parse, text):
    mentions = find_mentions(parse(text), ACTORS)
    return [(row.text, row.actor, row.alias, row.role) for row in mentions[mentions.resolved].itertuples()]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ben Okoye left on Monday. He praised the talks.", [("He", "LO", "Ben Okoye", "agent")]),
        ("When Ben Okoye arrived, he praised the talks.", [("he", "LO", "Ben Okoye", "agent")]),
        ("Ben Okoye was late because police had stopped him.", [("him", "LO", "Ben Okoye", "patient")]),
        ("Ana Silva met Ben Okoye. She said that Mr Okoye was late.", [("She", "TA", "Ana Silva", "agent")]),
        ("President Ana Silva arrived. Later the president left the hall.", [("the president", "TA", "Ana Silva", "agent")]),
        ("Tarsia’s army moved north. The army denied it.", [("The army", "TA", "Tarsia’s army", "agent")]),
        ("Alexander Vronsky left after Ben Okoye asked him.", [("him", "TA", "Alexander Vronsky", "patient")]),  # not who asks
        ("Tarsia was losing the war when it asked for talks.", [("it", "TA", "Tarsia", "agent")]),
        ("Lomian officials were wary. They demanded guarantees.", [("They", "LO", "Lomian officials", "agent")]),
    ],
)
def test_one_candidate_is_taken(parse, text, expected):
    assert resolved(parse, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Ben Okoye and Alexander Vronsky left. The car that took him was black.",  # two men
        "Ben Okoye left. “He is a liar,” a witness said.",  # quoted words have a speaker of their own
        "President Ana Silva met President Ben Okoye. Later the president left.",  # two presidents
        "President Ana Silva spoke. The French president left.",  # another president
        "Tarsia was losing ground, it said on Monday.",  # whoever said so
        "Tarsia was losing. It was raining.",  # nobody's 'it'
        "Tarsia was losing. It meant that roads were closed.",  # the fact, not the country
        "The singer Lea Maric left Tarsia. She was tired.",  # a person of no actor
    ],
)
def test_doubt_leaves_it_unresolved(parse, text):
    assert resolved(parse, text) == []


def test_what_was_validated_on_names_counts_names(parse):
    parsed = parse("Ben Okoye left on Monday.\n\nHe praised the brave crew.")
    mentions = find_mentions(parsed, ACTORS)
    assert len(mentions) == 2
    assert only_named(mentions).text.tolist() == ["Ben Okoye"]
    quotes = find_quotes(parsed, mentions, ACTORS)
    assert set(score_all(parsed, mentions, quotes, scorers=["transparent"]).sentence) == {0}
    assert find_actions(parsed, mentions).verb.tolist() == ["leave", "praise"]
