"""Who is spoken of: every mention of the study's actors, told apart from their places, with its grammatical role."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter

import pandas as pd

from analysis.actors_file import Actor
from analysis.annotate.aliases import WORD, Alias, list_aliases, word_key
from analysis.annotate.grammar import Grammar, read_grammar, words_of
from analysis.annotate.identities import Identities
from analysis.annotate.names import read_full_names
from analysis.annotate.pronouns import Resolved, resolve_pronouns
from analysis.annotate.quotation_marks import read_marked
from analysis.annotate.roles import head_of_mention, kind_of_mention, role_of_mention
from analysis.parsing import ParsedArticle
from analysis.tables import make_table
from analysis.words import plain_typography

_GAP = re.compile(r"[ \t]+|-|\. ?|\.|'s ")
_COMPASS = ("West", "Western", "East", "Eastern", "North", "Northern", "South", "Southern")


MOST_WORDS = 200_000
"""Different words whose aliases are kept at hand."""


@dataclass(frozen=True)
class Match:
    """An alias found in the text: ``text[start:end]``, cut to the words that name the actor."""

    start: int
    end: int
    alias: Alias


def find_mentions(parsed: ParsedArticle, actors: Sequence[Actor]) -> pd.DataFrame:
    """The table ``mentions`` of one article: each mention of an actor by name, pronoun or plain description, in order.

    ``kind`` is 'place' where the name is a location (around Kyiv), 'actor' where it is a party (Kyiv has proposed);
    ``role`` is 'agent' for who acts, 'patient' for who is acted on. ``voice`` is 'narrator' until quotations are known
    (``quotes.mark_voice``). ``resolved`` is True where a pronoun or a plain description stands for the actor and can hardly
    stand for another; ``alias`` then says for whom. Many pronouns stay unresolved: do not read a count of them as complete.
    """
    grammar = read_grammar(parsed)
    named = [(match, grammar.tokens_between(match.start, match.end)[-1]) for match in find_names(grammar, actors)]
    rows = [_row(parsed, grammar, match, token) for match, token in named]
    if rows:
        known = Identities(grammar, read_full_names(parsed), [(token, match.alias.actor, match.alias.list) for match, token in named])
        quoted = {token for mark in read_marked(parsed) for token in grammar.tokens_between(mark.start, mark.end)}
        rows += [_resolved_row(parsed, grammar, each) for each in resolve_pronouns(grammar, known, quoted)]
    return make_table("mentions", sorted(rows, key=itemgetter("start")))


def find_names(grammar: Grammar, actors: Iterable[Actor]) -> list[Match]:
    """Every alias of the actors in the text, longest first, in order."""
    found = list(_match_aliases(grammar, tuple(actors)))
    whole = {match.alias.name for match in found if not match.alias.surname}
    bearers = _other_bearers(grammar, found)
    return [
        m
        for m in found
        if not m.alias.surname or (m.alias.keys not in bearers) or (m.alias.name in whole and m.start not in bearers[m.alias.keys])
    ]


def _match_aliases(grammar: Grammar, actors: tuple[Actor, ...]) -> Iterator[Match]:
    text = plain_typography(grammar.text)
    words = [match.span() for match in WORD.finditer(text)]
    starting = _starting(actors)
    after = 0
    for place, (start, end) in enumerate(words):
        candidates = starting[text[start:end]]
        if not candidates or place < after:
            continue
        alias = next((each for each in candidates if _fits(text, words, place, each)), None)
        if alias is None:
            continue
        after = place + len(alias.keys)
        end = words[after - 1][1]
        if alias.name.endswith(".") and text[end : end + 1] == ".":
            end += 1
        if not _is_other_name(text, alias, words, place, len(alias.keys)):
            yield Match(start, _cut(text, start, end, alias), alias)


class _Starting(dict):
    """Word as written → the aliases that may start with it, in the order to be tried; worked out once for each word."""

    def __init__(self, aliases: Mapping[str, list[Alias]]):
        super().__init__()
        self.aliases = aliases

    def __missing__(self, word: str) -> Sequence[Alias]:
        if len(self) > MOST_WORDS:
            self.clear()
        self[word] = tuple(alias for key in _keys_of(word) for alias in self.aliases.get(key, ()))
        return self[word]


@lru_cache(maxsize=4)
def _starting(actors: tuple[Actor, ...]) -> _Starting:
    return _Starting(list_aliases(actors))


def _keys_of(word: str) -> list[str]:
    """The word's key, and for a word in capitals the key of its ordinary spelling."""
    key = word_key(word)
    return [key, word_key(word.capitalize())] if word.isupper() and len(word) > 3 else [key]


def _fits(text: str, words: list[tuple[int, int]], place: int, alias: Alias) -> bool:
    if place + len(alias.keys) > len(words):
        return False
    for step, key in enumerate(alias.keys[1:], 1):
        start, end = words[place + step]
        if key not in _keys_of(text[start:end]) or not _GAP.fullmatch(text, words[place + step - 1][1], start):
            return False
    return True


def _cut(text: str, start: int, end: int, alias: Alias) -> int:
    """The end of the string that names the actor: of ``Russian forces`` the adjective, of all else the whole."""
    if alias.list != "forces":
        return end
    first = WORD.match(text, start)
    return first.end() if first and first.end() < end else end


def _is_other_name(text: str, alias: Alias, words: list[tuple[int, int]], place: int, length: int) -> bool:
    """``West Virginia``, ``Western Australia``, ``the Moscow Times``: a name that is part of a longer one."""
    if place + length >= len(words) or alias.list == "people":
        return False
    start, end = words[place + length]
    if text[words[place + length - 1][1] : start] != " " or not text[start].isupper() or text[start:end].isupper():
        return False
    compass = length == 1 and text[slice(*words[place])] in _COMPASS
    return compass or text[start:end].lower() in words_of("own_names")


def _other_bearers(grammar: Grammar, found: list[Match]) -> dict[tuple[str, ...], set[int]]:
    """Surname → the places where it follows a given name that is not the actor's: ``Hunter Biden``."""
    bearers: dict[tuple[str, ...], set[int]] = {}
    for match in found:
        if match.alias.surname:
            token = grammar.token_at(match.start)
            before = token - 1
            if (
                before >= 0
                and grammar.kinds[before] == "PROPN"
                and grammar.relations[before] == "compound"
                and grammar.heads[before] == token
                and not _is_title(grammar, before)
            ):
                bearers.setdefault(match.alias.keys, set()).add(match.start)
    return bearers


def _is_title(grammar: Grammar, token: int) -> bool:
    return grammar.words[token].rstrip(".").lower() in words_of("titles")


def _row(parsed: ParsedArticle, grammar: Grammar, match: Match, token: int) -> dict:
    head = head_of_mention(grammar, token, match.alias)
    kind = kind_of_mention(grammar, token, match.alias)
    return dict(
        article=parsed.article, sentence=grammar.sentences[token], start=match.start, end=match.end,
        text=parsed.text[match.start : match.end], actor=match.alias.actor, kind=kind,
        role=role_of_mention(grammar, head) if kind == "actor" else "other", voice="narrator", resolved=False, alias=match.alias.name,
    )  # fmt: skip


def _resolved_row(parsed: ParsedArticle, grammar: Grammar, found: Resolved) -> dict:
    start, end = grammar.starts[found.first], grammar.ends[found.last]
    return dict(
        article=parsed.article, sentence=grammar.sentences[found.last], start=start, end=end, text=parsed.text[start:end],
        actor=found.actor, kind="actor", role=role_of_mention(grammar, found.last), voice="narrator", resolved=True, alias=found.name,
    )  # fmt: skip
