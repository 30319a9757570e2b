"""Who gets to speak: how much of the text is quoted or reported, for which actor, named or not, in which tone."""

from collections.abc import Mapping, Sequence

import pandas as pd

from analysis.actors_file import Actor
from analysis.measure.findings import make_finding
from analysis.measure.intervals import bootstrap_ratio, wilson
from analysis.tables import EDITORIAL_PARTS, require_columns
from analysis.words import count_words

FEWEST = 5
"""Attributions below which a share among them says too little."""

FEWEST_CUES = 10
"""Attributions of an actor below which the tones of its cues are not compared: most cues are neutral."""

UNKNOWN = "OTHER"
"""``part`` for speakers who stand for no actor of the study."""


def measure_voices(quotes: pd.DataFrame, sentences: pd.DataFrame, actors: Sequence[Actor] = ()) -> list[dict]:
    """Findings on the voices of each article, over lede and body.

    - ``voices.quoted``: share of words not in the reporter's voice, quoted or reported (bootstrap over sentences; unit words).
    - ``voices.share``: share of attributions that go to an actor, Wilson interval (``actor`` '' for all who are none of them).
    - ``voices.words``: share of the words quoted or reported that are the actor's (no interval: words within a quotation
      are not independent).
    - ``voices.anonymous``: share of attributions whose source is named by its function only ('officials', 'a diplomat').
    - ``voices.direct``: share of attributions that give words in quotation marks rather than in paraphrase.
    - ``voices.tone``: share of an actor's cues in a tone (``part``: doubting, endorsing, warning).

    Higher means more of it. NaN with a reason below five attributions. Scare quotes count as nobody's speech.
    """
    require_columns(quotes, "article", "sentence", "type", "actor", "attribution", "tone")
    rows: list[dict] = []
    for article, own in sentences[sentences.part.isin(EDITORIAL_PARTS)].groupby("article", sort=False):
        said = quotes[(quotes.article == article) & quotes.sentence.isin(own.sentence) & (quotes.type != "scare")]
        rows += _measure_article(str(article), own, said, [actor.id for actor in actors])
    return rows


def select_editorial(quotes: pd.DataFrame, sentences: pd.DataFrame) -> pd.DataFrame:
    """The quotes that measures count: those in lede and body, without scare quotes."""
    require_columns(quotes, "article", "sentence", "type")
    body = sentences.loc[sentences.part.isin(EDITORIAL_PARTS), ["article", "sentence"]]
    return quotes[quotes.type != "scare"].merge(body, on=["article", "sentence"])


def list_attributions(quotes: pd.DataFrame) -> pd.DataFrame:
    """One row an attribution (a cue with all that it introduces): article, actor, tone, anonymous, marked, words.

    Words that stand in two rows of it (a sentence, and the quotation in it) count once.
    """
    require_columns(quotes, "article", "attribution", "actor", "tone", "type", "text", "start", "end")
    said = quotes[quotes.type != "scare"].sort_values(["article", "attribution", "start", "end"], ascending=[True, True, True, False])
    columns = ["article", "attribution", "actor", "tone", "anonymous", "marked", "words"]
    if said.empty:
        return pd.DataFrame(columns=columns)
    anonymous = said["anonymous"].astype(str).eq("True") if "anonymous" in said else False
    reached = (
        said.groupby(["article", "attribution"], sort=False).end.cummax().groupby([said.article, said.attribution]).shift(fill_value=0)
    )
    words = [count_words(text) * (start >= end) for text, start, end in zip(said.text, said.start, reached, strict=True)]
    return (
        said.assign(anonymous=anonymous, marked=said.type != "indirect", words=words)
        .groupby(["article", "attribution"], sort=False, as_index=False)
        .agg(
            actor=("actor", "first"),
            tone=("tone", "first"),
            anonymous=("anonymous", "any"),
            marked=("marked", "any"),
            words=("words", "sum"),
        )
    )[columns]


