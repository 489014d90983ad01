"""document.extract: text and fields of PDFs, Word files and plain texts."""

from io import BytesIO

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter

from handlers.assistance.document import CHARACTERS, extract_document
from handlers.assistance.fields import labelled
from handlers.assistance.reading import text_of
from handlers.backends.local.demo_files import demo_files, pdf, seed
from handlers.backends.local.files import LocalFiles
from handlers.errors import InvalidRequest, NotFound
from handlers.ports import DataDir
from handlers.values import File
from tests.support.contexts import context

CONTENTS = dict(demo_files())


@pytest.fixture
def files(sqlite, tmp_path):
    kept = LocalFiles(sqlite, DataDir(tmp_path))
    seed(kept, "bali")
    return kept


def values(found):
    return {field.name: field.value for field in found.fields}


def test_a_passport_is_read_by_its_machine_readable_zone(files):
    found = extract_document(context(files), "specimen_passport.pdf")
    assert found.machine_readable == "passport"
    assert values(found) == {
        "name": "GIULIA MARIA SPECIMEN",
        "document number": "YZ0000012",
        "nationality": "Italy",
        "date of birth": "1988-04-12",
        "expiry date": "2031-05-09",
        "sex": "F",
        "issued by": "Italy",
        "surname": "SPECIMEN",
        "given names": "GIULIA MARIA",
    }
    assert found.caveat is None


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        (["passport number", "expiry date"], ["YZ0000012", "2031-05-09"]),
        (["nomor paspor", "masa berlaku"], ["YZ0000012", "2031-05-09"]),
        (["numero di passaporto", "data di nascita"], ["YZ0000012", "1988-04-12"]),
        (["Given Names"], ["GIULIA MARIA"]),
    ],
)
def test_fields_are_asked_for_in_any_of_the_languages(files, fields, found):
    extracted = extract_document(context(files), "specimen_passport.pdf", fields)
    assert [field.value for field in extracted.fields] == found
    assert extracted.missing == ()


def test_a_contract_is_read_by_its_labels(files):
    found = extract_document(context(files), "VILLA_LEASE.pdf", ["annual rent", "lesee", "notary"])
    assert values(found) == {"annual rent": "IDR 240,000,000", "lesee": "Luca Bianchi"}
    assert found.missing == ("notary",)
    assert "LEASE AGREEMENT" in found.text


def test_a_zone_that_was_altered_is_told(files):
    lines = PdfReader(BytesIO(CONTENTS["specimen_passport.pdf"])).pages[0].extract_text().splitlines()
    files.keep("bali", "altered.pdf", pdf([line.replace("YZ0000012", "YZ0000013") for line in lines]))
    found = extract_document(context(files, language="it"), "altered.pdf")
    assert found.caveat is not None
    assert "numero del documento" in found.caveat


def test_a_word_file_is_read_with_its_tables(files):
    document, content = Document(), BytesIO()
    document.add_paragraph("Perjanjian sewa")
    row = document.add_table(rows=1, cols=2).rows[0]
    row.cells[0].text, row.cells[1].text = "Penyewa", "Dewi Lestari"
    document.save(content)
    files.keep("bali", "sewa.docx", content.getvalue())
    found = extract_document(context(files), "sewa.docx")
    assert found.text.startswith("Perjanjian sewa")
    assert values(found) == {"Penyewa": "Dewi Lestari"}


def test_a_long_text_is_cut_and_says_so(files):
    files.keep("bali", "long.txt", b"word " * 10_000)
    found = extract_document(context(files), "long.txt")
    assert len(found.text) <= CHARACTERS
    assert found.truncated


def test_a_scan_without_text_says_so(files):
    writer, content = PdfWriter(), BytesIO()
    writer.add_blank_page(100, 100)
    writer.write(content)
    files.keep("bali", "scan.pdf", content.getvalue())
    with pytest.raises(InvalidRequest, match="OCR"):
        extract_document(context(files), "scan.pdf")


def test_a_picture_says_so(files):
    with pytest.raises(InvalidRequest, match=r"picture.*OCR"):
        extract_document(context(files), "office_sign.png")


def test_a_locked_pdf_says_so(files):
    writer, content = PdfWriter(BytesIO(CONTENTS["villa_lease.pdf"])), BytesIO()
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(content)
    files.keep("bali", "locked.pdf", content.getvalue())
    with pytest.raises(InvalidRequest, match="password"):
        extract_document(context(files), "locked.pdf")


def test_a_file_of_another_tenant_is_not_there(files):
    files.keep("java", "secret.txt", b"secret")
    with pytest.raises(NotFound, match=r"secret\.txt"):
        extract_document(context(files), "secret.txt")


def test_demo_files_are_the_same_each_time_and_put_there_once(files):
    assert dict(demo_files()) == CONTENTS
    seed(files, "bali")
    assert len(files.find("bali", "villa_lease.pdf")) == 1


def test_a_label_that_stands_there_twice_counts_once():
    assert labelled("Name: Maria\nName: Anna\nno label here\nhttps://example.org") == {"Name": "Maria"}


@given(st.binary(max_size=300))
def test_a_broken_pdf_is_refused_and_nothing_else_happens(content):
    broken = File(name="x.pdf", url="/v1/files/x", id="x", type="application/pdf", size=1)
    with pytest.raises(InvalidRequest):
        text_of(broken, b"%PDF-1.4\n" + content)
