"""Issue frames: what each sentence is about, with the words that say so.

Two things speak for a frame: the phrases of its codebook (``codebooks/frames.toml``), and lemmas and pairs of lemmas with
weights (``codebooks/frame_weights.json``), which a logistic regression learned from invented, coded sentences
(``benchmarks/training/frames.py``). Their sum decides. Where a language model is heard as well, its log-odds for the frame and
that sum count the same. The strongest words of the sentence are the row's span; if no word speaks for the frame, the whole sentence.
"""

import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.annotate.answers import ask_frames
from analysis.annotate.encoder import encode_plain, list_frames
from analysis.annotate.grammar import Grammar, read_grammar
from analysis.annotate.patterns import TokenLine, find_phrases, read_line
from analysis.codebooks import FOLDER, check_phrases, load_codebook, merge_codebook, read_addition
from analysis.parsing import ParsedArticle
from analysis.tables import make_table

MOST_PHRASES = 3
"""Phrases of one frame in a sentence beyond which more say nothing more."""


SUREST = 1e-4
"""No model is surer than this, so that it can be outvoted."""


class Sign(NamedTuple):
    """A phrase of a codebook frame or a weighted term: where it stands (tokens), and what it is called."""

    name: str
    first: int
    last: int


class Signs(NamedTuple):
    """What one sentence holds: phrases by frame, and terms."""

    phrases: dict[str, list[Sign]]
    terms: list[Sign]


def load_frames(folder: Path | None = None) -> dict[str, dict]:
    """Frame → its title, definition and phrases, with those a study adds in its own ``frames.toml``."""
    return _check_frames(read_addition("frames", folder))


@lru_cache(maxsize=4)
def _check_frames(added: bytes | None) -> dict[str, dict]:
    frames = merge_codebook("frames", added)
    for name, frame in frames.items():
        check_phrases(frame, f"frames.toml: frame '{name}'")
    return frames


def find_frames(parsed: ParsedArticle, frames: Mapping[str, dict] | None = None, *, model: str = "") -> pd.DataFrame:
    """The table ``frames``: one row for each frame of a sentence, its span the words that show the frame best.

    Headline, lede and body are read. ``score`` is the log-odds above the frame's threshold: higher is surer. A frame that
    a study adds has no weights: one of its phrases is enough, and ``score`` counts them. ``model`` names the language model
    that is heard as well ('accurate'); empty for none.
    """
    frames = load_frames() if frames is None else frames
    grammar = read_grammar(parsed)
    signs_of = sorted(list_signs(read_line(parsed), grammar, frames).items())
    heard = hear_model(parsed, [sentence for sentence, _ in signs_of], model) if model else {}
    rows = []
    for sentence, signs in signs_of:
        weights = weigh_terms(signs)
        for name in frames:
            score = score_frame(name, signs, weights.get(name, ()))
            if (sentence, name) in heard:
                score = (score + heard[sentence, name]) / 2
            if score >= 0:
                rows.append(_row(parsed, grammar, sentence, name, score, _strongest(name, signs)))
    return make_table("frames", rows)


def choose_model(scorers: Iterable[str]) -> str:
    """The model to be heard on frames beside these scorers of stance: the accurate one, if it is among them and reads anyway."""
    return "accurate" if "accurate" in scorers else ""


def hear_model(parsed: ParsedArticle, sentences: Sequence[int], model: str) -> dict[tuple[int, str], float]:
    """(sentence, frame) → the model's log-odds for the frame; above 0: rather yes."""
    said = ask_frames([encode_plain(model, parsed.rows[sentence].text) for sentence in sentences], name=model)
    said = np.clip(said.astype(float), SUREST, 1 - SUREST)
    odds = np.log(said / (1 - said))
    return {(sentence, name): float(odd) for sentence, row in zip(sentences, odds, strict=True)
            for name, odd in zip(list_frames(model), row, strict=True)}  # fmt: skip


def list_signs(line: TokenLine, grammar: Grammar, frames: Mapping[str, dict]) -> dict[int, Signs]:
    """Sentence → its phrases (each once) and its terms, for every sentence of ``line``."""
    found: dict[int, Signs] = {}
    for words in _split_words(line, grammar):
        found[grammar.sentences[words[0].first]] = Signs({}, list_terms(words))
    seen = set()
    for match in find_phrases(line, {name: frame["phrases"] for name, frame in frames.items()}):
        sentence = grammar.sentences[match.first]
        if (sentence, match.name, match.phrase) not in seen:
            seen.add((sentence, match.name, match.phrase))
            found[sentence].phrases.setdefault(match.name, []).append(Sign(match.phrase, match.first, match.last))
    return found


