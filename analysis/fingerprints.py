"""What a result was made from, as one SHA-256: where it is the same, the result need not be made again."""

import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parent
CODE = (".py", ".toml", ".json", ".txt", ".csv")


def hash_parts(parts: Iterable[str]) -> str:
    """SHA-256 over several texts."""
    return hashlib.sha256("\x00".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


@cache
def hash_code(*leave_out: str) -> str:
    """SHA-256 over the package's own code and data; files in folders named ``leave_out`` do not count."""
    digest = hashlib.sha256()
    files = [path for path in PACKAGE.rglob("*") if path.is_file() and path.suffix in CODE]
    for path in sorted(files, key=lambda p: p.relative_to(PACKAGE).as_posix()):
        if path.parts[-2] not in leave_out:
            digest.update(path.relative_to(PACKAGE).as_posix().encode() + path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()
