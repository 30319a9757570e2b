"""Who 'he', 'it' or 'the president' is, where the text leaves little doubt: precision first, in the reporter's own words only.

Every rule asks for a single candidate; where two people, or two presidents, could be meant, nothing is resolved.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from analysis.annotate.cues import cue_words
from analysis.annotate.grammar import Grammar, words_of
from analysis.annotate.identities import Identities, is_plural, person_nouns
from analysis.annotate.names import is_title
from analysis.annotate.phrases import noun_phrase

GENDERS = {"he": "m", "him": "m", "his": "m", "himself": "m", "she": "f", "her": "f", "hers": "f", "herself": "f"}
NEUTRAL, PLURAL = frozenset(["it"]), frozenset(["they"])
SUBJECTS = ("nsubj", "nsubjpass")
SURE = 1.5
"""A gender counts as known from two votes on, if it has three quarters of them."""
OF_A_TITLE = 5
"""How many pronouns one title outweighs in telling somebody's gender."""
_WITHIN = ("compound", "nmod", "amod")


@dataclass(frozen=True)
class Resolved:
    """A pronoun or plain description that stands for an actor: its tokens and the name or phrase it stands for."""

    first: int
    last: int
    actor: str
    name: str


def resolve_pronouns(grammar: Grammar, known: Identities, quoted: Iterable[int]) -> list[Resolved]:
    """Every pronoun and plain description outside quotation marks that can only mean one actor of the study, in order."""
    return list(_Resolver(grammar, known, frozenset(quoted)).resolve())


