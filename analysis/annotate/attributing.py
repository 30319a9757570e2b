"""Which cue a quotation belongs to: the one it stands within or beside, the subject before a colon, or whoever spoke last."""

import re
from dataclasses import dataclass

import numpy as np

from analysis.annotate.grammar import Grammar
from analysis.annotate.identities import person_nouns
from analysis.annotate.quotation_marks import Marked
from analysis.annotate.reports import Report

NEAR_AFTER, NEAR_BEFORE = 14, 25
"""Tokens between a quotation and a cue after or before it."""
_LINE_BREAK = re.compile("\n")


@dataclass
class Quotation:
    """A stretch between marks on its way to a row: its tokens and the report it was given to."""

    marked: Marked
    tokens: range
    report: Report | None = None


def give_quotations(grammar: Grammar, quotations: list[Quotation], reports: list[Report], quoted: set[int]) -> None:
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
        if report is None and is_whole_sentence(grammar, quotation):
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
    if before is not None and (_character_before(grammar, quotation) in (",", ":") or first - before.verb <= 8):
        return before
    return None


def _announced(grammar: Grammar, quotation: Quotation, reports: list[Report]) -> Report | None:
    """A cue in the paragraph before that ends with a colon."""
    announced = _character_before(grammar, quotation) == ":"
    return max(reports, key=lambda report: report.verb, default=None) if announced else None


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
    return _character_before(grammar, quotation, but=" \t\u00a0") in ("", *'.!?”"\n')


def _character_before(grammar: Grammar, quotation: Quotation, *, but: str | None = None) -> str:
    """The last character before the quotation that is no white space (or none of ``but``); '' where there is none."""
    text, at = grammar.text, quotation.marked.opened
    while at > 0 and (text[at - 1].isspace() if but is None else text[at - 1] in but):
        at -= 1
    return text[at - 1 : at]


def is_whole_sentence(grammar: Grammar, quotation: Quotation) -> bool:
    return _starts_sentence(grammar, quotation) and len(quotation.tokens) >= 3 and _final(grammar, quotation) in ".!?…"


def _paragraphs(grammar: Grammar) -> list[int]:
    """The number of the paragraph of each token: one more after each gap with a line break."""
    breaks = [match.start() for match in _LINE_BREAK.finditer(grammar.text)]
    before = np.searchsorted(breaks, grammar.starts)
    return np.cumsum(np.diff(before, prepend=0) > 0).tolist()
