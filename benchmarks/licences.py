"""The licence of every package in the lock, as installed metadata states it: ``python -m benchmarks.licences`` writes docs/licences.md.

Fails (exit 1) where a licence is missing or forbids commercial use.
"""

import re
import sys
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

ROOT = Path(__file__).parent.parent
LOCK = ROOT / "requirements.txt"
PAGE = ROOT / "docs" / "licences.md"
FORBIDDEN = re.compile(r"non-?commercial|\bNC\b|proprietary|all rights reserved", re.IGNORECASE)


def list_licences() -> list[tuple[str, str, str]]:
    """(name, version, licence) of each package of the lock that is installed here, in the order of the lock."""
    rows = []
    for name in re.findall(r"^([A-Za-z0-9_.-]+)==", LOCK.read_text(encoding="utf-8"), flags=re.MULTILINE):
        try:
            about = metadata(name)
        except PackageNotFoundError:  # for another system: the lock serves all
            continue
        rows.append((name, about["Version"], _licence_of(about)))
    return rows


def find_unclear(rows: list[tuple[str, str, str]]) -> list[str]:
    """Packages without a stated licence, or with one that forbids commercial use."""
    return [name for name, _, licence in rows if not licence or FORBIDDEN.search(licence)]


def _licence_of(about) -> str:
    """The SPDX expression, else the classifiers, else the first line of the licence field."""
    expression = about.get("License-Expression")
    classifiers = [line.split("::")[-1].strip() for line in about.get_all("Classifier") or () if line.startswith("License ::")]
    named = [each for each in classifiers if each != "OSI Approved"]
    lines = (about.get("License") or "").strip().splitlines()
    return expression or "; ".join(named) or (lines[0][:80].strip() if lines else "")


def main() -> int:
    """Write the page; 1 if a licence is unclear."""
    rows = list_licences()
    lines = ["# Licences of the packages used", "", "Made by `python -m benchmarks.licences` from the metadata of the installed lock.", ""]
    lines += ["| package | version | licence |", "|---|---|---|", *(f"| {name} | {number} | {licence} |" for name, number, licence in rows)]
    PAGE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    unclear = find_unclear(rows)
    print(f"{len(rows)} packages; unclear: {', '.join(unclear) or 'none'}")
    return 1 if unclear else 0


if __name__ == "__main__":
    sys.exit(main())
