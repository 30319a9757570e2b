"""Hedges and boosters: words that weaken or strengthen what is said (``codebooks/hedges.toml``)."""

import pandas as pd

from analysis.annotate.grammar import read_grammar
from analysis.annotate.patterns import drop_overlaps, find_phrases, read_line
from analysis.codebooks import load_codebook
from analysis.parsing import ParsedArticle
from analysis.tables import make_table


def find_hedges(parsed: ParsedArticle) -> pd.DataFrame:
    """The table ``hedges``: one row for each hedge or booster (``kind``), the longest where several fit."""
    grammar = read_grammar(parsed)
    phrases = {kind: entry["phrases"] for kind, entry in load_codebook("hedges").items()}
    rows = []
    for match in drop_overlaps(find_phrases(read_line(parsed), phrases)):
        if not match.name.startswith("-"):
            start, end = grammar.span((match.first, match.last))
            rows.append(dict(article=parsed.article, sentence=grammar.sentences[match.first], start=start, end=end,
                             text=parsed.text[start:end], kind=match.name))  # fmt: skip
    return make_table("hedges", rows)
