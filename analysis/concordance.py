"""Keyword in context: every place of a word, a pattern or an actor, with the words around it."""

import re

import pandas as pd

from analysis.errors import ParallaxError
from analysis.tables import require_columns

COLUMNS = ["article", "sentence", "start", "end", "left", "text", "right", "part"]


def find_in_context(sentences: pd.DataFrame, pattern: str, *, regex: bool = False, width: int = 60, sort: str = "place") -> pd.DataFrame:
    """Every match of ``pattern`` within a sentence: article, sentence, start, end, left, text, right, part.

    Without ``regex`` the pattern is taken as it stands, as whole words, capitals or not. ``sort`` is 'place', 'left' (by the
    words before, read backwards) or 'right'. ``width`` counts characters on either side. Raises ParallaxError for a pattern
    that is no regular expression.
    """
    require_columns(sentences, "article", "sentence", "start", "text", "part")
    search = _compile(pattern if regex else rf"(?<!\w){re.escape(pattern)}(?!\w)")
    rows = [
        _row(row, match.start(), match.end(), width)
        for row in sentences.itertuples()
        for match in search.finditer(row.text)
        if match.end() > match.start()
    ]
    return _sort(pd.DataFrame(rows, columns=COLUMNS), sort)


def find_actor_in_context(
    sentences: pd.DataFrame, mentions: pd.DataFrame, actor: str, *, width: int = 60, sort: str = "place"
) -> pd.DataFrame:
    """Every mention of ``actor`` with the words around it; columns as of ``find_in_context``."""
    require_columns(mentions, "article", "sentence", "start", "end", "actor")
    by_place = {(row.article, row.sentence): row for row in sentences.itertuples()}
    own = mentions[mentions.actor == actor]
    rows = []
    for mention in own.itertuples():
        sentence = by_place[mention.article, mention.sentence]
        rows.append(_row(sentence, mention.start - sentence.start, mention.end - sentence.start, width))
    return _sort(pd.DataFrame(rows, columns=COLUMNS), sort)


def _row(sentence, start: int, end: int, width: int) -> dict:
    text = sentence.text
    left, right = text[max(0, start - width) : start], text[end : end + width]
    at = sentence.start
    return dict(article=sentence.article, sentence=sentence.sentence, start=at + start, end=at + end, left=left, text=text[start:end],
                right=right, part=sentence.part)  # fmt: skip


def _compile(pattern: str) -> re.Pattern:
    try:
        return re.compile(pattern, re.IGNORECASE)
    except re.error as error:
        raise ParallaxError(f"{pattern!r} is no regular expression ({error}); put a backslash before special characters") from None


def _sort(rows: pd.DataFrame, by: str) -> pd.DataFrame:
    if by not in ("place", "left", "right"):
        raise ParallaxError(f"cannot sort by {by!r}; valid are place, left, right")
    if by == "place" or rows.empty:
        return rows
    words = rows.right.str.lower().str.split() if by == "right" else rows.left.str.lower().str.split().map(lambda before: before[::-1])
    return rows.iloc[sorted(range(len(rows)), key=lambda k: words.iloc[k])].reset_index(drop=True)
