"""The report: every number from findings.csv and linked, awkward text intact, nothing from outside, the same bytes twice."""

import io
import os
import re
import shutil
import subprocess
import zipfile
from functools import partial
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.charts.dots import plot_dots
from analysis.charts.export import export_chart
from analysis.charts.style import new_figure
from analysis.corpus import list_articles, load_study, split_study
from analysis.errors import ParallaxError
from analysis.measure.emphasis import measure_emphasis
from analysis.measure.findings import collect_findings
from analysis.measure.material import measure_material
from analysis.measure.readability import compare_readability, measure_readability
from analysis.report import build
from analysis.report.compose import compose_report
from analysis.report.evidence import find_places, list_evidence
from analysis.report.numbers import escape, format_number, load_measures, number_rows
from analysis.report.overview import list_main_errors
from analysis.report.reference import REFERENCE, make_reference
from analysis.store import Results
from analysis.tables import make_table

OUTLETS = ['The $5 & <b>Daily</b> "50 % #1" \\ _News_', "العربية اليوم", "חדשות 😀 🚀"]
PLAIN = "The cat sat on the mat in the sun . Dogs ran by the old red barn and the boy saw them go home."
DENSE = (
    "International representatives subsequently acknowledged considerable institutional responsibilities regarding humanitarian assistance."
)


