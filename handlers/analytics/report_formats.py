"""Reports as Markdown, as a page for the browser, and as a table for spreadsheets."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

from handlers.business.paper import HOUSE

Format = Literal["markdown", "html", "csv"]
SUFFIXES: Mapping[Format, str] = {"markdown": "md", "html": "html", "csv": "csv"}


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, and under it figures with their values, as written."""

    heading: str
    rows: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Document:
    """A report as it reads. `columns` head the names and the values."""

    title: str
    span: str
    sections: Sequence[Section]
    remarks: Sequence[str]
    columns: tuple[str, str]
    language: str


def _as_markdown(document: Document) -> str:
    parts = [f"# {document.title}", document.span]
    for section in document.sections:
        rows = "\n".join(f"| {_cell(name)} | {_cell(value)} |" for name, value in section.rows)
        head = " | ".join(document.columns)
        parts += [f"## {section.heading}", f"| {head} |\n| --- | ---: |\n{rows}"]
    return "\n\n".join([*parts, *(f"*{remark}*" for remark in document.remarks)]) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", r"\|")


def _as_csv(document: Document) -> str:
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(["section", *document.columns])
    for section in document.sections:
        writer.writerows([section.heading, name, value] for name, value in section.rows)
    return table.getvalue()


def _as_html(document: Document) -> str:
    sections = "\n".join(_html_section(section) for section in document.sections)
    remarks = "\n".join(f'<p class="remark">{escape(remark)}</p>' for remark in document.remarks)
    return _PAGE.format(
        language=document.language,
        title=escape(document.title),
        span=escape(document.span),
        colour=HOUSE.colour,
        sections=sections,
        remarks=remarks,
    )


def _html_section(section: Section) -> str:
    rows = "\n".join(f"<tr><td>{escape(name)}</td><td>{escape(value)}</td></tr>" for name, value in section.rows)
    return f"<h2>{escape(section.heading)}</h2>\n<table>\n{rows}\n</table>"


_PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<title>{title}</title>
<style>
body {{ font: 16px/1.5 system-ui, sans-serif; color: #1d2b2b; max-width: 44rem; margin: 3rem auto; padding: 0 1rem }}
h1 {{ color: #{colour}; margin-bottom: 0 }}
h2 {{ margin-top: 2rem; font-size: 1.1rem }}
table {{ width: 100%; border-collapse: collapse }}
td {{ padding: .4rem 0; border-bottom: 1px solid #e3eaea }}
td + td {{ text-align: right; font-variant-numeric: tabular-nums }}
.remark {{ color: #6b7b7b; font-size: .9rem }}
</style>
</head>
<body>
<h1>{title}</h1>
<p>{span}</p>
{sections}
{remarks}
</body>
</html>
"""

WRITERS: Mapping[Format, Callable[[Document], str]] = {
    "markdown": _as_markdown,
    "html": _as_html,
    "csv": _as_csv,
}
