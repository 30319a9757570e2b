"""Who a speaker is: the name as fully as the article gives it, pronouns and plain descriptions resolved, and the actor."""

from dataclasses import dataclass

import pandas as pd

from analysis.annotate.cues import cue_words
from analysis.annotate.grammar import Grammar, words_of

_PERSON = ("he", "she")
_LEAVE_OUT = ("relcl", "parataxis", "advcl", "acl")


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

    def __init__(self, grammar: Grammar, mentions: pd.DataFrame):
        self.grammar = grammar
        self.actors = {int(start): actor for start, actor in zip(mentions.start, mentions.actor, strict=True)}
        self.names = _full_names(grammar)
        self.by_name: dict[str, str] = {}
        for start, actor in self.actors.items():
            name = self._name_at(grammar.token_at(start))
            if name:
                self.by_name.setdefault(name, actor)
        self.by_role: dict[str, Speaker] = {}
        self.last_person: Speaker | None = None
        self.last_any: Speaker | None = None

    def identify(self, token: int) -> Speaker:
        """The speaker whose noun phrase is headed by ``token``."""
        grammar = self.grammar
        phrase = noun_phrase(grammar, token)
        start, end = grammar.span(phrase)
        word = grammar.words[token].lower()
        if grammar.tags[token] in ("WP", "WDT"):
            return self._identify_relative(token, start, end)
        if grammar.kinds[token] == "PRON" or word in _PERSON:
            known = self.last_person if word in _PERSON else self.last_any if word in ("they", "it", "we") else None
            if known:
                return Speaker(start, end, known.name, known.actor, resolved=True, anonymous=known.anonymous)
            return Speaker(start, end, grammar.text[start:end])
        speaker = self._identify_phrase(token, phrase, start, end)
        if not speaker.actor:
            speaker = self._take_over(speaker, token)
        self._remember(speaker, token, phrase)
        return speaker

    def _take_over(self, speaker: Speaker, token: int) -> Speaker:
        """'The official', 'the lead negotiator' are who had that role last; a paper speaks for who spoke last;
        officials in a clause of place ('Kyiv, where officials say') are that place's."""
        grammar, lemma = self.grammar, self.grammar.lemmas[token]
        definite = any(
            grammar.words[child].lower() in ("the", "this", "that", "these", "his", "her", "its", "their")
            for child in grammar.children[token]
        )
        known = self.by_role.get(lemma) if definite else None
        if known is None and definite and lemma in cue_words("documents") | cue_words("nouns"):
            known = self.last_any
        if known is not None:
            name = speaker.name if lemma in cue_words("documents") else known.name
            return Speaker(speaker.start, speaker.end, name, known.actor, resolved=True, anonymous=known.anonymous)
        verb = grammar.heads[token]
        if grammar.relations[verb] == "relcl" and any(grammar.words[child].lower() == "where" for child in grammar.children[verb]):
            actor = self.actors.get(grammar.starts[grammar.heads[verb]], "")
            return Speaker(speaker.start, speaker.end, speaker.name, actor, anonymous=speaker.anonymous)
        return speaker

    def _identify_relative(self, token: int, start: int, end: int) -> Speaker:
        """Of 'the ministry, which said': the noun that the relative clause hangs on."""
        for above in self.grammar.ancestors(token):
            if self.grammar.relations[above] == "relcl":
                found = self.identify(self.grammar.heads[above])
                return Speaker(start, end, found.name, found.actor, resolved=True, anonymous=found.anonymous)
        return Speaker(start, end, self.grammar.text[start:end])

    def _identify_phrase(self, token: int, phrase: list[int], start: int, end: int) -> Speaker:
        grammar = self.grammar
        name = self._name_at(token)
        apposition = next((self._name_at(child) for child in grammar.dependents(token, "appos") if self._name_at(child)), "")
        if not name and apposition:
            name = apposition
        actor = self.by_name.get(name, "") or self._actor_in(token, phrase)
        anonymous = not name and grammar.lemmas[token] in cue_words("anonymous")
        return Speaker(start, end, name or grammar.text[start:end], actor, anonymous=anonymous)

    def _name_at(self, token: int) -> str:
        """The fullest form of the name that ends at ``token``; '' where it is no name of a person or body."""
        run = name_run(self.grammar, token)
        if not run:
            return ""
        words = tuple(self.grammar.words[each] for each in run)
        return self.names.get(words[-1], " ".join(words)) if len(words) == 1 else " ".join(words)

    def _actor_in(self, token: int, phrase: list[int]) -> str:
        """The actor of the phrase: named by its head, else by what stands closest to the head."""
        starts = {self.grammar.starts[each]: each for each in phrase}
        found = [(abs(each - token), self.actors[start]) for start, each in starts.items() if start in self.actors]
        return min(found)[1] if found else ""

    def _remember(self, speaker: Speaker, token: int, phrase: list[int]) -> None:
        grammar = self.grammar
        self.last_any = speaker
        singular = grammar.tags[token] in ("NN", "NNP")
        person = grammar.kinds[token] == "PROPN" or grammar.lemmas[token] in cue_words("anonymous") | words_of("titles")
        if singular and person:
            self.last_person = speaker
        for each in phrase:
            if grammar.lemmas[each] in cue_words("anonymous") | words_of("titles") and (each == token or grammar.heads[each] == token):
                self.by_role[grammar.lemmas[each]] = speaker


def noun_phrase(grammar: Grammar, token: int) -> list[int]:
    """The tokens of the noun phrase headed by ``token``, with appositions, without relative clauses."""
    closed = [child for child in grammar.children[token] if child > token and grammar.relations[child] in _LEAVE_OUT]
    tokens = sorted(grammar.subtree(token, without=closed))
    blank = lambda each: not any(character.isalnum() for character in grammar.words[each])  # noqa: E731
    while len(tokens) > 1 and blank(tokens[-1]):
        tokens.pop()
    while len(tokens) > 1 and blank(tokens[0]):
        tokens.pop(0)
    return tokens


def name_run(grammar: Grammar, token: int) -> list[int]:
    """The proper nouns that make one name ending at ``token``, titles left out."""
    if grammar.kinds[token] != "PROPN":
        return []
    run = [token]
    while run[0] > 0 and grammar.kinds[run[0] - 1] == "PROPN" and grammar.heads[run[0] - 1] in (token, run[0]):
        run.insert(0, run[0] - 1)
    while len(run) > 1 and grammar.words[run[0]].rstrip(".").lower() in words_of("titles"):
        run.pop(0)
    return run


def _full_names(grammar: Grammar) -> dict[str, str]:
    """Surname → the longest name in the article that ends with it (the first of those of equal length)."""
    names: dict[str, str] = {}
    for token in range(len(grammar)):
        run = name_run(grammar, token)
        if 1 < len(run) <= 4:
            name = " ".join(grammar.words[each] for each in run)
            if len(name) > len(names.get(grammar.words[token], "")):
                names[grammar.words[token]] = name
    return names
