"""In whose light each actor stands, article by article: mean stance, shares, voices, differences, and whether it holds."""

import itertools
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from analysis.measure.findings import make_finding
from analysis.measure.intervals import NOTHING, Interval, bootstrap_mean, holm, permutation_difference, wilson
from analysis.tables import EDITORIAL_PARTS, only_named, require_columns

FEWEST = 5
"""Sentences below which no mean and no share is given."""

LABELS = ("negative", "neutral", "positive")
VALUES = {"negative": -1.0, "neutral": 0.0, "positive": 1.0}
VOICES = ("all", "narrator", "quoted")
UNIT = "stance, -1 to 1"


def measure_sentiment(
    stance: pd.DataFrame, sentences: pd.DataFrame, *, fewest: int = FEWEST, warnings: Mapping[str, str] | None = None
) -> list[dict]:
    """Findings on each actor in each article, from the rows of ``stance`` in lede and body.

    ``sentiment.mean`` is the mean score over the sentences that name the actor as a party: -1 unfavourable, 0 neutral,
    1 favourable; ``part`` is the voice that carries it ('all', 'narrator', 'quoted'), and in ``sentiment.by_side`` the actor
    whose speakers say it. ``sentiment.share.negative`` and its like are shares of those sentences. Means have a bootstrap
    interval over sentences, shares Wilson's. Below ``fewest`` sentences the value is NaN. A mean near 0 may be a balance of
    praise and blame or plain neutrality: read it with the shares. ``warnings`` (article → text) is added to the note, for
    instance that the text was rewritten by machine.
    """
    require_columns(stance, "article", "sentence", "actor", "score", "label", "voice")
    rows = []
    for (article, actor), group in _in_body(stance, sentences).groupby(["article", "actor"], sort=True):
        for voice in VOICES:
            chosen = _by_voice(group, voice)
            rows.append(_mean("sentiment.mean", chosen, fewest, article=article, actor=actor, part=voice))
            rows += _shares(chosen, fewest, article=article, actor=actor, part=voice)
        for side, said in _by_side(group):
            rows.append(_mean("sentiment.by_side", said, fewest, article=article, actor=actor, part=side))
    return [row | {"note": "; ".join(filter(None, [row["note"], (warnings or {}).get(row["article"], "")]))} for row in rows]


def compare_sentiment(stance: pd.DataFrame, sentences: pd.DataFrame, *, fewest: int = FEWEST) -> list[dict]:
    """Findings ``sentiment.difference``: for each actor every pair of articles, mean of the first minus mean of the second.

    ``part`` is 'first~second'. The interval resamples sentences of both; the note gives the p value of a permutation of
    sentences between the two, corrected over all pairs and actors (Holm 1979). Pairs below ``fewest`` sentences are left out.
    """
    groups = {key: group.score.to_numpy() for key, group in _in_body(stance, sentences).groupby(["actor", "article"], sort=True)}
    full = {key: scores for key, scores in groups.items() if len(scores) >= fewest}
    pairs = [(a, b) for a, b in itertools.combinations(full, 2) if a[0] == b[0]]
    corrected = holm([permutation_difference(full[a], full[b]) for a, b in pairs])
    return [
        make_finding(
            "sentiment.difference", _difference(full[a], full[b]), actor=a[0], part=f"{a[1]}~{b[1]}", n=len(full[a]) + len(full[b]),
            unit=UNIT, note=f"p = {p:.3f} after Holm's correction over {len(pairs)} pairs",
        )
        for (a, b), p in zip(pairs, corrected, strict=True)
    ]  # fmt: skip


def measure_specifications(stance_scorers: pd.DataFrame, sentences: pd.DataFrame, *, fewest: int = FEWEST) -> list[dict]:
    """Findings ``sentiment.specification``: the mean stance of each actor over all articles, under every way to count it.

    ``part`` is 'scorer, value, voice': the scorer; its 'score' or its 'label' as -1, 0, 1; 'all' voices or the 'narrator' alone.
    ``sentiment.order`` says how well the order of actor and article means under a specification fits the order under the
    headline scorer's scores of all voices (Kendall's τ-b; 1 the same order, 0 no relation).
    """
    body = _in_body(stance_scorers, sentences)
    rows, means = [], {}
    for part, chosen in _specifications(body):
        for actor, group in chosen.groupby("actor", sort=True):
            rows.append(_mean("sentiment.specification", group, fewest, actor=actor, part=part))
        groups = chosen.groupby(["article", "actor"]).value
        means[part] = groups.mean()[groups.size() >= fewest]
    headline = next(iter(means), "")
    return rows + [_order(part, means[part], means[headline], fewest) for part in means]


