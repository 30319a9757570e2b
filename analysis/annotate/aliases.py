"""Every way an article may write the names of ``actors.toml``: spellings, surnames, capitals."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from analysis.actors_file import Actor
from analysis.annotate.grammar import words_of
from analysis.words import plain_typography

WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Alias:
    """A name of an actor as its words' keys: ``list`` says which list of actors.toml it stands in."""

    actor: str
    list: str
    name: str
    keys: tuple[str, ...]
    surname: bool = False
    """Whether it is a person's surname alone, which counts only where the article gives no other bearer of it."""
    on_the_map: bool = True
    """Whether the actor may be a place: not one that is called an organisation, a treaty, a council …"""


def list_aliases(actors: Iterable[Actor]) -> Mapping[str, list[Alias]]:
    """Key of the first word → aliases that start with it, longest first."""
    index: dict[str, list[Alias]] = {}
    full: set[tuple[str, ...]] = set()
    for actor in actors:
        on_the_map = bool(actor.places) or not any(_names_body(name) for name in (actor.name, *actor.names))
        for name, kind in actor.aliases().items():
            keys = alias_keys(name)
            if not keys:
                continue
            full.add(keys)
            index.setdefault(keys[0], []).append(Alias(actor.id, kind, name, keys, on_the_map=on_the_map))
            if kind == "people" and len(keys) > 1:
                last = surname_keys(name)
                if last not in full:
                    index.setdefault(last[0], []).append(Alias(actor.id, kind, name, last, surname=True))
    return {first: sorted(set(found), key=lambda alias: (-len(alias.keys), alias.surname, alias.name)) for first, found in index.items()}


def _names_body(name: str) -> bool:
    """'North Atlantic Treaty Organization', 'Arab League': a name that says what kind of body it is."""
    return any(word.lower() in words_of("organisations") for word in WORD.findall(name))


def alias_keys(name: str) -> tuple[str, ...]:
    """The keys of the words of a name; a leading article is left out."""
    words = WORD.findall(plain_typography(name))
    if len(words) > 1 and words[0].lower() == "the":
        words = words[1:]
    return tuple(word_key(word) for word in words)


def surname_keys(name: str) -> tuple[str, ...]:
    """The keys of a person's surname, with its particles: ``von der Leyen``."""
    words = WORD.findall(plain_typography(name))
    start = len(words) - 1
    while start > 1 and words[start - 1] in words_of("name_particles"):
        start -= 1
    return tuple(word_key(word) for word in words[start:])


@lru_cache(maxsize=65_536)
def word_key(word: str) -> str:
    """A spelling that variants share: accents, Slavic endings (-skiy, -skyy, -skii), -ey/-ei, -ise/-ize, defence/defense.

    Short words and abbreviations keep their capitals (``US`` is not ``us``), all others are compared without.
    """
    if len(word) <= 3 or (word.isupper() and len(word) <= 5):
        return word
    plain = "".join(c for c in unicodedata.normalize("NFKD", word.lower()) if not unicodedata.combining(c))
    if word[0].islower():
        return plain
    for pattern, replacement in _SPELLINGS:
        plain = pattern.sub(replacement, plain)
    return plain[0].upper() + plain[1:]


_SPELLINGS: Sequence[tuple[re.Pattern, str]] = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"(?:iy|yy|ii|yi|ij|ie|y|i)$", "y"),
        (r"(?<=[aeou])[iy](?=[a-z]*$)", "i"),
        (r"ks", "x"),
        (r"^ye", "e"),
        (r"kh", "h"),
        (r"defense", "defence"),
        (r"isation", "ization"),
        (r"ph", "f"),
        (r"([b-df-hj-np-tv-z])\1", r"\1"),
        (r"(?:iu|yu)", "u"),
        (r"(?:ia|ya)", "a"),
    )
)
