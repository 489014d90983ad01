"""Reports of the key figures as documents to download."""

import datetime as dt
from collections.abc import Sequence
from typing import Annotated

from babel.dates import format_date
from babel.numbers import format_decimal
from pydantic import ConfigDict

from handlers.analytics.dashboard import Dashboard, dashboard_stats
from handlers.analytics.figures import BusinessFigures
from handlers.analytics.funnel import Funnel, funnel
from handlers.analytics.period import Period
from handlers.analytics.report_formats import SUFFIXES, WRITERS, Document, Format, Section
from handlers.analytics.revenue import Revenue, revenue
from handlers.business.paper import HOUSE
from handlers.context import Context
from handlers.handler import handler
from handlers.labels import Label, titled
from handlers.ports import Conversations, Files
from handlers.reference import Translated
from handlers.values import File, Money, Value

TITLE = Translated(en="Key figures", id="Laporan angka utama", it="Rapporto dei dati principali")
FIGURES = Translated(en="Figures", id="Angka", it="Dati")
REVENUE = Translated(en="Revenue by service", id="Pendapatan per layanan", it="Ricavi per servizio")
FUNNEL = Translated(en="From lead to client", id="Dari calon ke klien", it="Da contatto a cliente")
ASSISTANT = Translated(en="The assistant", id="Asisten", it="L'assistente")
FIGURE = Translated(en="figure", id="angka", it="dato")
AMOUNT = Translated(en="value", id="nilai", it="valore")
REQUESTS = Translated(en="requests", id="permintaan", it="richieste")
COMPLETED = Translated(en="of which completed", id="yang selesai", it="di cui completate")
CONVERSATIONS = Translated(en="conversations", id="percakapan", it="conversazioni")
MADE = Translated(
    en="Made on {day} from the records of the house and the journal of its assistant.",
    id="Dibuat pada {day} dari catatan kantor dan jurnal asistennya.",
    it="Fatto il {day} dai registri della casa e dal giornale del suo assistente.",
)
RATES = Translated(
    en="Amounts of several currencies are added up in euros at the rates of {day}.",
    id="Jumlah dalam beberapa mata uang digabung dalam euro dengan kurs {day}.",
    it="Gli importi in più valute sono sommati in euro ai cambi del {day}.",
)


class Report(Value):
    """A report as a file to download."""

    model_config = ConfigDict(json_schema_extra=titled("Report", "Laporan", "Rapporto"))

    title: Annotated[str, Label("report", id="laporan", it="rapporto", role="title")]
    since: Annotated[dt.date, Label("since", id="sejak", it="dal")]
    until: Annotated[dt.date, Label("until", id="sampai", it="al")]
    file: Annotated[File, Label("document", id="dokumen", it="documento")]


@handler(
    "analytics.report",
    effect="write",
    examples=[
        ("write me the monthly report", {"period": "month"}),
        ("report of this quarter's numbers as html", {"period": "quarter", "format": "html"}),
        ("bikin laporan angka minggu ini", {"period": "week"}),
        ("laporan tahun ini dalam csv ya", {"period": "year", "format": "csv"}),
        ("preparami il rapporto del mese in html", {"period": "month", "format": "html"}),
        ("un report di oggi, in markdown", {"period": "today", "format": "markdown"}),
    ],
)
def report(
    ctx: Context[BusinessFigures],
    period: Annotated[Period, Label("period", id="periode", it="periodo")],
    format: Annotated[Format, Label("file format", id="format berkas", it="formato del file")] = "markdown",
    *,
    conversations: Conversations,
    files: Files,
) -> Report:
    """Write a report of the key figures as a document."""
    figures = dashboard_stats(ctx, period)
    document = _document(ctx, figures, revenue(ctx, period), funnel(ctx, period), _turns(ctx, conversations, figures))
    name = f"report-{period}-{ctx.now:%Y-%m-%d}.{SUFFIXES[format]}"
    file = files.keep(ctx.tenant, name, WRITERS[format](document).encode(), ctx.idempotency_key)
    return Report(title=document.title, since=figures.since, until=ctx.now.date(), file=file)


def _document(
    ctx: Context[BusinessFigures], figures: Dashboard, sales: Revenue, leads: Funnel, turns: Section
) -> Document:
    language = ctx.language
    amounts = [(one.name, _value(one.count, one.amounts, one.total, language)) for one in figures.figures]
    services = [(one.service, _value(None, one.invoiced, one.total, language)) for one in sales.services]
    steps = [(one.stage, _share(one.people, one.of_all, language)) for one in leads.steps]
    sections = (
        Section(FIGURES.to(language), amounts),
        Section(REVENUE.to(language), services),
        Section(FUNNEL.to(language), steps),
        turns,
    )
    remarks = [MADE.to(language).format(day=_day(ctx.now.date(), language))]
    if figures.rate_date is not None:
        remarks.append(RATES.to(language).format(day=_day(figures.rate_date, language)))
    return Document(
        title=f"{HOUSE.name}: {TITLE.to(language)}",
        span=f"{_day(figures.since, language)} – {_day(ctx.now.date(), language)}",
        sections=[section for section in sections if section.rows],
        remarks=remarks,
        columns=(FIGURE.to(language), AMOUNT.to(language)),
        language=language,
    )


def _turns(ctx: Context[BusinessFigures], conversations: Conversations, figures: Dashboard) -> Section:
    since = dt.datetime.combine(figures.since, dt.time.min, ctx.now.tzinfo)
    turns = conversations.figures(ctx.tenant, since, ctx.now)
    counts = ((CONVERSATIONS, turns.conversations), (REQUESTS, turns.turns), (COMPLETED, turns.completed))
    return Section(ASSISTANT.to(ctx.language), [(name.to(ctx.language), str(count)) for name, count in counts])


def _value(count: int | None, amounts: Sequence[Money], total: Money | None, language: str) -> str:
    if count is not None:
        return format_decimal(count, locale=language)
    together = f" (≈ {_money(total, language)})" if total is not None and len(amounts) > 1 else ""
    return " + ".join(_money(money, language) for money in amounts) + together


def _money(money: Money, language: str) -> str:
    return f"{money.currency} {format_decimal(money.amount, '#,##0.##', locale=language)}"


def _share(people: int, of_all: float | None, language: str) -> str:
    return str(people) if of_all is None else f"{people} ({format_decimal(of_all, locale=language)}%)"


def _day(day: dt.date, language: str) -> str:
    return format_date(day, "d MMMM y", locale=language)
