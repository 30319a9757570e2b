"""In whose light each actor stands: one row per sentence and actor, by one scorer or by several.

A sentence on bad things done to an actor does not speak against it: see ``annotate.suffering``.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

import pandas as pd

from analysis.annotate.encoder import has_model
from analysis.annotate.scorers import Judgement, describe_evidence
from analysis.annotate.scorers.lexicons import score_afinn, score_vader, score_vader_clauses
from analysis.annotate.scorers.models import score_accurate, score_fast
from analysis.annotate.scorers.transparent import score_transparent
from analysis.annotate.targets import Target, find_targets
from analysis.errors import ParallaxError
from analysis.parsing import ParsedArticle
from analysis.tables import Rows, check_table, make_table

Scorer = Callable[[Sequence[Target]], list[Judgement]]

SCORERS: dict[str, Scorer] = {
    "accurate": score_accurate,
    "fast": score_fast,
    "transparent": score_transparent,
    "vader": score_vader,
    "vader-clauses": score_vader_clauses,
    "afinn": score_afinn,
}
"""Every scorer by name, the one with the smallest measured error first (``benchmarks/results/stance.json``)."""


def list_scorers() -> list[str]:
    """The scorers that can be used here, best first: a model only if its files are there."""
    return [name for name in SCORERS if name not in ("accurate", "fast") or has_model(name)]


def score_stance(parsed: ParsedArticle, mentions: pd.DataFrame, quotes: pd.DataFrame, *, scorer: str = "") -> pd.DataFrame:
    """The table ``stance`` of one article by one scorer; by default the best one there is.

    ``score`` runs from -1 (unfavourable) to 1; ``label`` is neutral unless the scorer is sure. ``voice`` tells who
    carries the judgement: 'quoted' where its evidence stands in somebody's speech or introduces it, else 'narrator'; of neutral
    rows, where the actor is named. Further columns: ``speaker`` and ``side`` (the speaker's actor) of quoted rows.
    """
    return score_all(parsed, mentions, quotes, scorers=[scorer or list_scorers()[0]], name="stance")


def score_all(
    parsed: ParsedArticle,
    mentions: pd.DataFrame | Rows,
    quotes: pd.DataFrame | Rows,
    *,
    scorers: Iterable[str] = (),
    name: str = "stance_scorers",
) -> pd.DataFrame:
    """The table ``stance_scorers`` of one article: the rows of every scorer, one after the other."""
    targets = find_targets(parsed, mentions, quotes)
    rows = [row for scorer in scorers or list_scorers() for row in _score(parsed.article, targets, scorer)]
    return make_table(name, rows)


def choose_scorer(stance_scorers: pd.DataFrame, scorer: str = "") -> pd.DataFrame:
    """The rows of one scorer, by default the best one there is, as the table ``stance``."""
    chosen = stance_scorers[stance_scorers.scorer == (scorer or list_scorers()[0])]
    return check_table(chosen.reset_index(drop=True), "stance")


def _score(article: str, targets: Sequence[Target], scorer: str) -> Iterator[dict]:
    if scorer not in SCORERS:
        raise ParallaxError(f"there is no scorer '{scorer}'; the scorers are {', '.join(SCORERS)}")
    for target, judgement in zip(targets, SCORERS[scorer](targets), strict=True):
        speech = find_speech(target, judgement)
        yield dict(
            article=article, sentence=target.sentence, start=target.start, end=target.start + len(target.text), text=target.text,
            actor=target.actor, score=round(judgement.score, 4), label=judgement.label, voice="quoted" if speech else "narrator",
            scorer=scorer, evidence=describe_evidence(target, judgement.evidence),
            speaker=speech[0] if speech else "", side=speech[1] if speech else "",
        )  # fmt: skip


def find_speech(target: Target, judgement: Judgement) -> tuple[str, str] | None:
    """(speaker, the speaker's actor) of the speech that carries the judgement, or None where the reporter does.

    It is the one that holds the better half of the evidence; without evidence, the one in which the actor is named. The word
    that introduces speech ('warned', 'accused') speaks for it, unless the actor judged is the one who speaks: 'Moscow portrayed
    this as …' is the reporter's.
    """
    words = judgement.evidence or target.mentions[:1]
    introduced = [cue for cue in target.cues if cue[3] != target.actor] if judgement.evidence else []
    stretches = [*target.quotes, *introduced]
    found = Counter(voice for start, _ in words for voice in dict.fromkeys(each[2:] for each in stretches if each[0] <= start < each[1]))
    return next((voice for voice, count in found.items() if 2 * count > len(words)), None)