def write_study(folder, outlets, *, actors=True):
    folder.mkdir()
    rows = ["article,file,outlet,published,origin"]
    for k, outlet in enumerate(outlets):
        sentence = DENSE if k % 2 else PLAIN.replace(" . ", ". ")
        body = "\n\n".join(f"{sentence} North said item {n} of South is ${n}_x *new* <i>." for n in range(16))
        (folder / f"{k}.txt").write_text(f"Headline {k} with $1_000 and <script>\n\n{body}\n", encoding="utf-8")
        quoted = outlet.replace('"', '""')
        rows.append(f'a{k},{k}.txt,"{quoted}",2024-01-0{k % 9 + 1},publisher')
    (folder / "articles.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    if actors:
        names = [("N", "North & Sons"), ("S", "South_$")]
        (folder / "actors.toml").write_text("\n".join(f"[[actor]]\nid = '{i}'\nname = '{name}'\n" for i, name in names), encoding="utf-8")
    return load_study(folder)


def find_names(sentences):
    rows = [
        dict(article=row.article, sentence=row.sentence, start=row.start + at.start(), end=row.start + at.end(), text=at[0],
             actor=at[0][0], kind="actor", role="other", voice="narrator")
        for row in sentences.itertuples() for at in re.finditer("North|South", row.text)
    ]  # fmt: skip
    return make_table("mentions", rows)


def make_results(folder, outlets, *, actors=True):
    """Results without a parser: real sentences and measures, mentions found by name."""
    study = write_study(folder / "study", outlets, actors=actors)
    sentences = split_study(study)
    mentions = find_names(sentences) if actors else make_table("mentions", [])
    rows = measure_material(sentences) + measure_readability(sentences) + compare_readability(sentences)
    rows += measure_emphasis(mentions, sentences) if actors else []
    tables = {"sentences": sentences, "mentions": mentions, "articles": list_articles(study, sentences), "findings": collect_findings(rows)}
    return Results(study, tables, folder / "figures")


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    results = make_results(tmp_path_factory.mktemp("report"), OUTLETS)
    grades = results["findings"].query("measure == 'readability.median_grade'")
    export_chart(lambda: plot_dots(grades, key=results.article_key, xlabel="$ & grade_x"), "02-grades", data=grades, title=OUTLETS[0],
                 caption=f"Grades of {', '.join(OUTLETS)}", alt=f"Dots of {', '.join(OUTLETS)}", folder=results.folder)  # fmt: skip
    return results


@pytest.fixture(scope="module")
def files(results):
    return build.build_report(results)


@pytest.fixture(scope="module")
def html(files):
    return files["html"].read_text(encoding="utf-8")


VOID = ("img", "meta", "link", "br", "col", "hr")
ASIDE = {"math", "table", "nav", "figcaption", "header", "code"}
APART = re.compile("small|citation|csl|appendix|references|methods|limits|how-to-cite")


class Reader(HTMLParser):
    """Prose and number links of a page, its ids, and where its links lead; appendices, tables and references apart."""

    def __init__(self):
        super().__init__()
        self.open, self.numbers, self.figures, self.prose, self.text, self.ids, self.links = [], [], [], [], [], set(), []

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag not in VOID:
            self.open.append((tag, given))
        self.ids |= {given["id"]} if "id" in given else set()
        if tag == "a" and given.get("href", "").startswith("#"):
            self.links.append(given["href"][1:])
        if given.get("href", "").startswith("#fig:"):
            self.figures.append(given["href"][1:])
        if given.get("class") == "number":
            self.numbers.append([given["href"][1:], ""])

    def handle_endtag(self, tag):
        while tag not in VOID and self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        inside = {tag for tag, _ in self.open}
        classes = " ".join(given.get("class") or "" for _, given in self.open)
        to_figure = any(given.get("href", "").startswith("#fig:") for tag, given in self.open if tag == "a")
        sections = " ".join(given.get("id") or "" for tag, given in self.open if tag == "section")
        if inside & {"style", "script", "title"}:
            return
        self.text.append(data)
        if "number" in classes.split():
            self.numbers[-1][1] += data
        elif (
            not to_figure
            and not inside & {"math", "table", "nav", "figcaption", "header", "code"}
            and not APART.search(f"{classes} {sections}")
        ):
            self.prose.append(data)


@pytest.fixture(scope="module")
def page(html):
    reader = Reader()
    reader.feed(html)
    return reader


def test_every_linked_number_is_the_value_or_bound_of_its_finding(page, results):
    rows = number_rows(results["findings"]).set_index("number")
    assert len(page.numbers) > 30
    for target, text in page.numbers:
        row = rows.loc[int(target.removeprefix("n"))]
        form = load_measures()[row["measure"]].form
        known = {format_number(row[end], form).removesuffix("%") for end in ("value", "low", "high")}
        assert set(re.findall(r"−?[\d,]+(?:\.\d+)?", text)) <= known, (text, known)


def test_no_number_in_the_prose_comes_from_elsewhere(page):
    prose = " ".join(" ".join(page.prose).split())
    for outlet in OUTLETS:
        prose = prose.replace(" ".join(outlet.split()), "")
    assert len(prose) > 500
    assert set(re.findall(r"\d[\d.,]*", prose)) <= {"95"}


def test_every_link_leads_somewhere(page):
    assert set(page.links) <= page.ids
    assert any(target.startswith("s-a0-") for target in page.links)


def test_every_figure_is_mentioned_before_it_stands(page, html):
    figures = re.findall(r'<figure id="(fig:[^"]+)"', html)
    assert page.figures == figures == ["fig:02-grades"]
    assert html.index('href="#fig:02-grades"') < html.index('<figure id="fig:02-grades"')


def test_awkward_names_come_out_right_in_html(page):
    text = " ".join("".join(page.text).split())
    assert all(outlet in text for outlet in [*OUTLETS, "South_$"])
    assert "is $3_x *new* <i>." in text
    assert "with $1_000 and <script>" in text


def test_the_page_asks_for_nothing_from_outside(html):
    assert not re.findall(r'(?:src|srcset|data)="(?!data:)[^"]*', html)
    assert not re.findall(r"url\((?!data:)[^)]*", html)
    assert not re.findall(r"<(?:script|iframe|object)\b|<link (?![^>]*href=\"data:)[^>]*>|@import", html)
    assert "font/woff" in html


def test_awkward_names_alt_texts_and_captions_come_out_right_in_word(files):
    docx = pytest.importorskip("docx")
    document = docx.Document(io.BytesIO(files["docx"].read_bytes()))
    text = "\n".join(each.text for each in document.element.body.iter() if each.tag.endswith("}t") and each.text)
    joined = text.replace("\n", "")
    assert all(outlet.replace(" ", "") in joined.replace(" ", "").replace("\xa0", "") for outlet in OUTLETS)
    alts = [each.get("descr") for each in document.element.body.iter() if each.tag.endswith("}docPr")]
    assert alts == [f"Dots of {', '.join(OUTLETS)}"]
    section = document.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert {"Image Caption", "Table Caption", "Small Print"} <= {paragraph.style.name for paragraph in document.paragraphs}
    assert any(part.partname.endswith("font1.odttf") for part in document.part.package.iter_parts())


def test_no_file_names_a_place_on_the_machine(files):
    with zipfile.ZipFile(files["docx"]) as archive:
        parts = [archive.read(name) for name in archive.namelist()]
    place = str(Path(build.__file__).parent.parent.parent).encode()
    assert not [part for part in [*parts, files["html"].read_bytes(), files["pdf"].read_bytes()] if place in part]


@pytest.fixture(scope="module")
def browser():
    api = pytest.importorskip("playwright.sync_api")
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        pytest.skip("Chromium is not on this machine")
    with api.sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])


