"""Frames → shares: how much of an article each frame has, where, and in whose voice."""

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from analysis.measure.emphasis import weigh_positions
from analysis.measure.findings import make_finding
from analysis.measure.intervals import NOTHING, SEED, Interval, bootstrap_ratio, holm, wilson
from analysis.tables import EDITORIAL_PARTS, require_columns

FEWEST = 5
"""Sentences of lede and body below which no share is given, and sentences of a frame below which its voices are not compared."""

SHUFFLES = 2000
TRUSTED_F1 = 0.6
"""A frame that scores less than this on coded text is withheld."""


def measure_frames(frames: pd.DataFrame, sentences: pd.DataFrame, known_f1: Mapping[str, float] | None = None) -> list[dict]:
    """Findings on the frames of each article; ``part`` is the frame.

    - ``framing.share``: share of the sentences of lede and body that have the frame, 0 to 1, with a Wilson interval.
      A sentence may have several frames, so that shares do not add up to 1.
    - ``framing.weighted_share``: the same with sentences weighted by position (1, 0.63, 0.5 …), bootstrap interval.
      Above the plain share: the frame stands early.
    - ``framing.narrator_share``: share of sentences that have the frame in the reporter's own words.
    - ``framing.quoted_part``: of the frame's sentences, the share whose words for it stand in quoted or reported speech.

    A frame whose ``known_f1`` is under TRUSTED_F1 is withheld: NaN, with its score as the reason. Frames that a study
    adds have no known score and are shown.
    """
    require_columns(frames, "article", "sentence", "frame", "voice")
    require_columns(sentences, "article", "sentence", "part")
    names = _list_names(frames, known_f1)
    rows = []
    for article, own in sentences[sentences.part.isin(EDITORIAL_PARTS)].groupby("article", sort=False):
        found = frames[frames.article == article]
        for name in names:
            rows += _measure_frame(str(article), name, own, found[found.frame == name], _why_withheld(name, own, known_f1))
    return rows


def compare_frames(frames: pd.DataFrame, sentences: pd.DataFrame, known_f1: Mapping[str, float] | None = None) -> list[dict]:
    """``framing.spread``: for each frame the largest less the smallest share among the articles, 0 to 1; ``part`` is the frame.

    ``low`` and ``high`` hold what chance gives in 95 of 100 cases when the sentences are dealt out anew to the articles;
    ``note`` holds the p of a permutation test of chi-square, corrected for the number of frames (Holm 1979).
    """
    read = sentences[sentences.part.isin(EDITORIAL_PARTS)]
    sizes = read.groupby("article", sort=False).size()
    kept = read[read.article.isin(sizes.index[sizes >= FEWEST])]
    names = [name for name in _list_names(frames, known_f1) if not _why_withheld(name, kept, known_f1)]
    if kept.article.nunique() < 2 or not names:
        return []
    pairs = set(zip(frames.article, frames.sentence, frames.frame, strict=True))
    has = np.array([[(row.article, row.sentence, name) in pairs for name in names] for row in kept.itertuples()], dtype=float)
    (spread, unevenness), (spreads, unevennesses) = _shuffle_shares(has, kept.article.to_numpy())
    p_values = holm(((1 + (unevennesses >= unevenness - 1e-9).sum(axis=0)) / (1 + SHUFFLES)).tolist())
    bands = np.quantile(spreads, [0.025, 0.975], axis=0).T
    return [
        make_finding("framing.spread", (float(gap), float(low), float(high)), n=len(kept), unit="sentences", part=name, note=f"p = {p:.3f}")
        for name, gap, (low, high), p in zip(names, spread, bands, p_values, strict=True)
    ]


def withheld_frames(known_f1: Mapping[str, float]) -> dict[str, float]:
    """Frames that no chart shows, with what they score on coded text."""
    return {name: score for name, score in known_f1.items() if not score >= TRUSTED_F1}


def keep_trusted(frames: pd.DataFrame, known_f1: Mapping[str, float]) -> pd.DataFrame:
    """The rows of ``frames`` without those of withheld frames."""
    return frames[~frames.frame.isin(list(withheld_frames(known_f1)))]


def map_frames(frames: pd.DataFrame, mapping: Mapping[str, Iterable[str]], names: str = "generic") -> pd.DataFrame:
    """The same rows under other names (``names`` is the new column): a reading aid, not a coding in that scheme.

    ``mapping``: issue frame → the frames of the other scheme that it comes closest to; frames without any are dropped.
    """
    pairs = [(name, other) for name, others in mapping.items() for other in others]
    return frames.merge(pd.DataFrame(pairs, columns=["frame", names]), on="frame", how="inner")


def _shuffle_shares(has: np.ndarray, articles: np.ndarray) -> tuple[tuple[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]:
    """Spread and unevenness of each frame over the articles, as they are and for SHUFFLES random deals of the sentences.

    Unevenness is the sum over articles of n × (share − mean share)², the part of chi-square that a deal can change.
    """
    groups = np.array([articles == article for article in dict.fromkeys(articles)], dtype=float)
    sizes = groups.sum(axis=1, keepdims=True)
    generator = np.random.default_rng(SEED)

    def describe(dealt: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        shares = groups @ dealt / sizes
        return np.ptp(shares, axis=0), (sizes * (shares - has.mean(axis=0)) ** 2).sum(axis=0)

    drawn = [describe(has[generator.permutation(len(has))]) for _ in range(SHUFFLES)]
    return describe(has), (np.array([each[0] for each in drawn]), np.array([each[1] for each in drawn]))


def _list_names(frames: pd.DataFrame, known_f1: Mapping[str, float] | None) -> list[str]:
    """The measured frames, then those that a study has added."""
    return list(dict.fromkeys([*(known_f1 or ()), *sorted(set(frames.frame))]))


def _why_withheld(name: str, sentences: pd.DataFrame, known_f1: Mapping[str, float] | None) -> str:
    if known_f1 is not None and name in known_f1 and not known_f1[name] >= TRUSTED_F1:
        return f"withheld: F1 {known_f1[name]:.2f} on coded text, under {TRUSTED_F1}"
    return f"only {len(sentences)} sentences" if len(sentences) < FEWEST else ""


def _measure_frame(article: str, name: str, sentences: pd.DataFrame, found: pd.DataFrame, reason: str) -> list[dict]:
    has = sentences.sentence.isin(found.sentence).to_numpy()
    own_words = sentences.sentence.isin(found.sentence[found.voice == "narrator"]).to_numpy()
    weights = weigh_positions(len(sentences))
    n = len(sentences)
    estimates: dict[str, tuple[Interval, int, str]] = {
        "share": (wilson(int(has.sum()), n), n, reason),
        "weighted_share": (bootstrap_ratio(weights * has, weights), n, reason),
        "narrator_share": (wilson(int(own_words.sum()), n), n, reason),
        "quoted_part": (wilson(int(has.sum() - own_words.sum()), int(has.sum())), int(has.sum()), reason or _too_few(int(has.sum()))),
    }
    return [
        make_finding(f"framing.{measure}", NOTHING if why else estimate, n=count, unit="sentences", article=article, part=name, note=why)
        for measure, (estimate, count, why) in estimates.items()
    ]


def _too_few(count: int) -> str:
    return "" if count >= FEWEST else f"only {count} sentences have the frame"
