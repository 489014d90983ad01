"""Files as text: PDF, Word and plain text."""

from collections.abc import Callable, Mapping
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from handlers.errors import InvalidRequest
from handlers.values import File

MOST_PAGES = 300
UNPACKED_BYTES = 50 * 2**20
"""Most that a Word file may unpack to: a few kilobytes may stand for gigabytes."""

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

NO_OCR = (
    "no recognition of text in images (OCR) is configured; upload a file with text in it, or ask to describe the image."
)


def text_of(file: File, content: bytes) -> str:
    """The text of a file, lines as in the document.

    Raises InvalidRequest for a scan or picture without text, an encrypted or broken file, and other types.
    """
    read = READERS.get(file.type)
    if read is None and file.name.lower().endswith(".docx"):
        read = _word
    if read is not None:
        text = read(content)
    elif file.type.startswith("text/") or file.type in ("application/json", "application/xml"):
        text = content.decode("utf-8", errors="replace")
    elif file.type.startswith("image/"):
        raise InvalidRequest(f"{file.name!r} is a picture ({file.type}), and {NO_OCR}")
    else:
        raise InvalidRequest(f"{file.name!r} is {file.type}, which cannot be read; give a PDF, a .docx or a text.")
    if not text.strip():
        raise InvalidRequest(f"{file.name!r} has no text in it: it is a scan, and {NO_OCR}")
    return text


def _pdf(content: bytes) -> str:
    from pypdf import PdfReader  # noqa: PLC0415 (kept off start-up: half a second)
    from pypdf.errors import DependencyError, PyPdfError  # noqa: PLC0415

    try:
        reader = PdfReader(BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise InvalidRequest("The PDF is locked with a password; upload one without.")
        if len(reader.pages) > MOST_PAGES:
            raise InvalidRequest(f"The PDF has {len(reader.pages)} pages; upload at most {MOST_PAGES}.")
        return "\n\n".join(page.extract_text() for page in reader.pages)
    except (PyPdfError, DependencyError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise InvalidRequest(f"The PDF is broken and cannot be read: {error}") from error


def _word(content: bytes) -> str:
    from docx import Document  # noqa: PLC0415 (kept off start-up)

    try:
        with ZipFile(BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > UNPACKED_BYTES:
                raise InvalidRequest(f"The file unpacks to over {UNPACKED_BYTES // 2**20} MiB; upload a smaller one.")
        document = Document(BytesIO(content))
    except (BadZipFile, KeyError, ValueError) as error:
        raise InvalidRequest(f"The Word file is broken and cannot be read: {error}") from error
    rows = (": ".join(cell.text for cell in row.cells) for table in document.tables for row in table.rows)
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *rows])


READERS: Mapping[str, Callable[[bytes], str]] = {"application/pdf": _pdf, WORD: _word}
