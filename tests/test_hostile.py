"""What users feed it: each odd file or folder is handled, or refused in one line; no traceback, nothing outside the output."""

import csv

import pytest

from analysis.__main__ import main
from analysis.corpus import Article, examine_study, split_article
from analysis.parsing import parse_article
from analysis.pipeline import annotate_article
from analysis.store import open_results

NEWS = "Dockers in Port Vell returned to work on Monday. “We did not win,” said Ana Ribeiro of the union. The Authority welcomed it.\n"
ACTOR = '[[actor]]\nid = "HA"\nname = "Authority"\n'

HANDLED = {
    "byte order mark": "\ufeff" + NEWS,
    "Windows line ends": NEWS.replace(". ", ".\r\n"),
    "old Mac line ends": NEWS.replace(". ", ".\r"),
    "a NUL byte": NEWS.replace("Monday", "Mon\x00day"),
    "no-break and zero-width characters": NEWS.replace(" ", "\u00a0").replace("Port", "Po\u200brt"),
    "line and paragraph separators": NEWS.replace(". ", ".\u2028").replace("Monday", "Monday\u2029"),
    "control characters": NEWS + "\x0b\x0c\x1b[31m\x07\x85",
    "no sentence": "dockers port vell",
    "one word": "Strike",
    "one letter": "a",
    "only quotations": "“We won.” “They lost.” “Nobody was left behind.”",
    "unbalanced quotation marks": NEWS + "“We ” said “ he ” ” “ and ‘so' \" on " * 20,
    "nested marks": "“" * 50 + "We won" + "”" * 50,
    "HTML and script": NEWS + "<script>alert(1)</script><img src=x onerror=alert(2)> &lt;b&gt; ]]> --> <!--",
    "right to left": NEWS + "قال الوزير إن المحادثات مستمرة. \u202eevil\u202c",
    "Chinese": NEWS + "部长说，谈判仍在继续。",
    "emoji": NEWS + "👩‍👩‍👧‍👦🏴‍☠️" * 30,
    "combining characters": NEWS + "e" + "\u0301" * 500,
    "formulas": "=HYPERLINK(\"http://x\")\n\n@SUM(1+1) said the Authority.\n\n-2+3\n\n+cmd|' /C calc'!A0",
    "markup of charts and shells": NEWS + "$x^2$ 100% _a_ #1 \\n {x} %s `rm` ~ ^ & | ; *",
    "no letters but digits": "1 2 3. 4 5 6.",
    "the same sentence over and over": NEWS * 200,
    "long word": NEWS + "x" * 50_000 + " ends.",
    "a thousand empty lines": NEWS + "\n" * 1000 + NEWS,
}
REFUSED = {
    "empty": (b"", "no words in it"),
    "white space": (b" \n\t\n", "no words in it"),
    "punctuation": ("“…” — !?".encode(), "no words in it"),
    "Latin-1": (NEWS.encode() + b"caf\xe9", "line 2: not UTF-8"),
    "UTF-16": (NEWS.encode("utf-16"), "a.txt"),
    "binary": (bytes(range(256)) * 40, "a.txt"),
    "French": (("Le ministre a déclaré lundi que les pourparlers reprendraient bientôt à Genève. " * 6).encode(), "not English"),
    "Ukrainian": (("Міністр заявив у понеділок, що переговори тривають і скоро завершаться. " * 6).encode(), "not English"),
}


def one_line(capsys, *words):
    error = capsys.readouterr().err
    assert len(error.splitlines()) == 1, error
    assert error.startswith("parallax: ")
    assert "Traceback" not in error
    assert all(word in error for word in words), error


@pytest.mark.parametrize("text", HANDLED.values(), ids=HANDLED)
def test_odd_texts_are_annotated_and_every_span_leads_back(tmp_path, text):
    (tmp_path / "a.txt").write_bytes(text.encode("utf-8"))
    (tmp_path / "actors.toml").write_text(ACTOR, encoding="utf-8")
    study, problems = examine_study(tmp_path)
    assert study is not None, problems
    for name, table in annotate_article(parse_article(study.articles[0]), study, ["transparent"]).items():
        assert [text[row.start : row.end] for row in table.itertuples()] == table.text.tolist(), name


