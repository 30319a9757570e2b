"""Where quotation marks open and close: straight and curly, single inside double, over paragraphs, and broken ones.

Each mark is first read as opening or closing from the characters beside it, then marks are paired within their
paragraph, so that a missing mark costs at most the quotation it belongs to.
"""

import re
from dataclasses import dataclass, replace

from analysis.parsing import ParsedArticle, once
from analysis.splitting import split_paragraphs

MARK = re.compile(r"''|``|[“”„«»\"‘’‚']")
_BEFORE_OPENING = " \t\u00a0\u2009\u202f([{—–-/=…\"“‘'«„‚"
_AFTER_CLOSING = " \t\u00a0\u2009\u202f)]}—–-/=….,;:!?\"”’'»"
_SENTENCE_END = re.compile(r"[.!?…](?=\s|$)")
_ELISION = re.compile(r"(?:em|tis|twas|cause|til|n|\d\ds)\b", re.IGNORECASE)
LONGEST_SINGLE = 600
"""Characters; a single mark that closes later than this was an apostrophe."""


@dataclass(frozen=True)
class Marked:
    """A stretch between quotation marks, marks excluded: ``text[start:end]``."""

    start: int
    end: int
    depth: int = 0
    """0 for a quotation of its own, 1 for one inside another."""
    continues: bool = False
    """Whether the next paragraph opens with a mark again because the same utterance goes on."""
    broken: bool = False
    """Whether the closing mark is missing."""
    mark: int = 1
    """How many characters the opening mark has."""

    @property
    def opened(self) -> int:
        """Where the opening mark stands."""
        return self.start - self.mark

    def follows(self, text: str) -> str:
        """What the text says after the closing mark, within its paragraph."""
        after = self.end if self.broken or self.continues else self.end + self.mark
        return text[after : after + 80].split("\n", 1)[0]


@once
def read_marked(parsed: ParsedArticle) -> list[Marked]:
    """The stretches between quotation marks of an article."""
    return find_marked(parsed.text)


def find_marked(text: str) -> list[Marked]:
    """Every stretch between quotation marks, in order of its start."""
    found: list[Marked] = []
    paragraphs = split_paragraphs(text)
    for number, (start, end) in enumerate(paragraphs):
        following = text[paragraphs[number + 1][0]] if number + 1 < len(paragraphs) else ""
        found += _pair(text, start, end, following)
    return sorted(found, key=lambda marked: (marked.start, -marked.end))


def _pair(text: str, start: int, end: int, following: str) -> list[Marked]:
    doubles = _pair_doubles(text, start, end, following)
    singles = _pair_singles(text, start, end)
    inside = lambda a, b: any(m.start <= a and b <= m.end for m in doubles)  # noqa: E731
    crossing = lambda a, b: any(a < m.start <= b < m.end or m.start < a <= m.end < b for m in doubles)  # noqa: E731
    nested = [Marked(a, b, depth=int(inside(a, b))) for a, b in singles if not crossing(a, b)]
    around = [(m.start, m.end) for m in nested if not m.depth]
    doubles = [replace(m, depth=int(any(a <= m.start and m.end <= b for a, b in around))) for m in doubles]
    return [marked for marked in doubles + nested if any(character.isalnum() for character in text[marked.start : marked.end])]


def _pair_doubles(text: str, start: int, end: int, following: str) -> list[Marked]:
    found: list[Marked] = []
    opened: re.Match | None = None
    marks = [match for match in MARK.finditer(text, start, end) if match[0] not in "‘’‚'"]
    for place, mark in enumerate(marks):
        another_closes = place + 1 < len(marks) and marks[place + 1][0] in ("”", '"', "''")
        opens = _opens(text, mark, opened is not None, another_closes)
        if opens and opened is not None and mark[0] not in ("“", "«", "„") and not _opening_position(text, mark):
            opens = False
        if opens:
            if opened is not None:
                found.append(_broken(text, opened, mark.start()))
            opened = mark
        elif opened is not None:
            found.append(Marked(opened.end(), mark.start(), mark=len(opened[0])))
            opened = None
    if opened is not None and following and following in "“\"«„'‘":
        found.append(Marked(opened.end(), end, continues=True, mark=len(opened[0])))
    elif opened is not None:
        found.append(_broken(text, opened, end))
    return found


def _opens(text: str, mark: re.Match, is_open: bool, another_closes: bool) -> bool:
    """Whether the mark opens a quotation, from its shape, else from what stands beside it."""
    if mark[0] in ("“", "«", "„", "``"):
        return not (mark[0] == "“" and is_open and _closing_position(text, mark) and not _opening_position(text, mark))
    if mark[0] in ("”", "»"):
        glued = text[mark.end() : mark.end() + 1].isalnum()
        return not is_open and another_closes and glued
    if _opening_position(text, mark) != _closing_position(text, mark):
        return _opening_position(text, mark)
    return not is_open


def _opening_position(text: str, mark: re.Match) -> bool:
    before = text[mark.start() - 1 : mark.start()]
    after = text[mark.end() : mark.end() + 1]
    return (not before or before.isspace() or before in _BEFORE_OPENING) and bool(after) and not after.isspace()


def _closing_position(text: str, mark: re.Match) -> bool:
    before = text[mark.start() - 1 : mark.start()]
    after = text[mark.end() : mark.end() + 1]
    return (not after or after.isspace() or after in _AFTER_CLOSING) and bool(before) and not before.isspace()


def _broken(text: str, mark: re.Match, limit: int) -> Marked:
    """A quotation whose closing mark is missing is taken to end with its sentence."""
    stop = _SENTENCE_END.search(text, mark.end(), limit)
    end = stop.end() if stop else mark.end() + len(text[mark.end() : limit].rstrip())
    return Marked(mark.end(), end, broken=True, mark=len(mark[0]))


def _pair_singles(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Pairs of single marks; a mark between letters, and a plural's apostrophe, is none."""
    pairs: list[tuple[int, int]] = []
    opened: int | None = None
    closing: int | None = None
    for mark in MARK.finditer(text, start, end):
        if mark[0] not in "‘’‚'":
            continue
        if opened is not None and closing is not None and _single_opens(text, mark):
            pairs.append((opened, closing))
            opened = closing = None
        if opened is None:
            if _single_opens(text, mark):
                opened = mark.end()
        elif _closing_position(text, mark) and mark.start() - opened <= LONGEST_SINGLE and (closing is None or _plural(text, closing)):
            closing = mark.start()
    return [*pairs, (opened, closing)] if opened is not None and closing is not None else pairs


def _single_opens(text: str, mark: re.Match) -> bool:
    if mark[0] == "’":
        return False
    after = text[mark.end() : mark.end() + 1]
    elided = re.compile(r"(?:em|tis|twas|cause|til|n|\d\ds)\b", re.IGNORECASE).match(text, mark.end())
    return _opening_position(text, mark) and (after.isalnum() or after in '“"[…$£€') and not elided


def _plural(text: str, mark: int) -> bool:
    """Whether the mark may be the apostrophe of a plural's genitive: ``the dockers’ union``."""
    return text[mark - 1 : mark] == "s" and text[mark + 1 : mark + 2] == " " and text[mark + 2 : mark + 3].islower()
