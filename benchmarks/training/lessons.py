"""What the fast model is taught on: the coded targets, and what else can be asked of the same sentences.

Only the coded targets have a label of their own; of the others the teacher's word is all there is. Asking it of every
name, pronoun and party of a sentence gives the pupil two to three times the material, in the wording of real news.
"""

import json
import random
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from rows import OWN, list_targets, read_rows

from analysis.parsing import load_model
from analysis.splitting import split_paragraphs, split_sentences

PARTIES = frozenset(("nsubj", "nsubjpass", "dobj", "pobj", "poss", "agent", "attr", "conj", "appos"))
MOST_ASKED = 4
"""Uncoded targets asked of one sentence."""
LENGTHS = range(16, 600)
"""Of a sentence of the articles, in characters."""
NOBODY = frozenset(("it", "that", "which", "what", "this"))
LINKS = ("; ", ", while ", ", and ", " — ", ", although ", " – ", ", as ")


def list_lessons(news: list[dict], own: list[dict], *, seed: int = 0) -> list[dict]:
    """Rows of sentence, from, to, others (names that are hidden), polarity (None: only the teacher knows), frames of coded ones.

    ``names`` are all proper names beside the target: what the pupil may find hidden or exchanged.
    """
    generator = random.Random(seed)
    public = [{**row, "others": []} for row in news]
    ours = list_targets(own)
    names: dict[str, list[tuple[int, int]]] = {text: [] for text in list_further()}
    for row in (*public, *ours):
        names.setdefault(row["sentence"], []).append((row["from"], row["to"]))
    asked = [each for text, spans in names.items() for each in _ask(_parse(text), spans, generator)]
    joined = [*_join(ours, ours, generator), *_join(ours, public, generator), *_join(public, ours, generator)]
    return [row | {"names": _list_names(row)} for row in (*public, *ours, *asked, *joined)]


def list_further() -> list[str]:
    """Sentences of ours in which nobody's stance is coded: those of the frames, of the invented reports and articles."""
    frames = [row["sentence"] for row in read_rows(OWN.parent / "frames.jsonl")]
    events = [json.loads(path.read_text(encoding="utf-8")) for path in sorted((OWN.parent.parent / "claims").glob("*.json"))]
    reports = [row["text"] for event in events for article in event["articles"] for row in article["sentences"]]
    return frames + reports + [text for path in sorted((OWN.parent / "articles").glob("*.txt")) for text in _cut_sentences(path)]


def _cut_sentences(path: Path) -> list[str]:
    """The sentences of a file of articles, parted by lines of ``###``."""
    articles = path.read_text(encoding="utf-8").split("\n###\n")
    paragraphs = [text[a:b] for text in articles for a, b in split_paragraphs(text)]
    sentences = [text[a:b] for text in paragraphs for a, b in split_sentences(text, 0, len(text))]
    return [text for text in sentences if len(text) in LENGTHS]


def _list_names(row: dict) -> list[tuple[int, int]]:
    """Runs of proper nouns of the sentence, and the names known to be others', that do not touch the target."""
    known = [tuple(span) for span in row["others"]]
    runs: list[tuple[int, int]] = []
    for token in _parse(row["sentence"]):
        if token.pos_ == "PROPN":
            start, end = token.idx, token.idx + len(token)
            joined = runs and row["sentence"][runs[-1][1] : start].isspace()
            runs[-1:] = [(runs[-1][0], end)] if joined else [*runs[-1:], (start, end)]
    free = [(a, b) for a, b in runs if not any(a < d and c < b for c, d in known)]
    return sorted(span for span in {*known, *free} if span[1] <= row["from"] or span[0] >= row["to"])


@cache
def _parse(text: str):
    return load_model()(text)


def _ask(tokens, names: list[tuple[int, int]], generator: random.Random) -> Iterator[dict]:
    """Parties of the sentence that nobody coded; the coded names hidden in half of them."""
    spans = [span for span in _list_parties(tokens) if not any(span[0] < b and a < span[1] for a, b in names)]
    for start, end in generator.sample(spans, min(MOST_ASKED, len(spans))):
        yield {"sentence": tokens.text, "from": start, "to": end, "others": names if generator.random() < 0.5 else [], "polarity": None}


def _list_parties(tokens) -> list[tuple[int, int]]:
    """Names, pronouns and nouns that stand as a party: each with the names it is compounded with."""
    found = []
    for token in tokens:
        if token.pos_ in ("PROPN", "PRON", "NOUN") and token.dep_ in PARTIES and token.lower_ not in NOBODY:
            first = min([token.i, *(child.i for child in token.lefts if child.dep_ == "compound" and token.pos_ == "PROPN")])
            found.append((tokens[first].idx, token.idx + len(token)))
    return found


def _join(rows: list[dict], partners: list[dict], generator: random.Random) -> Iterator[dict]:
    """Each target in a longer sentence: the sentence of another one before or after its own."""
    for row in rows:
        text, other, link = row["sentence"], generator.choice(partners), generator.choice(LINKS)
        if generator.random() < 0.5:
            shift, joined = len(other["sentence"].rstrip(".")) + len(link), other["sentence"].rstrip(".") + link + text
        else:
            shift, joined = 0, text.rstrip(".") + link + other["sentence"]
        strangers = [*other["others"], (other["from"], other["to"])]
        offset = 0 if shift else len(text.rstrip(".")) + len(link)
        others = [(a + shift, b + shift) for a, b in row["others"]] + [(a + offset, b + offset) for a, b in strangers]
        yield {"sentence": joined, "from": row["from"] + shift, "to": row["to"] + shift, "others": others, "polarity": None}
