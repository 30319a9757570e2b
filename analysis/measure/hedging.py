"""How sure the telling sounds, and how much of it is handed to others: rates per 1,000 words."""

import pandas as pd

from analysis.measure.findings import make_finding
from analysis.measure.intervals import poisson_rate
from analysis.measure.voices import count_spoken_words
from analysis.tables import EDITORIAL_PARTS, require_columns

PER = 1000


def measure_hedging(hedges: pd.DataFrame, quotes: pd.DataFrame, sentences: pd.DataFrame) -> list[dict]:
    """Rates per 1,000 words of lede and body with exact Poisson intervals; ``part`` is the voice.

    - ``hedging.hedge``, ``hedging.booster``: higher means more words that weaken or strengthen, in the reporter's own words
      (``part`` 'narrator') and in quoted or reported ones ('quoted'). NaN where a voice has no words.
    - ``hedging.attribution``: reporting verbs and phrases per 1,000 words of the whole text; ``hedging.attribution.TONE``: those of
      a tone (neutral, doubting, endorsing, warning).
    """
    require_columns(hedges, "article", "sentence", "start", "end", "kind", "voice")
    require_columns(quotes, "article", "sentence", "cue", "tone", "attribution", "content_start", "content_end")
    rows = []
    for article, own in sentences[sentences.part.isin(EDITORIAL_PARTS)].groupby("article", sort=False):
        rows += _measure_voices(str(article), own, _within(hedges, article, own), quotes[quotes.article == article])
        rows += _measure_attribution(str(article), own, _within(quotes, article, own))
    return rows


def _measure_voices(article: str, sentences: pd.DataFrame, hedges: pd.DataFrame, quotes: pd.DataFrame) -> list[dict]:
    spoken = sum(count_spoken_words(sentences, quotes))
    words = {"narrator": int(sentences.words.sum()) - spoken, "quoted": spoken}
    return [
        _rate(f"hedging.{kind}", int(((hedges.kind == kind) & (hedges.voice == voice)).sum()), words[voice], article, voice)
        for kind in ("hedge", "booster")
        for voice in words
    ]


def _measure_attribution(article: str, sentences: pd.DataFrame, quotes: pd.DataFrame) -> list[dict]:
    cues = quotes[quotes.cue != ""].drop_duplicates("attribution")
    words = int(sentences.words.sum())
    rows = [_rate("hedging.attribution", len(cues), words, article, "")]
    return rows + [
        _rate(f"hedging.attribution.{tone}", int((cues.tone == tone).sum()), words, article, "")
        for tone in ("neutral", "doubting", "endorsing", "warning")
    ]


def _rate(measure: str, count: int, words: int, article: str, voice: str) -> dict:
    note = "" if words else "no words in this voice"
    return make_finding(measure, poisson_rate(count, words / PER), n=words, unit="words", article=article, part=voice, note=note)


def _within(spans: pd.DataFrame, article: object, sentences: pd.DataFrame) -> pd.DataFrame:
    return spans[(spans.article == article) & spans.sentence.isin(sentences.sentence)]
