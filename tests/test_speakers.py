"""Who speaks, and for whom: names, offices, pronouns and descriptions, worked out by hand on invented sentences."""

import pytest
from lands import ACTORS

from analysis.annotate.actors import find_mentions
from analysis.annotate.quotes import find_quotes


def voices(parse, text):
    parsed = parse(text)
    quotes = find_quotes(parsed, find_mentions(parsed, ACTORS), ACTORS)
    return [(row.speaker, row.actor) for row in quotes.itertuples()]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“We will sign,” said Tarsia’s defence minister, Ivo Maric.", ("Ivo Maric", "TA")),
        ("Ivo Maric, a spokesman for the Tarsian army, said: “We will sign.”", ("Ivo Maric", "TA")),
        ("“We will sign,” said Ivo Maric, head of the Lomian delegation.", ("Ivo Maric", "LO")),
        ("“We will sign,” Ben Okoye’s spokeswoman said.", ("Ben Okoye’s spokeswoman", "LO")),
        ("“They will not sign,” said Ivo Maric, an expert on Tarsia.", ("Ivo Maric", "")),
        ("Lomian and Tarsian ministers said that they would sign.", ("Lomian and Tarsian ministers", "")),
        ("“They will not sign,” said one of Tarsia’s rivals.", ("one of Tarsia’s rivals", "")),
    ],
)
def test_the_description_says_for_whom_a_speaker_stands(parse, text, expected):
    assert voices(parse, text)[-1] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # the office at the first mention holds for the surname later
        ("Lomian lawmaker Ivo Maric arrived on Monday.\n\n“We will sign,” Maric said.", ("Ivo Maric", "LO")),
        ("Tarsian Foreign Minister Ivo Maric arrived on Monday.\n\n“We will sign,” the minister said.", ("Ivo Maric", "TA")),
        ("Tarsia’s army denied it on Monday.\n\nThe town was empty, the army said.", ("Tarsia’s army", "TA")),
        ("Tarsian PM Ivo Maric arrived on Monday.\n\n“We will sign,” the PM said.", ("Ivo Maric", "TA")),
        # the same name, another person
        ("Tarsian mayor Ivo Maric and singer Lea Maric met.\n\n“I will sing,” Maric said.", ("Lea Maric", "")),
        # the official is one, so not 'officials'
        (
            "Lomian officials arrived.\n\nIvo Maric, a Tarsian envoy, said it was late.\n\n“We will sign,” the official said.",
            ("Ivo Maric", "TA"),
        ),
    ],
)
def test_what_the_article_said_before_still_holds(parse, text, expected):
    assert voices(parse, text)[-1] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ana Silva spoke to Ben Okoye on Monday.\n\n“We will sign,” she said.", ("Ana Silva", "TA")),
        ("Ben Okoye said the talks failed after Ana Silva asked him to leave.\n\n“We will sign,” he added.", ("Ben Okoye", "LO")),
        ("Ana Silva said nothing.\n\nBen Okoye was guarded by police as he vowed “a just peace for all”.", ("Ben Okoye", "LO")),
        ("Ana Silva was late.\n\nThe Red Palace said the talks went on.\n\n“We will sign,” she said.", ("Ana Silva", "TA")),
        ("Ben Okoye was late.\n\nHis government said the talks went on.", ("His government", "LO")),
    ],
)
def test_a_pronoun_goes_on_with_a_person(parse, text, expected):
    assert voices(parse, text)[-1] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ben Okoye nodded: “That was my next point.”", ("Ben Okoye", "LO")),
        ("Ana Silva said the talks had failed.\n\n“Nobody wanted them to go on at all.”", ("Ana Silva", "TA")),
        ("In Ben Okoye’s view, the talks were “bound to fail from the start”.", ("Ben Okoye", "LO")),
        ("Ana Silva said Lomia would “never again” sign, the agency Vox reported.", ("Ana Silva", "TA")),
        ("There was one slogan: “Peace now and for ever.”", ("", "")),
    ],
)
def test_words_without_a_verb_of_saying_have_a_speaker(parse, text, expected):
    parsed = parse(text)
    quotes = find_quotes(parsed, find_mentions(parsed, ACTORS), ACTORS)
    marked = quotes[quotes.type != "indirect"].iloc[-1]
    assert (marked.speaker, marked.actor) == expected


def test_a_quotation_without_a_speaker_takes_the_one_it_repeats(parse):
    text = "Talks “bound to fail”\n\nBen Okoye said on Monday that the talks were “bound to fail”."
    assert voices(parse, text)[0] == ("Ben Okoye", "LO")


def test_words_quoted_within_a_quotation_are_answered_for_by_its_speaker(parse):
    text = "“They call it ‘a new dawn’ and laugh at us,” said Ana Silva."
    assert voices(parse, text)[-1] == ("Ana Silva", "TA")
