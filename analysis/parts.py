"""Which part of an article a sentence is: headline, lede and body, or something that no measure should read.

The rules look at layout (lines, length, final punctuation, place in the text) and at the marks in
``codebooks/parts.toml``; none knows an outlet.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from analysis.codebooks import load_codebook
from analysis.words import count_words, list_words, plain_typography

HEADLINE_WORDS = 25
CROSSHEAD_WORDS = 8
PUNCTUATED_HEADLINE_WORDS = 18
_FINAL = re.compile(r"[.!?…:;,][”\"’')\]]*$|[—–-]$")
_BULLET = re.compile(r"^\s*(?:[-–—*•·]|\d{1,2}[.)])\s")
_CREDIT_MARK = re.compile(r"(?:credit|photo|photograph|picture|image)s?\s*:\s*\S", re.IGNORECASE)
REASONS = {
    "headline_repeat": "the headline again",
    "crosshead": "subheading between paragraphs",
    "caption": "picture caption",
}


@dataclass(frozen=True)
class Piece:
    """A sentence on its way to its part: where it stands, in which paragraph, and what it is taken for."""

    start: int
    end: int
    text: str
    paragraph: int
    part: str = "body"


def assign_parts(pieces: Sequence[Piece]) -> list[Piece]:
    """The same sentences, in order, each with its part; a repeated headline at a sentence's end is cut off as its own."""
    if not pieces:
        return []
    paragraphs = _group(pieces)
    parts = [_part_of_line(group) for group in paragraphs]
    headline = _find_headline(paragraphs, parts)
    if headline:
        parts[0] = "headline"
    labelled = [piece for group, part in zip(paragraphs, parts, strict=True) for piece in _label(group, part)]
    if headline:
        labelled = [cut for piece in labelled for cut in _cut_repeat(piece, headline)]
    return _mark_lede(_spread_boilerplate(_mark_crossheads(labelled)))


def explain_part(part: str) -> str:
    """Why sentences of this part are left out of the measures."""
    return REASONS.get(part) or load_codebook("parts")[part]["reason"]


def _group(pieces: Sequence[Piece]) -> list[list[Piece]]:
    groups: dict[int, list[Piece]] = {}
    for piece in pieces:
        groups.setdefault(piece.paragraph, []).append(piece)
    return list(groups.values())


def _part_of_line(group: list[Piece]) -> str:
    line = " ".join(piece.text for piece in group)
    if _is_site_furniture(line):
        return "boilerplate"
    return next((part for part, pattern in _line_patterns().items() if part != "boilerplate" and pattern.fullmatch(line)), "body")


def _is_site_furniture(line: str) -> bool:
    return count_words(line) <= CROSSHEAD_WORDS and not _FINAL.search(line) and bool(_short_lines().fullmatch(line))


@cache
def _line_patterns() -> dict[str, re.Pattern]:
    return {part: _any_of(entry["patterns"]) for part, entry in load_codebook("parts").items()}


@cache
def _short_lines() -> re.Pattern:
    return _any_of(load_codebook("parts")["boilerplate"]["short"])


def _any_of(patterns: Sequence[str]) -> re.Pattern:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE | re.DOTALL)


def _find_headline(paragraphs: list[list[Piece]], parts: list[str]) -> str | None:
    """The first line if it looks like a headline: no full stop, or in title case, or it comes back later, or the next line retells it."""
    first = paragraphs[0]
    if parts[0] != "body" or len(first) > 1 or len(paragraphs) < 2:
        return None
    line = first[0].text
    size = count_words(line)
    if not 1 <= size <= HEADLINE_WORDS or _BULLET.match(line) or _looks_like_speech(line):
        return None
    later = [_plain(piece.text) for group in paragraphs[1:] for piece in group]
    repeated = size >= 4 and any(text.endswith(_plain(line)) for text in later)
    retold = size <= PUNCTUATED_HEADLINE_WORDS and _retold(line, " ".join(piece.text for piece in paragraphs[1]))
    return line if not _FINAL.search(line) or _is_title_case(line) or repeated or retold else None


def _is_title_case(line: str) -> bool:
    """Whether nearly all longer words are capitalised, as American headlines are."""
    longer = [word for word in list_words(line) if len(word) > 3]
    return len(longer) >= 3 and sum(word[0].isupper() for word in longer) >= 0.8 * len(longer)


def _looks_like_speech(line: str) -> bool:
    return line[:1] in '“"' and line[-1:] in '”"'


