"""Copies: planted ones among 10,000 generated articles, edited ones between real articles, and the coded pair of the first study.

    python -m benchmarks.lineage [--data DIR] [--articles 10000]

The generated articles are random walks over the word pairs of BASIL, so that no long run of words recurs by chance; 25-word
sentences are then copied from one into another. The edited copies are sentences of BASIL with every tenth word dropped or
exchanged, set into an article on another event. Retold passages are looked for between articles of BASIL on different events, where
there can be none, and on the same event, where three desks report for themselves but may draw on one agency.
"""

import argparse
import json
import random
import time
from collections.abc import Sequence
from itertools import combinations, pairwise
from pathlib import Path

import pandas as pd

from analysis.annotate.actors import find_mentions
from analysis.annotate.alignment import read_words
from analysis.annotate.copy_index import find_runs
from analysis.annotate.likeness import score_texts
from analysis.annotate.meaning import read_meaning
from analysis.annotate.paraphrase import add_paraphrases, find_passages
from analysis.annotate.quotes import find_quotes
from analysis.annotate.reuse import find_reuse
from analysis.corpus import Article, load_study
from analysis.measure.intervals import wilson
from analysis.parsing import parse_article
from analysis.tables import empty_table
from analysis.words import find_words
from benchmarks.results import parse_arguments, save_result

ROOT = Path(__file__).parent.parent
WORDS, COPIED_WORDS, COPIES = 500, 25, 2000
EDITED_PAIRS, EDITED_EACH, EDIT_RATE = 20, 6, 0.1
STRANGERS = 400
"""Pairs of articles on different events in which retold passages are looked for."""


