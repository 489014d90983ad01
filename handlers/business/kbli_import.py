"""Reads the whole KBLI from a CSV file of BPS and writes it as `data/kbli_titles.yaml`.

    python -m handlers.business.kbli_import kbli.csv handlers/business/data/kbli_titles.yaml \\
        --source "BPS Regulation 7/2025" --date 2026-11-21

Columns by their names, in any order and case, separated by commas or semicolons: `Kode` and `Judul` are needed,
`Deskripsi` (or `Uraian`) is what a code covers. Sections and groups with other than five digits are passed over.
English and Italian titles that the file already holds are kept, since BPS publishes none.
"""

import argparse
import csv
import datetime as dt
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml

from handlers.business.kbli_codes import CodeTitle, CodeTitles
from handlers.reference import load

CODE = ("kode", "kode kbli", "kbli", "code")
TITLE = ("judul", "judul kbli", "nama", "title")
COVERS = ("deskripsi", "uraian", "keterangan", "description")


def read_csv(path: Path) -> dict[str, CodeTitle]:
    """The five-digit codes of a CSV file, UTF-8 with or without a byte-order mark.

    Raises ValueError for a missing column, a code that stands there twice and a file without codes.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        dialect = csv.Sniffer().sniff(file.readline(), delimiters=",;\t")
        file.seek(0)
        rows = list(csv.reader(file, dialect))
    header = [name.strip().lower() for name in rows[0]]
    code, title = _column(header, CODE, path), _column(header, TITLE, path)
    covers = next((header.index(name) for name in COVERS if name in header), None)
    titles: dict[str, CodeTitle] = {}
    for number, row in enumerate(rows[1:], start=2):
        key = row[code].strip() if len(row) > max(code, title) else ""
        if not re.fullmatch(r"\d{5}", key):
            continue
        if key in titles:
            raise ValueError(f"{path}, line {number}: the code {key} stands there twice; keep one of the two")
        said = " ".join(row[covers].split()) if covers is not None and len(row) > covers else ""
        titles[key] = CodeTitle(id=" ".join(row[title].split()), covers=said or None)
    if not titles:
        raise ValueError(f"{path} holds no five-digit code in the column {header[code]!r}")
    return titles


def _column(header: Sequence[str], names: Sequence[str], path: Path) -> int:
    found = next((header.index(name) for name in names if name in header), None)
    if found is None:
        raise ValueError(f"{path} has none of the columns {', '.join(names)}; it has {', '.join(header)}")
    return found


def merged(imported: Mapping[str, CodeTitle], present: Mapping[str, CodeTitle]) -> dict[str, CodeTitle]:
    """What was imported, with the translations that are there already; codes that are not in it are dropped."""
    return {
        code: title.model_copy(update={"en": present[code].en, "it": present[code].it}) if code in present else title
        for code, title in sorted(imported.items())
    }


def write(titles: CodeTitles, path: Path) -> None:
    """As YAML that `kbli_codes` loads."""
    content = titles.model_dump(mode="json", exclude_none=True)
    text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=1000)
    path.write_text(text, encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="kbli_import", description="Import the KBLI of BPS from a CSV file.")
    parser.add_argument("csv", type=Path, help="file of BPS")
    parser.add_argument("yaml", type=Path, help="file to write, kbli_titles.yaml; its translations are kept")
    parser.add_argument("--source", required=True, help="regulation or publication that the file holds")
    parser.add_argument("--date", required=True, type=dt.date.fromisoformat, help="day on which it was downloaded")
    given = parser.parse_args(arguments)
    present: Mapping[str, CodeTitle] = load(given.yaml, CodeTitles).titles if given.yaml.exists() else {}
    titles = merged(read_csv(given.csv), present)
    write(CodeTitles(source=given.source, date=given.date, checked=True, titles=titles), given.yaml)


if __name__ == "__main__":
    main()
