"""How hard an article is to read: eight published indices, their median grade, and what they are made of.

textstat counts syllables, letters and unfamiliar words and computes the indices, from a text normalised to the
suite's own sentences and words: one sentence ends with one full stop and no other stop stands anywhere, so that
textstat's sentence and word counts are ours (a test compares them). Intervals resample whole sentences.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np
import pandas as pd

from analysis.measure.findings import make_finding
from analysis.measure.intervals import DRAWS, NOTHING, SEED, Interval, choose_tail, holm
from analysis.tables import EDITORIAL_PARTS, require_columns
from analysis.words import list_words

FEWEST_WORDS = 100
"""Below this no index is given: the formulas were fitted to passages of about 100 words and more."""

SMOG_SENTENCES = 30
"""SMOG was fitted to samples of 30 sentences (McLaughlin 1969); shorter texts get the value with a note."""

FRAGMENT_WORDS = 2
"""Sentences of at most this many words ('No.') are joined to the one before: textstat does not count them."""

GRADES = ("flesch_kincaid_grade", "gunning_fog", "smog_index", "coleman_liau_index", "automated_readability_index", "linsear_write_formula")
INDICES = ("flesch_reading_ease", *GRADES, "dale_chall_readability_score")
UNITS = {
    "flesch_reading_ease": "points, higher is easier",
    "dale_chall_readability_score": "points, higher is harder",
    **dict.fromkeys(GRADES, "US school grade"),
    "median_grade": "US school grade",
    "sentence_length": "words",
    "word_length": "letters",
    "lexical_diversity": "HD-D, 0 to 1",
}
_COUNTS = ("sentences", "words", "syllables", "letters", "characters", "polysyllables", "complex", "unfamiliar", "linsear")


def measure_readability(sentences: pd.DataFrame, *, warnings: Mapping[str, str] | None = None) -> list[dict]:
    """Findings ``readability.<index>`` of every article, each with a bootstrap interval over its sentences.

    Only lede and body count. Flesch Reading Ease rises with ease; all other indices rise with difficulty.
    The interval says how far the value hangs on the sentences there are; it does not say that the formula is right.
    ``warnings`` (article → text) is added to the note, for instance that the text was rewritten by machine.
    Sources: Flesch 1948; Kincaid et al. 1975; Gunning 1952; McLaughlin 1969; Coleman & Liau 1975; Senter & Smith 1967;
    Dale & Chall 1948; O'Hayre 1966 (Linsear Write); McCarthy & Jarvis 2007 (HD-D).
    """
    require_columns(sentences, "article", "text", "part")
    rows = []
    for article, texts in _texts_by_article(sentences):
        note = (warnings or {}).get(article, "")
        for index, (estimate, n, reason) in _estimate(texts).items():
            notes = "; ".join(text for text in (reason, note) if text)
            rows.append(make_finding(f"readability.{index}", estimate, article=article, part="all", n=n, unit=UNITS[index], note=notes))
    return rows


def compare_readability(sentences: pd.DataFrame, *, index: str = "median_grade") -> list[dict]:
    """Findings ``readability.difference.<index>``: every pair of articles, first minus second, part 'first~second'.

    The interval resamples the sentences of both articles; the note gives the p value of a test that permutes sentences
    between the two, corrected over all pairs (Holm 1979). Pairs with a text that is too short are NaN.
    """
    counts = {article: count_sentences(join_fragments(texts)) for article, texts in _texts_by_article(sentences)}
    pairs = [(a, b) for k, a in enumerate(counts) for b in list(counts)[k + 1 :]]
    results = [_difference(counts[a], counts[b], index) for a, b in pairs]
    corrected = holm([p for _, p in results])
    return [
        make_finding(
            f"readability.difference.{index}", estimate, part=f"{a}~{b}", n=len(counts[a]) + len(counts[b]), unit=UNITS[index],
            note="too short" if np.isnan(p) else f"p = {p:.3f} after Holm's correction over {len(pairs)} pairs",
        )
        for (a, b), (estimate, _), p in zip(pairs, results, corrected, strict=True)
    ]  # fmt: skip


def join_fragments(texts: Sequence[str]) -> list[str]:
    """The sentences, those of one or two words joined to the one before (or, at the start, the one after)."""
    joined: list[str] = []
    for text in texts:
        words = list_words(text)
        if not words:
            continue
        if joined and (len(words) <= FRAGMENT_WORDS or len(list_words(joined[-1])) <= FRAGMENT_WORDS):
            joined[-1] = f"{joined[-1]} {text}"
        else:
            joined.append(text)
    return joined


def normalise_text(texts: Sequence[str]) -> str:
    """The text handed to textstat: our words, one full stop at the end of each of our sentences and none elsewhere."""
    return " ".join(" ".join(_normalise_word(word) for word in list_words(text)) + "." for text in texts)


def count_sentences(texts: Sequence[str]) -> np.ndarray:
    """Counts of each sentence, shape (sentences, len(_COUNTS)): what all indices are functions of."""
    return np.array([_count_sentence(text) for text in texts], dtype=float).reshape(-1, len(_COUNTS))


def score_counts(totals: np.ndarray) -> dict[str, np.ndarray]:
    """Every index from summed counts of shape (…, len(_COUNTS)); the same numbers as textstat on the normalised text."""
    c = dict(zip(_COUNTS, np.moveaxis(np.asarray(totals, dtype=float), -1, 0), strict=True))
    per_sentence, syllables = c["words"] / c["sentences"], c["syllables"] / c["words"]
    unfamiliar = 100 * c["unfamiliar"] / c["words"]
    linsear = c["linsear"] / c["sentences"]
    scores = {
        "flesch_reading_ease": 206.835 - 1.015 * per_sentence - 84.6 * syllables,
        "flesch_kincaid_grade": 0.39 * per_sentence + 11.8 * syllables - 15.59,
        "gunning_fog": 0.4 * (per_sentence + 100 * c["complex"] / c["words"]),
        "smog_index": 1.043 * np.sqrt(30 * c["polysyllables"] / c["sentences"]) + 3.1291,
        "coleman_liau_index": 5.8 * c["letters"] / c["words"] - 29.6 * c["sentences"] / c["words"] - 15.8,
        "automated_readability_index": 4.71 * c["characters"] / c["words"] + 0.5 * per_sentence - 21.43,
        "linsear_write_formula": np.where(linsear <= 20, linsear - 2, linsear) / 2,
        "dale_chall_readability_score": 0.1579 * unfamiliar + 0.0496 * per_sentence + np.where(unfamiliar > 5, 3.6365, 0),
        "sentence_length": per_sentence,
        "word_length": c["letters"] / c["words"],
    }
    return scores | {"median_grade": np.median([scores[name] for name in GRADES], axis=0)}


def lexical_diversity(words: Sequence[str], *, sample: int = 42) -> float:
    """HD-D: the expected type–token ratio of ``sample`` words drawn at random (McCarthy & Jarvis 2007). Higher: more varied.

    Unlike the plain ratio it does not fall with the length of the text. NaN for fewer words than ``sample``.
    """
    return _hdd(np.unique(np.asarray([word.lower() for word in words]), return_counts=True)[1], sample) if len(words) else float("nan")


def _estimate(texts: list[str]) -> dict[str, tuple[Interval, int, str]]:
    joined = join_fragments(texts)
    counts = count_sentences(joined)
    n, words = len(joined), int(counts[:, 1].sum()) if len(joined) else 0
    names = [*INDICES, "median_grade", "sentence_length", "word_length"]
    if words < FEWEST_WORDS:
        reason = f"too short: {words} words, {FEWEST_WORDS} needed"
        return dict.fromkeys([*names, "lexical_diversity"], (NOTHING, n, reason))
    drawn = score_counts(_draw_totals(counts))
    values = _score_by_textstat(joined)
    whole = score_counts(counts.sum(axis=0)) | values
    tail = choose_tail(n)
    bounds = {name: np.quantile(drawn[name], [tail, 1 - tail]) for name in names}
    found = {name: (Interval(float(whole[name]), *map(float, bounds[name])), n, "") for name in names}
    if n < SMOG_SENTENCES:
        found["smog_index"] = (found["smog_index"][0], n, f"SMOG was made for {SMOG_SENTENCES} sentences; here {n}")
    return found | {"lexical_diversity": (_diversity(joined), n, "jackknife interval")}


def _score_by_textstat(texts: Sequence[str]) -> dict[str, float]:
    import textstat

    text = normalise_text(texts)
    scores = {name: getattr(textstat, name)(text) for name in INDICES if name != "linsear_write_formula"}
    # textstat reads only the first 100 words for Linsear Write unless told otherwise
    return scores | {"linsear_write_formula": textstat.linsear_write_formula(text, strict_lower=False, strict_upper=False)}


def _draw_totals(counts: np.ndarray, *, seed: int = SEED) -> np.ndarray:
    n = len(counts)
    picked = np.random.default_rng(seed).multinomial(n, np.full(n, 1 / n), size=DRAWS)
    return picked @ counts


def _difference(first: np.ndarray, second: np.ndarray, index: str) -> tuple[Interval, float]:
    if min(first[:, 1].sum(), second[:, 1].sum()) < FEWEST_WORDS:
        return NOTHING, float("nan")
    gap = float(score_counts(first.sum(axis=0))[index] - score_counts(second.sum(axis=0))[index])
    drawn = score_counts(_draw_totals(first))[index] - score_counts(_draw_totals(second, seed=SEED + 1))[index]
    tail = choose_tail(min(len(first), len(second)))
    low, high = np.quantile(drawn, [tail, 1 - tail])
    return Interval(gap, float(low), float(high)), _permute(first, second, index, abs(gap))


def _permute(first: np.ndarray, second: np.ndarray, index: str, observed: float) -> float:
    pooled = np.vstack([first, second])
    order = np.random.default_rng(SEED).permuted(np.tile(np.arange(len(pooled)), (DRAWS, 1)), axis=1)
    a, b = pooled[order[:, : len(first)]].sum(axis=1), pooled[order[:, len(first) :]].sum(axis=1)
    gaps = np.abs(score_counts(a)[index] - score_counts(b)[index])
    return float((1 + (gaps >= observed - 1e-12).sum()) / (1 + DRAWS))


def _diversity(texts: Sequence[str]) -> Interval:
    """HD-D with a jackknife interval: drawing sentences with replacement would repeat words and lower every draw."""
    words = [[word.lower() for word in list_words(text)] for text in texts]
    types = {word: k for k, word in enumerate(sorted({word for sentence in words for word in sentence}))}
    table = np.zeros((len(words), len(types)), dtype=int)
    for row, sentence in enumerate(words):
        for word in sentence:
            table[row, types[word]] += 1
    total = table.sum(axis=0)
    value, n = _hdd(total), len(words)
    left_out = np.array([_hdd(total - row) for row in table])
    error = 1.96 * float(np.sqrt((n - 1) / n * ((left_out - left_out.mean()) ** 2).sum()))
    return Interval(value, value - error, value + error)


def _hdd(frequencies: np.ndarray, sample: int = 42) -> float:
    from scipy.special import gammaln

    counts = np.asarray(frequencies)[np.asarray(frequencies) > 0]
    n = int(counts.sum())
    if n < sample:
        return float("nan")
    rest = n - counts
    # log of the chance that a type is not drawn: choose(n - k, sample) / choose(n, sample)
    with np.errstate(invalid="ignore"):
        log_missing = gammaln(rest + 1) - gammaln(np.maximum(rest - sample, 0) + 1) - gammaln(n + 1) + gammaln(n - sample + 1)
    missing = np.where(rest < sample, 0.0, np.exp(log_missing))
    return float((1 - missing).sum() / sample)


def _texts_by_article(sentences: pd.DataFrame) -> list[tuple[str, list[str]]]:
    body = sentences[sentences.part.isin(EDITORIAL_PARTS)]
    return [(article, body.text[body.article == article].tolist()) for article in sentences.article.unique()]


def _count_sentence(text: str) -> list[int]:
    words = [_count_word(_normalise_word(word)) for word in list_words(text)]
    letters = sum(word[1] for word in words)
    hard = sum(3 if word[0] >= 3 else 1 if word[0] > 0 else 0 for word in words)
    return [1, len(words), sum(word[0] for word in words), letters, sum(word[2] for word in words) + 1,
            sum(word[0] >= 3 for word in words), sum(word[3] for word in words), sum(word[4] for word in words), hard]  # fmt: skip


@lru_cache(maxsize=200_000)
def _count_word(word: str) -> tuple[int, int, int, int, int]:
    """Syllables, letters, characters, whether Gunning's 'complex', whether unknown to the Dale–Chall list."""
    import textstat

    return (
        textstat.syllable_count(word),
        textstat.letter_count(word),
        len(word),
        int(textstat.difficult_words(word, 3) > 0),
        int(textstat.difficult_words(word, 0) > 0),
    )


def _normalise_word(word: str) -> str:
    """Without inner points (``U.S`` → ``US``) and with a plain apostrophe, which textstat knows."""
    return word.replace(".", "").replace("’", "'")
