"""The models' arithmetic: the same on every processor, and for a sentence whatever is read beside it."""

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.annotate.encoder import (
    BATCH,
    MODELS,
    STEP,
    Encoder,
    batch_by_length,
    encode_target,
    has_model,
    load_encoder,
    pad_rows,
    read_tokens,
)
from analysis.errors import ParallaxError

NAMES = [name for name in ("accurate", "fast") if has_model(name)]
NETWORKS = sorted(MODELS.glob("*/network.onnx"))


@given(st.lists(st.integers(1, 110)))
def test_batches_hold_every_sentence_once_with_others_of_its_step(lengths):
    batches = batch_by_length(lengths)
    assert sorted(k for batch in batches for k in batch) == list(range(len(lengths)))
    assert all(len(batch) <= BATCH and len({-(-lengths[k] // STEP) for k in batch}) == 1 for batch in batches)


def test_rows_are_filled_up_to_whole_steps():
    tokens, mask = pad_rows([[5, 6, 7], [8]])
    assert tokens.tolist() == [[5, 6, 7, *[0] * (STEP - 3)], [8, *[0] * (STEP - 1)]]
    assert mask.sum(axis=1).tolist() == [3, 1]


def list_rows(name: str) -> Iterator[list[int]]:
    """Targets in sentences of 1 to 40 words, most lengths twice."""
    for count in (1, 2, 3, 5, 5, 8, 8, 13, 21, 21, 34, 40):
        text = "Averna " + " ".join(["deceived", "the", "weary", "inspectors", "of", "Tolia"][k % 6] for k in range(count)) + "."
        yield encode_target(name, text, (0, 6))


@pytest.mark.parametrize("name", NAMES)
def test_what_is_said_of_a_sentence_hangs_on_no_neighbour(name):
    rows = list(list_rows(name))
    alone = [read_tokens([row], name=name) for row in rows]
    together = read_tokens(rows[::-1], name=name)
    for field in ("stance", "frames", "vectors"):
        assert (getattr(together, field)[::-1] == np.concatenate([getattr(each, field) for each in alone])).all()


@pytest.mark.parametrize("path", NETWORKS, ids=lambda path: path.parent.name)
def test_every_activation_has_a_fixed_range(path):
    """Ranges of the rows at hand make sentences hang on one another, and fill 8 bits: then sums overflow on older processors."""
    operators = path.read_bytes()
    assert b"MatMulIntegerToFloat" in operators
    assert b"DynamicQuantizeLinear" not in operators
    assert b"DynamicQuantizeMatMul" not in operators


@pytest.mark.parametrize("name", NAMES)
def test_the_model_says_here_what_it_said_where_it_was_made(name):
    probes = load_encoder(name).settings["probes"]
    assert [int(np.argmax(probe["stance"])) for probe in probes] == [0, 1, 2]
    assert load_encoder(name).is_sound


@pytest.mark.skipif("fast" not in NAMES, reason="the fast model is not here")
def test_a_machine_that_computes_something_else_is_told(monkeypatch):
    astray = Encoder(MODELS / "fast")
    astray.settings["probes"][0]["stance"] = [0.1, 0.1, 0.8]
    assert not astray.is_sound
    monkeypatch.setattr("analysis.annotate.encoder.load_encoder", lambda name: astray)
    with pytest.raises(ParallaxError, match="computes something else here"):
        read_tokens([[101, 2, 3, 102]], name="fast")


@pytest.mark.skipif("accurate" not in NAMES, reason="the accurate model is not here")
def test_a_padding_mark_in_a_text_is_read_as_a_token():
    row = encode_target("accurate", "Averna waited for <pad> and left.", (0, 6))
    assert pad_rows([row])[1].sum() == len(row)
