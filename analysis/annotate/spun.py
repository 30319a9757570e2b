"""Wording that points to a machine: synonyms put in word by word, and the slips of translation there and back.

Each mark is a hint, not proof: a word pair that English books hardly know where the same pair with a near synonym is common,
a phrase of spinning software, or a broken place in the text. Human editors leave a few as well; what counts is how many.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache

import pandas as pd

from analysis.annotate.alignment import read_words
from analysis.annotate.grammar import read_grammar
from analysis.codebooks import load_codebook
from analysis.parsing import ParsedArticle, once
from analysis.tables import EDITORIAL_PARTS, make_table

COMMON_PAIR = 3e7
"""Occurrences in English books (Google Books Ngrams through symspellpy) from which a word pair counts as common."""

KINDS = ("synonym", "phrase", "displaced name", "lower-case start", "unopened quotation", "repeated verb")
TITLES = frozenset(("mr", "mrs", "ms", "mr.", "mrs.", "ms.", "dr", "dr."))
_ABBREVIATED = re.compile(r"(?:inc|corp|ltd|vs|etc|jan|feb|mar|apr|jun|jul|aug|sept|oct|nov|dec|com|org|net|www)\.$", re.IGNORECASE)
_LOWER_START = re.compile(r"(?<![.\w])([^\W\d_]{2,}\.) ([a-z]{2,})(?= )")
_MARK = re.compile(r"[“„”]")
Mark = tuple[int, int, str, str]
"""Start, end, what may have stood there, and the kind of mark."""


def find_spun(parsed: ParsedArticle) -> pd.DataFrame:
    """The table ``spun`` of one article: every mark with a likely original as ``suggestion`` and its ``kind`` (one of KINDS)."""
    rows = []
    for sentence, span in parsed.spans():
        if sentence.part in ("headline", *EDITORIAL_PARTS):
            marks = [*_find_wording(sentence.text, sentence.start), *_find_slips(sentence, span, parsed)]
            rows += [
                dict(article=parsed.article, sentence=sentence.sentence, start=start, end=end, text=parsed.text[start:end],
                     suggestion=suggestion, kind=kind)
                for start, end, suggestion, kind in sorted(set(marks))
            ]  # fmt: skip
    return make_table("spun", rows)


def _find_wording(text: str, offset: int) -> Iterator[Mark]:
    """Spinners' phrases, and words that a synonym would replace to make a common pair of a rare one."""
    words = read_words(text, offset)
    phrases, first_words = _phrases()
    starts = [k for k, word in enumerate(words.keys) if word in first_words]
    taken: set[int] = set()
    for size in range(5, 0, -1):
        for k in starts:
            phrase = " ".join(words.keys[k : k + size])
            if k + size <= len(words.keys) and phrase in phrases and not taken & set(range(k, k + size)):
                taken |= set(range(k, k + size))
                yield words.spans[k][0], words.spans[k + size - 1][1], phrases[phrase], "phrase"
    synonyms = _synonyms()
    for k, word in enumerate(words.keys):
        if word in synonyms and k not in taken and text[words.spans[k][0] - offset].islower():
            left = words.keys[k - 1] if k and _is_next(text, offset, words.spans, k - 1) else ""
            right = words.keys[k + 1] if k + 1 < len(words.keys) and _is_next(text, offset, words.spans, k) else ""
            original = _likelier(word, left, right)
            if original:
                yield *words.spans[k], original, "synonym"


def _is_next(text: str, offset: int, spans: Sequence[tuple[int, int]], k: int) -> bool:
    """Whether nothing but a blank stands between word ``k`` and the one after it."""
    return text[spans[k][1] - offset : spans[k + 1][0] - offset] == " "


def _likelier(word: str, left: str, right: str) -> str:
    """The original that makes a common pair with a neighbour where ``word`` makes none, and no rarer pair with the other; '' if none."""
    pairs = _word_pairs()
    best, best_count = "", 0
    for original in _synonyms()[word]:
        before, after = pairs.get((left, original), 0), pairs.get((original, right), 0)
        word_before, word_after = pairs.get((left, word), 0), pairs.get((word, right), 0)
        better_left = not word_before and before >= COMMON_PAIR and word_after <= after
        better_right = not word_after and after >= COMMON_PAIR and word_before <= before
        if (better_left or better_right) and before + after > best_count:
            best, best_count = original, before + after
    return best


