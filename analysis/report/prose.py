"""Sentences that hold names and words of the articles, shown in a notebook as text: no Markdown, no HTML, no formulas in them."""

import html


class Prose(str):
    """A text that a notebook shows as paragraphs (parted by blank lines), every character as it stands."""

    def _repr_html_(self) -> str:
        paragraphs = "".join(f"<p>{html.escape(part.strip())}</p>" for part in self.split("\n\n") if part.strip())
        return f'<div class="tex2jax_ignore mathjax_ignore">{paragraphs}</div>'
