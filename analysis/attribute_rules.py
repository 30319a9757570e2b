"""spaCy's attribute ruler, several times as fast and with the same result.

The ruler matches some 180 patterns against every token and takes a quarter of a parse, though nearly all of them look at one
token's tag, lower-case form and relation. Tokens that agree in these get the same attributes, so the ruler itself is asked
once for each such combination, and again only where a pattern spans two tokens.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

TOLD = {"TAG", "LOWER", "DEP", "IS_SPACE"}
TESTS = {"IN", "NOT_IN", "REGEX"}
LONGEST = 2


class Told(NamedTuple):
    """What the ruler says of one token, and whether a pattern of two tokens may begin there."""

    tag: int
    pos: int
    morph: int
    lemma: int
    dep: int
    """0 where the parser's stands."""
    begins: bool


class AttributeRules:
    """Stands in for ``ruler`` at the place it has in a pipeline. Raises ValueError if it holds patterns this cannot tell apart."""

    def __init__(self, ruler: Any) -> None:
        from spacy.matcher import Matcher

        patterns = [pattern for rule in ruler.patterns for pattern in rule["patterns"]]
        _check(patterns)
        self._ruler, self._vocab = ruler, ruler.vocab
        self._words = {ruler.vocab.strings.add(word) for word in _list_values(patterns, "LOWER")}
        self._relations = {ruler.vocab.strings.add(relation) for relation in _list_values(patterns, "DEP")}
        self._regexes = [re.compile(each) for each in _list_regexes(patterns)]
        self._first = Matcher(ruler.vocab)
        self._first.add("first", [pattern[:1] for pattern in patterns if len(pattern) > 1])
        self._plain: dict[int, bool] = {}
        self._told: dict[tuple[int, int, int, bool], Told] = {}

    def __call__(self, doc: Any) -> Any:
        """Set tag, part of speech, morphology and lemma of every token of a parsed ``doc``, in place."""
        rows = doc.to_array(["LOWER", "TAG", "DEP", "IS_SPACE"]).tolist()
        told = [self._told.get(key) or self._ask(key, doc[i]) for i, key in enumerate(map(self._reduce, rows))]
        for i in [i for i, each in enumerate(told) if each.begins]:
            for k in range(i, min(i + LONGEST, len(doc))):
                told[k] = self._tell(doc, k, range(max(0, k - 1), min(k + LONGEST, len(doc))))
        doc.from_array(["TAG", "POS", "MORPH", "LEMMA"], np.array([each[:4] for each in told], dtype="uint64").reshape(-1, 4))
        for i in [i for i, each in enumerate(told) if each.dep]:
            doc[i].dep = told[i].dep
        return doc

    def _reduce(self, row: Sequence[int]) -> tuple[int, int, int, bool]:
        """The row without what no pattern tells apart: words and relations that none of them names."""
        word, tag, relation, space = row
        return (word if self._is_named(word) else 0), tag, (relation if relation in self._relations else bool(relation)), bool(space)

    def _is_named(self, word: int) -> bool:
        if word in self._words:
            return True
        if word not in self._plain:
            self._plain[word] = any(each.search(self._vocab.strings[word]) for each in self._regexes)
        return self._plain[word]

    def _ask(self, key: tuple[int, int, int, bool], token: Any) -> Told:
        told = self._tell(token.doc, token.i, [token.i])
        told = self._told[key] = told._replace(begins=bool(self._first(token.doc[token.i : token.i + 1])))
        return told

    def _tell(self, doc: Any, i: int, window: Sequence[int]) -> Told:
        """What the ruler says of token ``i`` where it sees no more than ``window``."""
        from spacy.tokens import Doc

        seen = [doc[k] for k in window]
        small = Doc(
            self._vocab, words=[token.text for token in seen], tags=[token.tag_ for token in seen],
            deps=[token.dep_ for token in seen], heads=list(range(len(seen))),
        )  # fmt: skip
        token = self._ruler(small)[list(window).index(i)]
        return Told(token.tag, token.pos, token.morph.key, token.lemma, token.dep if token.dep != doc[i].dep else 0, False)


def _check(patterns: Sequence[Sequence[Mapping]]) -> None:
    for pattern in patterns:
        tests = [value for token in pattern for value in token.values() if isinstance(value, dict)]
        if len(pattern) > LONGEST or any(set(token) - TOLD for token in pattern) or any(set(test) - TESTS for test in tests):
            raise ValueError(f"a pattern of the attribute ruler looks at more than {', '.join(sorted(TOLD))}: {pattern}")


def _list_values(patterns: Sequence[Sequence[Mapping]], name: str) -> Iterator[str]:
    """Every word that a test on the attribute ``name`` names."""
    for value in _list_tests(patterns, name):
        if isinstance(value, str):
            yield value
        else:
            yield from (each for test in ("IN", "NOT_IN") for each in value.get(test, ()) if each)


def _list_regexes(patterns: Sequence[Sequence[Mapping]]) -> Iterator[str]:
    yield from (value["REGEX"] for value in _list_tests(patterns, "LOWER") if isinstance(value, dict) and "REGEX" in value)


def _list_tests(patterns: Sequence[Sequence[Mapping]], name: str) -> Iterator[Any]:
    yield from (token[name] for pattern in patterns for token in pattern if name in token)