def main() -> None:
    """Measure all three and save the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=10_000)
    arguments = parse_arguments(parser)
    articles = [json.loads(line) for line in (arguments.data / "basil-dev.jsonl").read_text(encoding="utf-8").splitlines()]
    figures = {
        "planted": find_planted(articles, arguments.articles), "edited": find_edited(articles),
        "coded": find_coded(), "retold": find_retold(articles),
    }  # fmt: skip
    save_result("lineage", figures | {"errors": list_errors(figures)})


def find_planted(articles: Sequence[dict], count: int, *, seed: int = 7) -> dict:
    """Share of the planted copies that are found, and the seconds of one core from text to runs."""
    chance = random.Random(seed)
    texts, planted = _plant(_walk(articles, count, chance), chance)
    started = time.process_time()
    runs = find_runs([read_words(text).keys for text in texts])
    seconds = time.process_time() - started
    found = {(run.a, run.b) for run in runs if run.size >= COPIED_WORDS}
    hits = sum(pair in found or pair[::-1] in found for pair in planted)
    return {"articles": count, "words": count * WORDS, "planted": len(planted), "found": hits / len(planted), "seconds": seconds,
            "other_runs_of_15": sum(run.size >= 15 for run in runs) - hits}  # fmt: skip


def find_edited(articles: Sequence[dict], *, seed: int = 7) -> dict:
    """Precision, recall and F1 of copied and lightly edited sentences between articles on different events."""
    chance = random.Random(seed)
    hits = called = true = 0
    for number in range(EDITED_PAIRS):
        first, second = chance.sample(articles, 2)
        a, b = ([s for paragraph in article["paragraphs"] for s in paragraph] for article in (first, second))
        long = [s for s in a if len(find_words(s)) >= 12 and not set(s) & set('“”"')]
        copied = chance.sample(long, min(EDITED_EACH, len(long)))
        edited = [_edit(sentence, chance) for sentence in copied]
        for sentence in edited:
            b.insert(chance.randrange(len(b) + 1), sentence)
        parsed = [parse_article(Article(name, f"{name}{number}", "\n\n".join(text))) for name, text in (("x", a), ("y", b))]
        reuse = find_reuse(parsed, empty_table("quotes"))
        pairs = {(_text(parsed[0], row.sentence_a), _text(parsed[1], row.sentence_b)) for row in reuse.itertuples()}
        hits += sum(any(s[:30] in p and t[:30] in q for p, q in pairs) for s, t in zip(copied, edited, strict=True))
        called, true = called + len(pairs), true + len(copied)
    return {"precision": hits / max(called, 1), "recall": hits / true, "f1": 2 * hits / (called + true), "copies": true}


def find_coded() -> dict:
    """Pairs of the two coded articles: right if both readings have the pair, wrong if neither has it; quotations, then all relations."""
    gold = [json.loads((ROOT / "tests" / "gold" / reader / "lineage.json").read_text(encoding="utf-8"))["pairs"] for reader in "AB"]
    study = load_study(ROOT / "seeds")
    parsed = [parse_article(study[name]) for name in ("a0", "a2")]
    quotes = pd.concat([find_quotes(each, find_mentions(each, study.actors), study.actors) for each in parsed], ignore_index=True)
    found = add_paraphrases(parsed, find_reuse(parsed, quotes))
    rows = {(f"a0.s{r.sentence_a:02d}", f"a2.s{r.sentence_b:02d}"): r.relation for r in found.itertuples()}
    figures = {}
    for name, relations in (("quotations", ("same-quote", "same-quote-other-wording")), ("all", None)):
        coded = [{(p["a"], p["b"]) for p in pairs if relations is None or p["relation"] in relations} for pairs in gold]
        pairs = {pair for pair, relation in rows.items() if relations is None or relation != "paraphrase"} - (coded[0] ^ coded[1])
        both = coded[0] & coded[1]
        hits = len(pairs & both)
        figures[name] = {"precision": hits / max(len(pairs), 1), "recall": hits / len(both), "f1": 2 * hits / (len(pairs) + len(both)),
                         "pairs": len(both), "two_readings": 2 * len(both) / sum(map(len, coded))}  # fmt: skip
    return figures


def find_retold(articles: Sequence[dict], *, seed: int = 3) -> dict:
    """Share of the pairs of articles with a retold passage, by whether they report the same event."""
    chance = random.Random(seed)
    sentences = {article["article"]: [s for paragraph in article["paragraphs"] for s in paragraph] for article in articles}
    meanings = {name: read_meaning(texts) for name, texts in sentences.items()}
    event = {article["article"]: article["event"] for article in articles}
    pairs = list(combinations(event, 2))
    same = [(a, b) for a, b in pairs if event[a] == event[b]]
    different = chance.sample([(a, b) for a, b in pairs if event[a] != event[b]], STRANGERS)
    return {name: _count_retold(chosen, sentences, meanings) for name, chosen in (("different_events", different), ("same_event", same))}


def list_errors(figures: dict) -> list[dict]:
    """One line a score for the table of measured errors."""
    planted, edited, coded, retold = figures["planted"], figures["edited"], figures["coded"], figures["retold"]
    two, quotations = "two own articles, coded twice", coded["quotations"]
    rows = [
        ("lineage, copied sentences", "found", planted["found"], planted["planted"], f"{planted['articles']:,} generated articles", ""),
        ("lineage, edited copies", "F1", edited["f1"], edited["copies"], "copies set into news (BASIL)", ""),
        ("lineage, shared quotations", "F1", quotations["f1"], quotations["pairs"], two, quotations["two_readings"]),
        ("lineage, quotations and retold", "F1", coded["all"]["f1"], coded["all"]["pairs"], two, coded["all"]["two_readings"]),
        ("lineage, retold passages", "found in error", retold["different_events"]["share"], retold["different_events"]["pairs"],
         "articles on different events (BASIL)", ""),
        ("lineage, retold passages", "found", retold["same_event"]["share"], retold["same_event"]["pairs"],
         "three desks on the same event (BASIL)", ""),
    ]  # fmt: skip
    return [
        {
            "measure": measure,
            "score": score,
            "value": value,
            **_interval(score, value, n),
            "n": n,
            "measured on": where,
            "two readings": readings,
        }
        for measure, score, value, n, where, readings in rows
    ]


def _interval(score: str, value: float, n: int) -> dict:
    low, high = wilson(round(value * n), n)[1:] if score.startswith("found") else (None, None)
    return {"low": low, "high": high}


def _count_retold(pairs: Sequence[tuple[str, str]], sentences: dict, meanings: dict) -> dict:
    found = [bool(find_passages(score_texts(sentences[a], sentences[b], meanings[a], meanings[b]))) for a, b in pairs]
    return {"share": sum(found) / len(found), "pairs": len(found)}


def _walk(articles: Sequence[dict], count: int, chance: random.Random) -> list[list[str]]:
    words = [word for article in articles for paragraph in article["paragraphs"] for s in paragraph for word in s.split()]
    following: dict[str, list[str]] = {}
    for word, after in pairwise(words):
        following.setdefault(word, []).append(after)
    texts = []
    for _ in range(count):
        text = [chance.choice(words)]
        while len(text) < WORDS:
            text.append(chance.choice(following.get(text[-1]) or words))
        texts.append(text)
    return texts


def _plant(texts: list[list[str]], chance: random.Random) -> tuple[list[str], list[tuple[int, int]]]:
    planted = []
    chosen = chance.sample(range(len(texts)), 2 * min(COPIES, len(texts) // 2))
    for source, target in zip(chosen[::2], chosen[1::2], strict=True):
        at = chance.randrange(WORDS - 2 * COPIED_WORDS)
        passage = texts[source][at : at + 2 * COPIED_WORDS]
        while len(read_words(" ".join(passage[:-1])).keys) >= COPIED_WORDS and len(passage) > 1:
            passage = passage[:-1]
        place = chance.randrange(len(texts[target]))
        texts[target][place:place] = passage
        planted.append((source, target))
    return [" ".join(text) for text in texts], planted


def _edit(sentence: str, chance: random.Random) -> str:
    words = sentence.split()
    edited = []
    for word in words:
        luck = chance.random()
        edited += [] if luck < EDIT_RATE / 2 else [chance.choice(words)] if luck < EDIT_RATE else [word]
    return " ".join(edited)


def _text(parsed, sentence: int) -> str:
    return parsed.sentences.text[parsed.sentences.sentence == sentence].iloc[0]


if __name__ == "__main__":
    main()
