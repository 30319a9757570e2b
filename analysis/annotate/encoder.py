"""The shipped language models: how a sentence is put to them, and what they say of it.

A model reads a sentence with the target's mention replaced by ``person`` between two marks, the target's other mentions
by ``person`` and everybody else's by ``another``: it cannot know whom it judges. Training and use share this module.
Run by onnxruntime and tokenizers alone; nothing is loaded before the first sentence is read.
"""

import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, cached_property
from pathlib import Path
from typing import NamedTuple, TypeVar

import numpy as np

from analysis.errors import ParallaxError

MODELS = Path(__file__).parent.parent / "models"
LABELS = ("negative", "neutral", "positive")
LONGEST = 110
"""Tokens of a sentence that a model reads; of longer ones the part around the mention."""

TARGET, OTHER = "person", "another"
HEADS = ("frames", "harm")
"""Fitted on the mean vectors of a finished network: ``NAME.npz`` beside it."""

PROBE_TOLERANCE = 0.15
"""How far a share may lie from that of the network in 32 bits: far more than what rounding does to sentences it is sure of."""

Span = tuple[int, int]
Item = TypeVar("Item")
Result = TypeVar("Result")


class Reading(NamedTuple):
    """What a model says of each sentence, one row each."""

    stance: np.ndarray
    """(n, 3): probability that the marked mention stands in a negative, neutral, positive light."""
    frames: np.ndarray
    """(n, number of frames): probability of each frame, independent of one another; no columns if the model has none."""
    vectors: np.ndarray
    """(n, width): the mean over the tokens of the last layer."""
    harm: np.ndarray
    """(n, 1): probability that the sentence tells of harm done to the marked one; no column if the model has no head for it."""


def has_model(name: str) -> bool:
    """Whether the files of ``name`` ('accurate', 'fast') are there."""
    return (MODELS / name / "model.json").is_file()


def list_frames(name: str = "accurate") -> list[str]:
    """The frames, in the order of the columns of ``predict_frames``."""
    return load_encoder(name).settings["frames"]


def embed(texts: Iterable[str], *, name: str = "accurate") -> np.ndarray:
    """(n, width) vectors of the texts: means of the last layer, of length 1. Close in meaning, close in angle."""
    vectors = read_tokens([encode_plain(name, text) for text in texts], name=name).vectors
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)


def predict_frames(texts: Iterable[str], *, name: str = "accurate") -> np.ndarray:
    """(n, number of frames) probabilities, columns as in ``list_frames``; a text may hold several frames or none."""
    return read_tokens([encode_plain(name, text) for text in texts], name=name).frames


def encode_plain(name: str, text: str) -> list[int]:
    """The tokens of a text without a target."""
    encoder = load_encoder(name)
    return [encoder.special["start"], *encoder.ids(text)[: LONGEST - 2], encoder.special["end"]]


def encode_target(
    name: str, text: str, mention: Span, same: Sequence[Span] = (), others: Sequence[Span] = (), *, without: Sequence[Span] = ()
) -> list[int]:
    """The tokens of ``text`` with ``mention`` marked, every name in ``same`` and ``others`` hidden, ``without`` left out."""
    encoder = load_encoder(name)
    hidden = [(span, TARGET) for span in same] + [(span, OTHER) for span in others] + [(span, "") for span in without]
    return arrange_tokens(encoder.ids, encoder.special, text, mention, hidden)


def arrange_tokens(
    ids: Callable[[str], list[int]], special: dict[str, int], text: str, mention: Span, hidden: Iterable[tuple[Span, str]]
) -> list[int]:
    """The same for any tokeniser: ``ids`` turns text into token numbers; ``hidden`` pairs spans with what stands for them."""
    hidden = sorted(hidden)
    left = ids(_hide(text, 0, mention[0], hidden))
    right = ids(_hide(text, mention[1], len(text), hidden))
    target = [special["open"], *ids(TARGET), special["close"]]
    left, right = _cut(left, right, LONGEST - 2 - len(target))
    return [special["start"], *left, *target, *right, special["end"]]


LEFT_OUT = ("SkipLayerNormFusion",)
"""Steps that onnxruntime would join although together they take longer than apart; part of what an answer hangs on."""

BATCH = 8
"""Sentences that are read together: more of them fill the cache and are no faster."""
STEP = 4
"""Every sentence is filled up to a multiple of so many tokens, whatever is read with it: sums over it are then added up alike."""

AT_ONCE = min(4, os.cpu_count() or 1)
_at_once = ContextVar("sentences read side by side, each on a core of its own", default=AT_ONCE)


@contextmanager
def use_cores(number: int) -> Iterator[None]:
    """While this holds, models read at most ``number`` batches of sentences side by side."""
    token = _at_once.set(number)
    try:
        yield
    finally:
        _at_once.reset(token)


def map_side_by_side(work: Callable[[Item], Result], items: Iterable[Item]) -> list[Result]:
    """``work`` done on every item, as many at once as there are cores to use; results in the order of the items."""
    if _at_once.get() == 1:
        return list(map(work, items))
    with ThreadPoolExecutor(_at_once.get()) as pool:
        return list(pool.map(work, items))


