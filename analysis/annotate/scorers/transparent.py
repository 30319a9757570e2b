"""The transparent scorer: which feeling words and acts stand in which grammatical relation to the actor.

Every valence (VADER's lexicon), every act (codebook ``acts``) and every common word in the sentence is filed under its
relation to the target: its own doing, done to it, said by itself … A table of weights, two numbers each, learned from
coded sentences and from what the accurate model says of more parties in them (``models/transparent.json``), is added up to
the odds of negative and of positive against neutral. Every step can be read off: ``weigh_words`` gives what each word
adds. Weights of single words also hold what the training texts were about; they are shown as evidence, not as meaning.
"""

import bisect
import json
import math
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from analysis.annotate.encoder import MODELS
from analysis.annotate.scorers import Judgement
from analysis.annotate.scorers.lexicons import load_vader
from analysis.annotate.targets import Target
from analysis.codebooks import load_codebook

RELATIONS = ("own", "possessed", "doer", "object", "oblique", "elsewhere", "said")
ACTS = ("harm", "accuse", "doubt", "praise", "help", "fail", "deceive", "win", "suffer")
CUES = ("speaks", "possessor", "doer", "object", "in speech", "passive")
GROUPS = {"own": "doing", "possessed": "doing", "doer": "doing", "object": "undergoing",
          "oblique": "beside", "elsewhere": "beside", "said": "said"}  # fmt: skip
"""Relations taken together for single words, which are too rare for more."""

DECAY = 0.9
"""A word counts .9 for each step of the tree between it and the target."""
NEGATED = -0.74
"""VADER's factor for a negated word."""
STRONGEST = 4.0

_CLAUSES = frozenset(("ccomp", "advcl", "relcl", "acl", "csubj", "parataxis"))
_SUBJECTS = frozenset(("nsubj", "csubj"))
_OBJECTS = frozenset(("dobj", "nsubjpass", "dative", "oprd"))
_LIFTED = frozenset(("amod", "compound", "nmod", "nummod", "det"))
_DOER_PREPOSITIONS = frozenset(("by",))
_OBJECT_PREPOSITIONS = frozenset(
    ("of", "on", "against", "for", "to", "at", "toward", "towards", "with", "in", "upon", "over", "into", "from")
)
_CONTENT = frozenset(("VERB", "NOUN", "ADJ", "ADV"))


class Sentence(NamedTuple):
    """What the scorer reads off a parsed sentence, once for all its targets."""

    starts: list[int]
    lengths: list[int]
    heads: list[int]
    relations: list[str]
    lemmas: list[str]
    nouns: list[bool]
    charges: list[tuple[int, float]]
    """(token, valence) of every feeling word, negation and boosters counted."""
    acts: list[tuple[int, str]]
    words: list[int]
    """Every verb, noun, adjective and adverb without a capital: no name is among them."""


def score_transparent(targets: Sequence[Target]) -> list[Judgement]:
    """Probabilities from the table of weights; the label is the likeliest, the score positive minus negative."""
    read: dict[int, Sentence] = {}
    return [_judge(target, _read_once(read, target)) for target in targets]


def _read_once(read: dict[int, Sentence], target: Target) -> Sentence:
    key = id(target.tokens)  # the targets of a sentence share its tokens
    if key not in read:
        read[key] = read_sentence(target.tokens)
    return read[key]


def _judge(target: Target, sentence: Sentence) -> Judgement:
    gains = weigh_words(target, sentence)
    negative, positive = load_weights()["bias"]
    negative += sum(gain[0] for gain in gains.values())
    positive += sum(gain[1] for gain in gains.values())
    total = 1.0 + math.exp(negative) + math.exp(positive)
    score = (math.exp(positive) - math.exp(negative)) / total
    if max(negative, positive) <= 0:
        return Judgement(score, "neutral")
    side = int(positive > negative)
    best = sorted((token for token, gain in gains.items() if token >= 0 and gain[side] > 0), key=lambda token: -gains[token][side])[:3]
    start = sentence.starts[0]
    spans = ((sentence.starts[k] - start, sentence.starts[k] - start + sentence.lengths[k]) for k in sorted(best))
    return Judgement(score, ("negative", "positive")[side], tuple(spans))


