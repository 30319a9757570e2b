"""Who is wronged in a sentence: harmed, used, lied about, blamed without ground. Being wronged is no reproach.

Read off the grammar alone, and meant for holding back a negative call: a word missed leaves the call as it was.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from analysis.annotate.targets import Span, Target
from analysis.codebooks import load_codebook

_SUBJECTS = ("nsubj", "csubj")
_OBJECTS = ("dobj", "nsubjpass", "dative", "oprd")
_PARTS = ("amod", "compound", "nmod", "nummod", "det", "poss", "conj", "appos")
_AIMED = ("on", "upon", "against", "at", "about", "over", "of", "to", "toward", "towards", "into", "from")
_BORROWED = ("xcomp", "conj", "advcl", "pcomp", "dobj", "pobj", "attr", "prep", "ccomp")
"""Links over which a verb or noun without a doer of its own takes that of the word above."""
_MAKING = frozenset(("make", "treat", "turn"))
_DEEPEST = 5


class Wrong(NamedTuple):
    """How somebody is wronged, by what word, and by whom as far as the sentence says. Spans of the sentence."""

    how: str
    """'violence', 'borne', 'wrong' (coercion, use, slander), 'groundless' (blamed without ground), 'unproven' (no evidence
    that they did it)."""
    act: Span
    doer: Span | None


def find_wrong(target: Target) -> Wrong | None:
    """The first wrong that the sentence tells of as done to the target, the gravest kind first; None where it tells of none."""
    start, end = target.mentions[0]
    name = _find_head(target.tokens, start + target.start, end + target.start)
    found = next(_list_wrongs(name, target.tokens), None) if name is not None else None
    if found is None:
        return None
    how, act, doer = found
    place = _place(doer, target) if doer is not None else None
    itself = place is not None and any(a < place[1] and place[0] < b for a, b in target.mentions)
    return Wrong(how, _place(act, target), None if itself else place)


def _place(token, target: Target) -> Span:
    return token.idx - target.start, token.idx - target.start + len(token)


def _find_head(tokens, start: int, end: int):
    """The token that heads the name."""
    inside = [token for token in tokens if start <= token.idx < end]
    return next((token for token in inside if token.head == token or not start <= token.head.idx < end), None)


def _list_wrongs(name, tokens) -> Iterator[tuple[str, Any, Any]]:
    """(how, act, doer or None) of everything by which the one named is wronged."""
    phrase = _lift(name)
    acts = list(_list_acts(phrase))
    yield from (("violence", act, doer) for act, doer in acts if _is(act, "violence"))
    yield from (("borne", word, None) for word in _list_borne(phrase))
    if any(_is_deed(child) for child in phrase.children):
        return  # pressure on those who lied: they are judged by what they did
    yield from (("wrong", act, doer) for act, doer in acts if _is(act, "wrong") or _is_use(act))
    denials = _list_denials(tokens)
    yield from (("unproven", act, None) for act, _ in acts if act.pos_ == "NOUN" and _is(act, "accuse") and _is_untrue(act, denials))
    yield from (("groundless", act, doer) for act, doer in acts if _is(act, "accuse") and any(_denies(word, act) for word in denials))
    yield from (("unproven", word, None) for word in denials if _is(word, "ground") and _is_accused(name, word))


def _lift(name):
    """The head of the phrase that the name belongs to: 'hospitals' for "Kyiv's hospitals", 'troops' for 'Russian troops'."""
    while name.dep_ in _PARTS and name.head.pos_ in ("NOUN", "PROPN", "PRON") and name.head != name:
        name = name.head
    return name


def _list_acts(phrase) -> Iterator[tuple[Any, Any]]:
    """(act, doer or None) of all that is done to the phrase: verbs with it as object, nouns and verbs aimed at it."""
    above = phrase.head
    if phrase.dep_ in _OBJECTS and above.pos_ == "VERB":
        yield above, _find_doer(above)
    if phrase.dep_ == "pobj" and above.dep_ == "prep" and above.lower_ in _AIMED:
        act = above.head
        yield act, _find_doer(act)
        if act.pos_ == "VERB":  # put pressure on them: the noun is the act
            yield from ((child, _find_doer(act)) for child in act.children if child.dep_ == "dobj")
    if phrase.dep_ in _OBJECTS and above.lemma_ == "subject":  # subjected to harassment by …
        nouns = [inner for child in above.children if child.lower_ == "to" for inner in child.children if inner.dep_ == "pobj"]
        yield from ((noun, _find_doer(noun) or _find_doer(above)) for noun in nouns)
    for clause in phrase.children:
        if (clause.dep_ == "relcl" and _has(clause, "nsubjpass", relative=True)) or (clause.dep_ == "acl" and _is_bare_passive(clause)):
            yield clause, _find_doer(clause)


def _list_borne(phrase) -> Iterator:
    """The words by which the phrase is said to suffer: they suffered, the people who suffer, it became a victim."""
    clauses = [child for child in phrase.children if child.dep_ == "relcl" and _has(child, "nsubj", relative=True)]
    for verb in [*([phrase.head] if phrase.dep_ == "nsubj" else ()), *clauses]:
        if _is(verb, "bearing") and all(_is(burden, "violence") for burden in _list_burdens(verb)):
            yield verb
        yield from (child for child in verb.children if child.dep_ in ("attr", "oprd") and _is(child, "bearing"))
        if verb.lemma_ == "be":
            yield from _list_means(verb)
    if phrase.dep_ in ("dobj", "nsubjpass") and phrase.head.lemma_ in _MAKING:
        yield from _list_means(phrase.head)
    yield from (child for child in phrase.children if child.dep_ in ("appos", "compound") and _is(child, "bearing"))


def _list_means(verb) -> list:
    """What the verb makes of somebody: 'turned into fodder', 'treated as a bargaining chip', 'is nothing but a pawn'."""
    found, waiting = [], [child for child in verb.children if child.dep_ in ("attr", "oprd", "prep", "ccomp", "dobj")]
    while waiting:
        token = waiting.pop(0)
        if _is(token, "means"):
            found.append(token)
        elif token.dep_ == "prep" or token.lower_ == "nothing":
            waiting += [child for child in token.children if child.dep_ in ("pobj", "prep")]
    return found


def _list_burdens(verb) -> list:
    """What is suffered or suffered from: 'a siege' as against 'a defeat' or 'bad judgement'."""
    direct = [child for child in verb.children if child.dep_ == "dobj"]
    sources = [inner for child in verb.children if child.lower_ == "from" for inner in child.children if inner.dep_ == "pobj"]
    return direct + [source for source in sources if source.pos_ != "PRON"]


def _find_doer(act, depth: int = 0):
    """The head of the phrase that does the act, found up the chain of clauses that have no subject of their own; or None."""
    for child in act.children:
        if child.dep_ in _SUBJECTS and child.tag_ not in ("WP", "WDT"):
            return child if child.pos_ not in ("PART", "ADV", "VERB", "AUX") else None
        if child.dep_ == "agent" or (child.dep_ == "prep" and child.lower_ == "by"):
            return next((inner for inner in child.children if inner.dep_ == "pobj"), None)
        if act.pos_ == "NOUN" and (child.dep_ == "poss" or (child.dep_ in ("amod", "compound") and child.text[:1].isupper())):
            return child
    above = act.head
    if above == act or depth > _DEEPEST or _has(act, "nsubjpass"):
        return None
    if act.dep_ in ("relcl", "acl"):
        if act.tag_ == "VBN" and _is_bare_passive(act):
            return None
        is_purpose = act.dep_ == "acl" and act.tag_ != "VBG"  # an attempt to discredit them: whoever attempts it
        return _find_doer(above, depth + 1) if is_purpose else above
    if act.dep_ not in _BORROWED:
        return None
    passive = next((child for child in above.children if child.dep_ == "nsubjpass"), None)
    return passive if passive is not None and act.dep_ in ("advcl", "xcomp") else _find_doer(above, depth + 1)


def _is_deed(clause) -> bool:
    """A clause that tells what the phrase it hangs on does: 'who lied', 'having lied'."""
    if clause.dep_ == "relcl":
        return _has(clause, "nsubj", relative=True) and not _is(clause, "bearing") and clause.pos_ == "VERB"
    return clause.dep_ == "acl" and clause.tag_ == "VBG"


def _is_use(act) -> bool:
    """'use them as …': a means to somebody else's end."""
    return act.lemma_ == "use" and any(child.lower_ == "as" for child in act.children)


