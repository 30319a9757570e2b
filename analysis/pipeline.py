"""The whole line: a study → every table. Stages call one another nowhere else.

Per article: sentences → mentions → quotes → stance, frames, wording, spun wording.
Per event, over its articles: reuse → claims. Over all tables: findings.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import pandas as pd

from analysis.annotate.actions import find_actions
from analysis.annotate.actors import find_mentions
from analysis.annotate.claims import find_claims
from analysis.annotate.entman import find_candidates
from analysis.annotate.frames import choose_model, find_frames, load_frames, load_known_f1
from analysis.annotate.hedging import find_hedges
from analysis.annotate.paraphrase import add_paraphrases
from analysis.annotate.passives import find_passives
from analysis.annotate.quotes import find_quotes, mark_voice
from analysis.annotate.reuse import find_copies, find_reuse
from analysis.annotate.spun import find_spun
from analysis.annotate.stance import choose_scorer, list_scorers, score_all
from analysis.annotate.suffering import find_suffering
from analysis.annotate.wording import find_wording, load_wording
from analysis.corpus import Article, Study, list_articles
from analysis.measure.agency import measure_agency
from analysis.measure.coverage import measure_coverage
from analysis.measure.emphasis import measure_claim_emphasis, measure_emphasis
from analysis.measure.findings import collect_findings
from analysis.measure.framing import compare_frames, keep_trusted, measure_frames
from analysis.measure.hedging import measure_hedging
from analysis.measure.keyness import measure_keyness
from analysis.measure.lineage import independent_shares, measure_across_events, measure_lineage
from analysis.measure.material import measure_material
from analysis.measure.readability import compare_readability, measure_readability
from analysis.measure.rewriting import list_warnings, measure_rewriting
from analysis.measure.sentiment import compare_sentiment, measure_sentiment, measure_specifications, measure_suffering
from analysis.measure.voices import measure_voices
from analysis.parsing import ParsedArticle, parse_articles
from analysis.tables import check_table, empty_table, list_rows, settle_text

Tables = dict[str, pd.DataFrame]
Progress = Callable[[Iterable, int, str], Iterable]


def build_tables(study: Study, *, progress: Progress | None = None, cache: Path | None = None, scorers: Sequence[str] = ()) -> Tables:
    """Every table of the study, ``findings`` included. ``progress`` wraps an iterable (items, total, what is done).

    ``scorers`` of stance, the one that counts first; by default all there are.
    """
    watch = progress or (lambda items, total, label: items)
    parsed = list(watch(parse_articles(study.articles, cache=cache), len(study.articles), "reading articles"))
    annotated = [annotate_article(each, study, scorers) for each in watch(parsed, len(parsed), "annotating")]
    tables = {name: stack_tables(name, [each[name] for each in annotated]) for name in annotated[0]}
    for name, table in compare_articles(parsed, tables, study).items():
        tables[name] = table
    tables["stance"] = choose_scorer(tables["stance_scorers"], *scorers[:1])
    tables["articles"] = list_articles(study, tables["sentences"])
    warnings = list_warnings(collect_findings(measure_rewriting(tables["spun"], tables["sentences"])))
    tables["articles"]["warnings"] = [warnings.get(article, "") for article in tables["articles"].article]
    tables["findings"] = measure_tables(tables, study, load_known_f1(choose_model(scorers or list_scorers())))
    tables["articles"]["independent_share"] = tables["articles"].article.map(independent_shares(tables["findings"]))
    return {name: settle_text(check_table(table, name)) for name, table in tables.items()}


def annotate_article(parsed: ParsedArticle, study: Study, scorers: Sequence[str] = ()) -> Tables:
    """The tables that need one article only."""
    mentions = find_mentions(parsed, study.actors)
    quotes = find_quotes(parsed, list_rows(mentions), study.actors)
    spoken = list_rows(quotes)  # rows are made once and handed on: a dozen small tables an article cost more than what is in them
    mentions = mark_voice(mentions, spoken)
    named = list_rows(mentions)
    model = choose_model(scorers or list_scorers())
    wording = find_wording(parsed, spoken, load_wording(study.folder))
    return {
        "sentences": parsed.sentences,
        "mentions": mentions,
        "quotes": quotes,
        "frames": mark_voice(find_frames(parsed, load_frames(study.folder), model=model), spoken),
        "wording": wording,
        "hedges": mark_voice(find_hedges(parsed), spoken),
        "entman": find_candidates(parsed, wording),
        "actions": find_actions(parsed, named),
        "passives": find_passives(parsed, named),
        "stance_scorers": score_all(parsed, named, spoken, scorers=scorers),
        "suffering": find_suffering(parsed, named, model=model),
        "spun": find_spun(parsed),
    }


def compare_articles(parsed: Sequence[ParsedArticle], tables: Tables, study: Study) -> Tables:
    """The tables that compare articles of the same event, and what articles on different events share."""
    by_article = {each.article: each for each in parsed}
    events = [[by_article[article.article] for article in articles] for articles in group_by_event(study.articles).values()]
    compared = [compare_event(articles, tables) for articles in events]
    found = {name: stack_tables(name, [each[name] for each in compared]) for name in compared[0]}
    across = {article.article: article.event for article in study.articles}
    copies = find_copies(parsed, tables["quotes"], across) if len(events) > 1 else empty_table("copies")
    return found | {"copies": copies}


def compare_event(parsed: Sequence[ParsedArticle], tables: Tables) -> Tables:
    """The comparing tables of one event."""
    reuse = add_paraphrases(parsed, find_reuse(parsed, tables["quotes"]))
    return {"reuse": reuse, "claims": find_claims(parsed, reuse, tables["quotes"])}


def measure_tables(tables: Tables, study: Study, known_f1: Mapping[str, float]) -> pd.DataFrame:
    """The table ``findings`` from all others. ``known_f1``: frame → its measured F1, by which weak frames are withheld."""
    warnings = dict(zip(tables["articles"].article, tables["articles"].warnings, strict=True))
    rows = measure_material(tables["sentences"])
    rows += measure_rewriting(tables["spun"], tables["sentences"])
    rows += measure_readability(tables["sentences"], warnings=warnings)
    rows += compare_readability(tables["sentences"])
    rows += measure_emphasis(tables["mentions"], tables["sentences"], keep_trusted(tables["frames"], known_f1))
    rows += measure_frames(tables["frames"], tables["sentences"], known_f1)
    rows += measure_agency(tables["actions"], tables["passives"], tables["sentences"])
    rows += measure_voices(tables["quotes"], tables["sentences"], study.actors)
    rows += measure_hedging(tables["hedges"], tables["quotes"], tables["sentences"])
    for articles in group_by_event(study.articles).values():
        rows += compare_frames(tables["frames"], _only(tables["sentences"], articles), known_f1)
        rows += measure_keyness(_only(tables["sentences"], articles))
        rows += measure_lineage(tables["reuse"], _only(tables["sentences"], articles))
        rows += measure_claim_emphasis(_only(tables["claims"], articles), _only(tables["sentences"], articles))
        rows += measure_coverage(_only(tables["claims"], articles), [article.article for article in articles])
    if len({article.event for article in study.articles}) > 1:
        rows += measure_across_events(tables["copies"], tables["sentences"])
    rows += measure_sentiment(tables["stance"], tables["sentences"], warnings=warnings)
    rows += compare_sentiment(tables["stance"], tables["sentences"])
    rows += measure_specifications(tables["stance_scorers"], tables["sentences"])
    heard = bool(choose_model(tables["stance_scorers"].scorer.unique()))
    rows += measure_suffering(tables["suffering"], tables["mentions"], tables["sentences"], heard=heard)
    return collect_findings(rows)


def stack_tables(name: str, parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Tables of single articles under one another, in the order given; without any row still with all their columns."""
    filled = [part for part in parts if len(part)] or list(parts[:1])
    return pd.concat(filled, ignore_index=True) if filled else empty_table(name)


def _only(table: pd.DataFrame, articles: Sequence[Article]) -> pd.DataFrame:
    return table[table.article.isin([article.article for article in articles])]


def group_by_event(articles: Sequence[Article]) -> dict[str, list[Article]]:
    """Articles by the ``event`` column of articles.csv; without it all are one event."""
    events: dict[str, list[Article]] = {}
    for article in articles:
        events.setdefault(article.event, []).append(article)
    return events
