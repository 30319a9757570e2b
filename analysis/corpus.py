"""A study folder → its articles and their sentences, cleaned, with provenance. Text is never altered."""

import csv
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import NoReturn

import pandas as pd

from analysis.actors_file import Actor, load_actors
from analysis.errors import StudyError
from analysis.parts import Piece, assign_parts, explain_part
from analysis.reading import SUFFIXES, read_article
from analysis.splitting import split_paragraphs, split_sentences
from analysis.tables import EDITORIAL_PARTS, SET_ASIDE_PARTS, make_table
from analysis.words import count_words

ORIGINS = ("publisher", "agency", "aggregator", "rewrite", "unknown")
FEWEST_WORDS_FOR_LANGUAGE = 30
KEPT_COLUMNS = ("start", "end", "paragraph", "part", "words")
"""What has to be known of a sentence, with the text, to have its row."""
ENGLISH_PROBABILITY_FLOOR = 0.5
ENGLISH_WORDS = re.compile(r"\b(?:the|of|and|to)\b", re.IGNORECASE)
ENGLISH_SHARE = 0.1
"""Of all words; news in English has these four more often, a text half in another language does not reach it."""


@dataclass(frozen=True)
class Article:
    """One article: its id in the study, its text as it stands in the file, and what is known of its origin."""

    article: str
    file: str
    text: str = field(repr=False)
    outlet: str = ""
    published: str = ""
    origin: str = "unknown"
    url: str = ""
    language: str = ""
    note: str = ""
    inferred: str = ""
    """Which of these the text does not say of itself: a list of column names, as in articles.csv."""
    event: str = ""

    @property
    def label(self) -> str:
        """How charts and tables call the article: its outlet, else its id."""
        return self.outlet or self.article


@dataclass(frozen=True)
class Study:
    """A folder of articles on one event (or several): articles in the order of ``articles.csv``, and the actors."""

    folder: Path
    articles: tuple[Article, ...]
    actors: tuple[Actor, ...]

    def __getitem__(self, article: str) -> Article:
        for candidate in self.articles:
            if candidate.article == article:
                return candidate
        raise StudyError(f"no article '{article}' in {self.folder.name}; it has {', '.join(a.article for a in self.articles)}")


