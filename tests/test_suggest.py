"""Suggested actors: who acts and speaks in the texts, each under the names that the texts use."""

import pytest

from analysis.corpus import Article
from analysis.suggest import Actor, Suggestion, _count, _tidy, _without_shared, suggest_actors

TEXTS = [
    "Strike in Norway\n\nNorwegian dockers of the Coastal Workers Federation stopped work on Monday. Norway has not seen such a strike. "
    "“We waited,” said Kari Dahl of the Coastal Workers Federation. Oslo said nothing, and Kari Dahl went home.",
    "Harbours closed\n\nThe Coastal Workers Federation (CWF) closed every harbour of Norway on Monday. Norwegian fishermen joined, "
    "and CWF leaders such as Kari Dahl thanked them. The Coastal Workers Federation met in Bergen. Reuters reported it. Reuters was there. "
    "Reuters saw it.",
]


@pytest.fixture(scope="module")
def suggested():
    suggestions, places = suggest_actors([Article(str(k), f"{k}.txt", text) for k, text in enumerate(TEXTS)])
    return {each.actor.id: each for each in suggestions}, places


def test_a_country_comes_with_the_adjective_and_capital_that_the_texts_hold(suggested):
    norway = suggested[0]["NO"].actor
    assert (norway.demonyms, norway.metonyms) == (("Norwegian",), ("Oslo",))


def test_an_organisation_has_its_initials_as_id(suggested):
    assert suggested[0]["CWF"].actor.name == "Coastal Workers Federation"


def test_a_speaker_belongs_to_the_body_named_beside(suggested):
    assert "Kari Dahl" in suggested[0]["CWF"].actor.people


def test_the_agency_that_reports_is_no_actor(suggested):
    assert not any("Reuters" in each.actor.aliases() for each in suggested[0].values())


def test_mentions_count_every_alias_once_and_the_articles_that_have_any():
    assert _count(["Norway", "Kari Dahl"], ["Norway and Dahl met Kari Dahl in Norway.", "Nobody."]) == (4, 1)


def test_a_shared_alias_stays_with_the_actor_named_first():
    first, second = Actor("A", "Alpha", names=("Union",)), Actor("B", "Beta", names=("union", "B"))
    assert [each.actor.names for each in _without_shared([Suggestion(first, 5, 1), Suggestion(second, 4, 1)])] == [("Union",), ("B",)]


def test_no_text_gives_no_actor():
    assert suggest_actors([]) == ([], [])


@pytest.mark.parametrize("name", ["Interior", "the Foreign", "Deputy"])
def test_an_office_alone_is_no_name(name):
    assert _tidy(name) == ""


def test_a_ministry_is_a_name():
    assert _tidy("the Interior Ministry") == "Interior Ministry"
