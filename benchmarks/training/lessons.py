"""What the fast model is taught on: the coded targets, and what else can be asked of the same sentences.

Only the coded targets have a label of their own; of the others the teacher's word is all there is. Asking it of every
name, pronoun and party of a sentence gives the pupil two to three times the material, in the wording of real news.
"""

import json
import random
from collections.abc import Iterator

from rows import OWN, list_targets, read_rows

from analysis.parsing import load_model

PARTIES = frozenset(("nsubj", "nsubjpass", "dobj", "pobj", "poss", "agent", "attr", "conj", "appos"))
MOST_ASKED = 2
"""Uncoded targets asked of one sentence."""
NOBODY = frozenset(("it", "that", "which", "what", "this"))
LINKS = ("; ", ", while ", ", and ", " — ", ", although ", " – ", ", as ")


def list_lessons(news: list[dict], own: list[dict], *, seed: int = 0) -> list[dict]:
    """Rows of sentence, from, to, others (names that are hidden), polarity (None: only the teacher knows), frames of coded ones."""
    generator = random.Random(seed)
    public = [{**row, "others": []} for row in news]
    ours = list_targets(own)
    names: dict[str, list[tuple[int, int]]] = {text: [] for text in list_further()}
    for row in (*public, *ours):
        names.setdefault(row["sentence"], []).append((row["from"], row["to"]))
    asked = [each for text, spans in names.items() for each in _ask(load_model()(text), spans, generator)]
    joined = [*_join(ours, ours, generator), *_join(ours, public, generator), *_join(public, ours, generator)]
    return [*public, *ours, *asked, *joined]


def list_further() -> list[str]:
    """Sentences of ours in which nobody's stance is coded: those of the frames and of the invented reports."""
    frames = [row["sentence"] for row in read_rows(OWN.parent / "frames.jsonl")]
    events = [json.loads(path.read_text(encoding="utf-8")) for path in sorted((OWN.parent.parent / "claims").glob("*.json"))]
    return frames + [row["text"] for event in events for article in event["articles"] for row in article["sentences"]]


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