@dataclass(frozen=True)
class Problem:
    """Something in a study folder to put right: the file, the line (0 if it is no matter of a line) and what to do."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        where = f"{self.file}, line {self.line}" if self.line else self.file
        return f"{where}: {self.message}"


def load_study(folder: Path | str) -> Study:
    """The study in ``folder``. Raises StudyError with the first problem and how many more there are."""
    study, problems = examine_study(folder)
    if study is None:
        refuse(problems)
    return study


def no_articles(folder: Path) -> Problem:
    """The problem of an empty study."""
    return Problem(folder.name, 0, f"no articles in it; add files ending in {', '.join(SUFFIXES)}")


def refuse(problems: Sequence[Problem]) -> NoReturn:
    """Raise StudyError with the first problem and how many more there are."""
    more = f" (and {len(problems) - 1} more; 'python -m analysis check' lists them)" if len(problems) > 1 else ""
    raise StudyError(f"{problems[0]}{more}")


def examine_study(folder: Path | str) -> tuple[Study | None, list[Problem]]:
    """The study, or None, and every problem found in its folder at once."""
    folder = Path(folder)
    rows, problems = list_rows(folder)
    articles, found = read_files(folder, rows)
    problems += found
    try:
        actors = load_actors(folder)
    except StudyError as error:
        actors = ()
        problems.append(Problem(*_split_where(str(error))))
    if not rows and not problems:
        problems.append(no_articles(folder))
    if problems:
        return None, problems
    return Study(folder, tuple(articles), actors), []


def survey_study(folder: Path, rows: Iterable[dict]) -> tuple[list[dict], list[Problem]]:
    """The same rows of ``list_rows``, each with the SHA-256 of its article's text as ``digest``, and what is wrong with the others.

    One text is held at a time, so that a hundred thousand articles take no more memory than their list.
    """
    surveyed, problems = [], []
    for row in rows:
        articles, found = read_files(folder, [row])
        surveyed += [row | dict(digest=hash_text(article.text)) for article in articles]
        problems += found
    return surveyed, problems


def list_rows(folder: Path) -> tuple[list[dict], list[Problem]]:
    """Rows of articles.csv, or one row a readable file where there is none; each row knows its line."""
    if not folder.is_dir():
        return [], [Problem(str(folder), 0, "no such folder; name a folder that holds the article texts")]
    table = folder / "articles.csv"
    if table.exists():
        return _read_articles_csv(table)
    files = sorted(path.name for path in folder.iterdir() if path.is_file() and path.suffix.lower() in SUFFIXES)
    files = [name for name in files if not name.upper().startswith(("README", "LICENSE"))]
    stems = [Path(name).stem for name in files]
    return [dict(article=stem if stems.count(stem) == 1 else name, file=name, line=0) for name, stem in zip(files, stems, strict=True)], []


def read_files(folder: Path, rows: Sequence[dict]) -> tuple[list[Article], list[Problem]]:
    """The articles of these rows of articles.csv that can be read, and what is wrong with the others."""
    articles, problems = [], []
    for row in rows:
        if not row["file"]:
            continue
        try:
            articles.append(_read_row(folder, row))
        except StudyError as error:
            problems.append(Problem(*_split_where(str(error))))
    return articles, problems


def list_articles(study: Study, sentences: pd.DataFrame) -> pd.DataFrame:
    """The table ``articles``: one row an article; ``words`` and ``sentences`` count the lede and body only.

    ``independent_share`` is NaN until lineage is known; ``warnings`` says what a reader should know first.
    """
    return make_table("articles", [_describe(article, sentences[sentences.article == article.article]) for article in study.articles])


def split_article(article: Article) -> pd.DataFrame:
    """The table ``sentences`` of one article: every sentence with its offsets, its paragraph and its part."""
    pieces = [
        Piece(start, end, article.text[start:end], number)
        for number, paragraph in enumerate(split_paragraphs(article.text))
        for start, end in split_sentences(article.text, *paragraph)
    ]
    return list_sentences(article, [(p.start, p.end, p.paragraph, p.part, count_words(p.text)) for p in assign_parts(pieces)])


def list_sentences(article: Article, found: Iterable[Sequence]) -> pd.DataFrame:
    """The table ``sentences`` from what was found of each sentence: KEPT_COLUMNS, in order."""
    rows = [
        dict(article=article.article, sentence=number, start=start, end=end, text=article.text[start:end],
             paragraph=paragraph, part=part, words=words)
        for number, (start, end, paragraph, part, words) in enumerate(found)
    ]  # fmt: skip
    return make_table("sentences", rows)


def split_study(study: Study) -> pd.DataFrame:
    """The table ``sentences`` of all articles."""
    return pd.concat([split_article(article) for article in study.articles], ignore_index=True)


def list_set_aside(sentences: pd.DataFrame) -> pd.DataFrame:
    """What no measure reads: the sentences whose part is not headline, lede or body, each with the reason."""
    aside = sentences[sentences.part.isin(SET_ASIDE_PARTS)]
    return aside.assign(reason=[explain_part(part) for part in aside.part]).reset_index(drop=True)


def hash_text(text: str) -> str:
    """SHA-256 of a text, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _describe(article: Article, sentences: pd.DataFrame) -> dict:
    body = sentences[sentences.part.isin(EDITORIAL_PARTS)]
    headline = sentences.text[sentences.part == "headline"]
    return dict(
        article=article.article, file=article.file, outlet=article.outlet, published=article.published, origin=article.origin,
        headline=headline.iloc[0] if len(headline) else "", words=int(body.words.sum()), sentences=len(body),
        independent_share=float("nan"), warnings="", event=article.event, inferred=article.inferred, note=article.note,
    )  # fmt: skip


def _read_articles_csv(table: Path) -> tuple[list[dict], list[Problem]]:
    try:
        text = table.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        return [], [Problem("articles.csv", 0, f"cannot be read as UTF-8 ({type(error).__name__}); save it as UTF-8")]
    if "\x00" in text:
        return [], [Problem("articles.csv", text[: text.index("\x00")].count("\n") + 1, "holds a NUL byte; save it as plain text")]
    try:
        reader = csv.DictReader(text.splitlines(keepends=True), restkey="_surplus", strict=True)
        missing = [column for column in ("article", "file") if column not in (reader.fieldnames or [])]
        if missing:
            return [], [Problem("articles.csv", 1, f"lacks the column(s) {', '.join(missing)}; required are article, file")]
        rows = [
            {key: (value or "").strip() for key, value in row.items() if key != "_surplus"} | dict(line=reader.line_num) for row in reader
        ]
    except csv.Error as error:
        return [], [Problem("articles.csv", reader.line_num, f"not readable as CSV ({error})")]
    if not rows:
        return [], [Problem("articles.csv", 1, "lists no article; add one row an article")]
    return rows, _check_rows(rows)


