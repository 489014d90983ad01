"""How conversations went: with the assistant, by this service's journal, and on the chat channels of the house."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Protocol

from pydantic import ConfigDict

from handlers.analytics.period import Period, start_of
from handlers.choice import none_of
from handlers.context import Context
from handlers.handler import handler
from handlers.labels import Label, titled
from handlers.ports import Conversations, TurnFigures
from handlers.reference import Translated
from handlers.values import Value

ASSISTANT = "assistant"
"""The channel of those who talk to this service itself."""

CALLED: Mapping[str, Translated] = {
    ASSISTANT: Translated(en="assistant", id="asisten", it="assistente"),
    "email": Translated(en="e-mail", id="email", it="e-mail"),
}
"""What channels are called in the languages of the house, where that is not their own name."""

ALSO: Mapping[str, str] = {"wa": "whatsapp", "mail": "email", "e-mail": "email", "ig": "instagram", "chat": ASSISTANT}


@dataclass(frozen=True, slots=True)
class Traffic:
    """What came and went on one channel of the house. `conversations`: with how many people or threads."""

    channel: str
    conversations: int
    received: int
    sent: int


class ChannelTraffic(Protocol):
    """Counts the messages of the channels on which the house talks with people."""

    def traffic(self, tenant: str, since: dt.datetime) -> Sequence[Traffic]:
        """Every channel that the house has, also one on which nothing happened."""
        ...


class ChannelFigures(Value):
    """One channel in the period."""

    channel: Annotated[str, Label("channel", id="kanal", it="canale", role="title")]
    conversations: Annotated[int, Label("conversations", id="percakapan", it="conversazioni")]
    received: Annotated[int, Label("messages received", id="pesan masuk", it="messaggi ricevuti")]
    sent: Annotated[int, Label("messages sent", id="pesan keluar", it="messaggi inviati")]


class AssistantFigures(Value):
    """How the turns of the assistant went: a turn is a person's message and what was done about it."""

    turns: Annotated[int, Label("requests", id="permintaan", it="richieste")]
    completed: Annotated[int, Label("completed", id="selesai", it="completate")]
    failed: Annotated[int, Label("failed", id="gagal", it="fallite")]
    cancelled: Annotated[int, Label("cancelled", id="dibatalkan", it="annullate")]
    waiting: Annotated[int, Label("waiting for a yes", id="menunggu persetujuan", it="in attesa di un sì")]
    median_ms: Annotated[float | None, Label("median duration (ms)", id="durasi median (ms)", it="durata mediana (ms)")]


class ConversationReport(Value):
    """Conversations of the period so far. Source: this service's journal, and the chats of the house."""

    model_config = ConfigDict(json_schema_extra=titled("Conversations", "Percakapan", "Conversazioni"))

    since: Annotated[dt.datetime, Label("since", id="sejak", it="dal")]
    conversations: Annotated[int, Label("conversations in all", id="total percakapan", it="conversazioni in tutto")]
    assistant: Annotated[AssistantFigures | None, Label("the assistant", id="asisten", it="l'assistente")]
    channels: Annotated[list[ChannelFigures], Label("by channel", id="per kanal", it="per canale")]


@handler(
    "analytics.conversations",
    effect="read",
    examples=[
        ("how many conversations did we have this week?", {"period": "week"}),
        ("how did the whatsapp chats go this month", {"period": "month", "channel": "whatsapp"}),
        ("berapa percakapan hari ini?", {"period": "today"}),
        ("statistik chat telegram bulan ini dong", {"period": "month", "channel": "telegram"}),
        ("quante conversazioni ci sono state quest'anno?", {"period": "year"}),
        ("come sono andate le chat con l'assistente questo trimestre?", {"period": "quarter", "channel": "assistente"}),
    ],
)
def conversation_report(
    ctx: Context[Conversations],
    period: Annotated[Period, Label("period", id="periode", it="periodo")] = "month",
    channel: Annotated[str | None, Label("one channel only", id="satu kanal saja", it="un solo canale")] = None,
    *,
    traffic: ChannelTraffic,
) -> ConversationReport:
    """How many conversations there were and how they went."""
    since = start_of(period, ctx.now)
    turns = ctx.port.figures(ctx.tenant, since, ctx.now)
    channels = [_of_assistant(turns), *traffic.traffic(ctx.tenant, since)]
    if channel is not None:
        channels = [_named(channels, channel)]
    shown = [_figures(one, ctx.language) for one in channels]
    with_assistant = any(one.channel == ASSISTANT for one in channels)
    return ConversationReport(
        since=since,
        conversations=sum(one.conversations for one in channels),
        assistant=_assistant(turns) if with_assistant else None,
        channels=shown,
    )


def _named(channels: Sequence[Traffic], said: str) -> Traffic:
    wanted = said.strip().casefold()
    wanted = ALSO.get(wanted, wanted)
    for one in channels:
        called = CALLED.get(one.channel)
        if wanted in (one.channel, *(called.model_dump().values() if called else ())):
            return one
    raise none_of([one.channel for one in channels], said, "channel")


def _of_assistant(turns: TurnFigures) -> Traffic:
    return Traffic(ASSISTANT, turns.conversations, received=turns.turns, sent=turns.completed)


def _figures(traffic: Traffic, language: str) -> ChannelFigures:
    called = CALLED.get(traffic.channel)
    return ChannelFigures(
        channel=called.to(language) if called else traffic.channel,
        conversations=traffic.conversations,
        received=traffic.received,
        sent=traffic.sent,
    )


def _assistant(turns: TurnFigures) -> AssistantFigures:
    return AssistantFigures(
        turns=turns.turns,
        completed=turns.completed,
        failed=turns.failed,
        cancelled=turns.cancelled,
        waiting=turns.waiting,
        median_ms=turns.median_ms,
    )
