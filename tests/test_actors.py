"""Mentions by name: spellings, surnames, capitals, and the difference between an actor and its places."""

import pytest
from lands import ACTORS

from analysis.actors_file import Actor
from analysis.annotate.actors import find_mentions
from analysis.annotate.aliases import surname_keys, word_key
from analysis.tables import only_named


def named(parse, text, actors=ACTORS):
    return [(row.text, row.actor) for row in only_named(find_mentions(parse(text), actors)).itertuples()]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("TARSIA’s army left. Tarsia's did not.", [("TARSIA", "TA"), ("Tarsia", "TA")]),
        ("The Tarsian Federation signed.", [("Tarsian Federation", "TA")]),  # the longest name, not its first word
        ("It is the T.F. It signed.", [("T.F.", "TA")]),  # the stop that ends the sentence too
        ("Tarsian forces left.", [("Tarsian", "TA")]),  # of forces the word that names the actor
        ("Ana Silva arrived. Silva smiled.", [("Ana Silva", "TA"), ("Silva", "TA")]),
        ("Mira von Trapp arrived. Mrs von Trapp smiled.", [("Mira von Trapp", "LO"), ("von Trapp", "LO")]),
        ("President Silva smiled.", [("Silva", "TA")]),  # a title is no given name
        ("Carlos Silva smiled at Silva.", []),  # another bearer, and the actor's own name is not given
        ("Western powers and West Virginia signed.", [("Western", "WE")]),
        ("The Tarsian Times wrote about a Lomian.", [("Lomian", "LO")]),  # a paper's name is not the land's
        ("Red-Palace sources and the Red Palace spoke.", [("Red-Palace", "TA"), ("Red Palace", "TA")]),
        ("A tarsian is a fish; the west wind blew.", []),
    ],
)
def test_names_are_found_as_written(parse, text, expected):
    assert named(parse, text) == expected


@pytest.mark.parametrize(
    ("name", "names", "kind"),
    [("SOTA", ("Southern Treaty Organisation",), "actor"), ("Northern Council", (), "actor"), ("Tarsia", ("Republic of Tarsia",), "place")],
)
def test_a_body_is_never_a_place(parse, name, names, kind):
    (mention,) = find_mentions(parse(f"They fled to the {name}."), [Actor("X", name, names=names)]).itertuples()
    assert mention.kind == kind


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Zelensky", "Zelenskyy"),
        ("Zelensky", "Zelenskiy"),
        ("Sergei", "Sergey"),
        ("Aleksandr", "Alexandr"),
        ("Mikhail", "Mihail"),
        ("Organisation", "Organization"),
        ("Defense", "Defence"),
        ("Müller", "Muller"),
    ],
)
def test_spellings_of_one_name_share_a_key(one, other):
    assert word_key(one) == word_key(other)


@pytest.mark.parametrize(("one", "other"), [("US", "us"), ("Tarsia", "tarsier"), ("Moscow", "Monaco"), ("Bonn", "Born")])
def test_different_words_do_not(one, other):
    assert word_key(one) != word_key(other)


def test_particles_belong_to_the_surname():
    assert surname_keys("Ursula von der Leyen") == ("von", "der", word_key("Leyen"))


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("Fighting went on around Port Vell.", "Port Vell", "place"),
        ("Port Vell has rejected the plan.", "Port Vell", "actor"),
        ("Tarsia has rejected the plan.", "Tarsia", "actor"),
        ("They live in Tarsia.", "Tarsia", "place"),
        ("Refugees fled to Tarsia.", "Tarsia", "place"),
        ("They believe in Tarsia.", "Tarsia", "actor"),  # trusted, not lived in
        ("The invasion of Lomia went on.", "Lomia", "actor"),
        ("The east of Lomia is empty.", "Lomia", "place"),
        ("They reached the Lomian capital.", "Lomian", "place"),
        ("They met the Lomian envoy.", "Lomian", "actor"),
        ("Guarantees for Lomia were offered.", "Lomia", "actor"),
        ("Officials in Tarsk were wary.", "Tarsk", "actor"),  # those who rule from there
        ("Tourists in Tarsk were wary.", "Tarsk", "place"),
        ("They want to seize Tarsk and other cities.", "Tarsk", "place"),
        ("Tarsk and other capitals have rejected the plan.", "Tarsk", "actor"),
        ("The decision to cut operations around the capital, Tarsk and the northern city of Orm is a sign.", "Tarsk", "place"),
        ("Officials in Port Vell were wary.", "Port Vell", "place"),  # no seat of government
        ("Ana Silva spoke in Tarsk.", "Ana Silva", "actor"),  # a person is never a place
    ],
)
def test_a_party_is_told_from_its_place(parse, text, name, kind):
    found = only_named(find_mentions(parse(text), ACTORS))
    assert dict(zip(found.text, found.kind, strict=True))[name] == kind


def test_mentions_do_not_overlap_and_slice_back(parsed_seeds, study):
    for parsed in parsed_seeds.values():
        mentions = find_mentions(parsed, study.actors)
        assert all(parsed.text[row.start : row.end] == row.text for row in mentions.itertuples())
        assert (mentions.start.iloc[1:].to_numpy() >= mentions.end.iloc[:-1].to_numpy()).all()


def test_a_lower_case_alias_of_the_user_is_found(parse):
    assert named(parse, "The rebels left.", (Actor("RE", "rebels"),)) == [("rebels", "RE")]
