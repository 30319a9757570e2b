"""Whose words a sentence carries: direct, partial and scare quotations and reported speech, with speaker and cue."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.actors_file import Actor
from analysis.annotate.cues import tone_of
from analysis.annotate.grammar import Grammar, read_grammar
from analysis.annotate.identities import person_nouns
from analysis.annotate.quotation_marks import Marked, read_marked
from analysis.annotate.repeated import name_repeated
from analysis.annotate.reports import Report, find_reports, trim
from analysis.annotate.speakers import Speaker, Speakers
from analysis.parsing import ParsedArticle
from analysis.tables import make_table
from analysis.words import count_words

PARAPHRASE_WORDS = 15
"""A report that holds quotations is indirect speech as well if at least so many words of it stand outside the marks."""

_LINE_BREAK = re.compile("\n")
NESTED = 20
"""Quotations before one inside another, among which the other is looked for."""
NEAR_AFTER, NEAR_BEFORE = 14, 25
"""Tokens between a quotation and a cue after or before it."""


@dataclass
class Quotation:
    """A stretch between marks on its way to a row: its tokens and the report it was given to."""

    marked: Marked
    tokens: range
    report: Report | None = None


def find_quotes(parsed: ParsedArticle, mentions: pd.DataFrame, actors: Sequence[Actor] = ()) -> pd.DataFrame:
    """The table ``quotes`` of one article, in order.

    ``text`` is what stands between the marks; of indirect speech the reported clause. ``speaker`` is the name as fully
    as the article gives it ('' where nobody is named), ``actor`` the side the speaker stands for ('' for none),
    ``cue`` the reporting word, ``tone`` what it lends. Further columns: ``resolved`` (the speaker is a pronoun or
    a plain description in the text), ``anonymous``, ``attribution`` (rows of one cue share the number), the places of speaker
    and cue (−1 where there is none) and of the whole content that is not in the reporter's voice.
    """
    grammar = read_grammar(parsed)
    marked = read_marked(parsed)
    quotations = [Quotation(mark, grammar.tokens_between(mark.start, mark.end)) for mark in marked]
    quotations = [quotation for quotation in quotations if quotation.tokens]
    quoted = {token for quotation in quotations for token in quotation.tokens}
    reports = find_reports(grammar, quoted)
    _give_quotations(grammar, quotations, reports, quoted)
    return make_table("quotes", _rows(parsed, grammar, quotations, reports, quoted, Speakers(parsed, mentions, actors, quoted)))


def mark_voice(mentions: pd.DataFrame, quotes: pd.DataFrame) -> pd.DataFrame:
    """The same mentions, ``voice`` 'quoted' where they stand in quoted or reported words, else 'narrator'."""
    spans = zip(*(quotes[c].tolist() for c in ("article", "content_start", "content_end")), strict=True) if len(quotes) else ()
    by_article: dict[str, list[tuple[int, int]]] = {}
    for article, start, end in spans:
        by_article.setdefault(article, []).append((start, end))
    inside = [
        any(a <= start and end <= b for a, b in by_article.get(article, ()))
        for article, start, end in zip(*(mentions[c].tolist() for c in ("article", "start", "end")), strict=True)
    ]
    return mentions.assign(voice=["quoted" if each else "narrator" for each in inside])


def _give_quotations(grammar: Grammar, quotations: list[Quotation], reports: list[Report], quoted: set[int]) -> None:
    """Each quotation to the cue that introduces it; a whole sentence in marks goes on with whoever spoke last."""
    last: Report | None = None
    last_paragraph = -9
    paragraphs = _paragraphs(grammar)
    by_paragraph: dict[int, list[Report]] = {}
    for each in reports:
        by_paragraph.setdefault(paragraphs[each.verb], []).append(each)
    for quotation in quotations:
        if quotation.marked.depth:
            continue
        paragraph = paragraphs[quotation.tokens[0]]
        near, above = by_paragraph.get(paragraph, []), by_paragraph.get(paragraph - 1, [])
        report = _around(quotation, near) or _beside(grammar, quotation, near, quoted)
        if report is None and (report := _after_colon(grammar, quotation)):
            reports.append(report)
        if report is None and _is_whole_sentence(grammar, quotation):
            spoke = [r for r in (*above, *near) if _hands_on(grammar, r) and r.verb < quotation.tokens[0]]
            if spoke and (last is None or last.verb < spoke[-1].verb):
                last, last_paragraph = spoke[-1], paragraphs[spoke[-1].verb]
            if last is not None and last_paragraph >= paragraph - 1 and (last_paragraph == paragraph or quotation.tokens[0] > last.verb):
                report = last
            else:
                report = _announced(grammar, quotation, above)
        if report is not None:
            quotation.report = report
            report.content |= set(quotation.tokens)
            if _is_bare(grammar, quotation, report):
                report.content &= quoted
            if report.speech:
                last, last_paragraph = report, paragraph


def _is_bare(grammar: Grammar, quotation: Quotation, report: Report) -> bool:
    """Whether nothing but the marked words is said: a sentence in marks right beside 'he said'."""
    first, last = quotation.tokens[0], quotation.tokens[-1]
    clause = [report.verb] if report.subject is None else [report.verb, *grammar.subtree(report.subject)]
    no_word = lambda a, b: not any(grammar.is_word(token) for token in range(a, b))  # noqa: E731
    if last < report.verb:
        return _starts_sentence(grammar, quotation) and no_word(last + 1, min(token for token in clause if token > last))
    capital = grammar.text[quotation.marked.start : quotation.marked.start + 1].isupper()
    return first > report.verb and capital and no_word(max(token for token in clause if token < first) + 1, first)


def _around(quotation: Quotation, reports: list[Report]) -> Report | None:
    """The report whose clause holds most of the quotation; of several the innermost ('X said, the agency reported'), then the nearest."""
    tokens = quotation.tokens
    holding = [report for report in reports if sum(token in report.content for token in tokens) >= 0.5 * len(tokens)]
    named = [each for each in holding if each.subject is not None]
    inner = [each for each in named if not any(other.verb in each.content for other in named if other is not each)]
    return min(inner or holding, key=lambda report: min(abs(report.verb - tokens[0]), abs(report.verb - tokens[-1])), default=None)


def _beside(grammar: Grammar, quotation: Quotation, reports: list[Report], quoted: set[int]) -> Report | None:
    """A verb of saying just after the quotation, else just before it, with no sentence end between."""
    first, last = quotation.tokens[0], quotation.tokens[-1]
    says = [report for report in reports if report.speech]
    clear = lambda a, b: not any(grammar.words[t] in (".", "!", "?") and t not in quoted for t in range(a, b))  # noqa: E731
    after = min((r for r in says if 0 < r.verb - last <= NEAR_AFTER and clear(last + 1, r.verb)), key=lambda r: r.verb, default=None)
    before = max((r for r in says if 0 < first - r.verb <= NEAR_BEFORE and clear(r.verb, first)), key=lambda r: r.verb, default=None)
    ending = _final(grammar, quotation)
    starts = _starts_sentence(grammar, quotation)
    if after is not None and (ending in ",?!—-–" or (starts and ending != ".")):
        return after
    previous = grammar.text[: quotation.marked.opened].rstrip()[-1:]
    if before is not None and (previous in (",", ":") or first - before.verb <= 8):
        return before
    return None


def _announced(grammar: Grammar, quotation: Quotation, reports: list[Report]) -> Report | None:
    """A cue in the paragraph before that ends with a colon."""
    before = grammar.text[: quotation.marked.opened].rstrip()
    return max(reports, key=lambda report: report.verb, default=None) if before.endswith(":") else None


def _hands_on(grammar: Grammar, report: Report) -> bool:
    """Whether a quotation without a cue may go on with this report: somebody said something, in a main clause."""
    main = grammar.relations[report.verb] in ("ROOT", "conj", "parataxis", "ccomp") and grammar.tags[report.verb] != "VB"
    return report.speech and main and report.subject is not None and bool(report.content)


def _after_colon(grammar: Grammar, quotation: Quotation) -> Report | None:
    """'Silva nodded: “…”': what follows a colon are the words of the sentence's subject, whatever its verb."""
    before = grammar.text[: quotation.marked.opened].rstrip(" \t\u00a0")
    if not before.endswith(":") or _final(grammar, quotation) not in ".!?…":
        return None
    colon = grammar.token_at(len(before) - 1)
    for verb in grammar.ancestors(colon):
        subjects = grammar.dependents(verb, "nsubj")
        if grammar.kinds[verb] == "VERB" and subjects and grammar.sentences[verb] == grammar.sentences[colon]:
            return Report([verb], subjects[-1], set(quotation.tokens)) if _may_speak(grammar, subjects[-1]) else None
    return None


