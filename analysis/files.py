"""Writing without half-written files (to a temporary file in the same folder, then renamed), and by one run at a time."""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from analysis.errors import ParallaxError

LOCK = ".running"


def write_atomically(path: Path, content: bytes | str) -> Path:
    """Write ``content`` to ``path`` so that a reader finds the old file or the whole new one, never a part.

    Text is written as UTF-8 with newlines as they are. Raises OSError; the temporary file is then removed.
    """
    data = content.encode("utf-8") if isinstance(content, str) else content
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return path


def keep_bytes(path: Path, data: bytes) -> None:
    """Keep ``data`` for ``read_kept``, its SHA-256 before it. What cannot be written is no reason to fail: it is made again."""
    with suppress(OSError):
        write_atomically(path, hashlib.sha256(data).digest() + data)


def read_kept(path: Path) -> bytes | None:
    """What ``keep_bytes`` wrote; None if nothing is there or it is damaged."""
    try:
        content = path.read_bytes()
    except OSError:
        return None
    return content[32:] if hashlib.sha256(content[32:]).digest() == content[:32] else None


@contextmanager
def lock_folder(folder: Path) -> Iterator[None]:
    """Hold ``folder`` (made if it is not there) for one run. Raises ParallaxError if another run holds it.

    The lock is the operating system's: it ends with the process, however that ends.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / LOCK
    with path.open("a") as file:
        if not _lock(file.fileno()):
            raise ParallaxError(f"{folder}: another run is writing here; wait for it, or choose another folder with --out")
        try:
            yield
        finally:
            with suppress(OSError):  # Windows removes no open file; an unlocked one left behind does no harm
                path.unlink()


def _lock(handle: int) -> bool:
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined, unused-ignore]
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
