"""Vectors of sentences and of their words in context, from the encoder in ``models/meaning``.

Close in angle is close in what is stated: the encoder was trained to part sentences of one topic that state different facts, on
invented reports (``benchmarks/training/facts.py``); it has read none of the texts that are studied.
"""

import hashlib
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from analysis.annotate.encoder import map_side_by_side, open_network
from analysis.words import find_words

FOLDER = Path(__file__).parent.parent / "models" / "meaning"
WORDS = FOLDER.parent / "accurate" / "words.npz"
"""The vectors of the vocabulary, which training the stance model left as they were: both networks read the same file."""

FILES = (FOLDER / "network.onnx", FOLDER / "tokenizer.json", WORDS)

LONGEST = 160
"""Tokens that are read of a sentence."""
MOST_KEPT = 1000
"""Sentences whose vectors are kept at hand, in case they come again: some 80 MB."""


class Meaning(NamedTuple):
    """A sentence's vector and one vector per word (rows as ``find_words`` gives them), each of length 1."""

    sentence: np.ndarray
    words: np.ndarray


def has_encoder() -> bool:
    """Whether the encoder's files are there; without them likeness falls back to shared words."""
    return all(path.is_file() for path in FILES)


@cache
def hash_encoder() -> str:
    """SHA-256 over the encoder's files: what is kept on disk of its reading is good for these alone."""
    digest = hashlib.sha256()
    for path in FILES:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def read_meaning(texts: Sequence[str]) -> list[Meaning]:
    """The vectors of each text, in their order. Words beyond LONGEST tokens have vectors of zeros.

    Each text is read by itself, side by side on the cores there are. What an agency sent to many is read once.
    """
    return map_side_by_side(_read, texts)


@lru_cache(maxsize=MOST_KEPT)
def _read(text: str) -> Meaning:
    tokenizer, network, codes, scales = _load()
    encoding = tokenizer.encode(text)
    vectors = codes[encoding.ids].astype(np.float32) * scales[encoding.ids, None].astype(np.float32)
    mask = np.ones((1, len(encoding.ids)), dtype=np.int64)
    return _pool(text, encoding, network.run(None, {"vectors": vectors[None], "mask": mask})[0][0])


def _pool(text: str, encoding, states: np.ndarray) -> Meaning:
    """The mean over all tokens, and over the tokens of each word."""
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
def load_tokenizer():
    """The encoder's tokeniser: at most LONGEST tokens of a text."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(FOLDER / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(LONGEST)
    return tokenizer


@cache
def _load():
    words = np.load(WORDS)
    return load_tokenizer(), open_network(FOLDER / "network.onnx"), words["codes"], words["scales"]
