"""How right claims and coverage are: on pairs of sentences, on whole claims, and on articles about different events."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np

from analysis.annotate.claims import Claim, group_claims
from analysis.annotate.likeness import Thresholds, weigh_features
from analysis.measure.coverage import STATUSES, measure_coverage
from analysis.measure.findings import collect_findings, look_up
from analysis.tables import make_table


class Pairs(NamedTuple):
    """All pairs of sentences of two articles: sentences × sentences (× features)."""

    features: np.ndarray
    contradict: np.ndarray
    truth: np.ndarray
    """1 the same claim, 0 not, -1 where coders disagree."""


class Event(NamedTuple):
    """An invented event: the facts of each sentence, the article it stands in, and the pairs of each two articles."""

    facts: list[set[str]]
    owners: list[int]
    pairs: dict[tuple[int, int], Pairs]


def flatten(pairs: Sequence[Pairs]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Features, contradictions and truth of all pairs, one row each."""
    features = np.concatenate([p.features.reshape(-1, p.features.shape[-1]) for p in pairs])
    return features, join_tables(p.contradict for p in pairs), join_tables(p.truth for p in pairs)


def join_tables(tables: Iterable[np.ndarray]) -> np.ndarray:
    """Every cell of every table in one row."""
    return np.concatenate([table.ravel() for table in tables])


def score_pairs(pairs: Pairs, model: dict) -> np.ndarray:
    """The likelihood of each pair: sentences × sentences."""
    return weigh_features(pairs.features, pairs.contradict, model)


def find_highest(scores: Sequence[np.ndarray]) -> np.ndarray:
    """For every sentence on either side the likelihood of its likeliest counterpart."""
    return np.concatenate([side for table in scores for side in (table.max(axis=0), table.max(axis=1))])


def measure_accuracy(likely: np.ndarray, truth: np.ndarray, threshold: float) -> dict:
    """Precision, recall and F1 of the pairs that are called the same, without those on which coders disagree."""
    kept = truth >= 0
    called, right = likely[kept] >= threshold, truth[kept] == 1
    hits = int((called & right).sum())
    precision, recall = hits / max(int(called.sum()), 1), hits / max(int(right.sum()), 1)
    f1 = 2 * hits / max(int(called.sum() + right.sum()), 1)
    return {"precision": precision, "recall": recall, "f1": f1, "same": int(right.sum()), "pairs": int(kept.sum())}


def judge_strangers(strangers: Sequence[Pairs], weights: dict, limits: Thresholds) -> dict:
    """Articles on different events: shares of the pairs, and of the sentences, that are stated or possible in error."""
    scores = [score_pairs(pairs, weights) for pairs in strangers]
    cells, highest = join_tables(scores), find_highest(scores)
    together = sum(len(_list_shared(group_tables({(0, 1): table}, limits))) for table in scores)
    return {
        "pairs": len(cells),
        "stated": float(np.mean(cells >= limits.stated)),
        "possible": float(np.mean(cells >= limits.possible)),
        "sentences": len(highest),
        "with_stated": float(np.mean(highest >= limits.stated)),
        "with_possible": float(np.mean(highest >= limits.possible)),
        "in_shared_claim": together / len(highest),
    }


def judge_claims(events: Sequence[Event], models: Sequence[dict], limits: Thresholds) -> dict:
    """Events with known facts, each by a model of its own: pairs within one claim, statuses of claims, and coverage.

    The fact of a claim of two or more articles is the one that most of its articles have in its sentences; ``reported`` are
    the articles that report it anywhere, ``absent`` the others.
    """
    cells: Counter = Counter()
    hits = called = same = 0
    errors, inside = [], []
    for event, model in zip(events, models, strict=True):
        claims = group_tables({key: score_pairs(pairs, model) for key, pairs in event.pairs.items()}, limits)
        found, true = set().union(*(_pair_members(members, event) for _, members in claims)), _pair_facts(event)
        hits, called, same = hits + len(found & true), called + len(found), same + len(true)
        cells.update(cell for _, members in claims for cell in _judge_cells(event, members))
        for article, truth in _share_facts(event).items():
            low, high = _find_share(event, claims, article)
            if low >= 0:  # else too few claims for a share
                errors.append(abs(truth - low))
                inside.append(low <= truth <= high)
    reported, absent = ({status: cells[fact, status] for status in STATUSES} for fact in (True, False))
    return {
        "f1": 2 * hits / (called + same),
        "reported": _to_shares(reported),
        "absent": _to_shares(absent),
        "mean_error_of_share": float(np.mean(errors)),
        "true_share_within_bounds": float(np.mean(inside)),
        "articles": len(errors),
    }


