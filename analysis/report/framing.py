"""What the framing findings allow to be said, in sentences and titles."""

import html
from collections.abc import Mapping, Sequence

import pandas as pd

from analysis.annotate.frames import load_frames
from analysis.measure.keyness import show_in_context

SIGNIFICANT = 0.05
BEFORE = 26
"""Characters of context before a word."""


def frame_titles(folder=None) -> dict[str, str]:
    """Frame → its name in charts, those of the study included."""
    return {name: frame.get("title", name) for name, frame in load_frames(folder).items()}


def summarise_framing(findings: pd.DataFrame, labels: Mapping[str, str], titles: Mapping[str, str]) -> str:
    """Two to four sentences: the leading frame of each article, where articles differ beyond chance, what is distinctive."""
    said = [_leading(findings, labels, titles), _differing(findings, labels, titles)]
    said += [_agentless(findings, labels), _distinctive(findings, labels)]
    return " ".join(sentence for sentence in said if sentence) or "No article is long enough to give shares of frames."


def title_frames(findings: pd.DataFrame, labels: Mapping[str, str], titles: Mapping[str, str]) -> str:
    """The frame whose shares differ most beyond chance, and between which articles; or that none does."""
    differing = _spread(findings)
    if differing.empty:
        return "No frame’s share differs between the articles by more than chance gives"
    frame = differing.part.iloc[0]
    high, low = _extremes(findings, frame)
    shares = f"{high.value:.0%} of the sentences in {labels[high.article]}, {low.value:.0%} in {labels[low.article]}"
    return f"{titles.get(frame, frame)}: {shares}"


def title_voices(findings: pd.DataFrame, titles: Mapping[str, str]) -> str:
    """The frames that stand most and least in quoted or reported speech, over all articles together."""
    rows = findings[findings.measure == "framing.quoted_part"].dropna(subset=["value"])
    if rows.empty:
        return "Too few sentences to say whose words carry the frames"
    pooled = (rows.value * rows.n).groupby(rows.part).sum() / rows.n.groupby(rows.part).sum()
    most, least = pooled.idxmax(), pooled.idxmin()
    if most == least:
        return f"{titles.get(most, most)}: {pooled[most]:.0%} stands in quoted or reported speech"
    shares = f"{pooled[most]:.0%} quoted or reported; {titles.get(least, least).lower()} {pooled[least]:.0%}"
    return f"{titles.get(most, most)} is told most in the words of others: {shares}"


def title_naming(wording: pd.DataFrame, labels: Mapping[str, str], concept: str, title: str) -> str:
    """Which name for the concept is the most frequent in each article; several where they are as frequent as one another."""
    own = wording[wording.concept == concept]
    if own.empty:
        return f"No article names {title}"
    groups: dict[tuple[str, ...], list[str]] = {}
    for article, rows in own.groupby("article", sort=False):
        uses = rows.label.value_counts()
        groups.setdefault(tuple(sorted(uses.index[uses == uses.iloc[0]])), []).append(labels[str(article)])
    first = next(iter(groups))
    if len(groups) == len(first) == 1:
        return f"“{first[0]}” is the most frequent name for {title} in every article that names it"
    named = "; ".join(f"{_join([f'“{name}”' for name in names])} in {_join(articles)}" for names, articles in groups.items())
    return f"Most frequent name for {title}: {named}"


def title_agency(findings: pd.DataFrame, names: Mapping[str, str]) -> str:
    """In how many articles the agent share of each actor can be told from one half, and on which side."""
    rows = findings[(findings.measure == "agency.agent_share") & (findings.part == "all")].dropna(subset=["value"])
    if rows.empty:
        return "Too few mentions to say who acts and who is acted on"
    said = []
    for how, clear in (("Acts clearly more than it is acted on", rows.low > 0.5), ("Clearly more acted on than acting", rows.high < 0.5)):
        counts = {actor: (int(clear[own.index].sum()), len(own)) for actor, own in rows.groupby("actor", sort=False)}
        told = [f"{names.get(actor, actor)} in {found} of {of}" for actor, (found, of) in counts.items() if found]
        said += [f"{how}: {_join([f'{told[0]} articles', *told[1:]])}"] if told else []
    return "; ".join(said) or "No actor’s share of acting can be told from one half"


def title_words(words: pd.DataFrame, name: str) -> str:
    """The words that set one article apart, or that there are none."""
    beyond = words[words.z.abs() > words.threshold]
    if beyond.empty:
        return f"No word sets {name} apart from the others beyond chance"
    more, fewer = (_join([f"“{word}”" for word in beyond.word[side]]) for side in (beyond.z > 0, beyond.z < 0))
    said = [f"More in {name} than chance gives: {more}"] if more else []
    return "; ".join(said + ([f"less: {fewer}"] if fewer else []))


