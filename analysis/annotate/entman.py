"""Entman's card: for each function of a frame the sentences that may serve it, for the analyst to read and confirm.

Entman (1993, Journal of Communication 43/4) lets a frame define a problem, name its cause, pass a judgement and
recommend a remedy. Signs (``codebooks/entman.toml``) choose candidates; nothing is written or decided here.
"""

import pandas as pd

from analysis.annotate.grammar import read_grammar
from analysis.annotate.patterns import Match, drop_overlaps, find_phrases, read_line
from analysis.codebooks import load_codebook
from analysis.parsing import ParsedArticle
from analysis.tables import READ_PARTS, Rows, list_rows, make_table

CANDIDATES = 5
"""Sentences shown for each function."""


def find_candidates(parsed: ParsedArticle, wording: pd.DataFrame | Rows | None = None) -> pd.DataFrame:
    """The table ``entman``: for each function the sentences with most signs, at most CANDIDATES, best first (``rank`` from 1).

    ``signs`` lists the words that speak for the sentence. Names with a slant (``wording``) count as signs of a judgement,
    an early place as a sign of the problem.
    """
    grammar = read_grammar(parsed)
    sentences = [row for row in parsed.rows if row.part in READ_PARTS]
    functions = load_codebook("entman")
    found: dict[str, list[Match]] = {function: [] for function in functions}
    for match in find_phrases(read_line(parsed), {function: entry["phrases"] for function, entry in functions.items()}):
        found[match.name].append(match)
    rows = []
    for function, entry in functions.items():
        signs: dict[int, list[str]] = {}
        for match in drop_overlaps(found[function]):
            start, end = grammar.span((match.first, match.last))
            signs.setdefault(grammar.sentences[match.first], []).append(parsed.text[start:end])
        for sentence, name in _slanted(wording, entry["slants"]):
            signs.setdefault(sentence, []).append(name)
        rows += _best(parsed, sentences, function, signs, entry["early"])
    return make_table("entman", rows)


def _slanted(wording: pd.DataFrame | Rows | None, slants: list[str]) -> list[tuple[int, str]]:
    if wording is None or not slants:
        return []
    return [(row.sentence, row.text) for row in list_rows(wording) if row.slant in slants]


def _best(parsed: ParsedArticle, sentences: list, function: str, signs: dict[int, list[str]], early: float) -> list[dict]:
    points = {row.sentence: len({sign.lower() for sign in signs[row.sentence]}) + early / (place + 1)
              for place, row in enumerate(sentences) if row.sentence in signs}  # fmt: skip
    chosen = sorted(points, key=lambda sentence: (-points[sentence], sentence))[:CANDIDATES]
    rows = {row.sentence: row for row in sentences}
    return [
        dict(article=parsed.article, sentence=each, start=rows[each].start, end=rows[each].end, text=rows[each].text,
             function=function, rank=rank, signs="; ".join(dict.fromkeys(signs[each])))
        for rank, each in enumerate(chosen, 1)
    ]  # fmt: skip
