"""Stance: what the scorers say of plain cases, that names do not count, and that every row leads back to the text."""

import dataclasses
import json
import re
from pathlib import Path

import pandas as pd
import pytest

from analysis.annotate.actors import find_mentions
from analysis.annotate.encoder import MODELS, embed, encode_target, has_model, list_frames, predict_frames
from analysis.annotate.quotes import find_quotes, mark_voice
from analysis.annotate.scorers import Judgement, hide_names, label_score
from analysis.annotate.scorers.models import score_fast
from analysis.annotate.stance import SCORERS, find_speech, list_scorers, score_all, score_stance
from analysis.annotate.targets import Target, cut_clauses, find_targets
from analysis.errors import ParallaxError

USABLE = list_scorers()
CODED = Path(__file__).parent.parent / "benchmarks" / "training" / "data" / "sentences.jsonl"


@pytest.fixture(scope="module")
def annotate(parse, study):
    """A function: text → (parsed, mentions, quotes)."""

    def run(text: str):
        parsed = parse(text)
        mentions = find_mentions(parsed, study.actors)
        quotes = find_quotes(parsed, mentions, study.actors)
        return parsed, mark_voice(mentions, quotes), quotes

    return run


def judge(annotate, text: str, scorer: str) -> dict[str, str]:
    stance = score_stance(*annotate(text), scorer=scorer)
    return dict(zip(stance.actor, stance.label, strict=True))


def test_one_row_per_sentence_and_actor_and_scorer(annotate):
    parsed, mentions, quotes = annotate("Moscow said Russia would talk to Ukraine.\n\nNATO waited.")
    table = score_all(parsed, mentions, quotes)
    assert len(table) == 3 * len(USABLE)
    assert not table.duplicated(["sentence", "actor", "scorer"]).any()


@pytest.mark.parametrize("scorer", USABLE)
def test_rows_slice_back_to_the_article(parsed_seeds, study, scorer):
    parsed = parsed_seeds["a2"]
    mentions = find_mentions(parsed, study.actors)
    stance = score_stance(parsed, mentions, find_quotes(parsed, mentions, study.actors), scorer=scorer)
    assert all(parsed.text[row.start : row.end] == row.text for row in stance.itertuples())
    assert all(word in row.text for row in stance.itertuples() for word in row.evidence.split(" … "))
    assert stance.score.between(-1, 1).all()


def test_unknown_scorer_is_named(annotate):
    with pytest.raises(ParallaxError, match="the scorers are accurate, fast"):
        score_stance(*annotate("Russia waited."), scorer="oracle")


def test_hidden_names_leave_the_rest_as_it_stands(annotate):
    (target, _) = find_targets(*annotate("Russia told Ukraine that it would wait."))
    assert hide_names(target) == "someone told someone that it would wait."


@pytest.mark.parametrize(
    ("text", "actor", "speaker"),
    [
        ("Ukraine accused Russia of shelling the town.", "RU", "Ukraine"),  # the accusation is Ukraine's
        ("Russia portrayed the retreat as a gesture.", "RU", None),  # a doubt of the speaker is the reporter's
        ("Ukraine accused Russia of shelling the town.", "UA", None),
    ],
)
def test_the_word_that_introduces_speech_speaks_for_the_speaker(annotate, text, actor, speaker):
    (target,) = [each for each in find_targets(*annotate(text)) if each.actor == actor]
    cue = next(token for token in target.tokens if token.pos_ == "VERB")
    speech = find_speech(target, Judgement(-0.9, "negative", ((cue.idx, cue.idx + len(cue)),)))
    assert (speech[0] if speech else None) == speaker


@pytest.mark.parametrize(("score", "label"), [(-0.05, "negative"), (-0.04, "neutral"), (0.0, "neutral"), (0.05, "positive")])
def test_label_is_neutral_within_the_threshold(score, label):
    assert label_score(score, 0.05) == label


PLAIN = [
    ("Russia deceived the inspectors and lied about the massacre.", "RU", "negative"),
    ("Ukraine and Russia will meet on Tuesday.", "UA", "neutral"),
    ("The president praised NATO for its courage and generosity.", "NATO", "positive"),
]


@pytest.mark.parametrize("scorer", [name for name in USABLE if name in ("accurate", "fast", "transparent")])
@pytest.mark.parametrize(("text", "actor", "label"), PLAIN)
def test_plain_cases(annotate, scorer, text, actor, label):
    assert judge(annotate, text, scorer)[actor] == label


@pytest.mark.parametrize("scorer", [name for name in USABLE if name in ("accurate", "transparent")])
def test_a_victim_is_not_cast_in_a_bad_light(annotate, scorer):
    labels = judge(annotate, "Russian troops massacred villagers and shelled Ukraine for nine days.", scorer)
    assert labels["RU"] == "negative"
    assert labels["UA"] != "negative"


SWAPS = [
    "Russia accused Ukraine of shelling a market.",
    "Ukraine thanked Russia for the safe release of the prisoners.",
    "Officials in Washington said Russia had deceived Ukraine for months.",
    "“Russia cannot be trusted,” a spokesman for Ukraine said on Monday.",
    "Ukraine lost the battle after Russia destroyed its fuel depots.",
]


