"""What each actor does and has done to it: the verbs (and nouns of deeds) that govern its mentions."""

import pandas as pd

from analysis.annotate.grammar import Grammar, read_grammar, words_of
from analysis.parsing import ParsedArticle
from analysis.tables import Rows, list_rows, make_table

WITHIN_PHRASE = ("compound", "amod", "nmod", "conj", "appos")
"""Relations up which the name's own noun phrase is climbed: 'Russian' → 'forces'."""


def find_actions(parsed: ParsedArticle, mentions: pd.DataFrame | Rows) -> pd.DataFrame:
    """The table ``actions``: one row for each actor mention that acts or is acted on, its span the governing word.

    ``verb`` is the lemma of that word ('encircle', or a deed as a noun: 'invasion'), ``role`` agent or patient as in
    ``mentions``, ``voice`` whose words they are.
    """
    chosen = [row for row in list_rows(mentions) if row.kind == "actor" and row.role in ("agent", "patient")]
    grammar = read_grammar(parsed)
    return make_table("actions", [row for mention in chosen for row in _rows(parsed, grammar, mention)])


def _rows(parsed: ParsedArticle, grammar: Grammar, mention) -> list[dict]:
    word = _governor(grammar, grammar.tokens_between(mention.start, mention.end)[-1])
    if word is None:
        return []
    start, end = grammar.starts[word], grammar.ends[word]
    return [dict(article=mention.article, sentence=mention.sentence, start=start, end=end, text=parsed.text[start:end],
                 verb=grammar.lemmas[word], actor=mention.actor, role=mention.role, voice=mention.voice)]  # fmt: skip


def _governor(grammar: Grammar, token: int) -> int | None:
    """The word that makes the name an agent or a patient: its verb, or the deed it is said to own ('Russia’s invasion')."""
    while grammar.relations[token] in WITHIN_PHRASE and grammar.heads[token] != token:
        token = grammar.heads[token]
        if grammar.kinds[token] == "VERB" or grammar.lemmas[token] in words_of("deeds"):
            return token
    head = grammar.heads[token]
    if grammar.relations[token] == "pobj":
        head = grammar.heads[head]
    return head if grammar.kinds[head] in ("VERB", "NOUN") and head != token else None
