"""Word by word alignment of two texts: what they have in common, and where it stands in each.

Words are compared without regard to case and typography; offsets stay those of the texts.
"""

from collections.abc import Sequence
from typing import NamedTuple

from analysis.words import find_words, plain_typography


class Words(NamedTuple):
    """The words of a stretch of text, ready to compare: ``keys`` in plain lower case, ``spans`` as they stand."""

    keys: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]


class Block(NamedTuple):
    """``size`` words that stand in both texts in the same order, from word ``a`` of the one and word ``b`` of the other."""

    a: int
    b: int
    size: int


def read_words(text: str, start: int = 0) -> Words:
    """The words of ``text``, whose first character stands at ``start`` of the article."""
    spans = find_words(text)
    plain = plain_typography(text).lower()
    return Words(tuple(plain[a:b] for a, b in spans), tuple((start + a, start + b) for a, b in spans))


def align(first: Sequence[str], second: Sequence[str]) -> list[Block]:
    """The longest common subsequence of two lists of words as blocks of neighbouring words, in order."""
    from rapidfuzz.distance import LCSseq

    blocks = LCSseq.opcodes(first, second)
    return [Block(op.src_start, op.dest_start, op.src_end - op.src_start) for op in blocks if op.tag == "equal"]


def longest_block(blocks: Sequence[Block]) -> int:
    """How many words the longest block has; 0 if there is none."""
    return max((block.size for block in blocks), default=0)


def count_common(blocks: Sequence[Block], *, smallest: int = 1) -> int:
    """How many words stand in blocks of at least ``smallest`` words."""
    return sum(block.size for block in blocks if block.size >= smallest)


def span_of(words: Words, first: int, last: int) -> tuple[int, int]:
    """(start, end) in the article of the words ``first`` to ``last``, both included."""
    return words.spans[first][0], words.spans[last][1]
