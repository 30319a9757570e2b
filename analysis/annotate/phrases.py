"""Noun phrases of the parse."""

from analysis.annotate.grammar import Grammar

_LEAVE_OUT = ("relcl", "parataxis", "advcl", "acl")


def noun_phrase(grammar: Grammar, token: int) -> list[int]:
    """The tokens of the noun phrase headed by ``token``, with appositions, without relative clauses and a possessive 's."""
    closed = [child for child in grammar.children[token] if child > token and grammar.relations[child] in _LEAVE_OUT]
    tokens = sorted(grammar.subtree(token, without=closed))
    while len(tokens) > 1 and (not grammar.is_word(tokens[-1]) or grammar.tags[tokens[-1]] == "POS"):
        tokens.pop()
    while len(tokens) > 1 and not grammar.is_word(tokens[0]):
        tokens.pop(0)
    return tokens
