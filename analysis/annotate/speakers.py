"""Who a speaker is: the name as fully as the article gives it, pronouns and plain descriptions resolved, and the actor."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import pandas as pd

from analysis.actors_file import Actor
from analysis.annotate.cues import cue_words
from analysis.annotate.grammar import Grammar, read_grammar
from analysis.annotate.identities import Identities, is_plural, person_nouns
from analysis.annotate.names import is_title, read_full_names
from analysis.annotate.phrases import noun_phrase
from analysis.parsing import ParsedArticle
from analysis.tables import Rows, list_rows

PERSONAL = frozenset(["he", "she", "him", "her", "his"])
PLURAL = frozenset(["they", "them", "their"])
NEUTRAL = frozenset(["it", "its"])
DEFINITE = frozenset(["the", "this", "that", "these", "those", "his", "her", "its", "their"])
NEAR = {"person": 4, "plural": 2, "body": 2}
"""Sentences back to a subject that a pronoun may go on with; whoever spoke last may be further away."""
_SUBORDINATE = ("relcl", "advcl", "acl", "pcomp", "ccomp", "csubj")


@dataclass(frozen=True)
class Speaker:
    """A speaker: the phrase in the text (``start``, ``end``), the full name or description, and the actor ('' for none)."""

    start: int
    end: int
    name: str
    actor: str = ""
    resolved: bool = False
    anonymous: bool = False


class Speakers:
    """The speakers of one article, asked for in the order of the text, so that pronouns find who spoke before."""

    def __init__(self, parsed: ParsedArticle, mentions: pd.DataFrame | Rows, actors: Sequence[Actor] = (), quoted: Iterable[int] = ()):
        self.grammar = grammar = read_grammar(parsed)
        self.known = Identities(grammar, read_full_names(parsed), _list_named(grammar, mentions, actors))
        self.resolved = {row.start: (row.alias, row.actor) for row in list_rows(mentions) if row.resolved}
        """Pronouns that can mean one actor only (``pronouns``): where each starts → name and actor."""
        self.subjects = _main_subjects(grammar, self.known, frozenset(quoted))
        self.last: dict[str, tuple[int, Speaker]] = {}
        """'person', 'plural', 'body' and 'any' → where and who spoke last."""

    def identify(self, token: int) -> Speaker:
        """The speaker whose noun phrase is headed by ``token``."""
        grammar = self.grammar
        phrase = noun_phrase(grammar, token)
        start, end = grammar.span(phrase)
        word = grammar.words[token].lower()
        if grammar.tags[token] in ("WP", "WDT"):
            return self._identify_relative(token, start, end)
        if grammar.kinds[token] == "PRON" or word in PERSONAL:
            sure = self.resolved.get(grammar.starts[token])
            if sure is not None:
                return Speaker(start, end, *sure, resolved=True)
            known = self._antecedent(token, word)
            if known:
                return replace(known, start=start, end=end, resolved=True)
            return Speaker(start, end, grammar.text[start:end])
        speaker = self._identify_phrase(token, phrase, start, end)
        if not speaker.actor:
            speaker = self._take_over(speaker, token)
        self._remember(speaker, token)
        return speaker

    def name_actor(self, token: int) -> str:
        """The actor named right at ``token``; '' for none."""
        return self.known.actors.get(token, "")

    def _antecedent(self, token: int, word: str) -> Speaker | None:
        for words, kind in ((PERSONAL, "person"), (PLURAL, "plural"), (NEUTRAL, "body")):
            if word in words:
                return self._last_of(kind, token)
        return self._pick("any") if word == "we" else None

    def _last_of(self, kind: str, token: int) -> Speaker | None:
        """Of 'he': the person who is the subject of the clause above, else the last one who was a subject or spoke."""
        above = self._subject_above(token) if kind == "person" else None
        if above is not None:
            return self.identify(above)
        sentence = self.grammar.sentences[token]
        subjects = self.subjects[kind]
        place = bisect_left(subjects, token) - 1
        while place >= 0 and self.grammar.sentences[subjects[place]] == sentence:
            place -= 1
        spoke = self.last.get(kind)
        near = place >= 0 and sentence - self.grammar.sentences[subjects[place]] <= NEAR[kind]
        if near and (spoke is None or subjects[place] > spoke[0]):
            return self._identify_plain(subjects[place])
        return spoke[1] if spoke else self._pick("body", "any") if kind == "plural" else None

    def _subject_above(self, token: int) -> int | None:
        """The person who is the subject of a clause that the pronoun's clause hangs on, before it in the sentence."""
        grammar = self.grammar
        for above in grammar.ancestors(grammar.heads[token]):
            for subject in grammar.dependents(above, "nsubj", "nsubjpass"):
                person = self.known.is_person(subject) or grammar.words[subject].lower() in ("he", "she")
                if subject < token and person and not self._is_within(token, subject):
                    return subject
        return None

    def _is_within(self, token: int, head: int) -> bool:
        return token == head or head in self.grammar.ancestors(token)

    def _pick(self, *kinds: str) -> Speaker | None:
        return next((self.last[kind][1] for kind in kinds if kind in self.last), None)

    def _take_over(self, speaker: Speaker, token: int) -> Speaker:
        """'The official', 'the lead negotiator' are who was called so last; a paper speaks for who spoke last; 'his office' is
        his; officials in a clause of place ('Kyiv, where officials say') are that place's."""
        grammar, lemma = self.grammar, self.grammar.lemmas[token]
        known = (
            self._described(token) if is_definite(grammar, token) and (grammar.kinds[token] == "NOUN" or is_title(grammar, token)) else None
        )
        if known is not None:
            name = speaker.name if lemma in cue_words("documents") else known.name
            return Speaker(speaker.start, speaker.end, name, known.actor, resolved=True, anonymous=known.anonymous)
        for owner in grammar.dependents(token, "poss"):
            if (word := grammar.words[owner].lower()) in PERSONAL | PLURAL | NEUTRAL and self.known.kind_of(token):
                owned = self._antecedent(owner, word)
                return replace(speaker, actor=owned.actor if owned else "")
        verb = grammar.heads[token]
        if grammar.relations[verb] == "relcl" and any(grammar.words[child].lower() == "where" for child in grammar.children[verb]):
            return replace(speaker, actor=self.known.actors.get(grammar.heads[verb], ""))
        return speaker

    def _described(self, token: int) -> Speaker | None:
        """Who or what was last called by the noun, in the same number; of an office else the person who spoke last."""
        grammar, lemma = self.grammar, self.grammar.lemmas[token]
        number = is_plural(grammar, token)
        same = [each for each in self.known.described_before(token) if is_plural(grammar, each) == number]
        if same:
            words = _modifiers(grammar, token)
            return self._identify_plain(max(same, key=lambda each: (len(words & _modifiers(grammar, each)), each)))
        if lemma in person_nouns() and not number and not grammar.dependents(token, "prep", "relcl"):
            return self._pick("person")
        return self._pick("any") if lemma in cue_words("documents") | cue_words("nouns") else None

    def _identify_relative(self, token: int, start: int, end: int) -> Speaker:
        """Of 'the ministry, which said': the noun that the relative clause hangs on."""
        for above in self.grammar.ancestors(token):
            if self.grammar.relations[above] == "relcl":
                return replace(self.identify(self.grammar.heads[above]), start=start, end=end, resolved=True)
        return Speaker(start, end, self.grammar.text[start:end])

    def _identify_plain(self, token: int) -> Speaker:
        phrase = noun_phrase(self.grammar, token)
        return self._identify_phrase(token, phrase, *self.grammar.span(phrase))

    def _identify_phrase(self, token: int, phrase: Sequence[int], start: int, end: int) -> Speaker:
        grammar = self.grammar
        named = next((each for each in (token, *self.known.appositions(token)) if self.known.name_at(each)), None)
        name = self.known.name_at(named) if named is not None else ""
        actor = self.known.side_of(token, phrase) or self.known.sides.get(name, "")
        anonymous = not name and grammar.lemmas[token] in cue_words("anonymous")
        return Speaker(start, end, name or " ".join(grammar.text[start:end].split()), actor, anonymous=anonymous)

    def _remember(self, speaker: Speaker, token: int) -> None:
        grammar = self.grammar
        if grammar.lemmas[token] in person_nouns():
            self.known.describe(grammar.lemmas[token], token)
        clause = grammar.relations[grammar.heads[token]]
        if self.last and grammar.relations[token] in ("nsubj", "nsubjpass") and clause in _SUBORDINATE and clause != "ccomp":
            return  # who says something only in passing is not whom 'he' goes on with
        kind = "person" if self.known.is_person(token) else "plural" if is_plural(grammar, token) else "body"
        self.last["any"] = self.last[kind] = (token, speaker)