def count_spoken_words(sentences: pd.DataFrame, quotes: pd.DataFrame) -> list[int]:
    """For each of ``sentences`` of one article, how many of its words are quoted or reported; overlaps count once."""
    spans = sorted(zip(quotes.content_start, quotes.content_end, strict=True)) if len(quotes) else []
    return [_words_within(row, spans) for row in sentences.itertuples()]


def _words_within(sentence, spans: list[tuple[int, int]]) -> int:
    at, total = sentence.start, 0
    for start, end in spans:
        first, last = max(start, at), min(end, sentence.end)
        if first < last:
            total += count_words(sentence.text[first - sentence.start : last - sentence.start])
            at = last
    return total


def _measure_article(article: str, sentences: pd.DataFrame, said: pd.DataFrame, actors: Sequence[str]) -> list[dict]:
    spoken = count_spoken_words(sentences, said)
    share = bootstrap_ratio(spoken, sentences.words.tolist())
    note = "" if len(sentences) >= 3 else "fewer than three sentences"
    rows = [make_finding("voices.quoted", share, n=int(sentences.words.sum()), unit="words", article=article, note=note)]
    attributions = list_attributions(said)
    total, words = len(attributions), int(attributions.words.sum())
    for actor in [*actors, ""]:
        own = attributions[attributions.actor == actor]
        part = "" if actor else UNKNOWN
        rows.append(_share("voices.share", len(own), total, article=article, actor=actor, part=part))
        of_words = (float(own.words.sum()) / words if words else float("nan"), float("nan"), float("nan"))
        rows.append(make_finding("voices.words", of_words, n=words, unit="words", article=article, actor=actor, part=part))
        for tone in ("doubting", "endorsing", "warning"):
            rows.append(_share("voices.tone", int((own.tone == tone).sum()), len(own), article=article, actor=actor, part=tone))
    rows.append(_share("voices.anonymous", int(attributions.anonymous.sum()), total, article=article))
    rows.append(_share("voices.direct", int(attributions.marked.sum()), total, article=article))
    return rows


def _share(measure: str, found: int, whole: int, **where: str) -> dict:
    few = whole < FEWEST
    estimate = (float("nan"),) * 3 if few else wilson(found, whole)
    note = f"only {whole} attributions, {FEWEST} are needed" if few else ""
    labels: Mapping[str, str] = {"part": "", **where}
    return make_finding(measure, estimate, n=whole, unit="attributions", note=note, **labels)


def place_voices(quotes: pd.DataFrame, sentences: pd.DataFrame) -> pd.DataFrame:
    """One row an attribution and sentence of lede and body: article, actor ('OTHER' for all others), place (0 first, 1 last)."""
    require_columns(quotes, "article", "sentence", "type", "actor")
    body = sentences[sentences.part.isin(EDITORIAL_PARTS)].copy()
    order = body.groupby("article", sort=False).cumcount()
    body["place"] = order / (body.groupby("article", sort=False)["sentence"].transform("size") - 1).clip(lower=1)
    said = select_editorial(quotes, sentences).merge(body[["article", "sentence", "place"]], on=["article", "sentence"])
    said["actor"] = said.actor.replace("", UNKNOWN)
    return said.drop_duplicates(["article", "sentence", "actor"])[["article", "actor", "place"]]


def compare_tones(quotes: pd.DataFrame) -> pd.DataFrame:
    """Tone of the cues by the speaker's actor over all articles: actor, negative (doubting or warning), positive (endorsing), n.

    Shares of attributions; actors with fewer than FEWEST_CUES are left out; the most heard first.
    """
    attributions = list_attributions(quotes)
    rows = []
    for actor, own in attributions.groupby("actor", sort=False):
        counts = own.tone.value_counts()
        doubted = int(counts.get("doubting", 0) + counts.get("warning", 0))
        rows.append(
            dict(actor=actor or UNKNOWN, negative=doubted / len(own), positive=int(counts.get("endorsing", 0)) / len(own), n=len(own))
        )
    table = pd.DataFrame(rows, columns=["actor", "negative", "positive", "n"])
    return table[table.n >= FEWEST_CUES].sort_values("n", ascending=False, kind="stable").reset_index(drop=True)
