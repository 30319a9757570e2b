"""How well frames, passives and names are found: ``python -m benchmarks.framing [--data DIR]``.

Frames and names: the two coded articles of the first study (``tests/gold``), against what both readings agree on. Passives and
by-agents: UD English GUM, parsed by us from its raw sentences. Shuffled pairs: sentences of two articles dealt out anew.
Writes ``benchmarks/results/framing.json``, and ``analysis/codebooks/frame_errors.json`` with the F1 by which weak frames are withheld.
"""

import argparse
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.annotate.encoder import has_model
from analysis.annotate.frames import find_frames, load_frames, load_weights
from analysis.annotate.passives import find_agent, list_passives
from analysis.annotate.wording import find_wording
from analysis.codebooks import FOLDER
from analysis.corpus import load_study
from analysis.files import write_atomically
from analysis.measure.intervals import SEED
from analysis.measure.keyness import compare_words
from analysis.parsing import load_model, parse_articles

ROOT = Path(__file__).parent.parent
GOLD = ROOT / "tests" / "gold"
RESULTS = ROOT / "benchmarks" / "results" / "framing.json"
FEWEST = 5
"""Agreed sentences with a frame below which its F1 says too little."""

ABOUT = ("war", "campaign", "military action", "invasion", "air strikes", "conduct", "movement", "pledge", "announcement", "offers",
         "statement", "talks", "crimea")  # fmt: skip
"""What a coded name must be about to count: the act, the pledge, Crimea's change of hands."""

PAIRS = 200


class Count(NamedTuple):
    """What was found and right, found in all, and there to find."""

    right: int
    found: int
    there: int

    @property
    def scores(self) -> dict[str, float | None]:
        f1 = _divide(2 * self.right, self.found + self.there)
        return dict(precision=_divide(self.right, self.found), recall=_divide(self.right, self.there), f1=f1, n=self.there)


def score_frames(coded: Mapping[str, tuple[set, set]], found: Mapping[str, set]) -> dict[str, dict]:
    """Frame → precision, recall, F1 over the sentences on which both readings agree whether it has the frame."""
    scores = {}
    for frame in load_frames():
        agreed = [sentence for sentence, (a, b) in coded.items() if (frame in a) == (frame in b)]
        truth = {sentence for sentence in agreed if frame in coded[sentence][0]}
        ours = {sentence for sentence in agreed if frame in found[sentence]}
        both = [sentence for sentence, (a, b) in coded.items() if frame in a or frame in b]
        scores[frame] = Count(len(truth & ours), len(ours), len(truth)).scores | {
            "readings_f1": _agreement(coded, frame),
            "coded": len(both),
        }
    return scores


def read_coded_frames(folder: Path = GOLD, *, model: str = "") -> tuple[dict[str, tuple[set, set]], dict[str, set]]:
    """(sentence id → frames of the two readings, sentence id → frames found)."""
    readings = [{row["id"]: set(row["frames"]) for row in _read_rows(folder / reader / "frames.jsonl")} for reader in "AB"]
    places = place_sentences(folder)
    ids = [each for each in places if each in readings[0] and each in readings[1]]
    found: dict[str, set] = {each: set() for each in ids}
    for parsed in parse_articles(load_study(ROOT / "seeds").articles):
        frames = find_frames(parsed, model=model)
        for each in ids:
            article, start, end = places[each]
            if article == parsed.article:
                inside = frames[(frames.start >= start) & (frames.end <= end)]
                found[each] = set(inside.frame)
    return {each: (readings[0][each], readings[1][each]) for each in ids}, found


def place_sentences(folder: Path = GOLD) -> dict[str, tuple[str, int, int]]:
    """Coded sentence id → (article, start, end) in our texts."""
    texts = {article.article: article.text for article in load_study(ROOT / "seeds").articles}
    places, at = {}, dict.fromkeys(texts, 0)
    for row in json.loads((folder / "sentences.json").read_text(encoding="utf-8")):
        article = row["id"].partition(".")[0]
        start = texts[article].find(row["text"], at[article])
        if start >= 0:
            at[article] = start
            places[row["id"]] = (article, start, start + len(row["text"]))
    return places