def is_definite(grammar: Grammar, token: int) -> bool:
    """Whether the phrase headed by ``token`` points back: 'the official', 'his office'."""
    return any(grammar.words[child].lower() in DEFINITE for child in grammar.children[token])


def _modifiers(grammar: Grammar, token: int) -> set[str]:
    """The lemmas that tell one minister from another: 'foreign', 'lead'."""
    return {grammar.lemmas[each] for each in grammar.subtree(token) if grammar.kinds[each] in ("ADJ", "NOUN", "PROPN")}


def _main_subjects(grammar: Grammar, known: Identities, quoted: frozenset[int]) -> dict[str, list[int]]:
    """The persons, groups and bodies who are subjects of main clauses in the reporter's words: whom 'he', 'they', 'it' go on with."""
    found: dict[str, list[int]] = {"person": [], "plural": [], "body": []}
    for token, relation in enumerate(grammar.relations):
        subject = relation in ("nsubj", "nsubjpass") and grammar.kinds[token] in ("PROPN", "NOUN") and token not in quoted
        if subject and grammar.relations[grammar.heads[token]] not in _SUBORDINATE and (kind := known.kind_of(token)):
            found[kind].append(token)
    return found


def _list_named(grammar: Grammar, mentions: pd.DataFrame | Rows, actors: Sequence[Actor]) -> list[tuple[int, str, str]]:
    """(last token, actor, list of actors.toml) of each mention by name."""
    lists = _lists_of(tuple(actors))
    named = (row for row in list_rows(mentions) if not row.resolved)
    return [(grammar.token_at(row.end - 1), row.actor, lists.get((row.actor, row.alias), "names")) for row in named]


@lru_cache(maxsize=4)
def _lists_of(actors: tuple[Actor, ...]) -> dict[tuple[str, str], str]:
    return {(actor.id, alias): kind for actor in actors for alias, kind in actor.aliases().items()}
