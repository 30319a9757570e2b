"""What a scorer judges: one actor in one sentence, with the names that stand in it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from analysis.parsing import ParsedArticle
from analysis.spans import Spans
from analysis.tables import Rows, list_rows

Span = tuple[int, int]


@dataclass(frozen=True)
class Target:
    """One actor in one sentence. Spans count characters from the start of the sentence."""

    sentence: int
    start: int
    """Where the sentence starts in the article."""
    text: str
    actor: str
    mentions: tuple[Span, ...]
    """Where the actor is named."""
    others: tuple[Span, ...]
    """Every other name in the sentence: of other actors, of anybody's places."""
    quotes: tuple[tuple[int, int, str, str], ...]
    """(start, end, speaker, speaker's actor) of each stretch of the sentence that is somebody's speech."""
    tokens: Any = field(repr=False, compare=False)
    """The spaCy Span of the sentence."""
    cues: tuple[tuple[int, int, str, str], ...] = ()
    """(start, end, speaker, speaker's actor) of the words of the sentence that introduce speech: 'warned', 'according to'."""


def find_targets(parsed: ParsedArticle, mentions: pd.DataFrame | Rows, quotes: pd.DataFrame | Rows) -> list[Target]:
    """Every (sentence, actor) of the article in which the actor is a party, in the order of the text."""
    by_sentence = group_rows(list_named(mentions))
    speech, cues = Spans(_list_speech(quotes)), Spans(_list_cues(quotes))
    return [
        target for row, tokens in parsed.spans() for target in _sentence_targets(row, tokens, by_sentence.get(row.sentence), speech, cues)
    ]


def find_places(parsed: ParsedArticle, mentions: pd.DataFrame | Rows) -> list[Target]:
    """Every (sentence, actor) of which only places are named there, as a target with the places for its mentions."""
    by_sentence = group_rows(list_named(mentions))
    targets = []
    for row, tokens in parsed.spans():
        named = [(m.start - row.start, m.end - row.start, m.actor, m.kind) for m in by_sentence.get(row.sentence, ())]
        parties = {actor for *_, actor, kind in named if kind == "actor"}
        for actor in dict.fromkeys(actor for *_, actor, _ in named if actor and actor not in parties):
            own = tuple(sorted((a, b) for a, b, who, _ in named if who == actor))
            others = tuple(sorted({(a, b) for a, b, *_ in named} - set(own)))
            targets.append(Target(row.sentence, row.start, row.text, actor, own, others, (), tokens))
    return targets


def list_named(mentions: pd.DataFrame | Rows) -> list:
    """The rows of the mentions by name (see ``tables.only_named``)."""
    return [row for row in list_rows(mentions) if not getattr(row, "resolved", False)]


def group_rows(mentions: Iterable) -> dict[int, list]:
    """Sentence → the rows of its mentions."""
    groups: dict[int, list] = {}
    for row in mentions:
        groups.setdefault(row.sentence, []).append(row)
    return groups


def _list_speech(quotes: pd.DataFrame | Rows) -> list[tuple[int, int, str, str]]:
    """(start, end, speaker, speaker's actor) of each stretch of speech. Scare quotes are the reporter's own words."""
    spoken = [row for row in list_rows(quotes) if row.type != "scare"]
    return [(getattr(row, "content_start", row.start), getattr(row, "content_end", row.end), row.speaker, row.actor) for row in spoken]


def _list_cues(quotes: pd.DataFrame | Rows) -> list[tuple[int, int, str, str]]:
    """(start, end, speaker, speaker's actor) of what introduces each stretch of speech, where something does."""
    introduced = [row for row in list_rows(quotes) if row.type != "scare" and getattr(row, "cue_start", -1) >= 0]
    return [(row.cue_start, row.cue_end, row.speaker, row.actor) for row in introduced]


def _sentence_targets(row, tokens, mentions: list | None, spoken: Spans, cues: Spans) -> Iterator[Target]:
    if mentions is None:
        return
    named = [(m.start - row.start, m.end - row.start, m.actor, m.kind) for m in mentions]
    speech, introduced = (_clip_speech(each, row.start, row.end) for each in (spoken, cues))
    for actor in dict.fromkeys(actor for *_, actor, kind in named if kind == "actor" and actor):
        own = tuple(sorted((a, b) for a, b, who, kind in named if who == actor and kind == "actor"))
        others = tuple(sorted({(a, b) for a, b, *_ in named} - set(own)))
        yield Target(row.sentence, row.start, row.text, actor, own, others, speech, tokens, introduced)


def _clip_speech(spoken: Spans, start: int, end: int) -> tuple[tuple[int, int, str, str], ...]:
    """The stretches of speech that reach into a sentence, as far as they do."""
    within = {(max(a, start) - start, min(b, end) - start, speaker, actor) for a, b, speaker, actor in spoken.meet(start, end)}
    return tuple(sorted(within))


def cut_clauses(target: Target) -> list[Span]:
    """The sentence in clauses: stretches of speech, and what stands between marks, dashes and clause starts."""
    edges = {0, len(target.text)} | {edge for a, b, *_ in target.quotes for edge in (a, b)}
    for token in target.tokens:
        if token.dep_ in ("advcl", "relcl", "ccomp", "conj", "parataxis") and token.pos_ in ("VERB", "AUX"):
            edges.add(token.left_edge.idx - target.start)
    spans = list(zip(sorted(edges), sorted(edges)[1:], strict=False))
    return [span for span in spans if any(character.isalnum() for character in target.text[slice(*span)])]


def join_spans(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Spans in order, those that touch or overlap as one."""
    joined: list[Span] = []
    for a, b in sorted(spans):
        if joined and a <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(b, joined[-1][1]))
        else:
            joined.append((a, b))
    return tuple(joined)
