"""What a name does in its sentence: actor or place, agent or patient. Everything is read off the parse."""

from analysis.annotate.aliases import Alias
from analysis.annotate.grammar import Grammar, words_of


def kind_of_mention(grammar: Grammar, token: int, alias: Alias) -> str:
    """'place' where the name is a location, else 'actor'; ``token`` is the last word of the name."""
    if alias.list in ("people", "institutions", "forces"):
        return "actor"
    if alias.list == "demonyms":
        return "place" if _describes_place(grammar, token) else "actor"
    if alias.list == "metonyms" and _names_rulers(grammar, token):
        return "actor"
    if alias.list == "metonyms" and _stands_among_places(grammar, token):
        return "place"
    return "place" if alias.on_the_map and _is_location(grammar, token, city=alias.list == "places") else "actor"


def head_of_mention(grammar: Grammar, token: int, alias: Alias) -> int:
    """The noun whose role the mention takes: of 'Russian forces' the forces, of 'President Putin' the name itself."""
    while grammar.relations[token] in ("compound", "amod", "nmod") and grammar.heads[token] != token:
        head = grammar.heads[token]
        if grammar.lemmas[head] in words_of("deeds") and alias.list in ("demonyms", "names", "metonyms", "forces"):
            break
        token = head
    return token


def role_of_mention(grammar: Grammar, token: int) -> str:
    """'agent' for who acts, 'patient' for who is acted on, else 'other'; ``token`` heads the mention's noun phrase."""
    token = _first_conjunct(grammar, token)
    relation, head = grammar.relations[token], grammar.heads[token]
    if relation == "nsubj":
        return "other" if grammar.lemmas[head] == "be" else "agent"
    if relation in ("nsubjpass", "dobj", "dative"):
        return "patient"
    if relation in ("poss", "amod", "compound") and grammar.lemmas[head] in words_of("deeds"):
        return "agent"
    if relation == "pobj":
        return _role_after_preposition(grammar, head)
    return "other"


def _role_after_preposition(grammar: Grammar, preposition: int) -> str:
    word, governor = grammar.lemmas[preposition], grammar.heads[preposition]
    if grammar.relations[preposition] == "agent":
        return "agent"
    if word == "by" and grammar.lemmas[governor] in words_of("deeds"):
        return "agent"
    if word in ("of", "on", "against", "in", "to") and grammar.lemmas[governor] in words_of("deeds"):
        return "patient"
    if word in ("against", "on", "at") and grammar.kinds[governor] == "VERB":
        return "patient"
    return "other"


def _first_conjunct(grammar: Grammar, token: int) -> int:
    """Of 'Russia and Ukraine' the first, which carries the role of both."""
    while grammar.relations[token] in ("conj", "appos") and grammar.heads[token] != token:
        token = grammar.heads[token]
    return token


def _describes_place(grammar: Grammar, token: int) -> bool:
    """'the Ukrainian capital', 'Russian territory': an adjective of a place noun."""
    if grammar.relations[token] not in ("amod", "compound", "nmod", "nummod", "poss"):
        return False
    head = grammar.heads[token]
    return head > token and grammar.lemmas[head] in words_of("place_nouns")


def _names_rulers(grammar: Grammar, token: int) -> bool:
    """'Officials in Tokyo', 'leaders in Brussels': the city stands for those who rule from it."""
    preposition = grammar.heads[token]
    in_it = grammar.relations[token] == "pobj" and grammar.lemmas[preposition] == "in"
    return in_it and grammar.lemmas[grammar.heads[preposition]] in words_of("rulers")


def _stands_among_places(grammar: Grammar, token: int) -> bool:
    """'The capital, Oslo', 'seized Oslo and other cities': a city named beside places is one, unless they act together."""
    if token > 1 and grammar.words[token - 1] == "," and grammar.lemmas[token - 2] in words_of("place_nouns"):
        return True
    first = _first_conjunct(grammar, token)
    joined = [grammar.heads[token]] if grammar.relations[token] == "conj" else grammar.dependents(token, "conj")
    acting = grammar.relations[first] in ("nsubj", "nsubjpass")
    return not acting and any(grammar.lemmas[each] in words_of("place_nouns") for each in joined)


def _is_location(grammar: Grammar, token: int, *, city: bool) -> bool:
    relation, head = grammar.relations[token], grammar.heads[token]
    if relation == "conj":
        return _is_location(grammar, head, city=city) if grammar.kinds[head] == "PROPN" else city
    if relation == "appos":
        return grammar.lemmas[head] in words_of("place_nouns")
    if relation in ("compound", "poss", "nmod", "amod"):
        return grammar.lemmas[head] in words_of("place_nouns") or (city and relation != "poss")
    if relation == "pobj":
        return _is_place_after_preposition(grammar, head, city=city)
    if relation == "dobj":
        return city or grammar.lemmas[head] in words_of("place_verbs")
    if relation in ("nsubj", "nsubjpass"):
        return city and grammar.lemmas[head] not in words_of("party_verbs")
    return city


def _is_place_after_preposition(grammar: Grammar, preposition: int, *, city: bool) -> bool:
    word, governor = grammar.lemmas[preposition], grammar.heads[preposition]
    lemma = grammar.lemmas[governor]
    if word in words_of("place_prepositions"):
        return not (word == "in" and lemma in words_of("trust"))
    if word == "of":
        return lemma in words_of("place_nouns") or city
    if word in ("from", "to", "into", "toward", "towards"):
        return city or lemma in words_of("motion") or lemma in words_of("place_nouns") or lemma in words_of("place_prepositions")
    return city