def _check_rows(rows: Sequence[dict]) -> list[Problem]:
    problems = []
    seen: dict[str, int] = {}
    for row in rows:
        say = lambda message, line=row["line"]: problems.append(Problem("articles.csv", line, message))  # noqa: E731
        name = row["article"]
        if not name:
            say("no article id; give the article a short id")
        elif name in seen:
            say(f"duplicate id '{name}' (first on line {seen[name]}); ids must differ")
        elif not name.isprintable() or len(name) > 60:
            say(f"id {name[:60]!r} is too long or holds control characters; use at most 60 printable characters")
        seen.setdefault(name, row["line"])
        if not row["file"]:
            say(f"article '{name}' names no file")
        if row.get("origin") and row["origin"] not in ORIGINS:
            say(f"origin '{row['origin']}' is unknown; valid are {', '.join(ORIGINS)}")
        if row.get("language") and not row["language"].lower().startswith("en"):
            say(f"article '{name}' is marked as '{row['language']}'; only English texts are measured")
    return problems


def _read_row(folder: Path, row: dict) -> Article:
    name = row["file"]
    path = _inside(folder, name, row["line"])
    if path.suffix.lower() not in SUFFIXES:
        raise StudyError(f"{name}: files of this kind are not read; use {', '.join(SUFFIXES)}")
    text = read_article(path, name)
    _check_sum(path, row)
    if "digest" not in row:
        _check_english(text, name)
    elif hash_text(text) != row["digest"]:
        raise StudyError(f"{name}: changed while the run went on; start it again")
    known = {key: row[key] for key in ("outlet", "published", "url", "language", "note", "inferred", "event") if row.get(key)}
    return Article(row["article"], name, text, origin=row.get("origin") or "unknown", **known)


def _inside(folder: Path, name: str, line: int) -> Path:
    """The file's path, refused if it (or what it links to) lies outside the study folder."""
    try:
        path = (folder / name).resolve()
    except (OSError, ValueError, RuntimeError):  # RuntimeError: a link that leads to itself
        raise StudyError(f"articles.csv, line {line}: '{name!r}' is not a file name") from None
    if Path(name).is_absolute() or not path.is_relative_to(folder.resolve()):
        raise StudyError(f"articles.csv, line {line}: '{name}' lies outside the study folder; copy the file into it")
    return path


def _check_sum(path: Path, row: dict) -> None:
    if row.get("sha256") and row["sha256"].lower() != hashlib.sha256(path.read_bytes()).hexdigest():
        raise StudyError(
            f"articles.csv, line {row['line']}: {row['file']} is not the file whose sha256 is recorded; "
            "restore it, or empty the sum if the change is meant"
        )


def _check_english(text: str, name: str) -> None:
    beginning = text[:20_000]
    words = count_words(beginning)
    if words < FEWEST_WORDS_FOR_LANGUAGE and text.isascii():
        return
    if words >= FEWEST_WORDS_FOR_LANGUAGE and len(ENGLISH_WORDS.findall(beginning)) >= ENGLISH_SHARE * words:
        return  # what tells languages apart takes longer to load than a small study to read
    language, probability = _guess_language(beginning)
    if language != "en" and probability > ENGLISH_PROBABILITY_FLOOR:
        raise StudyError(f"{name}: reads as language '{language}', not English; only English texts are measured")


def _guess_language(text: str) -> tuple[str, float]:
    language, probability = _language_identifier().classify(text)
    return language, float(probability)


@cache
def _language_identifier():
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # reads its model: only when a text is checked

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def _split_where(message: str) -> tuple[str, int, str]:
    """'file, line 3: what' → ('file', 3, 'what')."""
    where, _, what = message.partition(": ")
    file, _, line = where.partition(", line ")
    return file, int(line) if line.isdigit() else 0, what
