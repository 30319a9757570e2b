"""What counts as a word, in one place: every count, share and rate of the suite uses it."""

import re
from functools import lru_cache

WORD = re.compile(r"[^\W_]+(?:[’'\-.&][^\W_]+)*")
"""Letters and digits, with inner apostrophes, hyphens and points: ``don’t``, ``de-escalation``, ``U.S``, ``3.5``."""

TYPOGRAPHY = str.maketrans({
    "‘": "'", "’": "'", "‚": "'", "‛": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"',
    "–": "-", "—": "-", "−": "-", "\u2010": "-", "\u2011": "-", "\u00a0": " ", "\u202f": " ", "\u2009": " ",
})  # fmt: skip


def find_words(text: str) -> list[tuple[int, int]]:
    """(start, end) of each word in ``text``."""
    return [match.span() for match in WORD.finditer(text)]


def list_words(text: str) -> list[str]:
    """The words of ``text`` as they stand."""
    return WORD.findall(text)


@lru_cache(maxsize=65_536)
def count_words(text: str) -> int:
    """How many words ``text`` has."""
    return sum(1 for _ in WORD.finditer(text))


def plain_typography(text: str) -> str:
    """The same text with typewriter quotes, dashes and spaces, one character for one: offsets stay valid."""
    return text.translate(TYPOGRAPHY)


def count_things(number: int, noun: str) -> str:
    """'1 article', '2 articles', '1,200 articles'."""
    return f"{number:,} {noun}{'s' * (number != 1)}"
