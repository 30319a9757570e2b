"""Whose words a quotation without a speaker repeats: headlines and later paragraphs quote again what somebody was quoted as saying."""

from analysis.annotate.aliases import WORD
from analysis.words import plain_typography

FEWEST = 3
"""Words with a meaning of their own that a retold quotation needs to be recognised by."""
MEANING = 4
"""Letters from which on a word is taken to have one."""
TAKEN_OVER = ("speaker", "actor", "anonymous")


def name_repeated(rows: list[dict]) -> None:
    """Give quotations without a cue the speaker whose attributed words they repeat, if all who said them are of one side.

    Repeated are the same words in the same order, or, in other order or form, at least half of three or more words.
    """
    said = [(_words(row["text"]), row) for row in rows if row["speaker"] and row["cue"] and row["type"] in ("direct", "partial")]
    for row in rows:
        if row["type"] == "scare" and not row["cue"]:
            words = _words(row["text"])
            others = [each for each in said if not each[1]["start"] <= row["start"] < each[1]["end"]]
            source = _same(words, others) or _retold(words, others)
            if source is not None:
                row |= {column: source[column] for column in TAKEN_OVER} | {"resolved": True}


def _words(text: str) -> list[str]:
    return [word.lower() for word in WORD.findall(plain_typography(text))]


def _same(words: list[str], said: list[tuple[list[str], dict]]) -> dict | None:
    line = f" {' '.join(words)} "
    found = [row for others, row in said if line in f" {' '.join(others)} "]
    return found[0] if found and len({(row["actor"], row["actor"] or row["speaker"]) for row in found}) == 1 else None


def _retold(words: list[str], said: list[tuple[list[str], dict]]) -> dict | None:
    wanted = {word for word in words if len(word) >= MEANING}
    if len(wanted) < FEWEST:
        return None
    shares = [(len(wanted & set(others)) / len(wanted), -place) for place, (others, _) in enumerate(said)]
    share, place = max(shares, default=(0.0, 0))
    return said[-place][1] if share >= 0.5 else None
