"""The demo tenant's files: two PDFs out of `data/demo_files.yaml`, and a picture of a sign."""

import zlib
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from struct import pack

from handlers.demo import demo_seed
from handlers.ports import Files
from handlers.reference import load
from handlers.values import Value

PAGE = (595, 842)
"""Width and height of A4 in points."""

SIGN = (96, 48)
"""Width and height of the sign in pixels."""


class Document(Value):
    """A PDF of one page. Characters are those of Latin-1."""

    name: str
    lines: tuple[str, ...]


DOCUMENTS = load(Path(__file__).parent / "data/demo_files.yaml", tuple[Document, ...])


@demo_seed(order=30)
def seed(files: Files, tenant: str) -> None:
    """Put the files there; those that are there already stay as they are."""
    for name, content in demo_files():
        files.keep(tenant, name, content, key=f"demo/{name}")


def demo_files() -> Iterator[tuple[str, bytes]]:
    """Name and content, the same bytes each time."""
    for document in DOCUMENTS:
        yield document.name, pdf(document.lines)
    yield "office_sign.png", _sign()


def pdf(lines: Sequence[str]) -> bytes:
    """One page with these lines."""
    from pypdf import PdfWriter  # noqa: PLC0415 (kept off start-up: half a second)
    from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject  # noqa: PLC0415

    writer = PdfWriter()
    page = writer.add_blank_page(*PAGE)
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Courier"),
            NameObject("/Encoding"): NameObject("/WinAnsiEncoding"),
        }
    )
    fonts = DictionaryObject({NameObject("/F1"): writer._add_object(font)})  # pyright: ignore[reportPrivateUsage]
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    written = b"".join(b"(" + _escaped(line) + b") Tj T*\n" for line in lines)
    stream = DecodedStreamObject()
    stream.set_data(b"BT /F1 11 Tf 16 TL 50 790 Td\n" + written + b"ET")
    page[NameObject("/Contents")] = writer._add_object(stream)  # pyright: ignore[reportPrivateUsage]
    content = BytesIO()
    writer.write(content)
    return content.getvalue()


def _escaped(line: str) -> bytes:
    plain = line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    return plain.encode("latin-1")


def _sign() -> bytes:
    """A PNG: a white bar on green, framed in white."""
    width, height = SIGN
    green, white = bytes((0, 110, 70)), bytes((255, 255, 255))
    rows = bytearray()
    for y in range(height):
        framed = y in (2, 3, height - 4, height - 3)
        bar = 20 <= y < 28
        rows += b"\0" + b"".join(white if framed or (bar and 16 <= x < width - 16) else green for x in range(width))
    head = pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(bytes(rows), 9)), (b"IEND", b""))
    chunks = (pack(">I", len(data)) + kind + data + pack(">I", zlib.crc32(kind + data)) for kind, data in parts)
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)