@pytest.mark.browser
@pytest.mark.parametrize("width", [1100, 390])
def test_nothing_keeps_a_reader_out(files, browser, width):
    axe = os.environ.get("PARALLAX_AXE")
    if not axe or not Path(axe).is_file():
        pytest.skip("no axe-core: npm install --prefix DIR axe-core, then PARALLAX_AXE=DIR/node_modules/axe-core/axe.min.js")
    page = browser.new_page(viewport={"width": width, "height": 900})
    asked = []
    page.on("request", lambda request: asked.append(request.url) if not request.url.startswith(("data:", "file:")) else None)
    page.goto(files["html"].as_uri())
    page.add_script_tag(path=axe)
    found = page.evaluate("axe.run()")["violations"]
    assert [(each["id"], each["impact"]) for each in found if each["impact"] in ("serious", "critical")] == []
    assert asked == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def run_tool(*command):
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} (Debian: poppler-utils, libreoffice-writer-nogui) is not on this machine")
    return subprocess.run([str(each) for each in command], capture_output=True, check=True).stdout.decode(errors="replace")


@pytest.fixture(scope="module")
def printed_docx(files, tmp_path_factory):
    """The Word file as LibreOffice prints it."""
    folder = tmp_path_factory.mktemp("office")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    run_tool("soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", folder, files["docx"])
    return folder / "report.pdf"


def test_libreoffice_prints_the_word_file_in_the_house_font_without_empty_pages(printed_docx):
    assert "Lato-Regular" in run_tool("pdffonts", printed_docx)
    *pages, end = run_tool("pdftotext", "-layout", printed_docx, "-").split("\f")
    assert not end.strip()
    assert len(pages) >= 4
    assert all(len(page.split()) > 10 for page in pages)
    assert "Figure 1" in "".join(pages)


def test_libreoffice_prints_the_formulas(printed_docx):
    if not list(Path("/usr/lib/libreoffice/program").glob("libsmlo.so")):
        pytest.skip("LibreOffice Math (Debian: libreoffice-math-nogui) is not on this machine")
    assert "206.835" in run_tool("pdftotext", printed_docx, "-")


def test_the_pdf_is_tagged_and_says_what_figures_show(files):
    assert re.search(r"Tagged:\s+yes", run_tool("pdfinfo", files["pdf"]))
    tree = run_tool("pdfinfo", "-struct", files["pdf"])
    assert all(f"\n  {kind}" in tree or kind in tree for kind in ("H1", "Table", "Figure", "Caption", "L ", "Link"))
    assert b"pdfuaid:part" in files["pdf"].read_bytes()


def test_a_number_rests_on_what_was_counted_only(results):
    """Mentions in headlines and of places stand in the table, but in no share."""
    mentions = results["mentions"]
    first = mentions[(mentions.article == "a0") & (mentions.actor == "N")].head(1)
    unread = [first.assign(sentence=0), mentions[mentions.actor == "N"].assign(actor="S", kind="place")]
    more = Results(results.study, {**results.tables, "mentions": pd.concat([mentions, *unread])}, results.folder)
    for row in results["findings"].query("measure == 'emphasis.actor' and article == 'a0'").to_dict("records"):
        places = find_places(row, more)
        assert places == find_places(row, results)
        assert 0 not in places["a0"]


def test_the_report_begins_with_what_most_articles_state(results):
    """The claim of the most articles, in an article's own words, with the sentence it stands in; of several events nothing is said."""
    sentences = results["sentences"]
    first, second = (sentences[sentences.article == article].iloc[3] for article in ("a1", "a2"))
    rows = [
        dict(claim=f"a1.{first.sentence:02d}", text=first.text, article=row.article, sentence=row.sentence, start=row.start, end=row.end,
             status="stated", voice="narrator") for row in (first, second)
    ]  # fmt: skip
    study = Results(results.study, {**results.tables, "claims": make_table("claims", rows)}, results.folder)
    text = compose_report(study)
    assert (
        f"What 2 of the {len(results['articles'])} articles state, in the words of {escape(results.labels['a1'])}: “{escape(first.text)}”"
        in text
    )
    assert f"(sentence [{first.sentence}](#s-a1-{first.sentence}))" in text
    apart = study["articles"].assign(event=[f"e{k}" for k in range(len(study["articles"]))])
    assert "articles state, in the words" not in compose_report(Results(study.study, {**study.tables, "articles": apart}, study.folder))


def test_the_appendix_names_articles_where_there_are_several(results):
    text = list_evidence(results, compose_report(results))
    several = [line for line in text.splitlines() if line.startswith("- [All articles]")]
    assert several
    assert all(f"#s-a{k})" in line for line in several for k in range(3))
    assert not re.search(r"n = 1 \w+s\b", text)
    assert not re.search(r"\d% to", text)


