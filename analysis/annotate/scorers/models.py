"""The shipped models as scorers: 'accurate' for studies, 'fast' for large corpora. Blind to names, neutral when unsure."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from analysis.annotate.answers import ask_harm, ask_stance
from analysis.annotate.encoder import LABELS, encode_target, load_encoder
from analysis.annotate.scorers import Judgement
from analysis.annotate.targets import Span, Target
from analysis.annotate.wronged import find_wrong

MOST_MENTIONS = 3
"""Mentions of one actor in one sentence that are read; their probabilities are averaged."""

MOST_WORDS = 5
"""Words tried as evidence, those of feeling or action first."""

LEAST_DROP = 0.05
LEAST_BLAME = {"violence": 0.3, "wrong": 0.6, "groundless": 0.6}
"""How likely negative the doer must be for a wrong of that kind to count as one."""
NEEDS_DOER = ("wrong", "groundless")
_CONTENT = {"VERB": 0, "ADJ": 1, "NOUN": 2, "ADV": 3}


def score_accurate(targets: Sequence[Target]) -> list[Judgement]:
    """The accurate model, with the words that carry its judgement."""
    return score_model(targets, "accurate", evidence=True)


def score_fast(targets: Sequence[Target]) -> list[Judgement]:
    """The fast model; it names no evidence."""
    return score_model(targets, "fast", evidence=False)


def score_model(targets: Sequence[Target], name: str, *, evidence: bool) -> list[Judgement]:
    """Score = P(positive) − P(negative); the label is the likeliest one if it is sure enough, else neutral."""
    shares = hold_back(targets, predict_shares(targets, name), name)
    labels = [choose_label(share, load_encoder(name).settings["sure"]) for share in shares]
    polar = [k for k, label in enumerate(labels) if label != "neutral"] if evidence else []
    found = dict(zip(polar, find_evidence([(targets[k], labels[k], shares[k]) for k in polar], name), strict=True))
    return [
        Judgement(float(share[2] - share[0]), label, found.get(k, ())) for k, (share, label) in enumerate(zip(shares, labels, strict=True))
    ]


def predict_shares(targets: Sequence[Target], name: str) -> np.ndarray:
    """(n, 3) probabilities of negative, neutral, positive, averaged over the mentions of each target."""
    rows, owners = _list_rows(targets, name)
    totals = np.zeros((len(targets), 3))
    np.add.at(totals, owners, ask_stance(rows, name=name))
    return totals / np.maximum(np.bincount(owners, minlength=len(targets)), 1)[:, None] if len(targets) else totals


def predict_harm(targets: Sequence[Target], name: str) -> np.ndarray:
    """(n,) probabilities that harm is done to each target: that of its likeliest mention."""
    rows, owners = _list_rows(targets, name)
    highest = np.zeros(len(targets))
    np.maximum.at(highest, owners, ask_harm(rows, name=name))
    return highest


def _list_rows(targets: Sequence[Target], name: str) -> tuple[list[list[int]], list[int]]:
    """The tokens of each mention that is read, and whose mention it is."""
    read = [(index, mention) for index, target in enumerate(targets) for mention in target.mentions[:MOST_MENTIONS]]
    return [_encode(name, targets[index], targets[index].text, mention) for index, mention in read], [index for index, _ in read]


def hold_back(targets: Sequence[Target], shares: np.ndarray, name: str) -> np.ndarray:
    """The shares, with the negative one counted as neutral wherever a target called negative is only wronged.

    Violence is a wrong unless the model sees its doer in no bad light at all; coercion and blame are only where it sees
    the doer in a bad light. See ``annotate.wronged``.
    """
    called = [k for k, share in enumerate(shares) if share.argmax() == 0]
    wrongs = {k: wrong for k in called if (wrong := find_wrong(targets[k]))}
    doers = {k: wrong.doer for k, wrong in wrongs.items() if wrong.doer and wrong.how in LEAST_BLAME}
    rows = [_encode_doer(name, targets[k], doer) for k, doer in doers.items()]
    blame = dict(zip(doers, ask_stance(rows, name=name)[:, 0], strict=True))
    held = [k for k, wrong in wrongs.items() if _is_held(wrong.how, blame.get(k))]
    shares = shares.copy()
    shares[held, 1] += shares[held, 0]
    shares[held, 0] = 0.0
    return shares


def _is_held(how: str, blame: float | None) -> bool:
    """Whether a wrong of this kind clears the one it is done to, its doer being blamed so much (None: no doer is named)."""
    if blame is None:
        return how not in NEEDS_DOER
    return blame >= LEAST_BLAME.get(how, 0.0)


def choose_label(share: np.ndarray, sure: float) -> str:
    """The likeliest label; neutral where it has less than ``sure``."""
    best = int(share.argmax())
    return LABELS[best] if share[best] >= sure else "neutral"


def find_evidence(judged: Iterable[tuple[Target, str, np.ndarray]], name: str) -> list[tuple[Span, ...]]:
    """For each (target, label, shares) the words without which the label loses most, at most three."""
    judged = list(judged)
    tried = [(index, word) for index, (target, _, _) in enumerate(judged) for word in _candidates(target)]
    rows = [_encode_without(name, judged[index][0], word) for index, word in tried]
    shares = ask_stance(rows, name=name)
    drops: list[list[tuple[float, Span]]] = [[] for _ in judged]
    for (index, word), share in zip(tried, shares, strict=True):
        _, label, whole = judged[index]
        drops[index].append((float(whole[LABELS.index(label)] - share[LABELS.index(label)]), word))
    return [_weightiest(each) for each in drops]


def find_harm_evidence(targets: Sequence[Target], likely: Sequence[float], name: str) -> list[Span]:
    """For each target the word without which the likelihood of harm falls most; its first mention where none makes it fall."""
    tried = [(index, word) for index, target in enumerate(targets) for word in _candidates(target)]
    without = ask_harm([_encode_without(name, targets[index], word) for index, word in tried], name=name)
    best = [(0.0, target.mentions[0]) for target in targets]
    for (index, word), left in zip(tried, without, strict=True):
        best[index] = max(best[index], (float(likely[index] - left), word))
    return [word for _, word in best]


def _weightiest(drops: list[tuple[float, Span]]) -> tuple[Span, ...]:
    ranked = sorted(drops, key=lambda pair: (-pair[0], pair[1]))[:3]
    if not ranked or ranked[0][0] <= 0:
        return ()
    return tuple(sorted(word for drop, word in ranked if drop >= max(ranked[0][0] / 2, min(LEAST_DROP, ranked[0][0]))))


def _candidates(target: Target) -> list[Span]:
    """Content words outside names: acts and feelings first, then verbs, adjectives, nouns, adverbs."""
    ranked = sorted(_ranked_words(target))[:MOST_WORDS]
    return [span for *_, span in ranked]


def _ranked_words(target: Target) -> Iterator[tuple[bool, int, Span]]:
    from analysis.annotate.scorers.transparent import read_sentence

    sentence = read_sentence(target.tokens)
    telling = {token for token, _ in sentence.charges} | {token for token, _ in sentence.acts}
    names = (*target.mentions, *target.others)
    for index, token in enumerate(target.tokens):
        start = token.idx - target.start
        span = (start, start + len(token))
        if token.pos_ in _CONTENT and not any(a < span[1] and span[0] < b for a, b in names):
            yield index not in telling, _CONTENT[token.pos_], span


def _encode(name: str, target: Target, text: str, mention: Span) -> list[int]:
    same = [span for span in target.mentions if span != mention]
    return encode_target(name, text, mention, same, target.others)


def _encode_doer(name: str, target: Target, doer: Span) -> list[int]:
    """The sentence with the doer marked in the target's stead, every other name hidden."""
    names = [*target.mentions, *target.others]
    doer = next((span for span in names if span[0] < doer[1] and doer[0] < span[1]), doer)
    return encode_target(name, target.text, doer, (), [span for span in names if span != doer])


def _encode_without(name: str, target: Target, word: Span) -> list[int]:
    """The sentence, its first mention marked, with ``word`` left out."""
    mention, *same = target.mentions
    return encode_target(name, target.text, mention, same, target.others, without=(word,))
