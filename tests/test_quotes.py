"""Quotations and reported speech: spans, speakers, cues, and what is left of broken marks."""

import pytest

from analysis.annotate.actors import find_mentions
from analysis.annotate.quotation_marks import find_marked
from analysis.annotate.quotes import find_quotes, mark_voice


def quotes_of(parsed, actors=()):
    return find_quotes(parsed, find_mentions(parsed, actors), actors)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He said “no” and “yes”.", ["no", "yes"]),
        ('He said "no" and "yes".', ["no", "yes"]),
        ("The dockers’ union said ‘we won’t go’ again.", ["we won’t go"]),
        ("the 'dockers' union' is gone", ["dockers' union"]),
        ("“Does ‘it’ work?” he asked.", ["Does ‘it’ work?", "it"]),
        ("He said “we go. She said “no,” and went.", ["we go.", "no,"]),
        ("“First paragraph.\n“Second paragraph,” he said.", ["First paragraph.", "Second paragraph,"]),
        ("a row about”the status” of it", ["the status"]),
    ],
)
def test_marks_are_paired_and_a_missing_one_costs_its_own_quotation(text, expected):
    assert [text[marked.start : marked.end] for marked in find_marked(text)] == expected


def test_invented_article_gives_its_three_utterances(invented):
    quotes = quotes_of(invented)
    said = quotes[quotes.cue == "said"]
    assert said.text.tolist() == ["We did not win everything,", "But nobody was left behind."]
    assert set(said.speaker) == {"Ana Ribeiro"}
    claimed = quotes[quotes.cue == "claimed"].iloc[0]
    assert (claimed.text, claimed.type, claimed.tone) == ("that the strike had cost $4 million to U.S. exporters", "indirect", "doubting")


def test_every_quotation_of_the_first_study_slices_back(parsed_seeds, study):
    for parsed in parsed_seeds.values():
        quotes = quotes_of(parsed, study.actors)
        assert all(parsed.text[row.start : row.end] == row.text for row in quotes.itertuples())


def test_mentions_in_reported_words_are_not_the_reporters(parsed_seeds, study):
    parsed = parsed_seeds["a0"]
    mentions = find_mentions(parsed, study.actors)
    voiced = mark_voice(mentions, find_quotes(parsed, mentions, study.actors))
    sentence = voiced[voiced.sentence == 5]
    assert dict(zip(sentence.text, sentence.voice, strict=True))["Washington"] == "narrator"
    assert dict(zip(sentence.text, sentence.voice, strict=True))["Russians"] == "quoted"
    assert mentions.voice.eq("narrator").all()


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        ("That means the port will stay shut.", []),
        ("It is wrong to say that the port is shut.", []),
        ("It shows that the port is shut.", []),
        ("The union met on Monday. It wants to reopen the port.", ["The union"]),
        ("Dockers don’t want to reopen the port.", ["Dockers"]),
        ("In the mayor’s view, the port will stay shut.", ["the mayor"]),
    ],
)
def test_facts_hand_the_word_to_nobody(parse, text, speakers):
    assert quotes_of(parse(text)).speaker.tolist() == speakers


def test_points_of_a_list_are_the_words_of_who_announced_them(parse):
    text = "The union said it had three demands:\n\n- Wages would rise\n\n- The mayor would promise to stay away\n\nNobody came."
    quotes = quotes_of(parse(text))
    assert quotes.speaker.unique().tolist() == ["The union"]
    assert quotes.text.tolist()[1:] == ["Wages would rise", "The mayor would promise to stay away"]