def read_tokens(rows: Sequence[Sequence[int]], *, name: str = "accurate") -> Reading:
    """Run the model over sentences of tokens; what is said of one never hangs on which others are read with it.

    Raises ParallaxError where this machine's arithmetic gives other results than the one that the model was made on.
    """
    encoder = load_encoder(name)
    if not rows:
        widths = (len(LABELS), len(encoder.settings["frames"]), encoder.settings["width"], int(encoder.knows_harm))
        return Reading(*(np.zeros((0, width)) for width in widths))
    if not encoder.is_sound:
        raise ParallaxError(f"the model '{name}' computes something else here than where it was made; nothing it says can be trusted")
    batches = batch_by_length(list(map(len, rows)))
    found = map_side_by_side(lambda batch: encoder.run([rows[k] for k in batch]), batches)
    order = np.argsort([k for batch in batches for k in batch])
    return Reading(*(np.concatenate([part[k] for part in found])[order] for k in range(len(Reading._fields))))


def batch_by_length(lengths: Sequence[int]) -> list[list[int]]:
    """Indices of sentences to be read together: at most BATCH whose lengths fall into the same step of STEP tokens."""
    steps: dict[int, list[int]] = {}
    for k, length in enumerate(lengths):
        steps.setdefault(-(-length // STEP), []).append(k)
    return [steps[step][start : start + BATCH] for step in sorted(steps) for start in range(0, len(steps[step]), BATCH)]


def pad_rows(rows: Sequence[Sequence[int]]) -> tuple[np.ndarray, np.ndarray]:
    """(tokens, mask), each with a row a sentence, filled up to a whole number of STEPs: the mask is 1 where there is a token."""
    lengths = np.array([len(row) for row in rows])
    mask = (np.arange(-(-lengths.max() // STEP) * STEP) < lengths[:, None]).astype(np.int64)
    tokens = np.zeros(mask.shape, dtype=np.int64)
    tokens[mask == 1] = np.concatenate(rows)
    return tokens, mask


class Encoder:
    """One model of ``analysis/models``: tokeniser, word vectors, network. Use ``load_encoder``."""

    def __init__(self, folder: Path) -> None:
        from tokenizers import Tokenizer

        self.settings = json.loads((folder / "model.json").read_text(encoding="utf-8"))
        self.special = self.settings["tokens"]
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        words = np.load(folder / "words.npz")
        self._codes, self._scales, self._marks = words["codes"], words["scales"].astype(np.float32), words["marks"]
        heads = {name: folder / f"{name}.npz" for name in HEADS}
        self._heads = {name: dict(np.load(path)) for name, path in heads.items() if path.is_file()}
        self._session = open_network(folder / "network.onnx")

    @property
    def knows_harm(self) -> bool:
        """Whether the model says who is harmed."""
        return "harm" in self._heads

    @cached_property
    def is_sound(self) -> bool:
        """Whether the network says of a few sentences here what it said in 32 bits where it was made. Asked once."""
        probes = self.settings["probes"]
        said = self.run([probe["tokens"] for probe in probes])[0]
        return bool(np.abs(said - [probe["stance"] for probe in probes]).max() < PROBE_TOLERANCE)

    def ids(self, text: str) -> list[int]:
        """Token numbers of ``text``, without special ones."""
        return self._tokenizer.encode(text, add_special_tokens=False).ids

    def run(self, rows: Sequence[Sequence[int]]) -> tuple[np.ndarray, ...]:
        """The fields of a Reading for sentences that are read together, one row each."""
        tokens, mask = pad_rows(rows)
        vectors = self._codes[tokens].astype(np.float32) * self._scales[tokens][..., None]
        for number, vector in zip((self.special["open"], self.special["close"]), self._marks, strict=True):
            vectors[tokens == number] += vector
        mark = (tokens == self.special["open"]).astype(np.float32)
        stance, _, means = self._session.run(None, {"words": vectors, "mask": mask, "mark": mark})
        return _softmax(stance / self.settings["temperature"]), self._ask_head("frames", means), means, self._ask_head("harm", means)

    def _ask_head(self, name: str, means: np.ndarray) -> np.ndarray:
        """What a head says of mean vectors; row by row, for a product of several rows may be rounded otherwise."""
        head = self._heads.get(name)
        if not head:
            return np.zeros((len(means), 0))
        return np.stack([1 / (1 + np.exp(-(mean @ head["weights"] + head["biases"]))) for mean in means])


def open_network(path: Path):
    """An onnxruntime session on one core: a sentence is too small to share out, sentences go side by side instead."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"], disabled_optimizers=list(LEFT_OUT))


@cache
def load_encoder(name: str) -> Encoder:
    """The model ``name``; loaded once. Raises ParallaxError where its files are missing."""
    if not has_model(name):
        raise ParallaxError(f"the model '{name}' is not in {MODELS.name}/; it comes with the repository: check it out again")
    return Encoder(MODELS / name)


def _hide(text: str, start: int, end: int, hidden: Iterable[tuple[Span, str]]) -> str:
    """``text[start:end]`` with the spans (in order) that lie in it replaced; overlapping ones by the first."""
    pieces, position = [], start
    for (a, b), word in hidden:
        if position <= a and b <= end:
            pieces += [text[position:a], word]
            position = b
    return "".join([*pieces, text[position:end]])


def _cut(left: list[int], right: list[int], room: int) -> tuple[list[int], list[int]]:
    """At most ``room`` tokens around the mention, evenly from both sides where both are long."""
    if len(left) + len(right) <= room:
        return left, right
    half = room // 2
    if len(left) < half:
        return left, right[: room - len(left)]
    if len(right) < half:
        return left[len(left) - (room - len(right)) :], right
    return left[len(left) - half :], right[:half]


def _softmax(logits: np.ndarray) -> np.ndarray:
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
