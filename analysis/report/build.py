"""The report's files from its text: HTML on its own, DOCX with the house's styles, PDF/UA through Typst.

Nothing is fetched, and the same results give the same bytes: the files carry no time of making.
"""

import os
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from analysis.errors import ParallaxError
from analysis.files import write_atomically
from analysis.report.compose import compose_report
from analysis.report.docx import finish_docx
from analysis.report.fonts import embed_fonts, list_fallbacks
from analysis.store import Results

HERE = Path(__file__).parent
FORMATS = ("html", "docx", "pdf")
EPOCH = 1_640_995_200
"""1 January 2022: stands wherever a format insists on a time."""


def build_report(results: Results, folder: Path | None = None, formats: Sequence[str] = FORMATS) -> dict[str, Path]:
    """Write report.html, report.docx and report.pdf to ``folder`` (by default the study's figures) and return their paths.

    Figures are taken from ``results.folder``, as the notebooks saved them. Raises ParallaxError for an unknown format.
    """
    unknown = [each for each in formats if each not in FORMATS]
    if unknown:
        raise ParallaxError(f"the report cannot be written as {', '.join(unknown)}; the formats are {', '.join(FORMATS)}")
    target = Path(folder or results.folder)
    text = compose_report(results)
    makers = {"html": make_html, "docx": make_docx, "pdf": make_pdf}
    with _fixed_time(), ThreadPoolExecutor(len(makers)) as pool:  # pandoc and Typst work outside Python
        files = list(pool.map(lambda form: makers[form](text, results.folder), formats))
    return {form: write_atomically(target / f"report.{form}", content) for form, content in zip(formats, files, strict=True)}


def make_html(text: str, figures: Path) -> bytes:
    """One file with figures, style and fonts in it."""
    with tempfile.TemporaryDirectory() as home:
        style = Path(home) / "style.css"
        style.write_text(embed_fonts(text) + (HERE / "report.css").read_text(encoding="utf-8"), encoding="utf-8")
        before, after = Path(home) / "before.html", Path(home) / "after.html"
        before.write_text("<main>", encoding="utf-8")
        after.write_text("</main>", encoding="utf-8")
        options = ["--embed-resources", "--default-image-extension=svg", f"--css={style}", "--section-divs", "--mathml", "--toc",
                   "--toc-depth=1", f"--include-before-body={before}", f"--include-after-body={after}"]  # fmt: skip
        return _run_pandoc(text, "html5", figures, options, Path(home) / "report.html")


def make_docx(text: str, figures: Path) -> bytes:
    """A Word file in the styles of reference.docx, with Lato embedded."""
    with tempfile.TemporaryDirectory() as home:
        options = ["--default-image-extension=png", f"--reference-doc={HERE / 'reference.docx'}"]
        return finish_docx(_run_pandoc(text, "docx", figures, options, Path(home) / "report.docx"), _lato())


def make_pdf(text: str, figures: Path) -> bytes:
    """A tagged PDF that Typst has checked against PDF/UA-1, fonts embedded."""
    import typst

    with tempfile.TemporaryDirectory() as home:
        source = Path(home) / "report.typ"
        _run_pandoc(text, "typst", figures, [f"--template={HERE / 'template.typ'}", "--default-image-extension=svg"], source)
        for picture in sorted(figures.glob("*.svg")):
            if picture.name in source.read_text(encoding="utf-8"):
                (Path(home) / picture.name).write_bytes(picture.read_bytes())
        folders = sorted({str(path.parent) for path in list_fallbacks()} | {str(_lato())})
        return typst.compile(str(source), root=home, font_paths=folders, ignore_system_fonts=True, pdf_standards=["ua-1"], timestamp=EPOCH)


def _run_pandoc(text: str, form: str, figures: Path, options: Sequence[str], output: Path) -> bytes:
    import pypandoc

    common = ["--standalone", f"--lua-filter={HERE / 'pandoc.lua'}", "--citeproc", f"--bibliography={HERE / 'references.bib'}",
              f"--resource-path={figures.resolve()}"]  # fmt: skip
    pypandoc.convert_text(text, form, format="markdown", outputfile=str(output), extra_args=[*common, *options])
    return output.read_bytes()


def _lato() -> Path:
    import font_lato

    return Path(font_lato.__file__).parent / "files"


@contextmanager
def _fixed_time() -> Iterator[None]:
    """pandoc writes SOURCE_DATE_EPOCH where it would write the time."""
    before = os.environ.get("SOURCE_DATE_EPOCH")
    os.environ["SOURCE_DATE_EPOCH"] = str(EPOCH)
    try:
        yield
    finally:
        if before is None:
            del os.environ["SOURCE_DATE_EPOCH"]
        else:
            os.environ["SOURCE_DATE_EPOCH"] = before
