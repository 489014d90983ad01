"""How leads become clients."""

import datetime as dt
from collections.abc import Mapping
from itertools import pairwise
from typing import Annotated

from pydantic import ConfigDict

from handlers.analytics.figures import BusinessFigures, FunnelStage, Span
from handlers.analytics.period import Period
from handlers.context import Context
from handlers.handler import handler
from handlers.labels import Label, titled
from handlers.reference import Translated
from handlers.values import Value

STAGES: Mapping[FunnelStage, Translated] = {
    "lead": Translated(en="leads", id="calon klien", it="contatti"),
    "contacted": Translated(en="contacted", id="sudah dihubungi", it="ricontattati"),
    "quoted": Translated(en="quoted", id="diberi penawaran", it="con preventivo"),
    "client": Translated(en="became clients", id="menjadi klien", it="diventati clienti"),
}
"""In the order in which a lead goes through them."""


class FunnelStep(Value):
    """How many came as far as a stage. Shares in percent, rounded to a tenth; none where nobody could come further."""

    stage: Annotated[str, Label("stage", id="tahap", it="fase", role="title")]
    people: Annotated[int, Label("people", id="orang", it="persone")]
    of_all: Annotated[float | None, Label("of all (%)", id="dari semua (%)", it="sul totale (%)")]
    of_previous: Annotated[
        float | None, Label("of the stage before (%)", id="dari tahap sebelumnya (%)", it="sulla fase precedente (%)")
    ]


class Funnel(Value):
    """The leads that came in the period so far, and how far they have come by now.

    A client of the period who was never recorded as a lead counts as one that came all the way.
    """

    model_config = ConfigDict(
        json_schema_extra=titled("From lead to client", "Dari calon ke klien", "Da contatto a cliente")
    )

    since: Annotated[dt.date, Label("since", id="sejak", it="dal")]
    steps: Annotated[tuple[FunnelStep, ...], Label("stages", id="tahap", it="fasi")]


@handler(
    "analytics.funnel",
    effect="read",
    examples=[
        ("how many leads turn into clients?", {}),
        ("conversion funnel for this year", {"period": "year"}),
        ("funnel kuartal ini gimana?", {"period": "quarter"}),
        ("berapa leads yg jadi klien bulan ini", {"period": "month"}),
        ("quanti contatti diventano clienti quest'anno?", {"period": "year"}),
        ("il funnel della settimana", {"period": "week"}),
    ],
)
def funnel(
    ctx: Context[BusinessFigures],
    period: Annotated[Period, Label("period", id="periode", it="periodo")] = "month",
) -> Funnel:
    """How many leads become clients, stage by stage."""
    span = Span.of(period, ctx.now)
    reached = ctx.port.funnel(ctx.tenant, span)
    first = reached["lead"]
    steps = [FunnelStep(stage=STAGES["lead"].to(ctx.language), people=first, of_all=None, of_previous=None)]
    for before, stage in pairwise(STAGES):
        steps.append(
            FunnelStep(
                stage=STAGES[stage].to(ctx.language),
                people=reached[stage],
                of_all=_share(reached[stage], first),
                of_previous=_share(reached[stage], reached[before]),
            )
        )
    return Funnel(since=span.since.date(), steps=tuple(steps))


def _share(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole else None
