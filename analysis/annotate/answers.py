"""What a model said of sentences, kept on disk beside the parses: a model is asked the same thing once.

An answer's name holds what was asked, the model's files and the runtime, so nothing can be out of date; a damaged file
is asked again. One file holds the answers to one list of questions: those of an article.
"""

import hashlib
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path

import numpy as np

from analysis.annotate.encoder import HEADS, LABELS, LEFT_OUT, MODELS, list_frames, load_encoder, read_tokens
from analysis.files import write_atomically
from analysis.parsing import cache_folder

TOGETHER = ("stance", "harm")


def ask_stance(rows: Sequence[Sequence[int]], *, name: str, folder: Path | None = None) -> np.ndarray:
    """(n, 3) shares of negative, neutral, positive of the marked mention in each row of tokens, from disk where they are."""
    return _ask(rows, name, "stance", len(LABELS), folder)


def ask_frames(rows: Sequence[Sequence[int]], *, name: str, folder: Path | None = None) -> np.ndarray:
    """(n, number of frames) probabilities of the frames in each row of tokens, columns as in ``encoder.list_frames``."""
    return _ask(rows, name, "frames", len(list_frames(name)), folder)


def ask_harm(rows: Sequence[Sequence[int]], *, name: str, folder: Path | None = None) -> np.ndarray:
    """(n,) probabilities that harm is done to the marked one in each row of tokens. The model must have a head for it."""
    return _ask(rows, name, "harm", 1, folder)[:, 0]


def _ask(rows: Sequence[Sequence[int]], name: str, what: str, columns: int, folder: Path | None) -> np.ndarray:
    """The field ``what`` of the model's Reading of the rows. What it says of the marked one is kept together: it is asked for in turn."""
    if not rows:
        return np.zeros((0, columns))
    path = (folder or cache_folder()) / _name_question(rows, name)
    kept = _read_answer(path.with_suffix(f".{what}"), len(rows), columns)
    if kept is None:
        reading = read_tokens(rows, name=name)
        for field in TOGETHER if what in TOGETHER else (what,):
            _keep_answer(path.with_suffix(f".{field}"), getattr(reading, field).astype(np.float32))
        kept = getattr(reading, what).astype(np.float32)
    return kept


def _keep_answer(path: Path, answer: np.ndarray) -> None:
    if not answer.size:  # the model has no head for it
        return
    data = answer.tobytes()
    with suppress(OSError):  # a cache that cannot be written is no reason to fail
        write_atomically(path, hashlib.sha256(data).digest() + data)


def _name_question(rows: Sequence[Sequence[int]], name: str) -> str:
    tokens = "\n".join(",".join(map(str, row)) for row in rows)
    return hashlib.sha256(f"{_describe_model(name)}\n{tokens}".encode()).hexdigest()


@cache
def _describe_model(name: str) -> str:
    from importlib.metadata import version

    settings = load_encoder(name).settings
    files = [MODELS / name / f"{head}.npz" for head in HEADS]
    heads = " ".join(hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "" for path in files)
    return f"{name} {settings['sha256']} {heads} {settings['temperature']} onnxruntime {version('onnxruntime')} {LEFT_OUT}"


def _read_answer(path: Path, count: int, columns: int) -> np.ndarray | None:
    """The answers kept, or None if there are none or they are damaged: the first 32 bytes are the SHA-256 of the rest."""
    try:
        data = path.read_bytes()
    except OSError:
        return None
    if hashlib.sha256(data[32:]).digest() != data[:32] or len(data) != 32 + 4 * columns * count:
        return None
    return np.frombuffer(data[32:], dtype=np.float32).reshape(count, columns)
