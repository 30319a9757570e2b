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
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
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

    ``starts`` holds where each word begins in the line, ``spans`` the first and last token it is made of, ``lemmas`` and
    ``forms`` where each of them stands.
    """

    line: str
    starts: Sequence[int]
    spans: Sequence[tuple[int, int]]
    lemmas: Mapping[str, Sequence[int]]
    forms: Mapping[str, Sequence[int]]
    lemmas_sorted: Sequence[str]
    forms_sorted: Sequence[str]


@once
def read_line(parsed: ParsedArticle) -> TokenLine:
    """The searchable line of headline, lede and body."""
    read = [span for row, span in parsed.spans() if row.part in READ_PARTS]
    return write_line(read_grammar(parsed), [(span.start, span.end) for span in read])


def write_line(grammar: Grammar, sentences: Iterable[tuple[int, int]]) -> TokenLine:
    """The searchable line of ``sentences`` (first token, token after the last). Words joined by hyphens are one word;
    punctuation is left out."""
    pieces, starts, spans, at = [], [], [], 0
    lemmas: dict[str, list[int]] = {}
    forms: dict[str, list[int]] = {}
    for first, after in sentences:
        for tokens in _join_hyphens(grammar, range(first, after)):
            lemma, form, kind = _write_word(grammar, tokens)
            lemmas.setdefault(lemma, []).append(at)
            forms.setdefault(form, []).append(at)
            starts.append(at)
            spans.append((tokens[0], tokens[-1]))
            piece = f" {lemma}/{form}/{kind}"
            pieces.append(piece)
            at += len(piece)
        pieces.append("\n")
        at += 1
    return TokenLine("".join(pieces), starts, spans, lemmas, forms, sorted(lemmas), sorted(forms))


def find_phrases(line: TokenLine, phrases: Mapping[str, Sequence[str]]) -> Iterator[Match]:
    """Every match of every phrase, entry by entry. ``phrases``: entry name → its phrases."""
    for name, listed in phrases.items():
        for phrase in listed:
            places = _places(line, phrase)
            for match in _search(line, phrase, places) if places else ():
                first, last = (bisect_right(line.starts, at) - 1 for at in (match.start(), match.end() - 1))
                yield Match(name, phrase, line.spans[first][0], line.spans[last][1])


def drop_overlaps(matches: Iterable[Match]) -> list[Match]:
    """The longest matches that do not overlap, in the order of the text."""
    chosen: list[Match] = []
    for match in sorted(matches, key=lambda m: (m.first - m.last, m.first, m.name)):
        if all(match.last < other.first or match.first > other.last for other in chosen):
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


def _places(line: TokenLine, phrase: str) -> Sequence[int]:
    """Where a match of the phrase may begin."""
    by_form, words, stems = _first_word(phrase)
    index = line.forms if by_form else line.lemmas
    if stems is None:
        return line.starts
    if len(words) == 1 and not stems:
        return index.get(words[0], ())
    found = [index[word] for word in words if word in index]
    if stems:
        found += [index[word] for stem in stems for word in _starting_with(line.forms_sorted if by_form else line.lemmas_sorted, stem)]
    return found[0] if len(found) == 1 else sorted({at for places in found for at in places}) if found else ()


def _starting_with(words: Sequence[str], stem: str) -> Iterator[str]:
    """Of words in order those that begin with ``stem``."""
    return itertools.takewhile(lambda word: word.startswith(stem), itertools.islice(words, bisect_left(words, stem), None))


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


def _join_hyphens(grammar: Grammar, tokens: Iterable[int]) -> Iterator[list[int]]:
    """The words of a sentence as lists of tokens: 'Russian', '-', 'backed' is one word."""
    word: list[int] = []
    for token in tokens:
        if word and _goes_on(grammar, word[-1], token):
            word.append(token)
            continue
        if _has_letters(grammar, word):
            yield word
        word = [] if grammar.words[token].isspace() else [token]
    if _has_letters(grammar, word):
        yield word


def _goes_on(grammar: Grammar, before: int, token: int) -> bool:
    if grammar.ends[before] != grammar.starts[token]:
        return False
    return grammar.words[token] in _HYPHENS or (grammar.words[before] in _HYPHENS and grammar.words[token][:1].isalnum())


def _has_letters(grammar: Grammar, word: Sequence[int]) -> bool:
    return any(character.isalnum() for token in word for character in grammar.words[token])


def _write_word(grammar: Grammar, tokens: Sequence[int]) -> tuple[str, str, str]:
    """Lemma, word, POS; a hyphenated word has the part of speech of its last part, and its lemma if that is a noun."""
    tokens = [token for token in tokens if grammar.words[token] not in _HYPHENS] if grammar.words[tokens[-1]] in _HYPHENS else tokens
    before = "".join(_plain(grammar.words[token]) for token in tokens[:-1])
    last = tokens[-1]
    lemma = grammar.words[last] if before and grammar.kinds[last] != "NOUN" else grammar.lemmas[last]
    return before + _plain(lemma), before + _plain(grammar.words[last]), grammar.kinds[last]


@lru_cache(maxsize=65_536)
def _plain(word: str) -> str:
    return plain_typography(word).lower().replace("/", "-").replace(" ", "_")
