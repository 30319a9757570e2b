"""What articles share word for word: copied sentences, lightly edited ones, and the same quotation, kept apart.

Copying is told by narrated words alone: two reporters who heard the same sentence quote it alike without having read
each other. Stock phrases of 8 to 14 narrated words turn up in unrelated news; 15 in a row mean a common text
(352,000 pairs of unrelated articles of the same desks).
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

import pandas as pd

from analysis.annotate.alignment import Block, Words, align, count_common, longest_block, read_words, span_of
from analysis.annotate.copy_index import find_runs
from analysis.codebooks import load_codebook
from analysis.parsing import ParsedArticle
from analysis.tables import EDITORIAL_PARTS, list_rows, make_table

COPIED_RUN = 15
"""Narrated words in a row that mean copying."""

NEAR_SHARE = 0.6
"""Two sentences that have this share of their words in common, in order and in pieces of at least two, are near-identical."""

FEWEST_WORDS = 6
"""Shorter sentences ('He declined to comment.') are alike by chance."""

QUOTED = ("direct", "partial", "scare")
FEWEST_QUOTED = 2
SAME_QUOTE_SHARE = 0.65
QUOTE_BLOCK = 4
READ_PARTS = ("headline", *EDITORIAL_PARTS)


class Piece(NamedTuple):
    """A sentence, or the part of a quotation that stands in one: its words, and which of them stand in quotation marks."""

    article: str
    sentence: int
    text: str
    words: Words
    quoted: tuple[bool, ...]
    speaker: str = ""
    actor: str = ""


def find_reuse(parsed_articles: Sequence[ParsedArticle], quotes: pd.DataFrame) -> pd.DataFrame:
    """The table ``reuse``: shared stretches between sentences of different articles, strongest relation per pair of sentences.

    ``verbatim``: the narrated sentence is the same to the word, or COPIED_RUN narrated words in a row are;
    ``near-verbatim``: at least NEAR_SHARE of the words are shared in order; ``same-quote``: the same words in quotation
    marks. ``score`` is the share of the words of the shorter text that is shared, 0 to 1. The offsets mark the shared
    stretch in each article, from its first to its last shared word. ``a`` is the article that comes first in the study:
    the order says nothing of who copied.
    """
    texts = {each.article: each.text for each in parsed_articles}
    pieces = [_read_sentences(each, quotes) for each in parsed_articles]
    found: dict[tuple, dict] = {}
    for row in _find_copies(pieces) + _find_same_quotes(parsed_articles, quotes, _count_words(pieces)):
        key = (row["article_a"], row["sentence_a"], row["article_b"], row["sentence_b"])
        if key not in found or _rank(row) < _rank(found[key]):
            found[key] = row
    place = {each.article: number for number, each in enumerate(parsed_articles)}
    order = sorted(found.values(), key=lambda r: (place[r["article_a"]], place[r["article_b"]], r["sentence_a"], r["sentence_b"]))
    return make_table("reuse", [_with_texts(row, texts) for row in order])


def find_copies(parsed_articles: Sequence[ParsedArticle], quotes: pd.DataFrame, events: Mapping[str, str]) -> pd.DataFrame:
    """The table ``copies``: COPIED_RUN and more narrated words in a row that articles on different ``events`` (by article) share.

    Within an event everything that articles share stands in ``reuse``; across events an index finds what was copied, whether a
    paragraph of background or one sentence, among as many articles as there are. Columns and order are those of ``reuse``.
    """
    texts = {each.article: each.text for each in parsed_articles}
    found: dict[tuple, dict] = {}
    for row in _find_long_runs([_read_sentences(each, quotes) for each in parsed_articles]):
        key = (row["article_a"], row["sentence_a"], row["article_b"], row["sentence_b"])
        if events[row["article_a"]] != events[row["article_b"]] and (key not in found or _rank(row) < _rank(found[key])):
            found[key] = row
    place = {each.article: number for number, each in enumerate(parsed_articles)}
    order = sorted(found.values(), key=lambda r: (place[r["article_a"]], place[r["article_b"]], r["sentence_a"], r["sentence_b"]))
    return make_table("copies", [_with_texts(row, texts) for row in order])


def _read_sentences(parsed: ParsedArticle, quotes: pd.DataFrame) -> list[Piece]:
    marks = _quoted_spans(quotes, parsed.article)
    rows = parsed.sentences[parsed.sentences.part.isin(READ_PARTS)]
    return [_make_piece(parsed.article, row.sentence, row.text, row.start, marks) for row in list_rows(rows)]


def _make_piece(article: str, sentence: int, text: str, start: int, marks: Sequence[tuple[int, int]], **who: str) -> Piece:
    words = read_words(text, start)
    quoted = tuple(any(low <= a < high for low, high in marks) for a, _ in words.spans)
    return Piece(article, int(sentence), text, words, quoted, **who)


def _quoted_spans(quotes: pd.DataFrame, article: str) -> list[tuple[int, int]]:
    rows = quotes[(quotes.article == article) & quotes.type.isin(QUOTED)]
    return list(zip(rows.start, rows.end, strict=True))


def _count_words(pieces: Sequence[Sequence[Piece]]) -> Counter:
    """In how many sentences of the event each word stands."""
    return Counter(word for article in pieces for piece in article for word in set(piece.words.keys))


def _find_copies(pieces: Sequence[Sequence[Piece]]) -> list[dict]:
    rows = [row for first, second in _candidates(pieces) for row in _compare_sentences(first, second)]
    return rows + list(_find_long_runs(pieces))


def _candidates(pieces: Sequence[Sequence[Piece]]) -> Iterator[tuple[Piece, Piece]]:
    """Pairs of sentences of different articles that share two sequences of three words, or one sequence and a third of their length."""
    where: dict[tuple[str, ...], list[tuple[int, int]]] = {}
    for number, article in enumerate(pieces):
        for index, piece in enumerate(article):
            keys = piece.words.keys
            for gram in set(zip(keys, keys[1:], keys[2:], strict=False)):
                where.setdefault(gram, []).append((number, index))
    shared = Counter(pair for places in where.values() if 1 < len(places) <= 200 for pair in combinations(places, 2))
    for (left, right), count in sorted(shared.items()):
        if left[0] != right[0] and count >= 2:
            yield pieces[left[0]][left[1]], pieces[right[0]][right[1]]


def _compare_sentences(first: Piece, second: Piece) -> Iterator[dict]:
    """One row if the two sentences are the same or nearly so."""
    sizes = len(first.words.keys), len(second.words.keys)
    if min(sizes) < FEWEST_WORDS:
        return
    blocks = [block for block in align(first.words.keys, second.words.keys) if block.size >= 2]
    common = count_common(blocks)
    narrated = sum(not first.quoted[block.a + k] for block in blocks for k in range(block.size))
    share, contained = 2 * common / sum(sizes), common / min(sizes)
    alike = share >= NEAR_SHARE or (contained >= 0.8 and longest_block(blocks) >= QUOTE_BLOCK + 1)
    if not alike or common < FEWEST_WORDS:
        return
    if narrated >= FEWEST_WORDS - 1 and narrated >= common / 3:
        relation = "verbatim" if first.words.keys == second.words.keys else "near-verbatim"
    else:
        relation = "same-quote"
    yield _make_row(first, second, blocks, relation, contained)


def _find_long_runs(pieces: Sequence[Sequence[Piece]]) -> Iterator[dict]:
    """Rows for COPIED_RUN narrated words in a row, cut at sentence ends: copying within otherwise different sentences."""
    flat = [[(piece, k) for piece in article for k in range(len(piece.words.keys)) if not piece.quoted[k]] for article in pieces]
    for run in find_runs([[piece.words.keys[k] for piece, k in article] for article in flat], fewest=COPIED_RUN):
        first = flat[run.a][run.start_a : run.start_a + run.size]
        second = flat[run.b][run.start_b : run.start_b + run.size]
        together: dict[tuple[int, int], list[tuple[int, int]]] = {}
        owners = {}
        for (left, i), (right, k) in zip(first, second, strict=True):
            together.setdefault((left.sentence, right.sentence), []).append((i, k))
            owners[left.sentence, right.sentence] = (left, right)
        for key, words in together.items():
            if len(words) >= FEWEST_WORDS - 1:
                left, right = owners[key]
                blocks = [Block(i, k, 1) for i, k in words]
                relation = "verbatim" if len(words) == len(left.words.keys) == len(right.words.keys) else "near-verbatim"
                yield _make_row(left, right, blocks, relation, len(words) / min(len(left.words.keys), len(right.words.keys)))


def _find_same_quotes(parsed_articles: Sequence[ParsedArticle], quotes: pd.DataFrame, frequency: Counter) -> list[dict]:
    fragments = [_read_fragments(each, quotes) for each in parsed_articles]
    stop = frozenset(load_codebook("function_words")["words"])
    return [
        row
        for left, right in combinations(fragments, 2)
        for first in left
        for second in right
        for row in _compare_quotes(first, second, stop)
    ]


def _read_fragments(parsed: ParsedArticle, quotes: pd.DataFrame) -> list[Piece]:
    """What stands in quotation marks, cut at sentence ends."""
    fragments = []
    for quote in list_rows(quotes[(quotes.article == parsed.article) & quotes.type.isin(QUOTED)]):
        for row in (row for row in parsed.rows if row.end > quote.start and row.start < quote.end):
            start, end = max(row.start, quote.start), min(row.end, quote.end)
            piece = _make_piece(parsed.article, row.sentence, parsed.text[start:end], start, [(start, end)],
                                speaker=quote.speaker, actor=quote.actor)  # fmt: skip
            if len(piece.words.keys) >= FEWEST_QUOTED:
                fragments.append(piece)
    return fragments


def _compare_quotes(first: Piece, second: Piece, stop: frozenset[str]) -> Iterator[dict]:
    """One row if the shorter quotation stands in the longer, or a telling piece of both is the same."""
    blocks = align(first.words.keys, second.words.keys)
    content = sum(first.words.keys[block.a + k] not in stop for block in blocks for k in range(block.size))
    if content < 2:
        return
    contained = count_common(blocks) / min(len(first.words.keys), len(second.words.keys))
    longest = longest_block(blocks)
    if (contained >= SAME_QUOTE_SHARE and longest >= 2) or longest >= QUOTE_BLOCK + 1:
        yield _make_row(first, second, [block for block in blocks if block.size >= 2], "same-quote", contained)


def _make_row(first: Piece, second: Piece, blocks: Sequence[Block], relation: str, score: float) -> dict:
    start_a, end_a = span_of(first.words, blocks[0].a, blocks[-1].a + blocks[-1].size - 1)
    start_b, end_b = span_of(second.words, blocks[0].b, blocks[-1].b + blocks[-1].size - 1)
    return dict(article_a=first.article, sentence_a=first.sentence, start_a=start_a, end_a=end_a,
                article_b=second.article, sentence_b=second.sentence, start_b=start_b, end_b=end_b,
                relation=relation, score=round(float(score), 3))  # fmt: skip


def _with_texts(row: dict, texts: dict[str, str]) -> dict:
    cut = {f"text_{side}": texts[row[f"article_{side}"]][row[f"start_{side}"] : row[f"end_{side}"]] for side in "ab"}
    return row | cut


def _rank(row: dict) -> tuple:
    """Strongest first: verbatim before near-verbatim before the same quotation; then the higher score."""
    return (("verbatim", "near-verbatim", "same-quote", "paraphrase").index(row["relation"]), -row["score"])