def _may_speak(grammar: Grammar, subject: int) -> bool:
    """Whether the subject can be somebody: a name, a person by office, 'he', 'she' or 'they'."""
    known = grammar.lemmas[subject] in person_nouns() or grammar.words[subject].lower() in ("he", "she", "they")
    return known or grammar.kinds[subject] == "PROPN"


def _final(grammar: Grammar, quotation: Quotation) -> str:
    """The quotation's last visible character, or the comma that follows its mark."""
    inside = grammar.text[quotation.marked.start : quotation.marked.end].rstrip(" \t\n\u00a0’'”\"")[-1:]
    outside = quotation.marked.follows(grammar.text)[:1]
    return outside if outside == "," else inside


def _starts_sentence(grammar: Grammar, quotation: Quotation) -> bool:
    before = grammar.text[: quotation.marked.opened].rstrip(" \t\u00a0")
    return not before or before[-1] in '.!?”"\n'


def _is_whole_sentence(grammar: Grammar, quotation: Quotation) -> bool:
    return _starts_sentence(grammar, quotation) and len(quotation.tokens) >= 3 and _final(grammar, quotation) in ".!?…"


def _paragraphs(grammar: Grammar) -> list[int]:
    """The number of the paragraph of each token: one more after each gap with a line break."""
    breaks = [match.start() for match in _LINE_BREAK.finditer(grammar.text)]
    before = np.searchsorted(breaks, grammar.starts)
    return np.cumsum(np.diff(before, prepend=0) > 0).tolist()


