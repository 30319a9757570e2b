"""Vectors of sentences and of their words in context, from the encoder in ``models/meaning``.

Close in meaning is close in angle. The encoder reads; it was not trained on this project's texts.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from analysis.words import find_words

FOLDER = Path(__file__).parent.parent / "models" / "meaning"
WORDS = FOLDER.parent / "accurate" / "words.npz"
"""The vectors of the vocabulary, which training the stance model left as they were: both networks read the same file."""

LONGEST = 160
"""Tokens that are read of a sentence."""

BATCH = 8


class Meaning(NamedTuple):
    """A sentence's vector and one vector per word (rows as ``find_words`` gives them), each of length 1."""

    sentence: np.ndarray
    words: np.ndarray


def has_encoder() -> bool:
    """Whether the encoder's files are there; without them likeness falls back to shared words."""
    return all(path.is_file() for path in (FOLDER / "network.onnx", FOLDER / "tokenizer.json", WORDS))


def read_meaning(texts: Sequence[str]) -> list[Meaning]:
    """The vectors of each text, in their order. Words beyond LONGEST tokens have vectors of zeros."""
    found: list[Meaning | None] = [None] * len(texts)
    order = sorted(range(len(texts)), key=lambda k: len(texts[k]))
    for begin in range(0, len(order), BATCH):
        chosen = order[begin : begin + BATCH]
        for k, meaning in zip(chosen, _read_batch([texts[k] for k in chosen]), strict=True):
            found[k] = meaning
    return [meaning for meaning in found if meaning is not None]


def _read_batch(texts: Sequence[str]) -> list[Meaning]:
    tokenizer, network, codes, scales = _load()
    encodings = [tokenizer.encode(text) for text in texts]
    width = max(len(encoding.ids) for encoding in encodings)
    vectors = np.zeros((len(texts), width, codes.shape[1]), dtype=np.float32)
    mask = np.zeros((len(texts), width), dtype=np.int64)
    for row, encoding in enumerate(encodings):
        size = len(encoding.ids)
        vectors[row, :size] = codes[encoding.ids].astype(np.float32) * scales[encoding.ids, None].astype(np.float32)
        mask[row, :size] = 1
    states = network.run(None, {"vectors": vectors, "mask": mask})[0]
    return [_pool(text, encoding, states[row]) for row, (text, encoding) in enumerate(zip(texts, encodings, strict=True))]


def _pool(text: str, encoding, states: np.ndarray) -> Meaning:
    """The mean over all tokens, and over the tokens of each word."""
    states = states[: len(encoding.ids)]
    offsets = np.array(encoding.offsets)
    inside = offsets[:, 1] > offsets[:, 0]
    words = np.zeros((0, states.shape[1]), dtype=np.float32)
    spans = find_words(text)
    if spans:
        covers = np.array([inside & (offsets[:, 0] < end) & (offsets[:, 1] > start) for start, end in spans], dtype=np.float32)
        words = covers @ states
    return Meaning(_to_length_one(states.mean(axis=0)), _to_length_one(words))


def _to_length_one(vectors: np.ndarray) -> np.ndarray:
    return vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9)


@cache
def _load():
    import onnxruntime
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(FOLDER / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(LONGEST)
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # waiting threads must not take the cores from others
    network = onnxruntime.InferenceSession(str(FOLDER / "network.onnx"), options, providers=["CPUExecutionProvider"])
    words = np.load(WORDS)
    return tokenizer, network, words["codes"], words["scales"]