def _retold(line: str, following: str) -> bool:
    """Whether at least 60% of the line's longer words stand in the following, longer paragraph."""
    words = {word for word in list_words(_plain(line)) if len(word) > 3}
    after = set(list_words(_plain(following)))
    return len(words) >= 4 and count_words(following) > count_words(line) and len(words & after) >= 0.6 * len(words)


def _label(group: list[Piece], part: str) -> list[Piece]:
    """A line that carries a credit mark is a caption up to the mark, whole otherwise; credits may end a body line too."""
    if part != "body":
        return [replace(piece, part=part) for piece in group]
    marked = next((k for k, piece in enumerate(group) if _CREDIT_MARK.match(piece.text)), None)
    if marked is not None and sum(count_words(piece.text) for piece in group[marked:]) <= 12:
        return [replace(piece, part="caption" if k < marked else "credit") for k, piece in enumerate(group)]
    return [_label_sentence(piece, alone=len(group) == 1) for piece in group]


def _label_sentence(piece: Piece, *, alone: bool) -> Piece:
    patterns = _line_patterns()
    if patterns["boilerplate"].fullmatch(piece.text):
        return replace(piece, part="boilerplate")
    if not alone and count_words(piece.text) <= 8 and patterns["credit"].fullmatch(piece.text):
        return replace(piece, part="credit")
    return piece


def _cut_repeat(piece: Piece, headline: str) -> list[Piece]:
    """``… and Headline words again.`` becomes the sentence before and the repeated headline after."""
    if piece.part == "headline" or piece.part in REASONS or count_words(headline) < 4:
        return [piece]
    plain, wanted = plain_typography(piece.text).lower(), plain_typography(headline).lower()
    at = plain.find(wanted.rstrip(" .!?"))
    rest = plain[at + len(wanted.rstrip(" .!?")) :].strip(" .!?\"'") if at >= 0 else "x"
    if rest:
        return [piece]
    before = piece.text[:at].rstrip()
    repeat = replace(piece, start=piece.start + at, text=piece.text[at:], part="headline_repeat")
    if not before:
        return [repeat]
    return [replace(piece, end=piece.start + len(before), text=before), repeat]


def _mark_crossheads(pieces: list[Piece]) -> list[Piece]:
    """A short line without final punctuation that is followed by a longer one."""
    return [
        replace(piece, part="crosshead") if _is_crosshead(piece, pieces[k - 1] if k else None, pieces[k + 1 : k + 2]) else piece
        for k, piece in enumerate(pieces)
    ]


def _is_crosshead(piece: Piece, before: Piece | None, following: Sequence[Piece]) -> bool:
    alone = before is not None and before.paragraph != piece.paragraph and following and following[0].paragraph != piece.paragraph
    return bool(
        alone
        and piece.part == "body"
        and count_words(piece.text) <= CROSSHEAD_WORDS
        and not _FINAL.search(piece.text)
        and not _BULLET.match(piece.text)
        and following[0].part == "body"
        and count_words(following[0].text) > count_words(piece.text)
    )


def _spread_boilerplate(pieces: list[Piece]) -> list[Piece]:
    """In the closing block of a page, short lines without final punctuation beside boilerplate are boilerplate too."""
    marked = [k for k, piece in enumerate(pieces) if piece.part == "boilerplate"]
    tail = [k for k in marked if k >= len(pieces) / 2]
    if not tail:
        return pieces
    first = min(tail)
    while first > 1 and _is_loose_line(pieces, first - 1):
        first -= 1
    loose = {k for k in range(first, len(pieces)) if _is_loose_line(pieces, k) or _beside_boilerplate(pieces, k)}
    return [replace(piece, part="boilerplate") if k in loose else piece for k, piece in enumerate(pieces)]


def _is_loose_line(pieces: list[Piece], k: int) -> bool:
    piece = pieces[k]
    return piece.part in ("body", "crosshead") and count_words(piece.text) <= CROSSHEAD_WORDS and not _FINAL.search(piece.text)


def _beside_boilerplate(pieces: list[Piece], k: int) -> bool:
    """A sentence that shares its line with boilerplate is boilerplate."""
    same = [other.part for other in pieces if other.paragraph == pieces[k].paragraph]
    return pieces[k].part == "body" and "boilerplate" in same


def _mark_lede(pieces: list[Piece]) -> list[Piece]:
    first = next((piece.paragraph for piece in pieces if piece.part == "body"), None)
    return [replace(piece, part="lede") if piece.part == "body" and piece.paragraph == first else piece for piece in pieces]


def _plain(text: str) -> str:
    return " ".join(list_words(plain_typography(text).lower()))
