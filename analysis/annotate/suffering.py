"""What is done to an actor: violence, loss, deprivation. Apart from stance, so that a victim is neither blackened nor lost."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import pandas as pd

from analysis.annotate.targets import Span, group_rows, list_named
from analysis.codebooks import load_codebook
from analysis.parsing import ParsedArticle
from analysis.tables import Rows, make_table

_CLAUSAL = frozenset(("ccomp", "advcl", "relcl", "parataxis", "csubj"))


def find_suffering(parsed: ParsedArticle, mentions: pd.DataFrame | Rows) -> pd.DataFrame:
    """The table ``suffering`` of one article: each sentence and actor to which, or in whose place, harm is done.

    ``evidence`` is the harming or suffering word. ``how`` is 'patient' (Kyiv was shelled, the invasion of Ukraine), 'bearer'
    (Ukraine lost, Ukraine's hospitals lie in ruins) or 'place' (civilians were killed in Mariupol). An actor that does the
    harm is not counted.
    """
    by_sentence = group_rows(row for row in list_named(mentions) if row.actor)
    rows = []
    for row, tokens in parsed.spans():
        named = by_sentence.get(row.sentence, ())
        harms = [word for word in tokens if _is_harm(word)] if named else []
        seen: set[str] = set()
        for mention in named if harms else ():
            found = next(_reach(harms, tokens, (mention.start, mention.end), mention.kind), None) if mention.actor not in seen else None
            if found:
                seen.add(mention.actor)
                word, how = found
                rows.append(dict(article=parsed.article, sentence=row.sentence, start=row.start, end=row.end, text=row.text,
                                 actor=mention.actor, evidence=word.text, how=how))  # fmt: skip
    return make_table("suffering", rows)


def _reach(harms: Sequence, tokens, span: Span, kind: str) -> Iterator[tuple[Any, str]]:
    """(word, how) of each of the sentence's ``harms`` that is done to the thing named at ``span``."""
    head = next((token for token in tokens if span[0] <= token.idx < span[1] and not span[0] <= token.head.idx < span[1]), None)
    if head is None:
        return
    for word in harms:
        if how := _how(word, head, kind):
            yield word, how


def _is_harm(word) -> bool:
    lemma = word.lemma_.lower()
    if word.pos_ == "VERB":
        return lemma in _words("harm", "verbs") or lemma in _words("suffer", "verbs")
    return word.pos_ == "NOUN" and (lemma in _words("harm", "nouns") or lemma in _words("suffer", "nouns"))


@cache
def _words(act: str, kind: str) -> frozenset[str]:
    return frozenset(load_codebook("acts")[act][kind].split())


def _how(word, head, kind: str) -> str:
    """How the harm ``word`` reaches the thing named by ``head``; '' if it does not."""
    phrase, owned = _phrase_of(head)
    is_suffering = word.lemma_.lower() in _words("suffer", "verbs" if word.pos_ == "VERB" else "nouns")
    if word.pos_ == "VERB":
        how = _by_verb(word, phrase, is_suffering)
    else:
        how = _by_noun(word, head, phrase, is_suffering)
    if how == "patient" and owned:
        how = "bearer"
    if not how and kind == "place" and head.dep_ == "pobj" and not (is_suffering and word.pos_ == "VERB") and _same_clause(word, head):
        return "place"
    return how


def _phrase_of(head):
    """The head of the phrase that the name belongs to ('hospitals' for "Ukraine's hospitals"), and whether it only owns it."""
    owned = False
    while head.dep_ in ("amod", "compound", "nmod", "poss") and head.head.pos_ in ("NOUN", "PROPN") and head.head != head:
        owned = owned or head.dep_ == "poss"
        head = head.head
    if head.dep_ == "pobj" and head.head.text.lower() == "of" and head.head.head.pos_ == "NOUN" and not _is_harm(head.head.head):
        return head.head.head, True
    return head, owned


def _by_verb(word, phrase, is_suffering: bool) -> str:
    link = phrase.dep_ if phrase.head == word else _find_relative(word) if word.head == phrase else ""
    if link in ("dobj", "nsubjpass", "dative"):
        return "" if is_suffering and link == "dobj" else "patient"
    if is_suffering and link == "nsubj":
        return "" if _is_inflicted(word) else "bearer"
    if phrase.dep_ == "pobj" and phrase.head.head == word and phrase.head.text.lower() in ("on", "against", "at"):
        return "patient"
    return ""


def _find_relative(verb) -> str:
    """What a relative clause's pronoun is to its verb ('nsubjpass' in 'the towns that were shelled'); of a bare participle the same."""
    if verb.dep_ == "relcl":
        return next((child.dep_ for child in verb.children if child.tag_ in ("WP", "WDT")), "")
    return "nsubjpass" if verb.dep_ == "acl" and verb.tag_ == "VBN" and not any(c.dep_ == "aux" for c in verb.children) else ""


def _is_inflicted(verb) -> bool:
    """'They starved the town', 'they buried people alive': a verb of suffering that is done to an object is done, not borne."""
    return verb.lemma_.lower() in _words("harm", "verbs") and any(child.dep_ == "dobj" for child in verb.children)


def _by_noun(word, head, phrase, is_suffering: bool) -> str:
    if head.dep_ == "pobj" and head.head.head == word:
        preposition = head.head.text.lower()
        if preposition in ("on", "against") or (preposition == "of" and not is_suffering):
            return "patient"
    if is_suffering and (head.head == word or phrase.head == word) and head.dep_ in ("poss", "amod", "compound"):
        return "bearer"
    if is_suffering and phrase.dep_ == "nsubj" and word.dep_ in ("dobj", "attr", "pobj") and phrase.head in (word.head, word.head.head):
        return "bearer"
    return ""


def _same_clause(word, head) -> bool:
    """Whether the place stands in the clause of the harm, not in one hung on it."""
    place = head
    while place.head != place and place != word and place.dep_ not in _CLAUSAL:
        place = place.head
    top = word
    while top.head != top and top.dep_ not in _CLAUSAL:
        top = top.head
    return place in (word, top)
