"""What a quote or an invoice says on paper, in the words of the house (`data/house.yaml`, `data/paper.yaml`)."""

import datetime as dt
from pathlib import Path
from typing import Annotated, Literal

from babel.dates import format_date
from pydantic import Field

from handlers.reference import Translated, load
from handlers.values import Money, Value

Colour = Annotated[str, Field(pattern=r"^[0-9a-f]{6}$")]


class House(Value):
    """Whose paper it is. `quote_days`, `invoice_days`: how long a quote holds, and until when an invoice is due."""

    name: str
    colour: Colour
    place: str
    line: Translated
    quote_days: Annotated[int, Field(gt=0)]
    invoice_days: Annotated[int, Field(gt=0)]
    quote_terms: Translated
    invoice_terms: Translated


class Words(Value):
    """The words that stand on the paper."""

    quote: Translated
    invoice: Translated
    client: Translated
    issued: Translated
    valid_until: Translated
    due: Translated
    item: Translated
    price: Translated
    total: Translated
    amount_due: Translated
    services: Translated
    sample: Translated
    rate: Translated
    page: Translated


class PaperLine(Value):
    """One row of the table; `remark` stands small beneath it."""

    text: str
    amount: Money
    remark: str | None = None


class Paper(Value):
    """What a quote or an invoice says. `facts`: the days and the like beside the client, as label and text."""

    kind: Literal["quote", "invoice"]
    number: str
    client: str
    facts: tuple[tuple[str, str], ...]
    lines: tuple[PaperLine, ...]
    total: Money
    total_label: str
    remarks: tuple[str, ...]
    language: str


def day(date: dt.date, language: str) -> str:
    """A date as it stands on paper: 21 November 2026."""
    return format_date(date, "d MMMM y", locale=language)


_DATA = Path(__file__).parent / "data"
HOUSE = load(_DATA / "house.yaml", House)
WORDS = load(_DATA / "paper.yaml", Words)
