"""Passives: found, with doer and undergoer where the text names them."""

import pandas as pd
import pytest

from analysis.annotate.passives import find_passives


@pytest.mark.parametrize(
    ("text", "verb", "agent", "patient", "form"),
    [
        ("The blockade was broken by police last week.", "break", "police", "The blockade", "full"),
        ("Forty people have been killed.", "kill", "", "Forty people", "full"),
        ("The valley, seized by the army in May, is empty.", "seize", "the army", "The valley", "reduced"),
        ("The fleet was halted by a storm that nobody expected.", "halt", "a storm", "The fleet", "full"),
        ("Prices were cut by a third.", "cut", "", "Prices", "full"),
    ],
)
def test_passive(parse, text, verb, agent, patient, form):
    found = find_passives(parse(text)).iloc[0]
    assert (found.verb, found.agent, found.patient, found.form) == (verb, agent, patient, form)


@pytest.mark.parametrize("text", ["The soldiers are gone.", "The wound is self-inflicted.", "The army broke the siege."])
def test_no_passive(parse, text):
    assert not len(find_passives(parse(text)))


def test_actors_of_the_phrases(parse):
    parsed = parse("Lomia was invaded by Tarsia.")
    at = parsed.text.index("Tarsia")
    mentions = pd.DataFrame([
        dict(start=0, end=5, actor="LO", kind="actor"), dict(start=at, end=at + 6, actor="TA", kind="actor"),
    ])  # fmt: skip
    found = find_passives(parsed, mentions).iloc[0]
    assert (found.patient_actor, found.agent_actor) == ("LO", "TA")


def test_rows_slice_back(parsed_seeds):
    for parsed in parsed_seeds.values():
        assert all(parsed.text[row.start : row.end] == row.text for row in find_passives(parsed).itertuples())
