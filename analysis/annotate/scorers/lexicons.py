"""Word lists on whole sentences or clauses: what most studies do, kept here to show what it misses.

They give every actor in a sentence the same score; names are hidden, so that none counts as a feeling.
"""

import math
from collections.abc import Sequence
from functools import cache, lru_cache

from analysis.annotate.scorers import NOTHING, Judgement, hide_names, label_score
from analysis.annotate.targets import Span, Target, cut_clauses
from analysis.codebooks import load_codebook
from analysis.words import find_words

THRESHOLD = 0.05
"""Hutto & Gilbert (2014) call a compound score neutral within ±.05."""


def score_vader(targets: Sequence[Target]) -> list[Judgement]:
    """VADER's compound score of the whole sentence (Hutto & Gilbert 2014)."""
    return [_judge(hide_names(target), target, _vader_words) for target in targets]


def score_vader_clauses(targets: Sequence[Target]) -> list[Judgement]:
    """VADER's compound score of the clause, or clauses, in which the actor is named."""
    return [_judge(_clause_text(target), target, _vader_words) for target in targets]


def score_afinn(targets: Sequence[Target]) -> list[Judgement]:
    """Sum of AFINN's valences of the words (Nielsen 2011), squeezed to -1…1 as VADER does."""
    return [_judge_afinn(target) for target in targets]


@cache
def load_vader():
    """VADER's analyser with its lexicon; read once."""
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    return SentimentIntensityAnalyzer()


def _judge(text: str, target: Target, find_evidence) -> Judgement:
    score = _compound(text)
    return Judgement(score, label_score(score, THRESHOLD), find_evidence(target) if abs(score) >= THRESHOLD else ())


@lru_cache(maxsize=4096)
def _compound(text: str) -> float:
    return load_vader().polarity_scores(text)["compound"]


def _judge_afinn(target: Target) -> Judgement:
    valence = load_codebook("afinn")["valence"]
    spans = [span for span in _free_words(target) if target.text[slice(*span)].lower() in valence]
    total = sum(valence[target.text[slice(*span)].lower()] for span in spans)
    score = total / math.sqrt(total * total + 15) if spans else 0.0
    return Judgement(score, label_score(score, THRESHOLD), tuple(spans)) if spans else NOTHING


def _vader_words(target: Target) -> tuple[Span, ...]:
    lexicon = load_vader().lexicon
    return tuple(span for span in _free_words(target) if target.text[slice(*span)].lower() in lexicon)


def _free_words(target: Target) -> list[Span]:
    """The words outside every name."""
    names = [*target.mentions, *target.others]
    return [(a, b) for a, b in find_words(target.text) if not any(a < end and start < b for start, end in names)]


def _clause_text(target: Target) -> str:
    """The clauses with the actor's name in them, names hidden."""
    clauses = [(a, b) for a, b in cut_clauses(target) if any(a <= start < b for start, _ in target.mentions)]
    kept = [_hide_within(target, a, b) for a, b in clauses]
    return " ".join(kept) or hide_names(target)


def _hide_within(target: Target, start: int, end: int) -> str:
    pieces, position = [], start
    for a, b in sorted({*target.mentions, *target.others}):
        if position <= a and b <= end:
            pieces += [target.text[position:a], "someone"]
            position = b
    return "".join([*pieces, target.text[position:end]])
