"""Naming: what each article calls the same thing, and with which slant (``codebooks/wording.toml``)."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import pandas as pd

from analysis.annotate.grammar import Grammar, read_grammar
from analysis.annotate.patterns import Match, drop_overlaps, find_phrases, read_line
from analysis.codebooks import check_phrases, merge_codebook, read_addition
from analysis.errors import StudyError
from analysis.parsing import ParsedArticle
from analysis.spans import Spans
from analysis.tables import Rows, list_rows, make_table

SLANTS = ("legitimising", "neutral", "condemning")
_DROPPED = "-"
_WITHIN = "\n"


def load_wording(folder: Path | None = None) -> dict[str, dict]:
    """Concept → its title and its labels, each with slant and phrases; with what a study adds in its own ``wording.toml``."""
    return _check_wording(read_addition("wording", folder))


@lru_cache(maxsize=4)
def _check_wording(added: bytes | None) -> dict[str, dict]:
    concepts = merge_codebook("wording", added)
    for name, concept in concepts.items():
        for label, entry in _labels_of(name, concept).items():
            _check_label(f"wording.toml: label '{label}' of '{name}'", label, entry)
    return concepts


def find_wording(
    parsed: ParsedArticle, quotes: pd.DataFrame | Rows | None = None, concepts: Mapping[str, dict] | None = None
) -> pd.DataFrame:
    """The table ``wording``: one row for each name found, the longest where several fit; a word may name one thing a concept.

    ``voice`` is 'scare' where the name stands in quotation marks that hold it at a distance, 'quoted' inside any other
    quotation, 'narrator' elsewhere.
    """
    concepts = load_wording() if concepts is None else concepts
    grammar = read_grammar(parsed)
    found: dict[str, list[Match]] = {}
    for match in find_phrases(read_line(parsed), _list_phrases(concepts)):
        concept, _, label = match.name.partition(_WITHIN)
        found.setdefault(concept, []).append(match._replace(name=label))
    rows = []
    for concept, matches in found.items():
        for match in drop_overlaps(matches):
            if not match.name.startswith(_DROPPED):
                rows.append(_row(parsed, grammar, concept, match, concepts[concept]["labels"][match.name]["slant"]))
    rows_of_quotes = list_rows(quotes) if quotes is not None else ()
    scare = Spans((row.start, row.end) for row in rows_of_quotes if row.type == "scare")
    quoted = Spans((row.start, row.end) for row in rows_of_quotes if row.type != "scare")
    rows = [row | dict(voice=_voice_at(row["start"], row["end"], scare, quoted)) for row in rows]
    return make_table("wording", sorted(rows, key=lambda row: (row["start"], row["concept"])))


def _list_phrases(concepts: Mapping[str, dict]) -> dict[str, Sequence[str]]:
    """Concept and label → phrases, all concepts in one go."""
    return {f"{name}{_WITHIN}{label}": each["phrases"] for name, entry in concepts.items() for label, each in entry["labels"].items()}


def _labels_of(name: str, concept: object) -> dict:
    labels = concept.get("labels") if isinstance(concept, dict) else None
    if not isinstance(labels, dict):
        raise StudyError(f"wording.toml: concept '{name}' needs a table [{name}.labels]")
    return labels


def _check_label(where: str, label: str, entry: object) -> None:
    check_phrases(entry, where)
    if not label.startswith(_DROPPED) and isinstance(entry, dict) and entry.get("slant") not in SLANTS:
        raise StudyError(f"{where} needs a slant; valid are {', '.join(SLANTS)}")


def _row(parsed: ParsedArticle, grammar: Grammar, concept: str, match: Match, slant: str) -> dict:
    start, end = grammar.span((match.first, match.last))
    return dict(article=parsed.article, sentence=grammar.sentences[match.first], start=start, end=end, text=parsed.text[start:end],
                concept=concept, label=match.name, slant=slant)  # fmt: skip


def _voice_at(start: int, end: int, scare: Spans, quoted: Spans) -> str:
    return "scare" if scare.hold(start, end) else "quoted" if quoted.hold(start, end) else "narrator"
