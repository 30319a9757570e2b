"""Whose words a quotation without a speaker repeats: headlines and later paragraphs quote again what somebody was quoted as saying."""

from collections import Counter

from analysis.annotate.aliases import WORD
from analysis.words import plain_typography

FEWEST = 3
"""Words with a meaning of their own that a retold quotation needs to be recognised by."""
MEANING = 4
"""Letters from which on a word is taken to have one."""
RETOLD = 0.5
TAKEN_OVER = ("speaker", "actor", "anonymous")


def name_repeated(rows: list[dict]) -> None:
    """Give quotations without a cue the speaker whose attributed words they repeat, if all who said them are of one side.

    Repeated are the same words in the same order, or, in other order or form, at least half of three or more words.
    """
    open_rows = [row for row in rows if row["type"] == "scare" and not row["cue"]]
    if not open_rows:
        return
    said = _Said([row for row in rows if row["speaker"] and row["cue"] and row["type"] in ("direct", "partial")])
    for row in open_rows:
        source = said.find_same(row) or said.find_retold(row)
        if source is not None:
            row |= {column: source[column] for column in TAKEN_OVER} | {"resolved": True}


class _Said:
    """Attributed quotations, found by their words."""

    def __init__(self, rows: list[dict]):
        self.rows = rows
        self.words = [_words(row["text"]) for row in rows]
        self.places: dict[str, set[int]] = {}
        for place, words in enumerate(self.words):
            for word in words:
                self.places.setdefault(word, set()).add(place)

    def find_same(self, row: dict) -> dict | None:
        words = _words(row["text"])
        line = f" {' '.join(words)} "
        places = set.intersection(*(self.places.get(word, set()) for word in words)) if words else set()
        found = [self.rows[k] for k in sorted(places) if not self._holds(k, row) and line in f" {' '.join(self.words[k])} "]
        return found[0] if found and len({(each["actor"] or each["speaker"]) for each in found}) == 1 else None

    def find_retold(self, row: dict) -> dict | None:
        wanted = {word for word in _words(row["text"]) if len(word) >= MEANING}
        if len(wanted) < FEWEST:
            return None
        counts = Counter(place for word in wanted for place in self.places.get(word, ()) if not self._holds(place, row))
        place = max(counts, key=lambda each: (counts[each], -each), default=None)
        return self.rows[place] if place is not None and counts[place] >= RETOLD * len(wanted) else None

    def _holds(self, place: int, row: dict) -> bool:
        """Whether the quotation at ``place`` has ``row`` within it."""
        return self.rows[place]["start"] <= row["start"] < self.rows[place]["end"]


def _words(text: str) -> list[str]:
    return [word.lower() for word in WORD.findall(plain_typography(text))]
