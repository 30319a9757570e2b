"""The corpus: text unaltered, parts as the coded examples have them, every problem named with its file."""

import hashlib
import json
from pathlib import Path

import pytest

from analysis.corpus import examine_study, list_articles, list_set_aside, load_study, split_article, split_study
from analysis.errors import StudyError

GOLD = Path(__file__).parent / "gold"
ARTICLES = {"a0": 0, "a2": 2}


@pytest.fixture(scope="module")
def sentences(study):
    return split_study(study)


def coded_sentences(article):
    return [row for row in json.loads((GOLD / "sentences.json").read_text(encoding="utf-8")) if row["article"] == ARTICLES[article]]


def coded_noise(reading):
    return {row["id"]: row["kind"] for row in json.loads((GOLD / reading / "noise.json").read_text(encoding="utf-8"))}


def write_study(folder, **files):
    for name, text in files.items():
        data = text if isinstance(text, bytes) else text.encode("utf-8")
        (folder / name.replace("__", ".")).write_bytes(data)
    return folder


NEWS = "Dockers in the harbour returned to work on Monday after the authority offered them a rise. The union welcomed the offer.\n"


def test_sums_of_the_seeds_are_those_recorded(study):
    assert all(hashlib.sha256((study.folder / a.file).read_bytes()).hexdigest() for a in study.articles)
    assert [a.article for a in study.articles] == ["a0", "a1", "a2", "a3", "a4"]


def test_every_sentence_slices_back_to_the_unaltered_file(study, sentences):
    for article in study.articles:
        text = (study.folder / article.file).read_bytes().decode("utf-8")
        rows = sentences[sentences.article == article.article]
        assert [text[row.start : row.end] for row in rows.itertuples()] == rows.text.tolist()
        assert rows.sentence.tolist() == list(range(len(rows)))


def test_no_visible_character_stands_outside_a_sentence(study, sentences):
    for article in study.articles:
        rows = sentences[sentences.article == article.article]
        edges = zip([0, *rows.end], [*rows.start, len(article.text)], strict=True)
        assert all(article.text[a:b].strip() == "" for a, b in edges)


@pytest.mark.parametrize("article", ["a0", "a2"])
def test_sentence_boundaries_are_those_of_the_coded_examples(sentences, article):
    coded = [row["text"] for row in coded_sentences(article)]
    found = sentences.text[sentences.article == article].tolist()
    assert len(set(coded) & set(found)) / len(coded) >= 0.98


@pytest.mark.parametrize("article", ["a0", "a2"])
@pytest.mark.parametrize("reading", ["A", "B"])
def test_parts_that_are_no_report_are_those_of_the_coded_examples(sentences, article, reading):
    noise = coded_noise(reading)
    coded = {row["text"]: noise.get(row["id"], "report") for row in coded_sentences(article)}
    found = sentences[sentences.article == article]
    parts = {row.text: row.part if row.part not in ("lede", "body") else "report" for row in found.itertuples()}
    assert parts == coded


def test_what_is_set_aside_is_listed_with_a_reason(sentences):
    aside = list_set_aside(sentences)
    assert (aside.reason != "").all()
    assert {"headline_repeat", "crosshead", "caption", "credit", "agency", "boilerplate", "note"} == set(aside.part)


def test_articles_count_lede_and_body_only(study, sentences):
    articles = list_articles(study, sentences).set_index("article")
    assert articles.loc["a2", "sentences"] == 17
    assert articles.loc["a1", "headline"].startswith("Russia pledges to scale back")
    assert articles.loc["a0", "headline"] == ""


