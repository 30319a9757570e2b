"""``python -m analysis new``: a folder of texts → articles.csv and actors.toml, filled as far as the texts allow.

It asks nothing and overwrites nothing; what it cannot know stays empty, what it guesses is marked as a suggestion.
"""

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from analysis.charts.style import ARTICLE_COLOURS
from analysis.corpus import Article, list_rows, read_files
from analysis.errors import StudyError
from analysis.files import write_atomically
from analysis.suggest import Suggestion, suggest_actors
from analysis.words import count_things

COLUMNS = ("article", "file", "outlet", "published", "origin", "url", "language", "sha256", "note")
LONGEST_ID = 24
_FORMULA = "=+-@\t\r"

ACTORS_HEAD = """\
# Whom this study follows. Suggested from the names in its texts by 'python -m analysis new': read every line,
# take out whom you do not need, put in whom you miss ("the union", "police"). Lines beginning with # are ignored.
#
# id            short: letters, digits, - and _; it stands in the tables
# name          as the charts print it; it counts as an alias too
# colour        "#RRGGBB", the same in every chart
# names         other spellings and short forms of the name
# people        those who speak or act for the actor, in full; their surnames alone are found too
# institutions  its bodies; forces: its armed or police forces; demonyms: its adjective and its people
# metonyms      what stands for it, as Washington for the United States
# places        its towns and regions, counted as places unless the grammar makes them act
# An alias may stand with one actor only.
"""

EXAMPLE = """
# No name stands out in these texts. An actor looks like this:
#
# [[actor]]
# id = "HA"
# name = "Harbour Authority"
# people = ["Elin Marsh"]
"""


def scaffold_study(folder: Path) -> list[str]:
    """Write what is missing of ``articles.csv`` and ``actors.toml`` into ``folder``; lines that say what was done.

    Files that cannot be read are left out of articles.csv and named. Raises StudyError where there is nothing to read.
    """
    rows, problems = list_rows(folder)
    articles, unread = read_files(folder, rows)
    problems += unread
    if not articles:
        reasons = "; ".join(map(str, problems)) or f"{folder}: no article in it; add .txt, .md, .html or .docx files"
        raise StudyError(reasons)
    said = [_write_once(folder / "articles.csv", lambda: _format_articles(folder, articles), count_things(len(articles), "article"))]
    said.append(_write_once(folder / "actors.toml", lambda: _format_actors(*suggest_actors(articles), len(articles)), "suggested actors"))
    said += [f"left out: {problem}" for problem in problems]
    return [*said, f"next: look through both files, then: python -m analysis report --study {folder}"]


def _write_once(path: Path, make, what: str) -> str:
    if path.exists():
        return f"{path}: kept as it is"
    write_atomically(path, make())
    return f"{path}: written, {what}"


def _format_articles(folder: Path, articles: Sequence[Article]) -> str:
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for name, article in zip(_short_ids(articles), articles, strict=True):
        path = folder / article.file
        row = dict(article=name, file=_safe_name(article.file), origin="unknown", language="en", note="")
        writer.writerow(row | {"sha256": hashlib.sha256(path.read_bytes()).hexdigest()} | _read_page(path))
    return buffer.getvalue()


def _short_ids(articles: Sequence[Article]) -> Iterator[str]:
    """Short ids from file names: 'Dockers end strike - Courier.html' → 'dockers-end-strike'; numbered where they clash."""
    used: set[str] = set()
    for number, article in enumerate(articles, 1):
        words = re.findall(r"\w+", Path(article.file).stem.lower())
        base = _join_while_short(words) or f"article-{number}"
        name = next(each for each in (base, *(f"{base}-{k}" for k in range(2, len(articles) + 2))) if each not in used)
        used.add(name)
        yield name


def _join_while_short(words: Sequence[str]) -> str:
    joined = ""
    for word in words:
        longer = f"{joined}-{word}".strip("-")
        if len(longer) > LONGEST_ID:
            break
        joined = longer
    return joined or "".join(words)[:LONGEST_ID]


def _safe_name(file: str) -> str:
    """A file name that a spreadsheet does not take for a formula."""
    return f"./{file}" if file.startswith(tuple(_FORMULA)) else file


def _read_page(path: Path) -> dict[str, str]:
    """Outlet, date and address as a saved web page states them, with a note that they come from there."""
    if path.suffix.lower() not in (".html", ".htm"):
        return {}
    import trafilatura  # slow to import, and only HTML needs it

    found = trafilatura.extract_metadata(path.read_bytes())
    if not found:
        return {}
    stated = {"outlet": found.sitename, "published": found.date, "url": found.url}
    known = {key: str(value).strip().lstrip(_FORMULA + " ") for key, value in stated.items() if value and str(value).isprintable()}
    return known | ({"note": f"{', '.join(known)} as the page states; please check"} if known else {})


def _format_actors(suggestions: Sequence[Suggestion], places: Sequence[str], articles: int) -> str:
    entries = [_format_actor(each, ARTICLE_COLOURS[k % len(ARTICLE_COLOURS)], articles) for k, each in enumerate(suggestions)]
    return ACTORS_HEAD + ("".join(entries) or EXAMPLE) + _format_places(places)


def _format_actor(suggestion: Suggestion, colour: str, articles: int) -> str:
    actor = suggestion.actor
    lists = {key: getattr(actor, key) for key in ("names", "people", "institutions", "metonyms", "demonyms", "forces", "places")}
    lines = [
        f"\n# {suggestion.mentions} mentions, in {suggestion.articles} of {articles} articles",
        "[[actor]]",
        f"id = {_quote(actor.id)}",
        f"name = {_quote(actor.name)}",
        f"colour = {_quote(colour)}",
        *(f"{key} = [{', '.join(map(_quote, values))}]" for key, values in lists.items() if values),
    ]
    return "\n".join(lines) + "\n"


def _format_places(places: Sequence[str]) -> str:
    return f"\n# Names taken for places, should one of them be an actor's: {', '.join(places)}\n" if places else ""


def _quote(text: str) -> str:
    """A TOML basic string; JSON's escapes are valid there."""
    return json.dumps(text, ensure_ascii=False)
