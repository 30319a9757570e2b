"""The cue words of ``codebooks/cues.toml``, ready for look-up: how each is built into a sentence, and in what tone it reports."""

from dataclasses import dataclass
from functools import cache

from analysis.codebooks import load_codebook


@dataclass(frozen=True)
class Frame:
    """What follows a cue as content: a clause, an infinitive, an object, a prepositional phrase."""

    clause: bool = False
    infinitive: bool = False
    object: bool = False
    prepositions: frozenset[str] = frozenset()
    """Prepositions that carry the content themselves ('called for talks')."""
    complements: frozenset[str] = frozenset()
    """Prepositions that carry on an object ('accused it of lying')."""
    speech: bool = False


@cache
def frame_of(lemma: str) -> Frame | None:
    """How the verb ``lemma`` reports; None for verbs that do not."""
    speech, thought = lemma in cue_words("speech"), lemma in cue_words("thought")
    infinitive, takes_object = lemma in cue_words("wish"), lemma in cue_words("object")
    prepositions, complements = _prepositions("prepositional").get(lemma), _prepositions("complement").get(lemma)
    if not (speech or thought or infinitive or takes_object or prepositions or complements):
        return None
    return Frame(speech or thought or infinitive, infinitive, takes_object, prepositions or frozenset(), complements or frozenset(), speech)


@cache
def cue_words(group: str) -> frozenset[str]:
    """The words of a group of the codebook: speech, thought, wish, object, adjectives, nouns, documents, anonymous, according."""
    return frozenset(load_codebook("cues")[group]["words"].split())


@cache
def tone_of(lemma: str) -> str:
    """The tone a cue lends to what it introduces: doubting, endorsing, warning or, for all others, neutral."""
    for tone, words in load_codebook("cues")["tones"].items():
        if lemma in words.split():
            return tone
    return "neutral"


@cache
def _prepositions(group: str) -> dict[str, frozenset[str]]:
    pairs = (entry.split(":") for entry in load_codebook("cues")[group]["words"].split())
    return {verb: frozenset(prepositions.split(",")) for verb, prepositions in pairs}
