"""What is done to an actor: violence, loss, deprivation. Apart from stance, so that a victim is neither blackened nor lost.

The language model reads each actor in its sentence; without it the grammar of harm words is left, which finds little
(``benchmarks/results/suffering.json``).
"""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import pandas as pd

from analysis.annotate.scorers.models import find_harm_evidence, predict_harm
from analysis.annotate.targets import Span, find_places, find_targets, group_rows, list_named
from analysis.codebooks import load_codebook
from analysis.parsing import ParsedArticle
from analysis.tables import Rows, make_table

Found = dict[tuple[int, str], tuple[str, str]]
"""(sentence, actor) → evidence, how."""

_CLAUSAL = frozenset(("ccomp", "advcl", "relcl", "parataxis", "csubj"))


LEAST = 0.35
"""From this probability on the model calls an actor harmed: where F1 is highest on sentences held out in turn (``fit_harm.py``)."""


def find_suffering(parsed: ParsedArticle, mentions: pd.DataFrame | Rows, *, model: str = "") -> pd.DataFrame:
    """The table ``suffering`` of one article: each sentence and actor to which, or in whose place, harm is done.

    ``evidence`` is the harming or suffering word. ``how`` is 'patient' (Kyiv was shelled, the invasion of Ukraine), 'bearer'
    (Ukraine lost, Ukraine's hospitals lie in ruins), 'place' (civilians were killed in Mariupol), or 'read' where only the
    ``model`` says so and no harm word stands in such a relation. An actor that does the harm is not counted.
    """
    named = [row for row in list_named(mentions) if row.actor]
    by_words = _find_by_words(parsed, named)
    found = by_words if not model else _find_by_model(parsed, named, by_words, model)
    rows = []
    for (sentence, actor), (evidence, how) in sorted(found.items(), key=lambda item: item[0][0]):
        row = parsed.rows[sentence]
        rows.append(dict(article=parsed.article, sentence=sentence, start=row.start, end=row.end, text=row.text,
                         actor=actor, evidence=evidence, how=how))  # fmt: skip
    return make_table("suffering", rows)


def _find_by_words(parsed: ParsedArticle, named: Rows) -> Found:
    """By harm words that stand in a grammatical relation to the name."""
    by_sentence = group_rows(named)
    found: Found = {}
    for row, tokens in parsed.spans():
        harms = [word for word in tokens if _is_harm(word)] if row.sentence in by_sentence else []
        for mention in by_sentence[row.sentence] if harms else ():
            if (row.sentence, mention.actor) not in found:
                reached = next(_reach(harms, tokens, (mention.start, mention.end), mention.kind), None)
                if reached:
                    found[row.sentence, mention.actor] = (reached[0].text, reached[1])
    return found


def _find_by_model(parsed: ParsedArticle, named: Rows, by_words: Found, model: str) -> Found:
    """By what the model says of each actor; the evidence is a harm word in relation to it, else the word that tells the model most."""
    parties, places = find_targets(parsed, named, []), find_places(parsed, named)
    likely = [*predict_harm(parties, model), *predict_harm(places, model)]
    called = [(target, chance) for target, chance in zip([*parties, *places], likely, strict=True) if chance >= LEAST]
    unknown = [each for each in called if (each[0].sentence, each[0].actor) not in by_words]
    words = find_harm_evidence([target for target, _ in unknown], [chance for _, chance in unknown], model)
    read = {(t.sentence, t.actor): (t.text[slice(*word)], "read") for (t, _), word in zip(unknown, words, strict=True)}
    return {key: by_words.get(key) or read[key] for key in ((target.sentence, target.actor) for target, _ in called)}


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