def group_tables(tables: dict[tuple[int, int], np.ndarray], limits: Thresholds) -> list[Claim]:
    """Claims from the scores of each two articles; units are numbered from 0, article by article."""
    sizes = {number: size for pair, table in tables.items() for number, size in zip(pair, table.shape, strict=True)}
    edges = np.cumsum([0, *(sizes[number] for number in sorted(sizes))])
    scores = np.zeros((edges[-1], edges[-1]))
    for (a, b), table in tables.items():
        rows, columns = slice(edges[a], edges[a + 1]), slice(edges[b], edges[b + 1])
        scores[rows, columns], scores[columns, rows] = table, table.T
    return group_claims(scores, [str(number) for number in sorted(sizes) for _ in range(sizes[number])], limits)


def _list_shared(claims: Sequence[Claim]) -> set[int]:
    """Units that state a claim together with another article's."""
    stated = [{k for k, status in members.items() if status == "stated"} for _, members in claims]
    return set().union(*(units for units in stated if len(units) > 1))


def _pair_members(members: dict[int, str], event: Event) -> set[tuple[int, int]]:
    stated = sorted(k for k, status in members.items() if status == "stated")
    return {(a, b) for a, b in combinations(stated, 2) if event.owners[a] != event.owners[b]}


def _pair_facts(event: Event) -> set[tuple[int, int]]:
    units = combinations(range(len(event.owners)), 2)
    return {(a, b) for a, b in units if event.owners[a] != event.owners[b] and event.facts[a] & event.facts[b]}


def _judge_cells(event: Event, members: dict[int, str]) -> Iterable[tuple[bool, str]]:
    """(whether the article reports the fact, the status that was found) for each article, if the claim is one of two or more."""
    stated = [k for k, status in members.items() if status == "stated"]
    by_article = {event.owners[k]: set().union(*(event.facts[n] for n in stated if event.owners[n] == event.owners[k])) for k in stated}
    held = Counter(fact for facts in by_article.values() for fact in facts)
    if len(by_article) > 1 and held:
        core = {fact for fact, count in held.items() if count == max(held.values())}
        for article, facts in _list_facts(event).items():
            found = {status for k, status in members.items() if event.owners[k] == article} or {"not found"}
            yield bool(core & facts), next(status for status in STATUSES if status in found)


def _list_facts(event: Event) -> dict[int, set[str]]:
    facts: dict[int, set[str]] = {}
    for owner, own in zip(event.owners, event.facts, strict=True):
        facts.setdefault(owner, set()).update(own)
    return facts


def _share_facts(event: Event) -> dict[int, float]:
    """Article → the share of the facts of two or more articles that it reports."""
    reports = _list_facts(event)
    counts = Counter(fact for facts in reports.values() for fact in facts)
    shared = {fact for fact, count in counts.items() if count > 1}
    return {article: len(shared & facts) / len(shared) for article, facts in reports.items()}


def _find_share(event: Event, claims: Sequence[Claim], article: int) -> tuple[float, float]:
    """The bounds of coverage as measured."""
    rows = [
        dict(claim=str(number), text="", article=str(event.owners[k]), sentence=k, start=0, end=0, status=status, voice="narrator")
        for number, (_, members) in enumerate(claims) for k, status in members.items()
    ]  # fmt: skip
    findings = collect_findings(measure_coverage(make_table("claims", rows), [str(owner) for owner in sorted(set(event.owners))]))
    row = look_up(findings, "coverage.share", article=str(article))
    return float(row.low), float(row.high)


def _to_shares(counts: dict[str, int]) -> dict:
    return {"n": sum(counts.values()), **{status.replace(" ", "_"): count / sum(counts.values()) for status, count in counts.items()}}
