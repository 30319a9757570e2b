"""Whether the figure that lies in a folder is the one that would be drawn: then it need not be drawn again.

A figure's record (NAME.json) holds what it was made from and the SHA-256 of each of its files. Where what it would be made
from can be told in full and is the same, and every file is as it was written, drawing it again would change nothing.
"""

import hashlib
import json
import platform
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from importlib.metadata import version
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pandas as pd

from analysis.fingerprints import hash_code, hash_parts

PACKAGES = ("matplotlib", "numpy", "pandas", "pillow", "fonttools", "font-lato", "manimgx-fonts")
"""Whose version tells in the bytes of a figure."""

AROUND = ("backend", "interactive", "toolbar", "webagg.", "tk.", "keymap.", "savefig.directory")
"""Settings of matplotlib by where it runs; they tell in no figure."""

DIGITS = "%.9g"
"""Of a number: the last ones differ between kinds of processors, and no figure shows them."""


def describe_inputs(draw: Callable[[], object], *others: object) -> str:
    """SHA-256 over all that ``draw`` draws from: code, versions, matplotlib's settings, its arguments and ``others``.

    Empty where that cannot be told in full: a function from elsewhere (a notebook's own), or an argument that is no table,
    text, number or collection of such.
    """
    function, arguments = (draw.func, (draw.args, draw.keywords)) if isinstance(draw, partial) else (draw, ())
    if not getattr(function, "__module__", "").startswith("analysis."):
        return ""
    settings = {key: repr(value) for key, value in sorted(mpl.rcParams.items()) if not key.startswith(AROUND)}
    versions = [platform.python_version(), *map(version, PACKAGES)]
    try:
        told = [_tell(each) for each in (function.__module__, function.__qualname__, arguments, others, settings, versions)]
    except TypeError:
        return ""
    return hash_parts([hash_code("report"), *told])


def _tell(value: object) -> str:
    """A text that is the same only for the same value, but for digits that no figure shows. Raises TypeError where there is none."""
    if isinstance(value, pd.DataFrame):
        return f"table {value.dtypes.to_dict()!r} {value.to_csv(na_rep=chr(0), float_format=DIGITS)}"
    if isinstance(value, pd.Series):
        return "column " + _tell(value.to_frame())
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_tell(key)}: {_tell(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list | tuple):
        return f"{type(value).__name__}({', '.join(map(_tell, value))})"
    if isinstance(value, set | frozenset):
        return f"set({', '.join(sorted(map(_tell, value)))})"
    if isinstance(value, float | np.floating):
        return f"float {DIGITS % value}"
    if value is None or isinstance(value, str | bool | int | np.number):
        return repr(value)
    raise TypeError(f"a {type(value).__name__} cannot be told in full")


def hash_files(folder: Path, names: Iterable[str]) -> dict[str, str]:
    """File name → SHA-256 of its bytes. Raises OSError where one is missing."""
    return {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names}


def is_kept(folder: Path, name: str, made_from: str) -> bool:
    """Whether the figure ``name`` lies in ``folder`` whole and unaltered, made from just that."""
    try:
        record = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        return bool(made_from) and record["made_from"] == made_from and hash_files(folder, record["files"]) == record["files"]
    except (OSError, ValueError, KeyError, TypeError):
        return False
