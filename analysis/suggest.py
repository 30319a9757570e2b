"""The names in a study's texts → suggested actors, for its author to edit. A suggestion is a start, never a finding."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import pandas as pd

from analysis.actors_file import ALIAS_LISTS, Actor
from analysis.codebooks import load_codebook
from analysis.corpus import Article, split_article
from analysis.parsing import load_model
from analysis.tables import EDITORIAL_PARTS

MOST_ARTICLES = 100
"""Names are looked for in at most so many articles, evenly spread over the study."""

FEWEST_MENTIONS = 3
FEWEST_AS_SUBJECT = 2
"""A town is suggested as an actor only where the texts make it act this often; else it is a place."""

FEWEST_BESIDE = 0.2
"""A person belongs to an actor that stands in its noun phrase in at least this share of its mentions."""

_LABELS = {"PERSON": "person", "ORG": "body", "GPE": "place", "NORP": "people"}
_NAME_COLUMNS = ["article", "name", "kind", "subject", "beside"]


@dataclass(frozen=True)
class Suggestion:
    """A suggested actor with the number of its mentions and of the articles that have any."""

    actor: Actor
    mentions: int
    articles: int


def suggest_actors(articles: Sequence[Article], *, most: int = 8) -> tuple[list[Suggestion], list[str]]:
    """The ``most`` mentioned actors, most mentioned first, and the names of places that the texts hold beside them.

    An actor is suggested with the aliases that the texts contain: a country with its adjective, capital and people, an
    organisation with its acronym, a person alone where the texts tie it to none of them. Nobody is suggested who is
    mentioned fewer than three times.
    """
    chosen = _spread(articles, MOST_ARTICLES)
    bodies = {article.article: _editorial_text(article) for article in chosen}
    names = find_names(bodies)
    names = names[~names.name.str.casefold().isin(_names_of("reporters") | {article.outlet.casefold() for article in chosen})]
    actors, places = _group_names(names, "\n".join(bodies.values()))
    counted = [Suggestion(actor, *_count(actor.aliases(), bodies.values())) for actor in actors]
    counted = [each for each in counted if each.mentions >= FEWEST_MENTIONS]
    counted.sort(key=lambda each: (-each.mentions, each.actor.name))
    return _with_ids(_without_shared(counted[:most])), places


def find_names(bodies: dict[str, str]) -> pd.DataFrame:
    """Every name that the entity recogniser finds: article, name, kind (person, body, place, people), subject (does it
    act?), beside (a tuple of the other names in its noun phrase)."""
    nlp = load_model(entities=True)
    documents = nlp.pipe(((text, article) for article, text in bodies.items()), as_tuples=True)
    rows = [row for document, article in documents for row in _read_names(document, article)]
    return pd.DataFrame(rows, columns=_NAME_COLUMNS)


def _read_names(document, article: str) -> Iterator[dict]:
    entities = [entity for entity in document.ents if entity.label_ in _LABELS and _tidy(entity.text)]
    at = {token.i: _tidy(entity.text) for entity in entities for token in entity}
    for entity in entities:
        name = _tidy(entity.text)
        phrase = entity.root.head.subtree if entity.root.dep_ == "appos" else entity.root.subtree
        beside = dict.fromkeys(at[token.i] for token in phrase if at.get(token.i, name) != name)
        yield dict(article=article, name=name, kind=_LABELS[entity.label_], subject=entity.root.dep_ == "nsubj", beside=tuple(beside))


def _tidy(name: str) -> str:
    """A name without article, possessive and surrounding marks; empty if no name is left."""
    name = re.sub(r"\s+", " ", name).strip(" ,;:-–—\"'“”‘’()[]")
    name = re.sub(r"^(the|a|an)\s+", "", re.sub(r"['’]s?$", "", name), flags=re.IGNORECASE)
    name = name if re.search(r"\b\w\.\w\.$", name) else name.rstrip(".")
    if name.casefold() in _names_of("offices"):  # 'Interior' of 'Interior Minister Ana Ruud' names an office, not a body
        return ""
    return name if name.isprintable() and any(c.isupper() for c in name) and 1 < len(name) <= 60 else ""


@cache
def _names_of(group: str) -> frozenset[str]:
    return frozenset(name.casefold() for name in load_codebook("names")[group]["names"])


def _group_names(names: pd.DataFrame, text: str) -> tuple[list[Actor], list[str]]:
    kinds = {name: group.kind.mode().iloc[0] for name, group in names.groupby("name")}
    counts, acting = names.name.value_counts(), names.name[names.subject.astype(bool)].value_counts()
    actors, taken = _countries(kinds, text), set()
    for actor in actors:
        taken |= {alias.casefold() for alias in actor.aliases()}
    free = [name for name in counts.index if name.casefold() not in taken]
    bodies = [n for n in free if kinds[n] == "body" or (kinds[n] == "place" and acting.get(n, 0) >= FEWEST_AS_SUBJECT)]
    actors = _give_institutions(actors, bodies)
    actors += _merge_bodies([name for name in bodies if not any(name in actor.institutions for actor in actors)])
    people = _merge_people([name for name in free if kinds[name] == "person" and not taken & set(name.casefold().split())])
    return _place_people(actors, people, names), [name for name in free if kinds[name] == "place" and name not in bodies]


def _countries(kinds: dict[str, str], text: str) -> list[Actor]:
    """Countries that the texts name by name or adjective, each with those of its aliases that the texts contain."""
    found = []
    for entry in load_codebook("countries")["country"]:
        known = {entry["name"], *entry.get("names", ()), *entry.get("demonyms", ())}
        if any(kinds.get(name, "person") != "person" for name in known):
            lists: dict[str, Any] = {
                key: tuple(a for a in entry.get(key, ()) if _occurs(a, text)) for key in ("names", "demonyms", "metonyms", "institutions")
            }
            found.append(Actor(entry["id"], entry["name"], **lists))
    return found


def _give_institutions(countries: Sequence[Actor], bodies: Sequence[str]) -> list[Actor]:
    """'Russian Defence Ministry' is an institution of the one country whose name or adjective stands in it."""
    given: dict[str, list[str]] = {}
    for body in bodies:
        owners = [c.id for c in countries if any(_occurs(alias, body) for alias in (c.name, *c.names, *c.demonyms))]
        if len(owners) == 1:
            given.setdefault(owners[0], []).append(body)
    return [replace(c, institutions=(*c.institutions, *given.get(c.id, ()))) for c in countries]


def _merge_bodies(names: Sequence[str]) -> list[Actor]:
    """One actor an organisation: 'Harbour Authority' joins 'Port Vell Harbour Authority', 'PVHA' joins both."""
    owners: dict[str, list[str]] = {}
    for name in sorted(names, key=lambda name: (-len(name.split()), name)):
        longer = [owner for owner in owners if owner.endswith(f" {name}") or _initials(owner) == name.replace(".", "")]
        owners.setdefault(longer[0] if len(longer) == 1 else name, []).append(name)
    return [Actor("", owner, names=tuple(n for n in names if n != owner)) for owner, names in owners.items()]


def _merge_people(names: Sequence[str]) -> list[tuple[str, ...]]:
    """Names of one person together, the commonest full name first: those that share their last word."""
    groups: dict[str, list[str]] = {}
    for name in names:
        groups.setdefault(name.split()[-1], []).append(name)
    return [tuple(sorted(group, key=lambda name: " " not in name)) for group in groups.values()]


def _place_people(actors: list[Actor], people: Sequence[tuple[str, ...]], names: pd.DataFrame) -> list[Actor]:
    """Each person goes to the actor it is most often named beside ('Russian President Vladimir Putin'), else stands alone."""
    owner = {alias.casefold(): number for number, actor in enumerate(actors) for alias in actor.aliases()}
    beside, mentions = names.groupby("name").beside.sum(), names.name.value_counts()
    placed: dict[int, list[str]] = {}
    alone = []
    for person in people:
        votes = Counter(owner[other.casefold()] for name in person for other in beside[name] if other.casefold() in owner)
        spellings = [name for name in person if " " in name] or list(person)
        best, most = votes.most_common(1)[0] if votes else (0, 0)
        if most > votes.total() / 2 and most >= FEWEST_BESIDE * sum(mentions[name] for name in person):
            placed.setdefault(best, []).extend(spellings)
        else:
            alone.append(Actor("", spellings[0], people=tuple(spellings[1:])))
    return [replace(actor, people=tuple(placed.get(number, ()))) for number, actor in enumerate(actors)] + alone


def _without_shared(suggestions: Sequence[Suggestion]) -> list[Suggestion]:
    """An alias may name one actor only: it stays with the most mentioned."""
    owned: set[str] = set()
    kept = []
    for each in suggestions:
        actor = each.actor
        if actor.name.casefold() not in owned:
            lists: dict[str, Any] = {
                key: tuple(a for a in getattr(actor, key) if a.casefold() not in owned) for key in ("names", *ALIAS_LISTS)
            }
            kept.append(replace(each, actor=replace(actor, **lists)))
            owned |= {alias.casefold() for alias in kept[-1].actor.aliases()}
    return kept


def _with_ids(suggestions: Sequence[Suggestion]) -> list[Suggestion]:
    """Short ids: the country's code, the initials of several words, else the word itself; numbered where they clash."""
    used: Counter[str] = Counter(each.actor.id for each in suggestions if each.actor.id)
    named = []
    for each in suggestions:
        wanted = each.actor.id
        if not wanted:
            words = re.sub(r"[^\w ]", "", each.actor.name).split()
            base = (_initials(each.actor.name) if len(words) > 1 else words[0].upper()[:12]) or "A"
            used[base] += 1
            wanted = base if used[base] == 1 else f"{base}{used[base]}"
        named.append(replace(each, actor=replace(each.actor, id=wanted)))
    return named


def _initials(name: str) -> str:
    return "".join(word[0] for word in re.findall(r"\w+(?:['’]\w*)?", name) if word[0].isupper())


def _occurs(alias: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(alias)}(?!\w)", text) is not None


def _count(aliases: Iterable[str], bodies: Iterable[str]) -> tuple[int, int]:
    """Mentions over all texts, and how many texts have any; surnames alone count for their people."""
    spellings = set(aliases) | {alias.split()[-1] for alias in aliases if " " in alias and len(alias.split()[-1]) > 3}
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(each) for each in sorted(spellings, key=len, reverse=True))})(?!\w)")
    found = [len(pattern.findall(body)) for body in bodies]
    return sum(found), sum(1 for count in found if count)


def _editorial_text(article: Article) -> str:
    sentences = split_article(article)
    return "\n".join(sentences.text[sentences.part.isin(EDITORIAL_PARTS)])


def _spread(articles: Sequence[Article], most: int) -> list[Article]:
    step = max(1, -(-len(articles) // most))
    return list(articles[::step])