def measure_suffering(
    suffering: pd.DataFrame, mentions: pd.DataFrame, sentences: pd.DataFrame, *, fewest: int = FEWEST, heard: bool = True
) -> list[dict]:
    """Findings ``suffering.share``: of the sentences that name an actor or its places, the share that tells of harm done to it.

    Higher means that more of what is told about the actor is what was done to it. It is no judgement: a bombed country is
    neither praised nor blamed by it. Wilson's interval; NaN below ``fewest`` sentences, and where no model was ``heard``: words
    alone find too little of it.
    """
    named = only_named(mentions)
    named = _in_body(named[named.actor != ""], sentences).drop_duplicates(["article", "sentence", "actor"])
    borne = set(zip(suffering.article, suffering.sentence, suffering.actor, strict=True))
    rows = []
    for (article, actor), group in named.groupby(["article", "actor"], sort=True):
        harmed = sum((article, sentence, actor) in borne for sentence in group.sentence)
        share, note = _enough(wilson(harmed, len(group)), len(group), fewest)
        if not heard:
            share, note = NOTHING, "words alone find too little harm for a share; the accurate scorer finds more"
        rows.append(
            make_finding("suffering.share", share, article=article, actor=actor, n=len(group), unit="share of sentences", note=note)
        )
    return rows


def list_telling(stance: pd.DataFrame, actor: str, *, most: int = 10) -> pd.DataFrame:
    """The sentences that speak most clearly for or against ``actor``, strongest first; neutral ones are left out."""
    found = stance[(stance.actor == actor) & (stance.label != "neutral")]
    return found.loc[found.score.abs().sort_values(ascending=False, kind="stable").index[:most]].reset_index(drop=True)


def _in_body(table: pd.DataFrame, sentences: pd.DataFrame) -> pd.DataFrame:
    kept = sentences.loc[sentences.part.isin(EDITORIAL_PARTS), ["article", "sentence"]]
    return table.merge(kept, on=["article", "sentence"])


def _by_voice(group: pd.DataFrame, voice: str) -> pd.DataFrame:
    return group if voice == "all" else group[group.voice == voice]


def _by_side(group: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    if "side" in group:
        yield from ((side, said) for side, said in group[group.voice == "quoted"].groupby("side", sort=True) if side)


def _mean(measure: str, group: pd.DataFrame, fewest: int, **keys: str) -> dict:
    estimate, note = _enough(bootstrap_mean(group["value" if "value" in group else "score"].to_numpy(), fewest=fewest), len(group), fewest)
    return make_finding(measure, estimate, n=len(group), unit=UNIT, note=note, **keys)


def _shares(group: pd.DataFrame, fewest: int, **keys: str) -> list[dict]:
    rows = []
    for label in LABELS:
        share, note = _enough(wilson(int((group.label == label).sum()), len(group)), len(group), fewest)
        rows.append(make_finding(f"sentiment.share.{label}", share, n=len(group), unit="share of sentences", note=note, **keys))
    return rows


def _enough(estimate: Interval, n: int, fewest: int) -> tuple[Interval, str]:
    return (estimate, "") if n >= fewest else (NOTHING, f"fewer than {fewest} sentences")


def _difference(first: Sequence[float], second: Sequence[float]) -> Interval:
    """Difference of means; both samples resampled on their own."""
    from analysis.measure.intervals import DRAWS, SEED, choose_tail

    generator = np.random.default_rng(SEED)
    draws = [np.asarray(x)[generator.integers(0, len(x), size=(DRAWS, len(x)))].mean(axis=1) for x in (first, second)]
    tail = choose_tail(min(len(first), len(second)))
    low, high = np.quantile(draws[0] - draws[1], [tail, 1 - tail])
    return Interval(float(np.mean(first) - np.mean(second)), float(low), float(high))


def _specifications(body: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """(name, rows with their ``value``) of every way to count; the headline scorer's own first."""
    for scorer in dict.fromkeys(body.scorer):
        own = body[body.scorer == scorer]
        for kind, voice in itertools.product(("score", "label"), ("all", "narrator")):
            value = own.score if kind == "score" else own.label.map(VALUES)
            yield f"{scorer}, {kind}, {voice}", _by_voice(own.assign(value=value), voice)


def _order(part: str, means: pd.Series, headline: pd.Series, fewest: int) -> dict:
    from scipy.stats import kendalltau

    pairs = pd.concat([means, headline], axis=1, join="inner").to_numpy()
    tau = float(kendalltau(pairs[:, 0], pairs[:, 1]).statistic) if len(pairs) >= 3 else float("nan")
    note = "" if len(pairs) >= 3 else f"fewer than 3 actors with {fewest} sentences"
    return make_finding(
        "sentiment.order", Interval(tau, float("nan"), float("nan")), part=part, n=len(pairs), unit="Kendall's τ-b", note=note
    )
