"""Same-claim sentence pairs, claims and coverage: train the pair classifier on invented reports, and measure all three.

    python -m benchmarks.claims [--data DIR] [--train]

Accuracy: on the invented events, which the encoder has not read, each scored by a classifier trained on all others (some were read a
second time, by a reader who did not know the facts that the articles were written from); on a few more events with the classifier as
it is shipped, which nothing was fitted on or chosen by (``fresh``); on the two coded articles of the first study (right = in both
readings, wrong = in neither, the rest does not count). False positives: sentences of articles on different events (BASIL; Fan et
al. 2019), none of which can state the same claim.
"""

import argparse
import json
import random
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

import numpy as np

from analysis.annotate.claims import find_claims
from analysis.annotate.likeness import WEIGHTS, Thresholds
from analysis.annotate.meaning import Meaning, read_meaning
from analysis.annotate.sentence_pairs import FEATURES, WORD_FEATURES, measure_pairs
from analysis.corpus import load_study
from analysis.measure.intervals import wilson
from analysis.parsing import parse_article
from analysis.tables import empty_table
from benchmarks.claim_scores import (
    Event,
    Pairs,
    find_highest,
    flatten,
    join_tables,
    judge_claims,
    judge_strangers,
    measure_accuracy,
    score_pairs,
)
from benchmarks.results import parse_arguments, save_result

ROOT = Path(__file__).parent.parent
TRAINING = Path(__file__).parent / "training" / "claims"
GOLD = ROOT / "tests" / "gold"
PENALTY = 3.0
"""L2 penalty of the logistic regression on standardised features."""

STRANGERS = 20
"""Pairs of articles on different events that the thresholds are set on; as many others measure them."""

LONGEST = 30
STATED_RATE = 0.005
"""Share of the pairs of sentences on different events that the threshold of 'stated' lets pass."""

POSSIBLE_RATE = 0.2
"""Share of the sentences that may find a 'possible' counterpart in an article on a different event: decision 0020."""

STRANGE = "articles on different events (BASIL)"


