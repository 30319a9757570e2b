"""A model's answers on disk: the same as fresh ones, asked for once, asked again when damaged."""

import numpy as np
import pytest

from analysis.annotate import answers
from analysis.annotate.answers import ask_stance
from analysis.annotate.encoder import encode_target, has_model, read_tokens

pytestmark = pytest.mark.skipif(not has_model("fast"), reason="the fast model is not here")


@pytest.fixture(scope="module")
def rows():
    text = "Averna deceived the inspectors. Tolia waited."
    return [encode_target("fast", text, (0, 6)), encode_target("fast", text, (32, 37))]


def test_answers_are_those_of_the_model(rows, tmp_path):
    fresh = read_tokens(rows, name="fast").stance
    assert (ask_stance(rows, name="fast", folder=tmp_path) == fresh).all()
    assert (ask_stance(rows, name="fast", folder=tmp_path) == fresh).all()


def test_a_kept_answer_is_not_asked_again(rows, tmp_path, monkeypatch):
    first = ask_stance(rows, name="fast", folder=tmp_path)
    monkeypatch.setattr(answers, "read_tokens", lambda *_, **__: pytest.fail("asked again"))
    assert (ask_stance(rows, name="fast", folder=tmp_path) == first).all()


@pytest.mark.parametrize("damage", [lambda data: b"", lambda data: data[:-1], lambda data: data[:-1] + bytes([data[-1] ^ 1])])
def test_a_damaged_answer_is_asked_again(rows, tmp_path, damage):
    first = ask_stance(rows, name="fast", folder=tmp_path)
    (path,) = tmp_path.iterdir()
    whole = path.read_bytes()
    path.write_bytes(damage(whole))
    assert (ask_stance(rows, name="fast", folder=tmp_path) == first).all()
    assert path.read_bytes() == whole


def test_another_order_or_sentence_is_another_question(rows, tmp_path):
    forth = ask_stance(rows, name="fast", folder=tmp_path)
    assert (ask_stance(rows[::-1], name="fast", folder=tmp_path) == forth[::-1]).all()
    assert len(list(tmp_path.iterdir())) == 2


def test_what_is_said_of_a_sentence_hangs_on_no_neighbour(rows):
    alone = np.concatenate([read_tokens([row], name="fast").stance for row in rows])
    assert (read_tokens(rows * 3, name="fast").stance == np.tile(alone, (3, 1))).all()