class _Resolver:
    def __init__(self, grammar: Grammar, known: Identities, quoted: frozenset[int]):
        self.grammar, self.known, self.quoted = grammar, known, quoted
        self.words = [word.lower() for word in grammar.words]
        self.people = [token for token, kind in enumerate(grammar.kinds) if kind in ("PROPN", "NOUN") and self._is_one(token)]
        self.sentences = [grammar.sentences[token] for token in self.people]
        self.genders = self._learn_genders()

    def resolve(self) -> Iterator[Resolved]:
        grammar = self.grammar
        described = self.known.described
        for token, lower in enumerate(self.words):
            if token in self.quoted:
                continue
            if lower in GENDERS:
                found = self._person(token, GENDERS[lower])
                if found is not None:
                    yield from self._write(token, token, found)
            elif lower in NEUTRAL or lower in PLURAL:
                found = self._body(token, plural=lower in PLURAL)
                if found is not None:
                    yield from self._write(token, token, found)
            elif grammar.lemmas[token] in described and (grammar.kinds[token] == "NOUN" or is_title(grammar, token)):
                found = self._description(token)
                if found is not None:
                    yield from self._write(min(grammar.subtree(token)), token, found)

    def _write(self, first: int, last: int, meant: int) -> Iterator[Resolved]:
        phrase = noun_phrase(self.grammar, meant)
        actor = self.known.side_of(meant, phrase)
        if actor:
            start, end = self.grammar.span(phrase)
            names = (self.known.name_at(each) for each in (meant, *self.known.appositions(meant)))
            yield Resolved(first, last, actor, next(filter(None, names), self.grammar.text[start:end]))

    def _is_one(self, token: int) -> bool:
        """Whether the token heads what names one person; of possessors only names do ('Silva's visit', not 'the minister's')."""
        grammar, relation = self.grammar, self.grammar.relations[token]
        within = relation in _WITHIN or (relation == "poss" and grammar.kinds[token] != "PROPN")
        return not within and token not in self.quoted and self.known.is_person(token)

    def _key(self, token: int) -> str:
        return self.known.name_at(token) or self.grammar.lemmas[token]

    def _learn_genders(self) -> dict[str, str]:
        """Name → 'm' or 'f', from titles and from the pronouns that have one candidate only."""
        votes: dict[str, Counter] = {}
        for token in self.people:
            for each in (token, *self.grammar.children[token]):
                gender = _gender_of(self.grammar.words[each].rstrip(".").lower())
                if gender:
                    votes.setdefault(self._key(token), Counter())[gender] += OF_A_TITLE
        for token, word in enumerate(self.words):
            gender = GENDERS.get(word, "")
            if gender and token not in self.quoted:
                keys = {self._key(each) for each in self._near(token)}
                if len(keys) == 1:
                    votes.setdefault(keys.pop(), Counter())[gender] += 1
        return {name: gender for name, counts in votes.items() for gender in counts if counts[gender] >= SURE * max(1, counts.total() / 2)}

    def _near(self, token: int, back: int = 1) -> list[int]:
        """The people named before the pronoun in its sentence and the one before."""
        first = bisect_left(self.sentences, self.grammar.sentences[token] - back)
        return self.people[first : bisect_left(self.people, token)]

    def _person(self, token: int, gender: str) -> int | None:
        fits = lambda each: self.genders.get(self._key(each), gender) == gender and not self._excluded(token, each)  # noqa: E731
        for back in (1, 2, 3):
            near = [each for each in self._near(token, back) if fits(each)]
            if near:
                break
        else:
            return None
        if len({self._key(each) for each in near}) == 1:
            return near[-1]
        if self.grammar.relations[token] not in SUBJECTS:
            return None
        above = self._subject_above(token)
        if above in near:
            return above
        subjects = [each for each in near if self._is_main_subject(each)]
        own = self.grammar.sentences[token]
        initial = not any(self.grammar.sentences[each] == own for each in near)
        if initial and len(subjects) == 1 and self.grammar.sentences[subjects[0]] == own - 1:
            return subjects[0]
        return None

    def _excluded(self, token: int, person: int) -> bool:
        """'Roe asked him' is not Roe, and 'Roe was late, he said' is not Roe's word."""
        grammar = self.grammar
        if grammar.relations[token] in SUBJECTS and grammar.relations[person] in SUBJECTS:
            return self._is_said_by(person, token)
        if grammar.relations[token] not in ("dobj", "pobj", "dative") or grammar.words[token].lower().endswith("self"):
            return False
        clause = next((each for each in grammar.ancestors(token) if grammar.kinds[each] in ("VERB", "AUX")), token)
        return grammar.heads[person] == clause and grammar.relations[person] in SUBJECTS

    def _is_said_by(self, subject: int, token: int) -> bool:
        """Whether ``subject`` is that of a clause before, which is what the pronoun at ``token`` is said to have said."""
        grammar, verb = self.grammar, self.grammar.heads[token]
        if subject > token or grammar.heads[subject] > verb:
            return False
        above = (each for each in grammar.ancestors(subject) if grammar.heads[each] == verb and each != verb)
        return any(grammar.relations[each] == "ccomp" for each in above)

    def _subject_above(self, token: int) -> int | None:
        """The subject of the clause that the pronoun's clause hangs on."""
        grammar = self.grammar
        for above in grammar.ancestors(token):
            for subject in grammar.dependents(above, *SUBJECTS):
                if subject < token:
                    return subject
        return None

    def _is_main_subject(self, token: int) -> bool:
        grammar = self.grammar
        return grammar.relations[token] in SUBJECTS and grammar.relations[grammar.heads[token]] in ("ROOT", "conj", "parataxis")

    def _body(self, token: int, *, plural: bool) -> int | None:
        """'It' and 'they' that say or want something, after a sentence or clause whose subject is an actor."""
        grammar = self.grammar
        if grammar.relations[token] != "nsubj" or not self._acts(grammar.heads[token]):
            return None
        own = grammar.sentences[token]
        subjects = [
            each
            for each in range(bisect_left(grammar.sentences, own - 1), token)
            if grammar.relations[each] in SUBJECTS and grammar.kinds[each] in ("PROPN", "NOUN") and each not in self.quoted
        ]
        subjects = [each for each in subjects if not self.known.is_person(each) and is_plural(grammar, each) == plural]
        subjects = [each for each in subjects if not self._is_said_by(each, token)]
        if not subjects or any(grammar.words[each].lower() == grammar.words[token].lower() for each in range(subjects[-1], token)):
            return None
        last = subjects[-1]
        alone = len({grammar.lemmas[each] for each in subjects}) == 1
        return last if alone and self.known.kind_of(last) and not self.known.is_person(last) else None

    def _acts(self, verb: int) -> bool:
        lemma = self.grammar.lemmas[verb]
        return self.grammar.kinds[verb] == "VERB" and (lemma in words_of("party_verbs") or lemma in cue_words("speech") | cue_words("wish"))

    def _description(self, token: int) -> int | None:
        """'The president', 'the foreign minister', 'the ministry': all that were called so before are one and the same."""
        grammar = self.grammar
        before = [each for each in self.known.described_before(token) if each not in self.quoted]
        if not before or not self._is_plain(token):
            return None
        words = _modifiers(grammar, token)
        same = [each for each in before if words <= _modifiers(grammar, each) and is_plural(grammar, each) == is_plural(grammar, token)]
        keys = {self._key(each) for each in before}
        return max(same) if same and len(keys) == 1 else None

    def _is_plain(self, token: int) -> bool:
        """'the' with the noun and at most words like 'foreign' or 'prime': nothing that says whose it is."""
        grammar = self.grammar
        children = grammar.children[token]
        if any(each in self.known.actors for each in grammar.subtree(token)):
            return False
        definite = any(grammar.words[child].lower() == "the" for child in children)
        rest = [child for child in children if grammar.relations[child] not in ("det", "punct", "case")]
        plain = all(
            (grammar.relations[child] in ("amod", "compound") and grammar.kinds[child] in ("ADJ", "NOUN")) or is_title(grammar, child)
            for child in rest
        )
        office = grammar.lemmas[token] in person_nouns() or grammar.lemmas[token] in words_of("bodies")
        return definite and plain and office


def _modifiers(grammar: Grammar, token: int) -> set[str]:
    before = (child for child in grammar.children[token] if grammar.relations[child] in ("amod", "compound", "nmod"))
    return {grammar.lemmas[child] for child in before if grammar.kinds[child] in ("ADJ", "NOUN", "PROPN")}


def _gender_of(title: str) -> str:
    if title in ("mr", "sir", "king", "prince", "spokesman", "congressman", "chairman"):
        return "m"
    return "f" if title in ("mrs", "ms", "miss", "lady", "queen", "princess", "dame", "spokeswoman", "congresswoman", "chairwoman") else ""
