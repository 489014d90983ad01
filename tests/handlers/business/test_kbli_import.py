"""The CSV import: a file of BPS becomes the titles that the classification loads."""

import datetime as dt

import pytest

from handlers.business.kbli_codes import KBLI, Classification, Codes, CodeTitle, CodeTitles
from handlers.business.kbli_import import main, merged, read_csv
from handlers.reference import load

HEADER = "No;Kategori;Kode;Judul;Deskripsi\n"
ROWS = (
    "1;I;I;Penyediaan Akomodasi;\n"
    "2;I;551;Aktivitas Hotel;\n"
    "3;I;55101;Aktivitas Hotel Bintang Lima;Kelompok ini mencakup hotel bintang lima; termasuk resor\n"
    '4;A;01131;"Pertanian  Sayuran Daun";"Kelompok ini mencakup; bayam"\n'
)


@pytest.fixture
def file(tmp_path):
    def written(text, encoding="utf-8"):
        path = tmp_path / "kbli.csv"
        path.write_text(text, encoding=encoding)
        return path

    return written


def test_five_digit_codes_are_read_and_groups_passed_over(file):
    titles = read_csv(file(HEADER + ROWS))
    assert list(titles) == ["55101", "01131"]
    assert titles["01131"] == CodeTitle(id="Pertanian Sayuran Daun", covers="Kelompok ini mencakup; bayam")


@pytest.mark.parametrize(
    "text",
    [
        "kode,judul\n01131,Sayuran Daun\n",
        "Judul;KODE KBLI\nSayuran Daun;01131\n",
        "kode\tjudul\turaian\n01131\tSayuran Daun\t\n",
    ],
)
def test_columns_are_known_by_their_names_whatever_the_separator(file, text):
    assert read_csv(file(text)) == {"01131": CodeTitle(id="Sayuran Daun")}


def test_a_byte_order_mark_does_not_hide_the_first_column(file):
    assert list(read_csv(file("kode,judul\n01131,Sayuran\n", "utf-8-sig"))) == ["01131"]


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("nomor,judul\n1,x\n", "none of the columns kode"),
        ("kode,isi\n01131,x\n", "none of the columns judul"),
        ("kode,judul\n551,Hotel\n", "no five-digit code"),
        ("kode,judul\n01131,a\n01131,b\n", "line 3: the code 01131 stands there twice"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(file, text, error):
    with pytest.raises(ValueError, match=error):
        read_csv(file(text))


def test_translations_that_are_there_are_kept():
    present = {"01131": CodeTitle(id="old", en="Leaf vegetables", it="Ortaggi"), "99999": CodeTitle(id="gone")}
    assert merged({"01131": CodeTitle(id="new")}, present) == {
        "01131": CodeTitle(id="new", en="Leaf vegetables", it="Ortaggi")
    }


def test_the_written_file_is_loaded_as_the_classification_with_what_was_looked_up_first(file, tmp_path):
    target = tmp_path / "kbli_titles.yaml"
    main([str(file(HEADER + ROWS)), str(target), "--source", "BPS Regulation 7/2025", "--date", "2026-11-21"])
    listed = load(target, CodeTitles)
    hotel = KBLI.by_code("55101")
    looked_up = Classification(source="OSS", date=dt.date(2026, 1, 1), checked=True, codes=(hotel,), texts=KBLI.texts)
    codes = Codes(looked_up, listed)
    assert [activity.code for activity in codes.codes] == ["01131", "55101"]
    assert codes.by_code("55101") == hotel
    leaves = codes.by_code("01131")
    assert (leaves.title.en, leaves.description.id) == ("Pertanian Sayuran Daun", "Kelompok ini mencakup; bayam")
    assert (leaves.unverified, leaves.ownership, leaves.risk) == ((), "unknown", None)
    assert codes.source(leaves).name == "BPS Regulation 7/2025"


def test_a_second_import_keeps_the_translations_of_the_first(file, tmp_path):
    target = tmp_path / "kbli_titles.yaml"
    target.write_text(
        'source: x\ndate: 2026-01-01\nchecked: false\ntitles: {"01131": {id: Lama, en: Leaf vegetables, it: Ortaggi}}\n'
    )
    main([str(file(HEADER + ROWS)), str(target), "--source", "BPS Regulation 7/2025", "--date", "2026-11-21"])
    assert load(target, CodeTitles).titles["01131"].en == "Leaf vegetables"
