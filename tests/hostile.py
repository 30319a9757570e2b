"""A study whose texts and names try to run code, in every place that a view shows."""

from pathlib import Path

SCRIPT = "<script>window.hit = 1</script>"
IMAGE = '<img src=x onerror="window.hit = 2">'
LINK = '<a href="javascript:window.hit=3">here</a>'
MARKDOWN = "[here](javascript:window.hit=4) **bold** # heading $x^2$ and $y$"
ATTRIBUTE = '" onmouseover="window.hit = 5" tabindex="0'

ARTICLE = f"""Storm {SCRIPT} reaches Vell

The Harbour Authority {IMAGE} closed the port of Vell on Monday after the storm broke the brave old pier.

"We saw {LINK} and nobody was left behind," said Ana {SCRIPT} Ribeiro of the Harbour Authority.

The Harbour Authority promised $4 million and $5 million {MARKDOWN} to the fishermen, who praised it for its courage.

The careless Dock Union {ATTRIBUTE} failed its members </span></div></table> and lied to the town about the storm.
"""
ACTORS = """[[actor]]
id = "HA"
name = "Harbour Authority"
people = ["Ana Ribeiro"]

[[actor]]
id = "DU"
name = "Dock Union"
names = ["<img src=x onerror='window.hit = 6'>"]
"""


def write_hostile_study(folder: Path) -> Path:
    """Two articles that share most of their text, under hostile outlet names."""
    (folder / "a.txt").write_text(ARTICLE, encoding="utf-8")
    (folder / "b.txt").write_text(ARTICLE.replace("on Monday", "on Monday night"), encoding="utf-8")
    rows = ["article,file,outlet", f'a,a.txt,"The {SCRIPT} Post"', "b,b.txt,<img src=x onerror=window.hit=7>"]
    (folder / "articles.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    (folder / "actors.toml").write_text(ACTORS, encoding="utf-8")
    return folder