def score_names(folder: Path = GOLD) -> dict[str, float]:
    """Share of the coded names about the act, the pledge and Crimea that a row of ``wording`` overlaps, by reading."""
    places = place_sentences(folder)
    articles = {parsed.article: parsed for parsed in parse_articles(load_study(ROOT / "seeds").articles)}
    scores = {}
    for reader in "AB":
        labels = json.loads((folder / reader / "wording.json").read_text(encoding="utf-8"))["labels"]
        chosen = [row for row in labels if row["id"] in places and any(word in row["about"].lower() for word in ABOUT)]
        hits = [_is_found(row, places[row["id"]], articles) for row in chosen]
        scores[reader] = dict(recall=round(sum(hits) / len(hits), 3), n=len(hits))
    return scores


def score_passives(path: Path) -> dict[str, dict]:
    """Passives and by-agents of a CoNLL-U file: ours from its raw sentences against its own."""
    passives, agents = [], []
    nlp = load_model()
    for text, words in read_conllu(path):
        doc = _parse(nlp, text)
        found = {verb.idx for verb, form in list_passives(doc) if form == "full"}
        truth = {words[word["head"]]["start"] for word in words.values() if word["relation"] in ("aux:pass", "nsubj:pass", "csubj:pass")}
        passives.append((found & truth, found, truth))
        by = {(verb.idx, find_agent(verb).idx) for verb in doc if find_agent(verb) is not None}
        named = {(words[word["head"]]["start"], word["start"]) for word in words.values() if word["relation"] == "obl:agent"}
        agents.append((by & named, by, named))
    return {"passives": _sum(passives).scores, "by_agents": _sum(agents).scores}


def read_conllu(path: Path) -> Iterable[tuple[str, dict[int, dict]]]:
    """(raw sentence, its words: number → start, head, relation) of a CoNLL-U file."""
    for block in path.read_text(encoding="utf-8").strip().split("\n\n"):
        lines = block.split("\n")
        text = next(line[9:] for line in lines if line.startswith("# text = "))
        yield text, _place_words(text, [line.split("\t") for line in lines if not line.startswith("#")])


def count_shuffled(sentences: pd.DataFrame, *, pairs: int = PAIRS) -> dict[str, float]:
    """Share of shuffled pairs of articles (sentences dealt out anew between two real articles) with any 'distinctive' word."""
    generator = np.random.default_rng(SEED)
    articles = list(dict.fromkeys(sentences.article))
    hits = 0
    for _ in range(pairs):
        one, two = generator.choice(articles, 2, replace=False)
        pair = sentences[sentences.article.isin([one, two])]
        dealt = pair.assign(article=generator.permutation(pair.article.to_numpy()))
        hits += len(compare_words(dealt, [one], [two], shuffles=400)) > 0
    return dict(share=round(hits / pairs, 3), n=pairs)


def main(arguments: Sequence[str] | None = None) -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    options.add_argument("--gum", default="gum-dev.conllu", help="file of --data with UD English GUM")
    chosen = options.parse_args(arguments)
    ways = {"words": "", **({"accurate": "accurate"} if has_model("accurate") else {})}
    scores = {way: score_frames(*read_coded_frames(model=model)) for way, model in ways.items()}
    results: dict = dict(frames=scores, frames_mean_f1={way: _mean_f1(each) for way, each in scores.items()}, names=score_names())
    sentences = pd.concat([parsed.sentences for parsed in parse_articles(load_study(ROOT / "seeds").articles)])
    results["shuffled_pairs"] = count_shuffled(sentences)
    if (chosen.data / chosen.gum).exists():
        results |= score_passives(chosen.data / chosen.gum) | {"gum": chosen.gum}
    results["errors"] = list_errors(results)
    known = {way: known_errors(each) for way, each in scores.items()}
    write_atomically(FOLDER / "frame_errors.json", json.dumps(known, indent=1) + "\n")
    write_atomically(RESULTS, json.dumps(results, indent=1) + "\n")
    print(json.dumps(results, indent=1))


