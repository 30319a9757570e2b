"""Phrases of the codebooks, matched on lemmas.

A phrase is written as words with blanks between them and matches running words of one sentence:

- ``invade`` matches the lemma (invade, invaded, invading)
- ``=talks`` matches the word as it stands, whatever its lemma, without regard to case
- ``negotiat*`` matches every lemma that begins so
- ``say|claim`` matches either word
- ``claim:NOUN`` matches the word only in that part of speech
- ``…`` stands for at most three words in between
"""

import itertools
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from typing import NamedTuple

from analysis.annotate.grammar import Grammar, read_grammar
from analysis.parsing import ParsedArticle, once
from analysis.tables import READ_PARTS
from analysis.words import plain_typography

GAP = "…"
_BETWEEN = r"(?: \S+){0,3}?"
_HYPHENS = ("-", "\u2010", "\u2011")


class Match(NamedTuple):
    """Tokens ``first`` to ``last`` (both included) that a phrase of the codebook entry ``name`` matches."""

    name: str
    phrase: str
    first: int
    last: int


class TokenLine(NamedTuple):
    """A text as one searchable line: ` lemma/word/POS lemma/word/POS`, a line feed between sentences.

    ``starts`` holds where each word begins in the line, ``spans`` the first and last token it is made of, ``kinds`` its part
    of speech, ``lemmas`` and ``forms`` at which places each of them stands, ``sentences`` the first word of each sentence and
    the one after its last, ``names`` the lemma of each word.
    """

    line: str
    starts: Sequence[int]
    spans: Sequence[tuple[int, int]]
    names: Sequence[str]
    kinds: Sequence[str]
    sentences: Sequence[tuple[int, int]]
    lemmas: Mapping[str, Sequence[int]]
    forms: Mapping[str, Sequence[int]]


@once
def read_line(parsed: ParsedArticle) -> TokenLine:
    """The searchable line of headline, lede and body."""
    read = [span for row, span in parsed.spans() if row.part in READ_PARTS]
    return write_line(read_grammar(parsed), [(span.start, span.end) for span in read])


def write_line(grammar: Grammar, sentences: Iterable[tuple[int, int]]) -> TokenLine:
    """The searchable line of ``sentences`` (first token, token after the last). Words joined by hyphens are one word;
    punctuation is left out."""
    pieces, names, kinds = [], [], []
    starts: list[int] = []
    spans, ends, at = [], [], 0
    lemmas: dict[str, list[int]] = {}
    forms: dict[str, list[int]] = {}
    for first, after in sentences:
        before = len(starts)
        for tokens in _list_words(grammar, range(first, after)):
            lemma, form, kind = _write_word(grammar, tokens)
            lemmas.setdefault(lemma, []).append(at)
            forms.setdefault(form, []).append(at)
            starts.append(at)
            spans.append((tokens[0], tokens[-1]))
            names.append(lemma)
            kinds.append(kind)
            piece = f" {lemma}/{form}/{kind}"
            pieces.append(piece)
            at += len(piece)
        ends.append((before, len(starts)))
        pieces.append("\n")
        at += 1
    return TokenLine("".join(pieces), starts, spans, names, kinds, ends, lemmas, forms)


def find_phrases(line: TokenLine, phrases: Mapping[str, Sequence[str]]) -> Iterator[Match]:
    """Every match of every phrase, entry by entry. ``phrases``: entry name → its phrases."""
    index = _index_phrases(tuple((name, tuple(listed)) for name, listed in phrases.items()))
    for name, phrase, places in index.list_places(line):
        for match in _search(line, phrase, places):
            first, last = (bisect_right(line.starts, at) - 1 for at in (match.start(), match.end() - 1))
            yield Match(name, phrase, line.spans[first][0], line.spans[last][1])


def drop_overlaps(matches: Iterable[Match]) -> list[Match]:
    """The longest matches that do not overlap, in the order of the text."""
    chosen: list[Match] = []
    taken: set[int] = set()
    for match in sorted(matches, key=lambda m: (m.first - m.last, m.first, m.name)):
        tokens = range(match.first, match.last + 1)
        if taken.isdisjoint(tokens):
            taken.update(tokens)
            chosen.append(match)
    return sorted(chosen, key=lambda m: m.first)


@lru_cache(maxsize=8192)
def compile_phrase(phrase: str) -> re.Pattern:
    """The regular expression of a phrase, to be searched in ``TokenLine.line``."""
    return re.compile("".join(_BETWEEN if item == GAP else _item(item) for item in phrase.lower().split()) + r"(?!\S)")


def _search(line: TokenLine, phrase: str, places: Sequence[int]) -> Iterator[re.Match]:
    """Every match of a phrase, tried only where its first word stands: what ``finditer`` gives, at a fraction of the cost."""
    pattern, after = compile_phrase(phrase), 0
    for at in places:
        match = pattern.match(line.line, at) if at >= after else None
        if match:
            yield match
            after = match.end()


