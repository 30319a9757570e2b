"""Names of people and bodies in the parse: where they start and end, and the fullest form an article gives of each."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from analysis.annotate.grammar import Grammar, read_grammar, words_of
from analysis.parsing import ParsedArticle, once

_HYPHENS = ("-", "\u2010", "\u2011")
_UNSPOKEN = re.compile(r"[B-DF-HJ-NP-TV-XZ]{3,}")
"""Capitals without a vowel, as in 'BBC Monitoring'."""
LONGEST = 4
"""Words of a full name; longer runs of proper nouns are several names, or none."""


def name_run(grammar: Grammar, token: int) -> list[int]:
    """The tokens of the name that ends at ``token``, titles left out; none for an office without a name ('the Prime Minister')."""
    if grammar.kinds[token] != "PROPN":
        return []
    run = [token]
    while (before := _before(grammar, run[0], token)) is not None:
        run = [*range(before, run[0]), *run]
    return run if is_body(grammar, run) else _without_titles(grammar, run)


def _before(grammar: Grammar, first: int, last: int) -> int | None:
    """The token before that belongs to the same name, over a hyphen too ('Ashworth-Hayes')."""
    before = first - 1
    if before > 0 and grammar.words[before] in _HYPHENS and grammar.ends[before] == grammar.starts[first]:
        before -= 1
    return before if before >= 0 and grammar.kinds[before] == "PROPN" and grammar.heads[before] in (last, first) else None


def _without_titles(grammar: Grammar, run: list[int]) -> list[int]:
    titles = [place for place, token in enumerate(run) if is_title(grammar, token)]
    if not titles:
        return run
    if titles[-1] == len(run) - 1:  # 'Prime Minister'; but 'Stephen King' and 'John Major' are people
        return [] if len(titles) > 1 or len(run) == 1 else run
    return run[titles[-1] + 1 :]


def is_title(grammar: Grammar, token: int) -> bool:
    """Whether the word is one that stands before names: 'President', 'Sir', 'Foreign'."""
    return _is_title_word(grammar.words[token])


@lru_cache(maxsize=65_536)
def _is_title_word(word: str) -> bool:
    return word.rstrip(".").lower() in words_of("titles")


@lru_cache(maxsize=65_536)
def _is_body_word(word: str) -> bool:
    return word.lower() in words_of("bodies")


def is_body(grammar: Grammar, run: Sequence[int]) -> bool:
    """Whether the name is that of a ministry, paper or company: its last word says so, it has an article, or is an abbreviation."""
    last = run[-1]
    word = grammar.words[last]
    if _is_body_word(word) or (len(run) == 1 and len(word) > 1 and word.isupper() and not is_title(grammar, last)):
        return True
    if any(_UNSPOKEN.fullmatch(grammar.words[token]) for token in run):
        return True
    return any(grammar.words[child].lower() == "the" for child in grammar.children[last]) and not any(is_title(grammar, t) for t in run)


def write_name(grammar: Grammar, run: Sequence[int]) -> str:
    """The name in running letters, as the text spells it."""
    return " ".join(grammar.text[grammar.starts[run[0]] : grammar.ends[run[-1]]].split())


@dataclass(frozen=True)
class FullNames:
    """The names of several words in an article, by surname. A surname may have several bearers."""

    ends: dict[str, list[int]]
    """Surname → the last token of every full name that ends with it, in order."""
    given: dict[int, str]
    """Last token of a full name → its first word."""
    fullest: dict[tuple[str, str], str]
    """(surname, first word) → the longest such name."""

    def name_at(self, grammar: Grammar, token: int) -> str:
        """The fullest form of the name that ends at ``token``; '' where none does.

        A surname that two people bear is whoever's full name stood last before it.
        """
        run = name_run(grammar, token)
        surname = grammar.words[token]
        if len(run) != 1 or surname not in self.ends:
            return write_name(grammar, run) if run else ""
        ends = self.ends[surname]
        last = ends[max(0, bisect_left(ends, token) - 1)]
        return self.fullest[surname, self.given[last]]


@once
def read_full_names(parsed: ParsedArticle) -> FullNames:
    """The full names of an article."""
    grammar = read_grammar(parsed)
    names = FullNames({}, {}, {})
    for token, kind in enumerate(grammar.kinds):
        if kind != "PROPN":
            continue
        run = name_run(grammar, token)
        if 1 < len(run) <= LONGEST:
            surname, given, name = grammar.words[token], grammar.words[run[0]], write_name(grammar, run)
            names.ends.setdefault(surname, []).append(token)
            names.given[token] = given
            names.fullest[surname, given] = max(names.fullest.get((surname, given), ""), name, key=len)
    return names