def _find_slips(sentence, span, parsed: ParsedArticle) -> Iterator[Mark]:
    """What translation there and back leaves: names with a word between, sentences cut in two, marks and verbs that stay behind."""
    words = _lowered(parsed)[span.start : span.end]
    if not TITLES.isdisjoint(words):
        yield from _find_displaced_names(span, parsed.text)
    yield from _find_lower_starts(sentence, parsed)
    yield from _find_unopened(sentence, parsed)
    verbs = {word for word, tag in zip(words, read_grammar(parsed).tags[span.start : span.end], strict=True) if tag in ("VB", "VBP")}
    if any(words.count(verb) > 1 for verb in verbs):
        yield from _find_repeated_verbs(span)


@once
def _lowered(parsed: ParsedArticle) -> list[str]:
    return [word.lower() for word in read_grammar(parsed).words]


def _find_displaced_names(span, text: str) -> Iterator[Mark]:
    """'Mr Condemn Smith': a verb between title and name, where the name has stood without it before."""
    tokens = [token for token in span if not token.is_space]
    for title, word, name in zip(tokens, tokens[1:], tokens[2:], strict=False):
        verb = word.lower_
        if title.lower_ in TITLES and word.text.istitle() and name.text.istitle() and ("to", verb) in _word_pairs():
            before = text[: title.idx]
            if re.search(rf"\b{re.escape(name.text)}\b", before) and not re.search(rf"\b{re.escape(word.text)}\b", before):
                yield title.idx, name.idx + len(name), f"{title.text} {name.text}", "displaced name"


def _find_lower_starts(sentence, parsed: ParsedArticle) -> Iterator[Mark]:
    """'… his regime. by his deeds': a full stop in the middle of a sentence."""
    window_end = min(len(parsed.text), sentence.end + 24)
    for match in _LOWER_START.finditer(parsed.text, sentence.start, window_end):
        if sentence.start <= match.start() < sentence.end and not _ABBREVIATED.search(match.group(1)):
            yield match.start(), match.end(), f"{match.group(1)[:-1]} {match.group(2)}", "lower-case start"


def _find_unopened(sentence, parsed: ParsedArticle) -> Iterator[Mark]:
    """A closing quotation mark that nothing in its paragraph opens; told with the paragraph's first sentence."""
    first, start, end = _paragraphs(parsed)[sentence.paragraph]
    if sentence.sentence != first:
        return
    depth = 0
    for mark in _MARK.finditer(parsed.text, start, end):
        depth += -1 if mark[0] == "”" else 1
        if depth < 0:
            yield *mark.span(), "(no opening quotation mark)", "unopened quotation"
            depth = 0


@once
def _paragraphs(parsed: ParsedArticle) -> dict[int, tuple[int, int, int]]:
    """Paragraph → its first sentence, its start and its end."""
    found: dict[int, tuple[int, int, int]] = {}
    for row in parsed.rows:
        first, start, _ = found.get(row.paragraph, (row.sentence, row.start, 0))
        found[row.paragraph] = first, start, row.end
    return found


def _find_repeated_verbs(span) -> Iterator[Mark]:
    """'to reduce activities in the north reduce': the verb once in its place and once where another language puts it."""
    tokens = [token for token in span if not token.is_space]
    for k, token in enumerate(tokens):
        ends = k + 1 == len(tokens) or tokens[k + 1].is_punct or tokens[k + 1].is_quote
        if not ends or len(token) < 4 or not token.is_alpha or ("to", token.lower_) not in _word_pairs():
            continue
        clause = []
        for earlier in reversed(tokens[:k]):
            if earlier.is_punct:
                break
            clause.append(earlier)
        for earlier in clause[3:]:
            if earlier.lower_ == token.lower_ and earlier.tag_ in ("VB", "VBP"):
                yield token.idx, token.idx + len(token), "(nothing)", "repeated verb"
                break


@cache
def _synonyms() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for original, written in load_codebook("spun")["synonyms"].items():
        for word in written:
            found.setdefault(word, []).append(original)
    return found


@cache
def _phrases() -> tuple[dict[str, str], frozenset[str]]:
    """Spinners' phrases with what they stand for, and the words they begin with."""
    phrases = load_codebook("spun")["phrases"]
    return phrases, frozenset(phrase.partition(" ")[0] for phrase in phrases)


@cache
def _word_pairs() -> dict[tuple[str, str], int]:
    """The 242,000 most frequent pairs of words in English books, with how often they occur."""
    from importlib.resources import files

    name = "frequency_bigramdictionary_en_243_342.txt"
    lines = files("symspellpy").joinpath(name).read_text(encoding="utf-8-sig").splitlines()
    split = (line.split() for line in lines)
    return {(first, second): int(count) for first, second, count in split}
