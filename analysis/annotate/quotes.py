"""Whose words a sentence carries: direct, partial and scare quotations and reported speech, with speaker and cue."""

import re
from bisect import bisect_left
from collections.abc import Sequence

import pandas as pd

from analysis.actors_file import Actor
from analysis.annotate.attributing import Quotation, give_quotations, is_whole_sentence
from analysis.annotate.cues import tone_of
from analysis.annotate.grammar import Grammar, read_grammar
from analysis.annotate.quotation_marks import read_marked
from analysis.annotate.repeated import name_repeated
from analysis.annotate.reports import Report, find_reports, trim
from analysis.annotate.speakers import Speaker, Speakers
from analysis.parsing import ParsedArticle
from analysis.spans import Spans
from analysis.tables import Rows, list_rows, make_table
from analysis.words import count_words

PARAPHRASE_WORDS = 15
"""A report that holds quotations is indirect speech as well if at least so many words of it stand outside the marks."""

NESTED = 20
"""Quotations before one inside another, among which the other is looked for."""


def find_quotes(parsed: ParsedArticle, mentions: pd.DataFrame | Rows, actors: Sequence[Actor] = ()) -> pd.DataFrame:
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
    give_quotations(grammar, quotations, reports, quoted)
    return make_table("quotes", _rows(parsed, grammar, quotations, reports, quoted, Speakers(parsed, mentions, actors, quoted)))


def mark_voice(mentions: pd.DataFrame, quotes: pd.DataFrame | Rows) -> pd.DataFrame:
    """The same mentions, ``voice`` 'quoted' where they stand in quoted or reported words, else 'narrator'."""
    by_article: dict[str, list[tuple[int, int]]] = {}
    for row in list_rows(quotes):
        by_article.setdefault(row.article, []).append((row.content_start, row.content_end))
    spoken = {article: Spans(spans) for article, spans in by_article.items()}
    inside = [
        article in spoken and spoken[article].hold(start, end)
        for article, start, end in zip(*(mentions[c].tolist() for c in ("article", "start", "end")), strict=True)
    ]
    return mentions.assign(voice=["quoted" if each else "narrator" for each in inside])


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
    listed = _listed_rows(grammar, rows)
    within = lambda row: any(point["start"] <= row["start"] and row["end"] <= point["end"] for point in listed)  # noqa: E731
    rows = [row for row in rows if row["type"] != "indirect" or not within(row)] + listed
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


def _listed_rows(grammar: Grammar, rows: list[dict]) -> list[dict]:
    """The points of a list after a colon: part of what the sentence before the list attributes, as is what they say of others' wishes."""
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
            without_cue = dict(cue="", cue_start=-1, cue_end=-1, tone="neutral", resolved=True)
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
    return is_whole_sentence(grammar, quotation)


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
