"""Makes reference.docx, the styles of the report's Word file: ``python -m analysis.report.reference``."""

import io
import re
import subprocess
import zipfile
from pathlib import Path

from analysis.report.docx import write_parts

REFERENCE = Path(__file__).parent / "reference.docx"
INK, QUIET, ACCENT = "1A1A1A", "444444", "024D88"
SIZES = {"Title": 22, "Subtitle": 13, "Heading 1": 15, "Heading 2": 12, "Heading 3": 10.5, "Abstract": 10.5, "Normal": 10.5,
         "Image Caption": 9, "Table Caption": 9, "Bibliography": 9.5, "Compact": 9, "Small Print": 8.5, "Footnote Text": 9,
         "Verbatim Char": 8.5, "Spread": 7.5}  # fmt: skip
SPACES = {"Title": (0, 4), "Subtitle": (0, 10), "Heading 1": (20, 6), "Heading 2": (14, 4), "Heading 3": (10, 3),
          "Body Text": (5, 5), "First Paragraph": (5, 5), "Captioned Figure": (12, 0), "Compact": (1, 1), "Abstract": (0, 10),
          "Image Caption": (3, 12), "Table Caption": (10, 3), "Bibliography": (0, 4), "Small Print": (0, 3)}  # fmt: skip
HEADINGS = ("Title", "Subtitle", "Heading 1", "Heading 2", "Heading 3")


def make_reference() -> bytes:
    """pandoc's own reference file on A4, in Lato, left-aligned, with the report's sizes, colours and page numbers."""
    import docx
    import pypandoc

    printed = subprocess.run([pypandoc.get_pandoc_path(), "--print-default-data-file", "reference.docx"], capture_output=True, check=True)
    document = docx.Document(io.BytesIO(printed.stdout))
    _set_page(document.sections[0])
    _set_styles(document.styles)
    buffer = io.BytesIO()
    document.save(buffer)
    with zipfile.ZipFile(buffer) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["word/theme/theme1.xml"] = re.sub(rb'(<a:latin typeface=")[^"]*', rb"\1Lato", parts["word/theme/theme1.xml"])
    parts["docProps/core.xml"] = re.sub(rb"(<dcterms:\w+[^>]*>)[^<]*", rb"\g<1>2022-01-01T00:00:00Z", parts["docProps/core.xml"])
    return write_parts(parts)


def _set_page(section) -> None:
    from docx.shared import Mm

    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(22)
    section.top_margin = section.bottom_margin = Mm(23)
    _add_page_number(section.footer.paragraphs[0])


def _add_page_number(paragraph) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _set_styles(styles) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt, RGBColor

    small = styles.add_style("Small Print", WD_STYLE_TYPE.PARAGRAPH)
    small.base_style = styles["Body Text"]
    styles.add_style("Spread", WD_STYLE_TYPE.CHARACTER)
    for name in dict.fromkeys([*SIZES, *SPACES]):
        style = styles[name]
        if style.type == WD_STYLE_TYPE.CHARACTER:
            style.font.size = Pt(SIZES[name])
            continue
        style.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.LEFT
        style.font.name = "Lato"
        style.font.bold = name in HEADINGS and name != "Subtitle"
        style.font.italic = False
        style.font.color.rgb = RGBColor.from_string(QUIET if name == "Subtitle" else INK)
        if name in SIZES:
            style.font.size = Pt(SIZES[name])
        if name in SPACES:
            style.paragraph_format.space_before, style.paragraph_format.space_after = (Pt(space) for space in SPACES[name])
        if name.startswith("Heading") or name == "Table Caption":
            style.paragraph_format.keep_with_next = True
    styles["Hyperlink"].font.color.rgb = RGBColor.from_string(ACCENT)


if __name__ == "__main__":
    REFERENCE.write_bytes(make_reference())
