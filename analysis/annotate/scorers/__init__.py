"""Ways to judge in whose light a sentence puts an actor. Each is a function: targets → one ``Judgement`` each."""

from collections.abc import Sequence
from typing import NamedTuple

from analysis.annotate.targets import Span, Target

LABELS = ("negative", "neutral", "positive")


class Judgement(NamedTuple):
    """What a scorer says of one target."""

    score: float
    """From -1 (unfavourable) to 1 (favourable)."""
    label: str
    evidence: tuple[Span, ...] = ()
    """The words that carry it, as spans of the sentence; none where nothing does."""


NOTHING = Judgement(0.0, "neutral")


def hide_names(target: Target, word: str = "someone") -> str:
    """The sentence with every name of an actor or its places replaced, so that no country is good or bad by name."""
    pieces, position = [], 0
    for start, end in sorted({*target.mentions, *target.others}):
        if start >= position:
            pieces += [target.text[position:start], word]
            position = end
    return "".join([*pieces, target.text[position:]])


def label_score(score: float, threshold: float) -> str:
    """``score`` as a label: neutral unless it lies beyond ``threshold`` on either side."""
    return "negative" if score <= -threshold else "positive" if score >= threshold else "neutral"


def describe_evidence(target: Target, spans: Sequence[Span]) -> str:
    """The words of the spans as they stand, parted by ' … '."""
    return " … ".join(target.text[start:end] for start, end in sorted(spans))