def known_errors(frames: Mapping[str, dict]) -> dict[str, dict]:
    """Frame → F1 and what it was measured on: the coded articles where they have enough sentences, else invented sentences."""
    learned = load_weights()
    return {
        name: dict(f1=score["f1"], n=score["n"], on="coded articles")
        if score["n"] >= FEWEST
        else dict(f1=learned[name]["cross_validated_f1"], n=learned[name]["coded"], on="invented sentences, cross-validated")
        for name, score in frames.items()
    }


def list_errors(results: Mapping) -> list[dict]:
    """One line a method for the table of measured errors."""
    own = "two coded articles of the first study"
    names = {"accurate": "frames, words and model", "words": "frames, words alone"}
    rows = [_error(name, f"mean F1 of frames with n ≥ {FEWEST}", results["frames_mean_f1"][way], _count_frames(results["frames"][way]), own,
                   ".90 to 1.00") for way, name in names.items() if way in results["frames"]]  # fmt: skip
    rows += [_error("names", "recall", results["names"][reader]["recall"], results["names"][reader]["n"], f"{own}, reading {reader}")
             for reader in results["names"]]  # fmt: skip
    for name in ("passives", "by_agents"):
        if name in results:
            rows += [_error(name.replace("_", "-"), score, results[name][score], results[name]["n"], results["gum"].removesuffix(".conllu"))
                     for score in ("precision", "recall")]  # fmt: skip
    shuffled = results["shuffled_pairs"]
    return [*rows, _error("distinctive words", "shuffled pairs with any", shuffled["share"], shuffled["n"], "sentences of the first study")]


def _mean_f1(scores: Mapping[str, dict]) -> float:
    return round(float(np.mean([score["f1"] for score in scores.values() if score["n"] >= FEWEST])), 3)


def _count_frames(scores: Mapping[str, dict]) -> int:
    return sum(score["n"] >= FEWEST for score in scores.values())


def _error(measure: str, score: str, value: float, n: int, on: str, readings: str = "") -> dict:
    return {
        "measure": measure,
        "score": score,
        "value": value,
        "low": None,
        "high": None,
        "n": n,
        "measured on": on,
        "two readings": readings,
    }


def _divide(part: int, whole: int) -> float | None:
    return round(part / whole, 3) if whole else None


def _agreement(coded: Mapping[str, tuple[set, set]], frame: str) -> float | None:
    first, second = ({each for each, sets in coded.items() if frame in sets[k]} for k in (0, 1))
    return Count(len(first & second), len(first), len(second)).scores["f1"]


def _is_found(row: dict, place: tuple[str, int, int], articles: Mapping) -> bool:
    article, start, end = place
    parsed = articles[article]
    at = parsed.text.find(row["phrase"].strip("“”"), start, end)
    names = find_wording(parsed)
    return at >= 0 and bool(((names.start < at + len(row["phrase"])) & (names.end > at)).any())


def _sum(sets: Iterable[tuple[set, set, set]]) -> Count:
    return Count(*(sum(map(len, each)) for each in zip(*sets, strict=True)))


def _parse(nlp, text: str):
    doc = nlp.tokenizer(text)
    for token in doc:
        token.is_sent_start = token.i == 0
    for _, component in nlp.pipeline:
        doc = component(doc)
    return doc


def _place_words(text: str, rows: Iterable[list[str]]) -> dict[int, dict]:
    """Words with their offsets; the parts of a contraction (don't = do + n't) lie within it."""
    words, at, whole = {}, 0, (0, 0)
    for row in rows:
        if "." in row[0]:
            continue
        if "-" in row[0]:
            start = text.index(row[1], at)
            whole = (int(row[0].partition("-")[2]), start + len(row[1]))
            at = start
            continue
        number = int(row[0])
        limit = whole[1] if number <= whole[0] else len(text)
        start = text.find(row[1], at, limit)
        start = at if start < 0 else start
        at = min(limit, start + len(row[1])) if number != whole[0] else whole[1]
        words[number] = dict(start=start, head=int(row[6]), relation=row[7])
    return words


def _read_rows(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


if __name__ == "__main__":
    main()
