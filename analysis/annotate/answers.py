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

from analysis.annotate.encoder import LABELS, LEFT_OUT, MODELS, list_frames, load_encoder, read_tokens
from analysis.files import write_atomically
from analysis.parsing import cache_folder


def ask_stance(rows: Sequence[Sequence[int]], *, name: str, folder: Path | None = None) -> np.ndarray:
    """(n, 3) shares of negative, neutral, positive of the marked mention in each row of tokens, from disk where they are."""
    return _ask(rows, name, "stance", len(LABELS), folder)


def ask_frames(rows: Sequence[Sequence[int]], *, name: str, folder: Path | None = None) -> np.ndarray:
    """(n, number of frames) probabilities of the frames in each row of tokens, columns as in ``encoder.list_frames``."""
    return _ask(rows, name, "frames", len(list_frames(name)), folder)


def _ask(rows: Sequence[Sequence[int]], name: str, what: str, columns: int, folder: Path | None) -> np.ndarray:
    """The field ``what`` of the model's Reading of the rows."""
    if not rows:
        return np.zeros((0, columns))
    path = (folder or cache_folder()) / f"{_name_question(rows, name)}.{what}"
    kept = _read_answer(path, len(rows), columns)
    if kept is None:
        kept = getattr(read_tokens(rows, name=name), what).astype(np.float32)
        data = kept.tobytes()
        with suppress(OSError):  # a cache that cannot be written is no reason to fail
            write_atomically(path, hashlib.sha256(data).digest() + data)
    return kept


def _name_question(rows: Sequence[Sequence[int]], name: str) -> str:
    tokens = "\n".join(",".join(map(str, row)) for row in rows)
    return hashlib.sha256(f"{_describe_model(name)}\n{tokens}".encode()).hexdigest()


@cache
def _describe_model(name: str) -> str:
    from importlib.metadata import version

    settings = load_encoder(name).settings
    head = MODELS / name / "frames.npz"
    frames = hashlib.sha256(head.read_bytes()).hexdigest() if head.is_file() else ""
    return f"{name} {settings['sha256']} {frames} {settings['temperature']} onnxruntime {version('onnxruntime')} {LEFT_OUT}"


def _read_answer(path: Path, count: int, columns: int) -> np.ndarray | None:
    """The answers kept, or None if there are none or they are damaged: the first 32 bytes are the SHA-256 of the rest."""
    try:
        data = path.read_bytes()
    except OSError:
        return None
    if hashlib.sha256(data[32:]).digest() != data[:32] or len(data) != 32 + 4 * columns * count:
        return None
    return np.frombuffer(data[32:], dtype=np.float32).reshape(count, columns)
