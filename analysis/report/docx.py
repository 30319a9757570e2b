"""What pandoc leaves open in a Word file: embedded fonts, tables that keep together, and bytes that do not change from run to run."""

import io
import re
import uuid
import zipfile
from pathlib import Path

FACES = {"embedRegular": "Lato-Regular", "embedBold": "Lato-Bold", "embedItalic": "Lato-Italic", "embedBoldItalic": "Lato-BoldItalic"}
MOST_ROWS_TOGETHER = 25
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def finish_docx(content: bytes, fonts: Path) -> bytes:
    """The same document with Lato (from the folder ``fonts``) embedded, tables held together, entries in fixed order and without times."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    if "docProps/custom.xml" in parts:
        parts["docProps/custom.xml"] = _without_places(parts["docProps/custom.xml"])
    return write_parts(parts | _embed_lato(parts, fonts) | {"word/document.xml": _hold_tables_together(parts["word/document.xml"])})


def write_parts(parts: dict[str, bytes]) -> bytes:
    """A zip file of ``parts``, the list of content types first, as readers of Word files expect, all dated 1980."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(parts, key=lambda name: (name != "[Content_Types].xml", name)):
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), parts[name], zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _without_places(properties: bytes) -> bytes:
    """Pandoc keeps where it read the bibliography: a place on the machine, which is nobody's business."""
    return re.sub(rb'<property (?=[^>]*name="bibliography")[^>]*>.*?</property>', b"", properties, flags=re.DOTALL)


def _hold_tables_together(document: bytes) -> bytes:
    """Tables of up to MOST_ROWS_TOGETHER rows stay on one page: every row but the last keeps with the next."""

    def hold(found: re.Match) -> bytes:
        rows = found[0].split(b"<w:tr>")
        if len(rows) - 2 > MOST_ROWS_TOGETHER:
            return found[0]
        kept = [re.sub(rb'(<w:pStyle w:val="Compact" ?/>)', rb"\1<w:keepNext/>", row) for row in rows[:-1]]
        return b"<w:tr>".join([*kept, rows[-1]])

    return re.sub(rb"<w:tbl>.*?</w:tbl>", hold, document, flags=re.DOTALL)


def _embed_lato(parts: dict[str, bytes], fonts: Path) -> dict[str, bytes]:
    """The parts that change: font files, the font table that names them, and the settings that ask for them."""
    added, entries, relations = {}, [], []
    for number, (element, name) in enumerate(FACES.items(), start=1):
        key = uuid.uuid5(uuid.NAMESPACE_URL, f"parallax:{name}")
        added[f"word/fonts/font{number}.odttf"] = _obfuscate((fonts / f"{name}.ttf").read_bytes(), key)
        entries.append(f'<w:{element} r:id="rId{number}" w:fontKey="{{{str(key).upper()}}}"/>')
        relations.append(f'<Relationship Id="rId{number}" Type="{_OFFICE}/font" Target="fonts/font{number}.odttf"/>')
    table = re.sub(rb'<w:font w:name="Lato".*?</w:font>', b"", parts["word/fontTable.xml"], flags=re.DOTALL)
    table = table.replace(b"</w:fonts>", f'<w:font w:name="Lato">{"".join(entries)}</w:font></w:fonts>'.encode())
    if b"xmlns:r=" not in table:
        table = table.replace(b"<w:fonts ", f'<w:fonts xmlns:r="{_OFFICE}" '.encode(), 1)
    kinds = b'<Default Extension="odttf" ContentType="application/vnd.openxmlformats-officedocument.obfuscatedFont"/>'
    return added | {
        "word/fontTable.xml": table,
        "word/_rels/fontTable.xml.rels": f'<Relationships xmlns="{_RELATIONS}">{"".join(relations)}</Relationships>'.encode(),
        "word/settings.xml": re.sub(rb"(<w:embedSystemFonts)", rb"<w:embedTrueTypeFonts/>\1", parts["word/settings.xml"], count=1),
        "[Content_Types].xml": re.sub(rb"(<Types[^>]*>)", rb"\1" + kinds, parts["[Content_Types].xml"], count=1),
    }


def _obfuscate(font: bytes, key: uuid.UUID) -> bytes:
    """The first 32 bytes XORed with the key backwards, twice, as the format asks (ECMA-376, part 4, 9.1.4)."""
    mask = key.bytes[::-1] * 2
    return bytes(a ^ b for a, b in zip(font[:32], mask, strict=True)) + font[32:]
