"""The one sentence splitter: syntok, with the habits of news that it does not know.

syntok (MIT) finds the boundaries within a paragraph; three things are put right afterwards:
titles before a name (``Rep. Dave Brat``), a Roman numeral that ends a sentence (``World War II. Russia``)
and enumerations that go on after a semicolon.
"""

import itertools
import re

Span = tuple[int, int]

PARAGRAPH = re.compile(r"[^\n\r\u2028\u2029\x0b\x0c\x85]+")
LONGEST = 20_000
"""Characters handed to the splitter at once; a longer paragraph is cut at white space first."""

TITLES = (
    "Adm Amb Brig Capt Cdr Cmdr Cmdt Col Cpl Dr Fr Gen Gov Hon Insp Lt Maj Messrs Mr Mrs Ms Pres Prof",
    "Rep Reps Rev Sec Sen Sens Sgt Spc St Supt No Nos vs",
)
_ENDS_WITH_TITLE = re.compile(r"(?:^|[\s“\"‘'(])(?:" + "|".join(" ".join(TITLES).split()) + r")\.$")
_NUMERAL_END = re.compile(r"\b[IVX]{2,5}\.[”\"’']?(\s+)(?=[“\"‘']?[A-Z])")
_SPACE = " \t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u202f\u205f\u3000\ufeff\x00"


def split_paragraphs(text: str) -> list[Span]:
    """(start, end) of each line that holds more than white space."""
    trimmed = (_trim(text, *match.span()) for match in PARAGRAPH.finditer(text))
    return [span for span in trimmed if span[0] < span[1]]


def split_sentences(text: str, start: int, end: int) -> list[Span]:
    """(start, end) of each sentence of the paragraph ``text[start:end]``, in order, without outer white space."""
    spans = [span for a, b in _pieces(text, start, end) for span in _syntok(text, a, b)]
    return _split_numerals(text, _join_broken(text, spans))


def _syntok(text: str, start: int, end: int) -> list[Span]:
    import syntok.segmenter as segmenter  # slow to import, and only this function needs it

    spans = []
    for paragraph in segmenter.process(text[start:end]):
        for tokens in paragraph:
            if tokens:
                last = tokens[-1]
                spans.append((start + tokens[0].offset, start + last.offset + len(last.value)))
    return _cover(text, start, end, spans)


def _cover(text: str, start: int, end: int, spans: list[Span]) -> list[Span]:
    """The same sentences, stretched so that no visible character of the paragraph is lost between them."""
    if not spans:
        return [span for span in [_trim(text, start, end)] if span[0] < span[1]]
    edges = [start] + [a for a, _ in spans[1:]] + [end]
    trimmed = [_trim(text, a, b) for a, b in itertools.pairwise(edges)]
    return [span for span in trimmed if span[0] < span[1]]


def _join_broken(text: str, spans: list[Span]) -> list[Span]:
    joined: list[Span] = []
    for start, end in spans:
        if joined and _goes_on(text[slice(*joined[-1])], text[start:end]):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _goes_on(before: str, after: str) -> bool:
    return before.endswith(";") or (bool(_ENDS_WITH_TITLE.search(before)) and after[:1].isalnum())


def _split_numerals(text: str, spans: list[Span]) -> list[Span]:
    parts: list[Span] = []
    for start, end in spans:
        for match in _NUMERAL_END.finditer(text, start, end):
            parts.append((start, match.start(1)))
            start = match.end(1)
        parts.append((start, end))
    return parts


def _pieces(text: str, start: int, end: int) -> list[Span]:
    pieces = []
    while end - start > LONGEST:
        cut = text.rfind(" ", start + LONGEST // 2, start + LONGEST)
        cut = cut if cut > 0 else start + LONGEST
        pieces.append((start, cut))
        start = cut
    return [*pieces, (start, end)]


def _trim(text: str, start: int, end: int) -> Span:
    while start < end and (text[start] in _SPACE or text[start].isspace()):
        start += 1
    while end > start and (text[end - 1] in _SPACE or text[end - 1].isspace()):
        end -= 1
    return start, end