def test_a_bare_folder_of_texts_is_a_study(tmp_path):
    study = load_study(write_study(tmp_path, one__txt=NEWS, two__txt=NEWS.replace("Dockers", "Drivers")))
    assert [a.article for a in study.articles] == ["one", "two"]
    assert study.actors == ()


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({}, "no articles in it"),
        ({"a__txt": b""}, "a.txt: no words in it"),
        ({"a__txt": NEWS.encode() + b"\nca\xe9fe"}, "a.txt, line 3: not UTF-8"),
        ({"a__txt": b"\x00\x01" * 400}, "a.txt: not a text file"),
        ({"a__txt": "Le président a déclaré lundi que les pourparlers reprendraient bientôt dans la capitale. " * 5}, "not English"),
        (
            {
                "a__txt": "Ministers of both sides ended their talks in the capital. " * 4
                + "Le président a déclaré que les pourparlers reprendraient bientôt. " * 8
            },
            "not English",
        ),
        ({"a__txt": NEWS, "articles__csv": "article\nx\n"}, "articles.csv, line 1: lacks the column(s) file"),
        ({"a__txt": NEWS, "articles__csv": "article,file\nx,b.txt\n"}, "b.txt: no such file"),
        ({"a__txt": NEWS, "articles__csv": "article,file\nx,a.txt\nx,a.txt\n"}, "articles.csv, line 3: duplicate id 'x'"),
        ({"a__txt": NEWS, "articles__csv": "article,file\nx,../a.txt\n"}, "articles.csv, line 2: '../a.txt' lies outside"),
        ({"a__txt": NEWS, "articles__csv": "article,file,origin\nx,a.txt,blog\n"}, "origin 'blog' is unknown"),
        ({"a__txt": NEWS, "articles__csv": "article,file,sha256\nx,a.txt,00\n"}, "a.txt is not the file whose sha256"),
        ({"a__txt": NEWS, "actors__toml": "[[actor]\n"}, "actors.toml, line 1: not valid TOML"),
        ({"a__txt": NEWS, "actors__toml": '[[actor]]\nid = "X"\nname = 3\n'}, "actors.toml: actor 1 has no name"),
        ({"a__txt": NEWS, "actors__toml": '[[actor]]\nid = "X"\nname = "X"\npeople = "Y"\n'}, "'people' of actor 'X' must be a list"),
    ],
)
def test_bad_input_gets_one_line_that_names_file_and_problem(tmp_path, files, message):
    with pytest.raises(StudyError) as caught:
        load_study(write_study(tmp_path, **files))
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(StudyError, match="no such folder"):
        load_study(tmp_path / "nowhere")


def test_every_problem_is_listed_at_once(tmp_path):
    rows = "article,file\na,a.txt\na,b.txt\n,c.txt\n"
    _, problems = examine_study(write_study(tmp_path, a__txt=NEWS, articles__csv=rows))
    assert [(p.file, p.line) for p in problems] == [("articles.csv", 3), ("articles.csv", 4), ("b.txt", 0), ("c.txt", 0)]


def test_a_link_out_of_the_folder_is_refused(tmp_path):
    inside = tmp_path / "study"
    inside.mkdir()
    (tmp_path / "secret.txt").write_text(NEWS)
    (inside / "a.txt").symlink_to(tmp_path / "secret.txt")
    write_study(inside, articles__csv="article,file\nx,a.txt\n")
    with pytest.raises(StudyError, match="lies outside the study folder"):
        load_study(inside)


def test_html_gives_its_main_text(tmp_path):
    paragraphs = "".join(f"<p>{NEWS}</p>" for _ in range(6))
    body = f"<nav>Home | Sport</nav><article><h1>Strike ends</h1>{paragraphs}</article>"
    page = f"<html><head><title>Strike ends</title></head><body>{body}</body></html>"
    text = load_study(write_study(tmp_path, page__html=page))["page"].text
    assert "Dockers in the harbour" in text
    assert "<p>" not in text


def test_a_headline_needs_no_full_stop(invented):
    assert invented.sentences.part.tolist()[:2] == ["headline", "lede"]


def test_splitting_is_deterministic(study):
    assert split_article(study["a4"]).equals(split_article(study["a4"]))


@pytest.mark.parametrize(
    ("lines", "parts"),
    [
        (["Mayor Opens New Bridge Over The River.", "The bridge opened on Monday after years of delay."], ["headline", "lede"]),
        (["Share prices fell sharply on Monday after the bank closed.", "Comments by the minister did not help."], ["lede", "body"]),
        (
            ["Bridge opens", "The bridge opened on Monday.", "Read more about bridges", "It is long."],
            ["headline", "lede", "boilerplate", "body"],
        ),
        (
            ["Bridge opens", "The bridge opened on Monday.", "Long wait", "It took ten years to build."],
            ["headline", "lede", "crosshead", "body"],
        ),
        (["The bridge opened on Monday.", "- It is long", "- It is wide", "(Reporting by A. Smith)"], ["lede", "body", "body", "note"]),
        (["The bridge opened on Monday.", "The mayor crosses it. Photo: B. Jones/Agency"], ["lede", "caption", "credit"]),
        (["The bridge opened on Monday.", "© 2021 The Bridge Times. All rights reserved."], ["lede", "boilerplate", "boilerplate"]),
    ],
)
def test_parts_follow_layout_and_marks(lines, parts):
    from analysis.corpus import Article

    assert split_article(Article("t", "t.txt", "\n\n".join(lines))).part.tolist() == parts
