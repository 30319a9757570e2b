"""What an article tells of the people and bodies in it: full names, whom they stand for, which office they hold.

Read for the whole article at once, because news gives the full name and the office where somebody first appears and the
surname or 'the minister' ever after.
"""

from bisect import bisect_left
from collections.abc import Iterable
from functools import cache

from analysis.annotate.cues import cue_words
from analysis.annotate.grammar import Grammar, words_of
from analysis.annotate.names import FullNames, is_body, is_title, name_run

RECENT = 40
"""Earlier phrases among which 'the minister' is looked for: further back, readers have forgotten."""
NAMED = ("NOUN", "PROPN")
_DESCRIBING = ("compound", "amod", "nmod", "poss")
_HELD_FOR = ("of", "for", "from", "at", "in")
"""Prepositions that, after an office, name whom it is held for: 'head of the delegation', 'spokesman for the army'."""
_OTHERS = frozenset(["about", "against", "between", "into", "on", "over", "to", "toward", "towards", "with"])
"""Prepositions that name somebody else: 'ambassador to Ukraine', 'talks with Russia'."""

_FOLLOWERS = frozenset(["ally", "backer", "friend", "supporter"])


class Identities:
    """The names of one article, their sides and offices.

    ``names`` are those of ``names.read_full_names``; ``mentioned`` holds (last token, actor, list of actors.toml) of each
    mention of an actor by name.
    """

    def __init__(self, grammar: Grammar, names: FullNames, mentioned: Iterable[tuple[int, str, str]]):
        self.grammar = grammar
        self.names = names
        self._full: dict[int, str] = {}
        self.actors: dict[int, str] = {}
        """Last token of each named mention → its actor; ``lists`` says in which list of actors.toml its name stands."""
        self.lists: dict[int, str] = {}
        for token, actor, kind in mentioned:
            self.actors[token], self.lists[token] = actor, kind
        self.sides: dict[str, str] = {}
        """Full name → the actor that its bearer stands for, as the article says anywhere."""
        self.described: dict[str, list[int]] = {}
        """Noun → heads of the phrases that it describes, in order: 'minister' → each minister named, 'ministry' → each that is
        somebody's."""
        for token in self.actors:
            self._describe(token)
        for token in self.names.given:
            self._add_offices(token)

    def name_at(self, token: int) -> str:
        """The fullest form of the name that ends at ``token``; '' where it is no name of a person or body."""
        if self.grammar.kinds[token] != "PROPN":
            return ""
        if token not in self._full:
            self._full[token] = self.names.name_at(self.grammar, token)
        return self._full[token]

    def side_of(self, token: int, phrase: Iterable[int]) -> str:
        """The actor for which the phrase headed by ``token`` stands: its name's, else the one named closest to the head.

        '' for none, and where the phrase is several actors' ('Swedish and Finnish ministers').
        """
        if token in self.actors:
            return self.actors[token]
        known = self.sides.get(self.name_at(token), "")
        if known:
            return known
        found = {each: self.actors[each] for each in phrase if each in self.actors and self._speaks_for(each, token)}
        if any(found.get(self._joined_to(each), actor) != actor for each, actor in found.items()):
            return ""
        return min((abs(each - token), actor) for each, actor in found.items())[1] if found else ""

    def _joined_to(self, token: int) -> int:
        """What the token is joined to by 'and'; itself, if to nothing."""
        return self.grammar.heads[token] if self.grammar.relations[token] == "conj" else token

    def is_person(self, token: int) -> bool:
        """Whether the phrase headed by ``token`` is one person: an office, a full name, or the surname of one."""
        grammar = self.grammar
        if grammar.tags[token] == "NN":
            return grammar.lemmas[token] in person_nouns()
        if grammar.tags[token] != "NNP" or self.lists.get(token, "people") != "people":
            return False
        if token in self.lists or (is_title(grammar, token) and grammar.words[token + 1 : token + 2] != ["-"]):
            return True
        run = name_run(grammar, token)
        if not run or is_body(grammar, run):
            return False
        return len(run) > 1 or grammar.words[token] in self.names.ends or (run[0] > 0 and is_title(grammar, run[0] - 1))

    def describe(self, lemma: str, token: int) -> None:
        """Note that the phrase headed by ``token`` is called by the noun ``lemma``."""
        places = self.described.setdefault(lemma, [])
        at = bisect_left(places, token)
        if places[at : at + 1] != [token]:
            places.insert(at, token)

    def described_before(self, token: int) -> list[int]:
        """The heads of what was called by the noun at ``token`` before it, the last RECENT of them."""
        places = self.described.get(self.grammar.lemmas[token], [])
        at = bisect_left(places, token)
        return places[max(0, at - RECENT) : at]

    def kind_of(self, token: int) -> str:
        """'person', 'plural' (several people), 'body', or '' for all that does not act."""
        grammar, lemma = self.grammar, self.grammar.lemmas[token]
        if is_plural(grammar, token):
            acting = token in self.actors or lemma in person_nouns() or token in self.described.get(lemma, ())
            return "plural" if acting else ""
        if self.is_person(token):
            return "person"
        body = token in self.actors or lemma in words_of("bodies") or (grammar.kinds[token] == "PROPN" and bool(self.name_at(token)))
        return "body" if body else ""

    def appositions(self, token: int) -> list[int]:
        """The heads of what stands in apposition to ``token``; a person's name after an office is the office's wherever the parser
        hangs it ('the envoy to the UN, Ana Silva')."""
        grammar = self.grammar
        found = grammar.dependents(token, "appos")
        if grammar.lemmas[token] in person_nouns():
            objects = (each for preposition in grammar.dependents(token, "prep") for each in grammar.dependents(preposition, "pobj"))
            found += [child for each in objects for child in grammar.dependents(each, "appos") if self.is_person(child)]
        return found

    def _speaks_for(self, token: int, head: int) -> bool:
        """Whether nothing between a name and the head of its phrase makes the head somebody else's."""
        grammar, kind = self.grammar, self.lists[token]
        while token != head and grammar.heads[token] != token:
            token = grammar.heads[token]
            if grammar.lemmas[token] in _OTHERS or (kind != "demonyms" and self._is_outsider(token, kind)):
                return False
        return True

    def _is_outsider(self, token: int, kind: str) -> bool:
        """'Ukraine's partner', 'Russia expert Jane Roe': no part of what is named before; a person's followers are."""
        outsiders = words_of("outsiders") - (_FOLLOWERS if kind == "people" else frozenset())
        before = (self.grammar.lemmas[child] for child in self.grammar.dependents(token, "compound", "appos"))
        return self.grammar.lemmas[token] in outsiders or any(lemma in outsiders for lemma in before)

    def _describe(self, token: int) -> None:
        """Give the actor of a mention to every noun that its name describes, owns or is the office of."""
        actor, kind = self.actors[token], self.lists[token]
        if kind == "people":
            self._give(token, actor)
        while (above := self._above(token)) is not None and (kind == "demonyms" or not self._is_outsider(above, kind)):
            token = above
            for each in (token, *self.appositions(token)):
                self._give(each, actor)

    def _above(self, token: int) -> int | None:
        """The noun that a name describes, owns, follows as an office or explains."""
        grammar = self.grammar
        relation, head = grammar.relations[token], grammar.heads[token]
        if relation == "pobj" and grammar.lemmas[head] in _HELD_FOR and grammar.lemmas[grammar.heads[head]] in words_of("offices"):
            head = grammar.heads[head]
        elif relation not in _DESCRIBING and relation != "appos":
            return None
        return head if head != token and grammar.kinds[head] in NAMED and head not in self.actors else None

    def _give(self, token: int, actor: str) -> None:
        if self.actors.get(token, actor) != actor:
            return
        name = self.name_at(token)
        if name:
            self.sides.setdefault(name, actor)
        lemma = self.grammar.lemmas[token]
        if lemma in person_nouns() or lemma in words_of("bodies"):
            self.describe(lemma, token)
        self._add_offices(token)

    def _add_offices(self, token: int) -> None:
        """'President Ana Silva', 'Ana Silva, the president': both are 'the president' later."""
        grammar = self.grammar
        offices = grammar.dependents(token, "compound", "nmod", "appos")
        if grammar.relations[token] == "appos":
            offices.append(grammar.heads[token])
        for each in offices:
            if grammar.lemmas[each] in person_nouns():
                self.describe(grammar.lemmas[each], token)


def is_plural(grammar: Grammar, token: int) -> bool:
    """Whether the phrase headed by ``token`` means several."""
    return grammar.tags[token] in ("NNS", "NNPS") or bool(grammar.dependents(token, "conj"))


@cache
def person_nouns() -> frozenset[str]:
    """Nouns that by themselves mean one person."""
    return (cue_words("anonymous") - {"authority", "people", "police"}) | words_of("offices")