@pytest.mark.parametrize("scorer", USABLE)
@pytest.mark.parametrize("text", SWAPS)
def test_swapping_the_names_swaps_the_scores(annotate, scorer, text):
    swapped = re.sub("Russia|Ukraine", lambda match: {"Russia": "Ukraine", "Ukraine": "Russia"}[match[0]], text)
    first = score_stance(*annotate(text), scorer=scorer).set_index("actor").score
    second = score_stance(*annotate(swapped), scorer=scorer).set_index("actor").score
    assert first["RU"] == pytest.approx(second["UA"], abs=1e-3)
    assert first["UA"] == pytest.approx(second["RU"], abs=1e-3)


def list_pairs():
    """Our own coded sentences with two actors: (text, their places), and the same with the two names exchanged."""
    rows = (json.loads(line) for line in CODED.read_text(encoding="utf-8").splitlines())
    for row in rows:
        if len(row["targets"]) > 1:
            text, places = row["sentence"], [(target["from"], target["to"]) for target in row["targets"]]
            (a, b), (c, d) = sorted(places)[:2]
            if b < c:
                swapped = text[:a] + text[c:d] + text[b:c] + text[a:b] + text[d:]
                shift = (d - c) - (b - a)
                yield (text, (a, b), (c, d)), (swapped, (c + shift, d), (a, a + d - c))


@pytest.mark.parametrize("name", [name for name in USABLE if name in ("accurate", "fast")])
def test_the_models_read_the_same_whoever_bears_the_name(name):
    pairs = list(list_pairs())
    assert len(pairs) > 1000
    for (text, mine, yours), (swapped, mine_then, yours_then) in pairs:
        assert encode_target(name, text, mine, (), [yours]) == encode_target(name, swapped, yours_then, (), [mine_then])
        assert encode_target(name, text, yours, (), [mine]) == encode_target(name, swapped, mine_then, (), [yours_then])


@pytest.mark.skipif(not has_model("fast"), reason="the fast model is not here")
def test_swapping_names_swaps_labels_whoever_is_wronged(parse):
    for (text, *mine), (swapped, *theirs) in list(list_pairs())[::40]:
        first = score_fast([make_target(parse(text), *mine), make_target(parse(text), *mine[::-1])])
        second = score_fast([make_target(parse(swapped), *theirs[::-1]), make_target(parse(swapped), *theirs)])
        assert first == second, text


def make_target(parsed, mention, other):
    return Target(0, 0, parsed.text, "T", (mention,), (other,), (), parsed.doc[:])


def test_clauses_part_at_quotation_marks(annotate):
    target = find_targets(*annotate("“We will not yield,” said Ukraine, which had lost two towns."))[0]
    texts = [target.text[a:b] for a, b in cut_clauses(target)]
    assert any(text.startswith("We will not yield") for text in texts)
    assert "".join(texts) in target.text or len(texts) > 1


def test_judgement_in_a_quotation_belongs_to_the_speaker(annotate):
    target = next(t for t in find_targets(*annotate("“Russia lies,” said President Joe Biden.")) if t.actor == "RU")
    start = target.text.index("lies")
    assert find_speech(target, Judgement(-0.9, "negative", ((start, start + 4),)))[1] == "US"
    assert find_speech(target, Judgement(-0.9, "negative", ((len(target.text) - 6, len(target.text) - 1),))) is None


def test_a_name_within_the_words_that_introduce_speech_is_the_reporters(annotate):
    target = next(t for t in find_targets(*annotate("Ukraine handed Russia a proposal on neutrality.")) if t.actor == "RU")
    (start, end), named = target.mentions[0], Judgement(0.0, "neutral")
    introduced = dataclasses.replace(target, cues=((start - 7, end, "Ukraine", "UA"),), quotes=((end + 1, end + 20, "Ukraine", "UA"),))
    assert find_speech(introduced, named) is None
    assert find_speech(introduced, Judgement(-0.9, "negative", ((start - 7, start - 1),))) == ("Ukraine", "UA")


def test_no_actor_no_row(annotate):
    stance = score_stance(*annotate("The harbour was quiet."))
    assert isinstance(stance, pd.DataFrame)
    assert stance.empty


def test_every_scorer_has_a_name_in_the_registry():
    assert set(USABLE) <= set(SCORERS)


@pytest.mark.skipif(not has_model("accurate"), reason="the accurate model is not here")
def test_frames_of_a_plain_sentence():
    chances = dict(
        zip(list_frames(), predict_frames(["Shells killed nine civilians and drove thousands from their homes."])[0], strict=True)
    )
    assert chances["human_cost"] > 0.5 > chances["economy"]


@pytest.mark.skipif(not has_model("accurate"), reason="the accurate model is not here")
def test_like_meanings_lie_closer():
    bombed, shelled, budget = embed(["The town was bombed.", "Shells fell on the city.", "The budget passed by one vote."])
    assert bombed @ shelled > bombed @ budget


@pytest.mark.skipif(not has_model("accurate"), reason="the accurate model is not here")
def test_model_files_stay_small():
    sizes = {name: sum(path.stat().st_size for path in (MODELS / name).iterdir()) for name in ("accurate", "fast")}
    assert sizes["accurate"] < 120e6
    assert sizes["fast"] < 25e6
    assert max(path.stat().st_size for path in MODELS.rglob("*")) < 95e6
