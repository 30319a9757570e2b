"""Which of many stretches of text hold or meet another one, without going through all of them."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import accumulate
from typing import Any


class Spans:
    """Stretches of one text as tuples that begin with start and end, whatever follows; in order, they may overlap."""

    def __init__(self, spans: Iterable[tuple[Any, ...]]) -> None:
        self._spans = sorted(spans)
        self._starts = [span[0] for span in self._spans]
        self._furthest = list(accumulate((span[1] for span in self._spans), max))
        """The furthest end of all stretches up to each."""

    def hold(self, start: int, end: int) -> bool:
        """Whether one of them holds all of ``start`` to ``end``."""
        before = bisect_right(self._starts, start)
        return before > 0 and self._furthest[before - 1] >= end

    def meet(self, start: int, end: int) -> list[tuple[Any, ...]]:
        """Those that reach into ``start`` to ``end``, in order."""
        last = first = bisect_left(self._starts, end)
        while first > 0 and self._furthest[first - 1] > start:
            first -= 1
        return [span for span in self._spans[first:last] if span[1] > start]
