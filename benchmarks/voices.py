"""How well mentions, quotations and speakers are found: ``python -m benchmarks.voices [--data DIR] [--peers DIR]``.

PolNeAR (Newell et al. 2018), development part: an attribution is right if its words overlap the coded content by half or more
(intersection ÷ union, best pairs first) and its speaker's words overlap the coded source. The rows of one cue are one attribution.
Coded examples of the first study (``tests/gold``): against what both readings agree on; what only one has does not count.
textacy reads the same articles side by side, in an environment of its own (kept in the folder ``--peers``, else temporary).
Writes ``benchmarks/results/voices.json``.
"""

import argparse
import gc
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from analysis.annotate.actors import find_mentions
from analysis.annotate.quotes import find_quotes, mark_voice
from analysis.corpus import Article, load_study
from analysis.files import write_atomically
from analysis.parsing import ParsedArticle, parse_articles
from analysis.tables import empty_table
from benchmarks.peers import MODEL, NotInstalled, ask_peer

ROOT = Path(__file__).parent.parent
GOLD = ROOT / "tests" / "gold"
RESULTS = ROOT / "benchmarks" / "results" / "voices.json"
WORD = re.compile(r"\w+(?:[’'\-]\w+)*")
OVERLAP = 0.5
PASSES = 10
Spans = list[tuple[int, int]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--peers", type=Path, help="folder that keeps the environment of textacy; without it a temporary one")
    chosen = parser.parse_args()
    results: dict = {"coded_examples": score_gold()}
    file = chosen.data / "polnear-dev.jsonl"
    if not file.exists():
        kept = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
        results |= {part: kept[part] for part in ("polnear", "peers") if part in kept}
        print(f"{file} is not there: its kept results stay as they are", file=sys.stderr)
    else:
        results["polnear"] = score_polnear(file)
        results["peers"] = EARLIER | {"textacy": score_textacy(file, chosen.peers)}
    results["errors"] = list_errors(results)
    write_atomically(RESULTS, json.dumps(results, indent=1) + "\n")
    print(json.dumps(results, indent=1))


def list_errors(results: dict) -> list[dict]:
    """The rows that notebooks and the report print as the known error."""
    gold, coded = results["coded_examples"], "two coded articles of the first study, two readings"
    say = lambda measure, text, score, value, n, people="": {  # noqa: E731
        "measure": measure, "score": score, "value": value, "low": None, "high": None, "n": n, "measured on": text, "two readings": people,
    }  # fmt: skip
    rows = [
        say("actor mentions", coded, "F1", gold["mentions"]["f1"], gold["mentions"]["n"], ".99"),
        say("actor or place", coded, "accuracy", gold["kind"]["accuracy"], gold["kind"]["n"]),
        say("quotations", coded, "F1", gold["quote_spans"]["f1"], gold["quote_spans"]["n"], "1.00"),
        say("side of the speaker", coded, "accuracy", gold["side"]["accuracy"], gold["side"]["n"], ".99"),
        say("indirect speech", coded, "F1", gold["indirect"]["f1"], gold["indirect"]["n"], ".88"),
    ]
    polnear = results.get("polnear")
    text = "PolNeAR, development part, news of the US election 2016"
    return rows + ([say("attributions with speaker", text, "F1", polnear["f1"], polnear["n"])] if polnear else [])


EARLIER = {
    "earlier": {
        "source": "measured on the same articles before this code was written; joint F1, all attributions",
        "Gender Gap Tracker's rules": 0.399,
        "Citron's method, retrained": 0.511,
    }
}
TEXTACY = "textacy==0.13.0"


def score_textacy(file: Path, folder: Path | None = None) -> dict:
    """The same scores for textacy's ``direct_quotations``, which looks for quotation marks only; or why there are none."""
    coded = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    try:
        found = ask_peer(Path(__file__).with_name("peer_textacy.py"), [TEXTACY, MODEL], str(file), folder=folder)
    except NotInstalled as why:
        return {"package": TEXTACY, "not measured": str(why)}
    scored = {}
    for way, articles in found.items():
        counts: Counter = Counter()
        for row, article in zip(coded, articles, strict=True):
            counts += _match(row["text"], row["quotes"], article["attributions"])
        scored[way] = _list_scores(counts) | {"articles with an error": sum(article["lost"] > 0 for article in articles)}
    return {"package": TEXTACY} | scored


def score_polnear(file: Path) -> dict:
    """Joint precision, recall and F1 over all articles of ``file``, and the words a second after the parse."""
    coded = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    parsed = list(parse_articles(Article(row["id"], f"{row['id']}.txt", row["text"]) for row in coded))
    none = empty_table("mentions")
    tables = [find_quotes(article, none) for article in parsed]
    counts: Counter = Counter()
    for row, table in zip(coded, tables, strict=True):
        counts += _match(row["text"], row["quotes"], list_attributions(table))
    return _list_scores(counts) | {
        "articles": len(coded),
        "words_a_second": round(sum(len(WORD.findall(row["text"])) for row in coded) / time_annotation(parsed), -3),
    }


def time_annotation(parsed: Sequence[ParsedArticle]) -> float:
    """Seconds of one core that mentions with roles, quotations and voices take after the parse: the fastest of several passes,
    because the others measure what else the machine was doing."""
    actors = load_study(ROOT / "seeds").actors
    seconds = []
    for _ in range(PASSES):
        for article in parsed:
            article.shared.clear()
        gc.collect()
        start = time.process_time()
        for article in parsed:
            mentions = find_mentions(article, actors)
            mark_voice(mentions, find_quotes(article, mentions, actors))
            article.shared.clear()  # as in a run over many articles, which keeps none
        seconds.append(time.process_time() - start)
    return min(seconds)


def _list_scores(counts: Counter) -> dict:
    joint, content = (scores(counts[what], counts["found"], counts["there"]) for what in ("right", "content"))
    return joint | {"content_f1": content["f1"]}


def list_attributions(quotes: pd.DataFrame) -> list[dict[str, Spans]]:
    """Content and speaker of each attribution, as character spans; scare quotes attribute nothing."""
    found = []
    for _, own in quotes[quotes.type != "scare"].groupby("attribution") if len(quotes) else ():
        content = [*zip(own.start, own.end, strict=True), *zip(own.content_start, own.content_end, strict=True)]
        first = own.iloc[0]
        found.append(dict(content=content, source=[(first.speaker_start, first.speaker_end)] if first.speaker_start >= 0 else []))
    return found


def _match(text: str, coded: list[dict], found: list[dict]) -> Counter:
    words = [match.span() for match in WORD.finditer(text)]
    there = [(_words_in(words, each["content"]), _words_in(words, each["source"])) for each in coded]
    ours = [(_words_in(words, each["content"]), _words_in(words, each["source"])) for each in found]
    there, ours = [each for each in there if each[0]], [each for each in ours if each[0]]
    pairs = sorted(
        ((len(a[0] & b[0]) / len(a[0] | b[0]), i, j) for i, a in enumerate(there) for j, b in enumerate(ours) if a[0] & b[0]), reverse=True
    )
    taken_there: set[int] = set()
    taken_ours: set[int] = set()
    counts = Counter(there=len(there), found=len(ours))
    for overlap, i, j in pairs:
        if overlap >= OVERLAP and i not in taken_there and j not in taken_ours:
            taken_there.add(i)
            taken_ours.add(j)
            counts["content"] += 1
            counts["right"] += bool(there[i][1] & ours[j][1]) or not (there[i][1] or ours[j][1])
    return counts


def _words_in(words: Spans, spans: Spans) -> frozenset[int]:
    return frozenset(k for k, (start, end) in enumerate(words) for a, b in spans if start < b and end > a)


def score_gold() -> dict:
    """Mentions, kinds, quotation spans, sides and indirect speech of the coded examples."""
    study = load_study(ROOT / "seeds")
    places = _place_sentences(study)
    mentions, quotes = [], []
    for parsed in parse_articles(article for article in study.articles if any(key.startswith(article.article + ".") for key in places)):
        own = find_mentions(parsed, study.actors)
        said = find_quotes(parsed, own, study.actors)
        mentions += [(_sentence_at(places, parsed.article, row.start), row.actor, _plain(row.text), row.kind)
                     for row in own.itertuples() if not row.resolved]  # fmt: skip
        quotes += [(_sentence_at(places, parsed.article, row.start), _plain(row.text), row.actor, bool(row.speaker), row.type == "indirect")
                   for row in said.itertuples()]  # fmt: skip
    return _score_mentions(mentions) | _score_quotes(quotes)


def _score_mentions(found: list[tuple]) -> dict:
    coded = [[(x["id"], x["actor"], _plain(x["text"]), x["kind"]) for x in _read(reader, "mentions")] for reader in "AB"]
    both = _agreed([Counter(x[:3] for x in each) for each in coded], Counter(x[:3] for x in found))
    kinds = Counter(coded[0]) & Counter(coded[1])
    named = {x[:3] for x in found}
    judged = Counter({key: n for key, n in kinds.items() if key[:3] in named})
    return {"mentions": both, "kind": {"accuracy": round((judged & Counter(found)).total() / judged.total(), 3), "n": judged.total()}}


def _score_quotes(found: list[tuple]) -> dict:
    coded = [{(x["id"], _plain(x["text"])): x["side"] for x in _read(reader, "quotes")} for reader in "AB"]
    spans = _agreed([Counter(each.keys()) for each in coded], Counter(x[:2] for x in found if not x[4]))
    sides = [
        (coded[0][x[:2]], x[2] or ("OTHER" if x[3] else "NARRATOR"))
        for x in found
        if not x[4] and x[:2] in coded[0] and coded[0][x[:2]] == coded[1].get(x[:2])
    ]
    indirect = [Counter({(x["id"], x["side"]) for x in _read(reader, "indirect")}) for reader in "AB"]
    return {
        "quote_spans": spans,
        "side": {"accuracy": round(sum(a == b for a, b in sides) / len(sides), 3), "n": len(sides)},
        "indirect": _agreed(indirect, Counter({(x[0], x[2] or "OTHER") for x in found if x[4]})),
    }


def _agreed(coded: list[Counter], found: Counter) -> dict:
    """Scores against what both readings have; what only one has counts neither way."""
    noise = _noise()
    both, either, found = (_without(each, noise) for each in (coded[0] & coded[1], coded[0] | coded[1], found))
    right = (both & found).total()
    return scores(right, right + (found - either).total(), both.total())


def _without(counts: Counter, noise: set[str]) -> Counter:
    return Counter({key: n for key, n in counts.items() if key[0] and key[0] not in noise})


def scores(right: int, found: int, there: int) -> dict:
    """Precision, recall and F1, with the number of things to find."""
    precision, recall = right / found if found else 0.0, right / there if there else 0.0
    f1 = 2 * right / (found + there) if found + there else 0.0
    return {"precision": round(precision, 3), "recall": round(recall, 3), "f1": round(f1, 3), "n": there}


def _read(reader: str, name: str) -> list[dict]:
    return [json.loads(line) for line in (GOLD / reader / f"{name}.jsonl").read_text(encoding="utf-8").splitlines() if line]


def _noise() -> set[str]:
    return {row["id"] for reader in "AB" for row in json.loads((GOLD / reader / "noise.json").read_text(encoding="utf-8"))}


def _place_sentences(study) -> dict[str, tuple[int, int]]:
    places, at = {}, {}
    for row in json.loads((GOLD / "sentences.json").read_text(encoding="utf-8")):
        article = row["id"].split(".")[0]
        start = study[article].text.replace("\u00a0", " ").find(row["text"].replace("\u00a0", " "), at.get(article, 0))
        if start >= 0:
            places[row["id"]] = (start, start + len(row["text"]))
            at[article] = start
    return places


def _sentence_at(places: dict[str, tuple[int, int]], article: str, start: int) -> str:
    return next((key for key, (a, b) in places.items() if key.startswith(article + ".") and a <= start < b), "")


def _plain(text: str) -> str:
    return re.sub(r"^the ", "", " ".join(text.replace("\u00a0", " ").split()), flags=re.IGNORECASE)


if __name__ == "__main__":
    main()
