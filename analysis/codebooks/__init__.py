"""Word lists and rules as data files, each with its source, licence and reasons; and the one way to read them."""

import tomllib
from functools import cache
from pathlib import Path

from analysis.errors import StudyError

FOLDER = Path(__file__).parent


@cache
def load_codebook(name: str) -> dict:
    """The codebook ``name`` (a TOML file of this folder) as nested dictionaries. Do not change what it returns."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def read_addition(name: str, folder: Path | None) -> bytes | None:
    """The study's own file for the codebook ``name``, or None where it has none."""
    try:
        return (folder / f"{name}.toml").read_bytes() if folder else None
    except FileNotFoundError:
        return None


def merge_codebook(name: str, added: bytes | None) -> dict:
    """The codebook ``name`` with what a study adds (see ``read_addition``): tables are merged, lists joined, texts replaced.

    Raises StudyError naming the file where it is not valid TOML.
    """
    own = load_codebook(name)
    if added is None:
        return own
    try:
        return _merge(own, tomllib.loads(added.decode("utf-8-sig")))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, TypeError) as error:
        raise StudyError(f"{name}.toml: not a codebook as in analysis/codebooks/{name}.toml ({error})") from None


def check_phrases(entry: object, where: str) -> None:
    """Raise StudyError, beginning with ``where``, unless ``entry`` is a table with a list ``phrases`` of texts."""
    phrases = entry.get("phrases") if isinstance(entry, dict) else None
    if not isinstance(phrases, list) or not all(isinstance(phrase, str) and phrase.strip() for phrase in phrases):
        raise StudyError(f"{where} needs a list 'phrases' of texts")


def _merge(own: dict, added: dict) -> dict:
    merged = dict(own)
    for key, value in added.items():
        mine = own.get(key)
        if mine is not None and type(mine) is not type(value):
            raise TypeError(f"'{key}' must be a {type(mine).__name__}")
        merged[key] = _merge(mine, value) if isinstance(mine, dict) else mine + value if isinstance(mine, list) else value
    return merged
