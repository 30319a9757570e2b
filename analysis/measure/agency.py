"""Who acts and who is acted on: agent shares, and passives that leave the doer out."""

import pandas as pd

from analysis.codebooks import load_codebook
from analysis.measure.findings import make_finding
from analysis.measure.intervals import NOTHING, Interval, jeffreys
from analysis.tables import EDITORIAL_PARTS, require_columns

FEWEST = 5
"""Mentions with a role, or passives, below which no share is given."""


def measure_agency(actions: pd.DataFrame, passives: pd.DataFrame, sentences: pd.DataFrame) -> list[dict]:
    """Findings on agency, all shares 0 to 1 with Jeffreys intervals; NaN below FEWEST.

    - ``agency.agent_share`` (article, actor): of the mentions that act or are acted on, those that act. Higher: shown as doing
      rather than undergoing. It says nothing of whether the deed is good. ``part``: 'all', the voices 'narrator' and 'quoted',
      and 'deeds', which leaves out saying and thinking.
    - ``agency.passive_share`` (article): share of the sentences of lede and body with at least one passive.
    - ``agency.agentless`` (article, and actor undergoing): of the passives, those that name no doer.
    """
    require_columns(actions, "article", "sentence", "actor", "verb", "role", "voice")
    require_columns(passives, "article", "sentence", "agent", "patient_actor", "form")
    read = sentences[sentences.part.isin(EDITORIAL_PARTS)]
    acting, told = _keep(actions, read), _keep(passives, read)
    rows = []
    for article, own in read.groupby("article", sort=False):
        rows += _measure_actors(str(article), acting[acting.article == article], sorted(set(actions.actor)))
        rows += _measure_passives(str(article), told[told.article == article], own)
    return rows


def is_deed(verbs: pd.Series) -> pd.Series:
    """Whether each verb is a deed: neither saying nor thinking (``codebooks/cues.toml``)."""
    groups = load_codebook("cues")
    spoken = {
        word for group in ("speech", "thought") for tone, words in groups[group].items() if tone != "reason" for word in words.split()
    }
    return ~verbs.isin(spoken)


def list_verbs(actions: pd.DataFrame, *, most: int = 12) -> pd.DataFrame:
    """Per actor and role the verbs that govern it, most frequent first: columns actor, role, verb, times, articles."""
    require_columns(actions, "article", "actor", "role", "verb")
    counted = actions.groupby(["actor", "role", "verb"]).agg(times=("article", "size"), articles=("article", "nunique")).reset_index()
    ordered = counted.sort_values(["actor", "role", "times", "verb"], ascending=[True, True, False, True])
    return ordered.groupby(["actor", "role"]).head(most).reset_index(drop=True)


def list_left_out(passives: pd.DataFrame) -> pd.DataFrame:
    """The passives that name no doer, with what was done to whom: the sentences to ask 'by whom?' of."""
    return passives[(passives.agent == "") & (passives.form != "reduced")].reset_index(drop=True)


def _measure_actors(article: str, acting: pd.DataFrame, actors: list[str]) -> list[dict]:
    rows = []
    for actor in actors:
        own = acting[acting.actor == actor]
        parts = {
            "all": own,
            "narrator": own[own.voice == "narrator"],
            "quoted": own[own.voice == "quoted"],
            "deeds": own[is_deed(own.verb)],
        }
        for part, kept in parts.items():
            rows.append(_finding("agency.agent_share", int((kept.role == "agent").sum()), len(kept), "mentions", article, actor, part))
    return rows


def _measure_passives(article: str, passives: pd.DataFrame, sentences: pd.DataFrame) -> list[dict]:
    full = passives[passives.form != "reduced"]
    rows = [_finding("agency.passive_share", full.sentence.nunique(), len(sentences), "sentences", article)]
    rows.append(_finding("agency.agentless", int((full.agent == "").sum()), len(full), "passives", article))
    for actor in sorted({each for cell in full.patient_actor for each in cell.split()}):
        own = full[[actor in cell.split() for cell in full.patient_actor]]
        rows.append(_finding("agency.agentless", int((own.agent == "").sum()), len(own), "passives", article, actor))
    return rows


def _finding(measure: str, count: int, n: int, unit: str, article: str, actor: str = "", part: str = "") -> dict:
    enough = n >= FEWEST
    estimate: Interval = jeffreys(count, n) if enough else NOTHING
    note = "" if enough else f"only {n} {unit}"
    return make_finding(measure, estimate, n=n, unit=unit, article=article, actor=actor, part=part, note=note)


def _keep(spans: pd.DataFrame, sentences: pd.DataFrame) -> pd.DataFrame:
    return spans.merge(sentences[["article", "sentence"]], on=["article", "sentence"])
