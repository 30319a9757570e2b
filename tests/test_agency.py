"""Agent shares, and passives that name no doer."""

import math

import pandas as pd

from analysis.annotate.actions import find_actions
from analysis.measure.agency import list_left_out, list_verbs, measure_agency
from analysis.measure.findings import collect_findings, look_up

SENTENCES = pd.DataFrame([dict(article="a", sentence=k, part="body") for k in range(8)])


def _actions(roles: str, verb: str = "seize") -> pd.DataFrame:
    names = {"a": "agent", "p": "patient"}
    return pd.DataFrame([dict(article="a", sentence=0, actor="X", verb=verb, role=names[each], voice="narrator") for each in roles])


def _passives(agents: list[str]) -> pd.DataFrame:
    return pd.DataFrame([dict(article="a", sentence=k, agent=agent, patient_actor="X", form="full") for k, agent in enumerate(agents)])


def test_agent_share_by_hand():
    found = collect_findings(measure_agency(_actions("aaap" * 2), _passives([""] * 5), SENTENCES))
    assert look_up(found, "agency.agent_share", article="a", actor="X", part="all").value == 0.75
    assert math.isnan(look_up(found, "agency.agent_share", article="a", actor="X", part="quoted").value)


def test_saying_is_no_deed():
    found = collect_findings(
        measure_agency(
            _actions("aaaaaa", verb="say"),
            _passives([]).reindex(columns=["article", "sentence", "agent", "patient_actor", "form"]),
            SENTENCES,
        )
    )
    assert look_up(found, "agency.agent_share", article="a", actor="X", part="all").value == 1
    assert look_up(found, "agency.agent_share", article="a", actor="X", part="deeds").n == 0


def test_agentless_passives_by_hand():
    passives = _passives(["the army", "", "", "", ""])
    found = collect_findings(measure_agency(_actions("a"), passives, SENTENCES))
    assert look_up(found, "agency.agentless", article="a").value == 0.8
    assert look_up(found, "agency.passive_share", article="a").value == 0.625
    assert len(list_left_out(passives)) == 4


def test_actions_lead_to_the_governing_word(parse):
    parsed = parse("Tarsia invaded the valley. Lomian shelling went on. The army was praised.")
    spans = {"Tarsia": "agent", "Lomian": "agent", "army": "patient"}
    mentions = pd.DataFrame([
        dict(article="t", sentence=k, start=parsed.text.index(name), end=parsed.text.index(name) + len(name), actor=name.upper(),
             kind="actor", role=role, voice="narrator")
        for k, (name, role) in enumerate(spans.items())
    ])  # fmt: skip
    actions = find_actions(parsed, mentions)
    assert dict(zip(actions.actor, actions.text, strict=True)) == {"TARSIA": "invaded", "LOMIAN": "shelling", "ARMY": "praised"}
    assert list_verbs(actions).times.tolist() == [1, 1, 1]