class _PhraseIndex:
    """Phrases by the word they begin with: an article's words find the few phrases to be tried, whatever the codebook's size."""

    def __init__(self, entries: Iterable[tuple[str, Sequence[str]]]) -> None:
        self._phrases = [(name, phrase) for name, listed in entries for phrase in listed]
        self._anywhere: list[int] = []
        self._words: tuple[dict[str, list[int]], dict[str, list[int]]] = ({}, {})
        self._stems: tuple[dict[str, list[int]], dict[str, list[int]]] = ({}, {})
        for number, (_, phrase) in enumerate(self._phrases):
            by_form, words, stems = _first_word(phrase)
            if stems is None:
                self._anywhere.append(number)
                continue
            for kept, keys in ((self._words, words), (self._stems, stems)):
                for key in keys:
                    kept[by_form].setdefault(key, []).append(number)
        self._sizes = tuple(sorted({len(stem) for stem in stems}) for stems in self._stems)
        self._by_lemma, self._by_form = (lru_cache(maxsize=65_536)(partial(self._find, kind)) for kind in (False, True))

    def list_places(self, line: TokenLine) -> Iterator[tuple[str, str, Sequence[int]]]:
        """(entry, phrase, where in the line a match of it may begin) of every phrase that the line's words allow, in order."""
        found: dict[int, list[Sequence[int]]] = {number: [line.starts] for number in self._anywhere}
        for find, words in ((self._by_lemma, line.lemmas), (self._by_form, line.forms)):
            for word, standing in words.items():
                for number in find(word):
                    found.setdefault(number, []).append(standing)
        for number in sorted(found):
            places = found[number]
            yield *self._phrases[number], places[0] if len(places) == 1 else sorted({at for each in places for at in each})

    def _find(self, by_form: bool, word: str) -> tuple[int, ...]:
        """The phrases that may begin with ``word``."""
        stems = (self._stems[by_form].get(word[:size], ()) for size in self._sizes[by_form])
        return tuple({*self._words[by_form].get(word, ()), *itertools.chain.from_iterable(stems)})


@lru_cache(maxsize=64)
def _index_phrases(entries: tuple[tuple[str, tuple[str, ...]], ...]) -> _PhraseIndex:
    return _PhraseIndex(entries)


@lru_cache(maxsize=8192)
def _first_word(phrase: str) -> tuple[bool, tuple[str, ...], tuple[str, ...] | None]:
    """Of the phrase's first word whether its form counts, its alternatives, and their stems (``negotiat*``); None: anything."""
    first = phrase.lower().split()[0].partition(":")[0]
    words = first.removeprefix("=").split("|")
    stems = tuple(word[:-1] for word in words if word.endswith("*"))
    anything = first == GAP or any("*" in word.removesuffix("*") or word == "*" for word in words)
    return first.startswith("="), tuple(dict.fromkeys(word for word in words if "*" not in word)), None if anything else stems


def _item(item: str) -> str:
    word, _, tag = item.partition(":")
    by_form = word.startswith("=")
    words = "|".join(re.escape(each).replace(r"\*", r"[^/ ]*") for each in word.removeprefix("=").split("|"))
    lemma, form = ("[^/ ]+", f"(?:{words})") if by_form else (f"(?:{words})", "[^/ ]+")
    return f" {lemma}/{form}/" + (tag.upper() if tag else "[A-Z]+")


def _list_words(grammar: Grammar, tokens: Sequence[int]) -> Iterator[Sequence[int]]:
    """The words of a sentence as lists of tokens: 'Russian', '-', 'backed' is one word."""
    if not any(grammar.words[token] in _HYPHENS for token in tokens):
        return ((token,) for token in tokens if grammar.is_word(token))
    return (word for word in _join_hyphens(grammar, tokens) if any(map(grammar.is_word, word)))


def _join_hyphens(grammar: Grammar, tokens: Iterable[int]) -> Iterator[list[int]]:
    word: list[int] = []
    for token in tokens:
        if word and _goes_on(grammar, word[-1], token):
            word.append(token)
            continue
        yield word
        word = [] if grammar.words[token].isspace() else [token]
    yield word


def _goes_on(grammar: Grammar, before: int, token: int) -> bool:
    if grammar.ends[before] != grammar.starts[token]:
        return False
    return grammar.words[token] in _HYPHENS or (grammar.words[before] in _HYPHENS and grammar.words[token][:1].isalnum())


def _write_word(grammar: Grammar, tokens: Sequence[int]) -> tuple[str, str, str]:
    """Lemma, word, POS; a hyphenated word has the part of speech of its last part, and its lemma if that is a noun."""
    if len(tokens) == 1:
        return _plain(grammar.lemmas[tokens[0]]), _plain(grammar.words[tokens[0]]), grammar.kinds[tokens[0]]
    tokens = [token for token in tokens if grammar.words[token] not in _HYPHENS] if grammar.words[tokens[-1]] in _HYPHENS else tokens
    before = "".join(_plain(grammar.words[token]) for token in tokens[:-1])
    last = tokens[-1]
    lemma = grammar.words[last] if before and grammar.kinds[last] != "NOUN" else grammar.lemmas[last]
    return before + _plain(lemma), before + _plain(grammar.words[last]), grammar.kinds[last]


@lru_cache(maxsize=65_536)
def _plain(word: str) -> str:
    return plain_typography(word).lower().replace("/", "-").replace(" ", "_")
