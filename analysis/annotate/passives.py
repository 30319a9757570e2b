"""Passives: what was done, by whom if the text says so, and to whom."""

from collections.abc import Iterable, Iterator

import pandas as pd

from analysis.annotate.grammar import Grammar, read_grammar
from analysis.codebooks import load_codebook
from analysis.parsing import ParsedArticle
from analysis.tables import READ_PARTS, Rows, list_rows, make_table

AUXILIARIES = ("auxpass",)
SUBJECTS = ("nsubjpass", "csubjpass")
NEVER_PASSIVE = ("be", "go", "become")
"""'They are gone' is a state, and 'be' after a mistaken auxiliary is no passive."""


def find_passives(parsed: ParsedArticle, mentions: pd.DataFrame | Rows | None = None) -> pd.DataFrame:
    """The table ``passives``: one row a passive verb, from its first auxiliary to the verb.

    ``form``: 'full' with an auxiliary (was broken, got hurt); 'shared' where it is borrowed from a verb before (drafted
    and *approved* by); 'reduced' for a participle with its doer (land *held* by rebels). ``agent`` is the doer as the text
    names it, empty where it names none; ``patient`` is whom or what it happened to. ``agent_actor`` and ``patient_actor``
    are the study's actors in these phrases, from ``mentions``, with a blank between several.
    """
    actors = _actors_by_token(parsed, mentions)
    rows = []
    grammar = read_grammar(parsed)
    for row, span in parsed.spans():
        if row.part in READ_PARTS:
            verbs = [parsed.doc[token] for token in range(span.start, span.end) if _may_be_passive(grammar, token)]
            rows += [_row(parsed, row.sentence, verb, form, actors) for verb, form in list_passives(verbs)]
    return make_table("passives", rows)


def _may_be_passive(grammar: Grammar, token: int) -> bool:
    """What no passive is without: spares most tokens the closer look of ``_form``."""
    return grammar.tags[token] in ("VBN", "VBD") or grammar.relations[token] in ("acomp", "attr")


def list_passives(tokens: Iterable) -> Iterator[tuple]:
    """(verb, form) of every passive among spaCy tokens."""
    for token in tokens:
        form = _form(token)
        if form:
            yield token, form


def find_agent(verb):
    """The head of the doer's phrase after 'by' (a spaCy token), or None."""
    for by in verb.children:
        if by.dep_ == "agent":
            return next((child for child in by.children if child.dep_ == "pobj" and not _is_measure(child)), None)
    return None


def find_patient(verb):
    """The head of the phrase the passive verb is about: its subject, the noun it describes, or its neighbour's subject."""
    subject = next((child for child in verb.children if child.dep_ in (*SUBJECTS, "nsubj")), None)
    if subject is not None and subject.tag_ not in ("WDT", "WP"):
        return subject
    if verb.dep_ in ("relcl", "acl"):
        return verb.head
    if verb.dep_ == "conj" and subject is None:
        return find_patient(verb.head)
    if verb.dep_ == "xcomp" and subject is None:
        return next((child for child in verb.head.children if child.dep_ in ("dobj", "nsubj", *SUBJECTS)), None)
    return subject


def _form(token) -> str:
    if token.lemma_ in NEVER_PASSIVE or _is_half_of_compound(token):
        return ""
    participle = token.tag_ in ("VBN", "VBD")
    if participle and any(child.dep_ in (*AUXILIARIES, *SUBJECTS) for child in token.children):
        return "" if _is_bound_to(token) else "full"
    if token.dep_ in ("acomp", "attr") and token.head.lemma_ == "be" and (token.tag_ == "VBN" or find_agent(token) is not None):
        return "full"
    if find_agent(token) is None or not participle:
        return ""
    return "shared" if token.dep_ == "conj" and _form(token.head) else "reduced" if token.tag_ == "VBN" else ""


def _is_measure(noun) -> bool:
    """'cut by a third', 'missed by a wide margin', 'done by Friday': how much and until when, not who."""
    return noun.lemma_.lower() in load_codebook("passives")["not_doers"]["nouns"] or noun.like_num


def _is_half_of_compound(token) -> bool:
    """'self-inflicted', 'short-lived': adjectives."""
    return token.i > 0 and token.nbor(-1).text == "-" and not token.nbor(-1).whitespace_


def _is_bound_to(token) -> bool:
    """'is bound to happen' says what will be, not what was done."""
    return token.lower_ == "bound" and any(child.dep_ == "xcomp" for child in token.children)


def _row(parsed: ParsedArticle, sentence: int, verb, form: str, actors: dict[int, str]) -> dict:
    helpers = [child.i for child in verb.children if child.dep_ in ("aux", *AUXILIARIES) and child.i < verb.i]
    if form == "full" and not helpers and verb.head.i < verb.i:
        helpers = [verb.head.i]
    span = parsed.doc[min([*helpers, verb.i]) : verb.i + 1]
    agent, patient = find_agent(verb), find_patient(verb)
    return dict(
        article=parsed.article, sentence=sentence, start=span.start_char, end=span.end_char,
        text=parsed.text[span.start_char : span.end_char], verb=verb.lemma_.lower(),
        agent=_phrase(agent, verb), agent_actor=_actors_in(agent, verb, actors),
        patient=_phrase(patient, verb), patient_actor=_actors_in(patient, verb, actors), form=form,
    )  # fmt: skip


def _tokens_of_phrase(head, verb) -> list:
    """The noun phrase of ``head`` without clauses hung on it (and so without the verb itself)."""
    if head is None:
        return []
    left_out = {t.i for child in head.children if child.dep_ in ("relcl", "acl", "appos", "punct") for t in child.subtree}
    kept = [token for token in head.subtree if token.i not in left_out and token != verb]
    while kept and (kept[-1].is_punct or kept[-1].is_space):
        kept.pop()
    gap = next((k for k in range(1, len(kept)) if kept[k].i != kept[k - 1].i + 1 and kept[k].i > head.i), len(kept))
    return kept[:gap]


def _phrase(head, verb) -> str:
    tokens = _tokens_of_phrase(head, verb)
    if not tokens:
        return ""
    doc = head.doc
    return " ".join(doc[tokens[0].i : tokens[-1].i + 1].text.split())


def _actors_in(head, verb, actors: dict[int, str]) -> str:
    """The actors that the phrase itself names: its head, what stands before the head, and heads joined to it."""
    found = [actors[token.i] for token in _tokens_of_phrase(head, verb) if token.i in actors and _names_the_head(token, head)]
    return " ".join(dict.fromkeys(found))


def _names_the_head(token, head) -> bool:
    while token != head:
        if token.dep_ not in ("amod", "compound", "poss", "nmod", "conj", "nummod", "flat") or token.head == token:
            return False
        token = token.head
    return True


def _actors_by_token(parsed: ParsedArticle, mentions: pd.DataFrame | Rows | None) -> dict[int, str]:
    """Token → actor, for mentions that mean the actor and not the place."""
    if mentions is None or not len(mentions):
        return {}
    found: dict[int, str] = {}
    grammar = read_grammar(parsed)
    for mention in list_rows(mentions):
        if mention.kind == "actor":
            found |= dict.fromkeys(grammar.tokens_between(mention.start, mention.end), mention.actor)
    return found