def pick_contexts(sentences: pd.DataFrame, words: pd.DataFrame, first: Sequence[str], second: Sequence[str]) -> dict[str, str]:
    """Word → one line that holds it, from the side that uses it more; cut at whole words."""
    contexts = {}
    for row in words.itertuples():
        found = show_in_context(sentences, row.word, first if row.z > 0 else second, most=1)
        if len(found):
            line = found.iloc[0]
            before = line.before[-BEFORE:].partition(" ")[2] if len(line.before) > BEFORE else line.before
            contexts[row.word] = f"{'…' if before != line.before else ''}{before}{line.word}{line.after}"
    return contexts


def show_card(entman: pd.DataFrame, article: str, functions: Mapping[str, str], *, most: int = 3) -> str:
    """Entman's card of one article as HTML: for each function the candidate sentences with their signs, text escaped."""
    own = entman[(entman.article == article) & (entman["rank"] <= most)]
    blocks = []
    for function, title in functions.items():
        rows = own[own.function == function]
        items = "".join(map(_write_candidate, rows.itertuples()))
        blocks.append(f"<h4>{html.escape(title)}</h4><ol>{items or '<li>no candidate</li>'}</ol>")
    return "".join(blocks)


def _write_candidate(row) -> str:
    return f"<li>{html.escape(row.text)} <small>(sentence {row.sentence}; signs: {html.escape(row.signs)})</small></li>"


def _leading(findings: pd.DataFrame, labels: Mapping[str, str], titles: Mapping[str, str]) -> str:
    shares = findings[findings.measure == "framing.share"].dropna(subset=["value"])
    if shares.empty:
        return ""
    top = shares.loc[shares.groupby("article", sort=False).value.idxmax()]
    named = "; ".join(
        f"{labels[row.article]} {titles.get(row.part, row.part).lower()} ({row.value:.0%}, {row.low:.0%} to {row.high:.0%})"
        for row in top.itertuples()
    )
    return f"The frame with the largest share of sentences is, in {named}."


def _differing(findings: pd.DataFrame, labels: Mapping[str, str], titles: Mapping[str, str]) -> str:
    tested = findings[findings.measure == "framing.spread"]
    if tested.empty:
        return ""
    differing = _spread(findings)
    if differing.empty:
        return f"None of the {len(tested)} frames differs between the articles by more than chance gives."
    said = []
    for row in differing.itertuples():
        high, low = _extremes(findings, row.part)
        span = f"from {low.value:.0%} in {labels[low.article]} to {high.value:.0%} in {labels[high.article]}"
        said.append(f"{titles.get(row.part, row.part).lower()} ({span})")
    return (
        f"Of {len(tested)} frames, {len(differing)} differ{'s' * (len(differing) == 1)} between the articles beyond chance: {_join(said)}."
    )


def _agentless(findings: pd.DataFrame, labels: Mapping[str, str]) -> str:
    rows = findings[(findings.measure == "agency.agentless") & (findings.actor == "")].dropna(subset=["value"])
    if rows.empty:
        return ""
    low, high = rows.loc[rows.value.idxmin()], rows.loc[rows.value.idxmax()]
    return f"Of the passives, {low.value:.0%} ({labels[low.article]}) to {high.value:.0%} ({labels[high.article]}) name no doer."


def _distinctive(findings: pd.DataFrame, labels: Mapping[str, str]) -> str:
    counts = findings[findings.measure == "keyness.words"].dropna(subset=["value"])
    if counts.empty:
        return ""
    words = findings[findings.measure == "keyness.z"]
    if words.empty:
        return "No article has a word that sets it apart from the others beyond chance."
    named = "; ".join(
        f"{labels[article]}: {_join([f'“{word}”' for word in rows.part])}" for article, rows in words.groupby("article", sort=False)
    )
    return f"Words that set an article apart beyond chance: {named}."


def _spread(findings: pd.DataFrame) -> pd.DataFrame:
    rows = findings[findings.measure == "framing.spread"]
    p_values = rows.note.str.extract(r"p = ([\d.]+)", expand=False).astype(float)
    return rows[p_values < SIGNIFICANT].sort_values("value", ascending=False)


def _extremes(findings: pd.DataFrame, frame: str) -> tuple[pd.Series, pd.Series]:
    shares = findings[(findings.measure == "framing.share") & (findings.part == frame)].dropna(subset=["value"])
    return shares.loc[shares.value.idxmax()], shares.loc[shares.value.idxmin()]


def _join(words: Sequence[str]) -> str:
    words = list(words)
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else ""