def weigh_words(target: Target, sentence: Sentence) -> dict[int, tuple[float, float]]:
    """Token of the sentence → what it adds to the odds of negative and of positive against neutral; -1: the target's own place."""
    table = load_weights()
    gains: dict[int, tuple[float, float]] = {}
    for token, key, value in file_words(target, sentence):
        weight = table["weights"].get(key)
        if weight:
            before = gains.get(token, (0.0, 0.0))
            gains[token] = (before[0] + weight[0] * value, before[1] + weight[1] * value)
    return gains


def read_sentence(tokens) -> Sentence:
    """The sentence's tree, feeling words and acts; names and function words carry none."""
    first = tokens.start
    tokens = list(tokens)  # a Span makes its tokens anew each time it is gone through
    heads = [token.head.i - first for token in tokens]
    size = len(heads)
    heads = [head if 0 <= head < size else index for index, head in enumerate(heads)]
    relations = [token.dep_ for token in tokens]
    words = [token.lower_ for token in tokens]
    capitals = [token.text[:1].isupper() for token in tokens]
    kinds = [token.pos_ for token in tokens]
    lemmas = [token.lemma_.lower() for token in tokens]
    valences, verbs, nouns, boosters = _load_words()
    charges, acts, content = [], [], []
    for index, (word, kind, lemma) in enumerate(zip(words, kinds, lemmas, strict=True)):
        if kind not in _CONTENT:
            continue
        if not capitals[index]:
            content.append(index)
        act = verbs.get(lemma) if kind == "VERB" else nouns.get(lemma)
        if act:
            acts.append((index, act))
        valence = valences.get(word) or valences.get(lemma)
        if valence:
            charges.append((index, valence))
    charges = [(index, valence * _modify(index, heads, relations, words, boosters)) for index, valence in charges]
    starts = [token.idx for token in tokens]
    return Sentence(
        starts,
        [len(word) for word in words],
        heads,
        relations,
        lemmas,
        [kind in ("NOUN", "PROPN") for kind in kinds],
        charges,
        acts,
        content,
    )


def file_words(target: Target, sentence: Sentence) -> Iterator[tuple[int, str, float]]:
    """(token, what it is and how it stands to the target, how much it counts) of every feeling word, act and content word."""
    heads = list(dict.fromkeys(_head_of(target.start + start, target.start + end, sentence) for start, end in target.mentions))
    speech = [(a + target.start, b + target.start) for a, b, _, actor in target.quotes if actor and actor == target.actor]
    names = [(a + target.start, b + target.start) for a, b in (*target.mentions, *target.others)]
    named = {k for k, start in enumerate(sentence.starts) if any(a <= start < b for a, b in names)}
    share = 1.0 / len(heads)
    for head in heads:
        chain = _climb(head, sentence.heads)
        telling = {*sentence.words, *(k for k, _ in sentence.charges), *(k for k, _ in sentence.acts)} - named
        related = {token: _relate(token, chain, sentence, speech) for token in sorted(telling)}
        for token, valence in sentence.charges:
            if token not in related:
                continue
            relation, distance = related[token]
            strength = min(STRONGEST, abs(valence)) * DECAY**distance
            yield token, f"{'good' if valence > 0 else 'bad'} words: {relation}", share * strength
        for token, act in sentence.acts:
            if token in related:
                yield token, f"{act}: {related[token][0]}", share
        for token in sentence.words:
            if token in related:
                yield token, f"{sentence.lemmas[token]} ({GROUPS[related[token][0]]})", share
        for cue in _cues(head, chain, sentence, target):
            yield -1, f"target {cue}", share


@cache
def load_weights() -> dict:
    """``bias`` and ``weights``: feature → (odds of negative, odds of positive), each against neutral."""
    return json.loads((MODELS / "transparent.json").read_text(encoding="utf-8"))


def _head_of(start: int, end: int, sentence: Sentence) -> int:
    """The token that heads the phrase named: 'forces' for 'Russian', the name itself for 'Russia's'."""
    first = max(0, bisect.bisect_right(sentence.starts, start) - 1)
    last = max(first, bisect.bisect_left(sentence.starts, end) - 1)
    head = last
    for token in range(first, last + 1):
        if not first <= sentence.heads[token] <= last or sentence.heads[token] == token:
            head = token
            break
    while sentence.relations[head] in _LIFTED and sentence.nouns[sentence.heads[head]] and sentence.heads[head] != head:
        head = sentence.heads[head]  # on broken text the parser calls even a root a compound: it is its own head
    return head