def list_terms(words: Sequence[Sign]) -> list[Sign]:
    """The lemmas of a sentence, and its pairs of neighbours, without function words; names and numbers are left out."""
    skip = _function_words() | {""}
    singles = [word for word in words if word.name not in skip]
    pairs = [
        Sign(f"{one.name} {two.name}", one.first, two.last)
        for one, two in pairwise(words)
        if one.name and two.name and not (one.name in skip and two.name in skip)
    ]
    return singles + pairs


def weigh_terms(signs: Signs) -> dict[str, list[float]]:
    """Frame → the weights of the sentence's terms, each term once."""
    found: dict[str, list[float]] = {}
    for term in {sign.name for sign in signs.terms}:
        for frame, weight in _list_weights().get(term, ()):
            found.setdefault(frame, []).append(weight)
    return found


def score_frame(name: str, signs: Signs, terms: Iterable[float]) -> float:
    """Log-odds of the frame above its threshold; for a frame without weights the number of its phrases less a half.

    ``terms``: the weights of the sentence's terms for the frame, as ``weigh_terms`` gives them.
    """
    weights = load_weights().get(name)
    if weights is None:
        return len(signs.phrases.get(name, ())) - 0.5
    score = weights["bias"] - weights["threshold"]
    if signs.phrases:
        for frame, levels in weights["phrases"].items():
            score += sum(levels[: min(len(signs.phrases.get(frame, ())), MOST_PHRASES)])
    # fsum: a set's order changes from process to process, and a plain sum's last digits with it
    return score + math.fsum(terms)


@cache
def _list_weights() -> dict[str, list[tuple[str, float]]]:
    """Term → (frame, weight) of every frame that it speaks for or against."""
    found: dict[str, list[tuple[str, float]]] = {}
    for frame, weights in load_weights().items():
        for term, weight in weights["terms"].items():
            found.setdefault(term, []).append((frame, weight))
    return found


@cache
def load_weights() -> dict[str, dict]:
    """Frame → bias, threshold, the weight of the first, second and third phrase of each frame, and of each term."""
    return json.loads((FOLDER / "frame_weights.json").read_text(encoding="utf-8"))["frames"]


@cache
def load_known_f1(model: str = "") -> dict[str, float]:
    """Frame → F1 on coded text, as ``benchmarks/framing.py`` measured it with the language model heard, or without one."""
    known = json.loads((FOLDER / "frame_errors.json").read_text(encoding="utf-8"))[model or "words"]
    return {name: entry["f1"] for name, entry in known.items()}


def _strongest(name: str, signs: Signs) -> Sign | None:
    """The frame's longest phrase, else the term that weighs most, no mere ending ('’s'); None if no word speaks for the frame."""
    if name in signs.phrases:
        return min(signs.phrases[name], key=lambda sign: (sign.first - sign.last, sign.first))
    terms = load_weights()[name]["terms"]
    telling = [sign for sign in signs.terms if any(len(word) > 2 for word in sign.name.split())]
    best = max(telling, key=lambda sign: (terms.get(sign.name, 0.0), -sign.first), default=None)
    return best if best and terms.get(best.name, 0.0) > 0 else None


def _split_words(line: TokenLine, grammar: Grammar) -> Iterator[list[Sign]]:
    """The words of each sentence of the line as Signs; names, what is written like one, and numbers have an empty name."""
    for begin, after in line.sentences:
        if begin < after:
            yield [_write_sign(line, grammar, word, first=word == begin) for word in range(begin, after)]


def _write_sign(line: TokenLine, grammar: Grammar, word: int, *, first: bool) -> Sign:
    start, end = line.spans[word]
    named = line.kinds[word] in ("PROPN", "NUM") or (not first and grammar.words[start][:1].isupper())
    return Sign("" if named else line.names[word], start, end)


@cache
def _function_words() -> frozenset[str]:
    return frozenset(load_codebook("function_words")["words"])


def _row(parsed: ParsedArticle, grammar: Grammar, sentence: int, frame: str, score: float, sign: Sign | None) -> dict:
    start, end = grammar.span((sign.first, sign.last)) if sign else (parsed.rows[sentence].start, parsed.rows[sentence].end)
    return dict(article=parsed.article, sentence=sentence, start=start, end=end, text=parsed.text[start:end], frame=frame, score=score)
