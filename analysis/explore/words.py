"""Search for words in context: every place a pattern is found, with what stands before and after it."""

import re

import pandas as pd

from analysis.errors import ParallaxError
from analysis.explore.marks import escape, wrap
from analysis.explore.view import View, choose, redraw_on_change
from analysis.store import Results
from analysis.words import count_things

WINDOW = 55
"""Characters shown at each side."""

MOST_ROWS = 200
LONGEST_PATTERN = 200
SORTS = {"order of the articles": "place", "the words before": "before", "the words found": "found", "the words after": "after"}

_STYLE = """<style>
.px .scroll { overflow-x: auto; } .px .kwic { font-size: .92em; width: auto; } .px .kwic td { white-space: nowrap; padding: .1em .3em; }
.px.px .kwic .before { text-align: right; } .px .kwic .found { font-weight: 700; }
</style>"""


def explore_words(results: Results, pattern: str = "") -> View:
    """Widgets to search all articles, or one, for words or a regular expression, sorted by what stands around them."""
    import ipywidgets

    words = ipywidgets.Text(description="Search", value=pattern, continuous_update=False, placeholder="words, or a regular expression")
    expression = ipywidgets.Checkbox(description="Regular expression", value=False, indent=False)
    case = ipywidgets.Checkbox(description="Match case", value=False, indent=False)
    article = choose("In", [("all articles", ""), *((label, name) for name, label in results.labels.items())], "")
    sort = choose("Sorted by", SORTS.items())
    page = ipywidgets.HTML()

    def draw(change: str) -> None:
        try:
            found = find_in_context(results, words.value, expression=expression.value, match_case=case.value)
        except ParallaxError as error:
            page.value = wrap(f"<p>{escape(error)}</p>")
            return
        found = found[found.article == article.value] if article.value else found
        page.value = wrap(write_context(sort_context(found, sort.value), results.labels) if words.value else "<p>Nothing searched yet.</p>")

    redraw_on_change(draw, words=words, expression=expression, case=case, article=article, sort=sort)
    controls = dict(words=words, expression=expression, case=case, article=article, sort=sort, page=page)
    rows = [ipywidgets.HBox([words, expression, case]), ipywidgets.HBox([article, sort]), page]
    return View(ipywidgets.VBox(rows), controls, lambda: page.value)


def find_in_context(results: Results, pattern: str, *, expression: bool = False, match_case: bool = False) -> pd.DataFrame:
    """Every match in every article: article, sentence, start, end, before, found, after; offsets into the article.

    Without ``expression`` the pattern is words as they stand, whole words only. Raises ParallaxError where it is not a
    valid regular expression.
    """
    search = _compile(pattern, expression, match_case)
    rows = []
    for article in results.study.articles if pattern else ():
        sentences = results.tables["sentences"]
        own = sentences[sentences.article == article.article]
        for row in own.itertuples():
            rows += [_context(article, row, *match.span()) for match in search.finditer(row.text) if match.end() > match.start()]
    return pd.DataFrame(rows, columns=["article", "sentence", "start", "end", "before", "found", "after"])


def sort_context(found: pd.DataFrame, by: str) -> pd.DataFrame:
    """The same rows by their place, or by the words found, before (nearest word first) or after."""
    if by == "place":
        return found
    keys = found[by].str.lower().map(lambda text: re.findall(r"\w+", text))
    order = sorted(range(len(found)), key=lambda k: (keys.iloc[k][::-1] if by == "before" else keys.iloc[k], k))
    return found.iloc[order].reset_index(drop=True)


def write_context(found: pd.DataFrame, labels: dict[str, str]) -> str:
    """The matches as a table, the words found in the middle."""
    rows = "".join(
        f'<tr><td class="context">{escape(labels[row.article])}, {row.sentence}</td><td class="before">{escape(row.before)}</td>'
        f'<td><mark class="hit found">{escape(row.found)}</mark></td><td class="after">{escape(row.after)}</td></tr>'
        for row in found.head(MOST_ROWS).itertuples()
    )
    more = f", the first {MOST_ROWS} are shown" if len(found) > MOST_ROWS else ""
    counted = f"<p>{len(found)} found in {count_things(found.article.nunique(), 'article')}{more}.</p>"
    return f'{_STYLE}{counted}<div class="scroll"><table class="kwic">{rows}</table></div>'


def _compile(pattern: str, expression: bool, match_case: bool) -> re.Pattern[str]:
    if len(pattern) > LONGEST_PATTERN:
        raise ParallaxError(f"the pattern is longer than {LONGEST_PATTERN} characters")
    whole = r"(?<!\w)" + r"\s+".join(map(re.escape, pattern.split())) + r"(?!\w)"
    try:
        return re.compile(pattern if expression else whole, 0 if match_case else re.IGNORECASE)
    except re.error as error:
        raise ParallaxError(f"not a valid regular expression: {error}") from None


def _context(article, row, start: int, end: int) -> tuple:
    """A match in a sentence with the text around it, line breaks as spaces."""
    a, b = row.start + start, row.start + end
    before, after = article.text[max(0, a - WINDOW) : a], article.text[b : b + WINDOW]
    return article.article, row.sentence, a, b, re.sub(r"\s+", " ", before), article.text[a:b], re.sub(r"\s+", " ", after)
