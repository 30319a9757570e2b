"""A bare folder of texts becomes a study: filled as far as the texts allow, nothing asked, nothing overwritten."""

import csv
import hashlib

import docx
import pytest

from analysis.__main__ import main
from analysis.corpus import load_study
from analysis.scaffold import scaffold_study

FLOOD = """{headline}

The government of Chile sent soldiers to the valley of Rio Hondo on Tuesday after the river burst its banks. \
Chilean soldiers filled sandbags through the night, and the Regional Water Board opened the sluices.

“We opened them too late,” said Marta Ilabaca of the Regional Water Board. The Regional Water Board (RWB) had been warned twice.

Santiago promised money for the farmers. Marta Ilabaca will report to the government in Santiago, the Regional Water Board said. {end}
"""
PAGE = """<!doctype html><html><head><meta charset="utf-8"><title>River takes bridge - Valley Courier</title>
<meta property="og:title" content="River takes bridge"><meta property="og:site_name" content="Valley Courier">
<meta property="article:published_time" content="2024-05-14T08:00:00Z"><link rel="canonical" href="https://courier.invalid/river">
<script>alert('never')</script></head><body><nav><a href="/">Home</a> <a href="/sport">Sport</a></nav>
<article><h1>River takes bridge</h1><p>The bridge at Rio Hondo fell on Tuesday night, the Regional Water Board said, and took two
lorries with it. Nobody was hurt, but the village on the other bank is cut off until the army of Chile builds a ferry.</p>
<p>“It was old and everybody knew it,” said Marta Ilabaca of the Regional Water Board, who had asked Chile for a new one.</p>
<p>The farmers of the valley blamed the board. They had seen the water rise since Sunday and had called four times.</p></article>
<footer>Subscribe to our newsletter</footer></body></html>"""


@pytest.fixture(scope="module")
def bare_folder(tmp_path_factory):
    """Three .txt, one page saved from a browser with its folder of pictures, one .docx, and nothing else."""
    folder = tmp_path_factory.mktemp("bare")
    for name, headline, end in (("north", "River bursts its banks", ""), ("south", "Soldiers in the valley", "Rain goes on."),
                                ("=west", "Too late, says board", "Two roads are closed.")):  # fmt: skip
        (folder / f"{name}.txt").write_text(FLOOD.format(headline=headline, end=end), encoding="utf-8")
    (folder / "River takes bridge - Valley Courier.html").write_text(PAGE, encoding="utf-8")
    (folder / "River takes bridge - Valley Courier_files").mkdir()
    document = docx.Document()
    for paragraph in FLOOD.format(headline="Board opened the sluices late", end="A ferry will come.").split("\n\n"):
        document.add_paragraph(paragraph.strip())
    document.save(folder / "report.docx")
    return folder


@pytest.fixture(scope="module")
def scaffolded(bare_folder):
    assert main(["new", str(bare_folder)]) == 0
    return bare_folder


def read_rows(folder):
    with (folder / "articles.csv").open(encoding="utf-8", newline="") as file:
        return {row["article"]: row for row in csv.DictReader(file)}


def test_every_file_gets_a_row_with_a_short_id_and_its_sum(scaffolded):
    rows = read_rows(scaffolded)
    assert list(rows) == ["west", "river-takes-bridge", "north", "report", "south"]
    assert all(hashlib.sha256((scaffolded / row["file"]).read_bytes()).hexdigest() == row["sha256"] for row in rows.values())


def test_a_saved_page_tells_its_outlet_date_and_address_marked_as_a_guess(scaffolded):
    page = read_rows(scaffolded)["river-takes-bridge"]
    assert (page["outlet"], page["published"], page["url"]) == ("Valley Courier", "2024-05-14", "https://courier.invalid/river")
    assert page["note"] == "outlet, published, url as the page states; please check"


def test_a_file_name_is_no_formula_in_a_spreadsheet(scaffolded):
    assert read_rows(scaffolded)["west"]["file"] == "./=west.txt"


def test_actors_are_suggested_with_the_aliases_that_the_texts_hold(scaffolded):
    actors = {actor.id: actor for actor in load_study(scaffolded).actors}
    assert actors["CL"].name == "Chile"
    assert (actors["CL"].demonyms, actors["CL"].metonyms) == (("Chilean",), ("Santiago",))
    assert actors["RWB"].name == "Regional Water Board"
    assert "Marta Ilabaca" in actors["RWB"].people


def test_the_scaffold_passes_the_check(scaffolded, capsys):
    assert main(["check", "--study", str(scaffolded)]) == 0
    assert "sound; 5 articles" in capsys.readouterr().out


def test_nothing_is_overwritten(scaffolded, capsys):
    (scaffolded / "actors.toml").write_text("# mine\n", encoding="utf-8")
    before = (scaffolded / "articles.csv").read_bytes()
    assert main(["new", str(scaffolded)]) == 0
    assert (scaffolded / "actors.toml").read_text(encoding="utf-8") == "# mine\n"
    assert (scaffolded / "articles.csv").read_bytes() == before
    assert capsys.readouterr().out.count("kept as it is") == 2


def test_a_file_that_cannot_be_read_is_left_out_and_named(tmp_path):
    (tmp_path / "good.txt").write_text(FLOOD.format(headline="Flood", end=""), encoding="utf-8")
    (tmp_path / "empty.txt").write_text("", encoding="utf-8")
    said = scaffold_study(tmp_path)
    assert any(line.startswith("left out: empty.txt: no words in it") for line in said)
    assert list(read_rows(tmp_path)) == ["good"]


@pytest.mark.parametrize("make", [lambda path: path.mkdir(), lambda path: None], ids=["empty folder", "no folder"])
def test_a_folder_without_articles_is_one_line_on_stderr(tmp_path, capsys, make):
    make(tmp_path / "study")
    assert main(["new", str(tmp_path / "study")]) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_texts_without_names_give_an_example_of_an_actor_and_a_sound_study(tmp_path):
    (tmp_path / "rain.txt").write_text("rain fell for days and the river rose. nobody was hurt.\n", encoding="utf-8")
    scaffold_study(tmp_path)
    assert load_study(tmp_path).actors == ()
    assert '# id = "HA"' in (tmp_path / "actors.toml").read_text(encoding="utf-8")


def test_names_with_quotes_and_backslashes_give_valid_toml(tmp_path):
    from analysis.actors_file import Actor, load_actors
    from analysis.scaffold import _format_actors
    from analysis.suggest import Suggestion

    odd = Actor("ODD", 'The "Blue\\Shield" Group', names=("Ünïcode “Ltd”", "]] = x"))
    (tmp_path / "actors.toml").write_text(_format_actors([Suggestion(odd, 3, 1)], ["Rio\tHondo"], 1), encoding="utf-8")
    assert load_actors(tmp_path)[0].aliases() == odd.aliases()
