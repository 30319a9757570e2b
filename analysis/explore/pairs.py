"""Two articles side by side, the passages they share in the same row and under the same number."""

from collections.abc import Sequence
from itertools import zip_longest

import pandas as pd

from analysis.explore.marks import Mark, escape, mark_text, wrap, write_legend
from analysis.explore.view import View, choose, redraw_on_change
from analysis.store import Results
from analysis.words import count_things

_STYLE = """<style>
.px .pair td { width: 50%; padding: .25em .8em; } .px .pair tr { border-top: 1px solid var(--jp-border-color2, #e0e0e0); }
.px .pair .matched { background: color-mix(in srgb, var(--jp-content-font-color1, #1a1a1a) 7%, transparent); }
</style>"""


def explore_pairs(results: Results) -> View:
    """Widgets to lay two articles side by side; at first the two that share most."""
    import ipywidgets

    first, second = most_shared(results)
    options = [(label, name) for name, label in results.labels.items()]
    left, right = choose("Left", options, first, width="24em"), choose("Right", options, second, width="24em")
    only = ipywidgets.Checkbox(description="Only shared passages", value=False, indent=False)
    page = ipywidgets.HTML()

    def draw(change: str) -> None:
        page.value = wrap(write_pair(results, left.value, right.value, only_shared=only.value))

    redraw_on_change(draw, left=left, right=right, only=only)
    controls = dict(left=left, right=right, only=only, page=page)
    return View(ipywidgets.VBox([ipywidgets.HBox([left, right, only]), page]), controls, lambda: page.value)


def most_shared(results: Results) -> tuple[str, str]:
    """The two articles with the most shared passages; else the first two; the same twice where there is but one."""
    reuse = results.tables["reuse"]
    if len(reuse):
        return reuse.value_counts(["article_a", "article_b"], sort=True).index[0]
    names = [article.article for article in results.study.articles]
    return names[0], names[min(1, len(names) - 1)]


def write_pair(results: Results, left: str, right: str, *, only_shared: bool = False) -> str:
    """Both articles as a table of two columns, a sentence a row, shared passages in one row where the order allows it."""
    shared = find_shared(results, left, right)
    texts = results.tables["sentences"]
    first, second = texts[texts.article == left], texts[texts.article == right]
    rows = align_sentences(list(first.sentence), list(second.sentence), list(zip(shared.sentence_a, shared.sentence_b, strict=True)))
    if only_shared:
        linked = set(shared.sentence_a), set(shared.sentence_b)
        rows = [(a, b) for a, b in rows if a in linked[0] or b in linked[1]]
    marks = _mark_side(shared, "a"), _mark_side(shared, "b")
    heads = "".join(f"<th>{escape(results.labels[name])}</th>" for name in (left, right))
    body = "".join(f"<tr>{_cell(first, a, marks[0])}{_cell(second, b, marks[1])}</tr>" for a, b in rows)
    told = f"<p>{count_things(len(shared), 'shared passage')}.</p>" if left != right else "<p>Choose two different articles.</p>"
    return f'{_STYLE}{told}<table class="pair"><tr>{heads}</tr>{body}</table>{write_legend(("shared",))}'


def find_shared(results: Results, left: str, right: str) -> pd.DataFrame:
    """The rows of ``reuse`` between two articles, with ``left`` as article_a, in the order of its text."""
    reuse = results.tables["reuse"]
    swapped = reuse.rename(columns=lambda name: name[:-1] + "ba"["ab".index(name[-1])] if name.endswith(("_a", "_b")) else name)
    both = pd.concat([reuse, swapped[reuse.columns]], ignore_index=True)
    both = both[(both.article_a == left) & (both.article_b == right)]
    return both.sort_values(["start_a", "start_b"], ignore_index=True)


def align_sentences(left: Sequence[int], right: Sequence[int], links: Sequence[tuple[int, int]]) -> list[tuple[int | None, int | None]]:
    """Rows of (sentence at the left, sentence at the right) in the order of both texts; most linked ones share a row.

    Links that cross others cannot: the longest set of links that do not cross is kept (ties: the earliest).
    """
    rows: list[tuple[int | None, int | None]] = []
    i = j = 0
    for a, b in [*_uncrossed(links), (None, None)]:
        stop_a = len(left) if a is None else left.index(a)
        stop_b = len(right) if b is None else right.index(b)
        rows += list(zip_longest(left[i:stop_a], right[j:stop_b]))
        if a is not None:
            rows.append((a, b))
        i, j = stop_a + 1, stop_b + 1
    return rows


def _uncrossed(links: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest chain of links that rises on both sides."""
    best: list[list[tuple[int, int]]] = []
    for link in sorted(set(links)):
        before = [chain for chain in best if chain[-1][0] < link[0] and chain[-1][1] < link[1]]
        best.append([*max(before, key=len, default=[]), link])
    return max(best, key=len, default=[])


def _mark_side(shared: pd.DataFrame, side: str) -> list[Mark]:
    spans = zip(shared[f"start_{side}"], shared[f"end_{side}"], shared.relation, strict=True)
    return [Mark(start, end, "shared", tag=f"{number} {relation}") for number, (start, end, relation) in enumerate(spans, 1)]


def _cell(sentences: pd.DataFrame, number: int | None, marks: Sequence[Mark]) -> str:
    if number is None:
        return "<td></td>"
    row = sentences[sentences.sentence == number].iloc[0]
    text = mark_text(row.text, row.start, marks)
    kind = ' class="matched"' if "<mark" in text else ""
    return f'<td{kind}><span class="number">{number}</span>{text}</td>'
