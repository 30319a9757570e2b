"""Distinctive words: which words one article uses more than another, beyond what chance would give.

Each word gets the log-odds z of Monroe, Colaresi & Quinn (2008, 'Fightin' Words') with both texts together as the
prior, and beside it Dunning's (1993) log-likelihood G² and Hardie's (2014) log ratio as the size of the effect.
The words of two short texts always differ; so the sentences are shuffled between the two many times, and only words
whose |z| is beyond the 95th percentile of the *largest* |z| of a shuffle are kept. In 95 of 100 pairs that differ by
chance alone, nothing is kept.
"""

from collections.abc import Sequence
from functools import cache

import numpy as np
import pandas as pd

from analysis.codebooks import load_codebook
from analysis.measure.findings import make_finding
from analysis.measure.intervals import SEED, Interval
from analysis.tables import EDITORIAL_PARTS, require_columns
from analysis.words import list_words, plain_typography

SHUFFLES = 1000
LEVEL = 0.95
PRIOR_WORDS = 500
"""Strength of the prior: as much as a text of so many words."""

RAREST = 3
"""Words that stand fewer times than this in both texts together are not tested."""

COLUMNS = ("word", "first", "second", "z", "threshold", "g2", "log_ratio")


def compare_words(sentences: pd.DataFrame, first: Sequence[str], second: Sequence[str], *, shuffles: int = SHUFFLES) -> pd.DataFrame:
    """The words that set the articles ``first`` apart from the articles ``second`` and the other way round, strongest first.

    Columns as in ``rank_words``. No rows: nothing distinctive, which is a result.
    """
    ranked = rank_words(sentences, first, second, shuffles=shuffles)
    return ranked[ranked.z.abs() > ranked.threshold].reset_index(drop=True)


def rank_words(sentences: pd.DataFrame, first: Sequence[str], second: Sequence[str], *, shuffles: int = SHUFFLES) -> pd.DataFrame:
    """Every tested word by the size of its difference, distinctive or not.

    Columns: word, first and second (times in each), z (above 0: more in the first), threshold (what |z| must pass to be
    distinctive), g2, log_ratio (1 means twice as frequent in the first, −1 half).
    """
    require_columns(sentences, "article", "part", "text")
    read = sentences[sentences.part.isin(EDITORIAL_PARTS) & sentences.article.isin([*first, *second])]
    counts, words = count_by_sentence(read.text)
    in_first = read.article.isin(first).to_numpy()
    if len(words) < 2 or not counts[in_first].sum() or not counts[~in_first].sum():  # the odds of one word alone are no odds
        return pd.DataFrame({column: pd.Series(dtype="str" if column == "word" else "float64") for column in COLUMNS})
    threshold = find_threshold(counts, in_first, shuffles=shuffles)
    return _describe(counts[in_first].sum(axis=0), counts[~in_first].sum(axis=0), words, threshold)


def measure_keyness(sentences: pd.DataFrame, *, shuffles: int = SHUFFLES) -> list[dict]:
    """``keyness.z``: for each article, the words that set it apart from all the others together; ``part`` is the word.

    ``value`` is z; ``low`` and ``high`` hold the band within which chance alone leaves the largest |z|. ``keyness.words``
    counts them (both ways); 0 is a result. NaN where there is nothing to compare with.
    """
    articles = list(dict.fromkeys(sentences.article))
    read = sentences[sentences.part.isin(EDITORIAL_PARTS)]
    rows = []
    for article in articles:
        others = [other for other in articles if other != article]
        found = compare_words(sentences, [article], others, shuffles=shuffles)
        n = int(read[read.article == article].words.sum())
        for row in found.itertuples():
            band = Interval(row.z, -row.threshold, row.threshold)
            rows.append(make_finding("keyness.z", band, n=n, unit="words", article=article, part=row.word))
        note = _why_untested(read[read.article == article], read[read.article != article])
        count = float("nan") if note else float(len(found))
        rows.append(make_finding("keyness.words", (count, count, count), n=n, unit="words", article=article, note=note))
    return rows


def _why_untested(first: pd.DataFrame, second: pd.DataFrame) -> str:
    if not len(second):
        return "no other article to compare with"
    return "" if all(any(map(_content_words, side.text)) for side in (first, second)) else "no words to compare"


