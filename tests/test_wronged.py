"""Who is wronged: what is done to somebody is told apart from what is said against them."""

import pytest

from analysis.annotate.encoder import has_model
from analysis.annotate.scorers.models import NEEDS_DOER, hold_back, predict_shares, score_model
from analysis.annotate.targets import Target
from analysis.annotate.wronged import find_wrong


@pytest.fixture(scope="module")
def aim(parse):
    """A function: sentence with the target in [brackets] → Target."""

    def run(marked: str) -> Target:
        start, end = marked.index("["), marked.index("]") - 1
        parsed = parse(marked.replace("[", "").replace("]", ""))
        return Target(0, 0, parsed.text, "T", ((start, end),), (), (), parsed.doc[:])

    return run


WRONGED = [
    ("Three columns invaded [Averna] before dawn.", "violence", "invaded", "columns"),
    ("The siege of [Averna] has entered its third month.", "violence", "siege", None),
    ("[Averna] was bombed by Tolian jets for nine days.", "violence", "bombed", "jets"),
    ("It is the [villagers] who suffer.", "borne", "suffer", None),
    ("[Averna] became a victim of its neighbour’s ambition.", "borne", "victim", None),
    ("The colonels put pressure on [Averna] to sign.", "wrong", "pressure", "colonels"),
    ("The generals, using [Averna] as a pretext, closed the border.", "wrong", "using", "generals"),
    ("They spread lies about [Averna].", "wrong", "lies", "They"),
    ("An attempt by the ministry to discredit [Halloran] failed.", "wrong", "discredit", "ministry"),
    ("The paper blamed [Averna] without any evidence.", "groundless", "blamed", "paper"),
    ("The great powers have treated [Averna] as a bargaining chip.", "borne", "chip", None),
    ("[Averna] is nothing but a pawn in their game.", "borne", "pawn", None),
    ("[Averna] was dragged into the war by reckless allies.", "wrong", "dragged", "allies"),
    ("[Halloran] has been subjected to harassment by the press.", "wrong", "harassment", "press"),
    ("The accusations against [Tolia] are a blatant lie.", "unproven", "accusations", None),
    ("There is no evidence of [Averna]’s involvement.", "unproven", "evidence", None),
]


@pytest.mark.parametrize(("text", "how", "act", "doer"), WRONGED)
def test_a_wrong_is_found_with_its_doer(aim, text, how, act, doer):
    target = aim(text)
    wrong = find_wrong(target)
    assert (wrong.how, target.text[slice(*wrong.act)]) == (how, act)
    assert (target.text[slice(*wrong.doer)] if wrong.doer else None) == doer


REPROACHED = [
    "[Averna] invaded its neighbour before dawn.",
    "The court convicted [Halloran] of fraud.",
    "The minister attacked [Halloran] over the budget.",
    "[Halloran] claimed without evidence that the vote was stolen.",
    "There is no evidence for [Halloran]’s claim.",
    "[Halloran] is a tool of the company.",
    "The judge charged [Halloran] with false statements.",
    "[Halloran] suffers from bad judgement.",
    "The envoys put pressure on [Tolia], which had lied to them.",
    "Averna’s allies praised [Halloran].",
]


@pytest.mark.parametrize("text", REPROACHED)
def test_blame_punishment_and_ones_own_deeds_are_no_wrong(aim, text):
    assert find_wrong(aim(text)) is None


@pytest.mark.skipif(not has_model("accurate"), reason="the accurate model is not here")
def test_who_is_used_is_not_called_negative_and_who_uses_is(aim):
    text = "The colonels, using {} as a pretext, are recklessly driving the region into war."
    used = aim(text.format("[Averna]"))
    users = aim("The [colonels], using Averna as a pretext, are recklessly driving the region into war.")
    assert score_model([used], "accurate", evidence=False)[0].label != "negative"
    assert score_model([users], "accurate", evidence=False)[0].label == "negative"


@pytest.mark.skipif(not has_model("accurate"), reason="the accurate model is not here")
def test_pressure_by_the_just_clears_nobody(aim):
    target = aim("The envoy asked the world to put pressure on [Tolia] over its lies.")
    shares = predict_shares([target], "accurate")
    assert find_wrong(target).how in NEEDS_DOER
    assert shares[0].argmax() == 0
    assert (hold_back([target], shares, "accurate") == shares).all()