def main() -> None:
    """Measure, and with ``--train`` write the weights first."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--train", action="store_true", help="fit the weights and thresholds and write them to the package")
    arguments = parse_arguments(parser)
    meanings = _Reader()
    invented = [_read_event(event, meanings) for event in load_events()]
    coded = _pair_up(*load_coded(), meanings)
    strangers = [_pair_up(a, b, np.zeros((len(a), len(b)), dtype=int), meanings) for a, b in load_strangers(arguments.data)]
    if arguments.train:
        _train(invented, strangers[:STRANGERS])
    fresh = [_read_event(event, meanings) for event in load_events(TRAINING / "fresh")]
    figures = evaluate(invented, coded, strangers[STRANGERS:]) | {"fresh": evaluate_fresh(fresh), "study": evaluate_study()}
    save_result("claims", figures | {"errors": list_errors(figures)})


def load_events(folder: Path = TRAINING) -> list[dict]:
    """The invented events: outlets, sentences, and which facts each sentence states."""
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))]


def measure_agreement() -> float:
    """F1 of a second reading of some events against the facts they were written from, on pairs of sentences that state the same."""
    hits = total = 0
    for path in sorted((TRAINING / "second").glob("*.json")):
        articles = json.loads((TRAINING / path.name).read_text(encoding="utf-8"))["articles"]
        facts = {(a, k): set(row["facts"]) for a, article in enumerate(articles) for k, row in enumerate(article["sentences"])}
        written = {frozenset((a, b)) for a, b in combinations(facts, 2) if a[0] != b[0] and facts[a] & facts[b]}
        read = {frozenset((tuple(a), tuple(b))) for a, b in json.loads(path.read_text(encoding="utf-8"))}
        hits, total = hits + len(written & read), total + len(written) + len(read)
    return 2 * hits / total


def load_coded() -> tuple[list[str], list[str], np.ndarray]:
    """The sentences of the two coded articles and what both readings say of each pair."""
    texts = {row["id"]: row["text"] for row in json.loads((GOLD / "sentences.json").read_text(encoding="utf-8"))}
    (both, either, _), noise = _load_readings(), load_noise("B")
    first, second = ([name for name in texts if name.startswith(article) and name not in noise] for article in ("a0", "a2"))
    truth = [[1 if (a, b) in both else -int((a, b) in either) for b in second] for a in first]
    return [texts[a] for a in first], [texts[b] for b in second], np.array(truth)


def load_noise(readers: str = "AB") -> set[str]:
    """Sentences that a reading sets aside as no part of the report."""
    return {row["id"] for reader in readers for row in json.loads((GOLD / reader / "noise.json").read_text(encoding="utf-8"))}


def _load_readings() -> tuple[set[tuple[str, str]], set[tuple[str, str]], float]:
    """Pairs of sentences that state a common fact by both readings, and by either; and the F1 of one reading against the other."""
    first, second = (
        {(a, b) for fact in json.loads((GOLD / reader / "facts.json").read_text(encoding="utf-8")) for a in fact["a0"] for b in fact["a2"]}
        for reader in "AB"
    )
    return first & second, first | second, 2 * len(first & second) / (len(first) + len(second))


def load_strangers(data: Path, *, seed: int = 1) -> list[tuple[list[str], list[str]]]:
    """Sentences of pairs of BASIL articles on different events."""
    articles = [json.loads(line) for line in (data / "basil-dev.jsonl").read_text(encoding="utf-8").splitlines()]
    chance = random.Random(seed)
    pairs: list[tuple[list[str], list[str]]] = []
    while len(pairs) < 2 * STRANGERS:
        a, b = chance.sample(articles, 2)
        if a["event"] != b["event"]:
            first, second = ([s for paragraph in x["paragraphs"] for s in paragraph][:LONGEST] for x in (a, b))
            pairs.append((first, second))
    return pairs


def evaluate(invented: Sequence[Event], coded: Pairs, strangers: Sequence[Pairs]) -> dict:
    """Pairs, claims and coverage at the shipped thresholds, with and without the encoder."""
    shipped = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    figures: dict = {"features": list(FEATURES), "invented_events": len(invented), "two_readings": measure_agreement()}
    for model, names in (("pairs", FEATURES), ("words", WORD_FEATURES)):
        limits = Thresholds(shipped[model]["stated"], shipped[model]["possible"])
        crossed = [_fit_without(event, invented, names) | limits._asdict() for event in invented]
        likely = [score_pairs(pairs, each) for event, each in zip(invented, crossed, strict=True) for pairs in event.pairs.values()]
        truth = [pairs.truth for event in invented for pairs in event.pairs.values()]
        figures[model] = {
            "invented": measure_accuracy(join_tables(likely), join_tables(truth), limits.stated),
            "coded": measure_accuracy(score_pairs(coded, shipped[model]).ravel(), coded.truth.ravel(), limits.stated),
            "different_events": judge_strangers(strangers, shipped[model], limits),
            "claims": judge_claims(invented, crossed, limits),
        }
    return figures


def evaluate_fresh(events: Sequence[Event]) -> dict:
    """Pairs, claims and coverage of events that nothing was fitted on, by the classifier as it is shipped."""
    shipped = json.loads(WEIGHTS.read_text(encoding="utf-8"))["pairs"]
    limits = Thresholds(shipped["stated"], shipped["possible"])
    pairs = [pairs for event in events for pairs in event.pairs.values()]
    likely = join_tables(score_pairs(each, shipped) for each in pairs)
    return {
        "events": len(events),
        "pairs": measure_accuracy(likely, join_tables(each.truth for each in pairs), limits.stated),
        "claims": judge_claims(events, [shipped] * len(events), limits),
    }


def evaluate_study() -> dict:
    """The claims of the whole first study: pairs of the two coded articles that stand in one claim, against both readings."""
    study = load_study(ROOT / "seeds")
    claims = find_claims([parse_article(article) for article in study.articles], empty_table("reuse"), empty_table("quotes"))
    stated = claims[claims.status == "stated"]
    stated = stated.assign(id=stated.article + ".s" + stated.sentence.astype(str).str.zfill(2))
    (right, either, readings), noise = _load_readings(), load_noise()
    called = {(a, b) for _, own in stated.groupby("claim") for a in own.id[own.article == "a0"] for b in own.id[own.article == "a2"]}
    called = {pair for pair in called if pair not in either - right and not set(pair) & noise}
    hits = len(called & right)
    shared = int((stated.groupby("claim").article.nunique() > 1).sum())
    return {"precision": hits / max(len(called), 1), "recall": hits / len(right), "f1": 2 * hits / (len(called) + len(right)),
            "same": len(right), "two_readings": readings, "claims": int(claims.claim.nunique()), "shared": shared}  # fmt: skip


def list_errors(figures: dict) -> list[dict]:
    """One line a score for the table of measured errors."""
    pairs, study, fresh = figures["pairs"], figures["study"], figures["fresh"]
    untouched = f"{fresh['events']} invented events, fitted on nowhere"
    away, reported, absent = pairs["different_events"], pairs["claims"]["reported"], pairs["claims"]["absent"]
    coded, invented = "two own articles, coded twice", f"{figures['invented_events']} invented events, held out in turn"
    shares = [
        ("claims, pairs of sentences", "stated in error", away["stated"], away["pairs"], STRANGE),
        (
            "claims, sentences",
            "with a possible claim in error",
            away["with_possible"],
            away["sentences"],
            "articles on different events (BASIL)",
        ),
        ("coverage, facts an article reports", "found as stated", reported["stated"], reported["n"], invented),
        ("coverage, facts an article reports", "not found in error", reported["not_found"], reported["n"], invented),
        ("coverage, facts it does not report", "stated in error", absent["stated"], absent["n"], invented),
        ("coverage, facts it does not report", "possible in error", absent["possible"], absent["n"], invented),
    ]
    others = [
        ("claims, pairs of sentences", "F1", pairs["coded"]["f1"], pairs["coded"]["pairs"], coded, study["two_readings"]),
        ("claims, pairs of sentences", "F1", pairs["invented"]["f1"], pairs["invented"]["pairs"], invented, figures["two_readings"]),
        ("claims, pairs of sentences", "F1", fresh["pairs"]["f1"], fresh["pairs"]["pairs"], untouched, figures["two_readings"]),
        ("claims as grouped", "F1", fresh["claims"]["f1"], fresh["pairs"]["pairs"], untouched, figures["two_readings"]),
        ("claims as grouped", "F1", study["f1"], pairs["coded"]["pairs"], coded, study["two_readings"]),
        ("coverage, share of an article", "mean error", pairs["claims"]["mean_error_of_share"], pairs["claims"]["articles"], invented, ""),
    ]
    with_interval = [(*row[:3], *wilson(round(row[2] * row[3]), row[3])[1:], *row[3:], "") for row in shares]
    rows = [(*row[:3], None, None, *row[3:]) for row in others] + with_interval
    return [dict(zip(("measure", "score", "value", "low", "high", "n", "measured on", "two readings"), row, strict=True)) for row in rows]


def _fit_without(left_out: Event, events: Sequence[Event], names: Sequence[str]) -> dict:
    return fit([pairs for event in events if event is not left_out for pairs in event.pairs.values()], names)


def fit(tables: Sequence[Pairs], names: Sequence[str]) -> dict:
    """Logistic regression with an L2 penalty on standardised features; weights are given for the raw ones."""
    from scipy.optimize import minimize

    features, _, truth = flatten(tables)
    kept = truth >= 0
    x, y = features[kept][:, [FEATURES.index(name) for name in names]], truth[kept].astype(float)
    mean, spread = x.mean(axis=0), np.maximum(x.std(axis=0), 1e-9)
    z = np.column_stack([np.ones(len(x)), (x - mean) / spread])

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        logits = z @ w
        gradient = z.T @ (1 / (1 + np.exp(-logits)) - y)
        gradient[1:] += PENALTY * w[1:]
        return float(np.logaddexp(0, logits).sum() - y @ logits + PENALTY / 2 * w[1:] @ w[1:]), gradient

    w = minimize(loss, np.zeros(z.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 2000}).x
    weights = w[1:] / spread
    return {
        "constant": round(float(w[0] - weights @ mean), 4),
        "weights": dict(zip(names, (round(float(v), 4) for v in weights), strict=True)),
    }


def _train(invented: Sequence[Event], strangers: Sequence[Pairs]) -> None:
    shipped = {}
    for model, names in (("pairs", FEATURES), ("words", WORD_FEATURES)):
        weights = fit([pairs for event in invented for pairs in event.pairs.values()], names)
        scores = [score_pairs(pairs, weights | {"stated": 1.0}) for pairs in strangers]
        stated, possible = np.quantile(join_tables(scores), 1 - STATED_RATE), np.quantile(find_highest(scores), 1 - POSSIBLE_RATE)
        shipped[model] = weights | {"stated": round(float(stated), 3), "possible": round(float(min(possible, stated)), 3)}
    WEIGHTS.write_text(json.dumps(shipped, indent=1) + "\n", encoding="utf-8")


class _Reader(dict):
    """Sentence → its vectors, each read once."""

    def read(self, texts: Sequence[str]) -> list[Meaning]:
        new = [text for text in dict.fromkeys(texts) if text not in self]
        self.update(zip(new, read_meaning(new), strict=True))
        return [self[text] for text in texts]


def _read_event(event: dict, meanings: _Reader) -> Event:
    articles = [article["sentences"] for article in event["articles"]]
    pairs = {}
    for (i, first), (k, second) in combinations(enumerate(articles), 2):
        truth = np.array([[int(bool(set(a["facts"]) & set(b["facts"]))) for b in second] for a in first])
        pairs[i, k] = _pair_up([a["text"] for a in first], [b["text"] for b in second], truth, meanings)
    owners = [number for number, sentences in enumerate(articles) for _ in sentences]
    return Event([set(sentence["facts"]) for sentences in articles for sentence in sentences], owners, pairs)


def _pair_up(first: Sequence[str], second: Sequence[str], truth: np.ndarray, meanings: _Reader) -> Pairs:
    return Pairs(*measure_pairs(first, second, meanings.read(first), meanings.read(second)), truth)


if __name__ == "__main__":
    main()