def test_all_odd_texts_together_give_tables_that_read_back(tmp_path):
    names = list(HANDLED)
    for number, text in enumerate(list(HANDLED.values())[:18]):
        (tmp_path / f"{number:02d}.txt").write_bytes(text.encode("utf-8"))
    rows = [["article", "file", "outlet", "event"], *([f"=a{n}", f"{n:02d}.txt", f"<b>{names[n]}", f"e{n // 6}"] for n in range(18))]
    with (tmp_path / "articles.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    first = open_results(tmp_path)
    again = open_results(tmp_path)
    assert all(first[name].to_csv() == again[name].to_csv() for name in first.tables if name != "findings")
    cells = (tmp_path / "figures" / "tables" / "articles.csv").read_text(encoding="utf-8")
    assert "\n=a0" not in cells
    assert "\n'=a0" in cells


@pytest.mark.parametrize(("data", "message"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_read_is_refused_in_one_line(tmp_path, capsys, data, message):
    (tmp_path / "a.txt").write_bytes(data)
    assert main(["tables", "--study", str(tmp_path)]) == 1
    one_line(capsys, "a.txt", message)
    assert not (tmp_path / "figures" / "tables").exists()


@pytest.mark.parametrize(
    "name",
    ["../a.txt", "sub/../../a.txt", "/etc/passwd", "link.txt", "loop.txt", ".", "a.exe", "a\x07.txt", "x" * 300 + ".txt", "COM1.txt"],
)
def test_paths_that_lead_nowhere_or_out_are_refused(tmp_path, capsys, name):
    folder = tmp_path / "study"
    folder.mkdir()
    (tmp_path / "a.txt").write_text(NEWS, encoding="utf-8")
    (folder / "link.txt").symlink_to(tmp_path / "a.txt")
    (folder / "loop.txt").symlink_to(folder / "loop.txt")
    with (folder / "articles.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([["article", "file"], ["x", name]])
    assert main(["tables", "--study", str(folder)]) == 1
    one_line(capsys)


BROKEN = {
    "articles.csv": [
        "article,file\nx,a.txt\nx,a.txt\n", "article,file\n,a.txt\n", "article,file\nx,\n", "file\na.txt\n", "", "article,file\n",
        "article,file\n" + "x" * 200 + ",a.txt\n", 'article,file\n"x,a.txt\n', "article,file\nx\x00,a.txt\n",
        "article,file,origin\nx,a.txt,9\n",
        "article,file,language\nx,a.txt,fr\n", "article,file,sha256\nx,a.txt,zz\n", "article;file\nx;a.txt\n",
        "article,file\n../x,a.txt\n\x01,a.txt\n",
    ],
    "actors.toml": [
        "actor = 3\n", "[actor]\nid = 1\n", '[[actor]]\nid = "X"\n', '[[actor]]\nid = "X"\nname = ""\n',
        '[[actor]]\nid = "X Y"\nname = "X"\n',
        ACTOR + 'names = "X"\n', ACTOR + "names = [1]\n", ACTOR + 'names = [""]\n', ACTOR + 'names = [".*"]\n', ACTOR + 'colour = "red"\n',
        ACTOR + 'nmaes = ["X"]\n', ACTOR + ACTOR, ACTOR + '[[actor]]\nid = "B"\nname = "authority"\n', "[[actor]\n",
        "\x00", '[[actor]]\nid = "\\ud800"\n',
    ],
}  # fmt: skip


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in BROKEN.items() for text in texts])
def test_a_broken_file_of_a_study_is_refused_in_one_line(tmp_path, capsys, name, text):
    (tmp_path / "a.txt").write_text(NEWS, encoding="utf-8")
    (tmp_path / name).write_bytes(text.encode("utf-8"))
    assert main(["tables", "--study", str(tmp_path)]) == 1
    one_line(capsys, name)


@pytest.mark.parametrize("alias", ["(a+)+$", "[x", "\\d+", "a|b", "Au thority", "<b>x</b>", "Ångström", "x" * 3000, "U.S.", "'s"])
def test_aliases_are_names_never_patterns(tmp_path, alias):
    from analysis.actors_file import Actor
    from analysis.annotate.actors import find_mentions

    parsed = parse_article(Article("x", "x.txt", NEWS + f"The {alias} spoke. aaaaaaaaaaaaaaaaaaaaaaaaaaaa!"))
    found = find_mentions(parsed, (Actor("HA", "Authority", names=(alias,)),))
    assert "Authority" in found.text.tolist()


@pytest.mark.parametrize(
    "book",
    ['[economic]\nphrases = "x"\n', "economic = 3\n", "[new]\n", "[new]\nphrases = [3]\n", "[x\n", '[new]\nphrases = ["(a+)+$ ["]\n'],
)
def test_a_study_s_own_frames_are_checked(tmp_path, capsys, book):
    (tmp_path / "a.txt").write_text(NEWS, encoding="utf-8")
    (tmp_path / "frames.toml").write_text(book, encoding="utf-8")
    if main(["tables", "--study", str(tmp_path)]):
        one_line(capsys, "frames.toml")
    else:
        assert "(a+)+$" in book


def test_a_line_of_a_megabyte_is_split():
    text = "word " * 200_000
    sentences = split_article(Article("x", "x.txt", text))
    assert sentences.text.str.len().sum() <= len(text)
    assert len(sentences) >= 50


def test_ten_thousand_short_sentences_are_split():
    text = "\n".join(f"Docker {number} spoke." for number in range(10_000))
    assert len(split_article(Article("x", "x.txt", text))) == 10_000
