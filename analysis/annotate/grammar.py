"""The parse of an article as plain lists, one entry a token: walking spaCy's token objects costs ten times as much.

Tokens are numbered as in ``doc``; offsets are into the article.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

import numpy as np

from analysis.codebooks import load_codebook
from analysis.parsing import ParsedArticle, once

Span = tuple[int, int]

SUBJECTS = ("nsubj", "nsubjpass", "csubj", "csubjpass")


@dataclass(frozen=True)
class Grammar:
    """Words, lemmas, tags and dependencies of every token, and the sentence it stands in (row number of ``sentences``)."""

    text: str = field(repr=False)
    starts: list[int] = field(repr=False)
    ends: list[int] = field(repr=False)
    words: list[str] = field(repr=False)
    lemmas: list[str] = field(repr=False)
    kinds: list[str] = field(repr=False)
    """Coarse part of speech (VERB, NOUN, PROPN …); ``tags`` holds the fine one (VBN, NNS …)."""
    tags: list[str] = field(repr=False)
    relations: list[str] = field(repr=False)
    heads: list[int] = field(repr=False)
    children: list[Sequence[int]] = field(repr=False)
    sentences: list[int] = field(repr=False)

    def __len__(self) -> int:
        return len(self.words)

    def is_word(self, token: int) -> bool:
        """Whether the token has a letter or digit; punctuation and blanks have none."""
        word = self.words[token]
        return word[0].isalnum() or any(map(str.isalnum, word))

    def subtree(self, token: int, *, without: Iterable[int] = ()) -> set[int]:
        """The token and everything that hangs on it, leaving out the branches that start at ``without``."""
        closed = set(without)
        found: set[int] = set()
        waiting = [token]
        while waiting:
            each = waiting.pop()
            if each not in closed and each not in found:
                found.add(each)
                waiting.extend(self.children[each])
        return found

    def ancestors(self, token: int) -> Iterator[int]:
        """The token's head, its head's head, and so on to the root."""
        while self.heads[token] != token:
            token = self.heads[token]
            yield token

    def dependents(self, token: int, *relations: str) -> list[int]:
        """The token's children in one of these relations, in order."""
        return [child for child in self.children[token] if self.relations[child] in relations]

    def tokens_between(self, start: int, end: int) -> range:
        """The tokens that overlap the characters from ``start`` to ``end``."""
        first = bisect_right(self.ends, start)
        last = first
        while last < len(self.starts) and self.starts[last] < end:
            last += 1
        return range(first, last)

    def token_at(self, start: int) -> int:
        """The token that holds the character at ``start``."""
        return min(bisect_right(self.ends, start), len(self.ends) - 1)

    def span(self, tokens: Iterable[int]) -> Span:
        """(start, end) of the stretch from the first to the last of ``tokens``."""
        tokens = list(tokens)
        return self.starts[min(tokens)], self.ends[max(tokens)]


@once
def read_grammar(parsed: ParsedArticle) -> Grammar:
    """The grammar of a parsed article."""
    from spacy.attrs import DEP, HEAD, LEMMA, ORTH, POS, SPACY, TAG

    doc = parsed.doc
    columns = doc.to_array([ORTH, LEMMA, POS, TAG, DEP, HEAD, SPACY])
    names = _names_of(doc.vocab)
    words, lemmas, kinds, tags, relations = ([names[key] for key in columns[:, k].tolist()] for k in range(5))
    lowered = _lowered_of(doc.vocab)
    lemmas = [lowered[lemma] for lemma in lemmas]
    heads = (np.arange(len(words)) + columns[:, 5].astype("int64")).tolist()
    starts, ends = _offsets(words, columns[:, 6].astype("int64"))
    rows = np.searchsorted(parsed.sentences.start.to_numpy(), starts, side="right") - 1
    sentences = np.maximum(rows, 0).tolist()
    return Grammar(parsed.text, starts.tolist(), ends.tolist(), words, lemmas, kinds, tags, relations, heads, _children(heads), sentences)


def _children(heads: list[int]) -> list[Sequence[int]]:
    """The tokens that hang on each token; the half that have none share one empty tuple, which spares the collector of garbage."""
    found: dict[int, list[int]] = {}
    for token, head in enumerate(heads):
        if head != token:
            found.setdefault(head, []).append(token)
    return [found.get(token, ()) for token in range(len(heads))]


@cache
def words_of(group: str) -> frozenset[str]:
    """The words of a group of ``codebooks/grammar.toml``."""
    return frozenset(load_codebook("grammar")[group]["words"].split())


class _Names(dict):
    """Number → string, looked up in spaCy's string store once each."""

    def __init__(self, store):
        super().__init__()
        self.store = store

    def __missing__(self, key: int) -> str:
        self[key] = self.store[key]
        return self[key]


class _Lowered(dict):
    """Word → the word in small letters."""

    def __missing__(self, word: str) -> str:
        self[word] = word.lower()
        return self[word]


@lru_cache(maxsize=2)
def _names_of(vocab) -> _Names:
    return _Names(vocab.strings)


@lru_cache(maxsize=2)
def _lowered_of(vocab) -> _Lowered:
    return _Lowered()


def _offsets(words: list[str], spaces: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    lengths = np.fromiter(map(len, words), dtype="int64", count=len(words))
    after = np.cumsum(lengths + spaces)
    return after - lengths - spaces, after - spaces