def find_threshold(counts: np.ndarray, in_first: np.ndarray, *, shuffles: int = SHUFFLES, seed: int = SEED) -> float:
    """The LEVEL quantile of the largest |z| over shuffles of the sentences between the two texts."""
    generator = np.random.default_rng(seed)
    labels = generator.permuted(np.tile(in_first, (shuffles, 1)), axis=1)
    first = labels.astype(float) @ counts
    largest = np.abs(score_words(first, counts.sum(axis=0) - first)).max(axis=1)
    return float(np.quantile(largest, LEVEL))


def score_words(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """z of the log-odds ratio of each word (last axis) with an informative Dirichlet prior (Monroe et al. 2008, eqs 16–22)."""
    pooled = first + second
    prior = PRIOR_WORDS * pooled / pooled.sum(axis=-1, keepdims=True)
    a, b = first + prior, second + prior
    odds = np.log(a / (a.sum(axis=-1, keepdims=True) - a)) - np.log(b / (b.sum(axis=-1, keepdims=True) - b))
    return odds / np.sqrt(1 / a + 1 / b)


def show_in_context(sentences: pd.DataFrame, word: str, articles: Sequence[str], *, width: int = 60, most: int = 5) -> pd.DataFrame:
    """Where ``word`` stands in ``articles``: columns article, sentence, before, word, after (keyword in context)."""
    rows = []
    for row in sentences[sentences.article.isin(articles) & sentences.part.isin(EDITORIAL_PARTS)].itertuples():
        plain = _plain(row.text)
        place = _find_word(plain, word)
        if place >= 0:
            end = place + len(word)
            rows.append(dict(article=row.article, sentence=row.sentence, before=row.text[max(0, place - width) : place],
                             word=row.text[place:end], after=row.text[end : end + width]))  # fmt: skip
    return pd.DataFrame(rows, columns=["article", "sentence", "before", "word", "after"]).head(most)


def count_by_sentence(texts: Sequence[str]) -> tuple[np.ndarray, list[str]]:
    """(sentences × words counts, words): lower case, without function words, numbers and words rarer than RAREST."""
    tokens = [_content_words(text) for text in texts]
    total: dict[str, int] = {}
    for word in (word for each in tokens for word in each):
        total[word] = total.get(word, 0) + 1
    words = sorted(word for word, times in total.items() if times >= RAREST)
    column = {word: k for k, word in enumerate(words)}
    counts = np.zeros((len(tokens), len(words)))
    for row, each in enumerate(tokens):
        for word in each:
            if word in column:
                counts[row, column[word]] += 1
    return counts, words


def _describe(first: np.ndarray, second: np.ndarray, words: list[str], threshold: float) -> pd.DataFrame:
    z = score_words(first, second)
    table = pd.DataFrame(dict(word=words, first=first.astype(int), second=second.astype(int), z=z, threshold=threshold,
                              g2=_log_likelihood(first, second), log_ratio=_log_ratio(first, second)))  # fmt: skip
    return table.sort_values("z", key=lambda column: -column.abs(), kind="stable").reset_index(drop=True)


def _log_likelihood(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    pooled = first + second
    share = first.sum() / pooled.sum()
    parts = [seen * np.log(np.where(seen > 0, seen, 1) / expected)
             for seen, expected in ((first, pooled * share), (second, pooled * (1 - share)))]  # fmt: skip
    return 2 * (parts[0] + parts[1])


def _log_ratio(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Binary logarithm of the ratio of relative frequencies, half an occurrence added to both (Hardie 2014)."""
    return np.log2(((first + 0.5) / first.sum()) / ((second + 0.5) / second.sum()))


def _content_words(text: str) -> list[str]:
    words = (word.lower().removesuffix("'s") for word in list_words(plain_typography(text)))
    return [word for word in words if word not in _function_words() and not word[0].isdigit() and len(word) > 1]


@cache
def _function_words() -> frozenset[str]:
    return frozenset(load_codebook("function_words")["words"])


def _plain(text: str) -> str:
    return plain_typography(text).lower()


def _find_word(text: str, word: str) -> int:
    import re

    found = re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text)
    return found.start() if found else -1