def draw_block(height):
    _, ax = new_figure(height=height)
    ax.set_facecolor("grey")
    return ax


def test_large_figures_leave_no_page_a_third_empty(tmp_path):
    """Up to the last figure, no blank stretch is longer than a third of a page."""
    image = pytest.importorskip("PIL.Image")
    results = make_results(tmp_path, OUTLETS)
    heights = {"00-parts": 60, "02-grades": 120, "02-differences": 120, "03-openings": 120, "03-actors": 120}
    for name, height in heights.items():
        export_chart(partial(draw_block, height), name, data=results["findings"].head(1), title=name, caption=name, alt=name,
                     folder=results.folder)  # fmt: skip
    pdf = build.build_report(results, formats=("pdf",))["pdf"]
    texts = run_tool("pdftotext", pdf, "-").split("\f")
    last = max(number for number, text in enumerate(texts, start=1) if re.search(r"^Figure \d", text, flags=re.MULTILINE))
    run_tool("pdftoppm", "-r", "25.4", "-gray", "-png", "-l", last, pdf, tmp_path / "page")  # a pixel a millimetre
    pages = [np.asarray(image.open(path).convert("L"))[23:-23] for path in sorted(tmp_path.glob("page-*.png"))]
    assert len(pages) == last > 3
    for page in pages:
        inked = np.flatnonzero((page < 200).any(axis=1))
        assert np.diff([0, *inked, len(page)]).max() < len(page) / 3


def test_all_fonts_of_the_pdf_are_embedded(files):
    lines = run_tool("pdffonts", files["pdf"]).splitlines()[2:]
    assert len(lines) >= 4
    assert all(re.search(r"\syes yes (?:yes|no)\s", line) for line in lines)
    assert "Lato-Regular" in " ".join(lines)


def test_awkward_names_come_out_right_in_the_pdf(files):
    text = "".join(run_tool("pdftotext", "-raw", files["pdf"], "-").split())
    assert "".join(OUTLETS[0].split()) in text
    assert "South_$" in text
    assert "is$3_x*new*<i>." in text
    assert any(letter in text for letter in ("العربية", "العربية"[::-1]))


def test_two_runs_give_the_same_bytes(results, files, tmp_path):
    again = build.build_report(results, tmp_path)
    for form, path in again.items():
        assert path.read_bytes() == files[form].read_bytes(), form


@pytest.mark.parametrize(("articles", "actors", "form"), [(1, False, "html"), (3, False, "docx"), (12, True, "pdf")])
def test_any_number_of_articles_and_actors_gives_a_report(tmp_path, articles, actors, form):
    results = make_results(tmp_path, [f"Outlet {'long ' * (k % 4)}{k}" for k in range(articles)], actors=actors)
    files = build.build_report(results, formats=(form,))
    assert files[form].stat().st_size > 20_000


def test_an_unknown_format_is_refused_with_the_known_ones(results):
    with pytest.raises(ParallaxError, match="odt; the formats are html, docx, pdf"):
        build.build_report(results, formats=("odt",))


def test_a_finding_without_value_is_never_a_number(results):
    findings = results["findings"]
    findings.loc[findings.measure == "readability.median_grade", ["value", "low", "high"]] = np.nan
    text = compose_report(Results(results.study, results.tables | {"findings": findings}, results.folder))
    assert "nan" not in re.sub(r"\w+nan\w*|nan\w+", "", text.lower())


def test_the_styles_of_word_files_are_made_by_their_script():
    assert REFERENCE.read_bytes() == make_reference()


def test_a_measure_is_printed_in_its_own_form():
    assert format_number(0.424, "percent") == "42%"
    assert format_number(-0.04, "1") == "0.0"
    assert format_number(-1234.56, "1") == "−1,234.6"
    assert isinstance(pd.Series(load_measures()).iloc[0].words, str)


def test_the_known_error_of_a_method_stands_beside_what_it_found(html):
    """Figures and data sets as the benchmarks keep them; none for methods that nothing was found by."""
    told = re.findall(r'<div class="small">\s*<p>Against coding by people \(.*?</p>', html, re.DOTALL)
    text = [" ".join(re.sub(r"<[^>]*>", "", each).split()) for each in told]
    (row,) = list_main_errors().query("measure == 'emphasis of an actor, weighted by position'").to_dict("records")
    shown = f"{row['value']:.2f} ({row['low']:.2f} to {row['high']:.2f}) on {row['measured on']}."
    assert len(text) == 1
    assert text[0].endswith(shown)