def _list_denials(tokens) -> list:
    """The words that say that something said is not so, or has no evidence."""
    deny, words = _words("ground", "denials"), _words("groundless", "words")
    found = []
    for token in tokens:
        if _is(token, "ground"):
            near = [token, *list(token.ancestors)[:2]]
            if any(each.lower_ in deny or each.lemma_.lower() in deny for word in near for each in (word, *word.children)):
                found.append(token)
        elif token.lower_ in words or token.lemma_.lower() in words:
            found.append(token)
    return found


def _denies(word, accusation) -> bool:
    """Whether the denial is of the accusation, not of what it accuses somebody of ('accused them of lies')."""
    path = [word, *word.ancestors]
    return accusation not in path or not any(each.head == accusation and each.lower_ in ("of", "for", "with") for each in path)


def _is_untrue(accusation, denials) -> bool:
    """'The charges had been invented', 'the accusations are a lie': the clause says it of the accusation."""
    verb = accusation.head
    if accusation.dep_ not in ("nsubj", "nsubjpass"):
        return False
    return any(word == verb or (word.head == verb and word.dep_ in ("attr", "acomp")) for word in denials)


def _is_accused(name, ground) -> bool:
    """Whether it is the one named of whom there is no evidence, and not their claim that has none."""
    path = []
    token = name
    while token not in (ground, token.head):
        path.append(token)
        token = token.head
    return token == ground and bool(path) and not any(_is(each, "assertion") for each in path)


def _is_bare_passive(verb) -> bool:
    """A participle that describes its noun: the town shelled by rebels; not 'a claim to have shelled'."""
    return verb.tag_ == "VBN" and not any(child.dep_ in ("aux", "nsubj") for child in verb.children)


def _has(verb, relation: str, *, relative: bool = False) -> bool:
    return any(child.dep_ == relation and (not relative or child.tag_ in ("WP", "WDT")) for child in verb.children)


def _is(word, act: str) -> bool:
    """Whether the word is in that list of the codebook, as a verb or as a noun."""
    kind = "verbs" if word.pos_ == "VERB" else "nouns" if word.pos_ == "NOUN" else ""
    return bool(kind) and word.lemma_.lower() in _words(act, kind)


@cache
def _words(act: str, kind: str) -> frozenset[str]:
    return frozenset(load_codebook("wrongs")[act].get(kind, "").split())