def _climb(token: int, heads: list[int]) -> list[int]:
    """The token and everything above it, to the root."""
    chain = [token]
    while heads[token] != token and len(chain) < 60:
        token = heads[token]
        chain.append(token)
    return chain


def _relate(token: int, chain: list[int], sentence: Sentence, speech: list[tuple[int, int]]) -> tuple[str, int]:
    """How a word stands to the target whose chain to the root is given, and how many steps away."""
    position = sentence.starts[token]
    if any(start <= position < end and not start <= sentence.starts[chain[0]] < end for start, end in speech):
        return "said", 0
    heads, relations = sentence.heads, sentence.relations
    clause = speaks = False
    steps, current = 0, token
    while current not in chain and steps < 60:
        clause = clause or relations[current] in _CLAUSES
        speaks = speaks or relations[current] in ("ccomp", "parataxis")
        current = heads[current]
        steps += 1
    if current not in chain:
        return "elsewhere", steps
    up = chain.index(current)
    distance = steps + up
    if up == 0:
        return "own", distance
    below = chain[up - 1]
    link = relations[below]
    if any(relations[step] in _CLAUSES for step in chain[:up]):
        return "elsewhere", distance
    if link in ("poss", *_LIFTED) or (link == "appos"):
        return "possessed", distance
    if link in _SUBJECTS:
        return ("said" if speaks else "elsewhere" if clause else "doer"), distance
    if link in _OBJECTS:
        return ("elsewhere" if clause else "object"), distance
    if link == "agent":
        return "doer", distance
    if link == "prep" and steps == 0:
        return ("doer" if sentence.lemmas[below] in _DOER_PREPOSITIONS else "object"
                if sentence.lemmas[below] in _OBJECT_PREPOSITIONS and up == 2 else "oblique"), distance  # fmt: skip
    return ("elsewhere" if clause else "oblique"), distance


def _cues(head: int, chain: list[int], sentence: Sentence, target: Target) -> list[str]:
    """What the target's own place in the sentence says."""
    found = []
    link = sentence.relations[head]
    if link in _SUBJECTS or link == "agent":
        found.append("doer")
        if any(sentence.heads[k] == chain[1] and r in ("ccomp", "parataxis") for k, r in enumerate(sentence.relations)) and len(chain) > 1:
            found.append("speaks")
    if link in _OBJECTS:
        found.append("object")
    if link == "nsubjpass":
        found.append("passive")
    if link == "poss":
        found.append("possessor")
    start = target.mentions[0][0]
    if any(a <= start < b for a, b, *_ in target.quotes):
        found.append("in speech")
    return found


def _modify(token: int, heads: list[int], relations: list[str], words: list[str], boosters: dict[str, float]) -> float:
    """Factor of a feeling word: negated, or strengthened by an adverb of its own."""
    factor = 1.0
    low, high = max(0, token - 6), min(len(words), token + 3)
    governor = heads[token]
    for other in range(low, high):
        if heads[other] == token or (heads[other] == governor and other < token):
            if relations[other] == "neg" or words[other] in ("no", "without", "never", "hardly", "nor", "neither"):
                factor *= NEGATED
            elif words[other] in boosters and heads[other] == token:
                factor *= 1 + boosters[words[other]]
    return factor


@cache
def _load_words() -> tuple[dict[str, float], dict[str, str], dict[str, str], dict[str, float]]:
    """Valences without the words that news uses otherwise; acts by verb and by noun; boosters."""
    from vaderSentiment.vaderSentiment import BOOSTER_DICT

    book = load_codebook("acts")
    mute = set(book["not_feelings"]["words"].split())
    valences = {word: value for word, value in load_vader().lexicon.items() if word.isalpha() and word not in mute}
    verbs = {verb: act for act in reversed(ACTS) for verb in book[act]["verbs"].split()}
    nouns = {noun: act for act in reversed(ACTS) for noun in book[act]["nouns"].split()}
    return valences, verbs, nouns, {word: value for word, value in BOOSTER_DICT.items() if " " not in word}
