"""A file of a study → its text, unaltered for plain text, extracted by well-kept libraries for the rest."""

from pathlib import Path

from analysis.errors import StudyError

SUFFIXES = (".txt", ".md", ".html", ".htm", ".docx")
LARGEST = 50_000_000
"""Bytes; a larger file is refused: it is not an article."""


def read_article(path: Path, name: str) -> str:
    """The text of one article. ``name`` is how messages call the file.

    Plain text and Markdown stay character for character as decoded from UTF-8 (a byte order mark too).
    HTML gives its main text (trafilatura), DOCX its paragraphs (python-docx), one a line.
    Raises StudyError for a missing, empty, too large, binary or wrongly encoded file.
    """
    data = _read_bytes(path, name)
    suffix = path.suffix.lower()
    if suffix in (".html", ".htm"):
        text = _extract_html(data, name)
    elif suffix == ".docx":
        text = _extract_docx(path, name)
    else:
        text = _decode(data, name)
    if not any(character.isalnum() for character in text):
        raise StudyError(f"{name}: no words in it; remove the file or put the article's text into it")
    return text


def _read_bytes(path: Path, name: str) -> bytes:
    try:
        if path.stat().st_size > LARGEST:
            raise StudyError(f"{name}: larger than {LARGEST // 1_000_000} MB, too large for an article")
        return path.read_bytes()
    except FileNotFoundError:
        raise StudyError(f"{name}: no such file; correct the name in articles.csv or add the file") from None
    except OSError as error:
        raise StudyError(f"{name}: cannot be read ({error.strerror})") from None


def _decode(data: bytes, name: str) -> str:
    if b"\x00" in data[:4096] and data[:4096].count(b"\x00") > 8:
        raise StudyError(f"{name}: not a text file (it holds NUL bytes); save the article as UTF-8 text")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise StudyError(f"{name}, line {line}: not UTF-8 (byte {error.start}); save the file as UTF-8") from None


def _extract_html(data: bytes, name: str) -> str:
    import trafilatura  # slow to import, and only HTML needs it

    # Bytes, so that the page's own declaration of its encoding counts; recall, because a lost paragraph is a false omission.
    text = trafilatura.extract(data, include_comments=False, include_tables=False, favor_recall=True, output_format="txt")
    if not text:
        raise StudyError(f"{name}: no main text found in the page; save the article's text as .txt")
    return _with_title(data, text)


def _with_title(data: bytes, text: str) -> str:
    """The page's headline first, if the extracted text does not begin with it."""
    import trafilatura

    found = trafilatura.extract_metadata(data)
    title = (found.title or "").strip() if found else ""
    return f"{title}\n\n{text}" if title and not text.startswith(title) else text


def _extract_docx(path: Path, name: str) -> str:
    import docx

    try:
        return "\n\n".join(paragraph.text for paragraph in docx.Document(str(path)).paragraphs if paragraph.text.strip())
    except Exception as error:  # python-docx raises whatever its parts raise on a damaged package
        raise StudyError(f"{name}: not a readable Word document ({type(error).__name__})") from None