def _rows(parsed, grammar: Grammar, quotations: list[Quotation], reports: list[Report], quoted: set[int], speakers: Speakers) -> list[dict]:
    given: dict[int, list[Quotation]] = {}
    for quotation in quotations:
        if quotation.report is not None:
            given.setdefault(id(quotation.report), []).append(quotation)
    rows: list[dict] = []
    voices: dict[int, Speaker | None] = {}
    attribution = 0
    for report in sorted(reports, key=lambda each: each.verb):
        mine = given.get(id(report), [])
        if report.subject is not None and report.content:
            speaker = speakers.identify(report.subject)
        else:
            speaker = None
        if not mine and (speaker is None or not report.content):
            continue
        common = _common(grammar, report, speaker) | dict(attribution=attribution)
        attribution += 1
        voices[id(report)] = speaker
        for quotation in mine:
            rows.append(_quoted_row(grammar, quotation, report) | common)
        rows += [row | common for row in _indirect_rows(grammar, report, mine, quoted)]
    for quotation in quotations:
        if quotation.report is None:
            outer = _outer(quotation, quotations)
            owner = voices.get(id(outer.report)) if outer else _owner(grammar, quotation, speakers)
            rows.append(_quoted_row(grammar, quotation, None) | _common(grammar, None, owner) | dict(attribution=attribution))
            attribution += 1
    rows += _listed_rows(grammar, rows, attribution)
    name_repeated(rows)
    base = dict(article=parsed.article)
    return sorted((_ordered(base | row) for row in rows), key=lambda row: (row["start"], -row["end"]))


def _outer(quotation: Quotation, quotations: list[Quotation]) -> Quotation | None:
    """The attributed quotation that this one stands in: who speaks there answers for the words, even where he mocks them."""
    mark = quotation.marked
    if not mark.depth:
        return None
    at = bisect_left(quotations, mark.start, key=lambda each: each.marked.start)
    before = quotations[max(0, at - NESTED) : at + 1]
    return next(
        (each for each in reversed(before) if each.report and each.marked.start <= mark.start and mark.end <= each.marked.end), None
    )


def _owner(grammar: Grammar, quotation: Quotation, speakers: Speakers) -> Speaker | None:
    """Whose word an unattributed quotation most likely is: the actor that is the subject, or owns the subject, of its clause."""
    quoted = set(quotation.tokens)
    for above in grammar.ancestors(next((t for t in quotation.tokens if grammar.heads[t] not in quoted), quotation.tokens[0])):
        owners = grammar.dependents(above, "poss", "nsubj")
        owners = [*grammar.dependents(owners[0], "poss"), *owners] if owners else []
        for owner in owners:
            if owner not in quoted and speakers.name_actor(owner):
                return speakers.identify(owner)
    return None


def _listed_rows(grammar: Grammar, rows: list[dict], attribution: int) -> list[dict]:
    """The points of a list after a colon: they go on with what the sentence before the list reports."""
    text = grammar.text
    found: list[dict] = []
    by_end = {
        row["content_end"]: row for row in rows if row["type"] == "indirect" and text[row["content_end"] : row["content_end"] + 1] == ":"
    }
    for end, row in by_end.items():
        place = end + 1
        while match := _LIST_POINT.match(text, place):
            start, place = match.span(1)[0], match.end()
            sentence = grammar.sentences[grammar.token_at(start)]
            stop = start + len(match[1].rstrip(" .;"))
            place_of_point = dict(sentence=sentence, start=start, end=stop, text=text[start:stop], content_start=start, content_end=stop)
            without_cue = dict(cue="", cue_start=-1, cue_end=-1, tone="neutral", resolved=True, attribution=attribution + len(found))
            found.append(row | place_of_point | without_cue)
    return found


_LIST_POINT = re.compile(r"\s*\n\s*[-–—•*·]\s*([^\n]+)")

ORDER = ("article", "sentence", "start", "end", "text", "type", "speaker", "actor", "cue", "tone", "resolved", "anonymous",
         "attribution", "speaker_start", "speaker_end", "cue_start", "cue_end", "content_start", "content_end")  # fmt: skip


def _ordered(row: dict) -> dict:
    return {column: row[column] for column in ORDER}


def _common(grammar: Grammar, report: Report | None, speaker: Speaker | None) -> dict:
    cue = grammar.span(report.cue) if report else (-1, -1)
    return dict(
        speaker=speaker.name if speaker else "", actor=speaker.actor if speaker else "",
        cue=grammar.text[slice(*cue)] if report else "", tone=tone_of(grammar.lemmas[report.verb]) if report else "neutral",
        resolved=bool(speaker and speaker.resolved), anonymous=bool(speaker and speaker.anonymous),
        speaker_start=speaker.start if speaker else -1, speaker_end=speaker.end if speaker else -1, cue_start=cue[0], cue_end=cue[1],
    )  # fmt: skip


def _quoted_row(grammar: Grammar, quotation: Quotation, report: Report | None) -> dict:
    marked = quotation.marked
    text = grammar.text[marked.start : marked.end]
    kind = "scare" if report is None else "direct" if _is_direct(grammar, quotation) else "partial"
    start, end = _content_span(grammar, quotation, report)
    return dict(sentence=grammar.sentences[quotation.tokens[0]], start=marked.start, end=marked.end, text=text, type=kind,
                content_start=start, content_end=end)  # fmt: skip


def _content_span(grammar: Grammar, quotation: Quotation, report: Report | None) -> tuple[int, int]:
    """The unbroken stretch of the report's content that the quotation stands in."""
    marked = quotation.marked
    if report is not None:
        for stretch in trim(grammar, report.content):
            if stretch[0] <= quotation.tokens[0] <= stretch[-1]:
                start, end = grammar.span(stretch)
                return min(start, marked.start), max(end, marked.end)
    return marked.start, marked.end


def _is_direct(grammar: Grammar, quotation: Quotation) -> bool:
    """A whole clause: it has a finite verb of its own with a subject, or stands as a sentence."""
    tokens = set(quotation.tokens)
    for token in tokens:
        if grammar.relations[token] in ("nsubj", "nsubjpass", "expl") and grammar.heads[token] in tokens:
            head = grammar.heads[token]
            outside = [each for each in grammar.ancestors(head) if each in tokens]
            if not outside and grammar.relations[head] not in ("relcl", "advcl", "acl"):
                return True
    return _is_whole_sentence(grammar, quotation)


def _indirect_rows(grammar: Grammar, report: Report, mine: list[Quotation], quoted: set[int]) -> list[dict]:
    """What of the report is paraphrase: nothing if (nearly) all of it stands between marks."""
    mine = [
        each for each in mine if grammar.sentences[report.verb] in (grammar.sentences[each.tokens[0]], grammar.sentences[each.tokens[-1]])
    ]
    outside = {token for token in report.content if token not in quoted}
    words = sum(grammar.words[token][0].isalnum() for token in outside)
    if mine and not (words >= PARAPHRASE_WORDS or _has_plain_clause(grammar, outside, quoted)):
        return []
    content = {t for t in report.content if grammar.sentences[t] == grammar.sentences[report.verb]}
    rows = []
    for stretch in trim(grammar, content):
        start, end = grammar.span(stretch)
        if any(token in outside for token in stretch) and count_words(grammar.text[start:end]) >= 1:
            rows.append(dict(sentence=grammar.sentences[stretch[0]], start=start, end=end, text=grammar.text[start:end], type="indirect",
                             content_start=start, content_end=end))  # fmt: skip
    return rows


def _has_plain_clause(grammar: Grammar, outside: set[int], quoted: set[int]) -> bool:
    """Whether a clause of the report has no quoted word in it."""
    for token in outside:
        if grammar.relations[token] in ("nsubj", "nsubjpass") and grammar.heads[token] in outside:
            clause = grammar.heads[token]
            below = grammar.subtree(clause, without=grammar.dependents(clause, "conj"))
            if not below & quoted:
                return True
    return False
